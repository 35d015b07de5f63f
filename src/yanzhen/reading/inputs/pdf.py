"""PDF: the text layer's characters with their boxes; a page without one is read as a picture."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from statistics import median
from typing import Any

from yanzhen.errors import InputError
from yanzhen.reading.inputs import limits
from yanzhen.reading.inputs.composing import composed
from yanzhen.reading.inputs.pdf_characters import Character, characters
from yanzhen.reading.inputs.plausible import plausibility
from yanzhen.reading.inputs.runs import Run
from yanzhen.reading.inputs.setting import PRINTED, Block, blocks, union
from yanzhen.reading.original import Original

_BREAK = 0.9
"""A gap of so many ems may be a gutter: what stands beyond it is another run."""
_SPACE = 0.5
_LATIN_SPACE = 0.18
_READABLE = 0.2
_FEW = 8
_REPEATED = 3


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
    found, height = characters(page)
    text = "".join(character.sign for character in found)
    shows_pictures = len(text) < _FEW
    if shows_pictures or (not text.isascii() and plausibility(text) < _READABLE):
        return [] if shows_pictures and not _has_objects(page) else None
    return blocks([_run(line) for line in _lines(found)], height, PRINTED)


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


def _lines(found: list[Character]) -> Iterator[list[Character]]:
    """The characters that follow each other on one line without a gap."""
    line: list[Character] = []
    for character in found:
        if line and not _follows(line[-1], character):
            yield line
            line = []
        line.append(character)
    if line:
        yield line


def _follows(last: Character, character: Character) -> bool:
    em = max(last.em, character.em)
    shared = min(last.box[3], character.box[3]) - max(last.box[1], character.box[1])
    lower = min(last.box[3] - last.box[1], character.box[3] - character.box[1])
    return shared > 0.5 * lower and -0.5 * em < character.box[0] - last.box[2] < _BREAK * em


def _run(line: list[Character]) -> Run:
    text = line[0].sign
    for last, character in pairwise(line):
        gap = character.box[0] - last.box[2]
        latin = last.sign.isascii() and character.sign.isascii()
        spaced = character.spaced or gap > (_LATIN_SPACE if latin else _SPACE) * character.em
        text += (" " if spaced else "") + character.sign
    box = union([character.box for character in line])
    wide = [character.em for character in line if character.wide] or [character.em for character in line]
    return Run(text, box, median(wide), union([c.shown for c in line]), sum(c.bold for c in line) * 2 > len(line))
