"""Making deals, changing them, deciding about them: what is refused, what is stale, what the trail keeps."""

from __future__ import annotations

import pytest
from deal_fixtures import TINY
from django.core.files.uploadedfile import SimpleUploadedFile

from yanzhen.desk.accounts.models import TrailEntry
from yanzhen.desk.securitization.models import Deal

HIGHER = TINY.replace("correlation = 0.2", "correlation = 0.4")


def posted(client, address, **fields):
    return client.post(address, fields)


def test_a_file_becomes_a_deal_with_its_first_version(cast, sign_in):
    file = SimpleUploadedFile("许可.toml", TINY.encode())
    answer = posted(sign_in(cast["clerk"]), "/securitization/new", file=file)
    deal = Deal.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/securitization/deals/{deal.pk}"
    version = deal.versions.get()
    assert (deal.name, deal.region, version.file, version.number) == ("示例专利许可", "370725", "许可.toml", 1)
    assert TrailEntry.objects.get(action="deal made").subject_name == "示例专利许可"


def test_a_pasted_text_becomes_a_deal(cast, sign_in):
    posted(sign_in(cast["clerk"]), "/securitization/new", text=TINY)
    assert Deal.objects.get().versions.get().file == "deal.toml"


def test_a_shipped_example_becomes_a_deal(cast, sign_in):
    answer = posted(sign_in(cast["clerk"]), "/securitization/examples/guangzhou-2020")
    assert answer.status_code == 302 and Deal.objects.get().name.startswith("广州开发区")


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ("share = 0.85", "share = 1.85", "[tranche 1] share：超出范围"),
        ("exposure = 600", 'exposure = "many"', "[obligor 2] exposure：类型不对"),
        ("periods = 6", "", "[deal] periods：缺少"),
        ("[risk]", "[risk", "不是 TOML"),
    ],
)
def test_a_deal_that_cannot_be_is_told_with_its_place_and_keeps_the_text(cast, sign_in, before, after, place):
    wrong = TINY.replace(before, after, 1)
    answer = posted(sign_in(cast["clerk"]), "/securitization/new", text=wrong)
    assert answer.status_code == 400 and place in answer.text
    assert after.replace('"', "&#34;") in answer.text or after.replace('"', "&quot;") in answer.text
    assert not Deal.objects.exists()


def test_nothing_given_is_told(cast, sign_in):
    answer = posted(sign_in(cast["clerk"]), "/securitization/new")
    assert answer.status_code == 400 and "请选择文件" in answer.text


def test_a_new_version_shows_what_differs_in_fields_and_figures(cast, sign_in, tiny):
    client = sign_in(cast["clerk"])
    posted(client, f"/securitization/deals/{tiny.pk}/change", text=HIGHER, turn=tiny.turn, note="相关性上调")
    tiny.refresh_from_db()
    assert tiny.versions.count() == 2 and tiny.turn == 2
    page = client.get(f"/securitization/deals/{tiny.pk}/versions").text
    assert "risk.correlation" in page and "0.2" in page and "0.4" in page and "相关性上调" in page
    assert "预期损失" in page


def test_the_one_who_was_slower_sees_that_and_loses_nothing(cast, sign_in, tiny):
    client = sign_in(cast["clerk"])
    posted(client, f"/securitization/deals/{tiny.pk}/change", text=HIGHER, turn=1)
    answer = posted(client, f"/securitization/deals/{tiny.pk}/change", text=TINY + "\n# mine\n", turn=1)
    assert answer.status_code == 409 and "其间有人修改了交易" in answer.text and "# mine" in answer.text
    assert tiny.versions.count() == 2
    assert 'name="turn" value="2"' in answer.text


def test_only_an_approver_puts_a_version_in_force(cast, sign_in, tiny):
    address = f"/securitization/deals/{tiny.pk}/force"
    assert posted(sign_in(cast["clerk"]), address, version=1, turn=1).status_code == 403
    posted(sign_in(cast["bureau_head"]), address, version=1, turn=1)
    tiny.refresh_from_db()
    assert tiny.in_force.number == 1
    assert TrailEntry.objects.get(action="version put in force").after == {"version": 1}


def test_a_decision_on_a_stale_deal_is_not_taken(cast, sign_in, tiny):
    posted(sign_in(cast["clerk"]), f"/securitization/deals/{tiny.pk}/change", text=HIGHER, turn=1)
    answer = sign_in(cast["bureau_head"]).post(
        f"/securitization/deals/{tiny.pk}/force", {"version": 1, "turn": 1}, follow=True
    )
    tiny.refresh_from_db()
    assert tiny.in_force is None and "请重新查看后再决定" in answer.text


def test_the_version_in_force_is_shown_though_a_later_one_is_there(cast, sign_in, tiny):
    posted(sign_in(cast["bureau_head"]), f"/securitization/deals/{tiny.pk}/force", version=1, turn=1)
    posted(sign_in(cast["clerk"]), f"/securitization/deals/{tiny.pk}/change", text=HIGHER, turn=2)
    client = sign_in(cast["clerk"])
    page = client.get(f"/securitization/deals/{tiny.pk}").text
    assert "第 1 版" in page and "最新：第 2 版" in page
    assert "相关系数 0.4" in client.get(f"/securitization/deals/{tiny.pk}?version=2").text
    assert client.get(f"/securitization/deals/{tiny.pk}?version=9").status_code == 404
