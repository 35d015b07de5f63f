"""What the instruments say in English (errors, refusals, checks, methods), in the language of the page.

An instrument speaks English, as the command line does. Its sentences lie in ``engine_words.csv``, one file a room and one
here for what all rooms meet: ``en``, ``zh``, with ``{name}`` for the parts that vary (``{n}``, ``{m}`` and ``{k}`` hold no
blank, ``{what}`` may be a sentence itself). An office may mend them. The tables that an instrument defines in both languages (``meaning_en``, ``meaning_zh``)
are known too, and what the desk itself marked with ``gettext_noop``. All else stays as it is: a name, a number, a value
that somebody typed. ``tests/desk/frame/test_engine_words.py`` goes through every error that a page can meet and finds
those without Chinese.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext

if TYPE_CHECKING:
    from yanzhen.errors import YanzhenError

DESK = Path(__file__).parent.parent
PLACE = re.compile(
    r"(?P<file>[^\s:]+)(?: line (?P<line>\d+))?(?P<table>(?: \[[^\]]*\])?)(?P<key>[^:]*): (?P<what>.+)", re.S
)
"""Where in a deal's file something is, before what it is."""
PART = re.compile(r"\{(\w+)\}")
ONE_WORD = ("n", "m", "k")
MOST_LETTERS = 4_000
"""A longer text is no sentence of an instrument."""


@dataclass(frozen=True, slots=True)
class Told:
    """An error's four parts in the language of the page; an empty part has nothing to say."""

    what: str
    seen: str
    expected: str
    todo: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of ``engine_words.csv``; ``pattern`` matches the English with any parts in its places."""

    english: str
    chinese: str
    pattern: re.Pattern[str]
    file: Path


def engine_in_words(text: str) -> str:
    """The sentence in the language of the page; one that no file holds as it is."""
    if not text or len(text) > MOST_LETTERS or (get_language() or "").startswith("en"):
        return text
    return _in_chinese(text)


def error_in_words(error: YanzhenError) -> Told:
    """The four parts of an error in the language of the page."""
    return Told(*(engine_in_words(part) for part in (error.what, error.seen, error.expected, error.todo)))


def error_sentence(error: YanzhenError) -> str:
    """The whole error in one sentence, in the order of every message: what, seen, expected, what to do."""
    told = error_in_words(error)
    parts = [told.what]
    if told.seen:
        parts.append(gettext("seen: %(what)s") % {"what": told.seen})
    if told.expected:
        parts.append(gettext("expected: %(what)s") % {"what": told.expected})
    if told.todo:
        parts.append(gettext("what to do: %(what)s") % {"what": told.todo})
    return gettext("; ").join(parts)


@lru_cache(maxsize=1)
def sentences() -> tuple[Sentence, ...]:
    """All that is known, the most particular first: the one with the most letters of its own."""
    return tuple(sorted(_read(), key=lambda one: -len(PART.sub("", one.english))))


def _read() -> Iterator[Sentence]:
    for path in sorted(DESK.glob("*/engine_words.csv")):
        for row in _rows(path):
            yield Sentence(row["en"], row["zh"], _pattern(row["en"]), path)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = PART.split(sentence)
    return re.compile("".join(_part(one) if place % 2 else re.escape(one) for place, one in enumerate(parts)), re.S)


def _part(name: str) -> str:
    return rf"(?P<{name}>\S+?)" if name in ONE_WORD else f"(?P<{name}>.+?)"


@lru_cache(maxsize=1024)
def _in_chinese(text: str) -> str:
    told = _matched(text)
    if told is not None:
        return told
    marked = gettext(text)
    placed = PLACE.fullmatch(text)
    if placed is None or marked != text:
        return marked
    line = f" 第 {placed['line']} 行" if placed["line"] else ""
    what = _matched(placed["what"]) or placed["what"]
    return f"{placed['file']}{line}{placed['table']}{placed['key']}：{what}"


def _matched(text: str) -> str | None:
    exact = _exact().get(text)
    if exact is not None:
        return exact
    for sentence in sentences():
        if found := sentence.pattern.fullmatch(text):
            return _filled(sentence.chinese, found.groupdict())
    return None


def _filled(chinese: str, parts: dict[str, str]) -> str:
    """The sentence with its parts; ``{what}`` may be a sentence itself, another part a word of an instrument."""

    def told(place: re.Match[str]) -> str:
        part = parts[place[1]]
        return _exact().get(part) or (place[1] == "what" and _matched(part)) or part

    return PART.sub(told, chinese)


@lru_cache(maxsize=1)
def _exact() -> dict[str, str]:
    meanings = {row["meaning_en"]: row["meaning_zh"] for path in _defining() for row in _rows(path)}
    return meanings | {one.english: one.chinese for one in sentences() if not PART.search(one.english)}


def _defining() -> Iterator[Path]:
    """The files in which tables and keys are defined in both languages."""
    for path in sorted(DESK.parent.glob("*/*.csv")):
        heading = next(csv.reader(path.read_text(encoding="utf-8").splitlines()), [])
        if {"meaning_en", "meaning_zh"} <= set(heading):
            yield path
