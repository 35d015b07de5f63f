"""Concordances of patent classes and products: brought by an administrator, each with its citation."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from yanzhen.chains.matrix import read_concordance
from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.accounts.trail import Subject, actor_of, name_of, record_change
from yanzhen.desk.chains.models import ConcordanceTable
from yanzhen.desk.frame.engine_words import error_sentence
from yanzhen.desk.register.pages.visitors import person_of
from yanzhen.errors import InputError

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from yanzhen.desk.accounts.models import Person

MOST_BYTES = 4 * 2**20
MOST_ROWS = 50_000
BROUGHT, REMOVED = gettext_noop("concordance brought"), gettext_noop("concordance removed")
KIND = gettext_noop("concordance")


@permitted(Right.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def concordances(request: HttpRequest) -> HttpResponse:
    """What there is; a POST brings another."""
    person = person_of(request)
    if request.method == "POST":
        wrong = _bring(request, person)
        if not wrong:
            messages.success(request, gettext("The concordance was brought in."))
            return redirect("chains:concordances")
        messages.error(request, wrong)
    rows: Any = ConcordanceTable.objects.visible_to(person).order_by("-at")
    return render(request, "chains/concordances.html", {"tables": list(rows)})


@permitted(Right.ADMINISTER)
@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Take one away."""
    person = person_of(request)
    with transaction.atomic():
        table = get_object_or_404(ConcordanceTable.objects.visible_to(person), pk=number)
        record_change(actor_of(request), REMOVED, _subject(table), _told(table), None)
        table.delete()
    messages.success(request, gettext("The concordance was removed."))
    return redirect("chains:concordances")


def _bring(request: HttpRequest, person: Person) -> str:
    """Keep the file's rows; what is wrong with it, or nothing."""
    file: UploadedFile[Any] | None = request.FILES.get("file")
    if file is None or not file.size:
        return gettext("Choose a CSV file.")
    if file.size > MOST_BYTES:
        return gettext("The file is too large: at most %(mb)s MB.") % {"mb": MOST_BYTES // 2**20}
    content = file.read()
    try:
        found = _read(content)
    except (InputError, UnicodeDecodeError) as fault:
        wrong = error_sentence(fault) if isinstance(fault, InputError) else gettext("not UTF-8")
        return gettext(
            "The file was not taken: a first line “# whose table this is”, then the columns ipc and node, in UTF-8 (%(fault)s)."
        ) % {"fault": wrong[:200]}
    if len(found.rows) > MOST_ROWS:
        return gettext("The file has too many rows: at most %(rows)s.") % {"rows": f"{MOST_ROWS:,d}"}
    with transaction.atomic():
        table = ConcordanceTable.objects.create(
            region=person.region,
            name=str(file.name or "")[:200],
            citation=found.citation[:400],
            sha256=hashlib.sha256(content).hexdigest(),
            rows=[list(row) for row in found.rows],
            by_name=name_of(person),
            at=timezone.now(),
        )
        record_change(actor_of(request), BROUGHT, _subject(table), None, _told(table))
    return ""


def _read(content: bytes) -> Any:
    """As the engine reads a file of the disk."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "concordance.csv"
        path.write_bytes(content)
        return read_concordance(path)


def _subject(table: ConcordanceTable) -> Subject:
    return Subject(KIND, str(table.pk), table.name, table.region)


def _told(table: ConcordanceTable) -> dict[str, Any]:
    return {"citation": table.citation, "sha256": table.sha256, "rows": len(table.rows)}
