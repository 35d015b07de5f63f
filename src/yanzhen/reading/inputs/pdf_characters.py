"""The characters of a PDF page: where the page shows them, and where they stand when its lines run from left to right."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from yanzhen.errors import InputError
from yanzhen.reading.inputs import limits
from yanzhen.reading.original import Box

_BOLD = 600
_BOLD_NAME = re.compile(rb"bold|heavy|black|demi|hei(?!ti-?light)", re.I)
_NO_CHARACTER = frozenset((*range(0xD800, 0xE000), 0xFFFE, 0xFFFF))
_NEXT = 1.6


@dataclass(frozen=True, slots=True)
class Character:
    """A character with its boxes in points: as ``shown``, from the page's upper left corner, and laid for reading.

    ``spaced`` says that the file holds a space before it.
    """

    sign: str
    box: Box
    shown: Box
    bold: bool
    spaced: bool

    @property
    def wide(self) -> bool:
        """Whether it fills an em: Chinese, full-width."""
        return self.sign >= "\u2e80"

    @property
    def em(self) -> float:
        """The size of its type."""
        width, height = self.box[2] - self.box[0], self.box[3] - self.box[1]
        return width if self.wide and width > 0 else height * 0.72


def characters(page: Any) -> tuple[list[Character], float]:
    """The page's characters in the file's order, laid so that their lines run from left to right; the page's height then.

    Text set downwards or upside down is turned: in downward lines the next one, to the left, comes below.
    """
    found = _shown(page)
    width, height = float(page.get_width()), float(page.get_height())
    way = _way([character.shown for character in found])
    if way == "right":
        return found, height
    laid = [replace(character, box=_laid(character.shown, way, width, height)) for character in found]
    return laid, height if way == "left" else width


def _laid(box: Box, way: str, width: float, height: float) -> Box:
    """A box on the page turned so that what ran ``way`` runs to the right."""
    left, top, right, bottom = box
    if way == "down":
        return top, width - right, bottom, width - left
    if way == "up":
        return height - bottom, left, height - top, right
    return width - right, height - bottom, width - left, height - top


def _way(boxes: Sequence[Box]) -> str:
    """Where most characters find their next one."""
    votes: Counter[str] = Counter()
    for one, other in pairwise(boxes):
        right, down = (other[0] + other[2] - one[0] - one[2]) / 2, (other[1] + other[3] - one[1] - one[3]) / 2
        size = max(one[2] - one[0], one[3] - one[1])
        if max(abs(right), abs(down)) < _NEXT * size:
            ways = ("right" if right > 0 else "left") if abs(right) > abs(down) else ("down" if down > 0 else "up")
            votes[ways] += 1
    return votes.most_common(1)[0][0] if votes else "right"


def _shown(page: Any) -> list[Character]:
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    text = page.get_textpage()
    count = text.count_chars()
    if count > limits.PAGE_CHARACTERS:
        raise InputError(
            "a page holds too much text", seen=f"{count} characters", expected=f"at most {limits.PAGE_CHARACTERS}"
        )
    frame = pdfium.FS_RECTF()
    to_page = _placing(page)
    bold = _Weights(text)
    found: list[Character] = []
    spaced = False
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if code < 0x21 or chr(code).isspace():
            spaced = spaced or not pdfium.FPDFText_IsGenerated(text, index)
        elif code not in _NO_CHARACTER and pdfium.FPDFText_GetLooseCharBox(text, index, ctypes.byref(frame)):
            box = to_page((frame.left, frame.bottom, frame.right, frame.top))
            found.append(Character(chr(code), box, box, bold.of(index), spaced))
            spaced = False
    return found


class _Weights:
    """Which characters are bold: by the font's weight, or its name where that is not stated."""

    def __init__(self, text: Any) -> None:
        self._text = text
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()

    def of(self, index: int) -> bool:
        """Whether the character is bold."""
        import pypdfium2.raw as pdfium

        if pdfium.FPDFText_GetFontWeight(self._text, index) >= _BOLD:
            return True
        length = pdfium.FPDFText_GetFontInfo(self._text, index, self._name, 128, ctypes.byref(self._flags))
        return 0 < length <= 128 and bool(_BOLD_NAME.search(self._name.value))


def _placing(page: Any) -> Callable[[Box], Box]:
    turn, width, height = int(page.get_rotation()), float(page.get_width()), float(page.get_height())
    left, bottom, *_ = page.get_cropbox()
    return lambda box: _upright((box[0] - left, box[1] - bottom, box[2] - left, box[3] - bottom), turn, width, height)


def _upright(box: Box, turn: int, width: float, height: float) -> Box:
    """From PDF's coordinates (y upwards, before the page is turned) to those of the page as shown."""
    x0, y0, x1, y1 = box
    if turn == 90:
        return y0, x0, y1, x1
    if turn == 180:
        return width - x1, y0, width - x0, y1
    if turn == 270:
        return width - y1, height - x1, width - y0, height - x0
    return x0, height - y1, x1, height - y0
