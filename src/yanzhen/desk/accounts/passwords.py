"""What a password must be, beyond Django's own checks."""

from __future__ import annotations

import secrets
import string

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

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
