"""Whether the register's tables are what was brought in: every record by its digest, every import by the trail, every entry by the rule."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from yanzhen.desk.accounts.models import TrailEntry
from yanzhen.desk.register.ledger.asof import merged_at
from yanzhen.desk.register.ledger.entering import record_digest
from yanzhen.desk.register.ledger.importing import IMPORT, IMPORTED
from yanzhen.desk.register.ledger.models import ENTRIES, Import
from yanzhen.tables import REGISTER_TABLES, Table


@dataclass(frozen=True, slots=True)
class Altered:
    """A row that is not what it was; ``record`` or ``key`` is empty where the whole import, or its own record, is meant."""

    imported: int | None
    record: int | None
    key: str
    why: str


def altered_records() -> Iterator[Altered]:
    """Records that were altered, removed or added beside an import, and imports that are not as the trail says."""
    for imported in Import.objects.order_by("pk").defer("findings", "headings").iterator(chunk_size=100):
        yield from _of_import(imported)


def altered_entries() -> Iterator[Altered]:
    """Entries that are not what the rule makes of the records."""
    for table in REGISTER_TABLES:
        yield from _of_table(table)


def _of_import(imported: Import) -> Iterator[Altered]:
    whole = hashlib.sha256()
    rows = imported.records.order_by("pk").values_list(
        "pk", "table", "key", "sheet", "row", "content", "digest", "erased_at"
    )
    for pk, table, key, sheet, row, content, digest, erased in rows.iterator(chunk_size=5000):
        whole.update(digest.encode())
        if erased is None and record_digest(table, key, sheet, row, content) != digest:
            yield Altered(imported.pk, pk, key, "a record was altered")
    if whole.hexdigest() != imported.digest:
        yield Altered(imported.pk, None, "", "records were removed or added")
    elif imported.digest != _trail_digest(imported):
        yield Altered(imported.pk, None, "", "the import is not what the audit trail says")


def _trail_digest(imported: Import) -> str:
    entry = TrailEntry.objects.filter(subject_kind=IMPORT, subject_id=str(imported.pk), action=IMPORTED).first()
    return str((entry.after or {}).get("digest", "")) if entry else ""


def _of_table(table: Table) -> Iterator[Altered]:
    entries = dict(ENTRIES[table.name].objects.values_list("key", "content"))
    for row, one in merged_at(table, None, None):
        if json.loads(entries.pop(row.key, "null")) != one.values:
            yield Altered(None, None, row.key, f"{table.name}: what is in force is not what the records say")
    for key in entries:
        yield Altered(None, None, key, f"{table.name}: an entry without a record")
