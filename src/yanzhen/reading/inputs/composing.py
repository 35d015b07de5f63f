"""The text of a document that has none of its own (scans, PDF): made from its blocks, spans and all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from yanzhen.errors import InputError
from yanzhen.reading.inputs.dates import day_in
from yanzhen.reading.inputs.setting import Block, union
from yanzhen.reading.original import Chunk, Original, Tracked


def composed(
    pages: Sequence[Sequence[Block]], file: str, sha256: str, kind: str, warnings: tuple[str, ...] = ()
) -> Original:
    """The document whose lines are parted by line ends and whose blocks by blank lines, page after page."""
    pieces: list[str] = []
    chunks: list[Chunk] = []
    at = 0
    for number, page in enumerate(pages, 1):
        for block in page:
            lines = []
            for row in block.rows:
                pieces.append(row.text + "\n")
                lines.append(
                    Tracked(
                        row.text, tuple(range(at, at + len(row.text))), tuple(range(at + 1, at + len(row.text) + 1))
                    )
                )
                at += len(row.text) + 1
            pieces.append("\n")
            at += 1
            boxes = tuple(row.shown for row in block.rows)
            chunks.append(Chunk(tuple(lines), block.hint, block.level, (), number, union(boxes), boxes))
    text = "".join(pieces)
    if not text.strip():
        raise InputError("there is no text in the file", expected="a page with text in it", todo="scan it anew, larger")
    published, origin = _day_at_edge(chunks)
    return Original(file, sha256, kind, text, tuple(chunks), None, None, published, origin, (), warnings)


def _day_at_edge(chunks: Sequence[Chunk]) -> tuple[date, str] | tuple[None, None]:
    for chunk in chunks:
        line = " ".join(line.text for line in chunk.lines)
        if chunk.hint == "furniture" and (day := day_in(line)):
            return day, f"the page's edge “{line[:40]}”"
    return None, None
