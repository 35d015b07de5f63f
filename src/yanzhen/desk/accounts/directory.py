"""Sign-in by a directory (LDAP): bind as the person, or find them first and then bind as what was found. ldap3 speaks the protocol.

``ldap_talk`` holds the talk itself; it is imported only where a directory is set, since ldap3 is an extra (``yanzhen[ldap]``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop as _

from yanzhen.desk.accounts.doors import ROLES_BY_GROUP
from yanzhen.desk.accounts.models import Door, Person
from yanzhen.desk.accounts.people import Newcomer, fields_of, make_person, subject_of
from yanzhen.desk.accounts.rights import Role
from yanzhen.desk.accounts.trail import Actor, record_change

if TYPE_CHECKING:
    from yanzhen.desk.accounts.doors import LdapDoor


class DirectoryUnreachableError(Exception):
    """The directory does not answer, its certificate is not trusted, or the desk's own name is refused there."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Someone in the directory, whose password was right."""

    username: str
    dn: str
    full_name: str
    groups: tuple[str, ...]


def entry_of(door: LdapDoor, username: str, password: str) -> Entry | None:
    """Who it is, if name and password are right; ``None`` if not; ``DirectoryUnreachableError`` if it cannot be known.

    An empty password is refused here: servers take a name without one for an anonymous bind, and say yes.
    """
    if not username or not password or "\0" in username + password:
        return None
    from yanzhen.desk.accounts import ldap_talk

    return ldap_talk.entry_of(door, username, password)


def role_of(entry: Entry, door: LdapDoor) -> str:
    """The role of the first group in the settings that the person is in; a reader without any.

    Group names are compared without regard to capitals and spaces after commas.
    """
    groups = {_same(group) for group in entry.groups}
    return next((role for group, role in door.roles if _same(group) in groups), Role.READER)


def person_of(entry: Entry, known: Person | None, door: LdapDoor) -> Person:
    """The person of an entry: made on their first sign-in, their role kept as their groups say."""
    visitor = Actor(None, f"{entry.full_name} ({entry.username})")
    role = role_of(entry, door)
    if known is None:
        return make_person(Newcomer(entry.username, entry.full_name, entry.dn, Door.LDAP, role=role), visitor)
    # Administrators and auditors are appointed at the desk; no group takes that away or gives it.
    follows = bool(door.roles) and known.role in ROLES_BY_GROUP
    if follows and known.role != role:
        before = fields_of(known)
        with transaction.atomic():
            known.role = role
            known.save(update_fields=["role"])
            record_change(visitor, _("role by the directory's groups"), subject_of(known), before, fields_of(known))
    return known


def _same(dn: str) -> str:
    return ",".join(part.strip() for part in dn.casefold().split(","))
