"""One phenomenon a case: ``cases/NAME.txt`` (or ``.md``) and what must be in its JSON, ``cases/NAME.json``."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from bench.reading.plain import plain, words_only

from yanzhen.reading import read_bytes
from yanzhen.reading.encode import page_json

CASES = Path(__file__).parent / "cases"
NAMES = sorted(path.stem for path in CASES.glob("*.json"))


def expected(name: str) -> dict[str, Any]:
    wanted: dict[str, Any] = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return wanted


@cache
def page_of(name: str) -> dict[str, Any]:
    source = next(p for p in CASES.glob(f"{name}.*") if p.suffix != ".json")
    return page_json(read_bytes(source.read_bytes(), name=source.name, published=expected(name)["published"]))


def cases_with(key: str) -> list[str]:
    return [name for name in NAMES if key in expected(name)]


def test_twelve_cases() -> None:
    assert len(NAMES) >= 12


@pytest.mark.parametrize("name", cases_with("articles"))
def test_articles(name: str) -> None:
    found = iter(page_of(name)["articles"])
    for wanted in expected(name)["articles"]:
        assert any(_article_meets(article, wanted) for article in found), (wanted, page_of(name)["articles"])


def _article_meets(article: dict[str, Any], wanted: dict[str, Any]) -> bool:
    fields = all(_same(article[key], wanted[key]) for key in ("title", "kicker", "kind") if key in wanted)
    bylines = "bylines" not in wanted or _bylines(article["bylines"]) == _bylines(wanted["bylines"])
    blocks = iter(article["blocks"])
    return fields and bylines and all(any(_block_meets(b, w) for b in blocks) for w in wanted.get("blocks", ()))


def _block_meets(block: dict[str, Any], wanted: dict[str, Any]) -> bool:
    texts = "text" not in wanted or plain(block["text"]) == plain(wanted["text"])
    rows = "rows" not in wanted or _plain_rows(block["rows"]) == _plain_rows(wanted["rows"])
    status = "status" not in wanted or block["status"] == wanted["status"]
    return bool(block["kind"] == wanted["kind"]) and texts and rows and status


def _plain_rows(rows: list[list[str]] | None) -> list[list[str]]:
    return [[plain(cell) for cell in row] for row in rows or ()]


def _bylines(bylines: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(words_only(b["name"]), words_only(b["role"] or "")) for b in bylines]


def _same(seen: str | None, wanted: str | None) -> bool:
    return plain(seen or "") == plain(wanted or "")


@pytest.mark.parametrize("name", cases_with("statements"))
def test_statements(name: str) -> None:
    found = page_of(name)["statements"]
    missing = [w for w in expected(name)["statements"] if not any(_statement_meets(s, w) for s in found)]
    assert not missing, [(s["quote"], s["quantity"], s["period"]) for s in found]


def _statement_meets(statement: dict[str, Any], wanted: dict[str, Any]) -> bool:
    quote, part = plain(statement["quote"]), plain(wanted.get("quote", ""))
    if part not in quote and quote not in part:
        return False
    if "period" in wanted:
        period = statement["period"] or {}
        return [period.get("start"), period.get("end")] == wanted["period"] and statement["quantity"] is None
    told = all(statement.get(key) for key in wanted.get("has", ()))
    direction = wanted.get("direction") in (None, statement.get("direction"))
    return told and direction and _quantity_meets(statement["quantity"], wanted)


def _quantity_meets(quantity: dict[str, Any] | None, wanted: dict[str, Any]) -> bool:
    if quantity is None:
        return False
    if wanted.get("status") == "truncated":
        return bool(quantity["status"] == "truncated")
    sides = all(_number(quantity[side]) == _number(wanted[side]) for side in ("low", "high"))
    return sides and all(quantity[key] == wanted[key] for key in ("unit", "relation"))


def _number(figure: Any) -> Decimal | None:
    return None if figure is None else Decimal(str(figure))


@pytest.mark.parametrize("name", cases_with("not_quantities"))
def test_what_is_no_quantity(name: str) -> None:
    quotes = [plain(s["quote"]) for s in page_of(name)["statements"] if s["quantity"]]
    for words in expected(name)["not_quantities"]:
        assert not [q for q in quotes if q in words or words in q]


@pytest.mark.parametrize("name", cases_with("names"))
def test_names(name: str) -> None:
    found = {(words_only(n["text"]), n["kind"]) for n in page_of(name)["names"]}
    assert not {(words_only(n["text"]), n["kind"]) for n in expected(name)["names"]} - found, found


@pytest.mark.parametrize("name", cases_with("unplaced"))
def test_unplaced(name: str) -> None:
    assert [plain(u["text"]) for u in page_of(name)["unplaced"]] == [plain(t) for t in expected(name)["unplaced"]]
