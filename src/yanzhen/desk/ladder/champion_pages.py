"""Hidden champions: who bears their marks, and one firm beside the published definitions and Simon's benchmarks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from markupsafe import Markup

from yanzhen.codes import industries, region_codes
from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.frame.listing import Column, Filter, Listing
from yanzhen.desk.frame.parts import Lamp
from yanzhen.desk.ladder import runs
from yanzhen.desk.ladder.asked import Asked, asked_of
from yanzhen.desk.ladder.books import rung_words
from yanzhen.desk.ladder.cards import figure_button, part_of, reasons_of
from yanzhen.desk.ladder.champions_book import MARKS
from yanzhen.desk.ladder.held import Held
from yanzhen.desk.ladder.models import Run, Verdict
from yanzhen.desk.ladder.words import answer_lamp, answer_word, said
from yanzhen.desk.reading.models import Block
from yanzhen.desk.register.models import Fact, Statement, Subject
from yanzhen.desk.register.pages.filters import in_region, region_word
from yanzhen.desk.register.pages.visitors import scope_key
from yanzhen.ladder.champions import DEFINITIONS, Candidate, Mark, Passage, Quote, candidate, speaks_of_substitution
from yanzhen.sources import TextSpan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yanzhen.desk.accounts.models import Person
    from yanzhen.ladder.book import Book

MOST_PASSAGES = 400


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """A firm in the list: its marks, and its answers under the published definitions."""

    uscc: str
    name: str
    region: str
    marks: str
    answers: tuple[tuple[str, Lamp, str], ...]
    pages: int


@dataclass(frozen=True, slots=True)
class ShownMark:
    """A mark with what says so."""

    id: str
    wording: str
    clause: str
    lamp: Lamp
    word: str
    reasons: tuple[str, ...]
    figures: tuple[Markup, ...]
    missing: tuple[tuple[str, str], ...]
    quotes: tuple[ShownQuote, ...]


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """Words of a page, and where they are seen in the original."""

    label: str
    before: str
    words: str
    after: str
    place: str
    url: str


@permitted(Right.READ)
@require_safe
def champions(request: HttpRequest) -> HttpResponse:
    """The firms of the last judging, those with the most marks first."""
    asked = asked_of(request)
    run = runs.latest(asked.person, asked.applicant, asked.on if asked.given else None)
    if run is None:
        return render(request, "ladder/champions.html", {**asked.fields, "run": None, "listing": None})
    listing = _listing(request, asked, run)
    shown = {
        **asked.fields,
        "run": run,
        "stale": runs.is_stale(run, asked.books),
        "listing": listing,
        "definitions": _definitions(asked),
        "rows": _lines(listing.rows, run, asked),
    }
    return render(request, "ladder/champions.html", shown)


@permitted(Right.READ)
@require_safe
def champion(request: HttpRequest, uscc: str) -> HttpResponse:
    """One firm: its marks with their sources, the definitions, the benchmarks."""
    asked = asked_of(request)
    held = asked.firm(uscc)
    shown: dict[str, Any] = {
        **asked.fields,
        "uscc": uscc,
        "name": held.name or uscc,
        "held": held,
        "trouble": held.trouble,
    }
    if held.firm is not None:
        passages, places = passages_of(held, asked.person)
        found = candidate(held.firm, asked.on, _definitions(asked), passages, asked.applicant)
        shown |= _shown(found, places)
    return render(request, "ladder/champion.html", shown)


def passages_of(held: Held, person: Person) -> tuple[list[Passage], dict[str, tuple[int, str]]]:
    """What pages say of the firm, for who may see them: sentences of its statements and facts, and paragraphs that name it.

    Also the key and file of each document by its digest.
    """
    subjects = list(Subject.objects.visible_to(person).filter(firm_code=held.uscc).select_related("document"))
    documents = {one.document.sha256: (one.document_id, one.document.file) for one in subjects}
    found = {
        (p.source.sha256, p.source.start): p for p in _passages(subjects, person) if speaks_of_substitution(p.text)
    }
    return list(found.values())[:MOST_PASSAGES], documents


def _passages(subjects: list[Subject], person: Person) -> Iterator[Passage]:
    keys = [one.pk for one in subjects]
    said_ = Statement.objects.visible_to(person).filter(Q(subject__in=keys) | Q(subject__head__in=keys))
    for row in said_.exclude(standing=Statement.Standing.REJECTED).select_related("source__document"):
        source = row.source
        if source.document is not None and source.context:
            start = source.context_start
            yield Passage(source.context, TextSpan(source.document.sha256, start, start + len(source.context)))
    for fact in Fact.objects.visible_to(person).filter(about__in=keys).select_related("document"):
        yield Passage(fact.quote, TextSpan(fact.document.sha256, fact.start, fact.end))
    for subject in subjects:
        yield from _paragraphs(subject, person)


def _paragraphs(subject: Subject, person: Person) -> Iterator[Passage]:
    """Sentences of its document that name the subject itself."""
    names = [subject.name, *(str(one) for one in subject.variants)]
    for block in Block.objects.visible_to(person).filter(document=subject.document_id, text__contains=subject.name):
        # One piece of the original for the whole block: only then is a place in the text a place in the original.
        if len(block.spans) == 1 and block.spans[0][1] - block.spans[0][0] == len(block.text):
            yield from _sentences(block, names, subject.document.sha256)


def _sentences(block: Block, names: list[str], sha256: str) -> Iterator[Passage]:
    start = 0
    for place, sign in enumerate(block.text + "。"):
        if sign in "。！？；":
            sentence = block.text[start : place + 1]
            if any(name and name in sentence for name in names):
                first = block.spans[0][0] + start
                yield Passage(sentence, TextSpan(sha256, first, first + len(sentence)))
            start = place + 1


def _definitions(asked: Asked) -> list[Book]:
    found = (asked.books.find(name) for name in DEFINITIONS)
    return [book for book in found if book is not None and book.frame is None]


def _listing(request: HttpRequest, asked: Asked, run: Run) -> Listing[Verdict]:
    below = region_codes.children(asked.person.region or None)
    marks = tuple((str(n), gettext("%(num)s marks or more") % {"num": n}) for n in (5, 4, 3, 2, 1))
    places = tuple((region.code, region.name) for region in below)
    fields = tuple((one.code, f"{one.code} {one.name}") for one in industries.children(None))
    return Listing(
        request,
        Verdict.objects.visible_to(asked.person).filter(run=run, book=MARKS),
        columns=(
            Column("name", gettext("Firm"), "name"),
            Column("region", gettext("Region"), "region"),
            Column("marks", gettext("Marks by figures"), "score_low", numeric=True, unit=gettext("of 5")),
            Column("answers", gettext("By the published definitions")),
            Column("pages", gettext("Pages say it replaces imports"), numeric=True),
        ),
        filters=(
            Filter(
                "q",
                gettext("Name or code"),
                lambda rows, text: rows.filter(Q(name__icontains=text[:100]) | Q(uscc__istartswith=text[:100])),
            ),
            Filter("marks", gettext("Marks"), lambda rows, value: rows.filter(score_low__gte=int(value)), marks),
            Filter("region", gettext("Region"), lambda rows, code: rows.filter(in_region(code)), places, region_word),
            Filter("industry", gettext("Industry"), lambda rows, code: rows.filter(industry__startswith=code), fields),
        ),
        default_order=("-score_low", "-score_high", "name", "pk"),
        counted_for=(*scope_key(asked.person), run.pk, MARKS),
    )


def _lines(rows: list[Verdict], run: Run, asked: Asked) -> list[CandidateLine]:
    codes = [row.uscc for row in rows]
    said_: dict[str, dict[str, str]] = {}
    kept = Verdict.objects.visible_to(asked.person).filter(run=run, uscc__in=codes, book__in=DEFINITIONS)
    for uscc, book, answer in kept.values_list("uscc", "book", "answer"):
        said_.setdefault(uscc, {})[book] = answer
    pages = _pages(codes, asked.person)
    names = {book.id: rung_words(book) for book in _definitions(asked)}
    return [_line(row, said_.get(row.uscc, {}), pages.get(row.uscc, 0), names) for row in rows]


def _line(row: Verdict, answers: dict[str, str], pages: int, names: dict[str, str]) -> CandidateLine:
    low, high = int(row.score_low or 0), int(row.score_high or 0)
    told = tuple(
        (names.get(book, book), answer_lamp(answer), answer_word(answer))
        for book in DEFINITIONS
        if (answer := answers.get(book))
    )
    return CandidateLine(
        row.uscc,
        row.name or row.uscc,
        region_word(row.region) or row.region,
        str(low) if low == high else f"{low}–{high}",
        told,
        pages,
    )


def _pages(codes: list[str], person: Person) -> dict[str, int]:
    """How many passages speak of import substitution, of the firms that pages name."""
    named = set(Subject.objects.visible_to(person).filter(firm_code__in=codes).values_list("firm_code", flat=True))
    found = {}
    for code in named:
        held = Held(code, "", "", "", "", None, "")
        found[code] = len(passages_of(held, person)[0])
    return found


def _shown(found: Candidate, places: dict[str, tuple[int, str]]) -> dict[str, Any]:
    return {
        "borne": found.borne,
        "marks": [_shown_mark(mark, places) for mark in found.marks],
        "parts": [part_of(one) for one in found.verdicts],
        "focus": [_plain_line(one) for one in found.shown],
        "benchmarks": [_plain_line(one) for one in found.benchmarks],
    }


def _plain_line(one: Any) -> tuple[str, str, str, tuple[str, ...]]:
    """Wording, clause, the benchmark, and what the firm shows."""
    criterion = one.criterion
    told = tuple(said(reason) for reason in one.reasons[:-1]) if criterion.shows is not None else ()
    return said(criterion.wording), criterion.clause, said(criterion.benchmark), told


def _shown_mark(mark: Mark, places: dict[str, tuple[int, str]]) -> ShownMark:
    found = mark.found
    return ShownMark(
        id=mark.id,
        wording=said(mark.wording),
        clause=found.criterion.clause if found else "",
        lamp=answer_lamp(mark.answer.value),
        word=answer_word(mark.answer.value) if found else (gettext("said") if mark.quotes else gettext("not said")),
        reasons=tuple(reasons_of(found)) if found else (),
        figures=tuple(figure_button(used) for used in found.used if used.value is not None or used.source)
        if found
        else (),
        missing=tuple((said(miss.label), said(miss.origin)) for miss in found.missing) if found else (),
        quotes=tuple(_shown_quote(quote, places) for quote in mark.quotes),
    )


def _shown_quote(quote: Quote, places: dict[str, tuple[int, str]]) -> ShownQuote:
    document, file = places.get(quote.source.sha256, (0, ""))
    before, _, after = quote.sentence.partition(quote.words)
    url = f"{reverse('reading:document', args=[document])}?at={quote.source.start}#at" if document else ""
    place = gettext("%(file)s · characters %(start)s to %(end)s") % {
        "file": file,
        "start": f"{quote.source.start:,d}",
        "end": f"{quote.source.end:,d}",
    }
    return ShownQuote(said(quote.label), before, quote.words, after, place, url)
