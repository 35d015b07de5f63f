"""PDF: the text layer's characters with their boxes; a page without one is read as a picture."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from yanzhen.errors import InputError
from yanzhen.reading.inputs import limits
from yanzhen.reading.inputs.composing import composed
from yanzhen.reading.inputs.layout import Run
from yanzhen.reading.inputs.plausible import plausibility
from yanzhen.reading.inputs.setting import PRINTED, Block, blocks, union
from yanzhen.reading.original import Box, Original

_BREAK = 0.9
"""A gap of so many ems may be a gutter: what stands beyond it is another run."""
_SPACE = 0.5
_LATIN_SPACE = 0.18
_READABLE = 0.2
_FEW = 8
_REPEATED = 3
_BOLD = 600
_BOLD_NAME = re.compile(rb"bold|heavy|black|demi|hei(?!ti-?light)", re.I)
_NO_CHARACTER = frozenset((*range(0xD800, 0xE000), 0xFFFE, 0xFFFF))


def read_pdf(raw: bytes, file: str, sha256: str) -> Original:
    """A PDF, parsed in a process of its own; pages without text go through character recognition."""
    pages = limits.bounded(pdf_pages, limits.PARSE_SECONDS, limits.PARSE_MEGABYTES, raw)
    pictured = [number for number, page in enumerate(pages) if page is None]
    warnings: tuple[str, ...] = ()
    if pictured:
        pages, warnings = _recognised(raw, pages, pictured)
    return composed([page or [] for page in pages], file, sha256, "pdf", warnings)


def pdf_pages(raw: bytes) -> list[list[Block] | None]:
    """The blocks of each page; ``None`` for a page whose text must be read from its picture."""
    document = _opened(raw)
    if len(document) > limits.PAGES:
        raise InputError(
            "the PDF has too many pages", seen=str(len(document)), expected=f"at most {limits.PAGES}", todo="split it"
        )
    pages = [_page_blocks(document[number]) for number in range(len(document))]
    _name_running_heads([page for page in pages if page])
    return pages


def _name_running_heads(pages: list[list[Block]]) -> None:
    """What stands first or last on most pages, but for its figures, is a running head."""
    if len(pages) < _REPEATED:
        return
    for index in (0, -1):
        shown = Counter(_masked(page[index]) for page in pages)
        for page in pages:
            if len(page[index].rows) == 1 and shown[_masked(page[index])] >= max(_REPEATED, len(pages) // 2):
                page[index].hint, page[index].level = "furniture", None


def _masked(block: Block) -> str:
    return re.sub(r"[\d一二三四五六七八九十]+", "0", "".join(row.text for row in block.rows))[:80]


def _opened(raw: bytes) -> Any:
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError("the PDF is encrypted", expected="a PDF without a password", todo="remove it") from None
        raise InputError("the PDF is damaged", seen=str(error), todo="save or download it again") from None
    if len(document) == 0:
        raise InputError("the PDF has no pages", todo="save or download it again")
    return document


def _page_blocks(page: Any) -> list[Block] | None:
    characters = _characters(page)
    text = "".join(character.sign for character in characters)
    shows_pictures = len(text) < _FEW
    if shows_pictures or (not text.isascii() and plausibility(text) < _READABLE):
        return [] if shows_pictures and not _has_objects(page) else None
    height = float(page.get_height())
    return blocks([_run(line) for line in _lines(characters)], height, PRINTED)


def _has_objects(page: Any) -> bool:
    return any(True for _ in page.get_objects(max_depth=2))


def _recognised(
    raw: bytes, pages: list[list[Block] | None], pictured: list[int]
) -> tuple[list[list[Block] | None], tuple[str, ...]]:
    from yanzhen.reading.inputs.scan import page_of_pdf

    read = pictured[: limits.SCANNED_PAGES]
    for number in read:
        pages[number] = limits.bounded(page_of_pdf, limits.SCAN_SECONDS, limits.SCAN_MEGABYTES, raw, number)
    left = [str(number + 1) for number in pictured[limits.SCANNED_PAGES :]]
    warnings: tuple[str, ...] = (
        f"pages {', '.join(str(n + 1) for n in read)} have no text layer and were read from their pictures",
    )
    if left:
        warnings += (f"pages {', '.join(left)} were not read: more than {limits.SCANNED_PAGES} pages without text",)
    return pages, warnings


@dataclass(frozen=True, slots=True)
class _Character:
    """A character with its box from the page's upper left corner, in points."""

    sign: str
    box: Box
    bold: bool
    spaced: bool
    """Whether the file holds a space before it."""

    @property
    def wide(self) -> bool:
        """Whether it fills an em: Chinese, full-width."""
        return self.sign >= "\u2e80"


def _characters(page: Any) -> list[_Character]:
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
    found: list[_Character] = []
    spaced = False
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if code < 0x21 or chr(code).isspace():
            spaced = spaced or not pdfium.FPDFText_IsGenerated(text, index)
        elif code not in _NO_CHARACTER and pdfium.FPDFText_GetLooseCharBox(text, index, ctypes.byref(frame)):
            box = to_page((frame.left, frame.bottom, frame.right, frame.top))
            found.append(_Character(chr(code), box, bold.of(index), spaced))
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


def _lines(characters: list[_Character]) -> Iterator[list[_Character]]:
    """The characters that follow each other on one line without a gap."""
    line: list[_Character] = []
    for character in characters:
        if line and not _follows(line[-1], character):
            yield line
            line = []
        line.append(character)
    if line:
        yield line


def _follows(last: _Character, character: _Character) -> bool:
    em = max(_em(last), _em(character))
    shared = min(last.box[3], character.box[3]) - max(last.box[1], character.box[1])
    lower = min(last.box[3] - last.box[1], character.box[3] - character.box[1])
    return shared > 0.5 * lower and -0.5 * em < character.box[0] - last.box[2] < _BREAK * em


def _em(character: _Character) -> float:
    width, height = character.box[2] - character.box[0], character.box[3] - character.box[1]
    return width if character.wide and width > 0 else height * 0.72


def _run(line: list[_Character]) -> Run:
    text = line[0].sign
    for last, character in pairwise(line):
        gap = character.box[0] - last.box[2]
        latin = last.sign.isascii() and character.sign.isascii()
        spaced = character.spaced or gap > (_LATIN_SPACE if latin else _SPACE) * _em(character)
        text += (" " if spaced else "") + character.sign
    box = union([character.box for character in line])
    wide = [_em(character) for character in line if character.wide] or [_em(character) for character in line]
    return Run(text, box, median(wide), box, sum(c.bold for c in line) * 2 > len(line))
