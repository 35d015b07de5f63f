"""Rows past their retention: named by ``yanzhen doctor`` and on the page, erased by the worker where the office has said so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_noop

from yanzhen.desk.accounts.models import FailedSignIn, Person, SignedIn
from yanzhen.desk.accounts.trail import Actor, Subject, record_change
from yanzhen.desk.api.models import Token
from yanzhen.desk.privacy.erasing import Erased, erase_people_rows, refuse_needed
from yanzhen.desk.privacy.kinds import days_of
from yanzhen.desk.privacy.mentions import PEOPLE
from yanzhen.desk.register.models import ENTRIES
from yanzhen.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RETENTION, OVERDUE = gettext_noop("retention"), gettext_noop("rows past their retention erased")


@dataclass(frozen=True, slots=True)
class Overdue:
    """Rows of one kind that should be gone."""

    kind: str
    rows: QuerySet[Any]


def overdue(now: datetime) -> Iterator[Overdue]:
    """By kind, the rows past their retention; a kind with none is left out."""
    for kind, rows in _rows(now):
        if rows.exists():
            yield Overdue(kind, rows)


def erase_overdue(now: datetime) -> dict[str, int]:
    """Erase them, kind by kind, each in a transaction with its entry on the trail; how many of each went."""
    done = {}
    for one in list(overdue(now)):
        number = one.rows.count()
        with transaction.atomic():
            files = _erase(one, now)
            record_change(Actor(None, "yanzhen"), OVERDUE, Subject(RETENTION, one.kind), None, {"rows": number})
        for file in files:
            file.unlink(missing_ok=True)
        done[one.kind] = number
    return done


def _rows(now: datetime) -> Iterator[tuple[str, QuerySet[Any]]]:
    today = timezone.localdate(now)
    closed = Q(is_active=False) | Q(valid_until__lt=today - _life("accounts"))
    idle = Person.objects.annotate(seen=Coalesce("last_login", "joined")).filter(
        closed, seen__lt=now - _life("accounts")
    )
    yield "accounts", idle.exclude(pk__in=_needed())
    yield "sessions", SignedIn.objects.filter(ended_at__lt=now - _life("sessions"))
    yield "failures", FailedSignIn.objects.filter(at__lt=now - _life("failures"))
    ended = Q(expires_at__lt=now - _life("tokens")) | Q(revoked_at__lt=now - _life("tokens"))
    yield "tokens", Token.objects.filter(ended)
    yield PEOPLE, ENTRIES[PEOPLE].objects.filter(true_to__lt=today - _life(PEOPLE))


def _life(kind: str) -> timedelta:
    return timedelta(days=days_of(kind))


def _needed() -> list[int]:
    """The last administrator stays, whatever the day."""
    found = []
    for person in Person.objects.filter(role="administrator"):
        try:
            refuse_needed(person, None)
        except InputError:
            found.append(person.pk)
    return found


def _erase(one: Overdue, now: datetime) -> list[Path]:
    if one.kind == PEOPLE:
        return erase_people_rows(tuple(one.rows), now, Erased())
    one.rows.delete()
    return []
