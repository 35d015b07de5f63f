"""What the XML of a sheet holds, found while it streams past: how far it reaches, and what its values do not show.

A reader of workbooks reserves the whole rectangle from the first to the last filled cell, so one cell at XFD1048576 in a file of 2 kB would
take hundreds of gigabytes. And it gives a cell with #REF! and a formula without its result both as empty. Hence this look beforehand;
it costs about a third of the reading.
"""

from __future__ import annotations

import re
from typing import Any

import numpy

from yanzhen.errors import InputError
from yanzhen.sheets.book import SheetNotes, column_letter, column_position
from yanzhen.sheets.limits import MIB, Limits

_TAIL = 8 * MIB
_REFERENCE = re.compile(rb'\br\s*=\s*["\']\s*\$?([A-Za-z]{0,3})\$?(\d{0,7})\s*["\']')
_TAG = re.compile(rb"<(/?)(?:[\w.\-]+:)?(row|c)\b([^>]*?)(/?)>")
_PREFIX = re.compile(rb"<(/?)[A-Za-z_][\w.\-]*:(?=[A-Za-z])")
_HIDDEN = re.compile(rb'<row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
_ERROR = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*?\bt="e"[^>]*>(?:<f\b(?:[^>]*/>|[^>]*>[^<]*</f>))?<v[^>]*>([^<]*)</v>')
_FORMULA = re.compile(rb'<c r="([A-Z]+)(\d+)"([^>]*)><f\b(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v[^>]*>([^<]*)</v>|<(is)>)?')
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_MERGED_MOST = 20_000
_COLUMNS_MOST = 16_384


class SheetScan:
    """Feed it the XML in pieces; it gives each piece back, with every cell's address written out."""

    def __init__(self, what: str, percent_styles: frozenset[int], limits: Limits) -> None:
        self.what, self.limits = what, limits
        self.rows = self.columns = self.filled = 0
        self.hidden: set[int] = set()
        self.formulas: set[tuple[int, int]] = set()
        self.without_value: set[tuple[int, int]] = set()
        self.errors: dict[tuple[int, int], str] = {}
        self.percents: set[tuple[int, int]] = set()
        self.merged: list[tuple[int, int, int, int]] = []
        styles = b"|".join(str(style).encode() for style in sorted(percent_styles))
        self._percent = re.compile(rb'<c r="([A-Z]+)(\d+)" s="(?:%s)"' % styles) if styles else None
        self._carry = b""
        self._unusual = False
        self._row, self._column = 0, -1

    def feed(self, raw: bytes) -> bytes:
        """The part of what was fed that is complete."""
        piece = self._carry + raw
        cut = -1 if self._unusual else max(piece.rfind(b"<row"), 0) or piece.rfind(b"<c ")
        cut = cut if cut > 0 else piece.rfind(b"<")
        if cut <= 0:
            cut = 0 if len(piece) < _TAIL else len(piece)
        self._carry = piece[cut:]
        if len(self._carry) > _TAIL:
            raise InputError(self.what, seen="a row of more than 8 MiB", expected="a sheet of figures", todo="split it")
        return self._look(piece[:cut])

    def finish(self) -> bytes:
        """The rest."""
        piece, self._carry = self._carry, b""
        return self._look(piece)

    def notes(self, *, hidden: bool, external_links: bool) -> SheetNotes:
        """What was found."""
        return SheetNotes(
            hidden=hidden,
            hidden_rows=frozenset(self.hidden),
            formulas=frozenset(self.formulas),
            without_value=frozenset(self.without_value),
            errors=self.errors,
            percents=frozenset(self.percents),
            merged=tuple(self.merged),
            external_links=external_links,
        )

    def _look(self, piece: bytes) -> bytes:
        if not piece:
            return b""
        tags = _Tags(piece)
        if self._unusual or tags.unusual or b":c" in piece or b":row" in piece:
            self._unusual = True
            piece = self._usual(piece)
            tags = _Tags(piece)
            if tags.unusual:
                raise InputError(
                    self.what,
                    seen="cells whose addresses cannot be read",
                    expected="a workbook as a spreadsheet program saves it",
                    todo="open it in Excel or WPS and save it again",
                )
        self._reach(tags)
        self._find(piece, tags)
        return piece

    def _reach(self, tags: _Tags) -> None:
        rows, columns, filled = tags.addresses()
        self.filled += filled
        self.rows, self.columns = max(self.rows, rows), max(self.columns, columns)
        limits = self.limits
        if self.rows > limits.rows or self.columns > limits.columns or self.rows * self.columns > limits.cells:
            raise self._too_far(f"a filled cell as far as {column_letter(self.columns - 1)}{self.rows}")

    def _too_far(self, seen: str) -> InputError:
        limits = self.limits
        return InputError(
            self.what,
            seen=seen,
            expected=f"at most {limits.columns} columns, {limits.rows} rows and {limits.cells} cells from A1 to the last filled one",
            todo="delete what stands far from the table, or split the file",
        )

    def _find(self, piece: bytes, tags: _Tags) -> None:
        if b"hidden=" in piece:
            self.hidden.update(int(row) for row in _HIDDEN.findall(piece))
        if b't="e"' in piece:
            for letters, row, text in _ERROR.findall(piece):
                self.errors[_place(letters, row)] = text.decode("utf-8", "replace")
        if tags.has_formulas:
            self._find_formulas(piece)
        if self._percent:
            self.percents.update(_place(letters, row) for letters, row in self._percent.findall(piece))
        if b"<mergeCell " in piece and len(self.merged) < _MERGED_MOST:
            for left, top, right, bottom in _MERGED.findall(piece)[:_MERGED_MOST]:
                self.merged.append((*_place(left, top), *_place(right, bottom)))

    def _find_formulas(self, piece: bytes) -> None:
        for letters, row, attributes, value, inline in _FORMULA.findall(piece):
            place = _place(letters, row)
            self.formulas.add(place)
            if not value and not inline and b't="str"' not in attributes and b't="e"' not in attributes:
                self.without_value.add(place)

    def _usual(self, piece: bytes) -> bytes:
        """The same with ``<c r="B3" …>`` for each cell, whatever prefix, order or lack of addresses the file had."""
        return _TAG.sub(self._address, _PREFIX.sub(rb"<\1", piece))

    def _address(self, tag: re.Match[bytes]) -> bytes:
        closing, name, attributes, empty = tag.groups()
        if closing:
            return b"</" + name + b">"
        found = _REFERENCE.search(attributes)
        if name == b"row":
            self._row = int(found.group(2) or 0) if found else self._row + 1
            self._column = -1
            return b'<row r="%d"%b%b>' % (self._row, _REFERENCE.sub(b"", attributes), empty)
        if found and found.group(1) and found.group(2):
            self._row, self._column = int(found.group(2)), column_position(found.group(1).decode())
        else:
            self._column += 1
        if self._column >= _COLUMNS_MOST:
            raise self._too_far(f"more than {_COLUMNS_MOST} cells in row {self._row}")
        where = column_letter(self._column).encode() + b"%d" % max(self._row, 1)
        return b'<c r="%b"%b%b>' % (where, _REFERENCE.sub(b"", attributes).rstrip(), empty)


class _Tags:
    """The tags of a piece, as an array."""

    def __init__(self, piece: bytes) -> None:
        self.text = numpy.frombuffer(piece + bytes(24), dtype=numpy.uint8)
        self.tags = numpy.flatnonzero(self.text == ord("<"))
        second, third = self.text[self.tags + 1], self.text[self.tags + 2]
        self.has_formulas = bool((second == ord("f")).any())
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

    def addresses(self) -> tuple[int, int, int]:
        """The last row and column (from 1) with a filled cell, and how many are filled."""
        if not len(self.cells):
            return 0, 0, 0
        following = self.tags[numpy.minimum(self.order + 1, len(self.tags) - 1)]
        inside = self.text[following + 1]
        filled = (inside == ord("v")) | (inside == ord("f")) | (inside == ord("i"))
        if not filled.any():
            return 0, 0, 0
        return int(self.row[filled].max()), int(self.column[filled].max()), int(filled.sum())


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


def _place(letters: bytes, row: bytes) -> tuple[int, int]:
    return int(row), column_position(letters.decode())
