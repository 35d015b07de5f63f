"""What the fields and values of the trail's entries are called on its page; the words lie in ``trail_words.csv``.

An entry keeps the names that its room gave; they outlive every change of the words.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import get_language, gettext

from yanzhen.desk.accounts.models import Door, Person
from yanzhen.desk.accounts.permission import Role
from yanzhen.tables import REGISTER_TABLES

FIELD, VALUE = "field", "value"
CODED = ("standing", "state", "applicant", "status")
"""Fields whose values are words of ours; what a person typed stands as it is."""


def field_words(name: str) -> str:
    """A field as people know it: a person's fields by their label, others by ``trail_words.csv``."""
    labels = {field.name: field.verbose_name for field in Person._meta.get_fields() if hasattr(field, "verbose_name")}
    return known_word(FIELD, name) or str(labels.get(name, name))


def value_words(name: str, value: Any) -> str:
    """A field's value in words: yes and no, and what is one of our own words."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if value in (None, ""):
        return gettext("nothing")
    if not isinstance(value, str):
        return str(value)
    if name in CODED:
        return known_word(VALUE, value) or value
    doors: dict[str, Any] = dict(Door.choices)
    words: dict[str, dict[str, Any]] = {"role": dict(Role.choices), "door": doors, "by": doors, "kind": _tables()}
    return str(words[name].get(value, value)) if name in words else value


def known_word(what: str, word: str) -> str:
    """The word in the language of the page; nothing where the file has none."""
    english, chinese = _words().get((what, word), ("", ""))
    return english if _in_english() else chinese


def _in_english() -> bool:
    return (get_language() or "").startswith("en")


def _tables() -> dict[str, str]:
    return {table.name: table.name if _in_english() else table.label_zh for table in REGISTER_TABLES}


@cache
def _words() -> dict[tuple[str, str], tuple[str, str]]:
    text = (files("yanzhen.desk.accounts") / "trail_words.csv").read_text(encoding="utf-8")
    return {(row["what"], row["word"]): (row["english"], row["chinese"]) for row in csv.DictReader(text.splitlines())}
