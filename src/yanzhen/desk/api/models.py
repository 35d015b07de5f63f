"""The tokens by which programs read in a person's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser

    from yanzhen.desk.accounts.models import Person


class TokenRows(models.QuerySet["Token"]):
    """A token is its person's alone."""

    def visible_to(self, person: Person | AnonymousUser) -> Self:
        return self.filter(person=person.pk) if person.is_authenticated else self.none()

    def alive(self, now: datetime) -> Self:
        """Those that still open something."""
        return self.filter(Q(revoked_at__isnull=True), expires_at__gt=now)


class Token(models.Model):
    """What a program shows instead of a name and a password; the secret itself is shown once and kept nowhere.

    ``digest`` is the secret's SHA-256: a secret of 256 random bits needs no slow hash. ``hint`` is its beginning, to know it by.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_address = models.CharField(max_length=64, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TokenRows.as_manager()

    def __str__(self) -> str:
        return self.name

    def state(self, now: datetime) -> str:
        """``alive``, ``expired`` or ``revoked``."""
        if self.revoked_at is not None:
            return "revoked"
        return "alive" if now < self.expires_at else "expired"
