"""A cell of the register is contested with a reason, shown as such in its drawer, and decided by an approver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_http_methods, require_POST

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.accounts.trail import Subject, actor_of, record_change
from yanzhen.desk.register.forms import ContestForm, SettleForm
from yanzhen.desk.register.models import CellContest, Entry
from yanzhen.desk.register.pages import wording
from yanzhen.desk.register.pages.cells import cell_address, cell_drawer
from yanzhen.desk.register.pages.kinds import entry_model, table_of
from yanzhen.desk.register.pages.rows import entry_of
from yanzhen.desk.register.pages.ties import back
from yanzhen.desk.register.pages.values import key_words, with_unit
from yanzhen.desk.register.pages.visitors import person_of
from yanzhen.tables import Table

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

CONTESTED, DECIDED, CELL = _("cell contested"), _("cell contest decided"), _("cell")
MOST = 100


@dataclass(frozen=True, slots=True)
class CellContested:
    """One contest as the list shows it."""

    row: CellContest
    what: str
    column: str
    address: str

    @property
    def is_open(self) -> bool:
        return self.row.standing == CellContest.Standing.OPEN


@permitted(Right.READ)
@require_http_methods(["GET", "POST"])
def contest_cell(request: HttpRequest, kind: str, entry: int, column: str) -> HttpResponse:
    """Say that a cell is wrong. The figure stays; the contest stands beside it until it is decided."""
    person = person_of(request)
    table, found = entry_of(kind, entry, person)
    chosen = next((one for one in table.columns if one.name == column), None)
    drawer = cell_drawer(table, found, chosen, person) if chosen else None
    if chosen is None or drawer is None:
        raise Http404(column)
    form = ContestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _contest(
            request, table, found, column, with_unit(chosen, found.values.get(column)), form.cleaned_data["reason"]
        )
        messages.success(request, gettext("Your objection stands beside the figure until an approver decides."))
        return redirect(back(request, cell_address(table, found, column)))
    shown = {"form": form, "shown": drawer}
    return render(request, "register/contest_cell.html", shown, status=400 if form.errors else 200)


@permitted(Right.APPROVE)
@require_POST
def settle_cell(request: HttpRequest, number: int) -> HttpResponse:
    """An approver upholds or dismisses the contest of a cell."""
    row = get_object_or_404(CellContest.objects.visible_to(person_of(request)), pk=number)
    form = SettleForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return redirect("register:contests")
    if _settled(request, row, form.cleaned_data["standing"], form.cleaned_data["answer"]):
        messages.success(request, gettext("Decided. Who contested sees your answer beside the figure."))
    else:
        messages.warning(request, gettext("Another approver was faster; their answer stands below."))
    return redirect("register:contests")


def cell_contests(person: Person) -> list[CellContested]:
    """The contests that this person may see, the open ones first."""
    rows = CellContest.objects.visible_to(person).order_by("decided_at", "-at")[:MOST]
    return [_shown(row, person) for row in rows]


@transaction.atomic
def _contest(request: HttpRequest, table: Table, entry: Entry, column: str, value: str, reason: str) -> None:
    actor = actor_of(request)
    made = CellContest.objects.create(
        table=table.name, key=entry.key, subject=entry.subject, column=column, value=value[:400], reason=reason,
        by=actor.person, by_name=actor.name[:150], at=timezone.now(), region=entry.region, department=entry.department,
    )  # fmt: skip
    named = Subject(CELL, str(made.pk), f"{table.name} {key_words(entry.key)} {column}"[:255], entry.region)
    record_change(actor, CONTESTED, named, None, {"value": value, "reason": reason})


@transaction.atomic
def _settled(request: HttpRequest, row: CellContest, standing: str, answer: str) -> bool:
    actor = actor_of(request)
    decided = {
        "standing": standing, "answer": answer, "decided_by": actor.name[:150], "decided_at": timezone.now(),
    }  # fmt: skip
    still_open = CellContest.objects.filter(pk=row.pk, standing=CellContest.Standing.OPEN)
    if not still_open.update(**decided):
        return False
    named = Subject(CELL, str(row.pk), f"{row.table} {key_words(row.key)} {row.column}"[:255], row.region)
    record_change(actor, DECIDED, named, {"standing": "open"}, {"standing": standing, "answer": answer})
    return True


def _shown(row: CellContest, person: Person) -> CellContested:
    table = table_of(row.table)
    column = next((one for one in table.columns if one.name == row.column), None)
    entry = entry_model(table).objects.visible_to(person).filter(key=row.key).values_list("pk", flat=True).first()
    address = reverse("register:cell", args=[row.table, entry, row.column]) if entry else ""
    what = f"{wording.table_name(table)} · {key_words(row.key)}"
    return CellContested(row, what, wording.column_name(column) if column else row.column, address)
