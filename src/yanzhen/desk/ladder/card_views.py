"""A firm's card: its answers under every book in force, its climbs, its titles, its history; side by side under two books; on paper."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.accounts.trail import Subject, actor_of, name_of, record_change, record_export
from yanzhen.desk.frame.parts import Lamp
from yanzhen.desk.ladder.asked import Asked, asked_of, person_of
from yanzhen.desk.ladder.books import rung_of
from yanzhen.desk.ladder.cards import Part, part_of, parts_of, past_of, titles_of, titles_then, turns_of
from yanzhen.desk.ladder.climbs import shown_ways, weights_of
from yanzhen.desk.ladder.held import Held
from yanzhen.desk.ladder.models import Efforts
from yanzhen.desk.ladder.paper import card_paper
from yanzhen.desk.ladder.sheets import EXPORTED, XLSX, card_book, named
from yanzhen.desk.ladder.words import said
from yanzhen.desk.register.pages.filters import region_word
from yanzhen.ladder.book import Book
from yanzhen.ladder.catalogue import FIGURES, LISTS
from yanzhen.ladder.climb import climb
from yanzhen.ladder.climb.effort import levers, things
from yanzhen.ladder.judge import judge

EFFORTS, PERSON = gettext_noop("efforts weighed"), gettext_noop("person")
PDF = "application/pdf"
LEAST_EFFORT, MOST_EFFORT = 0.01, 1000.0


@permitted(Right.READ)
@require_safe
def card(request: HttpRequest, uscc: str) -> HttpResponse:
    """The firm under every book of the day."""
    asked = asked_of(request)
    if asked.known and asked.firm_then(uscc) is None:
        return _not_known_yet(request, uscc, asked)
    held = asked.firm(uscc)
    shown: dict[str, Any] = {**asked.fields, **_head(held)}
    if held.firm is not None:
        parts = parts_of(held, asked.in_force, asked.on, asked.applicant)
        shown |= {
            "parts": parts,
            "ladder": [part for part in parts if part.book.gates],
            "titles": titles_then(held, asked.on) if asked.known else titles_of(uscc, asked.person, asked.on),
            "past": past_of(held, asked.books, asked.on, asked.applicant),
            "turns": turns_of(uscc, asked.person, asked.books),
            "pairs": pairs_of(asked),
            "opened": _opened(parts, request.GET.get("book", "")),
            "warnings": tuple(dict.fromkeys(warning for part in parts for warning in part.warnings)),
        }
    return render(request, "ladder/card.html", shown)


def _not_known_yet(request: HttpRequest, uscc: str, asked: Asked) -> HttpResponse:
    """The card of a firm of which nothing was recorded by the day: its head and the day that can be changed."""
    now = replace(asked, known=None).firm(uscc)
    return render(request, "ladder/card.html", {**asked.fields, **_head(now), "not_yet": True})


@permitted(Right.READ)
@require_safe
def climb_of(request: HttpRequest, uscc: str, book: str) -> HttpResponse:
    """The ways to one rung, as a page or for the card that asks for them."""
    asked = asked_of(request)
    held, chosen = asked.firm(uscc), _judging(asked, book)
    found: dict[str, Any] = {"ways": (), "blocked": (), "answer": None}
    if held.firm is not None:
        way = climb(chosen, held.firm, asked.on, asked.applicant, weights_of(asked.person))
        found = {
            "ways": shown_ways(way),
            "blocked": [said(one) for one in way.blocked],
            "answer": judge(chosen, held.firm, asked.on, asked.applicant).answer.value,
        }
    shown = {**asked.fields, **_head(held), "book": chosen, "title": said(chosen.title), **found}
    return render(request, "ladder/climb.html", shown)


@permitted(Right.READ)
@require_safe
def compare(request: HttpRequest, uscc: str) -> HttpResponse:
    """The same firm under two books, side by side, on one day."""
    asked = asked_of(request)
    held = asked.firm(uscc)
    pairs = pairs_of(asked)
    one, other = request.GET.get("one", ""), request.GET.get("other", "")
    if not one and pairs:
        one, other = pairs[0][0].id, pairs[0][1].id
    chosen = [_judging(asked, name) for name in (one, other) if name]
    sides: tuple[Part, ...] = ()
    if held.firm is not None:
        sides = tuple(part_of(judge(book, held.firm, asked.on, asked.applicant)) for book in chosen)
    usable = [book for book in asked.books.all() if book.frame is None]
    shown = {**asked.fields, **_head(held), "sides": sides, "books": usable, "one": one, "other": other, "pairs": pairs}
    return render(request, "ladder/compare.html", shown)


@permitted(Right.READ)
@require_safe
def card_pdf(request: HttpRequest, uscc: str) -> HttpResponse:
    """One page of A4 for one firm, its sources as footnotes."""
    asked = asked_of(request)
    held = asked.firm(uscc)
    record_export(
        actor_of(request), EXPORTED, 1, {"uscc": uscc, "on": asked.on.isoformat(), "form": "pdf"}, held.region
    )
    content = card_paper(held, asked, name_of(asked.person))
    return HttpResponse(content, content_type=PDF, headers=named(f"{uscc}-{asked.on:%Y%m%d}.pdf"))


@permitted(Right.READ)
@require_safe
def card_xlsx(request: HttpRequest, uscc: str) -> HttpResponse:
    """Every criterion of every book of the day, with seen, expected, margin and the cells."""
    asked = asked_of(request)
    held = asked.firm(uscc)
    record_export(
        actor_of(request), EXPORTED, 1, {"uscc": uscc, "on": asked.on.isoformat(), "form": "xlsx"}, held.region
    )
    return HttpResponse(card_book(held, asked), content_type=XLSX, headers=named(f"{uscc}-{asked.on:%Y%m%d}.xlsx"))


@permitted(Right.READ)
@require_http_methods(["GET", "POST"])
def efforts(request: HttpRequest) -> HttpResponse:
    """How this person weighs the efforts of a climb."""
    person = person_of(request)
    back = request.POST.get("next", "") or request.GET.get("next", "")
    if request.method == "POST":
        _weigh(request)
        messages.success(request, gettext("Kept. Climbs are ordered by your weights from now on."))
        safe = url_has_allowed_host_and_scheme(
            back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
        return redirect(back if back and safe else "ladder:efforts")
    kept = weights_of(person).by_name
    return render(request, "ladder/efforts.html", {"levers": _levers(dict(kept)), "next": back})


def _opened(parts: tuple[Part, ...], wish: str) -> str:
    """The book whose criteria are unfolded: the one asked for, else the lowest rung that is not met and gives a title."""
    names = {part.book.id for part in parts}
    if wish in names:
        return wish
    open_ = (
        part.book.id for part in parts if part.book.gates and part.lamp is not Lamp.GOOD and rung_of(part.book).title
    )
    return next(open_, next(iter(names), ""))


def pairs_of(asked: Asked) -> list[tuple[Book, Book]]:
    """Of each rung with several books: an earlier one and the one that followed it."""
    found = []
    for rung in dict.fromkeys(book.rung for book in asked.books.all()):
        books = [book for book in asked.books.of_rung(rung) if book.frame is None]
        found += [(earlier, later) for later, earlier in itertools.pairwise(books)]
    return found


def _head(held: Held) -> dict[str, Any]:
    return {
        "held": held,
        "uscc": held.uscc,
        "name": held.name or held.uscc,
        "region": region_word(held.region) or held.region,
        "trouble": held.trouble,
    }


def _judging(asked: Asked, name: str) -> Book:
    """A book by which one can judge; a frame without weights leads nowhere."""
    book = asked.book(name)
    if book.frame is not None:
        raise Http404(name)
    return book


def _levers(kept: dict[str, float]) -> list[tuple[str, str, str, float, float]]:
    """Name, label, what it means, the weight, and what the file says."""
    rows = [
        (name, said(FIGURES[name].label), said(one.why), kept.get(name, one.effort), one.effort)
        for name, one in levers().items()
        if one.direction != "none"
    ]
    rows += [
        (name, said(LISTS[name].label), said(one.why), kept.get(name, one.effort), one.effort)
        for name, one in things().items()
    ]
    return rows


def _weigh(request: HttpRequest) -> None:
    person = person_of(request)
    before = dict(weights_of(person).by_name)
    after: dict[str, float] = {}
    for name, _, _, _, usual in _levers({}):
        weight = _weight(request.POST.get(f"effort-{name}", ""))
        if weight is not None and weight != usual:
            after[name] = weight
    with transaction.atomic():
        Efforts.objects.update_or_create(person=person, defaults={"weights": after})
        record_change(
            actor_of(request), EFFORTS, Subject(PERSON, str(person.pk), name_of(person)), dict(before), dict(after)
        )


def _weight(text: str) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if LEAST_EFFORT <= number <= MOST_EFFORT else None
