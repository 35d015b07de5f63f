"""What the register's tables, columns, units and choices are called, in the language of the page.

The tables themselves are defined in Chinese with English names; ``words_en.csv`` holds the English words that a name does not give by itself.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from django.utils.translation import get_language, gettext

from yanzhen.tables import Column, Table


def in_english() -> bool:
    """Whether the page is in English."""
    return (get_language() or "").startswith("en")


def table_name(table: Table) -> str:
    """``企业`` or ``firms``."""
    return _english("table", table.name) if in_english() else table.label_zh


def table_meaning(table: Table) -> str:
    """What one row of it is."""
    return table.meaning_en if in_english() else (table.meaning_zh or table.meaning_en)


def column_name(column: Column) -> str:
    """``研发费用`` or ``R&D expense``."""
    return _english("column", column.name) if in_english() else column.label_zh


def heading_name(column: Column) -> str:
    """What a list calls the column: a code is shown by what it stands for."""
    heads = {"region": gettext("Region"), "industry": gettext("Industry"), "strategic": gettext("Strategic industry")}
    return heads.get(column.codes) or column_name(column)


def labelled(column: Column) -> str:
    """The same with its unit, for a narrow page, where each cell bears its own label."""
    return " ".join(word for word in (heading_name(column), unit_name(column.unit)) if word)


def column_meaning(column: Column) -> str:
    """What the column holds."""
    return column.meaning_en if in_english() else column.meaning_zh


def unit_name(unit: str | None) -> str:
    """``万元`` or ``10 000 yuan``; years need no unit."""
    if not unit or unit == "年":
        return ""
    return _english("unit", unit) if in_english() else unit


def choice_name(column: Column, value: str) -> str:
    """The word of a choice; a value that is none stands for itself."""
    if value not in column.choices:
        return value
    if in_english():
        return _english("choice", value)
    return column.choice_labels[column.choices.index(value)]


def _english(kind: str, word: str) -> str:
    return _words().get((kind, word)) or word.replace("_", " ")


@cache
def _words() -> dict[tuple[str, str], str]:
    text = (files("yanzhen.desk.register.pages") / "words_en.csv").read_text(encoding="utf-8")
    return {(row["kind"], row["word"]): row["english"] for row in csv.DictReader(text.splitlines())}
