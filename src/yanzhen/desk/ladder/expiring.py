"""Titles that end soon, each with what its review will need: the firm judged as a review on the day on which the title ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from yanzhen.codes import region_codes
from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.frame.listing import Column, Filter, Listing
from yanzhen.desk.frame.parts import Lamp
from yanzhen.desk.ladder.asked import Asked, asked_of
from yanzhen.desk.ladder.books import book_of_title
from yanzhen.desk.ladder.held import Held, firms_held
from yanzhen.desk.ladder.words import answer_lamp, answer_word, said
from yanzhen.desk.register.models import ENTRIES
from yanzhen.desk.register.pages.filters import in_region, region_word
from yanzhen.desk.register.pages.lamps import Validity, validity
from yanzhen.desk.register.pages.visitors import scope_key
from yanzhen.ladder.judge import judge
from yanzhen.ladder.judgement import Judgement
from yanzhen.values import Answer

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yanzhen.desk.accounts.models import Person

WITHIN = (30, 90, 365)
USUAL = 90
ROWS = 25


@dataclass(frozen=True, slots=True)
class Ending:
    """A title that ends, and how its review stands today."""

    uscc: str
    name: str
    title: str
    last: date | None
    validity: Validity
    book: str
    lamp: Lamp | None
    word: str
    needs: tuple[tuple[str, str, bool], ...]
    """Clause, wording, and whether it is only unknown."""
    trouble: str


@permitted(Right.READ)
@require_safe
def titles(request: HttpRequest) -> HttpResponse:
    """The titles that end within the days asked for, the first first."""
    asked = asked_of(request)
    within = int(wish) if (wish := request.GET.get("within", "")) in map(str, WITHIN) else USUAL
    listing = _listing(request, asked, within)
    rows = list(listing.rows)
    shown = {
        **asked.fields,
        "listing": listing,
        "within": within,
        "choices": WITHIN,
        "rows": _endings(rows, asked),
        "any": ENTRIES["titles"].objects.visible_to(asked.person).exists(),
    }
    return render(request, "ladder/titles.html", shown)


def ending(person: Person, today: date, days: int) -> QuerySet[Any]:
    """The titles that end within so many days."""
    rows: QuerySet[Any] = ENTRIES["titles"].objects.visible_to(person)
    return rows.filter(true_to__gte=today, true_to__lte=today + timedelta(days=days))


def _listing(request: HttpRequest, asked: Asked, within: int) -> Listing[Any]:
    below = region_codes.children(asked.person.region or None)
    places = tuple((region.code, region.name) for region in below)
    spans = tuple((str(days), gettext("%(num)s days") % {"num": days}) for days in WITHIN)
    return Listing(
        request,
        ending(asked.person, asked.today, within),
        columns=(
            Column("uscc", gettext("Firm"), "subject"),
            Column("title", gettext("Title"), "c_title"),
            Column("valid_to", gettext("Ends on"), "c_valid_to"),
            Column("review", gettext("As a review on that day")),
            Column("needs", gettext("What the review will need")),
        ),
        filters=(
            Filter("within", gettext("Within"), lambda rows, _: rows, spans),
            Filter("title", gettext("Title"), lambda rows, text: rows.filter(c_title__icontains=text[:100])),
            Filter("region", gettext("Region"), lambda rows, code: rows.filter(in_region(code)), places, region_word),
        ),
        default_order=("c_valid_to", "subject"),
        page_rows=ROWS,
        counted_for=(*scope_key(asked.person), within, asked.today),
    )


def _endings(rows: list[Any], asked: Asked) -> list[Ending]:
    """Each title with its review; firms are read once for each day on which one of their titles ends."""
    found: list[Ending] = []
    for row in rows:
        last = row.true_to
        held = next(iter(firms_held([row.subject], asked.person, last)), None)
        found.append(_ending(row, held, asked))
    return found


def _ending(row: Any, held: Held | None, asked: Asked) -> Ending:
    title, last = str(row.values.get("title", "")), row.true_to
    book = book_of_title(asked.books, _canonical(title), last, "review")
    judged = judge(book, held.firm, last, "review") if book and held and held.firm is not None else None
    trouble = (
        ""
        if judged
        else gettext("no book reviews this title on that day")
        if book is None
        else gettext("the firm is not in the register")
    )
    return Ending(
        uscc=row.subject,
        name=held.name if held else row.subject,
        title=title,
        last=last,
        validity=validity(row.values, asked.today),
        book=book.id if book else "",
        lamp=answer_lamp(judged.answer.value) if judged else None,
        word=answer_word(judged.answer.value) if judged else "",
        needs=tuple(_needs(judged)) if judged else (),
        trouble=trouble,
    )


def _needs(judged: Judgement) -> list[tuple[str, str, bool]]:
    open_ = [
        one for one in judged.criteria if one.criterion.role == "gate" and one.answer in (Answer.UNMET, Answer.UNKNOWN)
    ]
    return [(one.criterion.clause, said(one.criterion.wording), one.answer is Answer.UNKNOWN) for one in open_]


def _canonical(title: str) -> str:
    """A title as the books call it."""
    from yanzhen.ladder.firm_json import read_firm

    titles = read_firm({"titles": [{"title": title}]}).lists["titles"]
    return str(titles[0].get("title", title))
