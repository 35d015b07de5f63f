"""The audit trail, for auditors: filters, pages, the state of the chain, and its export."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_GET

from yanzhen.desk.accounts.models import TrailEntry
from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.accounts.trail import ChainReport, actor_of, record_export, verify_chain
from yanzhen.desk.accounts.trail_words import field_words, value_words
from yanzhen.desk.frame.exporting import BYTE_ORDER_MARK, TYPES, defused, exported
from yanzhen.desk.frame.listing import Column, Filter, Listing

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import TrailQuerySet

COLUMNS = (_("No."), _("When"), _("Who"), _("What"), _("Subject"), _("Before and after"), _("From"))
EXPORTED = (
    ("number", _("No.")), ("at", _("When")), ("person_name", _("Who")), ("action", _("What")), ("subject_kind", _("Kind")),
    ("subject_name", _("Subject")), ("subject_id", _("Subject number")), ("region", _("Region")), ("before", _("Before")),
    ("after", _("After")), ("address", _("From")), ("request_id", _("Request")), ("previous", _("Digest before")), ("digest", _("Digest")),
)  # fmt: skip


@permitted(Right.AUDIT)
@require_GET
def trail(request: HttpRequest) -> HttpResponse:
    """Who changed what, when and from where."""
    words = {"field_words": field_words, "value_words": value_words}
    page = {"list": _listing(request), "chain": _chain(request), **words}
    return render(request, "accounts/trail.html", page)


@permitted(Right.AUDIT)
@require_GET
def trail_export(request: HttpRequest) -> StreamingHttpResponse:
    """The entries of the filters as CSV, whole; that they were taken out is an entry itself."""
    answer = StreamingHttpResponse(_csv(_taken_out(request)), content_type=TYPES["csv"])
    answer["Content-Disposition"] = f'attachment; filename="trail-{timezone.localdate()}.csv"'
    return answer


@permitted(Right.AUDIT)
@require_GET
def trail_workbook(request: HttpRequest) -> HttpResponse:
    """The same as a workbook, for reading: what is longer than a cell of Excel ends with …."""
    entries, headings = _taken_out(request), [gettext(title) for _name, title in EXPORTED]
    return exported("xlsx", f"trail-{timezone.localdate()}", headings, map(_cells, entries))


def _taken_out(request: HttpRequest) -> Iterator[TrailEntry]:
    """The entries of the filters, once it is written down that they go out."""
    listing = _listing(request)
    asked = {key: value for key, value in listing.kept("page") if key != "sort"}
    rows = min(listing.count, settings.EXPORT_MOST_ROWS)
    entry = record_export(actor_of(request), _("audit trail"), rows, asked)
    before = listing.every_row.filter(number__lt=entry.number)
    return before[: settings.EXPORT_MOST_ROWS].iterator(chunk_size=2_000)


def _listing(request: HttpRequest) -> Listing[TrailEntry]:
    entries = TrailEntry.objects.visible_to(request.user)
    return Listing(
        request,
        entries,
        columns=_columns(),
        filters=_filters(entries),
        exports=((gettext("CSV"), "accounts:trail_export"), (gettext("Excel"), "accounts:trail_workbook")),
        default_order=("-number",),
    )


def _columns() -> tuple[Column, ...]:
    return tuple(Column(title, gettext(title), numeric=title == "No.") for title in COLUMNS)


def _filters(entries: TrailQuerySet) -> tuple[Filter, ...]:
    actions = sorted(entries.order_by().values_list("action", flat=True).distinct())
    kinds = sorted(entries.order_by().values_list("subject_kind", flat=True).distinct())
    return (
        Filter("q", gettext("Person or subject"), _naming),
        Filter(
            "from", gettext("From day"), lambda rows, day: rows.filter(at__gte=_start(day)), word_of=_day, kind="date"
        ),
        Filter(
            "to", gettext("To day"), lambda rows, day: rows.filter(at__lt=_start(day, 1)), word_of=_day, kind="date"
        ),
        Filter("action", gettext("What"), lambda rows, word: rows.filter(action=word), _choices(actions)),
        Filter("kind", gettext("Kind"), lambda rows, word: rows.filter(subject_kind=word), _choices(kinds)),
        Filter("request", gettext("Request"), lambda rows, word: rows.filter(request_id=word)),
    )


def _choices(words: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple((word, gettext(word)) for word in words if word)


def _naming(rows: Any, word: str) -> Any:
    return rows.filter(Q(person_name__icontains=word) | Q(subject_name__icontains=word) | Q(subject_id=word))


def _day(text: str) -> str:
    """The day as it stands, or nothing where it is none."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def _start(day: str, later: int = 0) -> datetime:
    """When that day, or one so many days later, begins at the desk."""
    return timezone.make_aware(datetime.combine(date.fromisoformat(day) + timedelta(days=later), time.min))


def _chain(request: HttpRequest) -> ChainReport | None:
    """The check of the whole trail: at once while it is short, else when it is asked for."""
    short = TrailEntry.objects.count() <= settings.TRAIL_CHECKED_ROWS
    return verify_chain() if short or "check" in request.GET else None


def _csv(entries: Iterator[TrailEntry]) -> Iterator[str]:
    line = io.StringIO()
    write = csv.writer(line).writerow
    yield BYTE_ORDER_MARK
    write([gettext(title) for _name, title in EXPORTED])
    for entry in entries:
        yield _taken(line)
        write(_cells(entry))
    yield _taken(line)


def _cells(entry: TrailEntry) -> list[str]:
    return [_cell(getattr(entry, name)) for name, _title in EXPORTED]


def _taken(line: io.StringIO) -> str:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text


def _cell(value: Any) -> str:
    """Words as they are stored, so that the digests can be worked out again; no spreadsheet takes them for a formula."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    return defused(json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else str(value))
