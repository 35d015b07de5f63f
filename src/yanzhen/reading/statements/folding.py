"""One form for full-width and half-width characters, code point for code point."""

from __future__ import annotations

import re

_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_OTHER = {
    "\u3000": " ",
    "\u00a0": " ",
    "\u2009": " ",
    "\u202f": " ",
    "−": "-",
    "∶": ":",
    "﹪": "%",
    "〜": "~",
    "○": "〇",
}
_TABLE: dict[int, int | str] = {**_ASCII, **{ord(seen): read for seen, read in _OTHER.items()}}

_ENDLESS = re.compile(r"\d{31,}|[零〇一二两三四五六七八九十百千万亿]{31,}|[A-Za-z0-9+*×=_./-]{201,}|[ ,.:、-]{61,}")


def fold(text: str) -> str:
    """The text with full-width digits, letters and punctuation as ASCII; offsets stay the same.

    A run of digits that no figure can have is blanked: it would cost every pattern its square in time.

    >>> fold("３０％，（约）")
    '30%,(约)'
    """
    return _ENDLESS.sub(lambda run: "\u00b7" * len(run[0]), text.translate(_TABLE))
