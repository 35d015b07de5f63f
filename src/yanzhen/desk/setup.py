"""Making a home folder fit to serve: key, database, static files, the first administrator."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from yanzhen import __version__
from yanzhen.desk.home import HOME_VARIABLE
from yanzhen.errors import InputError
from yanzhen.files import write_whole

ADMINISTRATOR = "admin"
STAMP, STAMP_SECONDS = "prepared.stamp", 24 * 3600


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


def prepare(home: Path, say: Callable[[str], None] = lambda line: None) -> FirstRun | None:
    """Make the folder, the secret key, the tables and the static files; on the first run also an administrator.

    Safe and cheap to call again: what is there is kept. A register of an earlier version is backed up and brought to this one, which
    ``say`` is told. Returns the administrator only when one was made.
    """
    set_up(home)
    from yanzhen.desk.upkeep.upgrade import upgrade

    upgrade(settings.YANZHEN_HOME, datetime.now().astimezone(), say)
    _collect_static_files(settings.YANZHEN_HOME / STAMP)
    return _first_administrator()


def _collect_static_files(stamp: Path) -> None:
    """Only when one of them changed since the last time, or a day has passed; sessions that ended go with it."""
    wanted = _static_files()
    if stamp.exists() and stamp.read_text("utf-8") == wanted and time.time() - stamp.stat().st_mtime < STAMP_SECONDS:
        return
    call_command("clearsessions", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    write_whole(stamp, wanted.encode())


def _static_files() -> str:
    """A digest of the static files' names, sizes and times, and of where they go."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256(repr((__version__, settings.STATIC_ROOT, settings.STORAGES["staticfiles"])).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            digest.update(repr((name, found.st_size, found.st_mtime_ns)).encode())
    return digest.hexdigest()


def _first_administrator() -> FirstRun | None:
    from yanzhen.desk.accounts.models import Person

    if Person.objects.exists():
        return None
    return new_administrator(ADMINISTRATOR)


def new_administrator(username: str) -> FirstRun:
    """Add an administrator, or give an existing person that role and a new one-time password (when all are locked out).

    The account opens by its password alone then: it has no last day and no second factor until one is set up again.
    """
    from django.db import transaction
    from django.utils.translation import gettext_noop

    from yanzhen.desk.accounts import second_factor
    from yanzhen.desk.accounts.models import Door, Person
    from yanzhen.desk.accounts.passwords import one_time_password
    from yanzhen.desk.accounts.rights import Role
    from yanzhen.desk.accounts.trail import COMMAND_LINE, Subject, record_change

    once = one_time_password()
    with transaction.atomic():
        person = Person.objects.filter(username=username).first() or Person(username=username, full_name=username)
        person.role, person.is_active, person.must_change_password = Role.ADMINISTRATOR, True, True
        person.door, person.outside_id, person.valid_until = Door.PASSWORD, "", None
        person.set_password(once)
        person.save()
        second_factor.forget(person)
        subject = Subject("person", str(person.pk), str(person))
        after = {"username": username, "role": str(person.role)}
        record_change(COMMAND_LINE, gettext_noop("administrator made"), subject, None, after)
    return FirstRun(username, once)
