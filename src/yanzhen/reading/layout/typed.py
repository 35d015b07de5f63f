"""Tables typed into plain text: cells parted by bars, by tabs, or set apart by wide gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from yanzhen.reading.original import Tracked

Rows = tuple[tuple[Tracked, ...], ...]

_RULE = re.compile(r"[\s|:+=-]*-[\s|:+=-]*")
_GAP = re.compile(r"\t+| {2,}|\u3000{2,}")
_BAR = re.compile(r"[|｜│]")
LEAST_ROWS = {"bar": 2, "tab": 2, "gap": 3}
"""Rows from which on lines are a table; wide gaps alone prove less."""


def typed_tables(lines: Sequence[Tracked]) -> Iterator[tuple[list[Tracked], Rows]]:
    """The lines in their order, in runs: of a table, with its rows, or of text, with none.

    >>> line = Tracked.of("甲\\t12家")
    >>> [[cell.text for cell in row] for _, rows in typed_tables([line, line]) for row in rows]
    [['甲', '12家'], ['甲', '12家']]
    """
    waiting: list[Tracked] = []
    for kind, run in groupby(lines, key=_kind):
        part = list(run)
        rows = _rows(part, kind)
        if kind is None or len(rows) < LEAST_ROWS[kind] or (kind == "gap" and len({len(row) for row in rows}) > 1):
            waiting += part
            continue
        if waiting:
            yield waiting, ()
            waiting = []
        yield part, rows
    if waiting:
        yield waiting, ()


def _kind(line: Tracked) -> str | None:
    text = line.text.strip()
    if len(_BAR.findall(text)) >= 2:
        return "bar"
    if "\t" in text:
        return "tab"
    return "gap" if len(_GAP.findall(text)) >= 2 and not re.search(r"[。！？，]", text) else None


def _rows(lines: Sequence[Tracked], kind: str | None) -> Rows:
    if kind is None:
        return ()
    return tuple(_cells(line, kind) for line in lines if not _RULE.fullmatch(line.text))


def _cells(line: Tracked, kind: str) -> tuple[Tracked, ...]:
    bare = line.strip()
    cuts = [m.span() for m in (_BAR if kind == "bar" else _GAP).finditer(bare.text)]
    edges = [0, *(edge for cut in cuts for edge in cut), len(bare)]
    cells = [bare[start:end].strip() for start, end in zip(edges[::2], edges[1::2], strict=True)]
    if kind == "bar":
        cells = cells[cuts[0][0] == 0 : len(cells) - (cuts[-1][1] == len(bare))]
    return tuple(cells)
