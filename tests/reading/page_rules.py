"""What every page that was read must keep, whatever came in: asserted on its JSON and the text it was read from.

Written against the contract and the schema alone, without the reader's own classes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema

SCHEMA_FILE = Path(__file__).parents[2] / "docs" / "schema" / "page.schema.json"
FRONT = ("title", "kicker", "byline", "dateline")
BODY = ("paragraph", "list", "table", "caption", "credit", "pull_quote")
ORNAMENTS = "■□●○◆◇▲△★☆▶►▼◎"
"""A kicker's text may leave out the mark before it, which its span holds."""
RULES = {ord(c): None for c in "|-:+"}
"""What a typed table is ruled with; its block's text holds the cells alone."""
Page = dict[str, Any]
Span = Sequence[int]


def bare(text: str) -> str:
    """Without white space."""
    return "".join(text.split())


def assert_fits_schema(page: Page, validator: jsonschema.Draft202012Validator) -> None:
    errors = [f"{'/'.join(map(str, e.path))}: {e.message[:200]}" for e in validator.iter_errors(page)]
    assert not errors, errors[:5]


def assert_in_order(page: Page, text: str) -> None:
    """Spans lie inside the text, article ids are theirs, the front of an article stands before its body."""
    assert page["document"]["characters"] == len(text)
    for place, span in all_spans(page):
        assert 0 <= span[0] <= span[1] <= len(text), (place, span, len(text))
    ids = [article["id"] for article in page["articles"]]
    assert len(set(ids)) == len(ids)
    for part in ("statements", "names", "facts"):
        assert all(entry["article"] in ids for entry in page[part]), part
    for article in page["articles"]:
        kinds = [block["kind"] for block in article["blocks"]]
        if "title" in kinds:
            assert not set(kinds[: kinds.index("title")]) & set(BODY), kinds


def assert_fields_stand_in_blocks(page: Page) -> None:
    """The article's other fields repeat what stands in its blocks; a kicker may stand over several articles."""
    kickers = {bare(b["text"]) for a in page["articles"] for b in a["blocks"] if b["kind"] == "kicker"}
    for article in page["articles"]:
        told = {kind: [bare(b["text"]) for b in article["blocks"] if b["kind"] == kind] for kind in (*FRONT, "subhead")}
        everything = "".join(bare(b["text"]) for b in article["blocks"])
        assert article["kicker"] is None or bare(article["kicker"]) in kickers, article["kicker"]
        for field in ("title", "dateline"):
            if article[field] is not None:
                assert bare(article[field]) in everything, (field, article[field])
        assert [bare(s) for s in article["subheads"]] == told["subhead"]
        assert all(bare(person["name"]) in everything for person in article["bylines"]), article["bylines"]


def assert_each_character_once(page: Page, text: str, readable: Sequence[bool] | None = None) -> None:
    """Each character that is not white space (of ``readable`` ones) lies in one block or in ``unplaced``."""
    counts = [0] * len(text)
    for _, span in held_spans(page):
        for i in range(span[0], span[1]):
            counts[i] += 1
    wrong = [
        (i, text[i], n)
        for i, n in enumerate(counts)
        if n != 1 and not text[i].isspace() and (readable is None or readable[i])
    ]
    assert not wrong, f"character, held so many times: {wrong[:12]}"


def assert_blocks_are_the_original(page: Page, text: str, *, markup: bool = False) -> None:
    """A block's text is the original at its spans, in this order, with the corrections read in."""
    for article in page["articles"]:
        for block in article["blocks"]:
            printed = "".join(mended(page, text, span) for span in block["spans"])
            if markup:
                printed = html.unescape(re.sub(r"<!--.*?-->|<[^<>]*>", "", printed, flags=re.S))
            printed = bare(printed)
            told = bare(block["text"])
            if block["kind"] == "table":
                told, printed = told.translate(RULES), printed.translate(RULES)
            if block["kind"] == "kicker":
                printed = printed.lstrip(ORNAMENTS)
            assert told == printed, block


def assert_quotes_are_found(page: Page, text: str, *, markup: bool = False) -> None:
    """What is quoted stands at its span, white space and markup aside, and lies in a block of its article.

    Where the layout tore the quote, the span is its first part.
    """
    for part in ("statements", "facts", "names"):
        for entry in page[part]:
            quote = bare(entry["text"] if part == "names" else entry["quote"])
            holding = [b for b in _blocks(page, entry["article"]) if _inside(entry["span"], b)]
            assert quote and holding, (part, entry)
            printed = {printed_at(page, text, entry["span"], read=read, markup=markup) for read in (True, False)}
            torn = any(len(block["spans"]) > 1 for block in holding)
            assert quote in printed or (torn and any(p and quote.startswith(p) for p in printed)), (
                part,
                entry,
                printed,
            )
    for check in page["checks"]:
        for given in check["inputs"]:
            printed = {printed_at(page, text, given["span"], read=read, markup=markup) for read in (True, False)}
            assert any(p and bare(given["quote"]).startswith(p) for p in printed), given


def printed_at(page: Page, text: str, span: Span, *, read: bool, markup: bool) -> str:
    """The original at a span without white space, markup and layout marks, as it is seen or as it is read."""
    marks = {i for u in page["unplaced"] if u["reason"] == "layout mark" for i in range(*u["span"])}
    seen = "".join("\n" if i in marks else c for i, c in enumerate(text))
    printed = mended(page, seen, span) if read else seen[slice(*span)]
    return bare(html.unescape(re.sub(r"<!--.*?-->|<[^<>]*>", "", printed, flags=re.S)) if markup else printed)


def mended(page: Page, text: str, span: Span) -> str:
    """The original at a span with its corrections read in."""
    read, at = [], span[0]
    for fix in page["corrections"]:
        low, high = fix["span"]
        if at <= low and high <= span[1]:
            read += [text[at:low], fix["read"]]
            at = high
    return "".join([*read, text[at : span[1]]])


def all_spans(page: Page) -> Iterator[tuple[str, Span]]:
    yield from held_spans(page)
    for part in ("corrections", "statements", "names", "facts"):
        yield from ((part, entry["span"]) for entry in page[part])
    yield from (("sentence", s["sentence"]) for s in page["statements"] if s["sentence"] is not None)
    yield from (("checks", given["span"]) for check in page["checks"] for given in check["inputs"])


def held_spans(page: Page) -> Iterator[tuple[str, Span]]:
    """The spans of blocks and of what stands in none."""
    for article in page["articles"]:
        for block in article["blocks"]:
            yield from ((block["kind"], span) for span in block["spans"])
    yield from (("unplaced", piece["span"]) for piece in page["unplaced"])


def assert_corrections_are_the_original(page: Page, text: str) -> None:
    for fix in page["corrections"]:
        assert bare(text[slice(*fix["span"])]) == bare(fix["seen"]), fix
        assert fix["seen"] != fix["read"] and 0 <= fix["confidence"] <= 1 and fix["reason"], fix
    ordered = sorted(fix["span"] for fix in page["corrections"])
    assert all(a[1] <= b[0] for a, b in pairwise(ordered)), ordered


def _blocks(page: Page, article: int | None) -> list[dict[str, Any]]:
    return [b for a in page["articles"] if a["id"] == article for b in a["blocks"]]


def _inside(span: Span, block: dict[str, Any]) -> bool:
    return any(a <= span[0] < b for a, b in block["spans"]) and any(a < span[1] <= b for a, b in block["spans"])
