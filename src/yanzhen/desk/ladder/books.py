"""The books that the desk judges by: those that come with Yanzhen, and those that the bureau published in its home folder.

A faulty file of the bureau's own stops no other book: it is left out and told with its line, field and reason.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from django.conf import settings

import yanzhen
from yanzhen.desk.ladder.words import language
from yanzhen.errors import InputError, YanzhenError
from yanzhen.ladder.book import APPLICANTS, Book
from yanzhen.ladder.marked import BookError
from yanzhen.ladder.shelf import CASES, Shelf

ENDING = ".yaml"
LAST = 99


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file: ``line`` 0 where none is known."""

    file: str
    line: int
    field: str
    seen: str
    expected: str
    todo: str


@dataclass(frozen=True, slots=True)
class Rung:
    """A rung of the ladder, its place, and the title that it gives (empty: none)."""

    name: str
    order: int
    title: str
    english: str = ""


@dataclass(frozen=True, slots=True)
class Books:
    """All books that can be used, the faulty files, and a name for this state of the files."""

    shelf: Shelf
    faults: tuple[Fault, ...]
    state: str
    own: frozenset[str]
    """The ids that a file of the bureau's own brought or changed."""

    def all(self) -> list[Book]:
        """Every book, the lowest rung first; of one rung the latest first."""
        return sorted(self.shelf.books(), key=lambda book: (rung_of(book).order, -_first_day(book), book.id))

    def in_force(self, on: date, applicant: str) -> list[Book]:
        """Those that judge this kind of applicant on this day, the lowest rung first."""
        return [book for book in self.all() if book.frame is None and book.in_force_on(on, applicant)]

    def find(self, name: str) -> Book | None:
        """The book of this id, if there is one."""
        return self.shelf.book(name) if name in self.shelf.ids else None

    def of_rung(self, rung: str) -> list[Book]:
        """The books of one rung, the latest first."""
        return [book for book in self.all() if book.rung == rung]


def books_folder() -> Path:
    """Where the bureau's own books lie."""
    return Path(settings.YANZHEN_HOME) / "books"


def desk_books() -> Books:
    """The books as the files say them now; read again only when a file changed."""
    folder = books_folder()
    return _books_of(folder, _state_of(folder))


def fault_of(error: YanzhenError, file: str) -> Fault:
    """What an error says, in the parts that a page shows."""
    if isinstance(error, BookError):
        return Fault(file, error.place.line, error.field, error.seen, error.expected, error.todo)
    return Fault(file, 0, error.what, error.seen, error.expected, error.todo)


def own_files(folder: Path) -> list[Path]:
    """The bureau's books, without the files of worked cases."""
    found = sorted(folder.glob(f"*{ENDING}")) if folder.is_dir() else []
    return [path for path in found if not path.name.endswith(CASES)]


def shelf_with(paths: list[Path]) -> tuple[Shelf, list[Fault]]:
    """The built-in books and those files that can be read; a file may extend another one, whatever their order."""
    good: list[Path] = []
    waiting, faults = list(paths), dict[Path, Fault]()
    shelf = Shelf()
    while waiting:
        before = len(waiting)
        for path in list(waiting):
            try:
                shelf.add(path)
            except InputError as error:
                faults[path] = fault_of(error, path.name)
                shelf = _again(good)  # a file that failed leaves its parts on the shelf
            else:
                good.append(path)
                waiting.remove(path)
                faults.pop(path, None)
        if len(waiting) == before:
            break
    return shelf, list(faults.values())


@cache
def rungs() -> dict[str, Rung]:
    """The rungs by name, as ``rungs.csv`` orders them."""
    text = (files("yanzhen.desk.ladder") / "rungs.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["rung"]: Rung(row["rung"], int(row["order"]), row["title"], row["english"]) for row in rows}


def rung_of(book: Book) -> Rung:
    """The book's rung; one that the file does not know comes last and gives a title of its own name."""
    return rungs().get(book.rung) or Rung(book.rung, LAST, book.rung)


def rung_words(book: Book) -> str:
    """What the book's rung is called in the page's language."""
    rung = rung_of(book)
    return rung.english if language() == "en" and rung.english else rung.name


def book_of_title(books: Books, title: str, on: date, applicant: str) -> Book | None:
    """The book that decides about this title on that day."""
    names = {rung.name for rung in rungs().values() if rung.title == title} or {title}
    return next((book for book in books.in_force(on, applicant) if book.rung in names), None)


def is_applicant(word: str) -> bool:
    """Whether it is a kind of applicant."""
    return word in APPLICANTS


def _again(paths: list[Path]) -> Shelf:
    shelf = Shelf()
    for path in paths:
        shelf.add(path)
    return shelf


@lru_cache(maxsize=4)
def _books_of(folder: Path, state: str) -> Books:
    paths = own_files(folder)
    shelf, faults = shelf_with(paths)
    own = frozenset(name for name in shelf.ids if shelf.path(name).parent == folder)
    return Books(shelf, tuple(faults), state, own)


def _state_of(folder: Path) -> str:
    digest = hashlib.sha256(yanzhen.__version__.encode())
    for path in sorted(folder.glob(f"*{ENDING}")) if folder.is_dir() else ():
        seen = path.stat()
        digest.update(f"{path.name} {seen.st_size} {seen.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _first_day(book: Book) -> int:
    days = [span.start.toordinal() for span in book.in_force.values() if span.start]
    return max(days, default=0)
