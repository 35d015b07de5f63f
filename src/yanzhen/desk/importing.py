"""What the command line asks of the register's tables: import, template, export."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yanzhen.desk.setup import set_up
from yanzhen.errors import EXIT_USER, InputError, YanzhenError
from yanzhen.tables import Table

if TYPE_CHECKING:
    from yanzhen.desk.register.ledger.importing import Order

Writer = Callable[[str], None]
SHOWN_FINDINGS = 20
COUNTS = ("rows", "good", "bad", "written", "unchanged", "would_write")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """The options of ``yanzhen import``."""

    dry_run: bool = False
    good_rows: bool = False
    errors: Path | None = None
    source: str = ""
    rank: int | None = None
    stated_on: date | None = None
    sheet: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    as_json: bool = False
    several: bool = False

    def errors_for(self, file: Path) -> Path:
        """Where this file's rows with their reasons go: ``errors`` itself, or beside it under the file's name where several come."""
        assert self.errors is not None
        return self.errors.with_stem(f"{self.errors.stem}-{file.stem}") if self.several else self.errors


def import_files(
    home: Path, kind: str, files: Sequence[Path], wishes: Wishes, *, out: Writer, say: Writer, progress: Writer
) -> int:
    """Import each file in a transaction of its own, for the whole country; exit code 2 where a row or a file was not good.

    Raises:
        InputError: the only file cannot be read, or an option names what does not exist.
    """
    table = _ready_table(home, kind, say)
    _collect_seldom()
    told: list[dict[str, Any]] = []
    for file in files:
        try:
            told.append(_import(file, table, wishes, progress))
        except YanzhenError as error:
            if len(files) == 1:
                raise
            told.append({"file": str(file), "error": str(error)})
            say(f"import: {file}: {error}")
    answer = told[0] if len(told) == 1 else _combined(told)
    if wishes.as_json:
        out(
            json.dumps(
                {"schema_version": 1, "kind": table.name, "dry_run": wishes.dry_run, **answer}, ensure_ascii=False
            )
            + "\n"
        )
    else:
        _tell(told, wishes, out, say)
    return 0 if all(one.get("all_good") for one in told) else EXIT_USER


def template(home: Path, kind: str, out_file: Path, *, say: Writer) -> int:
    """The empty workbook of a table, with this home's own columns."""
    from yanzhen.desk.register.ledger.columns import extended_table
    from yanzhen.sheets.template import write_template

    _refuse_ending(out_file, (".xlsx",))
    write_template(extended_table(kind, home), out_file)
    say(f"template: {out_file}")
    return 0


def export(
    home: Path, kind: str, out_file: Path, *, as_of: date | None, known: date | None, with_sources: bool, say: Writer
) -> int:
    """A whole table as a file."""
    _refuse_ending(out_file, (".csv", ".xlsx", ".parquet"))
    table = _ready_table(home, kind, say)
    from yanzhen.desk.accounts.trail import COMMAND_LINE, record_export
    from yanzhen.desk.register.ledger.export import TAKEN_OUT, export_table

    rows = export_table(table, out_file, as_of=as_of, known=known, with_sources=with_sources)
    asked = {name: day.isoformat() for name, day in (("as_of", as_of), ("known", known)) if day}
    record_export(COMMAND_LINE, TAKEN_OUT, rows, asked, file=out_file.name)
    say(f"export: {out_file}")
    return 0


def _ready_table(home: Path, kind: str, say: Writer) -> Table:
    """The table, with the home's database made or brought to this version where it needs that."""
    from yanzhen.desk.register.ledger.columns import extended_table

    table = extended_table(kind, home)
    set_up(home)
    from django.conf import settings

    from yanzhen.desk.upkeep.upgrade import upgrade

    upgrade(settings.YANZHEN_HOME, datetime.now().astimezone(), say)
    return table


def _collect_seldom() -> None:
    """Hundreds of thousands of values hold each other in no circle: looking for circles among them takes a tenth of an import."""
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)


def _import(file: Path, table: Table, wishes: Wishes, progress: Writer) -> dict[str, Any]:
    from yanzhen.desk.accounts.trail import COMMAND_LINE
    from yanzhen.desk.register.ledger.importing import import_file
    from yanzhen.desk.register.ledger.office import WHOLE_COUNTRY
    from yanzhen.sheets.report import as_json, write_errors

    def shown(stage: str, rows: int) -> None:
        progress(f"{file.name}: {stage} {rows} rows")

    order = _order(file, table, wishes)
    report = import_file(order, WHOLE_COUNTRY, COMMAND_LINE, now=datetime.now().astimezone(), progress=shown)
    if wishes.errors is not None:
        write_errors(file, report.findings, wishes.errors_for(file))
    counts = {name: getattr(report, name) for name in COUNTS}
    more = {
        "errors": as_json(report.findings),
        "errors_left_out": report.findings_left_out,
        "import": report.import_pk,
    }
    return {"file": str(file), **counts, **more, "all_good": report.all_good}


def _order(file: Path, table: Table, wishes: Wishes) -> Order:
    from yanzhen.desk.register.ledger.importing import Order

    return Order(
        kind=table.name,
        path=file,
        source=wishes.source,
        rank=wishes.rank,
        stated_on=wishes.stated_on,
        mapping=wishes.mapping,
        sheet=wishes.sheet,
        good_rows=wishes.good_rows,
        dry_run=wishes.dry_run,
    )


def _combined(told: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Several files: the sums, every finding with its file, and each file's own answer."""
    done = [one for one in told if "error" not in one]
    sums = {name: sum(one[name] for one in done) for name in COUNTS}
    errors = [{"file": one["file"], **error} for one in done for error in one["errors"]]
    files = [{key: value for key, value in one.items() if key != "errors"} for one in told]
    return {**sums, "errors": errors, "all_good": all(one.get("all_good") for one in told), "files": files}


def _tell(told: Sequence[Mapping[str, Any]], wishes: Wishes, out: Writer, say: Writer) -> None:
    for one in told:
        if "error" in one:
            continue
        out(f"{one['file']}: {_summary(one, wishes)}\n")
        for finding in one["errors"][:SHOWN_FINDINGS]:
            say("  " + _line(finding))
        if (more := len(one["errors"]) - SHOWN_FINDINGS + one["errors_left_out"]) > 0:
            say(f"  … {more} more (--errors F.xlsx or --json shows them)")


def _summary(one: Mapping[str, Any], wishes: Wishes) -> str:
    counts = f"{one['rows']} rows, {one['good']} good, {one['bad']} bad"
    if wishes.dry_run:
        return f"{counts}; dry run: {one['would_write']} would be new or changed, {one['unchanged']} unchanged"
    if one["bad"] and not wishes.good_rows:
        return f"{counts}; nothing written (--good-rows writes the good ones)"
    return f"{counts}; {one['written']} written, {one['unchanged']} unchanged"


def _line(finding: Mapping[str, Any]) -> str:
    place = " ".join(part for part in (finding["sheet"], f"row {finding['row']}", finding["column"]) if part)
    seen = f" [{finding['value']}]" if finding["value"] else ""
    return f"{finding['severity']}: {place}{seen}: {finding['message']}; {finding['expected']}; {finding['todo']}"


def _refuse_ending(file: Path, endings: Sequence[str]) -> None:
    if file.suffix.lower() not in endings:
        raise InputError(
            "--out", seen=str(file), expected="a file that ends in " + ", ".join(endings), todo="rename it"
        )
