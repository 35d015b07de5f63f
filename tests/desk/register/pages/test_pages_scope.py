"""Every address of tables, rows, firms and imports, for every member of the cast: another county sees nothing anywhere."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.urls import get_resolver
from sheet_fixtures import FAR, OTHERS, PAPER, content_of, upload, work

import yanzhen.desk.register.pages
from yanzhen.desk.register.models import ENTRIES, CellContest, Import, SheetDraft

WORDS = ("晨光", "老纸厂", "1,250", "1,200.5", "同名科技", "years.csv", "audit.csv", "secret.csv", PAPER)
LISTS = (
    "table",
    "export",
    "index",
    "regions",
    "industries",
    "strategic",
    "imports",
    "bring",
    "subjects",
    "firms",
    "rows",
)
OPEN_TO_ALL = (*LISTS, "about", "template", "template_in", "region", "industry", "contests", "contradictions")
# What works on rows that a view has found, or on names and codes alone.
MAY_START_ELSEWHERE = {
    "jobs.py", "running.py", "worker.py", "search.py", "models.py", "disputes.py", "errors_book.py", "contested.py",
}  # fmt: skip


@pytest.fixture
def everything(cast, sign_in, register, settings, tmp_path) -> dict[str, object]:
    """An object for each part of an address, all of 昌乐县; one firm is of another department."""
    settings.YANZHEN_HOME = tmp_path
    client = sign_in(cast["clerk"])
    client.post(
        "/register/import", upload("secret.csv", "企业名称,统一社会信用代码\n示例晨光,1\n".encode(), kind="firms")
    )
    work()
    entry = ENTRIES["firm-years"].objects.get(subject=PAPER, c_year=2024)
    client.post(f"/register/rows/firm-years/{entry.pk}/revenue/contest", {"reason": "晨光不对"})
    return {
        "kind": "firm-years", "entry": entry.pk, "column": "revenue", "uscc": PAPER, "formula": "rd_ratio", "year": 2024,
        "code": "370725", "draft": SheetDraft.objects.get().pk, "form": "csv", "language": "zh", "subject": 1, "pk": 1,
        "number": Import.objects.get(file="audit.csv").pk,
    }  # fmt: skip


def addresses(parts: dict[str, object]) -> list[tuple[str, str]]:
    """The name and the address of every page, its parts filled with the clerk's own."""
    resolver = next(one for one in get_resolver().url_patterns if getattr(one, "app_name", "") == "register")
    found = []
    for pattern in resolver.url_patterns:
        route = str(pattern.pattern)
        for name, converter in pattern.pattern.converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
            route = route.replace(f"<{kind}:{name}>", str(parts[name]))
        found.append((str(pattern.name), f"/register/{route}"))
    return found


def body_of(answer) -> str:
    return content_of(answer).decode(errors="replace")


def test_the_sweep_knows_every_address(everything):
    found = addresses(everything)
    assert len(found) >= 40 and not any("<" in address for _, address in found)
    assert {"table", "cell", "firm", "derived", "draft", "errors", "original", "undo"} <= {name for name, _ in found}


def test_the_clerk_s_superior_sees_them(cast, sign_in, everything):
    client = sign_in(cast["bureau_head"])
    for name, address in addresses(everything):
        if name not in (
            "industry",
            "subject",
            "tie",
            "untie",
            "source",
            "contest",
            "settle",
            "tie_firm",
            "untie_firm",
            "settle_cell",
            "errors",
        ):
            answer = client.get(address)
            assert body_of(answer) is not None and answer.status_code in (200, 204, 302, 405), address


@pytest.mark.parametrize("name", ["foreign", "park"])
def test_another_county_and_another_department_see_nothing(cast, sign_in, everything, name):
    client = sign_in(cast[name])
    hidden = [word for word in WORDS if name == "foreign" or word in ("晨光", "老纸厂", "1,250", "secret.csv", PAPER)]
    for page, address in addresses(everything):
        for query in ("", "?q=晨光", f"?q={PAPER}", "?known=2026-12-01", "?region=370725"):
            answer = client.get(address + query)
            body = body_of(answer).replace(address, "")
            assert not any(word in body for word in hidden if word not in query), address + query
            if page not in OPEN_TO_ALL:
                assert answer.status_code in (403, 404, 405), address
        answer = client.post(address, {"version": 1, "rows": "all", "firm": PAPER, "reason": "x"})
        assert answer.status_code in (200, 302, 400, 403, 404, 405), address
        assert not any(word in body_of(answer).replace(address, "") for word in hidden), address
    assert Import.objects.filter(undone_at=None).count() == 6 and SheetDraft.objects.count() == 1
    assert CellContest.objects.count() == 1


def test_who_is_not_signed_in_is_sent_to_the_door(client, everything):
    for _, address in addresses(everything):
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 302 and answer["Location"].startswith("/sign-in"), address


def test_a_department_s_firm_is_its_own(cast, sign_in, everything):
    assert OTHERS in sign_in(cast["park"]).get("/register/tables/firms").text
    assert OTHERS not in sign_in(cast["clerk"]).get("/register/tables/firms").text
    assert FAR in sign_in(cast["foreign"]).get("/register/tables/firms").text


def test_no_page_starts_elsewhere_than_from_what_one_may_see():
    elsewhere = []
    for path in sorted(Path(yanzhen.desk.register.pages.__file__).parent.glob("*.py")):
        if path.name in MAY_START_ELSEWHERE:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            inner = getattr(node, "value", None)
            is_start = isinstance(node, ast.Attribute) and isinstance(inner, ast.Attribute)
            if is_start and inner.attr == "objects" and node.attr != "visible_to":
                elsewhere.append(f"{path.name}:{node.lineno} {ast.unparse(node)}")
    # Each of these works on a row that was found for this person before; say why when adding one.
    assert sorted(one.split(" ", 1)[1] for one in elsewhere) == sorted(
        [
            "SheetDraft.objects.filter",  # bringing.choose: the draft that _job found
            "SheetDraft.objects.filter",  # bringing.confirm_headers: the same
            "Import.objects.filter",  # firms._imports: imports of records that this person may see
            "Record.objects.filter",  # imports._withdrawn: only counts
        ]
    )
