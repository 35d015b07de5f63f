"""A judgement as JSON: what ``yanzhen score --json`` prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from yanzhen.ladder.book import Book
from yanzhen.ladder.catalogue import Words
from yanzhen.ladder.climb.change import Change, Climb
from yanzhen.ladder.firm import Value
from yanzhen.ladder.judgement import Check, CriterionJudgement, Judgement, Missing, Used
from yanzhen.ladder.numbers import decimal_beside, json_number
from yanzhen.ladder.ranges import Range
from yanzhen.sources import Cell, Derived, Source, Statement, TextSpan

SCHEMA_VERSION = 1


def encode_judgements(
    judgements: Sequence[Judgement], book: Book, on: date, applicant: str, language: str = "zh"
) -> dict[str, Any]:
    """All firms under one book on one day."""
    return {
        "schema_version": SCHEMA_VERSION,
        "book": encode_book(book, language),
        "on": on.isoformat(),
        "applicant": applicant,
        "year": on.year - 1,
        "firms": [encode_judgement(judgement, language) for judgement in judgements],
    }


def encode_book(book: Book, language: str = "zh") -> dict[str, Any]:
    """What a book is called, and how well it was verified."""
    return {
        "id": book.id,
        "title": book.title.said(language),
        "doc_no": book.doc_no,
        "issuer": book.issuer,
        "region": book.region,
        "status": book.status,
        "note": book.note.said(language) if book.note else None,
    }


def encode_judgement(judgement: Judgement, language: str = "zh") -> dict[str, Any]:
    """One firm."""
    rule, score = judgement.book.score, judgement.score
    return {
        "uscc": judgement.firm.uscc,
        "name": judgement.firm.name,
        "answer": str(judgement.answer),
        "score": None
        if rule is None or score is None
        else {**_range(score), "max": json_number(rule.most), "pass": json_number(rule.passing)},
        "criteria": [encode_criterion(criterion, language) for criterion in judgement.criteria],
        "warnings": [
            {"figure": warned.figure, "message": warned.message.said(language)} for warned in judgement.warnings
        ],
    }


def encode_criterion(found: CriterionJudgement, language: str = "zh") -> dict[str, Any]:
    """One criterion; ``seen``, ``expected`` and ``margin`` are those of the first check that decides it."""
    first = found.checks[0] if found.checks else None
    points = found.points
    return {
        "id": found.criterion.id,
        "clause": found.criterion.clause,
        "wording": found.criterion.wording.said(language),
        "status": found.criterion.status,
        "role": found.criterion.role,
        "applicable": found.applicable,
        "answer": found.label or (str(found.answer) if found.answer else None),
        "points": None if points is None else [json_number(points.low), json_number(points.high)],
        "max": json_number(found.criterion.most),
        "reasons": [reason.said(language) for reason in found.reasons],
        **_seen(first, found.reasons, points, language),
        "checks": [_check(check, language) for check in found.checks],
        "missing": [_missing(missing, language) for missing in found.missing],
        "sources": [_used(used, language) for used in found.used],
    }


def encode_climb(climb: Climb, language: str = "zh") -> dict[str, Any]:
    """The ways to the answer `met`, least effort first; ``blocked`` says what no change of this year moves."""
    return {
        "climb": [
            {
                "changes": [_change(change) for change in one.changes],
                "effort": one.effort,
                "note": one.note.said(language),
            }
            for one in climb.alternatives
        ],
        "blocked": [words.said(language) for words in climb.blocked],
    }


def _change(change: Change) -> dict[str, Any]:
    after = change.after
    return {
        "figure": change.figure,
        "from": None if change.before is None else encode_value(change.before),
        "to": {name: encode_value(value) for name, value in after.items()}
        if isinstance(after, Mapping)
        else encode_value(after),
        "unit": change.unit or None,
        "year": change.year,
        **({} if change.count is None else {"count": change.count}),
    }


def encode_value(value: Value) -> int | float | str | bool | None:
    """A figure's value as JSON holds it."""
    if isinstance(value, Fraction):
        return json_number(value)
    return value.isoformat() if isinstance(value, date) else value


def encode_source(source: Source | None) -> dict[str, Any] | None:
    """Where a figure was read."""
    match source:
        case Cell():
            return {"sha256": source.sha256, "sheet": source.sheet, "row": source.row, "column": source.column}
        case TextSpan():
            return {"sha256": source.sha256, "start": source.start, "end": source.end}
        case Derived():
            return {"operation": source.operation, "inputs": [_statement(statement) for statement in source.inputs]}
    return None


def _statement(statement: Statement) -> dict[str, Any]:
    return {"subject": statement.subject, "property": statement.property, "source": encode_source(statement.source)}


def _seen(first: Check | None, reasons: Sequence[Words], points: Range | None, language: str) -> dict[str, Any]:
    if first is None:
        seen = reasons[0].said(language) if reasons and points is not None else None
        return {"seen": seen, "expected": None, "margin": None, "unit": None}
    return {"seen": first.seen.said(language), "expected": first.expected.said(language), **_margin(first)}


def _check(check: Check, language: str) -> dict[str, Any]:
    return {
        "answer": str(check.answer),
        "text": check.text.said(language),
        "seen": check.seen.said(language),
        "expected": check.expected.said(language),
        **_margin(check),
    }


def _margin(check: Check) -> dict[str, Any]:
    return {**_exact("margin", check.margin), "unit": check.unit or None}


def _missing(missing: Missing, language: str) -> dict[str, Any]:
    return {"figure": missing.path, "label": missing.label.said(language), "from": missing.origin.said(language)}


def _used(used: Used, language: str) -> dict[str, Any]:
    return {
        "figure": used.path,
        "label": used.label.said(language),
        **(
            _exact("value", used.value)
            if isinstance(used.value, Fraction)
            else {"value": None if used.value is None else encode_value(used.value)}
        ),
        "unit": used.unit or None,
        "source": encode_source(used.source),
    }


def _exact(key: str, number: Fraction | None) -> Mapping[str, Any]:
    """The number, with a decimal beside it where it has no end as one."""
    beside = decimal_beside(number)
    return {key: json_number(number)} if beside is None else {key: json_number(number), f"{key}_decimal": beside}


def _range(values: Range) -> dict[str, Any]:
    return {**_exact("low", values.low), **_exact("high", values.high)}
