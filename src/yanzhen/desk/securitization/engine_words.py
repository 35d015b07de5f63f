"""What the engine says in English (errors, checks, methods), in Chinese for those who read Chinese.

``engine_words.csv`` holds one sentence a line, with ``{name}`` for its parts; an office may mend it. What it lacks stays English.
"""

from __future__ import annotations

import csv
import re
from functools import lru_cache

from django.utils.translation import get_language

from yanzhen.desk.securitization.terms import own_file

PLACE = re.compile(
    r"^(?P<file>\S+?)(?: line (?P<line>\d+))?(?P<table>(?: \[[^\]]*\])?)(?P<key>[^:]*): (?P<what>.+)$", re.S
)


def engine_in_words(text: str) -> str:
    """The sentence in the page's language."""
    if not text or (get_language() or "").startswith("en"):
        return text
    return _in_chinese(text)


@lru_cache(maxsize=1024)
def _in_chinese(text: str) -> str:
    told = _matched(text)
    if told is not None:
        return told
    placed = PLACE.match(text)
    if placed is None:
        return text
    line = f" 第 {placed['line']} 行" if placed["line"] else ""
    what = _matched(placed["what"]) or placed["what"]
    return f"{placed['file']}{line}{placed['table']}{placed['key']}：{what}"


def _matched(text: str) -> str | None:
    for pattern, chinese in _sentences():
        if found := pattern.fullmatch(text):
            return chinese.format(**found.groupdict())
    return None


@lru_cache(maxsize=1)
def _sentences() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = csv.DictReader(own_file("engine_words.csv").splitlines())
    return tuple((_pattern(row["en"]), row["zh"]) for row in rows)


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", sentence)
    built = "".join(f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
    return re.compile(built, re.S)
