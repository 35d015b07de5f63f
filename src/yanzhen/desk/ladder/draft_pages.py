"""Draft books: written, checked as they are saved, tried on worked cases and on the region's firms, approved by a second person, withdrawn."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.accounts.trail import actor_of
from yanzhen.desk.frame.engine_words import error_in_words
from yanzhen.desk.ladder import drafting, runs
from yanzhen.desk.ladder.asked import Asked, asked_of, person_of
from yanzhen.desk.ladder.book_pages import case_line
from yanzhen.desk.ladder.drafting import MOST_LETTERS, OPEN, checked_book
from yanzhen.desk.ladder.models import BookDraft, Flip, Run
from yanzhen.desk.ladder.views import progress_of
from yanzhen.desk.ladder.words import answer_lamp, answer_word, said
from yanzhen.errors import YanzhenError
from yanzhen.ladder.cases import cases_path

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

NAME = re.compile(r"[a-z][a-z0-9_-]{1,39}")
MOST_FLIPS = 500
MOST_NOTE = 2000


@permitted(Right.READ)
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """All drafts of this office, those that wait first."""
    person = person_of(request)
    rows = BookDraft.objects.visible_to(person).defer("text", "cases").order_by("-edited_at", "-pk")
    open_ = [row for row in rows if row.state in OPEN]
    done = [row for row in rows if row.state not in OPEN]
    return render(request, "ladder/drafts.html", {"open": open_, "done": done[:100]})


@permitted(Right.EDIT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a draft with the text of a book."""
    asked = asked_of(request)
    based_on = (request.POST if request.method == "POST" else request.GET).get("based_on", "")
    if request.method == "POST":
        name = request.POST.get("book", "").strip()
        made = _begin(request, asked, based_on, name)
        if made is not None:
            return redirect("ladder:draft", made.pk)
    books = list(asked.books.all())
    shown = {**asked.fields, "books": books, "based_on": based_on, "book": request.POST.get("book", based_on)}
    return render(request, "ladder/new_draft.html", shown, status=400 if request.method == "POST" else 200)


@permitted(Right.READ)
@require_safe
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """The draft: its text, what is wrong with it, its worked cases, the firms that it flips."""
    found = _draft(request, number)
    person = person_of(request)
    return render(request, "ladder/draft.html", _shown(request, found, person))


@permitted(Right.READ)
@require_safe
def draft_work(request: HttpRequest, number: int) -> HttpResponse:
    """How far the looking for flips is, for htmx; when it ended, the page is loaded anew."""
    found = _draft(request, number)
    run = found.runs.order_by("-asked_at", "-pk").first()
    if run is None or run.state not in runs.OPEN:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    work = progress_of(run, person_of(request), reverse("ladder:draft_work", args=[number]))
    return render(request, "ladder/work.html", {"work": work})


@permitted(Right.EDIT)
@require_POST
def save_draft(request: HttpRequest, number: int) -> HttpResponse:
    """Keep the text as it is now and check it; a text that someone else saved meanwhile is not overwritten."""
    found = _draft(request, number)
    if found.state not in OPEN or request.POST.get("version") != str(found.version):
        messages.error(
            request, gettext("Someone else changed the draft meanwhile. Your text is below; compare it and save again.")
        )
        shown = _shown(request, found, person_of(request)) | {
            "text": _text(request, "text"),
            "cases_text": _text(request, "cases"),
        }
        return render(request, "ladder/draft.html", shown, status=409)
    found.text, found.cases = _text(request, "text"), _text(request, "cases")
    checked = drafting.save(found, person_of(request), actor_of(request), now=timezone.now())
    if checked.faults:
        messages.warning(request, gettext("Kept, with one fault that is to be put right."))
    else:
        messages.success(request, gettext("Kept. The text has no fault."))
    return redirect("ladder:draft", number)


@permitted(Right.EDIT)
@require_POST
def flips(request: HttpRequest, number: int) -> HttpResponse:
    """Look for the firms whose answer the draft changes."""
    found, asked = _draft(request, number), asked_of(request, post=True)
    if checked_book(found).book is None:
        messages.error(request, gettext("The draft cannot be used yet: put its fault right first."))
    else:
        runs.ask(asked.person, asked.on, asked.applicant, actor_of(request), now=timezone.now(), draft=found)
    return redirect("ladder:draft", number)


@permitted(Right.EDIT)
@require_POST
def ask_approval(request: HttpRequest, number: int) -> HttpResponse:
    """Hand it to an approver."""
    found = _draft(request, number)
    try:
        drafting.ask_approval(found, actor_of(request))
    except YanzhenError as error:
        messages.error(request, _in_words(error))
    else:
        messages.success(request, gettext("It waits for an approver who did not edit it."))
    return redirect("ladder:draft", number)


@permitted(Right.APPROVE)
@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Publish it, send it back, withdraw it, or drop it."""
    found, person, actor, now = _draft(request, number), person_of(request), actor_of(request), timezone.now()
    note = request.POST.get("note", "").strip()[:MOST_NOTE]
    try:
        match request.POST.get("act", ""):
            case "publish":
                drafting.publish(found, person, actor, note, now=now)
                messages.success(request, gettext("Published. Judge the firms again for the lists to show it."))
            case "back":
                drafting.send_back(found, actor, note)
                messages.success(request, gettext("Sent back to who edits it."))
            case "withdraw":
                drafting.withdraw(found, actor, note, now=now)
                messages.success(request, gettext("Withdrawn. What stood before it stands again."))
            case "drop":
                drafting.drop(found, actor, now=now)
                messages.success(request, gettext("Dropped. Its text stays on the trail."))
            case _:
                raise Http404
    except YanzhenError as error:
        messages.error(request, _in_words(error))
    return redirect("ladder:draft", number)


def _draft(request: HttpRequest, number: int) -> BookDraft:
    return get_object_or_404(BookDraft.objects.visible_to(person_of(request)), pk=number)


def _begin(request: HttpRequest, asked: Asked, based_on: str, name: str) -> BookDraft | None:
    if not NAME.fullmatch(name):
        messages.error(request, gettext("The id must be of small letters, digits and hyphens, such as zj26."))
        return None
    base = asked.book(based_on)
    cases = cases_path(asked.books.shelf.path(base.id))
    made = BookDraft(
        book=name,
        title=base.title.zh[:200],
        based_on=base.id,
        text=drafting.template_of(base.id, name),
        cases=cases.read_text(encoding="utf-8-sig") if cases.is_file() else "",
        region=asked.person.region,
        department="" if asked.person.sees_all_departments else asked.person.department,
    )
    drafting.save(made, asked.person, actor_of(request), now=timezone.now())
    return made


def _shown(request: HttpRequest, found: BookDraft, person: Person) -> dict[str, Any]:
    asked = asked_of(request)
    checked = checked_book(found)
    run = found.runs.order_by("-asked_at", "-pk").first()
    at_work = run is not None and run.state in runs.OPEN
    poll = reverse("ladder:draft_work", args=[found.pk])
    return {
        **asked.fields,
        "draft": found,
        "text": found.text,
        "cases_text": found.cases,
        "numbered": list(enumerate(found.text.split("\n"), start=1)),
        "fault_lines": {fault.line for fault in checked.faults},
        "faults": checked.faults,
        "case_lines": [case_line(one) for one in checked.cases],
        "run": run,
        "work": progress_of(run, person, poll) if run and at_work else None,
        "changes": _flip_counts(run, person) if run else [],
        "flips": _flips(run, person) if run else [],
        "run_is_old": run is not None and run.draft_version != found.version,
        "is_open": found.state in OPEN,
        "may_approve": person.may(Right.APPROVE) and drafting.may_approve(found, person),
        "alone": drafting.is_alone(),
        "standing": _standing(found, asked),
    }


def _standing(found: BookDraft, asked: Asked) -> str:
    book = asked.books.find(found.book)
    return f"{said(book.title)} [{book.id}]" if book else ""


def _flip_counts(run: Run, person: Person) -> list[tuple[str, Any, str, Any, int]]:
    """How many firms go from which answer to which."""
    rows = (
        Flip.objects.visible_to(person)
        .filter(run=run)
        .order_by()
        .values_list("before", "after")
        .annotate(n=Count("pk"))
    )
    return [(*_answer(before), *_answer(after), number) for before, after, number in sorted(rows)]


def _flips(run: Run, person: Person) -> list[tuple[Flip, str, Any, str, Any]]:
    rows = Flip.objects.visible_to(person).filter(run=run).order_by("after", "before", "name", "uscc")[:MOST_FLIPS]
    return [(row, *_answer(row.before), *_answer(row.after)) for row in rows]


def _answer(answer: str) -> tuple[str, Any]:
    if answer == "none":
        return gettext("no book before"), None
    return answer_word(answer), answer_lamp(answer)


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\r\n", "\n")[:MOST_LETTERS]


def _in_words(error: YanzhenError) -> str:
    words = gettext("Not done: %(what)s; seen: %(seen)s; expected: %(expected)s. %(todo)s")
    return words % asdict(error_in_words(error))
