"""Every address that gives a file out leaves an entry on the trail: who took what, with which filters."""

from __future__ import annotations

import io
from itertools import islice, product
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from openpyxl import load_workbook
from sheet_fixtures import PAPER, content_of

from yanzhen.desk.accounts.exports import BlankFile, NotedExports
from yanzhen.desk.accounts.models import TrailEntry
from yanzhen.desk.accounts.permission import Right, declared_right
from yanzhen.desk.accounts.trail import Actor, Subject, record_change

MEMBERS = {Right.AUDIT: "auditor", Right.ADMINISTER: "administrator"}
GIVING = (
    "export",
    "original",
    "xlsx",
    "csv",
    "pdf",
    "docx",
    "workbook",
    "template",
    "sheet",
    "errors",
    "file",
    "report",
)
BLANK = {"register:template", "register:template_in"}
MOST_EACH = 12


def addresses(patterns: list[Any], before: str, space: str, found: dict[str, Any]):
    """Each address that may give a file, with parts that name something where the register has it."""
    for one in patterns:
        routes = [before + route for route in filled(one, found)]
        if isinstance(one, URLResolver):
            for route in routes:
                yield from addresses(one.url_patterns, route, one.namespace or space, found)
        elif any(word in f"{one.pattern} {one.name}" for word in GIVING):
            yield from ((f"{space}:{one.name}", "/" + route, one) for route in routes)


def filled(one: URLPattern | URLResolver, found: dict[str, Any]) -> list[str]:
    names = list(one.pattern.converters)
    texts = []
    for values in islice(product(*(found.get(name, found["number"]) for name in names)), MOST_EACH):
        text = str(one.pattern)
        for name, value in zip(names, values, strict=True):
            start, end = text.rindex("<", 0, text.index(name + ">")), text.index(name + ">") + len(name) + 1
            text = text[:start] + str(value) + text[end:]
        texts.append(text)
    return texts


def test_every_file_that_goes_out_is_on_the_trail(cast, register, sign_in):
    clients = {member: sign_in(cast[member]) for member in ("auditor", "administrator", "bureau_head")}
    found = {
        "number": [register["firms"].import_pk, 1],
        "kind": ["firms", "firm-years", "gap", "node", "missing"],
        "form": ["xlsx", "csv", "parquet", "json"],
        "language": ["zh", "en"],
        "uscc": [PAPER],
    }
    gave = set()
    for name, address, pattern in addresses(get_resolver().url_patterns, "", "", found):
        client = clients[MEMBERS.get(declared_right(pattern.callback), "bureau_head")]
        for method in ("get", "post"):
            before = TrailEntry.objects.count()
            answer = getattr(client, method)(address, {"name": "赵远"} if method == "post" else {})
            given = answer.status_code == 200 and "attachment" in answer.get("Content-Disposition", "")
            if given:
                content_of(answer)
                gave.add(name)
                assert TrailEntry.objects.count() - before == (0 if name in BLANK else 1), f"{method} {address}"
    assert {
        "reading:export_xlsx", "reading:export_csv", "register:export", "register:template", "register:original", "privacy:export",
        "accounts:trail_export", "accounts:trail_workbook",
    } <= gave, gave  # fmt: skip


def test_the_entry_says_what_went_and_by_which_filters(cast, register, sign_in):
    content_of(sign_in(cast["clerk"]).get("/register/tables/firms/export/csv?q=纸业"))
    entry = TrailEntry.objects.get(action="exported")
    assert (entry.subject_kind, entry.person_name, entry.region) == ("table", "林科员 (clerk)", "370725")
    assert entry.after == {"rows": 1, "q": "纸业"}
    assert entry.subject_name.startswith("firms-") and entry.subject_name.endswith(".csv")


def sent(answer: HttpResponse, method: str = "get") -> list[TrailEntry]:
    request = getattr(RequestFactory(), method)("/leads/export", {"on": "2026-01-01"} if method == "get" else {})
    request.user, request.META["yanzhen.request_id"] = None, "r-1"
    NotedExports(lambda _: answer)(request)
    return list(TrailEntry.objects.all())


def test_a_view_that_forgets_is_noted_for_it(db):
    answer = HttpResponse(headers={"Content-Disposition": "attachment; filename*=utf-8''%E9%A2%86%E9%A3%9E.csv"})
    (entry,) = sent(answer)
    assert (entry.subject_kind, entry.subject_name, entry.after) == ("file", "领飞.csv", {"on": "2026-01-01"})


@pytest.mark.parametrize("answer", [HttpResponse("page"), HttpResponse(status=404), BlankFile(b"", as_attachment=True)])
def test_pages_and_blank_files_leave_no_entry(db, answer):
    assert sent(answer) == []


def test_a_view_that_noted_it_is_not_noted_twice(db):
    record_change(Actor(None, "-", "", "r-1"), "exported", Subject("deal", "1"), None, {"rows": 3})
    assert len(sent(HttpResponse(headers={"Content-Disposition": 'attachment; filename="deal.xlsx"'}))) == 1


def test_the_watch_stands_in_the_desks_settings():
    assert "yanzhen.desk.accounts.exports.NotedExports" in settings.MIDDLEWARE


def test_the_trail_as_a_workbook(cast, sign_in):
    record_change(
        Actor(None, "=1+1"), "changed", Subject("firm", "7", "雁阵公司"), {"staff": 1}, {"text": "长" * 40_000}
    )
    book = load_workbook(io.BytesIO(sign_in(cast["auditor"]).get("/trail/export/workbook").content))
    heads, row = list(book.active.iter_rows(values_only=True))[:2]
    told = dict(zip(heads, row, strict=True))
    assert (told["何人"], told["主体"], told["之前"]) == ("'=1+1", "雁阵公司", '{"staff": 1}')
    assert told["之后"].endswith("…") and told["摘要"] == TrailEntry.objects.get(number=1).digest
