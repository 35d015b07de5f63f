"""From the runs of a page to its chunks: rows, paragraphs, headings, and the page's own furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from yanzhen.reading.inputs.grids import grid, tables
from yanzhen.reading.inputs.layout import Measure, columns, measure
from yanzhen.reading.inputs.runs import Run, gather_rows
from yanzhen.reading.original import Box

_TITLE = 1.33
_INDENT = 1.2
_SHORT = 2.0
_LOOSE = 0.5
_SPACE = 0.35
_MARGIN = 0.09
_INDENTED_PAGE = 0.04
_FOLIO = re.compile(
    r"[-—–·\s]*\d{1,4}[-—–·\s]*|.*第\s*[\d一二三四五六七八九十]+\s*[页版].*|.*(?:19|20)\d\d\s*年.*星期[一二三四五六日].*"
    r"|.*(?:责任?编辑|版式|校对|美编)\s*[:：].*|[A-Z]?\d{1,2}\s*版.*"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One printed line, or a table's cell, which may be empty."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """Its text, with a space where the page leaves one."""
        text = self.runs[0].text if self.runs else ""
        for before, run in pairwise(self.runs):
            text += (" " if run.left - before.right > _SPACE * run.size else "") + run.text
        return text

    @property
    def size(self) -> float:
        """The size of most of its characters."""
        return max(self.runs, key=lambda run: len(run.text)).size

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(run.bold for run in self.runs)

    @property
    def shown(self) -> Box:
        """Its box as the page shows it."""
        return union(run.shown for run in self.runs)


@dataclass(frozen=True, slots=True)
class Sizes:
    """From which ratio on two sizes of type are told apart, and a line is a subhead."""

    other: float
    subhead: float


PRINTED = Sizes(1.06, 1.07)
"""A PDF states its sizes."""
SCANNED = Sizes(1.28, 1.2)
"""In a picture they are estimated from boxes."""


@dataclass(slots=True)
class Block:
    """A paragraph, a heading or a table (``cells``): rows that belong together."""

    rows: list[Row]
    hint: str | None = None
    level: int | None = None
    left: float = 0.0
    right: float = 0.0
    cells: tuple[tuple[Row, ...], ...] = ()


def blocks(runs: Sequence[Run], height: float, sizes: Sizes) -> list[Block]:
    """The blocks of a page of this height, in reading order; the lines at its edges come first and last."""
    usual = measure(runs)
    inner, edges = _without_edges(runs, height)
    found: list[Block] = []
    for column in columns(inner, usual):
        found += _of_column(column, usual, sizes)
    _name(found, usual, sizes)
    upper = [run for run in edges if run.bottom < height / 2]
    lower = [run for run in edges if run.bottom >= height / 2]
    return [*_furniture(upper), *_joined(found, usual), *_furniture(lower)]


def union(boxes: Iterator[Box] | Sequence[Box]) -> Box:
    """The smallest box around all of them."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _of_column(column: Sequence[Run], usual: Measure, sizes: Sizes) -> Iterator[Block]:
    """The paragraphs of a column, and the tables in it."""
    rows = gather_rows(column)
    at = 0
    for first, last in tables(rows, usual.body):
        yield from _paragraphs([Row(tuple(row)) for row in rows[at:first]], usual, sizes)
        cells = tuple(tuple(Row(cell) for cell in row) for row in grid(rows[first:last], usual.body))
        yield Block([Row(tuple(row)) for row in rows[first:last]], "table", cells=cells)
        at = last
    yield from _paragraphs([Row(tuple(row)) for row in rows[at:]], usual, sizes)


def _paragraphs(rows: list[Row], usual: Measure, sizes: Sizes) -> Iterator[Block]:
    if not rows:
        return
    left, right = _edges(rows, usual, sizes)
    block = Block([], left=left, right=right)
    for row in rows:
        if block.rows and _begins(row, block, usual, sizes):
            yield block
            block = Block([], left=left, right=right)
        block.rows.append(row)
    yield block


def _edges(rows: list[Row], usual: Measure, sizes: Sizes) -> tuple[float, float]:
    """Where the body's lines begin and end in this column."""
    body = [row for row in rows if row.size < usual.body * sizes.other] or rows
    lefts = sorted(row.runs[0].left for row in body)
    rights = sorted(row.runs[-1].right for row in body)
    return lefts[len(lefts) // 10], rights[-1 - len(rights) // 10]


def _begins(row: Row, block: Block, usual: Measure, sizes: Sizes) -> bool:
    """Whether a row begins a new block under the last one."""
    last = block.rows[-1]
    first, before = row.runs[0], last.runs[0]
    if max(row.size, last.size) > min(row.size, last.size) * sizes.other or row.bold != last.bold:
        return True
    gap = first.top - before.bottom
    if row.size >= usual.body * _TITLE:
        return gap > row.size
    if gap > usual.gap + _LOOSE * usual.body:
        return True
    indented = first.left - block.left > _INDENT * usual.body
    return indented or block.right - last.runs[-1].right > _SHORT * usual.body


def _name(found: list[Block], usual: Measure, sizes: Sizes) -> None:
    """Hint headings by their size; the largest size of the page is level 1."""
    ratios = sorted({ratio for block in found if (ratio := _rounded(block, usual)) >= sizes.subhead}, reverse=True)
    for block in found:
        if block.cells:
            continue
        ratio = _rounded(block, usual)
        text = "".join(row.text for row in block.rows)
        if ratio >= sizes.subhead and len(block.rows) <= 4 and len(text) <= 80:
            block.hint = "title" if ratio >= _TITLE else "subhead"
            block.level = ratios.index(ratio) + 1
        elif block.rows[0].bold and len(block.rows) <= 2 and not text.endswith(("。", "；", "，")):
            block.hint, block.level = "subhead", len(ratios) + 1


def _rounded(block: Block, usual: Measure) -> float:
    return round(median(row.size for row in block.rows) / usual.body * 20) / 20


def _joined(found: list[Block], usual: Measure) -> list[Block]:
    """Paragraphs that go on at the head of the next column are one; only where the page indents its paragraphs."""
    indented = sum(_is_indented(block, usual) for block in found)
    if indented < max(2, _INDENTED_PAGE * sum(len(block.rows) for block in found)):
        return found
    joined: list[Block] = []
    for block in found:
        if joined and _goes_on(joined[-1], block, usual):
            joined[-1].rows += block.rows
            joined[-1].left, joined[-1].right = block.left, block.right
        else:
            joined.append(block)
    return joined


def _is_indented(block: Block, usual: Measure) -> bool:
    return block.rows[0].runs[0].left - block.left > _INDENT * usual.body


def _goes_on(last: Block, block: Block, usual: Measure) -> bool:
    if last.hint or block.hint or block.left == last.left or _is_indented(block, usual):
        return False
    end, start = last.rows[-1].runs[-1], block.rows[0].runs[0]
    if abs(end.size - start.size) > 0.1 * usual.body or last.right - end.right > _SHORT * usual.body:
        return False
    widths = last.right - last.left, block.right - block.left
    # Down the page in another column, or up again: not merely the next line of the same one.
    return start.top < end.top and min(widths) > 0.85 * max(widths)


def _without_edges(runs: Sequence[Run], height: float) -> tuple[list[Run], list[Run]]:
    """The page's text, and the lines of name, day and page number at its upper and lower edge."""
    marks = [run for run in runs if _at_edge(run, height, _MARGIN) and _FOLIO.fullmatch(run.text)]
    near = [run for run in runs if _at_edge(run, height, 1.5 * _MARGIN)]
    marked = [run for run in near if any(run.top < mark.bottom and mark.top < run.bottom for mark in marks)]
    if len(marked) == len(runs):
        return list(runs), []
    taken = {id(run) for run in marked}
    return [run for run in runs if id(run) not in taken], marked


def _at_edge(run: Run, height: float, margin: float) -> bool:
    return run.bottom < margin * height or run.top > (1 - margin) * height


def _furniture(runs: list[Run]) -> Iterator[Block]:
    for row in gather_rows(runs):
        yield Block([Row(tuple(row))], "furniture")
