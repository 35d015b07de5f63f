"""What the register puts on the home page and in the rail."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from yanzhen.desk.accounts.rights import Right
from yanzhen.desk.frame.paper import Contradiction as Shown
from yanzhen.desk.frame.paper import HomePart, Matter, Said, Visit
from yanzhen.desk.frame.parts import Lamp
from yanzhen.desk.register.drawers import button, original_url, short_place
from yanzhen.desk.register.models import Contest, Contradiction, Statement

MOST_SHOWN = 5


def badge(visit: Visit) -> int:
    """Contests that wait for an approver."""
    return _open_contests(visit).count() if visit.person.may(Right.APPROVE) else 0


def home(visit: Visit) -> HomePart:
    """What contradicts, and which contests wait for this person."""
    pairs = Contradiction.objects.visible_to(visit.person).order_by("-pk")
    sides = pairs.select_related("first__source__document", "second__source__document")
    contests = list(_open_contests(visit).select_related("statement")) if visit.person.may(Right.APPROVE) else []
    return HomePart(
        waiting=tuple(_matter(row) for row in contests[:MOST_SHOWN]),
        waiting_count=len(contests),
        contradictions=tuple(_shown(pair) for pair in sides[:MOST_SHOWN]),
        contradiction_count=pairs.count(),
        contradictions_url=reverse("register:contradictions"),
    )


def _open_contests(visit: Visit) -> QuerySet[Contest]:
    return Contest.objects.visible_to(visit.person).filter(standing=Contest.Standing.OPEN).order_by("at")


def _matter(row: Contest) -> Matter:
    words = gettext("A figure is contested: %(what)s") % {"what": str(row.statement)}
    return Matter(
        Lamp.WATCH, words, f"{row.by_name}: {row.reason[:60]}", reverse("register:contests"), gettext("Decide")
    )


def _shown(pair: Contradiction) -> Shown:
    return Shown(pair.first.subject_text, pair.first.property, _said(pair.first), _said(pair.second))


def _said(statement: Statement) -> Said:
    return Said(button(statement), short_place(statement.source), original_url(statement.source))
