"""Bulk inserts give what ``bulk_create`` gives."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from yanzhen.desk.register.ledger.bulk import insert_rows
from yanzhen.desk.register.models import Import, Record

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
NAMES = (
    "imported", "table", "key", "subject", "sheet", "row", "content", "region", "department", "true_from", "true_to", "digest",
    "erased_at",
)  # fmt: skip


@pytest.fixture
def imported(db):
    return Import.objects.create(
        kind="firms", sha256="0" * 64, file="x", source="x", rank=1, stated_on=NOW.date(), by_name="x", recorded_at=NOW
    )


def rows(imported, count):
    days = (None, date(2025, 12, 31), date(1912, 1, 1))
    return [
        (
            imported.pk,
            "firms",
            f"k{n}",
            "乙%s'\"",
            "表",
            n,
            '{"名":"值%"}',
            "",
            "",
            days[n % 3],
            days[n % 2],
            "d",
            (None, NOW)[n % 2],
        )
        for n in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, 2, 500])
def test_the_rows_are_those_of_bulk_create(imported, count):
    numbers = insert_rows(Record, NAMES, rows(imported, count))
    ours = list(Record.objects.order_by("pk").values_list(*NAMES))
    assert numbers == list(Record.objects.order_by("pk").values_list("pk", flat=True))
    Record.objects.all().delete()
    fields = ["imported_id", *NAMES[1:]]
    Record.objects.bulk_create([Record(**dict(zip(fields, row, strict=True))) for row in rows(imported, count)])
    assert ours == list(Record.objects.order_by("pk").values_list(*NAMES))


def test_a_number_may_be_given(imported):
    insert_rows(Record, (*NAMES, "id"), [(*rows(imported, 1)[0], 77)])
    assert Record.objects.get().pk == 77
