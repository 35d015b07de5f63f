"""Whether a name and a password open the door: the lockout, the password kept here, or the directory's word."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.backends import ModelBackend
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from yanzhen.desk.accounts import directory, lockout
from yanzhen.desk.accounts.models import Door, Person
from yanzhen.desk.accounts.people import person_named, subject_of
from yanzhen.desk.accounts.trail import Subject, actor_of, client_address, record_change

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

LOG = logging.getLogger("yanzhen.accounts")


class SignInRefusedError(Exception):
    """Who asked is not let in; the text says why as far as it may be told."""


class DeskBackend(ModelBackend):
    """Passwords kept here; an account that was switched off or has ended opens nothing, nor do its sessions."""

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(user.may_enter(timezone.localdate()))


def admit(request: HttpRequest, username: str, password: str) -> Person:
    """The person whose name and password these are; ``SignInRefusedError`` for everyone else, with the same words for each.

    The failures before are not forgiven yet: a thief of the password could else guess codes for ever.
    """
    address, now = client_address(request), timezone.now()
    refuse_locked(username, address, now)
    person = _by_directory(username, password) or _by_password(request, username, password)
    if person is None:
        note_failure(request, username, now)
        raise SignInRefusedError(gettext("Name or password is wrong."))
    return person


def refuse_locked(username: str, address: str, now: datetime) -> None:
    """Stop before anything is looked at, where there were too many failures."""
    if lockout.is_locked(username, address, now):
        words = gettext("Too many wrong passwords. Wait %(minutes)s minutes, or ask your administrator for a new one.")
        raise SignInRefusedError(words % {"minutes": settings.LOCKOUT_MINUTES})


def note_failure(request: HttpRequest, username: str, now: datetime, action: str = _("sign-in refused")) -> None:
    """Count the failure, and write it down.

    A name that nobody has is not written: people type their password there.
    """
    address = client_address(request)
    known = person_named(username)
    subject = subject_of(known) if known else Subject(_("unknown name"), "")
    with transaction.atomic():
        lockout.note_failure(username, address, now)
        record_change(actor_of(request), action, subject, None, None)
        if lockout.is_locked(username, address, now):
            record_change(actor_of(request), _("sign-in locked for a while"), subject, None, None)


def refuse_ended(person: Person) -> None:
    """For doors that have already proved who it is: an account that is switched off or over stays out."""
    if not person.may_enter(timezone.localdate()):
        raise SignInRefusedError(gettext("This account is closed. Your administrator can open it again."))


def _by_password(request: HttpRequest, username: str, password: str) -> Person | None:
    person = authenticate(request, username=username, password=password)
    return person if isinstance(person, Person) and person.door == Door.PASSWORD else None


def _by_directory(username: str, password: str) -> Person | None:
    """The directory is asked for its own people, and for unknown names where it may bring people in."""
    door, name = settings.LDAP, username.strip()
    if not door.is_open:
        return None
    person = person_named(name)
    if not (person.door == Door.LDAP if person else door.makes_people):
        return None
    try:
        entry = directory.entry_of(door, name, password)
    except directory.DirectoryUnreachableError as error:
        LOG.warning("the directory cannot be asked: %s", error)
        raise SignInRefusedError(
            gettext("The directory does not answer. Try again, or tell your administrator.")
        ) from error
    if entry is None:
        return None
    found = directory.person_of(entry, person, door)
    refuse_ended(found)
    return found
