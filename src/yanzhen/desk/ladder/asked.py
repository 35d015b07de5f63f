"""What a page of the ladder is asked for: by whom, on which day, for which kind of applicant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext

from yanzhen.desk.accounts.models import Person
from yanzhen.desk.ladder.books import Books, desk_books, is_applicant, rung_words
from yanzhen.desk.ladder.earlier import firm_then
from yanzhen.desk.ladder.held import Held, firm_held
from yanzhen.desk.ladder.words import APPLICANTS
from yanzhen.ladder.book import Book

if TYPE_CHECKING:
    from django.http import HttpRequest

EARLIEST, LATEST = date(1990, 1, 1), date(2200, 12, 31)


def person_of(request: HttpRequest) -> Person:
    """Who asks; the views' decorator has seen to it that someone is signed in."""
    assert isinstance(request.user, Person)
    return request.user


@dataclass
class Asked:
    """The person, the day and the kind of applicant; ``given`` tells whether the address names a day.

    ``known`` is the day by whose end a figure had to be recorded to count; None is now.
    """

    person: Person
    today: date
    on: date
    applicant: str
    given: bool
    known: date | None = None

    @cached_property
    def books(self) -> Books:
        """The desk's books, read once a request."""
        return desk_books()

    @cached_property
    def in_force(self) -> list[Book]:
        """Those that judge this kind of applicant on this day."""
        return self.books.in_force(self.on, self.applicant)

    @property
    def query(self) -> str:
        """The day and the kind for another address; nothing where they are the usual ones."""
        told = {"on": self.on.isoformat()} if self.on != self.today else {}
        told |= {"applicant": self.applicant} if self.applicant != "new" else {}
        told |= {"known": self.known.isoformat()} if self.known else {}
        return f"?{urlencode(told)}" if told else ""

    @property
    def known_words(self) -> str:
        """That the figures are those of an earlier day; nothing for those of now."""
        return gettext("as known on %(day)s") % {"day": self.known.isoformat()} if self.known else ""

    @property
    def fields(self) -> dict[str, Any]:
        """For templates: the day, the kinds, and which is chosen."""
        return {
            "on": self.on,
            "applicant": self.applicant,
            "applicants": list(APPLICANTS.items()),
            "query": self.query,
            "known": self.known,
            "rung_of": rung_words,
        }

    def firm(self, uscc: str) -> Held:
        """The firm with the sources of its figures; 404 for who may not see it, or where it was not known yet."""
        found = self.firm_then(uscc) if self.known else firm_held(uscc, self.person, self.on)
        if found is None:
            raise Http404(uscc)
        return found

    def firm_then(self, uscc: str) -> Held | None:
        """The firm as it was known on the day; None where it was not."""
        return firm_then(uscc, self.person, self.on, self.known or self.today)

    def book(self, name: str) -> Book:
        """The book of this id; 404 where there is none."""
        found = self.books.find(name)
        if found is None:
            raise Http404(name)
        return found


def asked_of(request: HttpRequest, *, post: bool = False) -> Asked:
    """What the address (or the form) asks for; a day that is none is today."""
    told = request.POST if post else request.GET
    today = timezone.localdate()
    on = _day(str(told.get("on", "")))
    applicant = str(told.get("applicant", ""))
    kind = applicant if is_applicant(applicant) else "new"
    known = _day(str(told.get("known", "")))
    return Asked(person_of(request), today, on or today, kind, on is not None, known if known != today else None)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None
