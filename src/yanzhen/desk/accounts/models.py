"""People, how they sign in, failed sign-ins and the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yanzhen.desk.accounts.devices import device_words
from yanzhen.desk.accounts.rights import RIGHTS, Right, Role
from yanzhen.desk.scope import region_prefix

if TYPE_CHECKING:
    from datetime import date


class People(BaseUserManager["Person"]):
    """Makes people; a password given here is stored as its hash."""

    def make(self, username: str, password: str, **fields: Any) -> Person:
        person = self.model(username=self.model.normalize_username(username), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def visible_to(self, person: Any) -> models.QuerySet[Person]:
        """The people of someone's region and the regions inside it."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(region__startswith=region_prefix(person.region))


class Door(models.TextChoices):
    """Where a person's word is checked; each person has one door."""

    PASSWORD = "password", _("password kept here")
    OIDC = "oidc", _("sign-in service (OIDC)")
    LDAP = "ldap", _("directory (LDAP)")


class Person(AbstractBaseUser):
    """Someone at the desk: who, of which department and region, in which role.

    ``region`` is a GB/T 2260 code (``370725``); its scope is every region inside it, and the empty code is the whole country. An
    empty ``department`` sees every department of the region. ``valid_until`` is the last day of the account. ``outside_id`` is what the
    sign-in service or the directory calls the person, bound at their first sign-in.
    """

    username = models.CharField(_("sign-in name"), max_length=64, unique=True)
    full_name = models.CharField(_("name"), max_length=64)
    department = models.CharField(_("department"), max_length=64, blank=True)
    region = models.CharField(_("region code"), max_length=12, blank=True)
    region_name = models.CharField(_("region"), max_length=64, blank=True)
    role = models.CharField(_("role"), max_length=16, choices=Role.choices, default=Role.READER)
    language = models.CharField(_("language"), max_length=8, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    valid_until = models.DateField(_("last day"), null=True, blank=True)
    door = models.CharField(_("signs in by"), max_length=16, choices=Door.choices, default=Door.PASSWORD)
    outside_id = models.CharField(max_length=255, blank=True)
    must_change_password = models.BooleanField(default=False)
    password_set_at = models.DateTimeField(null=True)
    joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def may(self, right: Right) -> bool:
        """Whether the role includes the right."""
        return right in RIGHTS.get(self.role, frozenset())

    def set_password(self, raw_password: str | None) -> None:
        """Also notes when; saving keeps the hash among the last ones (``passwords.NotUsedLately``)."""
        super().set_password(raw_password)
        self.password_set_at = timezone.now()

    def may_enter(self, on: date) -> bool:
        """Whether the account is switched on and has not ended before that day."""
        return self.is_active and (self.valid_until is None or on <= self.valid_until)

    @property
    def sees_all_departments(self) -> bool:
        return self.role in (Role.ADMINISTRATOR, Role.AUDITOR)


class OldPassword(models.Model):
    """The hash of a password that the person had; the last few may not come back."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="old_passwords")
    password = models.CharField(max_length=128)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person} {self.at}"


class SecondFactor(models.Model):
    """A person's one-time code generator (TOTP, RFC 6238). The secret is sealed with a key of the home's secret key.

    ``last_step`` is the time step of the last code that was accepted: that code and older ones are not accepted again.
    """

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="second_factor")
    sealed = models.TextField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.person)


class RecoveryCode(models.Model):
    """The hash of a code that stands in for the generator once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person} {self.used_at}"


class SignedIn(models.Model):
    """One session of a person, on one device. An ended one stays for a while, so that its device can be told why."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sessions")
    key = models.CharField(max_length=40, unique=True)
    since = models.DateTimeField()
    seen = models.DateTimeField()
    address = models.CharField(max_length=64, blank=True)
    device = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=160, blank=True)

    class Meta:
        indexes = (models.Index(fields=("person", "ended_at"), name="signed_in_person"),)

    def __str__(self) -> str:
        return f"{self.person} {self.since}"

    @property
    def device_words(self) -> str:
        """The device as people know it."""
        return device_words(self.device)


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


class TrailQuerySet(models.QuerySet["TrailEntry"]):
    """Entries by whose region they speak of."""

    def visible_to(self, person: Any) -> TrailQuerySet:
        """An auditor's region with the regions inside it, and what belongs to no region (the desk itself, its administrators)."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(Q(region="") | Q(region__startswith=region_prefix(person.region)))


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

    objects = TrailQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        indexes = (
            models.Index(fields=("subject_kind", "subject_id"), name="trail_subject"),
            models.Index(fields=("at",), name="trail_at"),
        )

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
