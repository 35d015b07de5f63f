"""The auditor's page: filters, whose entries, the export, and that the export is an entry too."""

from __future__ import annotations

import ast
import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cast import PASSWORD
from django.test import Client
from django.utils import timezone

from yanzhen.desk.accounts import trail_words
from yanzhen.desk.accounts.models import TrailEntry
from yanzhen.desk.accounts.trail import Actor, Subject, record_change, record_export, verify_chain
from yanzhen.desk.register.decisions import KEPT

HERE, THERE, DESK = "370725", "330110", ""


def write(
    action: str = "changed", *, who: str = "林科员 (clerk)", kind: str = "firm", name: str = "雁阵公司", **more: str
) -> TrailEntry:
    actor = Actor(None, who, more.get("address", "10.0.0.1"), more.get("request", "r1"))
    return record_change(actor, action, Subject(kind, "7", name, more.get("region", HERE)), None, {"staff": 1})


@pytest.fixture
def auditor(cast, sign_in) -> Client:
    return sign_in(cast["auditor"])


def numbers(client: Client, query: str = "") -> set[int]:
    """The entries on the page."""
    listing = client.get(f"/trail{query}")
    assert listing.status_code == 200
    shown = set()
    for entry in TrailEntry.objects.all():
        if f'<td class="n">{entry.number}</td>' in listing.text:
            shown.add(entry.number)
    return shown


@pytest.fixture
def entries(cast) -> None:
    write("changed")
    write("accepted", who="王局 (bureau_head)", name="另一公司", request="r2")
    write("changed", kind="statement", name="收入")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {1, 2, 3}),
        ("?q=王局", {2}),
        ("?q=收入", {3}),
        ("?q=BUREAU", {2}),
        ("?q=7", {1, 2, 3}),
        ("?action=changed", {1, 3}),
        ("?kind=statement", {3}),
        ("?request=r2", {2}),
        ("?q=clerk&action=changed&kind=firm", {1}),
        ("?action=nothing-of-ours", {1, 2, 3}),
        ("?q=nobody", set()),
    ],
)
def test_entries_are_narrowed(entries, auditor, query, shown):
    assert numbers(auditor, query) == shown


def test_days_are_the_desks_own_and_both_ends_count(cast, auditor, settings):
    """23:30 of the 22nd in Shanghai is 15:30 UTC; 00:30 of the 23rd is still the 22nd in UTC."""
    for _ in range(3):
        write()
    moments = ("2026-11-22T15:30", "2026-11-22T16:30", "2026-11-23T16:30")
    for number, moment in enumerate(moments, 1):
        TrailEntry.objects.filter(number=number).update(at=datetime.fromisoformat(moment).replace(tzinfo=UTC))
    assert numbers(auditor, "?from=2026-11-22&to=2026-11-22") == {1}
    assert numbers(auditor, "?from=2026-11-23&to=2026-11-23") == {2}
    assert numbers(auditor, "?from=2026-11-23") == {2, 3}
    assert numbers(auditor, "?to=2026-11-22") == {1}
    assert numbers(auditor, "?from=tomorrow&to=2026-13-45") == {1, 2, 3}


def test_an_auditor_sees_their_region_and_the_desk_itself(auditor):
    write(region=HERE)
    write(region=THERE, name="外县公司")
    write(region=DESK, kind="person", name="管理员")
    assert numbers(auditor) == {1, 3}
    assert "外县公司" not in auditor.get("/trail").text
    assert "外县公司" not in b"".join(auditor.get("/trail/export")).decode()


def test_nobody_else_reads_or_exports_the_trail(cast, sign_in):
    for member in ("administrator", "bureau_head", "clerk", "park", "foreign"):
        client = sign_in(cast[member])
        assert client.get("/trail").status_code == 403
        assert client.get("/trail/export").status_code == 403


def exported(client: Client, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/trail/export{query}")
    text = b"".join(answer).decode()
    assert text.startswith("\ufeff")
    assert "attachment" in answer["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_export_is_what_the_page_lists(entries, auditor):
    rows = exported(auditor, "?action=changed")
    assert [(row["序号"], row["何事"]) for row in rows] == [("3", "changed"), ("1", "changed")]
    assert rows[0]["摘要"] == TrailEntry.objects.get(number=3).digest
    assert rows[0]["之后"] == '{"staff": 1}'


def test_the_export_is_an_entry_itself(entries, auditor):
    exported(auditor, "?action=changed")
    entry = TrailEntry.objects.get(action="exported")
    assert (entry.after, entry.person_name) == ({"rows": 2, "action": "changed"}, "审计员 (auditor)")
    assert verify_chain().whole


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1"])
def test_no_cell_of_the_export_is_run_by_a_spreadsheet(auditor, name):
    write(name=name)
    row = next(row for row in exported(auditor) if row["序号"] == "1")
    assert row["主体"] == f"'{name}"


def test_other_rooms_write_their_exports_by_one_call(cast):
    entry = record_export(Actor(cast["clerk"], "林科员 (clerk)"), "statement", 12, {"q": "硅"}, HERE)
    assert (entry.action, entry.after, entry.region) == ("exported", {"rows": 12, "q": "硅"}, HERE)


def fields_written() -> set[str]:
    """The names of fields in every call that writes an entry."""
    desk, writers = (
        Path(trail_words.__file__).parents[1],
        {"record_change", "record_export", "note", "_note", "_record"},
    )
    calls = [
        node
        for path in desk.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in writers
    ]
    dicts = [part for call in calls for part in ast.walk(call) if isinstance(part, ast.Dict)]
    return {key.value for found in dicts for key in found.keys if isinstance(key, ast.Constant)}


def test_every_field_of_an_entry_has_its_word():
    names = fields_written()
    assert {"undone_at", "expires_at", "state"} <= names
    assert {name for name in {*names, *KEPT} if not trail_words.known_word(trail_words.FIELD, name)} == set()


def test_an_entry_reads_in_the_language_of_the_page(auditor):
    after = {"kind": "firm-years", "stated_on": "2026-01-01", "standing": "upheld", "value": "upheld", "whole": True}
    record_change(Actor(None, "command line"), "changed", Subject("firm", "7", region=HERE), None, after)
    page = auditor.get("/trail").text
    told = ("表: 企业年度数据", "数据日期: 2026-01-01", "状态: 成立", "值: upheld", "是否齐全: 是", "命令行")
    assert [words for words in told if words not in page] == []
    auditor.cookies["django_language"] = "en"
    page = auditor.get("/trail").text
    assert "stated on: 2026-01-01" in page and "table: firm-years" in page and "command line" in page


def test_a_broken_chain_is_told_on_the_page(entries, auditor):
    TrailEntry.objects.filter(number=2).update(person_name="nobody")
    assert "链条在第 2 条" in auditor.get("/trail").text


def test_pages_keep_their_filters(cast, auditor, settings):
    settings.LIST_PAGE_ROWS = 2
    for _ in range(5):
        write()
    page = auditor.get("/trail?q=clerk&page=2").text
    assert "q=clerk" in page
    assert "page=3" in page


def test_who_came_when_and_from_where_is_an_entry(cast):
    for password in ("wrong", PASSWORD):
        Client().post("/sign-in", {"username": "clerk", "password": password}, REMOTE_ADDR="10.9.8.7")
    refused, entered = TrailEntry.objects.order_by("number")
    assert (refused.action, refused.subject_name, refused.address) == ("sign-in refused", "林科员", "10.9.8.7")
    assert (entered.action, entered.person_name, entered.address) == ("sign-in", "林科员 (clerk)", "10.9.8.7")
    assert timezone.now() - entered.at < timedelta(minutes=1)
    assert entered.request_id


def test_the_log_holds_no_names_and_no_passwords(cast, caplog):
    Client().post("/sign-in", {"username": "clerk", "password": "My-secret-7"})
    Client().post("/sign-in", {"username": "clerk", "password": PASSWORD})
    assert not any(word in caplog.text for word in ("clerk", "林科员", "My-secret-7", PASSWORD, "127.0.0.1"))
