"""Who asks for a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yanzhen.desk.accounts.models import Person

if TYPE_CHECKING:
    from django.http import HttpRequest


def person_of(request: HttpRequest) -> Person:
    """Who asks; the views' decorator has seen to it that someone is signed in."""
    assert isinstance(request.user, Person)
    return request.user


def scope_key(person: Person) -> tuple[str, str]:
    """All that a person's scope depends on, as a part of a key: nobody is given another's numbers."""
    return person.region, "" if person.sees_all_departments else person.department
