"""Many rows into one table, for imports: the database's own INSERT as Django compiles it, without an object for every row.

``bulk_create`` spends ten times the database's own time on each value (its object, its default, its preparation one by one). Here a
value is prepared once for all rows that share it. The statement still comes from the database's own compiler, in batches of the
size that it allows; a test holds the outcome against ``bulk_create``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.db import connections, models, router
from django.db.models.sql import InsertQuery
from django.db.models.sql.compiler import SQLInsertCompiler

Row = Sequence[Any]
PLAIN = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.FloatField,
    models.ForeignKey,
    models.BooleanField,
)
"""Fields whose values every driver takes as they are."""


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> list[int]:
    """Insert the rows, whose values stand in the order of the fields' names; gives their numbers where the database tells them.

    A field that is not named must be allowed to be null or have a default in the database; ``id`` may be named.
    """
    using = router.db_for_write(model)
    connection = connections[using]
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    ready: list[Any] = _prepared(fields, rows, connection)
    size = max(1, connection.ops.bulk_batch_size(fields, ready))
    returning = model._meta.db_returning_fields if connection.features.can_return_rows_from_bulk_insert else None
    numbers: list[int] = []
    for start in range(0, len(ready), size):
        query = _ReadyQuery(model)
        query.insert_values(fields, ready[start : start + size])
        told = query.get_compiler(using=using).execute_sql(returning)
        numbers.extend(row[0] for row in told)
    return numbers


def _prepared(fields: Sequence[Any], rows: Iterable[Row], connection: Any) -> list[Row]:
    """The rows with days and instants as the database's driver takes them, each value prepared once."""
    if all(isinstance(field, PLAIN) for field in fields):
        return list(rows)
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    for at, (field, column) in enumerate(zip(fields, columns, strict=False)):
        if isinstance(field, models.JSONField):
            columns[at] = [field.get_db_prep_save(value, connection=connection) for value in column]
        elif not isinstance(field, PLAIN):
            known = {value: field.get_db_prep_save(value, connection=connection) for value in set(column)}
            columns[at] = [known[value] for value in column]
    return list(zip(*columns, strict=True))


class _ReadyQuery(InsertQuery):
    """An INSERT whose objects are rows of values that need no more preparation."""

    def get_compiler(self, using: str | None = None, connection: Any = None, elide_empty: bool = True) -> Any:
        chosen = connection or connections[using or "default"]
        base: Any = chosen.ops.compiler("SQLInsertCompiler")
        return _ready_compiler(base)(self, chosen, using, elide_empty)


@cache
def _ready_compiler(base: type[SQLInsertCompiler]) -> type[SQLInsertCompiler]:
    plain = base.assemble_as_sql is SQLInsertCompiler.assemble_as_sql

    class Ready(base):  # type: ignore[misc, valid-type]
        """The database's compiler, spared the walk over every value of every row."""

        def as_sql(self) -> Any:
            self.ready, self.query.objs = self.query.objs, []
            try:
                return super().as_sql()
            finally:
                self.query.objs = self.ready

        def assemble_as_sql(self, fields: Sequence[Any], value_rows: Sequence[Row]) -> Any:
            if not plain:  # PostgreSQL sends whole columns
                return super().assemble_as_sql(fields, self.ready)
            return [["%s"] * len(fields)] * len(self.ready), self.ready

    return Ready
