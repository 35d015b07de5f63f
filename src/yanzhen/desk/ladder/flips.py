"""Which firms a draft book flips: every firm of the office judged by the book that stands and by the draft."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from django.db import transaction

from yanzhen.desk.ladder import runs
from yanzhen.desk.ladder.drafting import checked_book, standing_book
from yanzhen.desk.ladder.held import register_state
from yanzhen.desk.ladder.judging import ENOUGH_FIRMS, LetGoError, reader_of
from yanzhen.desk.ladder.models import BookDraft, Flip, Run
from yanzhen.desk.ladder.pieces import Piece, in_order, pieces_of
from yanzhen.desk.register.models import ENTRIES
from yanzhen.errors import InputError
from yanzhen.ladder.book import Book
from yanzhen.ladder.brief import Brief
from yanzhen.ladder.crew import Crew, Task
from yanzhen.ladder.judge import refuse_frame

NOT_JUDGED = "none"
"""The answer before, where no book of this rung stood."""


def find_flips(run: Run, *, ending: Callable[[], bool] = lambda: False) -> bool:
    """Do the whole run; False when it was let go of, or the draft was saved anew meanwhile."""
    draft = run.draft
    assert draft is not None
    new = _book_of(draft)
    old = standing_book(draft, run.on, run.applicant)
    refuse_frame(new)
    reader = reader_of(run)
    Flip.objects.filter(run=run).delete()
    total, done = ENTRIES["firms"].objects.visible_to(reader).count(), 0
    books = (new,) if old is None else (new, old)
    try:
        _tell(run, ending, total=total, done=0, stage="flips", register_state=register_state())
        with Crew(Task(books, run.on, run.applicant), worth=total >= ENOUGH_FIRMS) as crew:
            for piece, found in in_order(crew.briefs, pieces_of(reader, "", lambda _codes: {}), crew.ahead):
                done += len(piece.codes)
                with transaction.atomic():
                    Flip.objects.bulk_create(_flips(run, piece, found, new))
                    _tell(run, ending, done=done, cursor=piece.codes[-1])
    except LetGoError:
        if ending():
            runs.QUEUE.put_back(run, counted=False)
        return False
    return runs.finish(run, now=datetime.now(UTC))


def _book_of(draft: BookDraft) -> Book:
    checked = checked_book(draft)
    if checked.book is None:
        first = checked.faults[0]
        raise InputError(
            f"{first.file}, line {first.line}, field {first.field}",
            seen=first.seen,
            expected=first.expected,
            todo=first.todo,
        )
    return checked.book


def _tell(run: Run, ending: Callable[[], bool], **known: object) -> None:
    if ending() or not runs.QUEUE.renew(run, now=datetime.now(UTC), **known):
        raise LetGoError


def _flips(run: Run, piece: Piece, found: Sequence[tuple[Brief, ...] | None], new: Book) -> Iterator[Flip]:
    for firm, told in zip(piece.read, found, strict=True):
        if told is None:
            continue
        after, *stood = told
        before = stood[0].answer.value if stood else NOT_JUDGED
        if before != after.answer.value:
            yield Flip(
                run=run, uscc=firm.uscc, name=firm.name[:200], region=firm.region, department=firm.department,
                before=before, after=after.answer.value, why=_why(after, new),
            )  # fmt: skip


def _why(told: Brief, new: Book) -> str:
    """The gates of the draft that are not met; of a firm that meets it, nothing."""
    return " ".join(gate.id for gate in new.gates if gate.id in (*told.unmet, *told.unknown))
