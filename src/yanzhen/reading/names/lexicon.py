"""The word lists beside this file, read once."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib import resources


@cache
def words(file: str) -> frozenset[str]:
    """The first column of a list."""
    return frozenset(next(iter(row.values())) for row in rows(file))


@cache
def rows(file: str) -> tuple[dict[str, str], ...]:
    """The rows of ``lexicon/FILE.csv``."""
    text = (resources.files("yanzhen.reading.names") / "lexicon" / f"{file}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def alternatives(file: str) -> str:
    """The list as a regular expression that tries longer words first."""
    return "|".join(re.escape(word) for word in sorted(words(file), key=len, reverse=True))


@cache
def organisation_suffixes() -> dict[str, str]:
    """Suffix of an organisation to its class: firm, body or department."""
    return {row["suffix"]: row["class"] for row in rows("organisation-suffixes")}


@cache
def known_organisations() -> dict[str, dict[str, str]]:
    return {row["name"]: row for row in rows("known-organisations")}


def organisation_suffix(text: str) -> str | None:
    """The longest suffix of an organisation that ends the text.

    >>> organisation_suffix("科学城融资租赁有限公司")
    '有限公司'
    """
    table = organisation_suffixes()
    return next((text[i:] for i in range(max(0, len(text) - 10), len(text)) if text[i:] in table), None)


def place_suffix(text: str, file: str = "place-suffixes") -> str | None:
    """The longest last word of a place that ends the text, or starts nothing: it may be the whole text."""
    table = words(file)
    return next((text[i:] for i in range(max(0, len(text) - 10), len(text)) if text[i:] in table), None)


def is_generic(text: str) -> bool:
    """Whether it is made only of words that single nothing out.

    >>> is_generic("高新技术企业"), is_generic("凯通科技")
    (True, False)
    """
    return _is_made_of(text, _generic_words())


def is_common_place(text: str) -> bool:
    """Whether it is made only of common nouns of places and of words that stand before them.

    >>> [is_common_place(t) for t in ("危桥", "人才公寓", "锦绣壮乡", "石桥镇", "云岚县")]
    [True, True, True, False, False]
    """
    if text in words("common-places"):
        return True
    suffix = place_suffix(text) or ""
    return _is_made_of(text.removesuffix(suffix), _common_words())


@cache
def _generic_words() -> frozenset[str]:
    return words("generic-words") | words("organisation-suffixes")


@cache
def _common_words() -> frozenset[str]:
    """Without nouns that a place may be called by: 石桥 is common, 石桥镇 is not."""
    before = (word for word in words("common-places") if len(word) == 1 or place_suffix(word) is None)
    return _generic_words().union(before)


def _is_made_of(text: str, table: frozenset[str]) -> bool:
    reachable = {0}
    for end in range(1, len(text) + 1):
        if any(start in reachable and text[start:end] in table for start in range(max(0, end - 8), end)):
            reachable.add(end)
    return len(text) in reachable
