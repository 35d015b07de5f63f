"""``yanzhen score``: firms judged by a book, as JSON, as a file, or as a table to read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from yanzhen.errors import InputError
from yanzhen.ladder.book import APPLICANTS, Book
from yanzhen.ladder.encode import SCHEMA_VERSION, encode_climb, encode_judgements
from yanzhen.ladder.firm import Firm
from yanzhen.ladder.firm_files import read_firm_files
from yanzhen.ladder.judge import judge
from yanzhen.ladder.judgement import Judgement
from yanzhen.ladder.score_file import write_scores
from yanzhen.ladder.score_text import score_text
from yanzhen.ladder.shelf import Shelf, refuse_out_of_force, shelf_of

EVERY = "all"
EARLIEST, LATEST = 1990, 2200
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command was asked: ``on`` as written, ``today`` where it was not."""

    book: str
    files: tuple[Path, ...]
    today: date
    on: str | None = None
    applicant: str = "new"
    books: tuple[Path, ...] = ()
    as_json: bool = False
    target: Path | None = None
    language: str = "zh"
    climb: bool = True
    engine: str | None = None
    money_unit: str | None = None


def score_files(asked: Asked, *, out: Callable[[str], None], say: Callable[[str], None]) -> int:
    """Judge the firms of the files; what to print goes to ``out``, warnings to ``say``. Returns the exit code 0."""
    on = _day(asked)
    if asked.applicant not in APPLICANTS:
        raise InputError(
            "--applicant", seen=asked.applicant, expected=" or ".join(APPLICANTS), todo="choose one of them"
        )
    shelf = shelf_of(asked.books)
    books = list(_books(shelf, asked, on))
    if asked.engine is not None:
        return _score_table(books, asked, on, out, say)
    firms = read_firm_files(asked.files, on, asked.today)
    judged = [(book, [judge(book, firm, on, asked.applicant) for firm in firms]) for book in books]
    if asked.target is not None:
        write_scores(judged, on, asked.target, asked.language, lambda: _document(judged, asked, on))
    if asked.as_json:
        out(json.dumps(_document(judged, asked, on), ensure_ascii=False, indent=1) + "\n")
    else:
        for warned in dict.fromkeys(_warnings(firms, asked.language)):
            say(warned)
        if asked.target is None:
            out("\n".join(score_text(book, found, on, asked.applicant, asked.language) for book, found in judged))
    return 0


def _score_table(
    books: Sequence[Book], asked: Asked, on: date, out: Callable[[str], None], say: Callable[[str], None]
) -> int:
    from yanzhen.ladder.columnar.command import score_table

    if asked.book == EVERY:
        raise InputError("--engine", seen=EVERY, expected="one book", todo="judge by one book at a time")
    return score_table(
        books[0],
        asked.files,
        on,
        asked.applicant,
        engine=asked.engine or "",
        target=asked.target,
        as_json=asked.as_json,
        money_unit=asked.money_unit,
        today=asked.today,
        language=asked.language,
        out=out,
        say=say,
    )


def _day(asked: Asked) -> date:
    if asked.on is None:
        return asked.today
    try:
        on = date.fromisoformat(asked.on)
    except ValueError as error:
        raise InputError("--on", seen=asked.on, expected="a day, as YYYY-MM-DD", todo="correct the day") from error
    if not EARLIEST <= on.year <= LATEST:
        raise InputError("--on", seen=asked.on, expected=f"a year from {EARLIEST} to {LATEST}", todo="correct the day")
    return on


def _books(shelf: Shelf, asked: Asked, on: date) -> Iterator[Book]:
    """The book asked for, refused where it is not in force; for ``all`` those that are in force."""
    if asked.book == EVERY:
        yield from (book for book in shelf.books() if book.frame is None and book.in_force_on(on, asked.applicant))
        return
    book = named(shelf, asked.book)
    refuse_out_of_force(shelf, book, on, asked.applicant)
    yield book


def named(shelf: Shelf, name: str) -> Book:
    """The book of this id, or in this file."""
    path = Path(name)
    is_path = path.suffix in (".yaml", ".yml") or len(path.parts) > 1
    return shelf.add(path) if is_path else shelf.book(name)


def _document(judged: Sequence[tuple[Book, list[Judgement]]], asked: Asked, on: date) -> dict[str, Any]:
    documents = [
        _with_climbs(encode_judgements(found, book, on, asked.applicant, asked.language), found, asked)
        for book, found in judged
    ]
    if asked.book != EVERY:
        return documents[0]
    return {"schema_version": SCHEMA_VERSION, "on": on.isoformat(), "applicant": asked.applicant, "books": documents}


def _with_climbs(document: dict[str, Any], found: Sequence[Judgement], asked: Asked) -> dict[str, Any]:
    """Each firm's way to the answer `met`; empty for one that is there."""
    if not asked.climb or not found:
        return document
    from yanzhen.ladder.climb.many import climbs

    told = climbs(found[0].book, [judgement.firm for judgement in found], found[0].on, found[0].applicant)
    for entry, climb in zip(document["firms"], told, strict=True):
        entry |= encode_climb(climb, asked.language)
    return document


def _warnings(firms: Sequence[Firm], language: str) -> Iterator[str]:
    for firm in firms:
        for warned in firm.warnings:
            yield f"{firm.called}, {warned.figure}: {warned.message.said(language)}"
