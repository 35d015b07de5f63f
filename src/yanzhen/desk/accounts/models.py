"""People, failed sign-ins and the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from yanzhen.desk.accounts.rights import RIGHTS, Right, Role


class People(BaseUserManager["Person"]):
    """Makes people; a password given here is stored as its hash."""

    def make(self, username: str, password: str, **fields: Any) -> Person:
        person = self.model(username=self.model.normalize_username(username), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Someone at the desk: who, of which department and region, in which role.

    ``region`` is a GB/T 2260 code (``370725``); its scope is every region inside it, and the empty code is the whole country. An
    empty ``department`` sees every department of the region.
    """

    username = models.CharField(_("sign-in name"), max_length=64, unique=True)
    full_name = models.CharField(_("name"), max_length=64)
    department = models.CharField(_("department"), max_length=64, blank=True)
    region = models.CharField(_("region code"), max_length=12, blank=True)
    region_name = models.CharField(_("region"), max_length=64, blank=True)
    role = models.CharField(_("role"), max_length=16, choices=Role.choices, default=Role.READER)
    language = models.CharField(_("language"), max_length=8, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    must_change_password = models.BooleanField(default=False)
    joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def may(self, right: Right) -> bool:
        """Whether the role includes the right."""
        return right in RIGHTS.get(self.role, frozenset())

    @property
    def sees_all_departments(self) -> bool:
        return self.role in (Role.ADMINISTRATOR, Role.AUDITOR)


class FailedSignIn(models.Model):
    """One wrong password; kept a day, to lock out guessing."""

    username = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("at",), name="failed_sign_in_at"),)

    def __str__(self) -> str:
        return f"{self.username} {self.address} {self.at}"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an entry that differs."""

    field: str
    before: Any
    after: Any


class TrailHead(models.Model):
    """The end of the chain: the one row that a writer locks, and that shows when the last entries are cut off."""

    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.number} {self.digest}"


class TrailEntry(models.Model):
    """One change: who, when, from where, what it was before and after. Written by ``trail.record_change`` alone.

    ``digest`` covers every field and the digest before it, so that a removed or altered entry breaks the chain. The name stays as text
    when the account is gone.
    """

    number = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False)
    person_name = models.CharField(max_length=160)
    address = models.CharField(max_length=64, blank=True)
    request_id = models.CharField(max_length=32, blank=True)
    action = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=64)
    subject_name = models.CharField(max_length=255, blank=True)
    region = models.CharField(max_length=12, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("-number",)
        indexes = (models.Index(fields=("subject_kind", "subject_id"), name="trail_subject"),)

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.subject_kind} {self.subject_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Adds only."""
        if self.pk is not None:
            raise PermissionError("the trail is only ever added to")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Never."""
        raise PermissionError("the trail is only ever added to")

    @property
    def changes(self) -> list[FieldChange]:
        """The fields that differ, for people to read."""
        before, after = self.before or {}, self.after or {}
        names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        return [FieldChange(name, before.get(name), after.get(name)) for name in names]
