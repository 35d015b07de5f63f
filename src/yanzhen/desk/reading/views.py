"""Bringing pages, watching them being read, and a document with its original beside what was read."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_POST, require_safe

from yanzhen.desk.accounts.models import Person
from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.accounts.trail import Subject, actor_of, record_change
from yanzhen.desk.frame.engine_words import error_in_words
from yanzhen.desk.frame.parts import Lamp, Progress
from yanzhen.desk.reading import jobs
from yanzhen.desk.reading.documents import document_rows
from yanzhen.desk.reading.forms import BringForm, published
from yanzhen.desk.reading.models import ReadingJob
from yanzhen.desk.reading.sheets import sheet_of
from yanzhen.desk.reading.uploads import bring as bring_file
from yanzhen.desk.reading.uploads import stored_path
from yanzhen.desk.reading.words import WORDS
from yanzhen.desk.register.models import Document, Statement
from yanzhen.desk.register.words import PREDICATES
from yanzhen.errors import InputError

ROWS = 50
DOCUMENT = gettext_noop("document")
AGAIN, STOPPED = gettext_noop("page to be read again"), gettext_noop("reading stopped")
MOST_NAMED = 20


@permitted(Right.READ)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Bring pages, and see what became of those that were brought."""
    return render(request, "reading/index.html", _shelf(request) | {"form": BringForm()})


@permitted(Right.EDIT)
@require_POST
def bring(request: HttpRequest) -> HttpResponse:
    """Take the files; each is read by the worker, and each that was there before is told so."""
    form = BringForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "reading/index.html", _shelf(request) | {"form": form}, status=400)
    new: list[int] = []
    known: list[int] = []
    for upload in form.cleaned_data["files"]:
        try:
            brought = bring_file(
                upload, form.cleaned_data["published"], person_of(request), actor_of(request), now=timezone.now()
            )
        except InputError as error:
            messages.error(request, _in_words(error))
        else:
            (new if brought.is_new else known).append(brought.document.pk)
    return redirect(_told(new, known))


@permitted(Right.READ)
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """The shelf again, for htmx."""
    return render(request, "reading/shelf.html", _shelf(request))


@permitted(Right.EDIT)
@require_POST
def stop_all(request: HttpRequest) -> HttpResponse:
    """Stop every page that waits or is being read."""
    stopped = [job for job in _running(request) if _stopped(request, job)]
    messages.success(request, gettext("Stopped: %(count)s. Nothing of them was kept.") % {"count": len(stopped)})
    return redirect("reading:index")


@permitted(Right.READ)
@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The original beside its articles, statements, checks, names and facts."""
    shown = _document(request, pk)
    if shown.job.state != ReadingJob.State.DONE:
        return render(request, "reading/unread.html", _state(request, shown))
    sheet = sheet_of(shown, person_of(request), request.GET)
    may_edit = person_of(request).may(Right.EDIT)
    seen = {
        "sheet": sheet,
        "counts": {standing: sheet.standings.get(standing, 0) for standing in Statement.Standing.values},
        "disputed": sheet.disputed,
        "may_edit": may_edit,
        "can_read_again": may_edit and jobs.is_untouched(shown.job),
        "frame_watch": Lamp.WATCH,
        "predicates": PREDICATES,
        **WORDS,
    }
    return render(request, "reading/document.html", seen)


@permitted(Right.READ)
@require_safe
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the reading of one document is, for htmx; it turns to the document when it is read."""
    shown = _document(request, pk)
    if shown.job.state == ReadingJob.State.DONE:
        return HttpResponse(headers={"HX-Redirect": reverse("reading:document", args=[pk])})
    return render(request, "reading/state.html", _state(request, shown))


@permitted(Right.EDIT)
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the reading of one document."""
    if _stopped(request, _document(request, pk).job):
        messages.success(request, gettext("Stopped. Nothing of the page was kept; you can have it read again."))
    return redirect("reading:document", pk)


@permitted(Right.EDIT)
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a page again that failed or was stopped, or that nobody has reviewed yet."""
    shown = _document(request, pk)
    given = published(request.POST.get("published", ""))
    if given is None:
        messages.error(request, gettext("The date must be a year, a month or a day: 2020, 2020-09, 2020-09-01."))
        return redirect("reading:document", pk)
    with transaction.atomic():
        done = jobs.ask_again(shown.job, given, now=timezone.now())
        if done:
            _note(request, shown, AGAIN, {"published": given})
    if not done:
        messages.warning(request, gettext("It is being read already, or a person has decided about its statements."))
    return redirect("reading:document", pk)


@permitted(Right.READ)
@require_safe
def original_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file as it came, to be saved, never to be opened inside the desk."""
    shown = _document(request, pk)
    path = stored_path(shown.sha256)
    if not path.exists():
        raise Http404
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=shown.file, content_type="application/octet-stream"
    )


def person_of(request: HttpRequest) -> Person:
    """Who asks; the views' decorator has seen to it that someone is signed in."""
    assert isinstance(request.user, Person)
    return request.user


def _document(request: HttpRequest, pk: int) -> Document:
    mine = Document.objects.visible_to(person_of(request)).select_related("job")
    return get_object_or_404(mine, pk=pk, job__isnull=False)


def _shelf(request: HttpRequest) -> dict[str, Any]:
    person = person_of(request)
    documents = Document.objects.visible_to(person).filter(job__isnull=False).order_by("-brought_at", "-pk")
    page = Paginator(documents, ROWS).get_page(request.GET.get("page"))
    return {
        "page": page,
        "rows": document_rows(page.object_list, person),
        "work": _work(request),
        "new": _named(request, "new"),
        "known": _named(request, "known"),
        "may_edit": person.may(Right.EDIT),
        "here": request.GET.urlencode(),
    }


def _in_words(error: InputError) -> str:
    words = gettext("%(what)s was not taken: it is %(seen)s, expected is %(expected)s; %(todo)s.")
    return words % asdict(error_in_words(error))


def _named(request: HttpRequest, key: str) -> list[Document]:
    keys = [part for part in request.GET.get(key, "").split(",") if part.isdecimal() and len(part) < 16]
    return list(Document.objects.visible_to(person_of(request)).filter(pk__in=keys[:MOST_NAMED]))


def _told(new: list[int], known: list[int]) -> str:
    parts = [
        f"{name}={','.join(map(str, keys[:MOST_NAMED]))}" for name, keys in (("new", new), ("known", known)) if keys
    ]
    return f"{reverse('reading:index')}{'?' if parts else ''}{'&'.join(parts)}"


def _running(request: HttpRequest) -> list[ReadingJob]:
    rows = ReadingJob.objects.visible_to(person_of(request)).select_related("document")
    return list(rows.filter(state__in=(jobs.State.WAITING, jobs.State.READING)).order_by("asked_at", "pk"))


def _work(request: HttpRequest) -> Progress | None:
    running = _running(request)
    if not running:
        return None
    asked = ReadingJob.objects.visible_to(person_of(request)).filter(asked_at__gte=running[0].asked_at)
    now = next((job.document.file for job in running if job.state == jobs.State.READING), "")
    doing = gettext("Reading %(file)s") % {"file": now} if now else gettext("Waiting for the reader")
    return Progress(doing, asked.count() - len(running), asked.count(), reverse("reading:stop_all"))


def _state(request: HttpRequest, shown: Document) -> dict[str, Any]:
    return {"document": shown, "job": shown.job, "may_edit": person_of(request).may(Right.EDIT)}


def _stopped(request: HttpRequest, job: ReadingJob) -> bool:
    with transaction.atomic():
        done = jobs.QUEUE.stop(job, now=timezone.now())
        if done:
            _note(request, job.document, STOPPED, None)
    return done


def _note(request: HttpRequest, shown: Document, action: str, after: dict[str, Any] | None) -> None:
    record_change(actor_of(request), action, Subject(DOCUMENT, str(shown.pk), shown.file, shown.region), None, after)
