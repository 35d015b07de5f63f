"""Full text in Chinese, words of one and two characters too: one interface, one implementation a database.

Texts are cut into overlapping pairs of characters (产业链: 产业, 业链, 链), so that a word of any length
is a run of pairs, and one character the beginning of a pair. SQLite keeps the pairs in FTS5 (its own
trigram index silently finds no word of two characters); every other database keeps them in a plain
table. Only this module of the desk holds SQL of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any, Protocol

from django.db import connections, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import RawSQL

from yanzhen.desk.reading.models import Searched, SearchPair

KEPT = ".%"
"""The only punctuation that is searched for: 4.34, 80%."""

MOST_RUNS = 8
KINDS = ("statement", "block")
BATCH = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """A text to be found; ``kind`` is ``statement`` or ``block``, ``target`` its primary key."""

    kind: str
    target: int
    text: str


def put(entries: Iterable[Entry]) -> None:
    """Make the texts findable; a text that was there under the same key is replaced."""
    entries = list(entries)
    with transaction.atomic(using=_alias()):
        for kind in {entry.kind for entry in entries}:
            drop(kind, [entry.target for entry in entries if entry.kind == kind])
        rows = [Searched(kind=e.kind, target=e.target, text=normal(e.text)) for e in entries]
        Searched.objects.bulk_create(rows, batch_size=BATCH)
        _index().add(rows)


def drop(kind: str, targets: Sequence[int]) -> None:
    """Forget these texts."""
    for start in range(0, len(targets), BATCH):
        found = Searched.objects.filter(kind=kind, target__in=targets[start : start + BATCH])
        rows = list(found)
        if rows:
            _index().remove(rows)
            found.delete()


def rebuild() -> None:
    """Make the index anew from the texts that are kept: a backup that was restored has the texts alone."""
    with transaction.atomic(using=_alias()):
        _index().clear()
        rows = Searched.objects.order_by("pk").iterator(chunk_size=BATCH)
        while batch := list(islice(rows, BATCH)):
            _index().add(batch)


def matching(kind: str, words: str) -> Any:
    """What ``pk__in=`` takes: the keys of the texts that hold every word; ``None`` where no word is given."""
    found = runs(words)[:MOST_RUNS]
    return _index().keys(kind, found) if found else None


def normal(text: str) -> str:
    """Full-width folded to ASCII, lower case, punctuation and the spaces around Chinese gone.

    >>> normal("ＡＩ 产业 链，占 4.34%")
    'ai产业链 占4.34%'
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    plain = "".join(c if c.isalnum() or c in KEPT else " " if c.isspace() else "\0" for c in folded)
    joined = re.sub(r"(?<=[^\x00-\x7f]) +| +(?=[^\x00-\x7f])", "", plain)
    return re.sub(r"[\0 ]+", " ", joined).strip()


def runs(words: str) -> list[str]:
    """The pieces that a text must hold, each as it stands in a normal text.

    Unlike in a text, a space between Chinese words parts them.

    >>> runs("产业链 院士")
    ['产业链', '院士']
    """
    return list(dict.fromkeys(run for word in words.split() for run in normal(word).split()))


def pairs(run: str) -> list[str]:
    """Each two neighbouring characters, and the last one alone.

    >>> pairs("产业链")
    ['产业', '业链', '链']
    """
    units = [_unit(c) for c in run]
    return [a + b for a, b in pairwise(units)] + units[-1:]


class Index(Protocol):
    def create(self) -> None: ...
    def clear(self) -> None: ...
    def add(self, rows: Sequence[Searched]) -> None: ...
    def remove(self, rows: Sequence[Searched]) -> None: ...
    def keys(self, kind: str, found: Sequence[str]) -> Any: ...


@dataclass(frozen=True, slots=True)
class SqliteIndex:
    """FTS5 on the pairs, one table a kind whose row numbers are the targets, without a second copy of the text."""

    connection: BaseDatabaseWrapper

    def create(self) -> None:
        with self.connection.cursor() as cursor:
            for kind in KINDS:
                cursor.execute(
                    f"CREATE VIRTUAL TABLE IF NOT EXISTS reading_{kind}_pairs USING fts5(words, content='', prefix='1', "
                    "tokenize='unicode61 remove_diacritics 0')"
                )

    def clear(self) -> None:
        with self.connection.cursor() as cursor:
            for kind in KINDS:
                cursor.execute(f"INSERT INTO reading_{kind}_pairs(reading_{kind}_pairs) VALUES ('delete-all')")

    def add(self, rows: Sequence[Searched]) -> None:
        for kind, found in self._by_kind(rows):
            with self.connection.cursor() as cursor:
                cursor.executemany(f"INSERT INTO reading_{kind}_pairs(rowid, words) VALUES (%s, %s)", found)

    def remove(self, rows: Sequence[Searched]) -> None:
        for kind, found in self._by_kind(rows):
            table = f"reading_{kind}_pairs"
            with self.connection.cursor() as cursor:
                cursor.executemany(f"INSERT INTO {table}({table}, rowid, words) VALUES ('delete', %s, %s)", found)

    def keys(self, kind: str, found: Sequence[str]) -> Any:
        table = f"reading_{KINDS[KINDS.index(kind)]}_pairs"
        phrases = " AND ".join(_phrase(run) for run in found)
        return RawSQL(f"SELECT rowid FROM {table} WHERE {table} MATCH %s", (phrases,))

    @staticmethod
    def _by_kind(rows: Sequence[Searched]) -> Iterator[tuple[str, list[tuple[int, str]]]]:
        for kind in KINDS:
            yield (
                kind,
                [
                    (row.target, " ".join(p for run in row.text.split() for p in pairs(run)))
                    for row in rows
                    if row.kind == kind
                ],
            )


@dataclass(frozen=True, slots=True)
class TableIndex:
    """The pairs as rows of a table, for every other database."""

    connection: BaseDatabaseWrapper

    def create(self) -> None:
        """Nothing: the table is a model's."""

    def clear(self) -> None:
        SearchPair.objects.all().delete()

    def add(self, rows: Sequence[Searched]) -> None:
        SearchPair.objects.bulk_create(
            (
                SearchPair(entry_id=row.pk, pair=pair)
                for row in rows
                for pair in dict.fromkeys(p for run in row.text.split() for p in pairs(run))
            ),
            batch_size=5_000,
        )

    def remove(self, rows: Sequence[Searched]) -> None:
        SearchPair.objects.filter(entry__in=[row.pk for row in rows]).delete()

    def keys(self, kind: str, found: Sequence[str]) -> Any:
        entries = Searched.objects.filter(kind=kind)
        for run in found:
            if len(run) > 2:
                entries = entries.filter(text__contains=run)
            for pair in pairs(run)[:-1]:
                entries = entries.filter(pk__in=SearchPair.objects.filter(pair=pair).values("entry"))
            if len(run) == 1:
                entries = entries.filter(pk__in=SearchPair.objects.filter(pair__startswith=_unit(run)).values("entry"))
        return entries.values("target")


def create(connection: BaseDatabaseWrapper) -> None:
    """Make what the database of this connection needs beside the models (called by a migration)."""
    _index_of(connection).create()


def _index() -> Index:
    return _index_of(connections[_alias()])


def _index_of(connection: BaseDatabaseWrapper) -> Index:
    return SqliteIndex(connection) if connection.vendor == "sqlite" else TableIndex(connection)


def _alias() -> str:
    return router.db_for_write(Searched)


def _phrase(run: str) -> str:
    found = pairs(run)
    if len(found) == 1:
        return f'"{found[0]}" *'
    return '"' + " ".join(found[:-1]) + '"'


def _unit(character: str) -> str:
    """The character as every tokenizer takes it for a letter: beyond the basic plane, and kept punctuation, as code."""
    if character in KEPT or ord(character) > 0xFFFF:
        return f"x{ord(character):x}"
    return character
