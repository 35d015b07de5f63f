"""How far cells reach: what the quick look lets pass is what an exact look lets pass."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.sheets import hostile

from yanzhen.errors import InputError
from yanzhen.sheets.archive import PIECE
from yanzhen.sheets.book import column_letter
from yanzhen.sheets.limits import DEFAULT, Limits
from yanzhen.sheets.numbers import exact, number_reader
from yanzhen.sheets.opening import open_book
from yanzhen.sheets.sheet_xml import SheetScan
from yanzhen.tables import EXACT_PLACES, register_table

TIGHT = replace(DEFAULT, rows=30_000, columns=80, cells=1_000_000)
cells = st.tuples(st.integers(1, 40_000), st.integers(0, 100), st.booleans())


def written(places: list[tuple[int, int, bool]]) -> str:
    """Rows of one cell each; a cell is filled or only formatted."""
    return "".join(
        f'<row r="{row}"><c r="{column_letter(column)}{row}"' + ("><v>1</v></c></row>" if filled else ' s="1"/></row>')
        for row, column, filled in places
    )


def scanned(xml: str, limits: Limits, pieces: int, *, exactly: bool) -> SheetScan | None:
    """The scan; none where it refused."""
    scan = SheetScan("a.xlsx", frozenset(), limits, exact=exactly)
    content, size = xml.encode(), max(len(xml) // pieces, 1)
    try:
        for start in range(0, len(content), size):
            scan.feed(content[start : start + size])
        scan.finish()
    except InputError:
        return None
    return scan


def refused(xml: str, limits: Limits, pieces: int) -> bool:
    """As the reader of workbooks asks: the quick look, and the exact one where it is in doubt."""
    scan = scanned(xml, limits, pieces, exactly=False)
    return scan is None or (scan.doubtful and scanned(xml, limits, 1, exactly=True) is None)


@given(st.lists(cells, max_size=40), st.integers(1, 6))
@example([(29_000, 30, True), (5, 79, True)], 2)
@example([(9_000, 60, True), (12_000, 79, True)], 2)
@example([(30_000, 20, True), (30_001, 20, False)], 1)
@example([(2, 99, False), (12_500, 79, True)], 1)
def test_the_limits_hold_for_the_rectangle_of_filled_cells(places: list[tuple[int, int, bool]], pieces: int) -> None:
    rows = max((row for row, _, filled in places if filled), default=0)
    columns = max((column + 1 for _, column, filled in places if filled), default=0)
    beyond = rows > TIGHT.rows or columns > TIGHT.columns or rows * columns > TIGHT.cells
    assert refused(hostile.sheet_of(written(places)), TIGHT, pieces) is beyond


def test_a_plain_sheet_is_never_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SheetScan, "_measured", None)
    xml = hostile.sheet_of(written([(row, row % 45, row % 3 > 0) for row in range(1, 12_000)]))
    scan = scanned(xml, DEFAULT, 20, exactly=False)
    assert scan is not None and not scan.doubtful and (scan.most_rows, scan.most_columns) == (19_999, 52)


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048577", "CZZ1", "ZZ30000", "A0"])
def test_a_far_cell_among_plain_ones_is_refused(tmp_path: Path, cell: str) -> None:
    rows = written([(row, 3, True) for row in range(1, 9000)])
    for at in (rows.index("<row", 10), rows.rindex("<row"), len(rows)):
        xml = rows[:at] + f'<row r="7"><c r="{cell}"><v>1</v></c></row>' + rows[at:]
        path = hostile.pack(tmp_path / "far.xlsx", hostile.parts(hostile.sheet_of(xml)))
        limits = replace(DEFAULT, cells=500_000)
        if cell == "A0":  # no address: the row above says where it is
            assert open_book(path, limits=limits).sheets
        else:
            with pytest.raises(InputError):
                open_book(path, limits=limits)


def test_what_a_piece_holds_is_found_in_every_piece() -> None:
    """Errors, formulas, hidden rows and merged cells, far apart in a sheet of many pieces."""
    plain = written([(row, 2, True) for row in range(10, 5000)])
    later = written([(row, 2, True) for row in range(5004, 9000)])
    odd = (
        '<row r="5000" hidden="1"><c r="A5000" t="e"><v>#REF!</v></c></row><row r="5001"><c r="B5001"><f>1+1</f></c></row>'
        '<row r="5002"><c r="C5002"><f>2*2</f><v>4</v></c></row>'
    )
    xml = re.sub(
        "</worksheet>",
        '<mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>',
        hostile.sheet_of(plain + odd + later),
    )
    scan = scanned(xml, DEFAULT, 30, exactly=False)
    assert scan is not None
    notes = scan.notes(hidden=False, external_links=False)
    assert notes.errors == {(5000, 0): "#REF!"} and notes.hidden_rows == {5000} and notes.merged == ((1, 0, 2, 1),)
    assert notes.formulas == {(5001, 1), (5002, 2)} and notes.without_value == {(5001, 1)}


def test_entities_are_refused_wherever_the_pieces_part(tmp_path: Path) -> None:
    """The declaration stands behind a long comment, in the first 64 KiB."""
    xml = hostile.sheet_of("").replace("<worksheet", f"<!--{' ' * 60_000}--><!DOCTYPE x []><worksheet")
    with pytest.raises(InputError, match="entities"):
        open_book(hostile.pack(tmp_path / "a.xlsx", hostile.parts(xml)))


@given(st.floats(-1e12, 1e12) | st.integers(-(10**9), 10**9).map(lambda cents: cents / 100))
@example(0.1 + 0.2)
@example(942.4399999999999)
@example(1e-5)
@example(99999999999.99999)
def test_a_number_is_read_as_a_spreadsheet_shows_it(number: float) -> None:
    column = next(each for each in register_table("firms").columns if each.kind == "exact")
    read = number_reader(replace(column, low=None, high=None), Decimal(1))(number)
    shown = Decimal(f"{number:.15g}")
    assert getattr(read, "value", read) == exact(shown.quantize(Decimal(1).scaleb(-EXACT_PLACES)))


@pytest.mark.parametrize(
    "cell",
    [
        'r="A1" r="XFD1048576"', 'r="A1" s="1" r="XFD1048576"', 'r="A1"r="XFD1048576"', "r='A1' r='XFD1048576'", 'r="XFD001048576"',
        'r="A1" s=">" r="XFD1048576"', 'r="A1" s="&lt;v>" r="XFD1048576"', 'r="A1" s="<v>" r="XFD1048576"', 'r="A1"\nr\n=\n"XFD1048576"',
        'r="&#65;1048576"', 't="n" r="A1" r="XFD1048576"', 'r="A1" x:r="XFD1048576"',
    ],
)  # fmt: skip
def test_a_second_address_does_not_slip_past(tmp_path: Path, cell: str) -> None:
    """The reader takes the last of two addresses; such a file must be refused, or read within its limits."""
    rows = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c {cell}><v>7</v></c></row>'
    path = hostile.pack(tmp_path / "twice.xlsx", hostile.parts(hostile.sheet_of(rows)))
    try:
        read = list(open_book(path).sheets[0].rows())
    except InputError:
        return
    assert len(read) <= 2 and max(len(line) for _, line in read) <= 1


@pytest.mark.parametrize("tag", ["x:c", "\u00e9:c", "a:b:c", "x:x:x:c", "c"])
@pytest.mark.parametrize("part", ["worksheets/sheet1.xml", "other.xml", "sharedStrings.xml"])
def test_no_prefix_and_no_name_of_a_part_hides_a_far_cell(tmp_path: Path, tag: str, part: str) -> None:
    """Also where the tag stands across the border of two pieces."""
    far = f'<row r="2"><{tag} r="XFD1048576"><v>7</v></{tag}></row>'
    near = '<row r="1"><c r="A1"><v>1</v></c></row>'
    for shift in (*range(-8, 4), 1000):
        sheet = hostile.sheet_of(near)
        start = len(sheet.partition("</sheetData>")[0].encode()) + len('<row r="2">')
        xml = sheet.replace("</sheetData>", " " * (PIECE + shift - start) + far + "</sheetData>")
        content = hostile.parts(xml)
        content[f"xl/{part}"] = content.pop("xl/worksheets/sheet1.xml")
        links = content["xl/_rels/workbook.xml.rels"].replace(b"worksheets/sheet1.xml", part.encode())
        path = hostile.pack(tmp_path / "far.xlsx", content | {"xl/_rels/workbook.xml.rels": links})
        try:
            read = list(open_book(path).sheets[0].rows())
        except InputError:
            continue
        assert len(read) <= 1


def test_long_tables_of_texts_are_copied_whole(tmp_path: Path) -> None:
    """Fonts of rich text (``<charset``) in some of the pieces only."""
    runs = '<si><r><rPr><charset val="134"/></rPr><t>{0}</t></r></si>', "<si><t>{0}</t></si>"
    words = [f"{number}:company {'x' * 90}" for number in range(12_000)]
    texts = "".join(runs[0 if 3000 < at < 3010 or at == 11_000 else 1].format(word) for at, word in enumerate(words))
    rows = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>{at - 1}</v></c></row>' for at in range(1, len(words) + 1))
    content = hostile.parts(hostile.sheet_of(rows), f'{hostile.HEAD}<sst xmlns="{hostile.MAIN}">{texts}</sst>')
    read = open_book(hostile.pack(tmp_path / "texts.xlsx", content)).sheets[0].rows()
    assert [line[0] for _, line in read] == words


def test_a_text_without_end_is_refused() -> None:
    scan = SheetScan("a.xlsx", frozenset(), DEFAULT)
    with pytest.raises(InputError, match="more than 8 MiB"):
        for piece in [b'<row r="1"><c r="A1"><v>', *[b"1" * PIECE] * 40]:
            scan.feed(piece)
