"""Every row of a database as lines of JSON and back, on any database that Django knows.

The tables are those of the migrations that are applied, not those of the code: a database that an earlier version made is
read as it stands. The first line of a table names its columns, each further line is one row in the order of its key.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models import Field, Model
from django.utils.duration import duration_iso_string

from yanzhen.desk.upkeep.archive import Migrations
from yanzhen.desk.upkeep.sql import reset_counters
from yanzhen.errors import InputError

BATCH = 500
DERIVED = frozenset({"reading.searchpair"})
"""Tables that are made anew from others after a restore (``reading.search.rebuild``)."""

ONE_MOMENT = "one_moment"


@contextmanager
def one_moment() -> Iterator[str]:
    """A connection of its own, by its alias, in which every query sees the database as it was at the first one (REPEATABLE READ)."""
    from psycopg import IsolationLevel

    own = connections["default"].settings_dict
    options = {**own["OPTIONS"], "isolation_level": IsolationLevel.REPEATABLE_READ}
    with extra_connection(ONE_MOMENT, {**own, "OPTIONS": options}) as alias, transaction.atomic(using=alias):
        yield alias


@contextmanager
def extra_connection(alias: str, settings: dict[str, Any]) -> Iterator[str]:
    """A second database for a while."""
    connections.settings[alias] = settings
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.settings[alias]


def applied(alias: str) -> Migrations:
    """The migrations that a database has."""
    return tuple(sorted(MigrationLoader(connections[alias]).applied_migrations))


def tables(alias: str, migrations: Migrations) -> list[type[Model]]:
    """The tables that these migrations make, without those made anew from others."""
    loader = MigrationLoader(connections[alias])
    _refuse_unknown(loader, migrations)
    apps = loader.project_state([key for key in migrations if key in loader.graph.nodes]).apps
    models = apps.get_models(include_auto_created=True)
    kept = [model for model in models if model._meta.managed and not model._meta.proxy]
    return sorted((model for model in kept if label(model) not in DERIVED), key=label)


def label(model: type[Model]) -> str:
    """``register.statement``"""
    return str(model._meta.label_lower)


def lines(model: type[Model], alias: str) -> Iterator[bytes]:
    """The table, row by row; no more than ``BATCH`` rows are in memory."""
    names = [field.attname for field in columns(model)]
    yield _line(names)
    found = model._base_manager.using(alias).order_by("pk").values_list(*names)
    for row in found.iterator(chunk_size=BATCH):
        yield _line(row)


def load(model: type[Model], written: Iterable[bytes], alias: str) -> int:
    """Put the rows that ``lines`` wrote into the empty table; how many there were. Call it in a transaction."""
    lines_left = iter(written)
    names = json.loads(next(lines_left))
    fields = {field.attname: field for field in columns(model)}
    if set(names) != set(fields):
        raise InputError(f"table {label(model)}", seen=", ".join(names), expected=", ".join(fields))
    count = 0
    while batch := list(islice(lines_left, BATCH)):
        rows = [model(**_row(names, fields, line)) for line in batch]
        model._base_manager.using(alias).bulk_create(rows)
        count += len(rows)
    return count


def make_tables(alias: str, migrations: Migrations) -> None:
    """Bring an empty database to these migrations, and no further."""
    executor = MigrationExecutor(connections[alias])
    _refuse_unknown(executor.loader, migrations)
    wanted = set(migrations)
    nodes = executor.loader.graph.node_map
    last = [
        key for key in migrations if not any(child[0] == key[0] and child in wanted for child in nodes[key].children)
    ]
    executor.migrate(last)


def load_all(alias: str, migrations: Migrations, written: Mapping[str, Iterable[bytes]]) -> None:
    """Fill the tables, all or none; links between rows are checked at the end, whatever their order (self-references too)."""
    found = tables(alias, migrations)
    missing = {label(model) for model in found} - set(written)
    if missing:
        raise InputError("the backup lacks tables", seen=", ".join(sorted(missing)), todo="use another backup")
    with transaction.atomic(using=alias):
        for model in found:
            _keep_times(model)
            load(model, written[label(model)], alias)
    reset_counters(connections[alias], found)


def columns(model: type[Model]) -> list[Field[Any, Any]]:
    """The columns that are kept; a computed one is computed again."""
    return [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]


def _keep_times(model: type[Model]) -> None:
    """The model of a migration's state is ours alone: its ``auto_now`` would write the day of the restore."""
    for field in columns(model):
        for name in ("auto_now", "auto_now_add"):
            if hasattr(field, name):
                setattr(field, name, False)


def _line(values: Iterable[Any]) -> bytes:
    return json.dumps(list(values), ensure_ascii=False, default=_as_text, separators=(",", ":")).encode() + b"\n"


def _as_text(value: Any) -> str:
    """What JSON has no form for, as the field's ``to_python`` reads it again to the last digit."""
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"no form for {type(value).__name__}")


def _row(names: list[str], fields: dict[str, Field[Any, Any]], line: bytes) -> dict[str, Any]:
    values = zip(names, json.loads(line), strict=True)
    return {name: None if value is None else fields[name].to_python(value) for name, value in values}


def _refuse_unknown(loader: MigrationLoader, migrations: Migrations) -> None:
    unknown = [f"{app}.{name}" for app, name in migrations if (app, name) not in loader.graph.nodes]
    if unknown:
        raise InputError(
            "the database is of another version, or of rooms that are switched off",
            seen=", ".join(unknown[:5]),
            expected="tables that this version of Yanzhen knows",
            todo="use the version that made it or a newer one, with all its rooms (YANZHEN_ROOMS)",
        )
