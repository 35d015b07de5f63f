"""Which rows of a sheet are its header, and which of its columns is which column of the table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice, pairwise

from yanzhen.errors import InputError
from yanzhen.sheets.book import Sheet, column_letter
from yanzhen.sheets.limits import DEFAULT
from yanzhen.sheets.names import NEAR, OWN_HEADERS, Named, named, parted, plain, suggestions
from yanzhen.sheets.rows import RawCell
from yanzhen.sheets.units import Unit, factor_to, is_currency, unit_of
from yanzhen.tables import Column, Table

_TABLE_UNIT = re.compile(r"(?:金额|货币|计量)?单位[:：]?\s*[(（]?([^\s,，、;；)）]+)")
_ONE = Decimal(1)
_OWN = frozenset(plain(header) for header in OWN_HEADERS)
_SECOND_ROW_MOST = 400
"""Characters; a longer header is a remark and is cut where it is shown."""


@dataclass(frozen=True, slots=True)
class HeadColumn:
    """A column of the file: where it stands (from 0), what its header says, and of which key it is.

    A value in the file times ``factor`` is in the unit of the table's column. ``fault`` is the code of what is wrong with its unit
    (``unit-foreign``, ``unit-other``, ``unit-unknown``), ``near`` marks a province or city that says which county is meant.
    """

    position: int
    letter: str
    header: str
    key: str | None
    unit: str | None
    factor: Decimal
    fault: str = ""
    near: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """The header rows of a sheet (numbered as a spreadsheet shows them) and its columns.

    ``unknown`` are headers that are no column of the table, ``suggestions`` the keys that each may mean, likeliest first. ``twice`` are
    keys that two columns claim with equal right: the letters of both. ``table_unit`` is the unit that a line above the header states.
    """

    rows: tuple[int, ...]
    columns: tuple[HeadColumn, ...]
    unknown: tuple[str, ...]
    suggestions: Mapping[str, tuple[str, ...]]
    twice: Mapping[str, tuple[str, ...]]
    table_unit: str = ""

    def keys(self) -> frozenset[str]:
        """The keys that the sheet has."""
        return frozenset(column.key for column in self.columns if column.key)


@dataclass(frozen=True, slots=True)
class _Try:
    """One reading of the top of a sheet: its header rows, and each column's header with the group above it."""

    rows: tuple[int, ...]
    headers: tuple[tuple[str, str], ...]
    names: tuple[Named, ...]

    def score(self) -> int:
        return len({each.key for each in self.names if each.key and each.key != NEAR})


def find_heading(sheet: Sheet, table: Table, *, mapping: Mapping[str, str] | None = None) -> Heading:
    """The heading of the sheet: one row, two (groups above, or units below), under title rows.

    ``mapping`` is header -> key as a person confirmed it (an empty key: no column of the table). A sheet in which no header is known still
    gives the likeliest row, with suggestions.

    Raises :class:`~yanzhen.errors.InputError` for a sheet without a filled cell.
    """
    confirmed = {plain(header): key for header, key in (mapping or {}).items()}
    top = [(number, _texts(cells)) for number, cells in islice(sheet.rows(), DEFAULT.heading_rows)]
    top = [(number, texts) for number, texts in top if any(texts)]
    if not top:
        raise InputError(
            f"sheet {sheet.name}",
            seen="no filled cell in its first rows",
            expected=f"a header of the table {table.name} ({table.label_zh})",
            todo="download the template and fill it in",
        )
    best, place = _best(top, table, confirmed, sheet)
    units = _unit_row(best, top[place + len(best.rows)][1]) if place + len(best.rows) < len(top) else None
    if units:
        best = replace(best, rows=(*best.rows, top[place + len(best.rows)][0]), names=units)
    table_unit = _stated_unit(texts for _, texts in top[:place])
    return _heading(best, table, table_unit)


def _best(top: list[tuple[int, list[str]]], table: Table, confirmed: dict[str, str], sheet: Sheet) -> tuple[_Try, int]:
    """The reading that knows most columns; of equals the first, and one row before two."""
    ones = [_single(row, table, confirmed) for row in top]
    best, place = max(zip(ones, range(len(ones)), strict=True), key=lambda pair: (pair[0].score(), -pair[1]))
    for index, (upper, lower) in enumerate(pairwise(top)):
        if lower[0] == upper[0] + 1 and max(len(upper[1]), len(lower[1])) > best.score():
            pair = _double(upper, lower, table, confirmed, sheet)
            if pair.score() > best.score():
                best, place = pair, index
    if best.score():
        return best, place
    likely = max(range(len(ones)), key=lambda index: (min(_filled(top[index][1]), 2), -index))
    return ones[likely], likely


def _single(row: tuple[int, list[str]], table: Table, confirmed: dict[str, str]) -> _Try:
    number, texts = row
    return _Try((number,), tuple((text, "") for text in texts), tuple(named(text, table, confirmed) for text in texts))


def _double(
    upper: tuple[int, list[str]], lower: tuple[int, list[str]], table: Table, confirmed: dict[str, str], sheet: Sheet
) -> _Try:
    """Groups above, columns below: a column without a lower header has its own above; a unit may stand in the group."""
    width = max(len(upper[1]), len(lower[1]))
    below = lower[1] + [""] * (width - len(lower[1]))
    own = upper[1] + [""] * (width - len(upper[1]))
    groups = _spread(own, upper[0], sheet)
    headers, names = [], []
    for above, group, text in zip(own, groups, below, strict=True):
        header = text or above
        found = named(header, table, confirmed)
        if text and group and found.key is None:
            joined = named(group + text, table, confirmed)
            found = joined if joined.key else found
        if text and group and found.unit is None and (unit := parted(plain(group))[1]):
            found = replace(found, unit=unit)
        headers.append((header, group if text else ""))
        names.append(found)
    return _Try((upper[0], lower[0]), tuple(headers), tuple(names))


def _spread(texts: list[str], number: int, sheet: Sheet) -> list[str]:
    """The group over each column: a merged cell covers its columns; where the file says nothing of merging, up to the next text."""
    ranges = [(left, right) for top, left, bottom, right in sheet.notes.merged if top <= number <= bottom]
    if ranges:
        covered = {column: left for left, right in ranges for column in range(left, min(right, len(texts) - 1) + 1)}
        return [texts[covered.get(column, column)] for column in range(len(texts))]
    spread, last = [], ""
    for text in texts:
        last = text or last
        spread.append(last)
    return spread


def _unit_row(best: _Try, texts: Sequence[str]) -> tuple[Named, ...] | None:
    """The names with the units of the row below the header, where that row holds nothing but units."""
    filled = [text for text in texts if text]
    if not filled or not all(_unit_in(text) for text in filled):
        return None
    below = [*texts, *[""] * len(best.names)]
    return tuple(
        replace(each, unit=_unit_in(below[index]) or each.unit) if below[index] else each
        for index, each in enumerate(best.names)
    )


def _unit_in(text: str) -> Unit | None:
    return unit_of(text) or parted(plain("x" + text))[1]


def _stated_unit(rows: Iterable[Sequence[str]]) -> str:
    """The money unit of a line such as 单位：万元 above the header."""
    for texts in rows:
        for text in texts:
            for word in _TABLE_UNIT.findall(text):
                unit = unit_of(word)
                if (unit and unit.dimension == "money") or is_currency(word):
                    return str(word)
    return ""


def _heading(best: _Try, table: Table, table_unit: str) -> Heading:
    chosen, twice = _chosen(best)
    columns = []
    for position, ((header, group), name) in enumerate(zip(best.headers, best.names, strict=True)):
        if not header or plain(header) in _OWN:
            continue
        key = name.key if name.key and (name.key == NEAR or chosen.get(name.key) == position) else None
        shown = (f"{group} {header}" if group and group != header and not name.key else header)[:_SECOND_ROW_MOST]
        columns.append(_column(position, shown, key, name, table, table_unit))
    claimed = {letter for letters in twice.values() for letter in letters}
    unknown = tuple(
        each.header for each in columns if each.key is None and not each.near and each.letter not in claimed
    )
    found = {header: suggestions(header, table) for header in unknown}
    return Heading(best.rows, tuple(columns), unknown, found, twice, table_unit)


def _chosen(best: _Try) -> tuple[dict[str, int], dict[str, tuple[str, ...]]]:
    """For each key its column: the surest, of listed synonyms the first; two that a person or the template named are told."""
    chosen: dict[str, int] = {}
    twice: dict[str, tuple[str, ...]] = {}
    for position, name in enumerate(best.names):
        if not name.key or name.key == NEAR:
            continue
        before = chosen.get(name.key)
        if before is None or best.names[before].rank < name.rank:
            chosen[name.key] = position
        elif best.names[before].rank == name.rank >= 2:
            twice[name.key] = (*twice.get(name.key, (column_letter(before),)), column_letter(position))
    return chosen, twice


def _column(position: int, header: str, key: str | None, name: Named, table: Table, table_unit: str) -> HeadColumn:
    letter = column_letter(position)
    if key is None or key == NEAR:
        unit = name.unit.word if name.unit else None
        return HeadColumn(position, letter, header, None, unit, _ONE, near=key == NEAR)
    column = table.column(key)
    unit, factor, fault = _unit(column, name, table_unit)
    return HeadColumn(position, letter, header, key, unit, factor, fault)


def _unit(column: Column, name: Named, table_unit: str) -> tuple[str | None, Decimal, str]:
    """The unit of a column, the factor to the table's, and what is wrong with it."""
    own = unit_of(column.unit) if column.unit else None
    if column.kind not in ("integer", "exact", "number") or own is None or column.unit is None:
        return (name.unit.word if name.unit else column.unit), _ONE, ""
    if name.unit is None and name.remark:
        return name.remark, _ONE, "unit-foreign" if is_currency(name.remark) else "unit-unknown"
    stated = name.unit or (unit_of(table_unit) if own.dimension == "money" else None)
    if own.dimension == "money" and stated is None and table_unit:
        return table_unit, _ONE, "unit-foreign"
    if stated is None:
        return column.unit, _ONE, ""
    factor = factor_to(stated, own)
    return (stated.word, _ONE, "unit-other") if factor is None else (stated.word, factor, "")


def _texts(cells: Sequence[RawCell]) -> list[str]:
    return ["" if cell is None else " ".join(str(cell).split()) for cell in cells]


def _filled(texts: Sequence[str]) -> int:
    """How many cells hold a word rather than a number."""
    return sum(1 for text in texts if text and not text.replace(".", "").replace(",", "").isdigit())
