"""What the exact judge says of each firm, in the columns of a result, to be laid beside an engine's rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from yanzhen.ladder.book import Book
from yanzhen.ladder.columnar.program import Program
from yanzhen.ladder.firm import Firm
from yanzhen.ladder.judge import judge
from yanzhen.ladder.ranges import Range


def judged_rows(book: Book, firms: Sequence[Firm], on: date, applicant: str) -> list[dict[str, Any]]:
    """One mapping a firm: answer, score, every criterion's answer, class and points."""
    return [_row(book, firm, on, applicant) for firm in firms]


def _row(book: Book, firm: Firm, on: date, applicant: str) -> dict[str, Any]:
    judgement = judge(book, firm, on, applicant)
    row: dict[str, Any] = {"answer": str(judgement.answer)}
    if judgement.score is not None:
        row |= _ends("score", judgement.score)
    for found in judgement.criteria:
        name = found.criterion.id
        if found.criterion.classes:
            row[f"{name}.class" if found.criterion.test is not None else name] = found.label
        if found.answer is not None:
            row[name] = str(found.answer)
        if found.points is not None:
            row |= _ends(name, found.points)
    return row


def _ends(name: str, values: Range) -> dict[str, Fraction | None]:
    return {f"{name}.low": values.low, f"{name}.high": values.high}


def differences(program: Program, expected: Sequence[dict[str, Any]], rows: Iterable[dict[str, Any]]) -> list[str]:
    """Every cell that differs, in words; empty where all are equal. Both must have the same columns."""
    found = []
    for number, (before, row) in enumerate(zip(expected, rows, strict=True)):
        assert set(before) == {output.name for output in program.outputs}
        for output in program.outputs:
            value, wanted = row[output.name], before[output.name]
            if wanted is not None and not isinstance(wanted, str):
                wanted = float(wanted) if isinstance(value, float) else wanted
                value = value if value is None or isinstance(value, float) else Fraction(value)
            if value != wanted:
                found.append(f"row {number}, {output.name}: judged {wanted}, engine {value}")
    return found
