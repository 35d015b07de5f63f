"""One form for full-width and half-width characters, code point for code point."""

from __future__ import annotations

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


def fold(text: str) -> str:
    """The text with full-width digits, letters and punctuation as ASCII; offsets stay the same.

    >>> fold("３０％，（约）")
    '30%,(约)'
    """
    return text.translate(_TABLE)
