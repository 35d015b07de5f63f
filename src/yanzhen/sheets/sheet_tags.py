"""Every tag of a piece of a sheet's XML as arrays: exactly how far its filled cells reach."""

from __future__ import annotations

from typing import Any

import numpy


class Tags:
    """The tags of a piece, as an array."""

    def __init__(self, piece: bytes) -> None:
        self.text = numpy.frombuffer(piece + bytes(24), dtype=numpy.uint8)
        self.tags = numpy.flatnonzero(self.text == ord("<"))
        second, third = self.text[self.tags + 1], self.text[self.tags + 2]
        is_cell = (second == ord("c")) & ((third <= ord(" ")) | (third == ord(">")) | (third == ord("/")))
        self.order = numpy.flatnonzero(is_cell)
        self.cells = self.tags[self.order]
        self.unusual = self._is_unusual()

    def _is_unusual(self) -> bool:
        """Whether a cell's tag begins otherwise than with ``<c r="`` and an address in capitals."""
        text, cells = self.text, self.cells
        for offset, letter in ((2, " "), (3, "r"), (4, "="), (5, '"')):
            if (text[cells + offset] != ord(letter)).any():
                return True
        self.column, self.row, ends = self._decoded()
        return bool((text[ends] != ord('"')).any() or (self.column == 0).any() or (self.row == 0).any())

    def _decoded(self) -> tuple[Any, Any, Any]:
        text, at = self.text, self.cells + 6
        column = numpy.zeros(len(at), dtype=numpy.int64)
        row = numpy.zeros(len(at), dtype=numpy.int64)
        column, at = _digits(text, column, at, base=26, low=ord("A"), high=ord("Z"), shift=1, most=3)
        row, at = _digits(text, row, at, base=10, low=ord("0"), high=ord("9"), shift=0, most=7)
        return column, row, at

    def reach(self) -> tuple[int, int]:
        """The last row and column (from 1) with a filled cell; 0 for none."""
        if not len(self.cells):
            return 0, 0
        following = self.tags[numpy.minimum(self.order + 1, len(self.tags) - 1)]
        inside = self.text[following + 1]
        filled = (inside == ord("v")) | (inside == ord("f")) | (inside == ord("i"))
        if not filled.any():
            return 0, 0
        return int(self.row[filled].max()), int(self.column[filled].max())


def _digits(
    text: Any, number: Any, at: Any, *, base: int, low: int, high: int, shift: int, most: int
) -> tuple[Any, Any]:
    """The numbers that stand at these places, and where each ends."""
    at = at.copy()
    running = numpy.ones(len(at), dtype=bool)
    for _ in range(most):
        here = text[at]
        running &= (here >= low) & (here <= high)
        if not running.any():
            break
        number = numpy.where(running, number * base + (here.astype(numpy.int64) - low + shift), number)
        at += running
    return number, at
