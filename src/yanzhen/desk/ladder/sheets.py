"""The ladder as workbooks: answers, and each criterion with its clause, what was seen and expected, the margin, and the cells it rests on."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import xlsxwriter  # type: ignore[import-untyped]
from django.utils.translation import gettext, gettext_noop

from yanzhen.desk.ladder.climbs import step_words
from yanzhen.desk.ladder.held import Held, HeldCell, firms_held
from yanzhen.desk.ladder.models import Run, Verdict
from yanzhen.desk.ladder.words import (
    APPLICANTS,
    STATUS_SHORT,
    answer_word,
    figures_words,
    range_words,
    said,
    unit_words,
    value_words,
)
from yanzhen.desk.reading.export import defused
from yanzhen.desk.register.models import Import
from yanzhen.desk.register.pages.filters import region_word
from yanzhen.ladder.book import Book
from yanzhen.ladder.judge import judge
from yanzhen.ladder.judgement import Check, CriterionJudgement, Used

if TYPE_CHECKING:
    from yanzhen.desk.ladder.asked import Asked

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORTED = gettext_noop("ladder")
MOST_FIRMS = 2000
"""Firms whose criteria are told one by one in an export of the list; the answers of the others stand in the first sheet."""
PIECE = 200
CELL_LENGTH = 32_000
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
Row = Sequence[Any]


def verdict_book(rows: Sequence[Verdict], run: Run, asked: Asked) -> bytes:
    """The list's answers, and the criteria of its first firms."""
    wanted = list(dict.fromkeys(row.uscc for row in rows))
    return _workbook(
        {
            gettext("Answers"): (_answer_head(), (_answer_row(row, asked) for row in rows)),
            gettext("Criteria"): (_criterion_head(), _criteria_of(rows, wanted[:MOST_FIRMS], run, asked)),
            gettext("About"): (_about_head(), _about(run, asked, len(wanted))),
        }
    )


def card_book(held: Held, asked: Asked) -> bytes:
    """One firm under every book of the day."""
    found = [] if held.firm is None else [judge(book, held.firm, asked.on, asked.applicant) for book in asked.in_force]
    names = file_names([held])
    rows = (_criterion_row(held, one.book, line, names) for one in found for line in one.criteria)
    answers = (
        (
            held.uscc, held.name, region_word(held.region), one.book.id, said(one.book.title), one.book.doc_no,
            answer_word(one.answer.value), range_words(one.score), "", "", "", "",
        )
        for one in found
    )  # fmt: skip
    about = _about_rows(asked.on.isoformat(), asked)
    return _workbook(
        {
            gettext("Answers"): (_answer_head(), answers),
            gettext("Criteria"): (_criterion_head(), rows),
            gettext("About"): (_about_head(), about),
        }
    )


def named(file: str) -> dict[str, str]:
    """The header that has the answer saved under this name."""
    return {"Content-Disposition": f'attachment; filename="{file}"'}


def source_words(used: Used, names: dict[str, str]) -> str:
    """``years.xlsx 表1!F7``: the cell that says the figure."""
    cell = used.source
    if not isinstance(cell, HeldCell):
        return ""
    return f"{names.get(cell.sha256, cell.sha256[:12])} {cell.sheet}!{cell.column}{cell.row}"


def file_names(held: Iterable[Held]) -> dict[str, str]:
    """The names of the files whose cells the firms' figures stand in."""
    digests = {
        cell.sha256
        for one in held
        if one.firm is not None
        for cell in one.firm.sources.values()
        if isinstance(cell, HeldCell)
    }
    # Of cells that this person may see: the name of their file is a part of the source.
    return dict(Import.objects.filter(sha256__in=digests).values_list("sha256", "file"))


def _answer_head() -> Row:
    return (
        gettext("Code"), gettext("Firm"), gettext("Region"), gettext("Book"), gettext("Title of the book"), gettext("Document number"), gettext("Verdict"),
        gettext("Score"), gettext("Not met"), gettext("Unknown"), gettext("Missing"), gettext("Nearest way"),
    )  # fmt: skip


def _answer_row(row: Verdict, asked: Asked) -> Row:
    book = asked.books.find(row.book)
    return (
        row.uscc, row.name, region_word(row.region) or row.region, row.book, said(book.title) if book else "", book.doc_no if book else "",
        answer_word(row.answer), row.score, row.stops.strip(), row.opens.strip(), figures_words(row.missing.split()), step_words(row.step),
    )  # fmt: skip


def _criterion_head() -> Row:
    return (
        gettext("Code"), gettext("Firm"), gettext("Book"), gettext("Criterion"), gettext("Clause"), gettext("Wording"), gettext("Verdict"),
        gettext("Points"), gettext("Seen"), gettext("Expected"), gettext("Margin"), gettext("Unit of the margin"), gettext("Figures"), gettext("Source cells"),
        gettext("Missing"), gettext("Reasons"), gettext("Verified"),
    )  # fmt: skip


def _criteria_of(rows: Sequence[Verdict], codes: list[str], run: Run, asked: Asked) -> Iterator[Row]:
    wanted: dict[str, list[str]] = {}
    for row in rows:
        wanted.setdefault(row.uscc, []).append(row.book)
    for start in range(0, len(codes), PIECE):
        found = firms_held(codes[start : start + PIECE], asked.person, run.on, with_sources=True)
        names = file_names(found)
        for held in found:
            for book in (asked.books.find(name) for name in wanted[held.uscc]):
                if book is not None and held.firm is not None:
                    judged = judge(book, held.firm, run.on, run.applicant)
                    yield from (_criterion_row(held, book, one, names) for one in judged.criteria)


def _criterion_row(held: Held, book: Book, one: CriterionJudgement, names: dict[str, str]) -> Row:
    check = one.checks[0] if one.checks else None
    answer = one.label or (answer_word(one.answer.value) if one.answer else "")
    figures = "\n".join(f"{said(used.label)} {value_words(used.value, used.unit)}".strip() for used in one.used)
    cells = "\n".join(told for used in one.used if (told := source_words(used, names)))
    return (
        held.uscc, held.name, book.id, one.criterion.id, one.criterion.clause, said(one.criterion.wording), answer, range_words(one.points),
        said(check.seen) if check else "", said(check.expected) if check else "",
        *_margin(check), figures, cells,
        "\n".join(f"{said(miss.label)} ({said(miss.origin)})" for miss in one.missing),
        "\n".join(said(reason) for reason in one.reasons), str(STATUS_SHORT[one.criterion.status]),
    )  # fmt: skip


def _margin(check: Check | None) -> tuple[float | str, str]:
    """The distance to the threshold as a number, a share in points of a per cent; and its unit."""
    if check is None or check.margin is None:
        return "", ""
    if check.unit == "1":
        return float(check.margin * 100), gettext("points of a per cent")
    return float(check.margin), unit_words(check.unit)


def _about_head() -> Row:
    return gettext("About what"), gettext("Value")


def _about(run: Run, asked: Asked, firms: int) -> list[Row]:
    rows = _about_rows(run.on.isoformat(), asked)
    rows.append((gettext("Judged at"), run.finished_at.isoformat(" ", "minutes") if run.finished_at else ""))
    if firms > MOST_FIRMS:
        told = gettext("of the first %(num)s of %(all)s firms; narrow the list for others") % {
            "num": MOST_FIRMS,
            "all": firms,
        }
        rows.append((gettext("Criteria"), told))
    return rows


def _about_rows(day: str, asked: Asked) -> list[Row]:
    rows: list[Row] = [(gettext("Day"), day), (gettext("Applicant"), str(APPLICANTS[asked.applicant]))]
    if asked.known:
        rows.append((gettext("As known on"), asked.known.isoformat()))
    rows += [(book.id, f"{said(book.title)} {book.doc_no} · {STATUS_SHORT[book.status]}") for book in asked.in_force]
    rows.append(
        (
            gettext("Note"),
            gettext("Nothing here replaces the gazette: compare the official text before a verdict leaves the house."),
        )
    )
    return rows


def _workbook(parts: dict[str, tuple[Row, Iterable[Row]]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for name, (head, rows) in parts.items():
            sheet = book.add_worksheet(name)
            last = 0
            for number, row in enumerate((head, *rows)):
                last = number
                for column, cell in enumerate(row):
                    _write(sheet, number, column, cell, bold if number == 0 else wrapped)
            sheet.set_column(0, len(head) - 1, 18)
            sheet.freeze_panes(1, 2)
            sheet.autofilter(0, 0, max(last, 1), len(head) - 1)
    return out.getvalue()


def _write(sheet: Any, row: int, column: int, cell: Any, style: Any) -> None:
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        sheet.write_number(row, column, cell, style)
    elif cell not in (None, ""):
        sheet.write_string(row, column, defused(str(cell))[:CELL_LENGTH], style)
