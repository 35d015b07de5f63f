"""Excel's own format: each part is unpacked under watch, looked through, and only then handed to the reader.

The reader gets a fresh archive of the parts that were looked at, so that what was checked is what is read.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from yanzhen.errors import InputError
from yanzhen.sheets.archive import Part, pieces, whole
from yanzhen.sheets.book import Book, Rows, Sheet
from yanzhen.sheets.limits import MIB, Limits
from yanzhen.sheets.rows import RawCell
from yanzhen.sheets.sheet_xml import SheetScan

_WANTED = re.compile(
    r"(?:\[Content_Types\]\.xml|_rels/[^/]*\.rels|xl/[^/]+\.xml|xl/_rels/[^/]*\.rels|xl/worksheets/.+\.xml)", re.I
)
_TEXTS = re.compile(r"xl/sharedstrings\.xml", re.I)
_HEAD = 64 * 1024
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PERCENT_FORMATS = frozenset({9, 10})


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the workbook's own parts say of its sheets: the part of each, in order, and whether it is hidden."""

    sheets: tuple[tuple[str, bool], ...]
    counts_from_1904: bool
    external_links: bool
    percent_styles: frozenset[int]


def open_xlsx(path: Path, parts: dict[str, Part], limits: Limits) -> Book:
    """The book in an .xlsx or .xlsm file."""
    _refuse_others(path, parts)
    wanted = {name: part for name, part in parts.items() if _WANTED.fullmatch(name)}
    plan = _plan(path, wanted)
    if len(plan.sheets) > limits.sheets:
        raise InputError(
            path.name, seen=f"{len(plan.sheets)} sheets", expected=f"at most {limits.sheets}", todo="split it"
        )
    scans: dict[str, SheetScan] = {}
    with tempfile.TemporaryDirectory(prefix="yanzhen-") as folder:
        clean = Path(folder) / "clean.xlsx"
        with zipfile.ZipFile(clean, "w") as out:
            for name, part in wanted.items():
                scans[name] = _copied(path, part, out, plan, limits)
        return _read(path, clean, plan, scans)


def _read(path: Path, clean: Path, plan: _Plan, scans: dict[str, SheetScan]) -> Book:
    """Every sheet is loaded now, for the copy is deleted afterwards."""
    sheets = []
    try:
        with CalamineWorkbook.from_path(clean) as book:
            for (part, hidden), name in zip(plan.sheets, book.sheet_names, strict=False):
                scan = scans.get(part)
                if scan is None:
                    continue
                notes = scan.notes(hidden=hidden, external_links=plan.external_links)
                sheets.append(Sheet(name, notes, rows_of(book.get_sheet_by_name(name))))
    except (CalamineError, ValueError, OSError) as fault:
        raise unreadable(path, str(fault)) from fault
    except BaseException as fault:  # the reader's own crash is no Exception, and has no name to be caught by
        if type(fault).__name__ != "PanicException":
            raise
        raise unreadable(path, "what the reader of workbooks stumbles over") from fault
    if not sheets:
        raise unreadable(path, "no sheet of cells")
    return Book(path, "xlsx", tuple(sheets), plan.counts_from_1904)


def rows_of(sheet: CalamineSheet) -> Callable[[], Rows]:
    """What gives a sheet's rows, each time from the first."""

    def rows() -> Rows:
        if sheet.start is None:
            return
        before: list[RawCell] = [None] * sheet.start[1]
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            yield number, [*before, *cells] if before else cells

    return rows


def unreadable(path: Path, seen: str) -> InputError:
    """The one message for a workbook whose inside is not what it should be."""
    return InputError(
        f"{path.name} cannot be read as a workbook",
        seen=seen[:200],
        expected="a workbook as a spreadsheet program saves it",
        todo="open it in Excel or WPS and save it as .xlsx",
    )


def _refuse_others(path: Path, parts: dict[str, Part]) -> None:
    names = {name.lower() for name in parts}
    kinds = {
        "a Numbers document": any(name.endswith(".iwa") for name in names),
        "a binary workbook (.xlsb)": "xl/workbook.bin" in names,
        "a Word document": "word/document.xml" in names,
        "a presentation": "ppt/presentation.xml" in names,
    }
    for kind, found in kinds.items():
        if found:
            raise InputError(
                f"{path.name} is {kind}", seen=kind, expected="xlsx, xls, ods or csv", todo="save or export it as .xlsx"
            )
    if not any(name.startswith("xl/workbook") for name in names):
        raise unreadable(path, "a ZIP file without a workbook in it")


def _copied(path: Path, part: Part, out: zipfile.ZipFile, plan: _Plan, limits: Limits) -> SheetScan:
    if _TEXTS.fullmatch(part.name) and part.size > limits.texts_bytes:
        raise InputError(
            path.name,
            seen=f"{part.size} bytes of shared texts",
            expected=f"at most {limits.texts_bytes}",
            todo="split it",
        )
    scan = SheetScan(f"{path.name}, {part.name}", plan.percent_styles, limits)
    head = b""
    with out.open(part.name, "w", force_zip64=part.size > 1024 * MIB) as target:
        for piece in pieces(path, part):
            if len(head) < _HEAD:
                head += piece[: _HEAD - len(head)]
                refuse_declarations(path, part.name, head)
            target.write(scan.feed(piece))
        target.write(scan.finish())
    if scan.doubtful:
        _measure(path, part, limits)
    return scan


def _measure(path: Path, part: Part, limits: Limits) -> None:
    """Refuses a sheet that reaches beyond the limits, however narrowly."""
    scan = SheetScan(f"{path.name}, {part.name}", frozenset(), limits, exact=True)
    for piece in pieces(path, part):
        scan.feed(piece)
    scan.finish()


def refuse_declarations(path: Path, name: str, head: bytes) -> None:
    """A document type or entities have no place in a workbook; they are how small files grow without end."""
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head or head[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"):
        raise unreadable(path, f"{name} declares a document type, entities or UTF-16")


def _plan(path: Path, parts: dict[str, Part]) -> _Plan:
    by_lower = {name.lower(): part for name, part in parts.items()}
    workbook = _tree(path, by_lower.get("xl/workbook.xml"))
    relations = _tree(path, by_lower.get("xl/_rels/workbook.xml.rels"))
    targets = {each.get("Id"): _target(each.get("Target", "")) for each in relations.iter() if each.get("Target")}
    sheets = tuple(
        (targets.get(_relation(each), ""), each.get("state", "visible") != "visible")
        for each in workbook.iter()
        if _local(each) == "sheet"
    )
    properties = [each for each in workbook.iter() if _local(each) == "workbookPr"]
    return _Plan(
        sheets,
        any(each.get("date1904") in ("1", "true") for each in properties),
        any(_local(each) == "externalReference" for each in workbook.iter()),
        _percent_styles(path, by_lower.get("xl/styles.xml")),
    )


def _percent_styles(path: Path, part: Part | None) -> frozenset[int]:
    """The numbers of the cell styles that show a value as per cent."""
    if part is None:
        return frozenset()
    formats, styles = set(_PERCENT_FORMATS), _tree(path, part)
    for each in styles.iter():
        if _local(each) == "numFmt" and "%" in re.sub(r'"[^"]*"|\\.', "", each.get("formatCode", "")):
            with suppress(ValueError):
                formats.add(int(each.get("numFmtId", "")))
    table = next((each for each in styles.iter() if _local(each) == "cellXfs"), ())
    return frozenset(
        index for index, style in enumerate(table) if style.get("numFmtId", "") in {str(number) for number in formats}
    )


def _tree(path: Path, part: Part | None) -> ElementTree.Element:
    if part is None:
        raise unreadable(path, "no list of its sheets")
    text = whole(path, part)
    refuse_declarations(path, part.name, text)
    try:
        return ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError, LookupError) as fault:
        raise unreadable(path, f"{part.name}: {fault}") from fault


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _relation(sheet: ElementTree.Element) -> str | None:
    return next((value for name, value in sheet.items() if name.endswith("}id")), sheet.get(_RELATION))


def _target(target: str) -> str:
    target = target.replace("\\", "/")
    return target[1:] if target.startswith("/") else f"xl/{target}".replace("xl/./", "xl/")
