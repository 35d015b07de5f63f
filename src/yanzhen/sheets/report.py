"""Findings as rows of JSON, and a person's own workbook with the reasons beside its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]

from yanzhen.sheets.book import Sheet
from yanzhen.sheets.findings import ORDER, Finding, Severity
from yanzhen.sheets.limits import DEFAULT
from yanzhen.sheets.names import OWN_HEADERS, plain
from yanzhen.sheets.opening import open_book
from yanzhen.sheets.rows import RawCell
from yanzhen.sheets.trouble import shown
from yanzhen.sheets.wording import worded
from yanzhen.sheets.writing import DAY, workbook, write_cell

_COLOURS: dict[Severity, str] = {"error": "#F8D7DA", "warning": "#FFF3CD", "note": "#E2E3E5"}
_WORDS = {
    "zh": {
        "summary": "汇总",
        "reasons": OWN_HEADERS[0],
        "error": "错误",
        "warning": "警告",
        "note": "提示",
        "heads": "级别,工作表,列,首个行号,个数,首个值,说明,怎么办",
    },
    "en": {
        "summary": "Summary",
        "reasons": OWN_HEADERS[1],
        "error": "error",
        "warning": "warning",
        "note": "note",
        "heads": "severity,sheet,column,first row,count,first value,what,what to do",
    },
}
_WIDTHS = (8, 16, 22, 10, 8, 24, 60, 44)


@dataclass(frozen=True, slots=True)
class _Styles:
    day: Format
    percent: Format
    head: Format
    by_severity: Mapping[Severity, Format]
    days_by_severity: Mapping[Severity, Format]


def in_reading_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings as a person reads the file: sheet by sheet, row by row; those of one row as they were made."""
    sheets = {name: place for place, name in enumerate(dict.fromkeys(finding.sheet for finding in findings))}
    return tuple(sorted(findings, key=lambda finding: (sheets[finding.sheet], finding.row)))


def as_json(findings: Iterable[Finding], language: str = "zh") -> list[dict[str, str | int]]:
    """``sheet, row, column, value, expected, message, todo, severity, code`` of each finding."""
    rows: list[dict[str, str | int]] = []
    for finding in findings:
        words = worded(finding, language)
        rows.append(
            {
                "sheet": finding.sheet,
                "row": finding.row,
                "column": finding.column,
                "value": finding.value,
                "expected": words.expected,
                "message": words.message,
                "todo": words.todo,
                "severity": finding.severity,
                "code": finding.code,
            }
        )
    return rows


def write_errors(book_path: Path, findings: Iterable[Finding], path: Path, *, language: str = "zh") -> None:
    """The user's own rows, each where it stood, with the reasons in a column behind them.

    All sheets with their values (formulas as their results); the cells spoken of are coloured by severity; the first sheet sums up. A CSV
    becomes a workbook. Raises :class:`~yanzhen.errors.InputError` as :func:`~yanzhen.sheets.opening.open_book` does, and where ``path``
    cannot be written.
    """
    found = tuple(findings)
    book = open_book(book_path)
    with workbook(path) as out:
        styles = _styles(out)
        _write_summary(out, found, language, styles, {sheet.name for sheet in book.sheets})
        for sheet in book.sheets:
            own = [finding for finding in found if finding.sheet == sheet.name]
            _write_sheet(out, sheet, own, language, styles)


def _write_sheet(
    out: xlsxwriter.Workbook, sheet: Sheet, findings: Sequence[Finding], language: str, styles: _Styles
) -> None:
    target = out.add_worksheet(_sheet_name(sheet.name))
    words = _WORDS[language]
    told: dict[int, list[Finding]] = {}
    for finding in findings:
        if finding.severity != "note":
            told.setdefault(finding.row, []).append(finding)
    positions, header_row, dropped = _header(sheet, findings)
    end = 1 + max((len(cells) for _, cells in sheet.rows()), default=0)
    target.set_column(end, end, 80)
    for number, cells in sheet.rows():
        marked = {
            positions[each.column]: each.severity
            for each in _worst_last(told.get(number, ()))
            if each.column in positions
        }
        _write_row(target, number, cells, dropped, marked, sheet, styles)
        if number == header_row:
            target.write_string(number - 1, end, words["reasons"], styles.head)
        elif number in told:
            worst = min((finding.severity for finding in told[number]), key=ORDER.__getitem__)
            target.write_string(number - 1, end, _reasons(told[number], language), styles.by_severity[worst])
    if header_row:
        target.freeze_panes(header_row, 0)


def _write_row(
    target: xlsxwriter.worksheet.Worksheet,
    number: int,
    cells: Sequence[RawCell],
    dropped: set[int],
    marked: Mapping[int, Severity],
    sheet: Sheet,
    styles: _Styles,
) -> None:
    notes = sheet.notes
    for position, cell in enumerate(cells):
        if position in dropped:
            continue
        severity = marked.get(position)
        style = styles.by_severity[severity] if severity else None
        if style is None and (number, position) in notes.percents:
            style = styles.percent
        day = styles.days_by_severity[severity] if severity else styles.day
        value = notes.errors.get((number, position), cell)
        is_day = hasattr(value, "year")
        write_cell(target, number - 1, position, value, day, None if is_day else style)


def _header(sheet: Sheet, findings: Sequence[Finding]) -> tuple[dict[str, int], int, set[int]]:
    """Where each header that a finding names stands, the row that holds most of them, and the columns of an earlier report."""
    wanted = {finding.column for finding in findings if finding.column}
    positions: dict[str, int] = {}
    counts: dict[int, int] = {}
    dropped: set[int] = set()
    first = 0
    for number, cells in islice(sheet.rows(), DEFAULT.heading_rows):
        texts = [" ".join(shown(cell).split()) for cell in cells]
        first = first or (number if any(texts) else 0)
        dropped |= {position for position, text in enumerate(texts) if plain(text) in map(plain, OWN_HEADERS)}
        for position, text in enumerate(texts):
            if text in wanted and text not in positions:
                positions[text] = position
                counts[number] = counts.get(number, 0) + 1
    row = max(counts, key=lambda number: (counts[number], -number)) if counts else first
    return positions, row, dropped


def _reasons(findings: Sequence[Finding], language: str) -> str:
    lines = []
    for finding in _worst_last(findings)[::-1]:
        words = worded(finding, language)
        where = f"{finding.column}：" if finding.column else ""
        what = f"{where}{words.message}" + (f"；{words.todo}" if words.todo else "")
        lines.append(f"[{_WORDS[language][finding.severity]}] {what}")
    return "\n".join(lines)


def _worst_last(findings: Sequence[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: -ORDER[finding.severity])


def _write_summary(
    out: xlsxwriter.Workbook, findings: Sequence[Finding], language: str, styles: _Styles, taken: set[str]
) -> None:
    words = _WORDS[language]
    name = words["summary"] + ("1" if words["summary"] in taken else "")
    target = out.add_worksheet(name)
    for column, width in enumerate(_WIDTHS):
        target.set_column(column, column, width)
    for column, head in enumerate(words["heads"].split(",")):
        target.write_string(0, column, head, styles.head)
    target.freeze_panes(1, 0)
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.sheet, finding.column, finding.code), []).append(finding)
    ordered = sorted(groups.values(), key=lambda group: (ORDER[group[0].severity], group[0].sheet, group[0].row))
    for row, group in enumerate(ordered, start=1):
        first = group[0]
        said = worded(first, language)
        cells: tuple[RawCell, ...] = (
            words[first.severity],
            first.sheet,
            first.column,
            first.row,
            len(group),
            first.value,
            said.message,
            said.todo,
        )
        for column, cell in enumerate(cells):
            write_cell(target, row, column, cell, styles.day, styles.by_severity[first.severity])


def _styles(out: xlsxwriter.Workbook) -> _Styles:
    return _Styles(
        out.add_format(DAY),
        out.add_format({"num_format": "0.00%"}),
        out.add_format({"bold": True, "bottom": 1}),
        {
            each: out.add_format({"bg_color": colour, "text_wrap": True, "valign": "top"})
            for each, colour in _COLOURS.items()
        },
        {each: out.add_format({"bg_color": colour, **DAY}) for each, colour in _COLOURS.items()},
    )


def _sheet_name(name: str) -> str:
    """At most 31 characters without those that Excel forbids."""
    return "".join("_" if character in "[]:*?/\\" else character for character in name)[:31].strip("'") or "Sheet"
