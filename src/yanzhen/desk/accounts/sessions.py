"""Who is signed in where: sessions are counted, shown to their person, and ended one by one or all at once."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models import Q, QuerySet
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from yanzhen.desk.accounts.models import Person, SignedIn
from yanzhen.desk.accounts.trail import client_address

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

SIGNED_OUT = _("You signed out.")
TOO_MANY = _("You were signed out here because you signed in elsewhere too often at once.")
ENDED_BY_YOU = _("You ended this session from another device.")
PASSWORD_NEW = _("You were signed out here because the password was changed.")
ENDED_BY_DESK = _("An administrator ended this session.")
KEPT_DAYS = 30  # then the note of a session is forgotten, ended or not


@receiver(user_logged_in)
def open_session(sender: type[Any], request: HttpRequest, user: Person, **kwargs: object) -> None:
    """Note the session that just began, and end the oldest where there are too many."""
    now = timezone.now()
    if request.session.session_key is None:
        request.session.create()
    SignedIn.objects.filter(seen__lt=now - timedelta(days=KEPT_DAYS)).delete()
    SignedIn.objects.update_or_create(
        key=request.session.session_key,
        defaults={
            "person": user, "since": now, "seen": now, "ended_at": None, "ended_why": "",
            "address": client_address(request), "device": request.META.get("HTTP_USER_AGENT", "")[:200],
        },
    )  # fmt: skip
    if settings.SESSIONS_MOST:
        for surplus in live_sessions(user, now)[settings.SESSIONS_MOST :]:
            end_session(surplus, TOO_MANY, now)


@receiver(user_logged_out)
def close_session(sender: type[Any], request: HttpRequest, user: Person | None, **kwargs: object) -> None:
    """Note that a person left."""
    key = request.session.session_key
    live = SignedIn.objects.filter(key=key, ended_at__isnull=True)
    live.update(ended_at=timezone.now(), ended_why=SIGNED_OUT)


def live_sessions(person: Person, now: datetime) -> QuerySet[SignedIn]:
    """The sessions that still open pages, newest first."""
    idle, longest = timedelta(minutes=settings.IDLE_MINUTES), timedelta(hours=settings.SESSION_HOURS)
    live = Q(ended_at__isnull=True, seen__gte=now - idle, since__gte=now - longest)
    return SignedIn.objects.filter(live, person=person).order_by("-since", "-pk")


def end_session(session: SignedIn, why: str, now: datetime) -> None:
    """The device's next request meets the door, and is told why."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    store(session.key).delete()
    session.ended_at, session.ended_why = now, why
    session.save(update_fields=["ended_at", "ended_why"])


def end_all(person: Person, why: str, now: datetime, *, but: str | None = None) -> int:
    """Every session of the person, but the one with that key; how many."""
    others = [one for one in SignedIn.objects.filter(person=person, ended_at__isnull=True) if one.key != but]
    for session in others:
        end_session(session, why, now)
    return len(others)


def note_seen(request: HttpRequest, person: Person) -> None:
    """The session was used now; one that began before sessions were counted is taken up."""
    key = request.session.session_key
    if not SignedIn.objects.filter(key=key).update(seen=timezone.now()):
        open_session(Person, request, person)


def why_ended(key: str) -> str:
    """Why the session of that key was ended from elsewhere; nothing where it was not."""
    ended = SignedIn.objects.filter(key=key, ended_at__isnull=False).exclude(ended_why=SIGNED_OUT)
    return ended.values_list("ended_why", flat=True).first() or ""


def follow_key(old: str | None, new: str | None) -> None:
    """Django gives a session a new key when its password changes; the note of the session goes with it."""
    SignedIn.objects.filter(key=old).update(key=new)
