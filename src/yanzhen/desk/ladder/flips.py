"""Which firms a draft book flips: every firm of the office judged by the book that stands and by the draft."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from django.db import transaction

from yanzhen.desk.ladder import runs
from yanzhen.desk.ladder.drafting import checked_book, standing_book
from yanzhen.desk.ladder.held import Held, firms_held, register_state
from yanzhen.desk.ladder.judging import PIECE, LetGoError, reader_of
from yanzhen.desk.ladder.models import BookDraft, Flip, Run
from yanzhen.desk.register.models import ENTRIES
from yanzhen.errors import InputError
from yanzhen.ladder.book import Book
from yanzhen.ladder.judge import answer, judge
from yanzhen.values import Answer

NOT_JUDGED = "none"
"""The answer before, where no book of this rung stood."""


def find_flips(run: Run, *, ending: Callable[[], bool] = lambda: False) -> bool:
    """Do the whole run; False when it was let go of, or the draft was saved anew meanwhile."""
    draft = run.draft
    assert draft is not None
    new = _book_of(draft)
    old = standing_book(draft, run.on, run.applicant)
    reader = reader_of(run)
    Flip.objects.filter(run=run).delete()
    firms = ENTRIES["firms"].objects.visible_to(reader).order_by("subject")
    total, done, cursor = firms.count(), 0, ""
    try:
        _tell(run, ending, total=total, done=0, stage="flips", register_state=register_state())
        while codes := list(firms.filter(subject__gt=cursor).values_list("subject", flat=True)[:PIECE]):
            found = firms_held(codes, reader, run.on)
            cursor, done = codes[-1], done + len(codes)
            with transaction.atomic():
                Flip.objects.bulk_create(_flips(run, found, old, new))
                _tell(run, ending, done=done, cursor=cursor)
    except LetGoError:
        if ending():
            runs.put_back(run)
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
    if ending() or not runs.renew(run, now=datetime.now(UTC), **known):
        raise LetGoError


def _flips(run: Run, found: list[Held], old: Book | None, new: Book) -> Iterator[Flip]:
    for held in found:
        if held.firm is None:
            continue
        before = NOT_JUDGED if old is None else answer(old, held.firm, run.on, run.applicant).value
        after = answer(new, held.firm, run.on, run.applicant).value
        if before != after:
            yield Flip(
                run=run, uscc=held.uscc, name=held.name[:200], region=held.region, department=held.department,
                before=before, after=after, why=_why(held, new, run),
            )  # fmt: skip


def _why(held: Held, new: Book, run: Run) -> str:
    """The gates of the draft that are not met; of a firm that meets it, nothing."""
    assert held.firm is not None
    found = judge(new, held.firm, run.on, run.applicant)
    return " ".join(
        one.criterion.id
        for one in found.criteria
        if one.criterion.role == "gate" and one.answer in (Answer.UNMET, Answer.UNKNOWN)
    )
