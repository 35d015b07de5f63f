"""What a password must be, beyond Django's own checks."""

from __future__ import annotations

import secrets
import string
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext

if TYPE_CHECKING:
    from datetime import datetime

    from yanzhen.desk.accounts.models import Person

KINDS = (str.islower, str.isupper, str.isdigit)


class KindsOfCharacters:
    """At least three of: small letters, capitals, digits, anything else (GB/T 22239-2019 asks for complexity)."""

    def validate(self, password: str, user: object = None) -> None:
        """Refuse a password of fewer than three kinds."""
        if kinds_in(password) < 3:
            raise ValidationError(self.get_help_text(), code="password_kinds")

    def get_help_text(self) -> str:
        """The rule in words."""
        return gettext("Use at least three of: small letters, capitals, digits, other characters.")


class NotUsedLately:
    """None of the person's last passwords; Django calls ``password_changed`` after each is saved, where it is remembered."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse a password whose hash is among the last ones."""
        if user is None or user.pk is None:
            return
        if any(check_password(password, old.password) for old in _remembered(user)):
            raise ValidationError(self.get_help_text(), code="password_used_lately")

    def get_help_text(self) -> str:
        """The rule in words."""
        return gettext("None of your last %(number)s passwords.") % {"number": settings.PASSWORDS_REMEMBERED}

    def password_changed(self, password: str, user: Any = None) -> None:
        """Keep the hash of the password that was just saved, and forget the oldest."""
        if user is None or not user.has_usable_password():
            return
        user.old_passwords.create(password=user.password, at=timezone.now())
        kept = [old.pk for old in _remembered(user)]
        user.old_passwords.exclude(pk__in=kept).delete()


def _remembered(person: Person) -> list[Any]:
    return list(person.old_passwords.order_by("-pk")[: settings.PASSWORDS_REMEMBERED])


def why_due(person: Person, now: datetime) -> str:
    """``"given"`` for a one-time password, ``"old"`` for one past its days, else nothing."""
    if person.must_change_password:
        return "given"
    if not settings.PASSWORD_DAYS or not person.has_usable_password():
        return ""
    since = person.password_set_at or person.joined
    return "old" if now - since > timedelta(days=settings.PASSWORD_DAYS) else ""


def kinds_in(password: str) -> int:
    """How many kinds of characters there are.

    >>> kinds_in("geese-2026")
    3
    """
    plain = sum(any(is_kind(character) for character in password) for is_kind in KINDS)
    return plain + any(not any(is_kind(character) for is_kind in KINDS) for character in password)


def one_time_password() -> str:
    """Sixteen characters in four groups, without those that look alike."""
    letters = "".join(set(string.ascii_lowercase + string.ascii_uppercase + string.digits) - set("0O1lIo5S2Z"))
    while True:
        password = "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))
        if kinds_in(password) == 4:
            return password
