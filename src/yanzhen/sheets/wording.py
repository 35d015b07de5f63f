"""Findings in words, Chinese and English; the sentences lie in ``wording.csv``."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib import resources

from yanzhen.sheets.findings import ORDER, Finding, Severity

_MOST = 200
"""Characters of a cell that a finding shows."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a finding says in one language."""

    message: str
    expected: str
    todo: str


@dataclass(frozen=True, slots=True)
class _Entry:
    severity: Severity
    gathered: bool
    words: dict[str, Words]


def worded(finding: Finding, language: str) -> Words:
    """The finding in ``zh`` or ``en``.

    >>> words = worded(new_finding("not-whole", sheet="企业", row=3, column="人数", value="80.5"), "en")
    >>> words.message, words.todo
    ('not a whole number', 'write a whole number')
    """
    return _filled(_entries()[finding.code].words[language], dict(finding.parameters))


def new_finding(code: str, *, sheet: str, row: int, column: str, value: str, **parameters: str) -> Finding:
    """The finding of that code, in Chinese, with its severity."""
    entry = _entries()[code]
    shown = value if len(value) <= _MOST else value[:_MOST] + "…"
    parameters = {"value": shown, **parameters}
    words = _filled(entry.words["zh"], parameters)
    return Finding(
        sheet,
        row,
        column,
        shown,
        words.expected,
        words.message,
        words.todo,
        entry.severity,
        code,
        tuple(parameters.items()),
    )


def severity_of(code: str) -> Severity:
    """error, warning or note."""
    return _entries()[code].severity


def is_gathered(code: str) -> bool:
    """Whether findings of that code are told once a column, with their count."""
    return _entries()[code].gathered


def codes() -> tuple[str, ...]:
    """Every code that a finding may bear."""
    return tuple(_entries())


def _filled(words: Words, parameters: dict[str, str]) -> Words:
    known: dict[str, str] = defaultdict(str, parameters)
    return Words(*(sentence.format_map(known) for sentence in (words.message, words.expected, words.todo)))


@cache
def _entries() -> dict[str, _Entry]:
    text = (resources.files("yanzhen.sheets") / "wording.csv").read_text(encoding="utf-8")
    return {row["code"]: _entry(row) for row in csv.DictReader(text.splitlines())}


def _entry(row: dict[str, str]) -> _Entry:
    severity = next(word for word in ORDER if word == row["severity"])
    words = {
        language: Words(row[f"message_{language}"], row[f"expected_{language}"], row[f"todo_{language}"])
        for language in ("zh", "en")
    }
    return _Entry(severity, "{count}" in row["message_zh"], words)
