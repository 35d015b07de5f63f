"""CSV, TSV and other text tables, in the encodings that they come in."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TextIO

from yanzhen.errors import InputError
from yanzhen.sheets.book import Book, Rows, Sheet, SheetNotes
from yanzhen.sheets.limits import MIB, Limits

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DELIMITERS = ",\t;|"


def open_text(path: Path, limits: Limits) -> Book:
    """The book of one sheet, named after the file, in a text table.

    Raises :class:`~yanzhen.errors.InputError` for bytes that are text in none of UTF-8, UTF-16 and GB18030.
    """
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        delimiter = _delimiter(file)
    return Book(path, "csv", (Sheet(path.stem, SheetNotes(), lambda: _rows(path, encoding, delimiter, limits)),))


def encoding_of(path: Path) -> str:
    """The first of UTF-8, UTF-16 and GB18030 that the whole file can be read in."""
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return _proven(path, encoding)
    if wide := _wide(head):
        return _proven(path, wide)
    if b"\0" in head:
        raise _no_text(path, "bytes that no text holds")
    return "utf-8" if _reads(path, "utf-8") else _proven(path, "gb18030")


def _rows(path: Path, encoding: str, delimiter: str, limits: Limits) -> Rows:
    with path.open(encoding=encoding, newline="") as file:
        _skip_separator_line(file)
        csv.field_size_limit(max(csv.field_size_limit(), limits.text_length))
        number, over = 0, list[bool]()
        reader = csv.reader(chain(file, _end(over)), delimiter=delimiter)
        try:
            for number, cells in enumerate(reader, start=1):
                if over:
                    raise csv.Error("a quotation mark that is never closed")
                if len(cells) > limits.columns or number > limits.rows:
                    raise _beyond(path, number, len(cells), limits)
                yield number, cells
        except csv.Error as fault:
            raise InputError(
                f"{path.name}, row {number}" if over else f"{path.name}, after row {number}",
                seen=str(fault),
                expected="a text table with its quotation marks in pairs",
                todo="save it as .xlsx and import that",
            ) from fault


def _end(over: list[bool]) -> Iterator[str]:
    """Nothing more; who asks for it while a row is still open has lost a quotation mark, and with it all rows behind."""
    over.append(True)
    yield from ()


def _beyond(path: Path, row: int, columns: int, limits: Limits) -> InputError:
    return InputError(
        f"{path.name}, row {row}",
        seen=f"{columns} columns",
        expected=f"at most {limits.columns} columns and {limits.rows} rows",
        todo="split the file",
    )


def _skip_separator_line(file: TextIO) -> None:
    """``sep=;`` is told to Excel and not shown by it."""
    if not file.readline(64).lower().startswith("sep="):
        file.seek(0)


def _delimiter(file: TextIO) -> str:
    """What parts the cells: the mark that stands most often outside quotation marks in the first lines."""
    first = file.readline(64)
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4]
    file.seek(0)
    text = "".join(part for index, part in enumerate(file.read(65536).split('"')) if index % 2 == 0)
    return max(_DELIMITERS, key=text.count) if any(mark in text for mark in _DELIMITERS) else ","


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: every other byte of what is written in ASCII is zero."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) <= len(head) // 16 or min(even, odd) > max(even, odd) // 8:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _proven(path: Path, encoding: str) -> str:
    if not _reads(path, encoding):
        raise _no_text(path, "bytes that are no text in UTF-8, UTF-16 or GB18030")
    return encoding


def _reads(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for piece in _pieces(path):
            if "\0" in decoder.decode(piece):
                return False
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(MIB):
            yield piece


def _no_text(path: Path, seen: str) -> InputError:
    return InputError(
        f"{path.name} is neither a workbook nor a text table",
        seen=seen,
        expected="xlsx, xls, ods, or CSV in UTF-8 or GBK",
        todo="open it in Excel or WPS and save it as .xlsx",
    )
