"""The register's first page: every table with how much it holds, and what was brought last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.frame.changes import counted_once, state_of
from yanzhen.desk.register.models import ENTRIES, Contest, Contradiction, Import, Subject
from yanzhen.desk.register.pages import wording
from yanzhen.desk.register.pages.kinds import table_of
from yanzhen.desk.register.pages.visitors import person_of, scope_key

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

MOST_IMPORTS = 5


@dataclass(frozen=True, slots=True)
class TableLine:
    """One table: its rows, and of how many the sources disagree."""

    kind: str
    name: str
    meaning: str
    rows: int
    disagreeing: int


@permitted(Right.READ)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the register holds of each kind."""
    person = person_of(request)
    counts = counted_once(("register.tables", *scope_key(person)), state_of(request), lambda: _counts(person))
    lines = [_line(kind, *counts[kind]) for kind in ENTRIES]
    shown = {
        "lines": lines,
        "rows": sum(line.rows for line in lines),
        "imports": list(_imports(person)),
        "subjects": Subject.objects.visible_to(person).filter(head=None).count(),
        "contradictions": Contradiction.objects.visible_to(person).count(),
        "contests": Contest.objects.visible_to(person).filter(standing=Contest.Standing.OPEN).count(),
    }
    return render(request, "register/index.html", shown)


def _counts(person: Person) -> dict[str, tuple[int, int]]:
    """For each table its rows and those of which the sources disagree."""
    return {kind: _count(kind, person) for kind in ENTRIES}


def _count(kind: str, person: Person) -> tuple[int, int]:
    rows = ENTRIES[kind].objects.visible_to(person)
    told = rows.aggregate(rows=Count("pk"), disagreeing=Count("pk", filter=Q(conflict=True)))
    return told["rows"], told["disagreeing"]


def _line(kind: str, rows: int, disagreeing: int) -> TableLine:
    table = table_of(kind)
    return TableLine(kind, wording.table_name(table), wording.table_meaning(table), rows, disagreeing)


def _imports(person: Person) -> list[tuple[Import, str]]:
    latest = Import.objects.visible_to(person).defer("findings", "headings").order_by("-recorded_at", "-pk")
    return [(one, wording.table_name(table_of(one.kind))) for one in latest[:MOST_IMPORTS]]
