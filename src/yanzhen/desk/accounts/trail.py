"""The audit trail: the one path by which every change is written down, and the check that nobody cut it."""

from __future__ import annotations

import hashlib
import json
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from yanzhen.desk.accounts.models import Person, TrailEntry, TrailHead

if TYPE_CHECKING:
    from django.http import HttpRequest

Fields = dict[str, Any] | None
COVERED = (
    "number", "person_name", "address", "request_id", "action", "subject_kind", "subject_id", "subject_name", "region", "before",
    "after", "previous",
)  # fmt: skip
_noted: ContextVar[str] = ContextVar("the request of the last entry", default="")


@dataclass(frozen=True, slots=True)
class Subject:
    """What was changed, as text that outlives it."""

    kind: str
    id: str
    name: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changed it, and from where; the worker and the command line have no request."""

    person: Person | None
    name: str
    address: str = ""
    request_id: str = ""


COMMAND_LINE = Actor(None, gettext_noop("command line"))
PROGRAMS = (COMMAND_LINE.name,)


def who(name: str) -> str:
    """An actor's name as a page shows it: a person's as it stands, a program's in the language of the page."""
    return gettext(name) if name in PROGRAMS else name


def actor_of(request: HttpRequest) -> Actor:
    """The person behind a request."""
    user = request.user if isinstance(request.user, Person) else None
    name = name_of(user) if user else "-"
    return Actor(user, name, client_address(request), request.META.get("yanzhen.request_id", ""))


def name_of(person: Person) -> str:
    """A person as the trail names them, for as long as it is kept."""
    return f"{person.full_name} ({person.username})"


def client_address(request: HttpRequest) -> str:
    """Where the request comes from; behind a proxy the last address that the proxy itself added."""
    address: str = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        address = request.META.get("HTTP_X_FORWARDED_FOR", address).rsplit(",", 1)[-1].strip()
    return address[:64]


def record_change(actor: Actor, action: str, subject: Subject, before: Fields, after: Fields) -> TrailEntry:
    """Write one entry, in the transaction of the change itself: call it inside ``transaction.atomic()``.

    ``action`` and ``subject.kind`` are English words marked with ``gettext_noop``, so that the trail's page can translate them.
    ``before`` is ``None`` for what is new, ``after`` for what is removed; give the fields that matter, never a password.
    """
    with transaction.atomic():
        head, _ = TrailHead.objects.select_for_update().get_or_create(pk=1)
        entry = TrailEntry(
            number=head.number + 1,
            at=timezone.now(),
            person=actor.person,
            person_name=actor.name[:160],
            address=actor.address,
            request_id=actor.request_id,
            action=action,
            subject_kind=subject.kind,
            subject_id=subject.id,
            subject_name=subject.name[:255],
            region=subject.region,
            before=_as_stored(before),
            after=_as_stored(after),
            previous=head.digest,
        )
        entry.digest = digest_of(entry)
        entry.save(force_insert=True)
        head.number, head.digest = entry.number, entry.digest
        head.save()
    _noted.set(actor.request_id)
    return entry


def record_export(
    actor: Actor, what: str, rows: int | None, asked: dict[str, str], region: str = "", file: str = ""
) -> TrailEntry:
    """Write down that rows were taken out: ``what`` as a word marked with ``gettext_noop``, ``asked`` the filters of the list.

    ``rows`` is ``None`` where nobody counted them (a file that is given out as it came in).
    """
    counted = {} if rows is None else {"rows": rows}
    return record_change(
        actor, gettext_noop("exported"), Subject(what, "", name=file, region=region), None, {**counted, **asked}
    )


def is_noted(request: HttpRequest) -> bool:
    """Whether this request has written an entry already."""
    identity: str = request.META.get("yanzhen.request_id", "-")
    return _noted.get() == identity


def _as_stored(fields: Fields) -> Fields:
    """As the database will give it back, so that the digest is the same then."""
    stored: Fields = json.loads(json.dumps(fields, cls=DjangoJSONEncoder))
    return stored


def digest_of(entry: TrailEntry) -> str:
    """SHA-256 over every field of the entry and the digest of the one before."""
    covered = {name: getattr(entry, name) for name in COVERED} | {"at": _instant(entry.at)}
    text = json.dumps(covered, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True, slots=True)
class ChainReport:
    """Whether the trail is whole; ``broken_at`` is the number of the first entry that does not fit."""

    entries: int
    broken_at: int | None
    why: str = ""

    @property
    def whole(self) -> bool:
        return self.broken_at is None


def verify_chain() -> ChainReport:
    """Walk the whole trail: numbers without a gap, each digest right, the head where the last entry is.

    Someone who can write the database can write a whole new chain; to be safe from that too, keep the last digest elsewhere from time
    to time (the trail's page and each backup show it).
    """
    previous, seen = "", 0
    for entry in TrailEntry.objects.order_by("number").iterator():
        why = _fault(entry, seen + 1, previous)
        if why:
            return ChainReport(seen, entry.number, why)
        previous, seen = entry.digest, seen + 1
    head = TrailHead.objects.filter(pk=1).first()
    if (head.number, head.digest) != (seen, previous) if head else seen:
        return ChainReport(seen, seen + 1, gettext_noop("the last entries are missing"))
    return ChainReport(seen, None)


def _fault(entry: TrailEntry, number: int, previous: str) -> str:
    if entry.number != number:
        return gettext_noop("an entry before it is missing")
    if entry.previous != previous:
        return gettext_noop("it does not follow the entry before it")
    return "" if entry.digest == digest_of(entry) else gettext_noop("it was altered")
