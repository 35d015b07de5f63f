"""Sets text into printed lines, as a newspaper column does."""

from __future__ import annotations

import re

_UNBROKEN = re.compile(r"[A-Za-z0-9.,:%+/℃]+|.", re.S)
_NEVER_FIRST = "。，、；：？！”’）》】…—％%"
_NEVER_LAST = "“‘（《【"

Line = tuple[int, int]


def cells(text: str) -> float:
    """The printed width: a Chinese character or mark is 1, an ASCII character a half.

    >>> cells("占32.5%。")
    4.5
    """
    return sum(0.5 if c.isascii() else 1.0 for c in text)


def set_lines(text: str, width: float, indent: float = 0, breaks: tuple[int, ...] = ()) -> list[Line]:
    """The printed lines of ``text`` as ``(start, end)``; ``breaks`` are forced line ends.

    A mark that may not begin a line is squeezed into the one before, so lines may be up to two cells too long.
    """
    lines: list[Line] = []
    start, used = 0, indent
    for token in _UNBROKEN.finditer(text):
        at, size = token.start(), cells(token.group())
        squeezed = token.group() in _NEVER_FIRST and used + size <= width + 2
        if at in breaks or (used + size > width and not squeezed and at > start):
            end = at
            while end - 1 > start and text[end - 1] in _NEVER_LAST and at not in breaks:
                end -= 1
            lines.append((start, end))
            start, used = end, cells(text[end:at])
        used += size
    lines.append((start, len(text)))
    return [line for line in lines if line[0] < line[1]]
