"""Every worked case beside a book holds; the cases are data (``books/*.cases.yaml``)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from yanzhen.ladder.cases import Case, cases_path, differences, read_cases
from yanzhen.ladder.judge import judge
from yanzhen.ladder.ranges import Range
from yanzhen.ladder.shelf import Shelf, built_in

SHELF = Shelf()
JUDGED = [book.id for book in SHELF.books() if book.frame is None]
FILES = {book: path for book in SHELF.ids if (path := cases_path(built_in() / f"{book}.yaml")).is_file()}
CASES = [(book, case) for book, path in FILES.items() for case in read_cases(path)]


@pytest.mark.parametrize(("book", "case"), CASES, ids=[f"{book}-{case.id}" for book, case in CASES])
def test_a_worked_case_holds(book: str, case: Case) -> None:
    assert list(differences(SHELF.book(book), case)) == []
    assert judge(SHELF.book(book), case.firm, case.on, case.applicant).criteria, "and its reasons can be told"


@pytest.mark.parametrize("book", JUDGED)
def test_every_book_has_worked_cases_and_lies_under_its_id(book: str) -> None:
    assert SHELF.path(book) == built_in() / f"{book}.yaml"
    cases = read_cases(cases_path(SHELF.path(book)))
    assert len({case.id for case in cases}) == len(cases) > 0


def test_a_case_of_a_criterion_that_the_book_does_not_have_is_told() -> None:
    case = replace(CASES[0][1], answers={"kx.nothing": "met"}, points={"kx.none": Range(Fraction(1), Fraction(1))})
    told = {one.what: one.seen for one in differences(SHELF.book(CASES[0][0]), case)}
    assert (told["kx.nothing"], told["points of kx.none"]) == ("none", "none")


def test_a_case_that_does_not_hold_is_told(tmp_path: Path) -> None:
    written = cases_path(SHELF.path("kx")).read_text(encoding="utf-8").replace("score: 48", "score: 49")
    (tmp_path / "kx.cases.yaml").write_text(written, encoding="utf-8")
    found = [one for case in read_cases(tmp_path / "kx.cases.yaml") for one in differences(SHELF.book("kx"), case)]
    assert [(one.case, one.what, one.expected, one.seen) for one in found] == [("KX2", "score", "49", "48")]
