"""The pieces of innovation from the register's tables on disk: rights, institutions, titles, joint projects, people, key technologies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from yanzhen.chains.innovation import INSTITUTION, PATENT, PERSON, PROJECT, TECHNOLOGY, TITLE, Piece
from yanzhen.tables import Table, check, register_table

Row = Mapping[str, Any]


def pieces_of_tables(tables: Mapping[str, Any], on: date | None = None) -> tuple[Piece, ...]:
    """The pieces that hold on the day, from any Arrow-compatible tables by the register's names; other tables tell of no innovation.

    A person without a ``product`` leads no technique and is no piece.

    >>> import polars
    >>> people = polars.DataFrame({"name": ["A", "B"], "organisation": "mill", "duty": "leader", "product": ["gear", None]})
    >>> [(piece.name, piece.node, piece.holder) for piece in pieces_of_tables({"people": people})]
    [('A', 'gear', 'mill')]
    """
    return tuple(piece for kind, table in tables.items() if kind in PIECES for piece in _pieces(kind, table, on))


def _pieces(kind: str, given: Any, on: date | None) -> Iterator[Piece]:
    table = register_table(kind)
    for number, row in enumerate(check(given, table).iter_rows(named=True), 2):
        if on is None or _holds(row, table, on):
            yield from PIECES[kind](row, f"{kind}:{number}")


def _holds(row: Row, table: Table, on: date) -> bool:
    since = row[table.true_from] if table.true_from else None
    until = row[table.true_to] if table.true_to else None
    return (since is None or since <= on) and (until is None or on <= until)


def _patent(row: Row, source: str) -> Iterable[Piece]:
    name = " ".join(part for part in (row["number"], row["title"]) if part)
    return (Piece(PATENT, source, name, row["uscc"] or "", row["ipc"] or ""),)


def _institution(row: Row, source: str) -> Iterable[Piece]:
    return (Piece(INSTITUTION, source, row["name"] or "", row["uscc"]),)


def _title(row: Row, source: str) -> Iterable[Piece]:
    return (Piece(TITLE, source, row["title"], row["uscc"]),)


def _project(row: Row, source: str) -> Iterable[Piece]:
    if row["kind"] != "joint_project":
        return ()
    name = f"{row['source']} – {row['target']}"
    return tuple(Piece(PROJECT, source, name, row[end]) for end in ("source", "target"))


def _person(row: Row, source: str) -> Iterable[Piece]:
    holder = row["uscc"] or row["organisation"]
    return (Piece(PERSON, source, row["name"], holder, node=row["product"]),) if row["product"] else ()


def _technology(row: Row, source: str) -> Iterable[Piece]:
    told = {"node": row["product"], "mastery": row["mastery"] or "", "stated_on": row["stated_on"]}
    return (Piece(TECHNOLOGY, source, row["name"], row["holder"] or "", **told),)


PIECES: dict[str, Callable[[Row, str], Iterable[Piece]]] = {
    "patents": _patent,
    "institutions": _institution,
    "titles": _title,
    "links": _project,
    "people": _person,
    "technologies": _technology,
}
