"""How text becomes the symbols that the language model counts.

Training and use share this one place. Every width of digit becomes ``0`` and a whole figure one symbol; every
Latin letter becomes ``a`` and a whole run of them one symbol; marks take their full-width form; quote
marks of all styles become one. Spaces are left out, so a line break inside a word does not hide the word.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BOUNDARY = 0
"""The symbol before the first and after the last character of a paragraph."""
UNKNOWN = 1
DIGIT = "0"
LETTER = "a"
QUOTE = '"'
ORDER = 4
"""Symbols in the longest n-gram."""

_CODES = 0x10000
_SPACES = "\t\n\r\x0b\x0c \u00a0\u2000\u2001\u2002\u2003\u2009\u200b\u202f\u3000\ufeff"
_QUOTES = "\"'\u2018\u2019\u201c\u201d\u201e\u201f「」『』〝〞＂＇"
_SAME = {
    ",": "，",
    ":": "：",
    ";": "；",
    "(": "（",
    ")": "）",
    "!": "！",
    "?": "？",
    "[": "【",
    "]": "】",
    "％": "%",
    "．": ".",
    "–": "—",
    "―": "—",
    "─": "—",
    "－": "-",
    "‐": "-",
    "‑": "-",
    "~": "～",
    "•": "·",
    "・": "·",
    "‧": "·",
    "･": "·",
    "∙": "·",
    "⋅": "·",
    "…": "…",
    "⋯": "…",
}


@dataclass(frozen=True, slots=True)
class Symbols:
    """The symbols of a text, and where each stands in it."""

    ids: NDArray[np.int64]
    """One id per symbol, shape (n,)."""
    at: NDArray[np.int64]
    """Offset of the symbol's first character in the text, shape (n,)."""


class Alphabet:
    """The characters that the model knows, each with its id.

    >>> alphabet = Alphabet([DIGIT, LETTER, "年", "月"])
    >>> alphabet.encode("２０２６ 年").ids.tolist()
    [2, 4]
    """

    def __init__(self, characters: list[str]) -> None:
        self.characters = ["^", "\ufffd", *characters]
        self._ids = np.full(_CODES, UNKNOWN, np.uint16)
        for number, character in enumerate(self.characters[2:], 2):
            self._ids[ord(character)] = number
        for code, symbol in SYMBOL_OF.items():
            self._ids[code] = self._ids[ord(symbol)] if symbol else 0
        self.digit = int(self._ids[ord(DIGIT)])
        self.letter = int(self._ids[ord(LETTER)])
        self._marks_in_figures = self._ids[[ord("."), ord("，")]]

    def __len__(self) -> int:
        return len(self.characters)

    def id_of(self, character: str) -> int:
        code = ord(character)
        return int(self._ids[code]) if code < _CODES else UNKNOWN

    def ids_of(self, text: str) -> NDArray[np.int64]:
        """One id per character, spaces as 0: shape (len(text),)."""
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        inside = np.minimum(codes, _CODES - 1)
        return np.where(codes < _CODES, self._ids[inside], UNKNOWN).astype(np.int64)

    def encode(self, text: str) -> Symbols:
        ids = self.ids_of(text)
        at = np.flatnonzero(ids != BOUNDARY)
        ids = self._figures(ids[at])
        runs = (ids == self.digit) | (ids == self.letter)
        repeated = np.zeros(len(ids), bool)
        repeated[1:] = runs[1:] & (ids[1:] == ids[:-1])
        return Symbols(ids[~repeated], at[~repeated])

    def _figures(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """1,234.5 is one figure: its marks count as digits."""
        mark = np.isin(ids[1:-1], self._marks_in_figures)
        inside = mark & (ids[:-2] == self.digit) & (ids[2:] == self.digit)
        if not inside.any():
            return ids
        ids = ids.copy()
        ids[1:-1][inside] = self.digit
        return ids


def _symbol_of() -> dict[int, str]:
    table = {ord(space): "" for space in _SPACES}
    table |= {ord(quote): QUOTE for quote in _QUOTES}
    for code in range(0x21, 0x7F):
        table |= _ascii(code)
    table |= {ord(seen): symbol for seen, symbol in _SAME.items()}
    return table | {0xFEE0 + ord(seen): symbol for seen, symbol in _SAME.items() if ord(seen) < 0x7F}


def _ascii(code: int) -> dict[int, str]:
    character = chr(code)
    if character.isdigit():
        symbol = DIGIT
    elif character.isalpha():
        symbol = LETTER
    elif character in _QUOTES:
        return {}
    else:
        symbol = character
    return {code: symbol, code + 0xFEE0: symbol}


SYMBOL_OF = _symbol_of()
"""Code point of a character -> the symbol that stands for it; an empty string for spaces."""


def is_han(character: str) -> bool:
    """
    >>> is_han("雁"), is_han("〇"), is_han("·")
    (True, True, False)
    """
    return character == "〇" or unicodedata.name(character, "").startswith("CJK UNIFIED")
