"""Judgements as a file: one row a firm and criterion, for a spreadsheet; or JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from yanzhen.errors import InputError
from yanzhen.files import write_whole
from yanzhen.ladder.book import Book
from yanzhen.ladder.judgement import CriterionJudgement, Judgement
from yanzhen.ladder.numbers import shown

HEADERS = {
    "zh": ("规则", "判定日", "申请类型", "统一社会信用代码", "企业名称", "总结论", "总分下限", "总分上限", "条款编号", "条款", "内容", "结论", "得分下限", "得分上限", "所见", "要求", "差额", "单位", "理由"),
    "en": ("book", "on", "applicant", "uscc", "name", "answer", "score low", "score high", "criterion", "clause", "wording", "criterion answer", "points low", "points high", "seen", "expected", "margin", "unit", "reasons"),
}  # fmt: skip
ENDINGS = (".xlsx", ".csv", ".json")
Judged = Sequence[tuple[Book, list[Judgement]]]


def write_scores(judged: Judged, on: date, target: Path, language: str, document: Callable[[], dict[str, Any]]) -> None:
    """Write the file that the ending names; ``document`` gives the JSON."""
    if target.suffix not in ENDINGS:
        raise InputError(
            "--out", seen=target.name, expected="a name that ends with " + ", ".join(ENDINGS), todo="choose one of them"
        )
    if target.suffix == ".json":
        content = json.dumps(document(), ensure_ascii=False, indent=1).encode()
    else:
        rows = [HEADERS[language], *_rows(judged, on, language)]
        content = _csv(rows) if target.suffix == ".csv" else _xlsx(rows)
    write_whole(target, content)


def _rows(judged: Judged, on: date, language: str) -> Iterator[tuple[str, ...]]:
    for book, found in judged:
        for judgement in found:
            low, high = _ends(judgement.score)
            head = (
                book.id, on.isoformat(), judgement.applicant, judgement.firm.uscc, judgement.firm.name, str(judgement.answer), low, high,
            )  # fmt: skip
            yield from ((*head, *_criterion(one, language)) for one in judgement.criteria)


def _criterion(one: CriterionJudgement, language: str) -> tuple[str, ...]:
    check = one.checks[0] if one.checks else None
    seen = (check.seen.said(language), check.expected.said(language)) if check else ("", "")
    margin = "" if check is None or check.margin is None else shown(check.margin)
    return (
        one.criterion.id, one.criterion.clause, one.criterion.wording.said(language), one.label or str(one.answer or ""), *_ends(one.points),
        *seen, margin, check.unit if check else "", "\n".join(reason.said(language) for reason in one.reasons),
    )  # fmt: skip


def _ends(values: Any) -> tuple[str, str]:
    if values is None:
        return "", ""
    return tuple("" if end is None else shown(end) for end in (values.low, values.high))  # type: ignore[return-value]


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    """With a byte-order mark, so that Excel reads it as UTF-8; no cell can be taken for a formula."""
    out = io.StringIO()
    csv.writer(out).writerows([_defused(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _defused(cell: str) -> str:
    return (
        "'" + cell
        if cell.startswith(("=", "+", "@", "\t")) or (cell.startswith("-") and not _is_number(cell))
        else cell
    )


def _is_number(cell: str) -> bool:
    return cell.removeprefix("-").replace(".", "", 1).isdigit()


def _xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    try:
        from xlsxwriter import Workbook  # type: ignore[import-untyped]
    except ImportError as error:
        raise InputError(
            "--out .xlsx",
            seen="xlsxwriter is not installed",
            expected="yanzhen[desk]",
            todo="install it, or write .csv",
        ) from error
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if _is_number(cell) and len(cell) < 15 and number:
                    sheet.write_number(number, column, float(cell))
                else:
                    sheet.write_string(number, column, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(rows) - 1), len(HEADERS["zh"]) - 1)
    return out.getvalue()
