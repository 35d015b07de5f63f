"""A sheet on its way into the register: brought, looked at, checked, decided. Each step is done by the worker, never by the web server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.accounts.trail import actor_of
from yanzhen.desk.frame.engine_words import error_sentence
from yanzhen.desk.register.ledger.drafts import drop_draft, keep_draft
from yanzhen.desk.register.ledger.mapping import remember_mapping
from yanzhen.desk.register.ledger.office import office_of
from yanzhen.desk.register.models import SheetDraft
from yanzhen.desk.register.pages import jobs
from yanzhen.desk.register.pages.about import TYPES
from yanzhen.desk.register.pages.drafts import DraftPage, draft_page, waiting_drafts
from yanzhen.desk.register.pages.errors_book import clear_work, errors_path
from yanzhen.desk.register.pages.forms import BringForm, chosen_mapping
from yanzhen.desk.register.pages.kinds import table_of
from yanzhen.desk.register.pages.looking import from_json
from yanzhen.desk.register.pages.models import SheetJob
from yanzhen.desk.register.pages.visitors import person_of
from yanzhen.errors import InputError

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

PASTED = "pasted.tsv"
PIECE = 1 << 20


@permitted(Right.EDIT)
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Put a sheet on the desk."""
    person = person_of(request)
    initial = {"kind": request.GET.get("kind", "")}
    form = BringForm(request.POST, request.FILES) if request.method == "POST" else BringForm(initial=initial)
    if request.method == "POST" and form.is_valid():
        draft = _kept(request, form.cleaned_data, person)
        return redirect("register:draft", draft.pk)
    shown = {"form": form, "drafts": waiting_drafts(person)}
    return render(request, "register/bring.html", shown, status=400 if form.errors else 200)


@permitted(Right.EDIT)
@require_safe
def draft(request: HttpRequest, draft: int) -> HttpResponse:
    """Where the sheet stands: at work, asking what its columns mean, or checked and waiting for a decision."""
    found = _job(request, draft)
    if found.act == jobs.Act.IMPORT and found.state == jobs.State.DONE:
        return _result(request, found)
    return render(request, "register/draft.html", {"page": _page(request, found)})


@permitted(Right.EDIT)
@require_safe
def draft_work(request: HttpRequest, draft: int) -> HttpResponse:
    """The progress alone, asked for again and again by the page; when the work ended, the page is loaded anew."""
    found = _job(request, draft)
    if found.state not in (jobs.State.WAITING, jobs.State.RUNNING):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "register/draft_work.html", {"page": _page(request, found)})


@permitted(Right.EDIT)
@require_POST
def choose(request: HttpRequest, draft: int) -> HttpResponse:
    """What the sheet holds, after all: another table, or one sheet of the file."""
    found = _job(request, draft)
    kind, sheet = request.POST.get("kind", ""), request.POST.get("sheet", "")[:100]
    if kind:
        table_of(kind)
    with transaction.atomic():
        changed = {"kind": kind or found.draft.kind, "sheet": sheet}
        if kind and kind != found.draft.kind:
            changed["mapping"] = {}  # type: ignore[assignment]
        SheetDraft.objects.filter(pk=found.draft_id).update(**changed)
        _ask(request, found.draft, jobs.Act.LOOK)
    return redirect("register:draft", found.draft_id)


@permitted(Right.EDIT)
@require_POST
def confirm_headers(request: HttpRequest, draft: int) -> HttpResponse:
    """What each unknown header means; it is remembered for the next sheet of this kind."""
    found = _job(request, draft)
    if _is_stale(request, found):
        return _stale(request, found)
    page = _page(request, found)
    table = table_of(found.draft.kind)
    mapping, twice = chosen_mapping(table, page.unknown, request.POST)
    if twice:
        words = gettext("Two headers cannot mean the same column: %(names)s")
        messages.error(request, words % {"names": ", ".join(twice)})
        return redirect("register:draft", found.draft_id)
    with transaction.atomic():
        _remember(request, found, mapping)
        SheetDraft.objects.filter(pk=found.draft_id).update(mapping={**found.draft.mapping, **mapping})
        _ask(request, found.draft, jobs.Act.CHECK)
    return redirect("register:draft", found.draft_id)


@permitted(Right.EDIT)
@require_POST
def decide(request: HttpRequest, draft: int) -> HttpResponse:
    """Import the good rows, or all of them; the decision names the check that it was made on."""
    found = _job(request, draft)
    checked = found.act == jobs.Act.CHECK and found.state == jobs.State.DONE
    if _is_stale(request, found) or not checked:
        return _stale(request, found)
    if found.against != jobs.register_state(found.draft.kind):
        _ask(request, found.draft, jobs.Act.CHECK)
        messages.warning(request, gettext("The register has changed since the check; the sheet is checked anew."))
        return redirect("register:draft", found.draft_id)
    good_rows = request.POST.get("rows") == "good"
    if not good_rows and not found.counts.get("all_good"):
        messages.error(request, gettext("Some rows are bad: import the good rows, or put the sheet right."))
        return redirect("register:draft", found.draft_id)
    _ask(request, found.draft, jobs.Act.IMPORT, good_rows=good_rows)
    return redirect("register:draft", found.draft_id)


@permitted(Right.EDIT)
@require_POST
def again(request: HttpRequest, draft: int) -> HttpResponse:
    """Check the sheet again: after a stop, a failure, or a change of the register."""
    found = _job(request, draft)
    act = jobs.Act.CHECK if found.draft.kind and found.looked.get("sheets") else jobs.Act.LOOK
    _ask(request, found.draft, act)
    return redirect("register:draft", found.draft_id)


@permitted(Right.EDIT)
@require_POST
def stop(request: HttpRequest, draft: int) -> HttpResponse:
    """Ask no more for it; nothing of it is written."""
    found = _job(request, draft)
    if jobs.QUEUE.stop(found, now=timezone.now()):
        messages.info(request, gettext("Stopped. Nothing was written."))
    return redirect("register:draft", found.draft_id)


@permitted(Right.EDIT)
@require_POST
def drop(request: HttpRequest, draft: int) -> HttpResponse:
    """Import nothing: the draft goes, and its file with it."""
    found = _job(request, draft)
    jobs.QUEUE.stop(found, now=timezone.now())
    clear_work(found)
    drop_draft(found.draft)
    messages.info(request, gettext("Nothing was imported; the sheet is off the desk."))
    return redirect("register:bring")


@permitted(Right.EDIT)
@require_safe
def errors_book(request: HttpRequest, draft: int) -> FileResponse:
    """The person's own workbook with the reasons beside its rows."""
    found = _job(request, draft)
    path = errors_path(found)
    if not path.exists():
        raise Http404("no findings")
    name = f"{found.draft.file.rpartition('.')[0] or found.draft.file}-{gettext('findings')}.xlsx"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=TYPES["xlsx"])


def _kept(request: HttpRequest, given: dict[str, Any], person: Person) -> SheetDraft:
    """The draft of what was brought, with the work that it asks for."""
    from yanzhen.desk.register.pages.names import file_name

    upload = given["file"]
    name = file_name(upload.name) if upload else PASTED
    chosen = {"source": given["source"].strip(), "rank": given["rank"] or None, "stated_on": given["stated_on"]}
    chunks: Iterator[bytes] = upload.chunks(PIECE) if upload else iter((given["pasted"].encode("utf-8-sig"),))
    made = keep_draft(office_of(person), given["kind"], name, chunks, actor_of(request), now=timezone.now(), **chosen)
    _ask(request, made, jobs.Act.LOOK)
    return made


def _ask(request: HttpRequest, draft: SheetDraft, act: SheetJob.Act, **chosen: Any) -> SheetJob:
    actor = actor_of(request)
    said = {"address": actor.address, "request_id": actor.request_id[:32], "language": (get_language() or "")[:8]}
    return jobs.ask(draft, act, now=timezone.now(), **said, **chosen)


def _job(request: HttpRequest, draft: int) -> SheetJob:
    """The work of a draft that this person may see."""
    found = SheetDraft.objects.visible_to(person_of(request)).filter(pk=draft)
    return get_object_or_404(
        SheetJob.objects.visible_to(person_of(request)).select_related("draft__by"), draft__in=found
    )


def _page(request: HttpRequest, job: SheetJob) -> DraftPage:
    return draft_page(request, job, person_of(request))


def _is_stale(request: HttpRequest, job: SheetJob) -> bool:
    return request.POST.get("version", "") != str(job.version)


def _stale(request: HttpRequest, job: SheetJob) -> HttpResponse:
    messages.warning(
        request, gettext("The sheet was changed or checked anew meanwhile; look at it again before deciding.")
    )
    return redirect("register:draft", job.draft_id)


def _remember(request: HttpRequest, job: SheetJob, mapping: dict[str, str]) -> None:
    """For each sheet of the file, so that the next one with these headers asks nothing."""
    table, office = table_of(job.draft.kind), office_of(person_of(request))
    for sheet in from_json(job.looked):
        headers = [column.header for column in sheet.columns]
        mine = {header: key for header, key in mapping.items() if header in headers}
        if mine:
            try:
                remember_mapping(office, table, headers, mine, actor_of(request), now=timezone.now())
            except InputError as error:
                messages.warning(request, error_sentence(error))


def _result(request: HttpRequest, job: SheetJob) -> HttpResponse:
    """The import that came of it; or, where no row said anything new, that nothing was to be written."""
    if job.import_pk is None:
        return render(request, "register/draft.html", {"page": _page(request, job)})
    return redirect("register:imported", job.import_pk)
