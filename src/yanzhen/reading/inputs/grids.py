"""Tables on a page that has only text and places: rows of short pieces that stand in columns of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from yanzhen.reading.inputs.runs import Run, Runs, gather_rows

_ROWS = 3
_FILLED = 0.7
_SENTENCES = 0.25
_STOPS = re.compile(r"[，。；,;]\D|[，。；]$")
_MOSTLY = 0.5
_SHORT = 6
_APART = 0.6

Grid = tuple[tuple[tuple[Run, ...], ...], ...]
"""Rows of cells, a cell's runs from left to right."""


def is_table(runs: Runs, body: float) -> bool:
    """Whether all of the runs but a few make one table: to be read by rows, though gutters part its columns."""
    rows = gather_rows(runs)
    return sum(last - first for first, last in tables(rows, body)) >= 0.8 * len(rows)


def tables(rows: Sequence[Sequence[Run]], body: float) -> list[tuple[int, int]]:
    """The stretches ``[first, last)`` of rows that are tables.

    At least three rows in turn of two pieces or more, each piece in a column of its own. Newspaper columns
    stand like this too, but their lines fill them.
    """
    found = []
    first = 0
    while first < len(rows):
        last = first
        while last < len(rows) and len(rows[last]) > 1 and _columns(rows[first : last + 1], body):
            last += 1
        if last - first >= _ROWS and not _is_running_text(rows[first:last], body):
            found.append((first, last))
        first = max(last, first + 1)
    return found


def grid(rows: Sequence[Sequence[Run]], body: float) -> Grid:
    """The cells of a table's rows; a column that a row leaves out is empty there."""
    columns = _columns(rows, body)
    return tuple(
        tuple(tuple(run for run in row if start <= run.left and run.right <= end) for start, end in columns)
        for row in rows
    )


def _columns(rows: Sequence[Sequence[Run]], body: float) -> list[tuple[float, float]]:
    """The columns of these rows, none where two pieces of a row would share one."""
    columns: list[tuple[float, float]] = []
    for run in sorted((run for row in rows for run in row), key=lambda run: run.left):
        if columns and run.left - columns[-1][1] < _APART * body:
            columns[-1] = (columns[-1][0], max(columns[-1][1], run.right))
        else:
            columns.append((run.left, run.right))
    for row in rows:
        taken = [next(n for n, (start, end) in enumerate(columns) if start <= run.left <= end) for run in row]
        if len(set(taken)) < len(row):
            return []
    return columns if len(columns) > 1 else []


def _is_running_text(rows: Sequence[Sequence[Run]], body: float) -> bool:
    """Whether the pieces are sentences, or most of them go on to their column's right side."""
    columns = _columns(rows, body)
    runs = [run for row in rows for run in row]
    if sum(bool(_STOPS.search(run.text)) for run in runs) > _SENTENCES * len(runs):
        return True
    if median(len(run.text) for run in runs) <= _SHORT:
        return False
    sides = [(run, *next((a, b) for a, b in columns if a <= run.left <= b)) for run in runs]
    through = sum(
        end - run.right < body and run.right - run.left > _FILLED * (end - start) for run, start, end in sides
    )
    return through > _MOSTLY * len(runs)
