"""What is said of a whole sheet: its header, its hidden rows, its formulas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from yanzhen.sheets.book import Sheet
from yanzhen.sheets.findings import Finding
from yanzhen.sheets.headers import HeadColumn, Heading
from yanzhen.sheets.wording import new_finding
from yanzhen.tables import Table

_NAMES_MOST = 12
_RANGES_MOST = 8


def heading_findings(sheet: Sheet, heading: Heading, table: Table) -> Iterator[Finding]:
    """What is said before the first row."""
    row = heading.rows[-1]
    keys = heading.keys()
    for column in table.columns:
        words = {"label": column.label_zh, "meaning_zh": column.meaning_zh, "meaning_en": column.meaning_en}
        if column.required and column.name not in keys:
            yield new_finding("column-missing", sheet=sheet.name, row=row, column=column.label_zh, value="", **words)
        if column.name in heading.twice:
            letters = "、".join(heading.twice[column.name])
            yield new_finding(
                "column-twice",
                sheet=sheet.name,
                row=row,
                column=column.label_zh,
                value=letters,
                letters=letters,
                **words,
            )
    for head in heading.columns:
        if head.key:
            yield from _of_unit(sheet, row, head, table.column(head.key).unit)
    if heading.unknown:
        names = "、".join(heading.unknown[:_NAMES_MOST]) + ("…" if len(heading.unknown) > _NAMES_MOST else "")
        count = str(len(heading.unknown))
        yield new_finding("columns-unknown", sheet=sheet.name, row=row, column="", value="", count=count, names=names)


def sheet_findings(sheet: Sheet, heading: Heading, last_row: int) -> Iterator[Finding]:
    """What is said after the last row."""
    notes, below = sheet.notes, heading.rows[-1]
    hidden = sorted(row for row in notes.hidden_rows if below < row <= last_row)
    read = {head.position for head in heading.columns if head.key}
    formulas = [place for place in notes.formulas if below < place[0] <= last_row and place[1] in read]
    formulas = [place for place in formulas if place not in notes.without_value and place not in notes.errors]
    if hidden:
        yield _note("hidden-rows", sheet, hidden[0], count=str(len(hidden)), rows=_ranges(hidden))
    if formulas:
        yield _note("formulas-used", sheet, min(formulas)[0], count=str(len(formulas)))
    if notes.hidden:
        yield _note("hidden-sheet", sheet, below)
    if notes.external_links:
        yield _note("external-links", sheet, below)


def _of_unit(sheet: Sheet, row: int, head: HeadColumn, own: str | None) -> Iterator[Finding]:
    code = head.fault or ("unit-converted" if head.factor != 1 else "")
    if code:
        words = {"unit": head.unit or "", "own": own or ""}
        yield new_finding(code, sheet=sheet.name, row=row, column=head.header, value=head.unit or "", **words)


def _note(code: str, sheet: Sheet, row: int, **parameters: str) -> Finding:
    return new_finding(code, sheet=sheet.name, row=row, column="", value="", **parameters)


def _ranges(rows: Iterable[int]) -> str:
    """``3-5, 9``."""
    spans: list[list[int]] = []
    for row in rows:
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    written = [f"{first}-{last}" if last > first else str(first) for first, last in spans[:_RANGES_MOST]]
    return ", ".join(written) + ("…" if len(spans) > _RANGES_MOST else "")
