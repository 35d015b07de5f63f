"""The cast, and a way to sign them in. All tests of the desk run against ``desk_settings``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk_settings")

import django

django.setup()

from cast import make_cast  # noqa: E402
from django.test import Client  # noqa: E402

from yanzhen.desk.accounts.models import Person  # noqa: E402
from yanzhen.desk.frame.memory import forget_all  # noqa: E402

collect_ignore_glob = ["conftest.py", "*/conftest.py"]
"""No doctests are looked for in them: two modules of one name cannot be collected."""


@pytest.fixture(autouse=True, scope="module")
def nothing_remembered() -> None:
    """Registers of two modules bear the same numbers: what is held of the one is nothing to the other."""
    forget_all()


@pytest.fixture
def cast(db: None) -> dict[str, Person]:
    """``cast["clerk"]`` and the others of ``cast.py``."""
    return make_cast()


@pytest.fixture
def sign_in() -> Callable[[Person], Client]:
    """A client in which this person is signed in."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in
