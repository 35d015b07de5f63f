"""What the XML of a sheet holds, found while it streams past: how far it reaches, and what its values do not show.

A reader of workbooks reserves the whole rectangle from the first to the last filled cell, so one cell at XFD1048576 in a file of 2 kB would
take hundreds of gigabytes. And it gives a cell with #REF! and a formula without its result both as empty. Hence this look beforehand;
it costs about a fifth of the reading.

A plain piece is not measured: one expression looks for a cell outside a box that is within the limits, and finds none. Only where it finds
one, or cells that are not written plainly, are the piece's tags taken apart.
"""

from __future__ import annotations

import re
from functools import lru_cache

from yanzhen.errors import InputError
from yanzhen.sheets.book import SheetNotes, column_letter, column_position
from yanzhen.sheets.limits import MIB, Limits

_TAIL = 8 * MIB
_ROW_NEAR = 64 * 1024
_COLON = re.compile(rb":(?:c|row)")
_PREFIXED = re.compile(rb"<[^\x00- <>/:]+:(?:[^\x00- <>/]*:)?(?:c|row)(?=[\x00- />])")
_PLAIN = re.compile(rb'<c r="([A-Z]{1,2})([1-9][0-9]{0,6})"')
_LETTERS = 26
_TWO_LETTERS = 27 * _LETTERS
_REFERENCE = re.compile(rb'\br\s*=\s*["\']\s*\$?([A-Za-z]{0,3})\$?(\d{0,7})\s*["\']')
_TAG = re.compile(rb"<(/?)(?:[\w.\-]+:)?(row|c)\b([^>]*?)(/?)>")
_PREFIX = re.compile(rb"<(/?)[^\x00- <>/:]+:(?=[A-Za-z])")
_HIDDEN = re.compile(rb'<row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
_ERROR = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*?\bt="e"[^>]*>(?:<f\b(?:[^>]*/>|[^>]*>[^<]*</f>))?<v[^>]*>([^<]*)</v>')
_FORMULA = re.compile(rb'<c r="([A-Z]+)(\d+)"([^>]*)><f\b(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v[^>]*>([^<]*)</v>|<(is)>)?')
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_ANY_CELL = re.compile(rb"<c(?![^\x00- >/])")
_ODD_CELL = re.compile(
    rb'<c(?![^\x00- >/])(?! r="[A-Z]{1,3}[0-9]{1,7}"(?:\s+(?!r\s*=)[\w.:\-]+\s*=\s*(?:"[^"<>]*+"|\'[^\'<>]*+\'))*+\s*/?>)'
)
"""A cell that has no address, more than one (the reader takes the last), or attributes that are none."""

_MERGED_MOST = 20_000
_COLUMNS_MOST = 16_384


class SheetScan:
    """Feed it the XML in pieces; it gives each piece back, with every cell's address written out.

    ``rows`` and ``columns`` are how far filled cells reach at least, ``most_rows`` and ``most_columns`` how far any can reach. Where the
    limits lie between the two, it is ``doubtful`` at the end, and a second scan that is ``exact`` decides.
    """

    def __init__(self, what: str, percent_styles: frozenset[int], limits: Limits, *, exact: bool = False) -> None:
        self.what, self.limits, self.exact = what, limits, exact
        self.rows = self.columns = self.most_rows = self.most_columns = 0
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
        if b"<" not in raw and len(self._carry) + len(raw) <= _TAIL:  # a long text: nothing to cut at
            self._carry += raw
            return b""
        piece = self._carry + raw
        cut = -1 if self._unusual else max(piece.rfind(b"<row", -_ROW_NEAR), 0) or piece.rfind(b"<c ")
        cut = cut if cut > 0 else max(piece.rfind(b"<"), 0)
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
        if self._unusual or _has_prefixes(piece) or not self._is_plain(piece):
            piece = self._measured(piece)
        self._find(piece)
        return piece

    @property
    def doubtful(self) -> bool:
        """Whether it takes an exact scan to know that the cells are within the limits."""
        return not self._within(self.most_rows, self.most_columns)

    def _is_plain(self, piece: bytes) -> bool:
        """Whether all cells begin as ``<c r="B3"`` and stand in a box within the limits, which is then the furthest that they reach."""
        if self.exact:
            return False
        rows, columns, tried = self.most_rows, self.most_columns, (0, 0)
        at, looked = max(piece.rfind(b'<c r="'), 0), 0
        while cell := _PLAIN.match(piece, at):
            rows, columns = _box(max(rows, int(cell[2])), max(columns, column_position(cell[1].decode()) + 1))
            if (rows, columns) == tried or columns > _TWO_LETTERS or not self._within(rows, columns):
                return False
            outside = _outside(rows, columns).search(piece, looked)
            if not outside:
                self.most_rows, self.most_columns = rows, columns
                return True
            at, looked, tried = outside.start(), outside.start(), (rows, columns)
        return _ANY_CELL.search(piece) is None

    def _measured(self, piece: bytes) -> bytes:
        """The piece with its addresses written out, after its tags were taken apart."""
        from yanzhen.sheets.sheet_tags import Tags

        tags = Tags(piece)
        if self._unusual or tags.unusual or _has_prefixes(piece) or _ODD_CELL.search(piece):
            self._unusual = True
            piece = self._usual(piece)
            tags = Tags(piece)
            if tags.unusual or _has_prefixes(piece) or _ODD_CELL.search(piece):
                raise InputError(
                    self.what,
                    seen="cells whose addresses cannot be read",
                    expected="a workbook as a spreadsheet program saves it",
                    todo="open it in Excel or WPS and save it again",
                )
        rows, columns = tags.reach()
        self.rows, self.columns = max(self.rows, rows), max(self.columns, columns)
        self.most_rows, self.most_columns = max(self.most_rows, rows), max(self.most_columns, columns)
        if not self._within(self.rows, self.columns):
            raise self._too_far(f"a filled cell as far as {column_letter(self.columns - 1)}{self.rows}")
        return piece

    def _within(self, rows: int, columns: int) -> bool:
        limits = self.limits
        return rows <= limits.rows and columns <= limits.columns and rows * columns <= limits.cells

    def _too_far(self, seen: str) -> InputError:
        limits = self.limits
        return InputError(
            self.what,
            seen=seen,
            expected=f"at most {limits.columns} columns, {limits.rows} rows and {limits.cells} cells from A1 to the last filled one",
            todo="delete what stands far from the table, or split the file",
        )

    def _find(self, piece: bytes) -> None:
        if _holds(piece, b"h", b"hidden="):
            self.hidden.update(int(row) for row in _HIDDEN.findall(piece))
        if _holds(piece, b"e", b't="e"'):
            for letters, row, text in _ERROR.findall(piece):
                self.errors[_place(letters, row)] = text.decode("utf-8", "replace")
        if _holds(piece, b"f", b"><f"):
            self._find_formulas(piece)
        if self._percent:
            self.percents.update(_place(letters, row) for letters, row in self._percent.findall(piece))
        if len(self.merged) < _MERGED_MOST and _holds(piece, b"g", b"<mergeCell "):
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


def _place(letters: bytes, row: bytes) -> tuple[int, int]:
    return int(row), column_position(letters.decode())


def _has_prefixes(piece: bytes) -> bool:
    """Whether rows or cells are written as ``<x:c``."""
    return _COLON.search(piece) is not None and _PREFIXED.search(piece) is not None


def _holds(piece: bytes, letter: bytes, word: bytes) -> bool:
    """Whether the word, which has this letter, is in the piece: most pieces lack the letter, and it is looked for ten times faster."""
    return letter in piece and word in piece


def _box(rows: int, columns: int) -> tuple[int, int]:
    """The next larger box that an expression can tell: its last row has one first digit and then nines, its last column ends in Z.

    >>> _box(10_001, 40)
    (19999, 52)
    """
    first, places = int(str(rows)[0]), len(str(rows)) - 1
    return (first + 1) * 10**places - 1, -(-columns // _LETTERS) * _LETTERS


@lru_cache(maxsize=64)
def _outside(rows: int, columns: int) -> re.Pattern[bytes]:
    """Finds a cell that stands outside the box or is not written plainly.

    >>> outside = _outside(19999, 52)
    >>> [bool(outside.search(b'<c r="%b"/>' % cell)) for cell in (b"A1", b"AZ19999", b"BA1", b"A20000", b"A01")]
    [False, False, True, True, True]
    """
    first, places = int(str(rows)[0]), len(str(rows)) - 1
    more = columns // _LETTERS - 1
    letters = f"[A-{chr(64 + more)}]?[A-Z]" if more else "[A-Z]"
    numbers = f"[1-{first}][0-9]{{0,{places}}}+"
    if places and first < 9:
        numbers = f"(?:{numbers}|[{first + 1}-9][0-9]{{0,{places - 1}}}+)"
    others = r' [a-qs-z]\w*="[^"<>]*+"'
    return re.compile(rf'<c(?! r="{letters}{numbers}"(?:{others})*+/?>|[^\x00- >/])'.encode())
