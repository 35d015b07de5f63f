"""Every criterion of every book says where it comes from, and worked cases show it met, failed and unknown."""

from __future__ import annotations

import re
from datetime import date

import pytest

from yanzhen.errors import InputError
from yanzhen.ladder.book import STATUSES, Book, Criterion
from yanzhen.ladder.cases import Case, cases_path, read_cases
from yanzhen.ladder.shelf import Shelf, built_in, in_force, refuse_out_of_force

SHELF = Shelf()
BOOKS = list(SHELF.books())
CRITERIA = [(book, criterion) for book in BOOKS for criterion in book.criteria.values()]
CASES = {book.id: read_cases(cases_path(SHELF.path(book.id))) for book in BOOKS if book.frame is None}
CHINESE = re.compile(r"[一-鿿]")
NEVER_ZERO = {"cx.5"}
"""Items that give points to everybody."""


def named(pair: tuple[Book, Criterion]) -> str:
    return pair[1].id


def test_the_books_that_must_be_here() -> None:
    asked = "kx gx cx zj22 xj22 zj26 xj26 dx yx25 yx26 sme guishang simon points"
    assert set(SHELF.ids) >= set(asked.split())


@pytest.mark.parametrize("pair", CRITERIA, ids=named)
def test_a_criterion_says_what_it_is_and_where_it_stands(pair: tuple[Book, Criterion]) -> None:
    book, criterion = pair
    assert criterion.id.startswith(f"{book.id}.")
    assert criterion.clause
    assert CHINESE.search(criterion.wording.zh)
    assert re.search("[A-Za-z]", criterion.wording.en)
    assert criterion.status in STATUSES
    assert criterion.evidence
    assert set(criterion.evidence) <= set(book.sources)


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.id)
def test_a_book_says_what_a_person_must_know(book: Book) -> None:
    assert book.doc_no
    assert book.issuer
    assert book.note is not None
    assert book.status != "gazette", "nobody has compared it with the gazette yet"
    for definition in book.definitions.values():
        assert CHINESE.search(definition.meaning.zh)
        assert definition.meaning.en


@pytest.mark.parametrize("pair", [pair for pair in CRITERIA if pair[0].frame is None], ids=named)
def test_worked_cases_show_each_outcome(pair: tuple[Book, Criterion]) -> None:
    book, criterion = pair
    cases = CASES[book.id]
    if criterion.points is not None:
        shows_points(criterion, cases)
    elif criterion.classes:
        shown = {case.answers.get(criterion.id) for case in cases}
        assert {label for label, _ in criterion.classes} | {criterion.other_class, "unknown"} <= shown
    elif criterion.test is not None:
        assert {"met", "unmet", "unknown"} <= {case.answers.get(criterion.id) for case in cases}


def shows_points(criterion: Criterion, cases: tuple[Case, ...]) -> None:
    points = [case.points[criterion.id] for case in cases if criterion.id in case.points]
    assert any(one.high == criterion.most for one in points)
    assert any(one.low != one.high for one in points)
    assert criterion.id in NEVER_ZERO or any(one.high == 0 for one in points)


PERIODS = [
    ("创新型中小企业", "new", "2022-07-31", None),
    ("创新型中小企业", "new", "2022-08-01", "cx"),
    ("创新型中小企业", "new", "2026-05-01", "cx"),
    ("专精特新中小企业", "new", "2026-03-31", "zj22"),
    ("专精特新中小企业", "new", "2026-04-01", "zj26"),
    ("专精特新中小企业", "review", "2026-05-01", "zj26"),
    ("专精特新小巨人", "new", "2026-03-31", "xj22"),
    ("专精特新小巨人", "new", "2026-04-01", "xj26"),
    ("专精特新小巨人", "review", "2026-04-01", "xj22"),
    ("专精特新小巨人", "review", "2026-12-31", "xj22"),
    ("专精特新小巨人", "review", "2027-01-01", "xj26"),
    ("高新技术企业", "new", "2015-12-31", None),
    ("高新技术企业", "new", "2016-01-01", "gx"),
    ("制造业单项冠军", "new", "2026-05-01", "dx"),
    ("浙江省隐形冠军", "new", "2025-12-31", "yx25"),
    ("浙江省隐形冠军", "new", "2026-01-01", "yx26"),
]


@pytest.mark.parametrize(("rung", "applicant", "on", "expected"), PERIODS)
def test_which_book_is_in_force(rung: str, applicant: str, on: str, expected: str | None) -> None:
    found = in_force(SHELF, rung, date.fromisoformat(on), applicant)
    assert (None if found is None else found.id) == expected


@pytest.mark.parametrize("day", ["2022-08-01", "2024-02-29", "2026-03-31", "2026-04-01", "2026-12-31", "2027-01-01"])
@pytest.mark.parametrize("applicant", ["new", "review"])
def test_never_two_books_of_one_rung_at_once(day: str, applicant: str) -> None:
    rungs = [book.rung for book in BOOKS if book.in_force_on(date.fromisoformat(day), applicant)]
    assert len(rungs) == len(set(rungs))


@pytest.mark.parametrize(
    ("book", "applicant", "on", "instead"),
    [
        ("zj22", "new", "2026-04-01", "zj26"),
        ("zj26", "new", "2026-03-31", "zj22"),
        ("xj26", "review", "2026-10-08", "xj22"),
        ("xj22", "new", "2026-10-08", "xj26"),
        ("yx25", "new", "2026-05-01", "yx26"),
    ],
)
def test_a_book_out_of_force_names_the_one_that_is(book: str, applicant: str, on: str, instead: str) -> None:
    with pytest.raises(InputError, match=f"use {instead}"):
        refuse_out_of_force(SHELF, SHELF.book(book), date.fromisoformat(on), applicant)


def test_every_book_lies_beside_its_cases() -> None:
    assert {path.name for path in built_in().glob("*.yaml")} == {
        f"{book.id}{ending}"
        for book in BOOKS
        for ending in (".yaml", ".cases.yaml")
        if ending == ".yaml" or book.frame is None
    }
