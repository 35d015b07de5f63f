"""What the page of a draft shows: its work, its columns, what checking found."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from yanzhen.desk.frame.engine_words import engine_in_words
from yanzhen.desk.frame.listing import Column, Filter, Listing
from yanzhen.desk.frame.parts import Lamp, Progress
from yanzhen.desk.register.models import SheetDraft
from yanzhen.desk.register.pages import wording
from yanzhen.desk.register.pages.errors_book import errors_path, progress_path
from yanzhen.desk.register.pages.forms import NOT_USED, mapping_choices
from yanzhen.desk.register.pages.kinds import table_of
from yanzhen.desk.register.pages.looking import LookedColumn, LookedSheet, from_json, unknown_headers
from yanzhen.desk.register.pages.models import SheetFinding, SheetJob
from yanzhen.sheets.findings import Finding
from yanzhen.sheets.wording import Words, codes, worded
from yanzhen.tables import REGISTER_TABLES, Table

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

MOST_DRAFTS = 20
SILENT_SECONDS = 60
STAGES = {
    "": _("waiting for the worker"),
    "looked": _("reading the headers"),
    "checked": _("checking the rows"),
    "compared": _("comparing with the register"),
    "reported": _("writing the report"),
    "written": _("writing the rows"),
}
LAMPS = {"error": Lamp.BAD, "warning": Lamp.WATCH, "note": Lamp.UNKNOWN}
SEVERITIES = {"error": _("error"), "warning": _("warning"), "note": _("note")}


@dataclass(frozen=True, slots=True)
class Question:
    """One header of which nobody said yet what it means."""

    place: int
    column: LookedColumn
    choices: tuple[tuple[str, str], ...]
    suggested: str


@dataclass(frozen=True, slots=True)
class Counts:
    """What checking counted; ``new`` and ``changed`` are parts of ``would_write``. ``stale``: the register changed after the decision."""

    rows: int = 0
    good: int = 0
    bad: int = 0
    unchanged: int = 0
    would_write: int = 0
    written: int = 0
    left_out: int = 0
    all_good: bool = False
    new: int | None = None
    changed: int | None = None
    stale: bool = False


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One finding in the language of the page."""

    finding: SheetFinding
    lamp: Lamp
    severity: str
    words: Words


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A draft and where it stands."""

    job: SheetJob
    draft: SheetDraft
    table: Table | None
    kind_name: str
    kinds: tuple[tuple[str, str], ...]
    work: Progress | None
    silent: bool
    """Whether it waits although no worker takes it."""
    sheets: tuple[LookedSheet, ...]
    unknown: list[LookedColumn]
    questions: tuple[Question, ...]
    counts: Counts
    severities: tuple[tuple[str, str, Lamp, int], ...]
    listing: Listing[Any] | None
    lines: tuple[FoundLine, ...]
    has_errors_book: bool

    @property
    def trouble(self) -> tuple[str, str, str, str]:
        """Why it failed: what, seen, expected, what to do."""
        job = self.job
        return (
            engine_in_words(job.what),
            engine_in_words(job.seen),
            engine_in_words(job.expected),
            engine_in_words(job.todo),
        )

    @property
    def asks(self) -> bool:
        """Whether it waits for what the headers mean."""
        return self.job.act == SheetJob.Act.LOOK and self.job.state == SheetJob.State.DONE and bool(self.table)

    @property
    def is_checked(self) -> bool:
        return self.job.act == SheetJob.Act.CHECK and self.job.state == SheetJob.State.DONE

    @property
    def nothing_new(self) -> bool:
        """Whether an import found nothing to write."""
        return self.job.act == SheetJob.Act.IMPORT and self.job.state == SheetJob.State.DONE


def draft_page(request: HttpRequest, job: SheetJob, person: Person) -> DraftPage:
    """Where the draft stands, for this person."""
    table = table_of(job.draft.kind) if job.draft.kind else None
    sheets = tuple(from_json(job.looked))
    unknown = unknown_headers(list(sheets), job.draft.mapping)
    listing = _findings(request, job, person) if job.act == SheetJob.Act.CHECK else None
    return DraftPage(
        job=job,
        draft=job.draft,
        table=table,
        kind_name=wording.table_name(table) if table else "",
        kinds=tuple((one.name, wording.table_name(one)) for one in REGISTER_TABLES),
        work=_work(job),
        silent=_is_silent(job),
        sheets=sheets,
        unknown=unknown,
        questions=tuple(_questions(table, sheets, unknown)) if table else (),
        counts=Counts(**job.counts),
        severities=tuple(_severities(job, person)),
        listing=listing,
        lines=tuple(_line(row) for row in listing.rows) if listing else (),
        has_errors_book=errors_path(job).exists(),
    )


def waiting_drafts(person: Person) -> list[tuple[SheetJob, str]]:
    """The sheets that lie on the desk, each with where it stands in words."""
    rows = SheetJob.objects.visible_to(person).select_related("draft").exclude(act="import", state="done")
    return [(job, standing_words(job)) for job in rows.order_by("-asked_at")[:MOST_DRAFTS]]


def standing_words(job: SheetJob) -> str:
    """Where it stands: at work, asking, checked with so many bad rows, failed."""
    if job.state in (SheetJob.State.WAITING, SheetJob.State.RUNNING):
        return gettext("being worked on")
    if job.state == SheetJob.State.FAILED:
        return gettext("could not be read")
    if job.state == SheetJob.State.STOPPED:
        return gettext("stopped")
    if job.act == SheetJob.Act.LOOK:
        return gettext("asks what its columns mean")
    bad = int(job.counts.get("bad", 0))
    if bad:
        return ngettext("one bad row, waits for a decision", "%(num)s bad rows, waits for a decision", bad) % {
            "num": bad
        }
    return gettext("all rows are good, waits for a decision")


def words_of(row: SheetFinding) -> Words:
    """The finding in the language of the page; one whose code is not in the list says what it was written with."""
    if row.code not in codes():
        return Words(row.message, row.expected, row.todo)
    parameters = tuple((str(name), str(value)) for name, value in row.parameters)
    finding = Finding(
        row.sheet, row.row, row.column, row.value, row.expected, row.message, row.todo, "error", row.code, parameters
    )
    return worded(finding, "en" if wording.in_english() else "zh")


def _findings(request: HttpRequest, job: SheetJob, person: Person) -> Listing[Any]:
    rows = SheetFinding.objects.visible_to(person).filter(job=job)
    severities = tuple((value, str(word)) for value, word in SEVERITIES.items())
    columns = rows.exclude(column="").order_by("column").values_list("column", flat=True).distinct()[:200]
    return Listing(
        request,
        rows,
        columns=(
            Column("severity", gettext("Kind"), order="severity"),
            Column("row", gettext("Row"), order="row", numeric=True),
            Column("column", gettext("Column"), order="column"),
            Column("value", gettext("What stands there")),
            Column("what", gettext("What is wrong")),
            Column("expected", gettext("What was expected")),
            Column("todo", gettext("What to do")),
        ),
        filters=(
            Filter("severity", gettext("Kind"), lambda found, value: found.filter(severity=value), severities),
            Filter(
                "column", gettext("Column"), lambda found, value: found.filter(column=value),
                tuple((name, name) for name in columns),
            ),
            Filter("row", gettext("Row"), _of_row),
        ),
        default_order=("number",),
    )  # fmt: skip


def _of_row(rows: Any, given: str) -> Any:
    return rows.filter(row=int(given)) if given.isascii() and given.isdigit() and len(given) < 9 else rows.none()


def _line(row: SheetFinding) -> FoundLine:
    return FoundLine(row, LAMPS[row.severity], str(SEVERITIES[row.severity]), words_of(row))


def _severities(job: SheetJob, person: Person) -> list[tuple[str, str, Lamp, int]]:
    rows = SheetFinding.objects.visible_to(person).filter(job=job)
    return [
        (value, str(word), LAMPS[value], number)
        for value, word in SEVERITIES.items()
        if (number := rows.filter(severity=value).count())
    ]


def _questions(table: Table, sheets: tuple[LookedSheet, ...], unknown: list[LookedColumn]) -> list[Question]:
    taken = {column.key for sheet in sheets for column in sheet.columns if column.key}
    free = tuple(mapping_choices(table, taken))
    used: set[str] = set()
    questions = []
    for place, column in enumerate(unknown):
        suggested = next((key for key in column.suggestions if key not in taken | used), NOT_USED)
        used.add(suggested)
        first = [choice for choice in free if choice[0] in column.suggestions]
        rest = [choice for choice in free if choice[0] not in column.suggestions]
        questions.append(Question(place, column, (*first, *rest), suggested))
    return questions


def _work(job: SheetJob) -> Progress | None:
    """What is being done now; nothing when nothing is."""
    if job.state not in (SheetJob.State.WAITING, SheetJob.State.RUNNING):
        return None
    stage, done = _stage(job)
    words = f"{job.draft.file}: {STAGES.get(stage, STAGES[''])}"
    total = int(job.counts.get("rows", 0)) if stage in ("compared", "written") else 0
    return Progress(
        f"{words} {done:,d}" if done and not total else words,
        done,
        total,
        reverse("register:stop", args=[job.draft_id]),
        reverse("register:draft_work", args=[job.draft_id]),
    )


def _stage(job: SheetJob) -> tuple[str, int]:
    try:
        stage, _, done = progress_path(job).read_text(encoding="ascii").partition(" ")
    except (FileNotFoundError, UnicodeDecodeError):
        return "", 0
    return stage, int(done) if done.isdigit() else 0


def _is_silent(job: SheetJob) -> bool:
    waited = time.time() - job.asked_at.timestamp()
    return job.state == SheetJob.State.WAITING and waited > SILENT_SECONDS
