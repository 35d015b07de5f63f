"""One sheet against its table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from yanzhen.sheets.aside import BLANK, Asides
from yanzhen.sheets.book import Book, Sheet
from yanzhen.sheets.columns import ColumnReader, column_readers
from yanzhen.sheets.crossing import Crossing
from yanzhen.sheets.findings import Finding
from yanzhen.sheets.gathering import Gathering
from yanzhen.sheets.headers import Heading
from yanzhen.sheets.keys import SeenKeys
from yanzhen.sheets.rows import CheckedRow, Chunk, RawCell, Value
from yanzhen.sheets.sheet_notes import heading_findings, sheet_findings
from yanzhen.sheets.trouble import CellFault, shown
from yanzhen.sheets.wording import new_finding
from yanzhen.tables import Table

Cells = Sequence[RawCell | CellFault]


class SheetCheck:
    """Reads the rows of a sheet below its heading, chunk by chunk."""

    def __init__(
        self,
        book: Book,
        sheet: Sheet,
        heading: Heading,
        table: Table,
        today: date,
        seen: SeenKeys,
        crossing: Crossing,
    ) -> None:
        self.sheet, self.heading, self.table = sheet, heading, table
        self.seen, self.crossing = seen, crossing
        self.readers = column_readers(heading, table, sheet, today, book)
        self.gathering = Gathering(sheet.name)
        self.width = 1 + max((column.position for column in heading.columns), default=0)
        self.findings: list[Finding] = list(heading_findings(sheet, heading, table))
        self.hopeless = any(finding.severity == "error" for finding in self.findings)
        self.faults = _faults(sheet)
        self.last_row = 0
        self.asides = Asides(heading, self._first_key())

    def chunks(self, size: int) -> Iterator[Chunk]:
        """The rows, and at the end what is said once."""
        numbers: list[int] = []
        rows: list[Cells] = []
        for number, cells in self._records():
            numbers.append(number)
            rows.append(cells)
            if len(rows) == size:
                yield self._chunk(numbers, rows)
                numbers, rows = [], []
        last = self._chunk(numbers, rows)
        self.findings += sheet_findings(self.sheet, self.heading, self.last_row)
        self.findings += self.gathering.findings(self.readers)
        yield Chunk(last.rows, (*last.findings, *self._taken()))

    def _records(self) -> Iterator[tuple[int, Cells]]:
        """The rows below the heading that are records, all of one width."""
        below, width = self.heading.rows[-1], self.width
        for number, found in self.sheet.rows():
            if number <= below:
                continue
            cells: Cells = found if len(found) >= width else [*found, *[None] * (width - len(found))]
            if number in self.faults:
                cells = [*cells]
                for column, fault in self.faults[number]:
                    if column < len(cells):
                        cells[column] = fault
            why = self.asides.why(cells)
            if not why:
                self.last_row = number
                yield number, cells
            elif why != BLANK:
                value = shown(cells[self.asides.key]) or next((text for cell in cells if (text := shown(cell))), "")
                self._say(why, number, "", value)

    def _chunk(self, numbers: list[int], rows: list[Cells]) -> Chunk:
        if not rows:
            return Chunk((), self._taken())
        width = min(len(cells) for cells in rows)
        columns = list(zip(*(cells[:width] for cells in rows), strict=True)) if width else []
        bad = set(range(len(rows))) if self.hopeless else set()
        read = {reader.key: self._column(reader, columns, numbers, bad) for reader in self.readers}
        for crossed in self.crossing.look(read):
            reader = next(each for each in self.readers if each.key == crossed.key)
            value = shown(columns[reader.position][crossed.index])
            self._say(crossed.code, numbers[crossed.index], reader.header, value, **crossed.parameters)
        kept = self._once(read, numbers, bad)
        return Chunk(
            tuple(CheckedRow(self.sheet.name, numbers[index], values, index in bad) for index, values in kept),
            self._taken(),
        )

    def _column(
        self, reader: ColumnReader, columns: list[tuple[RawCell | CellFault, ...]], numbers: list[int], bad: set[int]
    ) -> list[Value | None]:
        near = (
            ["".join(shown(columns[place][index]) for place in reader.near) for index in range(len(numbers))]
            if reader.near
            else []
        )
        values, troubles = reader.read(columns[reader.position], numbers, near)
        for index, code, parameters in troubles:
            cell = shown(columns[reader.position][index])
            if self.gathering.takes(reader, code, numbers[index], cell, parameters):
                continue
            finding = self._say(code, numbers[index], reader.header, cell, **parameters)
            if finding.severity == "error":
                bad.add(index)
        return values

    def _once(
        self, read: dict[str, list[Value | None]], numbers: list[int], bad: set[int]
    ) -> list[tuple[int, dict[str, Value]]]:
        """The rows as dictionaries, without those that repeat an earlier one."""
        kept: list[tuple[int, dict[str, Value]]] = []
        by_row: dict[int, int] = {}
        keys = tuple(read)
        for index, row in enumerate(zip(*read.values(), strict=True)):
            values = {key: value for key, value in zip(keys, row, strict=True) if value is not None}
            before = self.seen.before(values, self.sheet.name, numbers[index])
            if before is None or not before.same(values):
                kept.append((index, values))
                by_row[numbers[index]] = index
            if before is not None:
                other = f"{before.row}" if before.sheet == self.sheet.name else f"{before.sheet}!{before.row}"
                if before.same(values):
                    self._say("same-row", numbers[index], "", "", other=other)
                    continue
                earlier = by_row.get(before.row) if before.sheet == self.sheet.name else None
                self._twice(values, read, earlier, numbers[index], before.sheet, before.row, other)
                bad.add(index)
                if earlier is not None:
                    bad.add(earlier)
        return kept

    def _twice(
        self,
        values: dict[str, Value],
        read: dict[str, list[Value | None]],
        earlier: int | None,
        row: int,
        other_sheet: str,
        other_row: int,
        other: str,
    ) -> None:
        """Both rows are told; which of them holds is not ours to say."""
        differing = [key for key in read if earlier is not None and read[key][earlier] != values.get(key)]
        labels = "、".join(self.table.column(key).label_zh for key in differing) or "…"
        key = "、".join(self.table.column(name).label_zh for name in self.table.key)
        header = next((each.header for each in self.readers if each.key == self.table.key[0]), "")
        shown_key = " ".join(str(values.get(name, "")) for name in self.table.key)
        self._say("key-twice", row, header, shown_key, other=other, key=key, columns=labels)
        back = f"{row}" if other_sheet == self.sheet.name else f"{self.sheet.name}!{row}"
        self.findings.append(
            new_finding(
                "key-twice",
                sheet=other_sheet,
                row=other_row,
                column=header,
                value=shown_key,
                other=back,
                key=key,
                columns=labels,
            )
        )

    def _say(self, code: str, row: int, column: str, value: str, **parameters: str) -> Finding:
        parameters.pop("value", None)
        finding = new_finding(code, sheet=self.sheet.name, row=row, column=column, value=value, **parameters)
        self.findings.append(finding)
        return finding

    def _taken(self) -> tuple[Finding, ...]:
        taken = tuple(self.findings)
        self.findings.clear()
        return taken

    def _first_key(self) -> int:
        required = [reader.position for reader in self.readers if reader.required]
        return min(required or [column.position for column in self.heading.columns] or [0])


def _faults(sheet: Sheet) -> dict[int, list[tuple[int, CellFault]]]:
    """By row, the cells whose value the reader cannot give."""
    faults: dict[int, list[tuple[int, CellFault]]] = {}
    for (row, column), text in sheet.notes.errors.items():
        faults.setdefault(row, []).append((column, CellFault("error-cell", text)))
    for row, column in sheet.notes.without_value:
        faults.setdefault(row, []).append((column, CellFault("formula-without-value", "")))
    return faults
