"""A file of any make becomes a book of sheets: xlsx, xlsm, xls, ods, and text tables.

What a file is is told by its bytes, never by its name.
"""

from __future__ import annotations

from pathlib import Path

from yanzhen.errors import InputError
from yanzhen.sheets.archive import parts_of, whole
from yanzhen.sheets.book import Book, Sheet, SheetNotes, column_letter
from yanzhen.sheets.limits import DEFAULT, Limits

__all__ = ["Book", "Sheet", "SheetNotes", "column_letter", "open_book"]

_ZIP, _CONTAINER = b"PK\3\4", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x1f\x8b": "a gzip archive",
    b"PAR1": "a Parquet file",
    b"SQLite": "a database",
    b"PK\5\6": "an empty ZIP file",
}


def open_book(path: Path, *, limits: Limits = DEFAULT) -> Book:
    """The sheets of a file, with what each holds beside its values.

    Raises :class:`~yanzhen.errors.InputError` for a file that is missing, empty, none of these formats, locked, damaged or beyond
    ``limits``.
    """
    head, size = _head(path)
    if size > limits.file_bytes:
        raise InputError(
            path.name, seen=f"{size} bytes", expected=f"at most {limits.file_bytes}", todo="split the file"
        )
    if head.startswith(_ZIP):
        return _open_zip(path, limits)
    if head.startswith(_CONTAINER):
        from yanzhen.sheets.xls import open_xls

        return open_xls(path, limits)
    _refuse_others(path, head)
    from yanzhen.sheets.textfile import open_text

    return open_text(path, limits)


def _open_zip(path: Path, limits: Limits) -> Book:
    parts = parts_of(path, limits)
    if "content.xml" in parts and "mimetype" in parts and b"spreadsheet" in whole(path, parts["mimetype"]):
        from yanzhen.sheets.ods import open_ods

        return open_ods(path, parts, limits)
    from yanzhen.sheets.xlsx import open_xlsx

    return open_xlsx(path, parts, limits)


def _head(path: Path) -> tuple[bytes, int]:
    try:
        with path.open("rb") as file:
            head, size = file.read(4096), file.seek(0, 2)
    except OSError as fault:
        raise InputError(
            f"{path.name} cannot be opened",
            seen=fault.strerror or str(fault),
            expected="a file that can be read",
            todo="check the path and who may read it",
        ) from fault
    if not size:
        raise InputError(path.name, seen="an empty file", expected="a workbook or a text table", todo="fetch it again")
    return head, size


def _refuse_others(path: Path, head: bytes) -> None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    kind = next((kind for mark, kind in _OTHERS.items() if head.startswith(mark)), "")
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<meta", b"<head")):
        kind = "a web page that was saved under the name of a workbook"
    elif start.startswith((b"<?xml", b"<")):
        kind = "an XML file"
    elif start.startswith((b"{", b"[{")):
        kind = "a JSON file"
    if kind:
        raise InputError(
            f"{path.name} is no workbook",
            seen=kind,
            expected="xlsx, xls, ods, or CSV in UTF-8 or GBK",
            todo="open it in Excel or WPS and save it as .xlsx",
        )
