"""What was imported: the list, each import with what it found, its original, and how it is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.accounts.trail import actor_of
from yanzhen.desk.frame.listing import Column, Filter, Listing
from yanzhen.desk.register.ledger.kept import kept_path
from yanzhen.desk.register.ledger.ranks import rank_label
from yanzhen.desk.register.ledger.undoing import AlreadyUndoneError, undo_import
from yanzhen.desk.register.models import Import, Record
from yanzhen.desk.register.pages import wording
from yanzhen.desk.register.pages.drafts import LAMPS, SEVERITIES, FoundLine, words_of
from yanzhen.desk.register.pages.kinds import table_of
from yanzhen.desk.register.pages.models import SheetFinding
from yanzhen.desk.register.pages.values import key_words
from yanzhen.desk.register.pages.visitors import person_of
from yanzhen.tables import REGISTER_TABLES

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

MOST_KEYS = 20


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What taking an import back would withdraw."""

    rows: int
    only: int
    """Keys of which nothing else speaks: they vanish."""
    keys: tuple[str, ...]


@permitted(Right.READ)
@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """Every import that this person may see, the latest first."""
    listing = _list(request, person_of(request))
    rows = [(one, wording.table_name(table_of(one.kind))) for one in listing.rows]
    return render(request, "register/imports.html", {"listing": listing, "rows": rows})


@permitted(Right.READ)
@require_safe
def imported(request: HttpRequest, number: int) -> HttpResponse:
    """One import: what it brought, what was found, who brought it."""
    found = _import(request, number)
    shown = {
        "one": found,
        "name": wording.table_name(table_of(found.kind)),
        "rank": rank_label(found.rank, get_language() or "zh"),
        "lines": [_line(one) for one in found.findings],
        "records": found.records.count(),
        "has_original": kept_path(found.sha256).exists(),
    }
    return render(request, "register/imported.html", shown)


@permitted(Right.EDIT)
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take an import back as a whole; first it is said what goes with it."""
    found = _import(request, number)
    if request.method == "GET":
        return render(request, "register/undo.html", {"one": found, "withdrawn": _withdrawn(found)})
    try:
        keys = undo_import(found, actor_of(request), now=timezone.now())
    except AlreadyUndoneError:
        messages.warning(request, gettext("Someone took it back before you."))
    else:
        words = gettext("Taken back: %(keys)s rows say again what they said before it, or are gone.")
        messages.success(request, words % {"keys": f"{keys:,d}"})
    return redirect("register:imported", found.pk)


@permitted(Right.READ)
@require_safe
def original(request: HttpRequest, number: int) -> FileResponse:
    """The file as it was brought, for who may see the import."""
    found = _import(request, number)
    path = kept_path(found.sha256)
    if not path.exists():
        raise Http404(found.file)
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=found.file, content_type="application/octet-stream"
    )


def _list(request: HttpRequest, person: Person) -> Listing[Any]:
    kinds = tuple((table.name, wording.table_name(table)) for table in REGISTER_TABLES)
    return Listing(
        request,
        Import.objects.visible_to(person).defer("findings", "headings"),
        columns=(
            Column("recorded_at", gettext("Recorded"), order="recorded_at"),
            Column("file", gettext("Sheet file"), order="file"),
            Column("kind", gettext("Table"), order="kind"),
            Column("source", pgettext("who supplied it", "Source"), order="source"),
            Column("written", gettext("Written"), order="written", numeric=True),
            Column("bad", gettext("Left out"), order="bad", numeric=True),
            Column("by_name", gettext("By"), order="by_name"),
            Column("standing", gettext("Standing"), order="undone_at"),
        ),
        filters=(
            Filter("kind", gettext("Table"), lambda rows, value: rows.filter(kind=value), kinds),
            Filter("file", gettext("Sheet file"), lambda rows, value: rows.filter(file__icontains=value)),
            Filter(
                "source",
                pgettext("who supplied it", "Source"),
                lambda rows, value: rows.filter(source__icontains=value),
            ),
            Filter("standing", gettext("Standing"), _of_standing, _standings()),
        ),
        default_order=("-recorded_at", "-pk"),
    )


def _standings() -> tuple[tuple[str, str], ...]:
    return (("stands", gettext("stands")), ("undone", gettext("taken back")))


def _of_standing(rows: Any, value: str) -> Any:
    return rows.filter(undone_at=None) if value == "stands" else rows.exclude(undone_at=None)


def _import(request: HttpRequest, number: int) -> Import:
    return get_object_or_404(Import.objects.visible_to(person_of(request)), pk=number)


def _line(one: dict[str, Any]) -> FoundLine:
    finding = SheetFinding(number=0, **one)
    return FoundLine(finding, LAMPS[one["severity"]], str(SEVERITIES[one["severity"]]), words_of(finding))


def _withdrawn(imported: Import) -> Withdrawn:
    """The rows that the import brought, and those of which nothing else speaks."""
    rows = imported.records.order_by("pk")
    keys = rows.values_list("key", flat=True)
    others = Record.objects.filter(table=imported.kind, imported__undone_at=None).exclude(imported=imported)
    only = rows.exclude(key__in=others.values("key")).aggregate(keys=Count("key", distinct=True))["keys"]
    return Withdrawn(rows.count(), only, tuple(dict.fromkeys(key_words(key) for key in keys[:MOST_KEYS])))
