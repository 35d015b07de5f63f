"""Where rulebooks are found: those that come with Yanzhen, then folders of a bureau's own, the later ones first in rank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path

from yanzhen.errors import InputError
from yanzhen.ladder.book import Book
from yanzhen.ladder.loading import Sections, laid_over, load, sections
from yanzhen.ladder.marked import Marked, read_marked
from yanzhen.ladder.weights import ENDING as WEIGHTS
from yanzhen.ladder.weights import filled

CASES = ".cases.yaml"
"""The ending of a file of worked cases; it lies beside its book."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A book's file as found: its id, the folder's rank, and its parts."""

    id: str
    path: Path
    parts: Sections


@dataclass(slots=True)
class Shelf:
    """Rulebooks by their ids. A file replaces one of the same id in an earlier folder; with ``extends`` it is laid over that book.

    A file of weights (``points.weights.yaml``) fills a frame of the same id (:mod:`yanzhen.ladder.weights`).
    """

    folders: tuple[Path, ...] = ()
    _drafts: dict[str, list[Draft]] = field(default_factory=dict)
    _books: dict[str, Book] = field(default_factory=dict)
    _opening: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for folder in (built_in(), *self.folders):
            self._read_folder(folder)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all books."""
        return tuple(self._drafts)

    def book(self, name: str) -> Book:
        """The book of this id; raises InputError that lists the ids."""
        if name not in self._books:
            if name not in self._drafts:
                raise InputError(
                    "rulebook", seen=name, expected="one of " + ", ".join(self.ids), todo="choose one, or give a file"
                )
            self._books[name] = self._loaded(name)
        return self._books[name]

    def books(self) -> Iterator[Book]:
        """All books, in the order of their ids."""
        return (self.book(name) for name in sorted(self.ids))

    def path(self, name: str) -> Path:
        """The file of this book."""
        self.book(name)
        return self._drafts[name][-1].path

    def add(self, path: Path) -> Book:
        """The book in this file, which replaces one of the same id."""
        draft = self._draft(path)
        self._drafts.setdefault(draft.id, []).append(draft)
        self._books.clear()
        return self.book(draft.id)

    def _loaded(self, name: str) -> Book:
        draft = self._drafts[name][-1]
        if name in self._opening:
            chain = " → ".join([*self._opening[self._opening.index(name) :], name])
            raise draft.parts.header["id"].fault(
                seen=chain, expected="books that do not lead back to themselves", todo="break the circle"
            )
        self._opening.append(name)
        try:
            return load(self._whole(draft, len(self._drafts[name]) - 1), self.book)
        finally:
            self._opening.pop()

    def _read_folder(self, folder: Path) -> None:
        seen: dict[str, Path] = {}
        for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else []:
            if path.name.endswith(CASES):
                continue
            draft = self._draft(path)
            if draft.id in seen:
                raise draft.parts.header["id"].fault(
                    seen=draft.id,
                    expected=f"an id that no other file has ({seen[draft.id].name} has it)",
                    todo="rename one",
                )
            seen[draft.id] = path
            self._drafts.setdefault(draft.id, []).append(draft)

    def _draft(self, path: Path) -> Draft:
        if not path.name.endswith(WEIGHTS):
            return _draft(path)
        top = read_marked(path, name=_shown(path))
        frame = top.required("weights", "the id of the frame that they fill")
        if frame.text() not in self._drafts:
            raise frame.fault(
                seen=frame.text(), expected="one of " + ", ".join(self.ids), todo="name the book that is a frame"
            )
        return Draft(frame.text(), path, sections(filled(top, self._drafts[frame.text()][0].parts)))

    def _whole(self, draft: Draft, rank: int) -> Sections:
        """The draft laid over what it extends: the earlier file of the same id, or another book."""
        extends = draft.parts.header.get("extends")
        if extends is None:
            return draft.parts
        name = extends.text()
        below = rank - 1 if name == draft.id else len(self._drafts.get(name, ())) - 1
        if below < 0:
            raise extends.fault(seen=name, expected="one of " + ", ".join(self.ids), todo="extend a book that exists")
        if name != draft.id and self._leads_back(name, draft.id):
            raise extends.fault(seen=name, expected="a book that does not extend this one", todo="break the circle")
        return laid_over(self._whole(self._drafts[name][below], below), draft.parts)

    def _leads_back(self, name: str, target: str) -> bool:
        seen: set[str] = set()
        while name not in seen and name in self._drafts:
            seen.add(name)
            extends = self._drafts[name][-1].parts.header.get("extends")
            if extends is None:
                return False
            name = extends.text()
            if name == target:
                return True
        return name in seen


def built_in() -> Path:
    """The folder of the books that come with Yanzhen."""
    return Path(str(files("yanzhen.ladder") / "books"))


def in_force(shelf: Shelf, rung: str, on: date, applicant: str) -> Book | None:
    """The book of this rung that judges this kind of applicant on this day."""
    return next((book for book in shelf.books() if book.rung == rung and book.in_force_on(on, applicant)), None)


def refuse_out_of_force(shelf: Shelf, book: Book, on: date, applicant: str) -> None:
    """Raise InputError, with the id of the book that is in force, where this one is not."""
    if book.in_force_on(on, applicant):
        return
    other = in_force(shelf, book.rung, on, applicant)
    span = book.in_force.get(applicant)
    days = f"{span.start or '…'} to {span.end or '…'}" if span else "never"
    raise InputError(
        f"rulebook {book.id} for {applicant} applicants",
        seen=f"judged on {on}",
        expected=f"a day on which it is in force: {days}",
        todo=f"use {other.id}, which is in force then"
        if other
        else "choose another day; no book of this rung is in force then",
    )


def _draft(path: Path) -> Draft:
    marked: Marked = read_marked(path, name=_shown(path))
    parts = sections(marked)
    name = parts.header.get("id")
    if name is None:
        name = parts.top.required("rulebook", "the head").required("id", "a short name, such as zj26")
    return Draft(name.text(), path, parts)


def _shown(path: Path) -> str:
    return f"books/{path.name}" if path.parent == built_in() else str(path)


def shelf_of(folders: Sequence[Path]) -> Shelf:
    """The built-in books and those of these folders; a folder that is named must exist."""
    for folder in folders:
        if not folder.is_dir():
            raise InputError("folder of rulebooks", seen=str(folder), expected="a folder", todo="correct the path")
    return Shelf(tuple(folders))
