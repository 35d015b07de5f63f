"""The region's ladder: how many firms stand on each rung, who is one step away, what stops most of them; and having them judged."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.accounts.trail import Subject, actor_of, record_change
from yanzhen.desk.frame.figures import count
from yanzhen.desk.frame.parts import Progress
from yanzhen.desk.frame.pictures import Bar, bars
from yanzhen.desk.ladder import runs
from yanzhen.desk.ladder.asked import Asked, asked_of, person_of
from yanzhen.desk.ladder.books import rung_words
from yanzhen.desk.ladder.held import LISTED, told_whole
from yanzhen.desk.ladder.models import BookDraft, Run, Whole
from yanzhen.desk.ladder.summary import Summary, shared_lines, shared_run, summary_of
from yanzhen.desk.register.models import ENTRIES
from yanzhen.desk.register.pages.kinds import table_of
from yanzhen.desk.register.pages.wording import table_name

TABLE = gettext_noop("table of the register")
WHOLE_SAID = gettext_noop("said whether a table is whole")


@permitted(Right.READ)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The ladder of the region."""
    asked = asked_of(request)
    run = runs.latest(asked.person, asked.applicant, asked.on if asked.given else None)
    summary = summary_of(run, asked.person, asked.books) if run else None
    shown = {
        **asked.fields,
        "summary": summary,
        "run": run,
        "stale": run is not None and runs.is_stale(run, asked.books),
        "firms": ENTRIES["firms"].objects.visible_to(asked.person).count(),
        "drawing": _picture(summary) if summary else None,
        "picture_rows": [(rung_words(line.book), count(line.met)) for line in summary.lines] if summary else [],
        "answers": ("met", "unknown", "unmet"),
        "whole": _whole_tables(asked),
        "books": [book for book in asked.in_force if book.gates],
        "failed": runs.covering(asked.person).filter(state=Run.State.FAILED).order_by("-asked_at").first(),
        "drafts": BookDraft.objects.visible_to(asked.person).filter(state=BookDraft.State.WAITING).count(),
        "faults": asked.books.faults,
        **_work(request, asked),
    }
    return render(request, "ladder/index.html", shown)


@permitted(Right.EDIT)
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Have the region's firms judged by the books of a day."""
    asked = asked_of(request, post=True)
    runs.ask(asked.person, asked.on, asked.applicant, actor_of(request), now=timezone.now())
    return redirect(f"{reverse('ladder:index')}{asked.query}")


@permitted(Right.EDIT)
@require_POST
def stop(request: HttpRequest, number: int) -> HttpResponse:
    """Stop a judging; what earlier ones found stays."""
    run = get_object_or_404(Run.objects.visible_to(person_of(request)), pk=number)
    if runs.stop(run, actor_of(request), now=timezone.now()):
        messages.success(request, gettext("Stopped. What was judged before stays what pages show."))
    return redirect("ladder:draft", run.draft_id) if run.draft_id else redirect("ladder:index")


@permitted(Right.READ)
@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """How far the judging is, for htmx; when it ended, the page is loaded anew."""
    asked = asked_of(request)
    shown = _work(request, asked)
    if shown["work"] is None:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "ladder/work.html", shown)


@permitted(Right.READ)
@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """The region's ladder to hand on: the whole region, every department, few firms not told."""
    asked = asked_of(request)
    run = shared_run(asked.person, asked.applicant)
    lines = shared_lines(run, asked.person.region, asked.books) if run else ()
    return render(request, "ladder/sheet.html", {**asked.fields, "run": run, "lines": lines})


@permitted(Right.APPROVE)
@require_http_methods(["GET", "POST"])
def tables(request: HttpRequest) -> HttpResponse:
    """Which tables say everything of the region: a firm without a row in them then has none."""
    asked = asked_of(request)
    if request.method == "POST":
        _say_whole(request, asked)
        messages.success(request, gettext("Kept. Judge the firms again for it to count."))
        return redirect("ladder:tables")
    return render(request, "ladder/tables.html", {**asked.fields, "lines": _whole_lines(asked)})


def _picture(summary: Summary) -> Any:
    rows = [Bar(rung_words(line.book), line.met) for line in summary.lines]
    return bars(gettext("Firms that meet each book"), gettext("firms"), rows)


def _work(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    run = runs.underway(asked.person, asked.applicant)
    return {"work": progress_of(run, asked.person, f"{reverse('ladder:work')}{asked.query}") if run else None}


def progress_of(run: Run, person: Any, poll_url: str) -> Progress:
    """How far a run is; of one that a wider office asked for, not how many firms that office has."""
    own = Run.objects.visible_to(person).filter(pk=run.pk).exists()
    stop_url = reverse("ladder:stop", args=[run.pk]) if own and person.may(Right.EDIT) else ""
    if run.state == Run.State.WAITING:
        return Progress(gettext("Waiting for the ladder's worker"), 0, 0, stop_url, poll_url)
    if run.stage == "climbing":
        doing, done, total = gettext("Looking for who is one step away"), run.climbed, run.climbs
    else:
        doing, done, total = gettext("Judging the firms by the books of %(day)s") % {"day": run.on}, run.done, run.total
    return Progress(doing, done if own else 0, total if own else 0, stop_url, poll_url)


def _whole_tables(asked: Asked) -> list[tuple[str, bool]]:
    """For the region's own code: which listed tables count as whole."""
    return [(table_name(table_of(kind)), whole) for kind, whole, _, _ in _whole_lines(asked)]


def _whole_lines(asked: Asked) -> list[tuple[str, bool, int, str]]:
    """Kind, whether it counts as whole, how many rows it has, and its name."""
    region = asked.person.region
    rows = {kind: ENTRIES[kind].objects.visible_to(asked.person).count() for kind in LISTED}
    whole = told_whole([region], asked.person)[region]
    said = dict(Whole.objects.visible_to(asked.person).filter(region=region).values_list("kind", "is_whole"))
    return [
        (kind, said.get(kind, kind in whole or rows[kind] > 0), rows[kind], table_name(table_of(kind)))
        for kind in LISTED
    ]


def _say_whole(request: HttpRequest, asked: Asked) -> None:
    region, actor = asked.person.region, actor_of(request)
    with transaction.atomic():
        for kind, was, _, name in _whole_lines(asked):
            now = f"whole-{kind}" in request.POST
            if now == was:
                continue
            fields = {"is_whole": now, "by_name": actor.name[:150], "at": timezone.now()}
            Whole.objects.update_or_create(region=region, kind=kind, defaults=fields)
            record_change(actor, WHOLE_SAID, Subject(TABLE, kind, name, region), {"whole": was}, {"whole": now})
