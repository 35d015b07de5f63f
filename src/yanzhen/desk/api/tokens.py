"""Making, taking back and recognising tokens."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from yanzhen.desk.accounts.trail import Actor, Subject, record_change
from yanzhen.desk.api.models import Token
from yanzhen.errors import InputError

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

PREFIX = "yz_"
"""Begins every secret, so that a search for leaked secrets finds it."""

BYTES, HINT = 32, 9
MOST_ALIVE = 10
LONGEST_DAYS = 366
SEEN_STEP = timedelta(minutes=1)
"""The last use is written at most this often."""

TOKEN = gettext_noop("API token")
MADE, REVOKED = gettext_noop("API token made"), gettext_noop("API token revoked")


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token with its secret: the one moment in which the secret can be read."""

    token: Token
    secret: str


def make_token(person: Person, name: str, days: int, actor: Actor, *, now: datetime) -> Issued:
    """A token for this person.

    Raises InputError for a life that is too long, or where the person has too many already.
    """
    if not 1 <= days <= LONGEST_DAYS:
        raise InputError(gettext("days"), seen=str(days), expected=f"1 – {LONGEST_DAYS}")
    if Token.objects.visible_to(person).alive(now).count() >= MOST_ALIVE:
        raise InputError(
            gettext("You have too many tokens"), expected=f"≤ {MOST_ALIVE}", todo=gettext("revoke one that is not used")
        )
    secret = PREFIX + secrets.token_urlsafe(BYTES)
    with transaction.atomic():
        token = Token.objects.create(
            person=person,
            name=name,
            digest=_digest(secret),
            hint=secret[:HINT],
            made_at=now,
            expires_at=now + timedelta(days=days),
        )
        record_change(actor, MADE, _subject(token), None, {"name": name, "expires_at": token.expires_at})
    return Issued(token, secret)


def revoke(token: Token, actor: Actor, *, now: datetime) -> None:
    """From now on it opens nothing; one that is revoked stays so."""
    with transaction.atomic():
        if Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now):
            record_change(actor, REVOKED, _subject(token), {"name": token.name}, None)


def token_of(secret: str, *, now: datetime) -> Token | None:
    """The token of this secret, if it still opens something and its person may still come in.

    A person whose account is switched off or over, or who has a new one-time password to change first, has no live token.
    """
    if not secret.startswith(PREFIX):
        return None
    token = Token.objects.alive(now).filter(digest=_digest(secret)).select_related("person").first()
    if token is None or token.person.must_change_password:
        return None
    return token if token.person.may_enter(timezone.localdate(now)) else None


def note_use(token: Token, address: str, *, now: datetime) -> None:
    """So that its person sees which tokens are used, and from where."""
    if token.last_used_at is None or now - token.last_used_at > SEEN_STEP or token.last_address != address:
        Token.objects.filter(pk=token.pk).update(last_used_at=now, last_address=address)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _subject(token: Token) -> Subject:
    return Subject(TOKEN, str(token.pk), f"{token.name} ({token.hint}…)", token.person.region)
