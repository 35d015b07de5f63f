"""The text of a document that has none of its own (scans, PDF): made from its blocks, spans and all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from yanzhen.errors import InputError
from yanzhen.reading.inputs.dates import day_in
from yanzhen.reading.inputs.setting import Block, Row, union
from yanzhen.reading.original import Chunk, Original, Tracked


def composed(
    pages: Sequence[Sequence[Block]], file: str, sha256: str, kind: str, warnings: tuple[str, ...] = ()
) -> Original:
    """The document whose lines are parted by line ends and whose blocks by blank lines, page after page."""
    writer = _Writer()
    chunks = [writer.chunk(block, number) for number, page in enumerate(pages, 1) for block in page]
    text = "".join(writer.pieces)
    if not text.strip():
        raise InputError("there is no text in the file", expected="a page with text in it", todo="scan it anew, larger")
    published, origin = _day_at_edge(chunks)
    return Original(file, sha256, kind, text, tuple(chunks), None, None, published, origin, (), warnings)


@dataclass(slots=True)
class _Writer:
    pieces: list[str] = field(default_factory=list)
    length: int = 0

    def chunk(self, block: Block, page: int) -> Chunk:
        """Write a block's text; its chunk."""
        boxes = tuple(row.shown for row in block.rows)
        if block.cells:
            rows = tuple(self._row(row) for row in block.cells)
            lines: tuple[Tracked, ...] = ()
        else:
            rows, lines = (), tuple(self._written(row.text, "\n") for row in block.rows)
        self._written("", "\n")
        return Chunk(lines, block.hint, block.level, rows, page, union(boxes), boxes)

    def _row(self, cells: Sequence[Row]) -> tuple[Tracked, ...]:
        ends = "\t" * (len(cells) - 1) + "\n"
        return tuple(self._written(cell.text, end) for cell, end in zip(cells, ends, strict=True))

    def _written(self, text: str, end: str) -> Tracked:
        start = self.length
        self.pieces.append(text + end)
        self.length += len(text) + len(end)
        stop = start + len(text)
        return Tracked(text, tuple(range(start, stop)), tuple(range(start + 1, stop + 1)))


def _day_at_edge(chunks: Sequence[Chunk]) -> tuple[date, str] | tuple[None, None]:
    for chunk in chunks:
        line = " ".join(line.text for line in chunk.lines)
        if chunk.hint == "furniture" and (day := day_in(line)):
            return day, f"the page's edge “{line[:40]}”"
    return None, None
