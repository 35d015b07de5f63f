"""A firm under the books: each criterion with its figures, the cells that say them, the arithmetic and the margin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext
from markupsafe import Markup

from yanzhen.desk.frame.parts import Lamp
from yanzhen.desk.ladder.books import Books
from yanzhen.desk.ladder.held import Held, HeldCell
from yanzhen.desk.ladder.models import Turned
from yanzhen.desk.ladder.words import (
    STATUS_LAMPS,
    STATUS_SHORT,
    answer_lamp,
    answer_word,
    margin_words,
    range_words,
    said,
    value_words,
)
from yanzhen.desk.register.models import ENTRIES
from yanzhen.desk.register.pages.lamps import Validity, validity
from yanzhen.ladder import tree
from yanzhen.ladder.book import Book, Criterion
from yanzhen.ladder.catalogue import LISTS
from yanzhen.ladder.firm_tables import LIST_TABLES
from yanzhen.ladder.judge import judge
from yanzhen.ladder.judgement import CriterionJudgement, Judgement, Used
from yanzhen.ladder.numbers import shown, shown_range
from yanzhen.values import Answer

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

YEARS_BACK = 3
MOST_TURNS = 30
MOST_CELLS = 12
"""Entries of a list that a criterion names one by one; the firm's page has the rest."""


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of a book, as the card shows it."""

    id: str
    clause: str
    wording: str
    lamp: Lamp
    word: str
    points: str
    role: str
    reasons: tuple[str, ...]
    margin: str
    figures: tuple[Markup, ...]
    missing: tuple[tuple[str, str, str], ...]
    """Figure, from whom, and the table in which to bring it."""
    url: str
    status_lamp: Lamp
    status: str
    note: str
    asks_person: bool
    awarded: tuple[str, str] | None
    """The lowest and highest points that experts may award; None where they award none."""
    settled: bool
    """Whether it is met, or decides nothing: such lines are folded."""


@dataclass(frozen=True, slots=True)
class Part:
    """One book of the card."""

    book: Book
    title: str
    lamp: Lamp
    word: str
    score: str
    passing: str
    lines: tuple[Line, ...]
    status_lamp: Lamp
    status: str
    warnings: tuple[str, ...]

    @property
    def open(self) -> list[Line]:
        return [line for line in self.lines if not line.settled]

    @property
    def settled(self) -> list[Line]:
        return [line for line in self.lines if line.settled]


@dataclass(frozen=True, slots=True)
class Title:
    """A title that the firm holds or held."""

    name: str
    period: str
    validity: Validity
    url: str


@dataclass(frozen=True, slots=True)
class Past:
    """The answers on an earlier day, by the books that were in force then."""

    on: date
    answers: tuple[tuple[str, str, Lamp, str], ...]
    """Book, title, lamp and word."""


@dataclass(frozen=True, slots=True)
class Turn:
    """An answer that turned between two judgings."""

    at: Any
    book: str
    before: str
    after: str
    lamp: Lamp
    stops: str


def parts_of(held: Held, books: Sequence[Book], on: date, applicant: str) -> tuple[Part, ...]:
    """The firm under each of these books."""
    firm = held.firm
    return () if firm is None else tuple(part_of(judge(book, firm, on, applicant)) for book in books)


def part_of(found: Judgement) -> Part:
    """One judgement, to be shown."""
    book, rule = found.book, found.book.score
    return Part(
        book=book,
        title=said(book.title),
        lamp=answer_lamp(found.answer.value),
        word=answer_word(found.answer.value),
        score=range_words(found.score),
        passing=shown(rule.passing) if rule and found.score is not None else "",
        lines=tuple(line_of(one, book) for one in found.criteria),
        status_lamp=STATUS_LAMPS[book.status],
        status=str(STATUS_SHORT[book.status]),
        warnings=tuple(said(one.message) for one in found.warnings),
    )


def line_of(one: CriterionJudgement, book: Book) -> Line:
    """One criterion, to be shown."""
    criterion = one.criterion
    lamp, word = _lamp_of(one)
    lacking = {miss.path for miss in one.missing}
    margins = [margin_words(check.margin, check.unit) for check in one.checks if check.margin is not None]
    return Line(
        id=criterion.id,
        clause=criterion.clause,
        wording=said(criterion.wording),
        lamp=lamp,
        word=word,
        points=points_words(one),
        role=criterion.role,
        reasons=tuple(reasons_of(one)),
        margin=margins[0] if len(margins) == 1 else "",
        figures=tuple(_figures([used for used in one.used if used.path not in lacking])),
        missing=tuple((said(miss.label), said(miss.origin), _table_of(miss.path)) for miss in one.missing),
        url=f"{reverse('ladder:book', args=[book.id])}#{criterion.id}",
        status_lamp=STATUS_LAMPS[criterion.status],
        status=str(STATUS_SHORT[criterion.status]),
        note=said(criterion.note),
        asks_person=asks_person(book, criterion),
        awarded=awarded_of(book, criterion),
        settled=_is_settled(one),
    )


def reasons_of(one: CriterionJudgement) -> Iterator[str]:
    """Why it came out so; what is missing and how many points it gives are told apart."""
    apart = {f"缺少{miss.label.zh}，来自{miss.origin.zh}" for miss in one.missing}
    if one.points is not None and one.criterion.most is not None:
        apart.add(f"得 {shown_range(one.points)[0]} 分，满分 {shown(one.criterion.most)} 分")
    yield from (said(reason) for reason in one.reasons if reason.zh not in apart)


def points_words(one: CriterionJudgement) -> str:
    """``12 / 20``; nothing for a criterion without points."""
    if one.points is None:
        return ""
    most = "" if one.criterion.most is None else f" / {shown(one.criterion.most)}"
    return f"{range_words(one.points)}{most}"


def asks_person(book: Book, criterion: Criterion) -> bool:
    """Whether a person's answer decides it, or a part of it."""
    return any(
        isinstance(node, tree.Manual) and node.criterion == criterion.id
        for top in criterion.trees()
        for node in book.below(top)
    )


def awarded_of(book: Book, criterion: Criterion) -> tuple[str, str] | None:
    """Between which points experts award it."""
    nodes = [node for top in criterion.trees() for node in book.below(top) if isinstance(node, tree.Awarded)]
    if not nodes or criterion.points is None:
        return None
    return shown(min(node.low for node in nodes)), shown(max(node.high for node in nodes))


def figure_button(used: Used) -> Markup:
    """A figure that leads to the cell that says it."""
    label, told = said(used.label), value_words(used.value, used.unit)
    cell = used.source
    if not isinstance(cell, HeldCell) or not cell.entry:
        if used.value is None:
            return Markup('<span class="told-figure">{} <span class="unknown">{}</span></span>').format(label, told)
        return Markup('<span class="told-figure">{} <b class="n">{}</b></span>').format(label, told)
    address = reverse("register:cell", args=[cell.kind, cell.entry, cell.name])
    if used.value is None:
        # An entry of a list: called by what tells it from the others.
        label = f"{label.partition('（')[0].partition(' (')[0]} {cell.told}"
    inside, before = (label, "") if used.value is None else (told, f"{label} ")
    return Markup(
        '<span class="told-figure">{}<button class="figure" form="go" formaction="{}" aria-expanded="false">{}</button></span>'
    ).format(before, address, inside)


def titles_of(uscc: str, person: Person, on: date) -> list[Title]:
    """The firm's titles, the one that ends last first."""
    rows: Any = ENTRIES["titles"].objects.visible_to(person).filter(subject=uscc)
    return [
        _title_of(row.values, on, reverse("register:row", args=["titles", row.pk]))
        for row in rows.order_by("-c_valid_to", "pk")
    ]


def titles_then(held: Held, on: date) -> list[Title]:
    """The titles that were known on an earlier day, from the firm as it was made for that day."""
    rows = held.firm.lists.get("titles", ()) if held.firm else ()
    told = [_title_of({name: str(value) for name, value in row.items()}, on, "") for row in rows]
    return sorted(told, key=lambda one: one.period, reverse=True)


def past_of(held: Held, books: Books, on: date, applicant: str) -> list[Past]:
    """The same figures judged on the same day of earlier years, by the books that were in force then."""
    found = []
    for back in range(1, YEARS_BACK + 1):
        day = _years_before(on, back)
        answers = [_past_answer(book, held, day, applicant) for book in books.in_force(day, applicant) if book.gates]
        found.append(Past(day, tuple(answers)))
    return found


def turns_of(uscc: str, person: Person, books: Books) -> list[Turn]:
    """What earlier judgings said otherwise, the latest first."""
    rows = Turned.objects.visible_to(person).filter(uscc=uscc).exclude(book="marks").order_by("-at", "pk")[:MOST_TURNS]
    return [_turn(row, books) for row in rows]


def _lamp_of(one: CriterionJudgement) -> tuple[Lamp, str]:
    if not one.applicable:
        return Lamp.UNKNOWN, gettext("not asked")
    if one.label:
        return (Lamp.UNKNOWN, gettext("unknown")) if one.label == "unknown" else (Lamp.GOOD, one.label)
    if one.answer is not None:
        return answer_lamp(one.answer.value), answer_word(one.answer.value)
    if one.points is not None and one.points.exact is None:
        return Lamp.UNKNOWN, gettext("points open")
    return Lamp.GOOD, gettext("counted") if one.points is not None else gettext("shown")


def _is_settled(one: CriterionJudgement) -> bool:
    if one.criterion.role == "info" or not one.applicable:
        return True
    if one.answer is not None:
        return one.answer is Answer.MET
    return one.points is not None and one.points.exact is not None and one.points.exact == one.criterion.most


def _figures(used: Sequence[Used]) -> Iterator[Markup]:
    entries = 0
    for one in used:
        if "[" in one.path:
            entries += 1
            if entries > MOST_CELLS:
                continue
        yield figure_button(one)
    if entries > MOST_CELLS:
        yield Markup('<span class="src">{}</span>').format(gettext("and %(num)s more") % {"num": entries - MOST_CELLS})


def _table_of(path: str) -> str:
    """The register's table in which a missing figure is brought."""
    head = path.partition(".")[0].partition("[")[0]
    if head in ("manual", "experts"):
        return head
    if head in LISTS:
        return next(table for table, name in LIST_TABLES.items() if name == head)
    return "firm-years" if head in ("years", "platform_score", "transformations") else "firms"


def _title_of(values: dict[str, Any], on: date, url: str) -> Title:
    period = " – ".join(str(values.get(name) or "…") for name in ("valid_from", "valid_to"))
    return Title(str(values.get("title", "")), period, validity(values, on), url)


def _past_answer(book: Book, held: Held, day: date, applicant: str) -> tuple[str, str, Lamp, str]:
    from yanzhen.ladder.judge import answer

    assert held.firm is not None
    found = answer(book, held.firm, day, applicant).value
    return book.id, said(book.title), answer_lamp(found), answer_word(found)


def _turn(row: Turned, books: Books) -> Turn:
    book = books.find(row.book)
    title = said(book.title) if book else row.book
    return Turn(
        row.at, title, answer_word(row.before), answer_word(row.after), answer_lamp(row.after), row.stops.strip()
    )


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
