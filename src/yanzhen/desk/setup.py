"""Making a home folder fit to serve: key, database, static files, the first administrator."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from yanzhen.desk.home import HOME_VARIABLE
from yanzhen.errors import InputError

ADMINISTRATOR = "admin"


@dataclass(frozen=True, slots=True)
class FirstRun:
    """The administrator whom the first run made. The password opens the desk once and must then be changed."""

    username: str
    password: str


def set_up(home: Path) -> None:
    """Start Django for this home folder; a process serves one home."""
    wanted = home.expanduser().resolve()
    if apps.ready:
        if wanted != settings.YANZHEN_HOME:
            raise InputError(
                "this process already serves another home", seen=str(wanted), expected=str(settings.YANZHEN_HOME)
            )
        return
    os.environ[HOME_VARIABLE] = str(wanted)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yanzhen.desk.settings")
    django.setup()


def prepare(home: Path) -> FirstRun | None:
    """Make the folder, the secret key, the tables and the static files; on the first run also an administrator.

    Safe to call again: what is there is kept, migrations that wait are applied. Returns the administrator only when one was made.
    """
    set_up(home)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("clearsessions", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    return _first_administrator()


def _first_administrator() -> FirstRun | None:
    from yanzhen.desk.accounts.models import Person

    if Person.objects.exists():
        return None
    return new_administrator(ADMINISTRATOR)


def new_administrator(username: str) -> FirstRun:
    """Add an administrator, or give an existing person that role and a new one-time password (when all are locked out)."""
    from django.db import transaction
    from django.utils.translation import gettext_noop

    from yanzhen.desk.accounts.models import Person
    from yanzhen.desk.accounts.passwords import one_time_password
    from yanzhen.desk.accounts.rights import Role
    from yanzhen.desk.accounts.trail import Actor, Subject, record_change

    once = one_time_password()
    with transaction.atomic():
        person = Person.objects.filter(username=username).first() or Person(username=username, full_name=username)
        person.role, person.is_active, person.must_change_password = Role.ADMINISTRATOR, True, True
        person.set_password(once)
        person.save()
        subject = Subject("person", str(person.pk), str(person))
        after = {"username": username, "role": str(person.role)}
        record_change(Actor(None, "command line"), gettext_noop("administrator made"), subject, None, after)
    return FirstRun(username, once)
