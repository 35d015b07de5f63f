"""A good row of a sheet on its way into the register, and the place where many of them wait without filling the memory."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import IO, Any, Self

from pydantic_core import to_json

from yanzhen.desk.register.ledger.keys import key_of, subject_of, true_days
from yanzhen.desk.register.ledger.office import Office
from yanzhen.tables import Table

HELD_CHUNKS = 4
"""Chunks of rows (5000 each) that wait in memory; further ones wait in a temporary file."""


@dataclass(slots=True)
class GoodRow:
    """A checked row with its key; ``content`` is its values as they will be kept."""

    sheet: str
    row: int
    key: str
    subject: str
    values: dict[str, Any]
    content: str
    true_from: date | None
    true_to: date | None


def good_row(table: Table, sheet: str, row: int, values: dict[str, Any], office: Office) -> GoodRow:
    """The row with what it is known by, and its content written once."""
    first, last = true_days(table, values)
    key, subject = key_of(table, values, office), subject_of(table, values)
    return GoodRow(sheet, row, key, subject, values, canonical(values), first, last)


def canonical(values: dict[str, Any]) -> str:
    """The values as JSON without spaces, in the order in which they stand.

    pydantic's writer, since Python's takes three times as long, which is a tenth of a whole import.
    """
    return to_json(values).decode()


class Waiting:
    """Chunks of rows that can be walked again and again; a few lie in memory, the rest in a file of its own."""

    def __init__(self) -> None:
        self._held: list[list[GoodRow]] = []
        self._file: IO[bytes] | None = None
        self.rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, rows: Iterable[GoodRow]) -> None:
        """One more chunk."""
        chunk = list(rows)
        self.rows += len(chunk)
        if len(self._held) < HELD_CHUNKS:
            self._held.append(chunk)
            return
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115  closed when the import ends
        self._file.seek(0, 2)
        pickle.dump(chunk, self._file, pickle.HIGHEST_PROTOCOL)

    def chunks(self) -> Iterator[list[GoodRow]]:
        """All chunks in their order."""
        yield from self._held
        if self._file is None:
            return
        end = self._file.seek(0, 2)
        at = self._file.seek(0)
        while at < end:
            chunk: list[GoodRow] = pickle.load(self._file)
            at = self._file.tell()
            yield chunk
            self._file.seek(at)
