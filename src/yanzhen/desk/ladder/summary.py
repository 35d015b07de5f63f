"""The region's ladder in numbers: from the counts of the last run, as far as this person may see its firms."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext

from yanzhen.desk.frame.counts import SharedCount, shared_counts
from yanzhen.desk.ladder import runs
from yanzhen.desk.ladder.books import Books
from yanzhen.desk.ladder.models import Run, Tally
from yanzhen.desk.ladder.words import said
from yanzhen.desk.register.pages.filters import region_word
from yanzhen.ladder.book import Book

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

MOST_STOPS = 3
ANSWERS = ("met", "unknown", "unmet")


@dataclass(frozen=True, slots=True)
class Stop:
    """A criterion that stops firms: how many by itself alone, how many beside others, and for how many it is unknown."""

    id: str
    clause: str
    wording: str
    alone: int
    among: int
    opens: int
    url: str

    @property
    def stopped(self) -> int:
        return self.alone + self.among


@dataclass(frozen=True, slots=True)
class RungLine:
    """One book of the ladder with its counts."""

    book: Book
    title: str
    met: int
    unknown: int
    unmet: int
    near: int
    stops: tuple[Stop, ...]

    @property
    def all(self) -> int:
        return self.met + self.unknown + self.unmet


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One region below, and how many of its firms meet each book."""

    code: str
    name: str
    met: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The page's numbers: ``firms`` that were judged, the lines of the books, and the regions below."""

    run: Run
    firms: int
    near: int
    lines: tuple[RungLine, ...]
    places: tuple[PlaceLine, ...]

    @property
    def worst(self) -> tuple[RungLine, Stop] | None:
        """What stops most of them alone; where nothing does, what stops most of all."""
        found = [(line, stop) for line in self.lines for stop in line.stops]
        return max(found, key=lambda one: (one[1].alone, one[1].stopped), default=None)


@dataclass(frozen=True, slots=True)
class SharedLine:
    """A line of the sheet to hand on: counts of few firms are held back."""

    title: str
    book: Book
    cells: tuple[SharedCount, ...]
    total: SharedCount


def summary_of(run: Run, person: Person, books: Books) -> Summary:
    """What the run says of the firms that this person may see."""
    counts = _counts(Tally.objects.visible_to(person).filter(run=run))
    used = [book for book in books.all() if any(counts[book.id, "", what] for what in ANSWERS)]
    lines = tuple(_line(book, counts, run) for book in used)
    return Summary(
        run=run,
        firms=max((line.all for line in lines), default=0),
        near=sum(line.near for line in lines),
        lines=lines,
        places=tuple(_places(run, person, used)),
    )


def shared_lines(run: Run, region: str, books: Books) -> tuple[SharedLine, ...]:
    """The whole region, every department, for a reader who cannot open its firms: few firms are not told."""
    from yanzhen.desk.scope import region_prefix

    # Counts alone, and those suppressed: the rows stay where they are.
    counts = _counts(Tally.objects.filter(run=run, region__startswith=region_prefix(region)))
    found = []
    for book in books.all():
        numbers = [counts[book.id, "", what] for what in ANSWERS]
        if any(numbers):
            told = shared_counts(numbers)
            found.append(SharedLine(said(book.title), book, told.cells, told.total))
    return tuple(found)


def shared_run(person: Person, applicant: str) -> Run | None:
    """The last run that judged the whole region, every department of it."""
    done = runs.covering(person).filter(state=Run.State.DONE, applicant=applicant, department="")
    return done.order_by("-finished_at").first()


def _counts(rows: QuerySet[Tally]) -> Counter[tuple[str, str, str]]:
    summed = rows.order_by().values_list("book", "criterion", "what").annotate(n=Sum("number"))
    return Counter({(book, criterion, what): number for book, criterion, what, number in summed})


def _line(book: Book, counts: Counter[tuple[str, str, str]], run: Run) -> RungLine:
    stops = (_stop(book, name, counts, run) for name in book.criteria)
    met, unknown, unmet = (counts[book.id, "", what] for what in ANSWERS)
    told = sorted((one for one in stops if one.stopped), key=lambda one: (-one.alone, -one.stopped))
    near = counts[book.id, "", "near"]
    return RungLine(book, said(book.title), met, unknown, unmet, near, tuple(told[:MOST_STOPS]))


def _stop(book: Book, name: str, counts: Counter[tuple[str, str, str]], run: Run) -> Stop:
    alone, among, opens = (counts[book.id, name, what] for what in ("alone", "among", "open"))
    criterion = book.criteria[name]
    url = f"{list_url(run, book=book.id)}&stop={name}"
    return Stop(name, criterion.clause, said(criterion.wording), alone, among, opens, url)


def list_url(run: Run, **asked: Any) -> str:
    """The list of firms, narrowed."""
    wanted = {"on": run.on.isoformat(), "applicant": run.applicant, **asked}
    return f"{reverse('ladder:firms')}?{'&'.join(f'{key}={value}' for key, value in wanted.items())}"


def _places(run: Run, person: Person, used: list[Book]) -> list[PlaceLine]:
    """The regions directly below the person's own, by how many firms meet each book."""
    rows = Tally.objects.visible_to(person).filter(run=run, criterion="", what="met").order_by()
    counts: Counter[tuple[str, str]] = Counter()
    for region, book, number in rows.values_list("region", "book").annotate(n=Sum("number")):
        counts[_below(person.region, region), book] += number
    codes = sorted({code for code, _ in counts})
    if len(codes) < 2:
        return []
    return [
        PlaceLine(code, region_word(code) or code or gettext("unknown"), tuple(counts[code, b.id] for b in used))
        for code in codes
    ]


def _below(own: str, code: str) -> str:
    """The region just below one's own that holds the code."""
    from yanzhen.desk.scope import region_prefix

    size = len(region_prefix(own)) + 2
    return code if size >= len(code) else f"{code[:size]}{'0' * (len(code) - size)}"


def day_asked(text: str, today: date) -> date:
    """The day of the address; today where it names none."""
    try:
        return date.fromisoformat(text) if text else today
    except ValueError:
        return today
