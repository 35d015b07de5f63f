"""An entry of a list in words: ``知识产权（Ⅰ类，发明专利，2021-05-01，自主研发）``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from yanzhen.ladder.catalogue import LISTS, AttributeRow, Words
from yanzhen.ladder.firm import Entry, Value
from yanzhen.ladder.firm_tables import LIST_TABLES, RENAMED
from yanzhen.ladder.numbers import shown
from yanzhen.tables import register_table

TABLES = {name: table for table, name in LIST_TABLES.items()}
COLUMNS = {attribute: column for column, attribute in RENAMED.items()}


def entry_words(name: str, entry: Entry) -> Words:
    """The list's label with what is known of the entry; what does not hold is left out.

    >>> entry_words("institutions", {"level": "provincial"}).zh
    '研发机构（省部级）'
    """
    label, told = LISTS[name].label, list(_told(name, entry))
    if not told:
        return label
    zh, en = "，".join(words.zh for words in told), ", ".join(words.en for words in told)
    return Words(f"{label.zh}（{zh}）", f"{label.en} ({en})")


def _told(name: str, entry: Entry) -> Iterator[Words]:
    for attribute, value in entry.items():
        row = LISTS[name].attributes[attribute]
        if isinstance(value, bool):
            if value:
                yield row.label
        else:
            yield _value(name, row, value)


def _value(name: str, row: AttributeRow, value: Value) -> Words:
    if isinstance(value, date):
        return Words(value.isoformat(), value.isoformat())
    if isinstance(value, Fraction):
        unit = "" if row.name == "year" else row.unit
        return Words(f"{row.label.zh} {shown(value)}{unit}", f"{row.label.en} {shown(value)}{unit}")
    return Words(_choice(name, row.name, str(value)), str(value).replace("_", " "))


def _choice(name: str, attribute: str, value: str) -> str:
    """The register's Chinese word of a choice; a value that is none stands for itself."""
    column = register_table(TABLES[name]).column(COLUMNS.get(attribute, attribute))
    if value not in column.choices or not column.choice_labels:
        return value
    return column.choice_labels[column.choices.index(value)]
