"""The word lists beside the code, read once and compiled."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from yanzhen.values import Relation


@dataclass(frozen=True, slots=True)
class UnitWord:
    """A word that follows a number, and the unit that it stands for."""

    word: str
    unit: str
    kind: str
    lone: bool


@dataclass(frozen=True, slots=True)
class Units:
    """All unit words as one pattern; the longest wins."""

    pattern: re.Pattern[str]
    words: dict[str, UnitWord]

    def read(self, text: str, start: int) -> tuple[UnitWord, int] | None:
        """The unit word at ``start`` and its end."""
        match = self.pattern.match(text, start)
        return (self.words[match[0]], match.end()) if match else None


@dataclass(frozen=True, slots=True)
class RelationWords:
    """Patterns of relation words; ``relations`` says what each word means."""

    before: re.Pattern[str]
    far: re.Pattern[str]
    superlative: re.Pattern[str]
    before_bare: re.Pattern[str]
    after: re.Pattern[str]
    relations_before: dict[str, Relation]
    relations_after: dict[str, Relation]


def load_toml(name: str) -> dict[str, Any]:
    """A lexicon file of this folder."""
    return tomllib.loads(files(__package__).joinpath("lexicon", name).read_text(encoding="utf-8"))


def load_rows(name: str) -> list[list[str]]:
    """The rows of a tab-separated lexicon, comments left out."""
    lines = files(__package__).joinpath("lexicon", name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@cache
def units() -> Units:
    """The units of ``lexicon/units.tsv``."""
    rows = sorted(load_rows("units.tsv"), key=lambda row: -len(row[0]))
    words = {word: UnitWord(word, unit, kind, lone == "yes") for word, unit, kind, lone, _, _ in rows}
    return Units(re.compile("|".join(_unit_branch(row[0], row[4]) for row in rows)), words)


def _unit_branch(word: str, not_before: str) -> str:
    if not not_before:
        return re.escape(word)
    if not_before.startswith("(?!"):
        return re.escape(word) + not_before.replace("(?!", "(?=", 1)
    return rf"{re.escape(word)}(?!{not_before})"


@cache
def relation_words() -> RelationWords:
    """The relation words of ``lexicon/relations.toml``."""
    table = load_toml("relations.toml")
    before, after = _by_word(table["before"]), _by_word(table["after"])
    bare = _by_word(table["before_bare"])
    steps = table["between"]["pattern"]
    shielded = _alternatives(before, table["not_after"], {})
    return RelationWords(
        before=re.compile(rf"(?P<word>{shielded})(?P<between>{steps}{{0,2}} ?)$"),
        far=re.compile(
            rf"(?P<word>{_alternatives(table['between']['far'], table['not_after'], {})})(?P<between>[^,。;:、!?()\d二两三四五六七八九十百千万亿]{{1,20}}的(?:占比为)?)$"
        ),
        superlative=re.compile(
            rf"(?P<word>{'|'.join(table['superlative']['words'])}){table['superlative']['between']} ?$"
        ),
        before_bare=re.compile(rf"(?P<word>{_alternatives(bare, table['not_after'], {})})$"),
        after=re.compile(_alternatives(after, {}, table["not_before"])),
        relations_before={word: Relation(sign) for word, sign in (before | bare).items()},
        relations_after={word: Relation(sign) for word, sign in after.items()},
    )


def _by_word(table: dict[str, list[str]]) -> dict[str, str]:
    return {word: sign for sign, words in table.items() for word in words}


def _alternatives(words: Any, not_after: dict[str, str], not_before: dict[str, str]) -> str:
    return "|".join(
        (rf"(?<![{not_after[word]}])" if not_after.get(word) else "")
        + re.escape(word)
        + (rf"(?![{not_before[word]}])" if not_before.get(word) else "")
        for word in sorted(words, key=len, reverse=True)
    )


@cache
def naming_pattern() -> re.Pattern[str]:
    """Numbers that name things, of ``lexicon/namings.toml``."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in load_toml("namings.toml")["patterns"].values()))


@cache
def longest_quoted() -> int:
    """How many characters a quoted name has at most."""
    return int(load_toml("namings.toml")["quoted"]["longest"])
