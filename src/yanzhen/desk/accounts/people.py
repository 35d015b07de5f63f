"""People as the accounts write them: found by name, made from outside, told to the trail."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from yanzhen.codes import region_codes
from yanzhen.desk.accounts.models import Door, Person
from yanzhen.desk.accounts.rights import Role
from yanzhen.desk.accounts.trail import Actor, Subject, record_change

PERSON_FIELDS = (
    "username", "full_name", "department", "region", "region_name", "role", "is_active", "valid_until", "door",
)  # fmt: skip


NOWHERE = "-"  # no region begins so: the person sees no rows until an administrator says of which region


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What a sign-in service or a directory says of someone; ``outside_id`` is its own lasting name for them."""

    username: str
    full_name: str
    outside_id: str
    door: Door
    region: str = NOWHERE
    department: str = ""
    role: str = Role.READER


def person_named(username: str) -> Person | None:
    """The person of that sign-in name; capitals matter only where two names differ by nothing else."""
    name = Person.normalize_username(username.strip())
    exact = Person.objects.filter(username=name).first()
    if exact is not None:
        return exact
    alike = list(Person.objects.filter(username__iexact=name)[:2])
    return alike[0] if len(alike) == 1 else None


def make_person(newcomer: Newcomer, by: Actor) -> Person:
    """Someone whom a service outside vouches for; no password is kept of them here."""
    with transaction.atomic():
        person = Person(
            username=newcomer.username.casefold()[:64],
            full_name=(newcomer.full_name or newcomer.username)[:64],
            region=newcomer.region,
            region_name=_region_name(newcomer.region),
            department=newcomer.department[:64],
            role=newcomer.role,
            door=newcomer.door,
            outside_id=newcomer.outside_id[:255],
        )
        person.set_unusable_password()
        person.save()
        record_change(by, _("person added"), subject_of(person), None, fields_of(person))
    return person


def _region_name(code: str) -> str:
    known = region_codes.known(code)
    return known.name if known else gettext("no region yet")


def subject_of(person: Person) -> Subject:
    """The person as the trail names them."""
    return Subject(_("person"), str(person.pk or ""), str(person), person.region)


def fields_of(person: Person) -> dict[str, object]:
    """What the trail keeps of a person's change: never a password."""
    return {name: getattr(person, name) for name in PERSON_FIELDS}
