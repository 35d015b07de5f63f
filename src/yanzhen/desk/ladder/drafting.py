"""Draft books: checked with line numbers as they are saved, tried on their worked cases, published by a second person, withdrawn.

A published book is a file in the home folder's ``books``; the trail keeps what stood there before and after.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop as _

from yanzhen.desk.accounts.models import Person
from yanzhen.desk.accounts.trail import Actor, Subject, record_change
from yanzhen.desk.ladder.books import ENDING, Books, Fault, books_folder, desk_books, fault_of, own_files, shelf_with
from yanzhen.desk.ladder.models import BookDraft
from yanzhen.errors import InputError, RefusalError, YanzhenError
from yanzhen.files import write_whole
from yanzhen.ladder.book import Book
from yanzhen.ladder.cases import Case, Difference, cases_path, differences, read_cases
from yanzhen.ladder.shelf import CASES, in_force

if TYPE_CHECKING:
    from django.db.models import QuerySet

DRAFT = _("draft rulebook")
SAVED, ASKED, PUBLISHED, WITHDRAWN, DROPPED, SENT_BACK = (
    _("draft saved"), _("approval asked for"), _("rulebook published"), _("rulebook withdrawn"), _("draft dropped"),
    _("draft sent back"),
)  # fmt: skip
State = BookDraft.State
OPEN = (State.DRAFT, State.WAITING)
MOST_LETTERS = 400_000


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A worked case and where the judge says something else; ``trouble`` where it cannot be judged."""

    case: Case
    differences: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        return not self.differences


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking a draft's text gave: the book, or the faults; the worked cases, or the fault in them."""

    book: Book | None
    faults: tuple[Fault, ...]
    cases: tuple[CaseResult, ...] = ()


def checked_text(text: str, cases: str = "", name: str = "draft") -> Checked:
    """Read a book's text over the books of the desk, as it would stand once it is published; then its worked cases."""
    with tempfile.TemporaryDirectory(prefix="yanzhen-book-") as folder:
        path = Path(folder) / f"{name}{ENDING}"
        path.write_text(text, encoding="utf-8")
        # What is published under the same name is replaced, not extended.
        shelf, _others = shelf_with([one for one in own_files(books_folder()) if one.stem != name])
        try:
            book = shelf.add(path)
        except YanzhenError as error:
            return Checked(None, (fault_of(error, ""),))
        if book.id != name:
            told = Fault("", 0, "rulebook.id", book.id, name, "")
            return Checked(None, (told,)) if name != "draft" else _with_cases(book, cases, path)
        return _with_cases(book, cases, path)


def checked_book(draft: BookDraft) -> Checked:
    """The same for a draft."""
    return checked_text(draft.text, draft.cases, draft.book)


def case_results(book: Book, cases: tuple[Case, ...]) -> Iterator[CaseResult]:
    """Each worked case, judged now."""
    for case in cases:
        yield CaseResult(case, tuple(differences(book, case)))


def book_cases(books: Books, book: Book) -> tuple[CaseResult, ...]:
    """The worked cases that lie beside a book's file, judged now; none where there is no such file."""
    path = cases_path(books.shelf.path(book.id))
    return tuple(case_results(book, read_cases(path))) if path.is_file() else ()


def standing_book(draft: BookDraft, on: date, applicant: str) -> Book | None:
    """The book that the draft would take the place of: that of its id, or the one of its rung in force on the day."""
    books = desk_books()
    same = books.find(draft.book)
    if same is not None and same.frame is None:
        return same
    new = checked_book(draft).book
    return None if new is None else in_force(books.shelf, new.rung, on, applicant)


def template_of(book: str, own_id: str) -> str:
    """The text to begin with: the book's own file, or a file that is laid over it."""
    path = desk_books().shelf.path(book)
    text = path.read_text(encoding="utf-8-sig")
    return text if own_id == book else text.replace(f"id: {book}\n", f"id: {own_id}\n", 1)


def save(draft: BookDraft, person: Person, actor: Actor, *, now: datetime) -> Checked:
    """Keep the draft's new text, whatever its faults, and who wrote it."""
    checked = checked_text(draft.text, draft.cases, draft.book)
    before = (
        BookDraft.objects.filter(pk=draft.pk).values("version", "text", "cases", "state").first() if draft.pk else None
    )
    draft.faults = [_as_json(fault) for fault in checked.faults]
    draft.title = checked.book.title.zh[:200] if checked.book else draft.title
    draft.editors = sorted({*draft.editors, person.pk})
    draft.edited_by, draft.edited_at = actor.name[:150], now
    draft.version += 1 if before else 0
    draft.state = State.DRAFT
    with transaction.atomic():
        draft.save()
        after = {"version": draft.version, "text": draft.text, "cases": draft.cases, "state": draft.state}
        record_change(actor, SAVED, _subject(draft), dict(before) if before else None, after)
    return checked


def ask_approval(draft: BookDraft, actor: Actor) -> None:
    """Hand it to an approver; refused while it has a fault or a worked case says otherwise."""
    _require_good(draft)
    _move(draft, OPEN, State.WAITING, ASKED, actor)


def may_approve(draft: BookDraft, person: Person) -> bool:
    """Who edited it cannot approve it, unless the desk has one person alone."""
    return person.pk not in draft.editors or is_alone()


def is_alone() -> bool:
    """Whether the desk has one person who may sign in."""
    return Person.objects.filter(is_active=True).count() == 1


def publish(draft: BookDraft, person: Person, actor: Actor, note: str, *, now: datetime) -> Path:
    """Write the book into the home folder; what stood there before is on the trail."""
    if not may_approve(draft, person):
        raise RefusalError(
            "approval", seen="edited by the same person", expected="a second person", todo="ask another approver"
        )
    _require_good(draft)
    folder = books_folder()
    path = folder / f"{draft.book}{ENDING}"
    before = {"file": path.name, "text": _text(path), "cases": _text(cases_path(path))}
    with transaction.atomic():
        BookDraft.objects.filter(book=draft.book, state=State.PUBLISHED).exclude(pk=draft.pk).update(
            state=State.REPLACED
        )
        _decide(draft, State.PUBLISHED, actor, note, now)
        after = {"file": path.name, "text": draft.text, "cases": draft.cases, "version": draft.version, "note": note}
        record_change(actor, PUBLISHED, _subject(draft), before, after)
        folder.mkdir(parents=True, exist_ok=True)
        _put(cases_path(path), draft.cases)
        write_whole(path, draft.text.encode("utf-8"))
    return path


def withdraw(draft: BookDraft, actor: Actor, note: str, *, now: datetime) -> None:
    """Take a published book back; the one that it replaced stands again, or none."""
    path = books_folder() / f"{draft.book}{ENDING}"
    before = {"file": path.name, "text": _text(path), "cases": _text(cases_path(path))}
    earlier = BookDraft.objects.filter(book=draft.book, state=State.REPLACED).order_by("-decided_at").first()
    with transaction.atomic():
        _decide(draft, State.WITHDRAWN, actor, note, now)
        if earlier is not None:
            BookDraft.objects.filter(pk=earlier.pk).update(state=State.PUBLISHED)
        told = {"text": earlier.text if earlier else "", "cases": earlier.cases if earlier else "", "note": note}
        record_change(actor, WITHDRAWN, _subject(draft), before, {"file": path.name, **told})
        _put(cases_path(path), told["cases"])
        _put(path, told["text"])


def drop(draft: BookDraft, actor: Actor, *, now: datetime) -> None:
    """Lay an open draft aside; its text stays on the trail."""
    with transaction.atomic():
        record_change(actor, DROPPED, _subject(draft), {"state": draft.state}, {"state": State.DROPPED.value})
        _decide(draft, State.DROPPED, actor, "", now)


def send_back(draft: BookDraft, actor: Actor, note: str) -> None:
    """Give a draft that waits for approval back to who edits it."""
    BookDraft.objects.filter(pk=draft.pk).update(note=note)
    _move(draft, (State.WAITING,), State.DRAFT, SENT_BACK, actor)


def waiting(rows: QuerySet[BookDraft]) -> QuerySet[BookDraft]:
    """Those that wait for an approver."""
    return rows.filter(state=State.WAITING)


def _with_cases(book: Book, cases: str, path: Path) -> Checked:
    if not cases.strip():
        return Checked(book, ())
    beside = path.with_name(path.stem + CASES)
    beside.write_text(cases, encoding="utf-8")
    try:
        return Checked(book, (), tuple(case_results(book, read_cases(beside))))
    except YanzhenError as error:
        return Checked(book, (fault_of(error, CASES),))


def _require_good(draft: BookDraft) -> None:
    checked = checked_book(draft)
    if checked.faults:
        first = checked.faults[0]
        raise InputError(
            f"line {first.line}, field {first.field}", seen=first.seen, expected=first.expected, todo=first.todo
        )
    wrong = [one.case.id for one in checked.cases if not one.holds]
    if wrong:
        raise InputError(
            "worked cases",
            seen=", ".join(wrong),
            expected="every worked case to hold",
            todo="correct the book or the case",
        )


def _move(draft: BookDraft, allowed: tuple[State, ...], state: State, action: str, actor: Actor) -> None:
    with transaction.atomic():
        moved = BookDraft.objects.filter(pk=draft.pk, version=draft.version, state__in=allowed).update(state=state)
        if not moved:
            raise RefusalError(
                "draft", seen=str(draft.state), expected="the state that the page showed", todo="load the page anew"
            )
        record_change(
            actor, action, _subject(draft), {"state": draft.state}, {"state": state.value, "version": draft.version}
        )
    draft.state = state


def _decide(draft: BookDraft, state: State, actor: Actor, note: str, now: datetime) -> None:
    allowed = {State.PUBLISHED: (State.WAITING,), State.WITHDRAWN: (State.PUBLISHED,), State.DROPPED: OPEN}[state]
    decided = {"state": state, "decided_by": actor.name[:150], "decided_at": now, "note": note}
    if not BookDraft.objects.filter(pk=draft.pk, version=draft.version, state__in=allowed).update(**decided):
        raise RefusalError(
            "draft", seen=str(draft.state), expected="the state that the page showed", todo="load the page anew"
        )


def _subject(draft: BookDraft) -> Subject:
    return Subject(DRAFT, str(draft.pk), f"{draft.book} {draft.title}".strip(), draft.region)


def _as_json(fault: Fault) -> dict[str, object]:
    return {
        "file": fault.file,
        "line": fault.line,
        "field": fault.field,
        "seen": fault.seen,
        "expected": fault.expected,
        "todo": fault.todo,
    }


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _put(path: Path, text: str) -> None:
    """The file with this text; no file for none."""
    if text.strip():
        write_whole(path, text.encode("utf-8"))
    else:
        path.unlink(missing_ok=True)
