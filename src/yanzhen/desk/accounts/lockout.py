"""Guessing of passwords is stopped: after some failures a name is locked for a while.

Five failures of one name from one address lock that pair, so that nobody else is locked out by a guesser elsewhere;
twenty of one name from anywhere, or from one address with any names, lock that name or address.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.crypto import salted_hmac

from yanzhen.desk.accounts.models import FailedSignIn

if TYPE_CHECKING:
    from datetime import datetime


def is_locked(username: str, address: str, now: datetime) -> bool:
    """Whether a sign-in is refused without looking at the password."""
    recent = FailedSignIn.objects.filter(at__gt=now - timedelta(minutes=settings.LOCKOUT_MINUTES))
    of_name, of_address = recent.filter(username=_folded(username)), recent.filter(address=address)
    return (
        of_name.filter(address=address).count() >= settings.LOCKOUT_FAILURES
        or of_name.count() >= settings.LOCKOUT_FAILURES_ANYWHERE
        or of_address.count() >= settings.LOCKOUT_FAILURES_ANYWHERE
    )


def note_failure(username: str, address: str, now: datetime) -> None:
    """Count a wrong password, and forget those of the day before."""
    FailedSignIn.objects.filter(at__lt=now - timedelta(days=1)).delete()
    FailedSignIn.objects.create(username=_folded(username), address=address, at=now)


def forgive(username: str, address: str) -> None:
    """The right password ends the count of that name from that address."""
    FailedSignIn.objects.filter(username=_folded(username), address=address).delete()


def _folded(username: str) -> str:
    """The name as it is counted: as a keyed hash, since people type their password into the box of the name."""
    return salted_hmac("yanzhen lockout", username.strip().casefold(), algorithm="sha256").hexdigest()
