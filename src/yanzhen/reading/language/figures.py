"""Latin letters that stand inside figures where a digit should stand: 2O2O年, l2月. Proposed with little confidence."""

from __future__ import annotations

import re

from yanzhen.reading.language.proposal import Proposal

DIGIT_FOR = {"O": "0", "o": "0", "Ｏ": "0", "l": "1", "I": "1", "|": "1", "Z": "2", "S": "5", "B": "8"}
SURE_OF_DIGIT, SURE_AT_EDGE = 0.7, 0.55

_LIKE_DIGITS = "0-9０-９OoＯlI|ZSB"
_FIGURE = re.compile(
    rf"(?<![A-Za-z.{_LIKE_DIGITS}])(?=[OoＯlI|ZSB]{{0,8}}[0-9０-９])(?>[{_LIKE_DIGITS}]{{1,24}})(?=[年月日时点万亿元个户名吨亩人家项件%％])"
)
"""Atomic and bounded: a page of nothing but digits is walked through once."""
_YEAR_IN_CHARACTERS = re.compile(r"(?<![A-Za-z0-9])[一二三四五六七八九零〇OoＯ0０口]{4}(?=年)")


def letters(text: str) -> list[Proposal]:
    """
    >>> [(found.start, found.read) for found in letters("到2O20年l2月底，二O二五年建成")]
    [(2, '0'), (6, '1'), (12, '〇')]
    """
    found = []
    for figure in _FIGURE.finditer(text):
        found += _digits(figure)
    for year in _YEAR_IN_CHARACTERS.finditer(text):
        found += _zeros(year)
    return found


def _digits(figure: re.Match[str]) -> list[Proposal]:
    seen = figure.group()
    inside = range(1, len(seen) - 1)
    return [
        Proposal(
            figure.start() + place,
            figure.start() + place + 1,
            DIGIT_FOR[character],
            "letter for a digit",
            SURE_OF_DIGIT if place in inside else SURE_AT_EDGE,
        )
        for place, character in enumerate(seen)
        if character in DIGIT_FOR
    ]


def _zeros(year: re.Match[str]) -> list[Proposal]:
    if not re.search("[一二三四五六七八九]", year.group()):
        return []
    return [
        Proposal(year.start() + place, year.start() + place + 1, "〇", "letter for a digit", SURE_OF_DIGIT)
        for place, character in enumerate(year.group())
        if character in "OoＯ0０口"
    ]
