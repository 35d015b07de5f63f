"""Firms from the register's tables: one row a firm, a firm's year, a right, a title, …

The columns are those of :data:`yanzhen.tables.REGISTER_TABLES`. A table that is given says everything of its kind: a firm without a row
in it has none. A table that is not given leaves its kind unknown. Two rows that say different things of one figure make it unknown, with a warning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from yanzhen.ladder.catalogue import FIGURES, LISTS, Words
from yanzhen.ladder.firm import Firm, Warned
from yanzhen.ladder.firm_json import read_firm
from yanzhen.sources import Source

if TYPE_CHECKING:
    import polars

SourceOf = Callable[[str, Mapping[str, Any], str], Source | None]
"""Where the cell of (table, row, column) was read."""

LIST_TABLES = {
    "patents": "ip",
    "titles": "titles",
    "awards": "awards",
    "institutions": "institutions",
    "standards": "standards",
    "equity": "equity",
    "contests": "contests",
}
"""The register's table of each list."""

RENAMED = {"granted_on": "granted"}
KINDS = ("firms", "firm-years", *LIST_TABLES, "experts", "manual")
"""The tables that judging reads."""

NOT_IN_FORCE = ("pending", "lapsed", "rejected", "withdrawn")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with its values under the table's keys (an empty cell is absent), and where each was read."""

    values: Mapping[str, Any]
    sources: Mapping[str, Source] = field(default_factory=dict)


Rows = Mapping[str, Sequence[TableRow]]
"""Table name -> its rows."""


def firms_from_tables(
    frames: Mapping[str, polars.DataFrame], on: date, source_of: SourceOf | None = None
) -> tuple[Firm, ...]:
    """The firms of the register's tables, by table name; ``on`` says which rights are still in force."""
    return firms_of_rows(
        {name: list(_rows(name, frame, source_of)) for name, frame in frames.items() if name in KINDS}, on
    )


def firms_of_rows(tables: Rows, on: date) -> tuple[Firm, ...]:
    """The same from rows, in the order of the firms' table, then of first mention."""
    drafts = _drafts(tables)
    for kind, add in _ADDERS.items():
        for row in tables.get(kind, ()):
            add(drafts[_code(row, drafts)], row)
    for table, name in LIST_TABLES.items():
        if table in tables:
            _add_lists(drafts, tables[table], name, on)
    firms = (draft.firm(number) for number, draft in enumerate(dict.fromkeys(drafts.values()), start=1))
    return tuple(firms)


@dataclass(slots=True, eq=False)
class _Draft:
    document: dict[str, Any]
    sources: dict[str, Source] = field(default_factory=dict)
    conflicts: set[str] = field(default_factory=set)

    def put(self, path: str, parts: Sequence[str], value: Any, source: Source | None) -> None:
        """A value at its place in the document; a second, different one leaves it unknown."""
        target = self.document
        for part in parts[:-1]:
            target = target.setdefault(part, {})
        last = parts[-1]
        if path in self.conflicts or (last in target and str(target[last]) != str(value)):
            self.conflicts.add(path)
            target[last] = None
            return
        target[last] = value
        if source is not None:
            self.sources.setdefault(path, source)

    def firm(self, number: int) -> Firm:
        firm = read_firm(self.document, number=number, file="tables", sources=self.sources)
        told = Words("有互相矛盾的值，按未知处理", "has values that contradict each other, taken as unknown")
        return replace(firm, warnings=(*firm.warnings, *(Warned(path, told) for path in sorted(self.conflicts))))


def _drafts(tables: Rows) -> dict[str, _Draft]:
    """A draft for each code, found by its name too where only one firm has that name."""
    drafts: dict[str, _Draft] = {}
    names: dict[str, list[_Draft]] = {}
    for row in tables.get("firms", ()):
        code = str(row.values.get("uscc", ""))
        draft = drafts.setdefault(code, _Draft({"uscc": code}))
        if name := row.values.get("name"):
            names.setdefault(str(name), []).append(draft)
    for name, owners in names.items():
        if len(set(map(id, owners))) == 1:
            drafts.setdefault(name, owners[0])
    for kind in KINDS:
        for row in tables.get(kind, ()):
            code = str(row.values.get("uscc", ""))
            drafts.setdefault(code, _Draft({"uscc": code}))
    return drafts


def _code(row: TableRow, drafts: Mapping[str, _Draft]) -> str:
    return str(row.values.get("uscc", ""))


def _add_firm(draft: _Draft, row: TableRow) -> None:
    if "name" in row.values:
        draft.put("name", ["name"], row.values["name"], row.sources.get("name"))
    for name, figure in FIGURES.items():
        if figure.kind != "yearly" and name in row.values:
            draft.put(figure.path, figure.path.split("."), row.values[name], row.sources.get(name))


def _add_year(draft: _Draft, row: TableRow) -> None:
    year = str(row.values.get("year", ""))
    for name, figure in FIGURES.items():
        if figure.kind == "yearly" and name in row.values:
            path = figure.path.format(year=year)
            draft.put(path, path.split("."), row.values[name], row.sources.get(name))


def _add_experts(draft: _Draft, row: TableRow) -> None:
    item, low, high = (row.values.get(key) for key in ("item", "low", "high"))
    if item and (low is not None or high is not None):
        ends = [low if low is not None else high, high if high is not None else low]
        draft.put(f"experts.{item}", ["experts", str(item)], ends, row.sources.get("low"))


def _add_manual(draft: _Draft, row: TableRow) -> None:
    criterion = str(row.values.get("criterion", ""))
    if "answer" in row.values:
        draft.put(f"manual.{criterion}", ["manual", criterion], row.values["answer"], row.sources.get("answer"))


_ADDERS: Mapping[str, Callable[[_Draft, TableRow], None]] = {
    "firms": _add_firm,
    "firm-years": _add_year,
    "experts": _add_experts,
    "manual": _add_manual,
}


def _add_lists(drafts: Mapping[str, _Draft], rows: Sequence[TableRow], name: str, on: date) -> None:
    for draft in drafts.values():
        draft.document.setdefault(name, [])
    for row in rows:
        draft = drafts[_code(row, drafts)]
        entries = draft.document[name]
        if row.sources:
            draft.sources[f"{name}[{len(entries)}]"] = next(iter(row.sources.values()))
        for column, source in row.sources.items():
            draft.sources[f"{name}[{len(entries)}].{RENAMED.get(column, column)}"] = source
        entries.append(_right(row.values, on) if name == "ip" else _entry(row.values, name))


def _entry(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    known = LISTS[name].attributes
    renamed = {RENAMED.get(column, column): value for column, value in values.items()}
    return {column: value for column, value in renamed.items() if column in known}


def _right(values: Mapping[str, Any], on: date) -> dict[str, Any]:
    """A right; one that is not granted, has lapsed or has expired is not valid."""
    entry = _entry(values, "ip")
    expires = values.get("expires_on")
    if values.get("status") in NOT_IN_FORCE or (expires is not None and str(expires) < on.isoformat()):
        entry["valid"] = False
    return entry


def _rows(name: str, frame: polars.DataFrame, source_of: SourceOf | None) -> Iterator[TableRow]:
    for row in frame.iter_rows(named=True):
        values = {column: value for column, value in row.items() if value is not None}
        sources = {} if source_of is None else {column: source_of(name, row, column) for column in values}
        yield TableRow(values, {column: source for column, source in sources.items() if source is not None})
