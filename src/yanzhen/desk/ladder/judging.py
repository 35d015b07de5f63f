"""One run: the firms judged in pieces, each piece written with the place where it ends; then the nearest climbs, then the counts.

Nothing is written that is not whole: a piece's verdicts and the run's cursor stand in one transaction, so that a run whose worker was
killed goes on at the next firm. A firm of which nothing changed since an earlier run of the same day and books is not judged again.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from yanzhen.desk.accounts.models import Person
from yanzhen.desk.accounts.rights import Role
from yanzhen.desk.ladder import runs
from yanzhen.desk.ladder.books import Books, desk_books
from yanzhen.desk.ladder.champions_book import champion_books
from yanzhen.desk.ladder.climbs import step_of
from yanzhen.desk.ladder.held import Held, firms_held, register_state
from yanzhen.desk.ladder.models import Run, Tally, Turned, Verdict
from yanzhen.desk.register.models import ENTRIES
from yanzhen.ladder.book import Book
from yanzhen.ladder.climb import climb
from yanzhen.ladder.firm import Firm
from yanzhen.ladder.numbers import shown
from yanzhen.ladder.ranges import Range
from yanzhen.ladder.reasons import missing_of
from yanzhen.ladder.sight import Sight
from yanzhen.values import Answer

PIECE = 200
MOST_OPEN_GATES = 2
"""A climb of one change is looked for where at most so many gates are not met: one amount may move several."""
CLIMB_SECONDS = 1800.0
"""What looking for the nearest climbs may take; what is left then is told, and the next run goes on with it."""
CLIMB_PIECE = 20


class LetGoError(Exception):
    """The run was stopped, or another worker has it."""


@dataclass(slots=True)
class Work:
    """A run in hand; ``ending`` asks whether the worker is told to end."""

    run: Run
    books: Books
    used: tuple[Book, ...]
    reader: Person
    ending: Callable[[], bool] = lambda: False
    earlier: Run | None = None
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    climb_seconds: float = CLIMB_SECONDS


def judge_region(run: Run, *, ending: Callable[[], bool] = lambda: False, climb_seconds: float = CLIMB_SECONDS) -> bool:
    """Do the whole run; False when it was let go of."""
    try:
        work = _prepared(run, ending, climb_seconds)
        _judge_all(work)
        _look_for_climbs(work)
        _count(work)
    except LetGoError:
        # Outside of any transaction, which would take it back.
        if ending():
            runs.put_back(run)
        return False
    _note_turns(work)
    return runs.finish(run, now=work.now())


def reader_of(run: Run) -> Person:
    """Someone who sees exactly what the office of the run sees."""
    return Person(username="-", region=run.region, department=run.department, role=Role.READER)


def _prepared(run: Run, ending: Callable[[], bool], climb_seconds: float) -> Work:
    books, reader = desk_books(), reader_of(run)
    used = (*books.in_force(run.on, run.applicant), *champion_books())
    state = {"register_state": register_state(), "books_state": books.state}
    if run.cursor and (run.register_state, run.books_state) != tuple(state.values()):
        # What was judged before the worker was lost is of another state: begin anew.
        Verdict.objects.filter(run=run).delete()
        run.cursor, run.done, run.reused, run.refused = "", 0, 0, 0
    total = ENTRIES["firms"].objects.visible_to(reader).count()
    known = {**state, "total": total, "stage": "judging", "cursor": run.cursor, "done": run.done, "reused": run.reused}
    _tell(Work(run, books, used, reader, ending), **known, refused=run.refused)
    run.refresh_from_db()
    return Work(run, books, used, reader, ending, _earlier(run, books), climb_seconds=climb_seconds)


def _earlier(run: Run, books: Books) -> Run | None:
    """The last finished run of the same office, day and books: what it judged of an unchanged firm stands."""
    same = Run.objects.filter(
        region=run.region,
        department=run.department,
        on=run.on,
        applicant=run.applicant,
        draft=None,
        books_state=books.state,
    )
    return same.filter(state=Run.State.DONE).exclude(pk=run.pk).order_by("-finished_at").first()


def _tell(work: Work, **known: Any) -> None:
    if work.ending() or not runs.renew(work.run, now=work.now(), **known):
        raise LetGoError


def _judge_all(work: Work) -> None:
    while codes := _next_codes(work):
        kept = _kept_of(work, codes)
        known = {uscc: rows[0].digest for uscc, rows in kept.items() if len(rows) == len(work.used)}
        found = firms_held(codes, work.reader, work.run.on, known=known)
        rows = [row for one in found for row in _verdicts(work, one, kept)]
        with transaction.atomic():
            Verdict.objects.bulk_create(rows, batch_size=500)
            work.run.cursor = codes[-1]
            work.run.done += len(codes)
            work.run.reused += sum(one.known for one in found)
            work.run.refused += sum(one.trouble is not None for one in found)
            _tell(
                work,
                cursor=codes[-1],
                done=work.run.done,
                reused=work.run.reused,
                refused=work.run.refused,
            )


def _next_codes(work: Work) -> list[str]:
    firms = ENTRIES["firms"].objects.visible_to(work.reader).filter(subject__gt=work.run.cursor)
    return list(firms.order_by("subject").values_list("subject", flat=True)[:PIECE])


def _kept_of(work: Work, codes: Sequence[str]) -> dict[str, list[Verdict]]:
    """What the earlier run said of these firms."""
    found: dict[str, list[Verdict]] = {}
    if work.earlier is not None:
        for row in Verdict.objects.filter(run=work.earlier, uscc__in=codes):
            found.setdefault(row.uscc, []).append(row)
    return found


def _verdicts(work: Work, held: Held, kept: dict[str, list[Verdict]]) -> Iterator[Verdict]:
    if held.known:
        for row in kept[held.uscc]:
            row.pk, row.run = None, work.run
            row._state.adding = True
            yield row
    elif held.firm is not None:
        place = {"uscc": held.uscc, "region": held.region, "department": held.department, "digest": held.digest}
        for book in work.used:
            row = Verdict(run=work.run, book=book.id, name=held.name[:200], industry=held.industry[:12], **place)
            _fill(row, book, held.firm, work.run)
            yield row


def _fill(row: Verdict, book: Book, firm: Firm, run: Run) -> None:
    """The answer, the score and the gates that are not met; without the reasons, which the firm's card works out."""
    sight = Sight(book, firm, run.on, run.applicant)
    row.answer = sight.answer().value
    score = sight.score()
    if score is not None:
        row.score_low = None if score.low is None else float(score.low)
        row.score_high = None if score.high is None else float(score.high)
        row.score = _score_words(score)
    answers = [(gate, sight.answered(gate.id)) for gate in book.gates if run.applicant in gate.applicants]
    stops = [gate.id for gate, found in answers if found is Answer.UNMET]
    opens = [gate for gate, found in answers if found is Answer.UNKNOWN]
    missing = {_figure_of(one.path) for gate in opens for one in missing_of(sight, gate)}
    row.unmet, row.unknown = len(stops), len(opens)
    row.stops, row.opens = _words(stops), _words(gate.id for gate in opens)
    row.missing = _words(sorted(missing))


def _score_words(score: Range) -> str:
    """``62`` or ``55–71``, the same in every language."""
    ends = ["…" if end is None else shown(end) for end in (score.low, score.high)]
    return "–".join(dict.fromkeys(ends))


def _figure_of(path: str) -> str:
    """``years.2025.rd_expense`` is of the figure ``rd_expense``, ``ip[3].granted`` of the list ``ip``.

    >>> _figure_of("years.2025.rd_expense"), _figure_of("ip[3].granted"), _figure_of("manual.zj26.5"), _figure_of("platform_score.2026")
    ('rd_expense', 'ip', 'manual', 'platform_score')
    """
    head, _, rest = path.partition(".")
    if head in ("years", "share", "conditions"):
        last = rest.rpartition(".")[2]
        return f"share_{last}" if head == "share" else last
    return head.partition("[")[0]


def _words(found: Any) -> str:
    told = " ".join(found)
    return f" {told} " if told else ""


def _look_for_climbs(work: Work) -> None:
    """Where few gates are not met: is there one change that turns the answer? Those with the fewest first."""
    searched = {book.id: book for book in work.used if book.gates}
    rows = Verdict.objects.filter(run=work.run, near=None, book__in=searched).exclude(answer=Answer.MET.value)
    # Where only persons are awaited, no change of a figure turns the answer.
    rows.filter(unmet=0, missing=" manual ").update(near=False)
    wanted = [
        (unmet + unknown, uscc, book, pk)
        for pk, uscc, book, unmet, unknown in rows.values_list("pk", "uscc", "book", "unmet", "unknown")
        if 0 < unmet + unknown <= MOST_OPEN_GATES
    ]
    wanted.sort()
    _tell(work, stage="climbing", climbs=len(wanted), climbed=0)
    started, done = time.monotonic(), 0
    while done < len(wanted) and time.monotonic() - started < work.climb_seconds:
        part = wanted[done : done + CLIMB_PIECE]
        _climb_part(work, searched, part)
        done += len(part)
        _tell(work, climbed=done)


def _climb_part(work: Work, books: dict[str, Book], part: Sequence[tuple[int, str, str, int]]) -> None:
    found = {one.uscc: one.firm for one in firms_held({uscc for _, uscc, _, _ in part}, work.reader, work.run.on)}
    for _, uscc, book, pk in part:
        firm = found.get(uscc)
        if firm is None:
            continue
        way = climb(books[book], firm, work.run.on, work.run.applicant, most=1)
        first = way.alternatives[0] if way.alternatives else None
        known: dict[str, Any] = {"near": first is not None and len(first.changes) == 1}
        if first is not None:
            known |= {"effort": first.effort, "step": step_of(first)}
        Verdict.objects.filter(pk=pk).update(**known)


def _count(work: Work) -> None:
    """How many firms of each place: by answer, and by what stops them."""
    counts: Counter[tuple[str, str, str, str, str]] = Counter()
    rows = Verdict.objects.filter(run=work.run).values_list(
        "region", "department", "book", "answer", "near", "stops", "opens"
    )
    for region, department, book, answer, near, stops, opens in rows.iterator(chunk_size=5000):
        place = (region, department, book)
        counts[*place, "", answer] += 1
        if near:
            counts[*place, "", "near"] += 1
        unmet, unknown = stops.split(), opens.split()
        for criterion in unmet:
            counts[*place, criterion, "alone" if len(unmet) == 1 and not unknown else "among"] += 1
        for criterion in unknown:
            counts[*place, criterion, "open"] += 1
    with transaction.atomic():
        Tally.objects.filter(run=work.run).delete()
        Tally.objects.bulk_create(
            (
                Tally(
                    run=work.run,
                    region=region,
                    department=department,
                    book=book,
                    criterion=criterion,
                    what=what,
                    number=number,
                )
                for (region, department, book, criterion, what), number in counts.items()
            ),
            batch_size=1000,
        )


def _note_turns(work: Work) -> None:
    """What the last finished run of the office said otherwise: the history of each firm."""
    same = Run.objects.filter(
        region=work.run.region,
        department=work.run.department,
        applicant=work.run.applicant,
        draft=None,
        state=Run.State.DONE,
    )
    last = same.exclude(pk=work.run.pk).order_by("-finished_at").first()
    before = dict[tuple[str, str], str]()
    if last is not None:
        said = Verdict.objects.filter(run=last).values_list("uscc", "book", "answer")
        before = {(uscc, book): answer for uscc, book, answer in said.iterator(chunk_size=5000)}
    rows = Verdict.objects.filter(run=work.run).values_list("uscc", "region", "department", "book", "answer", "stops")
    turned = (
        Turned(
            uscc=uscc, region=region, department=department, book=book, applicant=work.run.applicant, on=work.run.on,
            at=work.now(), before=before[uscc, book], after=answer, stops=stops,
        )
        for uscc, region, department, book, answer, stops in rows.iterator(chunk_size=5000)
        if before.get((uscc, book), answer) != answer
    )  # fmt: skip
    Turned.objects.bulk_create(turned, batch_size=1000)
