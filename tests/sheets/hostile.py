"""Files made to harm the reader; each is written by a function of its own name into a folder."""

from __future__ import annotations

import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from itertools import chain, repeat
from pathlib import Path

import openpyxl

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
MIB = 1024 * 1024


def parts(sheet: str, texts: str = "") -> dict[str, bytes]:
    """The parts of a workbook with one sheet of this XML."""
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    book = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    written = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{types}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{book}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": texts or f'{HEAD}<sst xmlns="{MAIN}"/>',
    }
    return {name: text.encode() for name, text in written.items()}


def sheet_of(rows: str) -> str:
    """A sheet of these rows."""
    return f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def pack(path: Path, content: Mapping[str, bytes | Iterable[bytes]]) -> Path:
    """The parts as an archive; a part may come in pieces."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, part in content.items():
            with out.open(name, "w") as target:
                for piece in (part,) if isinstance(part, bytes) else part:
                    target.write(piece)
    return path


def random_bytes(folder: Path) -> Path:
    path = folder / "random.xlsx"
    path.write_bytes(random.Random(1).randbytes(100_000))
    return path


def truncated(folder: Path) -> Path:
    whole = pack(folder / "whole.xlsx", parts(sheet_of('<row r="1"><c r="A1"><v>1</v></c></row>'))).read_bytes()
    path = folder / "truncated.xlsx"
    path.write_bytes(whole[: len(whole) // 2])
    return path


def empty_file(folder: Path) -> Path:
    path = folder / "empty.xlsx"
    path.write_bytes(b"")
    return path


def zip_bomb(folder: Path) -> Path:
    content: dict[str, bytes | Iterable[bytes]] = {**parts(sheet_of(""))}
    content["xl/worksheets/sheet1.xml"] = repeat(b" " * MIB, 300)
    return pack(folder / "bomb.xlsx", content)


def lying_sizes(folder: Path) -> Path:
    """A part of 200 MiB that declares 100 bytes and the checksum of its first 100."""
    content: dict[str, bytes | Iterable[bytes]] = {**parts(sheet_of(""))}
    path = folder / "lying.xlsx"
    content["xl/worksheets/sheet1.xml"] = repeat(b" " * MIB, 200)
    pack(path, content)
    data = bytearray(path.read_bytes())
    crc, size = zlib.crc32(b" " * 100), 100
    for mark, offset in ((b"PK\3\4", 14), (b"PK\1\2", 16)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            name = at + (30 if mark == b"PK\3\4" else 46)
            if data[name : name + 24] == b"xl/worksheets/sheet1.xml":
                struct.pack_into("<I", data, at + offset, crc)
                struct.pack_into("<I", data, at + offset + 8, size)
    path.write_bytes(data)
    return path


def nested_zip(folder: Path) -> Path:
    inner = BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("a", bytes(50 * MIB))
    return pack(folder / "nested.xlsx", {"inner.zip": inner.getvalue()})


def many_parts(folder: Path) -> Path:
    return pack(folder / "parts.xlsx", {f"xl/worksheets/s{index}.xml": b"" for index in range(6000)})


def path_traversal(folder: Path) -> Path:
    return pack(folder / "traversal.xlsx", parts(sheet_of("")) | {"../../outside.xml": b"x"})


def two_of_one_name(folder: Path) -> Path:
    path = pack(folder / "twice.xlsx", parts(sheet_of("")))
    import warnings

    with zipfile.ZipFile(path, "a") as out, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        out.writestr("xl/worksheets/sheet1.xml", sheet_of(""))
    return path


def entities(folder: Path) -> Path:
    """A billion laughs."""
    names = [f'<!ENTITY e{index} "{f"&e{index - 1};" * 10 if index else "ha"}">' for index in range(10)]
    sheet = f'{HEAD}<!DOCTYPE x [{"".join(names)}]><worksheet xmlns="{MAIN}"><sheetData><row><c t="str"><v>&e9;</v></c></row></sheetData></worksheet>'
    return pack(folder / "entities.xlsx", parts(sheet))


def external_entity(folder: Path) -> Path:
    content = parts(sheet_of(""))
    content["xl/workbook.xml"] = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><workbook>&f;</workbook>'
    return pack(folder / "external.xlsx", content)


def far_cell(folder: Path) -> Path:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return pack(folder / "far.xlsx", parts(sheet_of(rows)))


def far_cell_hidden(folder: Path) -> Path:
    """The same under a prefix, with the address last and in quotes of the other kind."""
    rows = (
        "<x:row><x:c s='0' r='A1'><x:v>1</x:v></x:c></x:row><x:row><x:c\n r = 'XFD1048576'><x:v>1</x:v></x:c></x:row>"
    )
    sheet = f'{HEAD}<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    return pack(folder / "far-hidden.xlsx", parts(sheet))


def declared_dimension(folder: Path) -> Path:
    """Harmless: what is declared is not believed."""
    sheet = f'{HEAD}<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    return pack(folder / "dimension.xlsx", parts(sheet))


def million_columns(folder: Path) -> Path:
    """Cells without addresses: a million in one row, then a far row."""
    rows = "<row>" + "<c><v>1</v></c>" * 1_000_000 + '</row><row r="1000000"><c><v>1</v></c></row>'
    return pack(folder / "million.xlsx", parts(sheet_of(rows)))


def million_columns_csv(folder: Path) -> Path:
    path = folder / "million.csv"
    path.write_text(",".join(["a"] * 1_000_000) + "\n", encoding="utf-8")
    return path


def huge_texts(folder: Path) -> Path:
    content: dict[str, bytes | Iterable[bytes]] = {**parts(sheet_of(""))}
    head, text = f'{HEAD}<sst xmlns="{MAIN}">'.encode(), b"<si><t>" + b"x" * MIB + b"</t></si>"
    content["xl/sharedStrings.xml"] = chain([head], repeat(text, 300), [b"</sst>"])
    return pack(folder / "texts.xlsx", content)


def huge_csv_field(folder: Path) -> Path:
    path = folder / "field.csv"
    path.write_text('统一社会信用代码,企业名称\n91330110MA2CCBBB73,"' + "x" * (20 * MIB), encoding="utf-8")
    return path


def encrypted(folder: Path) -> Path:
    path = folder / "locked.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(2000)
    )
    return path


def broken_xls(folder: Path) -> Path:
    path = folder / "broken.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.Random(2).randbytes(8192))
    return path


def html_as_xls(folder: Path) -> Path:
    path = folder / "page.xls"
    path.write_text("<html><body><table><tr><td>统一社会信用代码</td></tr></table></body></html>", encoding="utf-8")
    return path


def numbers_document(folder: Path) -> Path:
    return pack(folder / "sheet.numbers", {"Index/Document.iwa": b"x", "Index/Tables/DataList.iwa": b"y"})


def word_document(folder: Path) -> Path:
    return pack(folder / "letter.xlsx", {"word/document.xml": b"<w/>"})


def locked_zip(folder: Path) -> Path:
    path = pack(folder / "locked-zip.xlsx", parts(sheet_of("")))
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + offset] |= 1
    path.write_bytes(data)
    return path


def endless_row(folder: Path) -> Path:
    """One text of 64 MiB without a tag in it."""
    rows = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{random.Random(3).randbytes(32 * MIB).hex()}</t></is></c></row>'
    return pack(folder / "row.xlsx", parts(sheet_of(rows)))


def ods_repeated(folder: Path) -> Path:
    """A row that says it stands a million times, with a thousand cells."""
    space = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="1000"/>'
    content = f'{HEAD}<office:document-content {space}><office:body><office:spreadsheet><table:table table:name="S"><table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>'
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return pack(folder / "repeated.ods", {"mimetype": kind, "content.xml": content.encode()})


def no_sheet(folder: Path) -> Path:
    content = parts(sheet_of(""))
    del content["xl/worksheets/sheet1.xml"]
    return pack(folder / "none.xlsx", content)


def binary_as_csv(folder: Path) -> Path:
    path = folder / "program.csv"
    path.write_bytes(b"\x7fELF" + bytes(range(256)) * 40)
    return path


def folder_as_file(folder: Path) -> Path:
    (folder / "folder.xlsx").mkdir()
    return folder / "folder.xlsx"


REFUSED: tuple[Callable[[Path], Path], ...] = (
    random_bytes, truncated, empty_file, zip_bomb, lying_sizes, nested_zip, many_parts, path_traversal, two_of_one_name, entities,
    external_entity, far_cell, far_cell_hidden, million_columns, million_columns_csv, huge_texts, huge_csv_field, encrypted, broken_xls,
    html_as_xls, numbers_document, word_document, locked_zip, endless_row, ods_repeated, no_sheet, binary_as_csv, folder_as_file,
)  # fmt: skip


def small_workbook(path: Path) -> Path:
    """A workbook to be mutated."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["统一社会信用代码", "企业名称", "成立日期"])
    sheet.append(["91330110MA2CCBBB73", "甲公司", "2012-03-01"])
    book.save(path)
    return path
