"""Texts, flags and choices."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from importlib import resources

from yanzhen.sheets.limits import DEFAULT
from yanzhen.sheets.numbers import PLACEHOLDERS, half_width
from yanzhen.sheets.rows import RawCell
from yanzhen.sheets.trouble import CellFault, Read, remembered, shown, trouble
from yanzhen.tables import Column

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]|_x00[01][0-9A-F]_")
_DASHES = frozenset(("-", "--", "---", "—", "——", "–", "/", "\\", "n/a", "null", "nan", "#n/a"))
_FORMULA_START = frozenset("=+-@\t\r")
"""What a spreadsheet takes for the start of a formula."""
_YES = frozenset(["是", "√", "✓", "✔", "☑", "有", "对", "真", "true", "t", "yes", "y", "1", "符合", "已"])
_NO = frozenset(
    ["否", "×", "✗", "✘", "☐", "无", "没有", "错", "假", "false", "f", "no", "n", "0", "x", "不符合", "未", "不是"]
)


def text_reader(*, defused: bool = False) -> Callable[[RawCell | CellFault], Read]:
    """What reads the cells of a text column: NFC, trimmed, without control characters.

    ``defused`` takes off the apostrophe that our own CSV export puts before what a spreadsheet would run.
    """

    def read(cell: RawCell | CellFault) -> Read:
        if type(cell) is not str:
            return None if cell is None else _other(cell)
        text = cell.strip()
        if text.isprintable() and len(text) < 1000 and text not in _DASHES:
            text = text if text.isascii() else unicodedata.normalize("NFC", text)
            return (rearmed(text) if defused else text) or None
        return _unusual(rearmed(text) if defused else text)

    return read


def disarmed(text: str) -> str:
    """The text behind an apostrophe, where a spreadsheet would run it as a formula.

    >>> disarmed("=1+1"), disarmed("甲公司"), rearmed(disarmed("'=1")), rearmed("'s-Hertogenbosch")
    ("'=1+1", '甲公司', "'=1", "'s-Hertogenbosch")
    """
    return "'" + text if text.lstrip("'")[:1] in _FORMULA_START else text


def rearmed(text: str) -> str:
    """The text that :func:`disarmed` was given."""
    return text[1:].strip() if text[:1] == "'" and text.lstrip("'")[:1] in _FORMULA_START else text


def text_of(cell: RawCell | CellFault) -> str:
    """The cell as one line in half width, for codes; empty for an empty one."""
    return "" if cell is None else half_width(shown(cell))


def flag_reader() -> Callable[[RawCell | CellFault], Read]:
    """What reads the cells of a flag column."""

    def read(cell: RawCell | CellFault) -> Read:
        if isinstance(cell, bool):
            return cell
        if isinstance(cell, CellFault):
            return trouble(cell.code)
        text = text_of(cell)
        if text in _YES or text in _NO:
            return text in _YES
        if text in PLACEHOLDERS:
            return trouble("placeholder")
        return trouble("not-a-flag") if text else None

    return remembered(read)


def choice_reader(column: Column, table: str) -> Callable[[RawCell | CellFault], Read]:
    """What reads the cells of a column of choices: the English value, the Chinese word, or a listed synonym."""
    words = _words(column, table)
    choices = {"choices_zh": "、".join(column.choice_labels), "choices_en": ", ".join(column.choices)}

    def read(cell: RawCell | CellFault) -> Read:
        if isinstance(cell, CellFault):
            return trouble(cell.code)
        return _chosen(_plain(text_of(cell)), words, choices)

    return remembered(read)


def _chosen(text: str, words: dict[str, tuple[str, bool]], choices: dict[str, str]) -> Read:
    if not text:
        return None
    if text in words:
        choice, listed = words[text]
        return trouble("choice-read", choice, choice=choice) if listed else choice
    return trouble("placeholder") if text in PLACEHOLDERS else trouble("not-a-choice", **choices)


def _words(column: Column, table: str) -> dict[str, tuple[str, bool]]:
    """Each word that means a choice, and whether it is a listed synonym."""
    words = {
        _plain(half_width(row["word"])): (row["choice"], True)
        for row in _listed()
        if row["table"] in ("*", table) and row["column"] == column.name and row["choice"] in column.choices
    }
    for choice, label in zip(column.choices, column.choice_labels or column.choices, strict=True):
        words[_plain(half_width(choice))] = words[_plain(half_width(label))] = (choice, False)
    return words


def _plain(text: str) -> str:
    return "".join(text.split())


def _unusual(text: str) -> Read:
    if not text:
        return None
    if half_width(text) in _DASHES:
        return trouble("placeholder")
    if len(text) > DEFAULT.text_length:
        return trouble("text-too-long", length=str(len(text)), most=str(DEFAULT.text_length))
    clean = unicodedata.normalize("NFC", _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()
    return trouble("control-character", clean or None) if _CONTROL.search(text) else clean


def _other(cell: RawCell | CellFault) -> Read:
    if isinstance(cell, CellFault):
        return trouble(cell.code)
    if isinstance(cell, float) and abs(cell) >= 1e15:
        return trouble("digits-lost")
    if isinstance(cell, (datetime, date)):
        return cell.isoformat().removesuffix("T00:00:00")
    return shown(cell)


@cache
def _listed() -> tuple[dict[str, str], ...]:
    text = (resources.files("yanzhen.sheets") / "choices.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
