"""The numbers that Word writes itself before a paragraph (第一条, 二、, (3)): shown, but not in its text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

_DIGITS = "零一二三四五六七八九"
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered: ``pattern`` names levels as %1, %2; ``digits`` writes them all in digits."""

    format: str
    pattern: str
    start: int
    digits: bool = False


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has counted."""

    lists: dict[str, dict[int, Level]] = field(default_factory=dict)
    counts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0] * _LEVELS))

    def next_label(self, list_id: str, depth: int) -> str:
        """The label of the next paragraph of this list at this depth; a bullet has none."""
        levels = self.lists.get(list_id, {})
        level = levels.get(depth)
        if level is None or not 0 <= depth < _LEVELS:
            return ""
        counts = self.counts[list_id]
        counts[depth] = counts[depth] + 1 if counts[depth] else level.start
        counts[depth + 1 :] = [0] * (_LEVELS - depth - 1)
        if level.format in ("bullet", "none"):
            return ""
        return re.sub(r"%([1-9])", lambda found: _shown(levels, counts, int(found[1]) - 1, level.digits), level.pattern)


def read_numbering(
    root: Element | None, name: Callable[[Element], str], get: Callable[[Element, str], str]
) -> Numbering:
    """The lists that ``word/numbering.xml`` declares."""
    kinds: dict[str, dict[int, Level]] = {}
    numbering = Numbering()
    for element in root if root is not None else ():
        if name(element) == "abstractNum":
            kinds[get(element, "abstractNumId")] = _levels(element, name, get)
        elif name(element) == "num":
            kind = next((get(child, "val") for child in element if name(child) == "abstractNumId"), "")
            numbering.lists[get(element, "numId")] = kinds.get(kind, {})
    return numbering


def _levels(element: Element, name: Callable[[Element], str], get: Callable[[Element, str], str]) -> dict[int, Level]:
    levels = {}
    for child in element:
        depth = get(child, "ilvl")
        if name(child) == "lvl" and depth.isdigit():
            says = {name(part): get(part, "val") for part in child}
            start = says.get("start", "1")
            levels[int(depth)] = Level(
                says.get("numFmt", "decimal"),
                says.get("lvlText", ""),
                int(start) if start.isdigit() else 1,
                "isLgl" in says,
            )
    return levels


def _shown(levels: dict[int, Level], counts: list[int], depth: int, digits: bool) -> str:
    level = levels.get(depth)
    number = counts[depth] or (level.start if level else 1)
    return written_number(number, level.format if level and not digits else "decimal")


def written_number(number: int, kind: str) -> str:
    """A number as Word's format of that name writes it; a format unknown here is written in digits.

    >>> [written_number(n, "chineseCountingThousand") for n in (2, 10, 12, 20, 105, 110)]
    ['二', '十', '十二', '二十', '一百零五', '一百一十']
    """
    if kind.startswith(
        ("chineseCounting", "chineseLegal", "taiwaneseCounting", "japaneseCounting", "ideographTraditional")
    ):
        return _in_characters(number) if number < 10_000 else str(number)
    if kind in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if kind == "upperLetter" else letter.lower()
    if kind in ("upperRoman", "lowerRoman"):
        return _roman(number) if kind == "upperRoman" else _roman(number).lower()
    if kind.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    return str(number)


def _in_characters(number: int) -> str:
    text = ""
    for unit, value in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, value)
        if digit:
            text += _DIGITS[digit] + unit
        elif text and number and not text.endswith("零"):
            text += "零"
    return text.removeprefix("一") if text.startswith("一十") else text or "零"


def _roman(number: int) -> str:
    text = ""
    for value, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        count, number = divmod(number, value)
        text += sign * min(count, 10)
    return text
