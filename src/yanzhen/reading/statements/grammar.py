"""The words of ``lexicon/clauses.toml`` as patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from yanzhen.reading.statements.lexicons import load_toml


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """Patterns that take a clause apart; see the lexicon for what each holds."""

    up: re.Pattern[str]
    down: re.Pattern[str]
    lead: re.Pattern[str]
    tail: re.Pattern[str]
    verbs: re.Pattern[str]
    only_verb: re.Pattern[str]
    ends_in_verb: re.Pattern[str]
    stop: re.Pattern[str]
    each: re.Pattern[str]
    whole: re.Pattern[str]
    part: re.Pattern[str]
    total: re.Pattern[str]


@cache
def clause_words() -> ClauseWords:
    """The compiled lexicon."""
    table = load_toml("clauses.toml")
    direction, strip, scope = table["direction"], table["strip"], table["scope"]
    return ClauseWords(
        up=_ending(direction, "up"),
        down=_ending(direction, "down"),
        lead=re.compile("^" + strip["lead"]),
        tail=re.compile(strip["tail"]),
        verbs=re.compile(strip["verbs"]),
        only_verb=re.compile(rf"(?:{strip['verbs']}|{strip['verbs_or_nouns']})+"),
        ends_in_verb=re.compile(rf"{strip['verbs']} ?$"),
        stop=re.compile(strip["stop"]),
        each=re.compile(scope["each"]),
        whole=re.compile(scope["whole"]),
        part=re.compile(scope["part"]),
        total=re.compile(scope["sum"]),
    )


def _ending(table: Any, name: str) -> re.Pattern[str]:
    words = "|".join(sorted(table[name], key=len, reverse=True))
    return re.compile(rf"(?P<word>{words}){table['between']} ?$")
