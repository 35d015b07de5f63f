"""Pages come in once, whole, and wait for the worker."""

from __future__ import annotations

import hashlib

import pytest
from room_fixtures import NOW, PAGE, actor, upload

from yanzhen.desk.accounts.models import TrailEntry
from yanzhen.desk.reading.models import ReadingJob
from yanzhen.desk.reading.uploads import bring, file_name, stored_path, sweep_drafts
from yanzhen.desk.register.models import Document
from yanzhen.errors import InputError


def test_the_clerk_drops_two_pages_and_they_wait(cast, sign_in):
    answer = sign_in(cast["clerk"]).post(
        "/reading/bring", {"files": [upload(PAGE, "a.txt"), upload("另一版", "b.txt")], "published": "2020/9/1"}
    )
    assert answer.status_code == 302
    documents = list(Document.objects.order_by("pk"))
    assert [(d.file, d.published, d.region, d.department) for d in documents] == [
        ("a.txt", "2020-09-01", "370725", "科技局"),
        ("b.txt", "2020-09-01", "370725", "科技局"),
    ]
    assert {job.state for job in ReadingJob.objects.all()} == {"waiting"}
    assert stored_path(documents[0].sha256).read_text("utf-8") == PAGE
    assert TrailEntry.objects.filter(action="page brought").count() == 2


def test_the_same_file_twice_is_one_document_and_says_so(cast, sign_in):
    client = sign_in(cast["clerk"])
    client.post("/reading/bring", {"files": upload(PAGE, "a.txt")})
    answer = client.post("/reading/bring", {"files": upload(PAGE, "renamed.txt")}, follow=True)
    document = Document.objects.get()
    assert f'href="/reading/documents/{document.pk}"' in answer.text
    assert "这个文件早就在了" in answer.text


def test_the_same_file_of_another_county_is_its_own_and_tells_nothing(cast):
    mine = bring(upload(PAGE), "", cast["clerk"], actor(cast["clerk"]), now=NOW)
    theirs = bring(upload(PAGE), "", cast["foreign"], actor(cast["foreign"]), now=NOW)
    assert mine.is_new and theirs.is_new
    assert mine.document.sha256 == theirs.document.sha256 == hashlib.sha256(PAGE.encode()).hexdigest()


def test_who_sees_the_bureaus_pages_is_led_to_them(cast):
    mine = bring(upload(PAGE), "", cast["clerk"], actor(cast["clerk"]), now=NOW)
    again = bring(upload(PAGE), "", cast["bureau_head"], actor(cast["bureau_head"]), now=NOW)
    assert not again.is_new and again.document.pk == mine.document.pk


def test_a_file_over_the_limit_is_refused_with_the_limit(cast, settings):
    settings.UPLOAD_MOST_BYTES = 10
    with pytest.raises(InputError, match=r"big\.txt.*≤ 0 MB"):
        bring(upload("x" * 11, "big.txt"), "", cast["clerk"], actor(cast["clerk"]), now=NOW)
    assert not Document.objects.exists()


@pytest.mark.parametrize(("files", "published"), [([], ""), ([b""], ""), ([b"x"], "2020-13"), ([b"x"], "yesterday")])
def test_what_cannot_be_taken_is_said_and_leaves_nothing(cast, sign_in, files, published):
    given = {"files": [upload(content) for content in files], "published": published}
    answer = sign_in(cast["clerk"]).post("/reading/bring", given, follow=True)
    assert not Document.objects.exists()
    assert "faults" in answer.text or 'class="error"' in answer.text


def test_a_reader_and_an_auditor_cannot_bring(cast, sign_in):
    for name in ("park", "auditor"):
        assert sign_in(cast[name]).post("/reading/bring", {"files": upload(PAGE)}).status_code == 403
        assert 'id="bring"' not in sign_in(cast[name]).get("/reading/").text


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\扫描\\第一版.pdf", "第一版.pdf"),
        ("a\x00b\n.txt", "ab.txt"),
        ("...", "page"),
        ("字" * 300 + ".pdf", "字" * 196 + ".pdf"),
    ],
)
def test_a_file_keeps_its_name_and_nothing_else(given, kept):
    assert file_name(given) == kept


def test_drafts_of_broken_uploads_are_swept(settings, tmp_path):
    settings.MEDIA_ROOT.mkdir()
    draft = settings.MEDIA_ROOT / "x.part"
    draft.write_bytes(b"half")
    sweep_drafts(now=draft.stat().st_mtime + 10)
    assert draft.exists()
    sweep_drafts(now=draft.stat().st_mtime + 4000)
    assert not draft.exists()
