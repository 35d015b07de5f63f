"""A sheet file into the register: read, checked, compared, and written in one transaction, or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from yanzhen.desk.accounts.trail import Actor, Subject, record_change
from yanzhen.desk.register.ledger.checked import Checked, check_file
from yanzhen.desk.register.ledger.columns import table_of
from yanzhen.desk.register.ledger.entering import Change, Plan, Speaker, enter, plan
from yanzhen.desk.register.ledger.kept import keep_file, keeping, kept_path, pieces, sha256_of, sweep_marks
from yanzhen.desk.register.ledger.mapping import remember_mapping
from yanzhen.desk.register.ledger.models import Import, Turn
from yanzhen.desk.register.ledger.office import Office
from yanzhen.desk.register.ledger.ranks import rank_of
from yanzhen.desk.register.ledger.rows import Waiting
from yanzhen.sheets.findings import Finding
from yanzhen.sheets.report import in_reading_order
from yanzhen.tables import Table

FINDINGS_IN_REGISTER = 500
OUR_SOURCE = "本单位"
"""The source of a sheet of which nobody said whose it is."""
IMPORTED, IMPORT = _("sheet imported"), _("import")
Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be imported, and how. ``file`` is the name to show; ``mapping`` is header to column, as a person confirmed it."""

    kind: str
    path: Path
    file: str = ""
    source: str = ""
    rank: int | None = None
    stated_on: date | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    good_rows: bool = False
    dry_run: bool = False

    @property
    def name(self) -> str:
        return self.file or self.path.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the file holds and what became of it; ``would_write`` (``new`` and ``changed``) is what is, or without the dry run would be."""

    file: str
    kind: str
    rows: int
    good: int
    bad: int
    written: int
    unchanged: int
    would_write: int
    findings: tuple[Finding, ...]
    findings_left_out: int
    new: int = 0
    changed: int = 0
    import_pk: int | None = None

    @property
    def all_good(self) -> bool:
        return not self.bad and not any(finding.severity == "error" for finding in self.findings)


def import_file(
    order: Order, office: Office, actor: Actor, *, now: datetime, progress: Progress | None = None
) -> Report:
    """Check the file and, unless it is a dry run, write its rows: all of them, or the good ones where the order says so.

    Raises:
        InputError: the file cannot be read, or the order names what does not exist.
    """
    table = table_of(order.kind)
    rank = rank_of(order.rank).rank
    tell = progress or _silent
    with Waiting() as waiting:
        checked = check_file(order, table, waiting, office, today=timezone.localdate(now), progress=tell)
        speaker = Speaker(order.source or OUR_SOURCE, order.rank, order.stated_on, checked.headings)
        if order.dry_run:
            made = plan(table, waiting, speaker, office, lambda done: tell("compared", done), late=checked.late)
            return _report(order, table, checked, made)
        sweep_marks(now=time.time())
        sha256 = sha256_of(order.path)
        with keeping(order.path, sha256), transaction.atomic():
            Turn.take()
            made = plan(table, waiting, speaker, office, lambda done: tell("compared", done), late=checked.late)
            report = _report(order, table, checked, made)
            if not (report.all_good or order.good_rows) or made.changes_nothing:
                return report
            batch = _Batch(order, table, office, actor, now, rank, sha256, checked)
            return _written(batch, waiting, made, report, lambda done: tell("written", done))


@dataclass(frozen=True, slots=True)
class _Batch:
    order: Order
    table: Table
    office: Office
    actor: Actor
    now: datetime
    rank: int
    sha256: str
    checked: Checked


def _written(batch: _Batch, waiting: Waiting, made: Plan, report: Report, tell: Callable[[int], None]) -> Report:
    if not kept_path(batch.sha256).exists():  # another import of the same file failed meanwhile and took it away
        keep_file(pieces(batch.order.path))
    imported = Import.objects.create(**_import_row(batch, report))
    _remember(batch)
    imported.digest = enter(batch.table, waiting, made, imported, tell)
    imported.save(update_fields=["digest"])
    after = {
        "kind": imported.kind, "file": imported.file, "sha256": imported.sha256, "source": imported.source, "rank": imported.rank,
        "stated_on": imported.stated_on.isoformat(), "rows": report.rows, "written": imported.written,
        "unchanged": imported.unchanged, "bad": report.bad, "digest": imported.digest,
    }  # fmt: skip
    record_change(batch.actor, IMPORTED, Subject(IMPORT, str(imported.pk), imported.file, imported.region), None, after)
    return _with_import(report, imported)


def _remember(batch: _Batch) -> None:
    """What the order says of headers was confirmed by a person: the same sheet next month needs no one to say it again."""
    for columns in batch.checked.headings.values():
        headers = [header for _letter, _key, header, *_ in columns]
        if said := {header: key for header, key in batch.order.mapping.items() if header in headers}:
            remember_mapping(batch.office, batch.table, headers, said, batch.actor, now=batch.now)


def _import_row(batch: _Batch, report: Report) -> dict[str, Any]:
    order, person = batch.order, batch.office.person
    kept = report.findings[:FINDINGS_IN_REGISTER]
    return {
        "kind": batch.table.name,
        "sha256": batch.sha256,
        "file": order.name[:255],
        "size": order.path.stat().st_size,
        "headings": batch.checked.headings,
        "source": (order.source or OUR_SOURCE)[:200],
        "rank": batch.rank,
        "stated_on": order.stated_on or timezone.localdate(batch.now),
        "mode": Import.Mode.GOOD if order.good_rows else Import.Mode.ALL,
        "rows": report.rows,
        "good": report.good,
        "bad": report.bad,
        "written": report.would_write,
        "unchanged": report.unchanged,
        "findings": findings_json(kept),
        "findings_left_out": report.findings_left_out + len(report.findings) - len(kept),
        "by": person,
        "by_name": batch.actor.name[:150],
        "recorded_at": batch.now,
        "region": batch.office.region,
        "department": batch.office.department,
    }


def findings_json(findings: Iterator[Finding] | tuple[Finding, ...]) -> list[dict[str, Any]]:
    """The findings as the register keeps them, with what words them in another language."""
    return [
        {
            "sheet": one.sheet, "row": one.row, "column": one.column, "value": one.value, "expected": one.expected,
            "message": one.message, "todo": one.todo, "severity": one.severity, "code": one.code,
            "parameters": [list(pair) for pair in one.parameters],
        }
        for one in findings
    ]  # fmt: skip


def _report(order: Order, table: Table, checked: Checked, made: Plan) -> Report:
    good = checked.good - made.count(Change.OUTSIDE, Change.BAD)
    outside = tuple(outside_finding(row.sheet, row.row, row.subject) for row in made.outside)
    return Report(
        file=order.name,
        kind=table.name,
        rows=checked.rows,
        good=good,
        bad=checked.rows - good,
        written=0,
        unchanged=made.count(Change.UNCHANGED),
        would_write=made.count(Change.NEW, Change.CHANGED),
        new=made.count(Change.NEW),
        changed=made.count(Change.CHANGED),
        findings=in_reading_order(checked.findings + outside),
        findings_left_out=checked.findings_left_out,
    )


def _with_import(report: Report, imported: Import) -> Report:
    from dataclasses import replace

    return replace(report, written=report.would_write, import_pk=imported.pk)


def outside_finding(sheet: str, row: int, subject: str) -> Finding:
    """A row that is another office's."""
    return Finding(
        sheet=sheet, row=row, column="", value=subject, expected="本单位范围内的行", message="该行不在您的管辖范围内",
        todo="核对行政区划代码和归口部门，或请有权限的单位导入", severity="error", code="outside-scope",
    )  # fmt: skip


def _silent(_stage: str, _done: int) -> None:
    pass
