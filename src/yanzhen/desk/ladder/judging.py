"""One run: the firms judged in pieces, each piece written with the place where it ends; then the nearest climbs, then the counts.

Nothing is written that is not whole: a piece's verdicts and the run's cursor stand in one transaction, so that a run whose worker was
killed goes on at the next firm. A firm of which nothing changed since an earlier run of the same day and books is not judged again.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
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
from yanzhen.desk.ladder.held import Read, register_state, rows_held
from yanzhen.desk.ladder.models import Run, Tally, Turned, Verdict
from yanzhen.desk.ladder.pieces import COLUMNS, USCC, Piece, Row, in_order, pieces_of
from yanzhen.desk.register.ledger.bulk import insert_rows
from yanzhen.desk.register.models import ENTRIES
from yanzhen.ladder.book import Book
from yanzhen.ladder.brief import Brief
from yanzhen.ladder.climb.change import Alternative
from yanzhen.ladder.crew import Crew, Task
from yanzhen.ladder.numbers import shown
from yanzhen.ladder.ranges import Range
from yanzhen.values import Answer

ENOUGH_FIRMS, ENOUGH_CLIMBS = 1000, 200
"""From so many on, starting other processes (about a second) is worth it."""
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
            runs.QUEUE.put_back(run, counted=False)
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
    if work.ending() or not runs.QUEUE.renew(work.run, now=work.now(), **known):
        raise LetGoError


def _judge_all(work: Work) -> None:
    task = Task(work.used, work.run.on, work.run.applicant)
    with Crew(task, worth=work.run.total - work.run.done >= ENOUGH_FIRMS) as crew:
        for piece, found in in_order(crew.briefs, _pieces(work), crew.ahead):
            _write(work, piece, found)


def _pieces(work: Work) -> Iterator[Piece]:
    return pieces_of(work.reader, work.run.cursor, lambda codes: _kept_of(work, codes))


def _kept_of(work: Work, codes: Sequence[str]) -> dict[str, list[Row]]:
    """What the earlier run said of these firms, of each by every book."""
    if work.earlier is None:
        return {}
    found: dict[str, list[Row]] = {}
    for row in Verdict.objects.filter(run=work.earlier, uscc__in=codes).values_list(*COLUMNS):
        found.setdefault(row[USCC], []).append(row)
    return {uscc: rows for uscc, rows in found.items() if len(rows) == len(work.used)}


def _write(work: Work, piece: Piece, found: Sequence[tuple[Brief, ...] | None]) -> None:
    """The piece's verdicts, and the place where it ends."""
    judged = [one for one in piece.read if one.rows is not None]
    rows = [(work.run.pk, *row) for one in piece.read if one.rows is None for row in piece.kept[one.uscc]]
    for one, told in zip(judged, found, strict=True):
        rows += [(work.run.pk, *_row(one, said)) for said in told or ()]
    with transaction.atomic():
        insert_rows(Verdict, ("run", *COLUMNS), rows)
        work.run.cursor = piece.codes[-1]
        work.run.done += len(piece.codes)
        work.run.reused += len(piece.read) - len(judged)
        work.run.refused += sum(told is None for told in found)
        _tell(work, cursor=work.run.cursor, done=work.run.done, reused=work.run.reused, refused=work.run.refused)


def _row(read: Read, told: Brief) -> Row:
    """A verdict's values in the order of its columns."""
    low, high = (None, None) if told.score is None else (told.score.low, told.score.high)
    return (
        read.region, read.department, read.uscc, read.name[:200], read.industry[:12], told.book, told.answer.value,
        None if low is None else float(low), None if high is None else float(high), "" if told.score is None else _score_words(told.score),
        len(told.unmet), len(told.unknown), _words(told.unmet), _words(told.unknown), _words(sorted(set(map(_figure_of, told.missing)))),
        None, None, {}, read.digest,
    )  # fmt: skip


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


def _words(found: Iterable[str]) -> str:
    told = " ".join(found)
    return f" {told} " if told else ""


def _look_for_climbs(work: Work) -> None:
    """Where few gates are not met: is there one change that turns the answer? Those with the fewest first."""
    searched = {book.id: book for book in work.used if book.gates}
    rows = Verdict.objects.filter(run=work.run, near=None, book__in=searched).exclude(answer=Answer.MET.value)
    # Where only persons are awaited, no change of a figure turns the answer.
    rows.filter(unmet=0, missing__in=(" manual ", " experts ", " experts manual ")).update(near=False)
    wanted = [
        (unmet + unknown, uscc, book, pk)
        for pk, uscc, book, unmet, unknown in rows.values_list("pk", "uscc", "book", "unmet", "unknown")
        if 0 < unmet + unknown <= MOST_OPEN_GATES
    ]
    wanted.sort()
    _tell(work, stage="climbing", climbs=len(wanted), climbed=0)
    task = Task(tuple(searched.values()), work.run.on, work.run.applicant)
    with Crew(task, worth=bool(work.climb_seconds) and len(wanted) >= ENOUGH_CLIMBS) as crew:
        _climb_all(work, crew, wanted)


Wanted = tuple[int, str, str, int]
"""Open gates, the firm's code, the book, the verdict's key."""


def _climb_all(work: Work, crew: Crew, wanted: Sequence[Wanted]) -> None:
    started, done = time.monotonic(), 0
    waiting: deque[tuple[Sequence[Wanted], Future[list[Alternative | None]]]] = deque()
    at = 0
    while waiting or at < len(wanted):
        in_time = time.monotonic() - started < work.climb_seconds
        if in_time and at < len(wanted) and len(waiting) < crew.ahead:
            part = wanted[at : at + CLIMB_PIECE]
            waiting.append(_handed(work, crew, part))
            at += CLIMB_PIECE
            continue
        if not waiting:
            return
        part, found = waiting.popleft()
        for (*_, pk), way in zip(part, found.result(), strict=True):
            Verdict.objects.filter(pk=pk).update(**_near(way))
        done += len(part)
        _tell(work, climbed=done)


def _handed(
    work: Work, crew: Crew, part: Sequence[Wanted]
) -> tuple[Sequence[Wanted], Future[list[Alternative | None]]]:
    rows = {one.uscc: one.rows for one in rows_held({uscc for _, uscc, _, _ in part}, work.reader)}
    there = [one for one in part if rows.get(one[1]) is not None]
    return there, crew.ways([(book, rows[uscc] or {}) for _, uscc, book, _ in there])


def _near(way: Alternative | None) -> dict[str, Any]:
    if way is None:
        return {"near": False}
    return {"near": len(way.changes) == 1, "effort": way.effort, "step": step_of(way)}


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
