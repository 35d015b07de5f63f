"""One step of a sheet's way into the register, in a process of its own that is bounded in memory and time.

    python -m yanzhen.desk.register.pages.running JOB WORKER PROGRESS [--memory MIB]

The worker holds its standard input open: when the worker dies, so does this process. What it is at stands in the file PROGRESS, which the
worker and the page read; the database cannot tell it while an import holds it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.timezone import now

from yanzhen.desk.child import TOO_LARGE, bounded

if TYPE_CHECKING:
    from yanzhen.desk.register.ledger.importing import Report
    from yanzhen.desk.register.pages.models import SheetJob

EVERY_SECONDS = 0.3


def main(arguments: list[str] | None = None) -> int:
    """Do what the job asks for; 0 also when its trouble was written down."""
    options = _options(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yanzhen.desk.settings")
    import django

    django.setup()
    bounded(options.memory)
    from yanzhen.desk.register.pages.models import SheetJob

    job = SheetJob.objects.select_related("draft__by").filter(pk=options.job, worker=options.worker).first()
    if job is None:
        return 0
    try:
        run(job, _teller(options.progress))
    except MemoryError:
        return TOO_LARGE
    return 0


def run(job: SheetJob, tell: Callable[[str, int], None]) -> None:
    """Look, check or import, and write down what came of it."""
    from yanzhen.desk.register.pages import jobs
    from yanzhen.errors import YanzhenError

    steps = {jobs.Act.LOOK: _look, jobs.Act.CHECK: _check, jobs.Act.IMPORT: _import}
    with _under_its_own_name(job) as path:
        try:
            steps[jobs.Act(job.act)](_Work(job, path, tell))
        except YanzhenError as error:
            what = error.what.removeprefix(path.name).strip()
            jobs.QUEUE.fail(job, {**error.parts, "what": what}, now=now())


@dataclass(frozen=True, slots=True)
class _Work:
    """A job, its file under its own name (a CSV's sheet is called by it), and whom to tell."""

    job: SheetJob
    path: Path
    tell: Callable[[str, int], None]


@contextmanager
def _under_its_own_name(job: SheetJob) -> Iterator[Path]:
    from yanzhen.desk.register.ledger.kept import kept_path
    from yanzhen.desk.register.pages.errors_book import work_folder

    with tempfile.TemporaryDirectory(dir=work_folder(), prefix="file-") as folder:
        file = Path(folder) / job.draft.file
        kept = kept_path(job.draft.sha256)
        try:
            os.link(kept, file)
        except OSError:
            shutil.copyfile(kept, file)
        yield file


def _look(work: _Work) -> None:
    """What the sheets hold; where nothing is left to ask, they are checked at once."""
    from yanzhen.desk.register.models import SheetDraft
    from yanzhen.desk.register.pages import jobs
    from yanzhen.desk.register.pages.kinds import table_of
    from yanzhen.desk.register.pages.looking import as_json, guess, look, unknown_headers
    from yanzhen.tables import REGISTER_TABLES

    work.tell("looked", 0)
    job, draft = work.job, work.job.draft
    if not draft.kind and (kind := guess(work.path, REGISTER_TABLES)):
        SheetDraft.objects.filter(pk=draft.pk).update(kind=kind)
        draft.kind = kind
    if not draft.kind:
        jobs.QUEUE.finish(job, now=now(), looked={"sheets": []})
        return
    mapping = {**_remembered(work), **draft.mapping}
    sheets = look(work.path, table_of(draft.kind), mapping, sheet=draft.sheet)
    jobs.QUEUE.held(job).update(looked=as_json(sheets))
    if unknown_headers(sheets, mapping):
        jobs.QUEUE.finish(job, now=now())
        return
    jobs.QUEUE.held(job).update(act=jobs.Act.CHECK)
    _check(work)


def _remembered(work: _Work) -> dict[str, str]:
    """What this office confirmed once of a sheet with the same headers."""
    from yanzhen.desk.register.ledger.mapping import mapping_for
    from yanzhen.desk.register.pages.kinds import table_of
    from yanzhen.desk.register.pages.looking import look

    found: dict[str, str] = {}
    draft = work.job.draft
    for sheet in look(work.path, table_of(draft.kind), {}, sheet=draft.sheet):
        found |= mapping_for(_office(work.job), draft.kind, [column.header for column in sheet.columns])
    return found


def _check(work: _Work, *, stale: bool = False) -> None:
    """Check every cell and compare every row with the register; nothing is written there."""
    from yanzhen.desk.register.ledger.importing import findings_json
    from yanzhen.desk.register.pages import jobs
    from yanzhen.desk.register.pages.errors_book import write_errors_book

    job = work.job
    against = jobs.register_state(job.draft.kind)
    report = _imported(work, dry_run=True)
    work.tell("reported", report.rows)
    jobs.keep_findings(job, findings_json(report.findings))
    write_errors_book(job, work.path, report.findings)
    jobs.QUEUE.finish(job, now=now(), counts={**_counts(report), "stale": stale}, against=against)


def _import(work: _Work) -> None:
    """Import what was checked, unless the register has changed since: then it is checked anew."""
    from yanzhen.desk.register.pages import jobs

    job = work.job
    if done := _done_before(job):
        jobs.QUEUE.finish(job, now=now(), import_pk=done)
        return
    if jobs.register_state(job.draft.kind) != job.against:
        jobs.QUEUE.held(job).update(act=jobs.Act.CHECK)
        _check(work, stale=True)
        return
    report = _imported(work, dry_run=False)
    jobs.QUEUE.finish(job, now=now(), import_pk=report.import_pk, counts=_counts(report))


def _imported(work: _Work, *, dry_run: bool) -> Report:
    from yanzhen.desk.register.ledger.drafts import order_of
    from yanzhen.desk.register.ledger.importing import import_file

    job = work.job
    order = replace(order_of(job.draft, good_rows=job.good_rows, dry_run=dry_run), path=work.path)
    return import_file(order, _office(job), _actor(job), now=now(), progress=work.tell)


def _done_before(job: SheetJob) -> int | None:
    """The import that an earlier try of this job made before it was cut off."""
    from yanzhen.desk.register.models import Import

    made = Import.objects.filter(
        sha256=job.draft.sha256, kind=job.draft.kind, recorded_at__gte=job.asked_at, by_name=_actor(job).name[:150]
    )
    return made.values_list("pk", flat=True).first()


def _counts(report: Report) -> dict[str, Any]:
    return {
        "rows": report.rows, "good": report.good, "bad": report.bad, "unchanged": report.unchanged, "written": report.written,
        "would_write": report.would_write, "left_out": report.findings_left_out, "all_good": report.all_good,
        "new": report.new, "changed": report.changed,
    }  # fmt: skip


def _office(job: SheetJob) -> Any:
    from yanzhen.desk.register.ledger.office import Office

    draft = job.draft
    return Office(draft.region, draft.department, draft.by)


def _actor(job: SheetJob) -> Any:
    from yanzhen.desk.accounts.trail import Actor

    return Actor(job.draft.by, job.draft.by_name, job.address, job.request_id)


def _teller(progress: Path) -> Callable[[str, int], None]:
    """Writes down what is being done, a few times a second."""
    last = 0.0

    def tell(stage: str, done: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= EVERY_SECONDS:
            last = now
            progress.write_text(f"{stage} {done}", encoding="ascii")

    return tell


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yanzhen.desk.register.pages.running")
    parser.add_argument("job", type=int)
    parser.add_argument("worker")
    parser.add_argument("progress", type=Path)
    parser.add_argument("--memory", type=int, default=0)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
