"""Hidden champions: what the published definitions say of a firm, and what marks one in its figures and in what pages say of it.

A mark says where to look. It is no recognition, and marks are not added up into a rank. Simon's traits stand beside the firm as
benchmarks and decide nothing. The marks are a book (``champions.yaml``), the words of import substitution a lexicon (``substitution.csv``).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from yanzhen.ladder.book import Book
from yanzhen.ladder.catalogue import Words
from yanzhen.ladder.firm import Firm
from yanzhen.ladder.judge import judge
from yanzhen.ladder.judgement import CriterionJudgement, Judgement
from yanzhen.ladder.shelf import Shelf
from yanzhen.sources import TextSpan
from yanzhen.values import Answer

DEFINITIONS = ("dx", "yx26", "simon")
"""The published definitions that a candidate is judged by."""
GAP = 16
"""Signs that may stand in the gap of a phrase such as 打破…垄断."""
BEFORE = 8
"""Signs before a phrase in which a word such as 尚未 takes it back."""
ENDS = "。！？；!?;\n"


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence or paragraph that speaks of the firm; ``source`` is its place in the document, in code points."""

    text: str
    source: TextSpan


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a page that mark import substitution: the span of the words, and the sentence around them."""

    label: Words
    words: str
    sentence: str
    source: TextSpan


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: whether the firm bears it, with the figures and their sources in ``found``, or the ``quotes`` that say so."""

    id: str
    wording: Words
    answer: Answer
    found: CriterionJudgement | None
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A firm as a candidate: under each published definition, by its marks, and beside Simon's benchmarks."""

    firm: Firm
    verdicts: tuple[Judgement, ...]
    marks: tuple[Mark, ...]
    shown: tuple[CriterionJudgement, ...]
    """Figures beside which no threshold is published."""
    benchmarks: tuple[CriterionJudgement, ...]

    @property
    def borne(self) -> int:
        """How many marks it bears."""
        return sum(mark.answer is Answer.MET for mark in self.marks)


def candidate(
    firm: Firm, on: date, definitions: Sequence[Book], passages: Sequence[Passage] = (), applicant: str = "new"
) -> Candidate:
    """The firm under these definitions (books with benchmarks show them), with its marks; ``passages`` are what pages say of it."""
    verdicts = tuple(judge(book, firm, on, applicant) for book in definitions if book.frame is None)
    marked = judge(marks_book(), firm, on, applicant)
    by_figures = [_mark(one) for one in marked.criteria if one.points is not None]
    quotes = tuple(substitutions(passages))
    by_pages = Mark(
        "marks.substitution",
        Words("替代进口：材料中说到进口替代、打破垄断、填补空白", "Import substitution: pages say so"),
        Answer.MET if quotes else Answer.UNKNOWN,
        None,
        quotes,
    )
    return Candidate(
        firm=firm,
        verdicts=verdicts,
        marks=(*by_figures, by_pages),
        shown=tuple(one for one in marked.criteria if one.points is None),
        benchmarks=tuple(
            one for verdict in verdicts for one in verdict.criteria if one.criterion.benchmark is not None
        ),
    )


@cache
def marks_book() -> Book:
    """The marks, as a book: five items of one point each, and what is only shown."""
    return Shelf().add(Path(str(files("yanzhen.ladder") / "champions.yaml")))


def substitutions(passages: Sequence[Passage]) -> Iterator[Quote]:
    """The words of import substitution in the passages, each place once; what is only hoped for or denied is none.

    >>> from yanzhen.sources import TextSpan
    >>> told = Passage("该产品打破了国外长期垄断。同类产品尚未实现进口替代。", TextSpan("ab", 100, 127))
    >>> [(quote.words, quote.source.start) for quote in substitutions([told])]
    [('打破了国外长期垄断', 103)]
    """
    seen: set[tuple[str, int]] = set()
    for passage in passages:
        for label, pattern in _phrases():
            for found in pattern.finditer(passage.text):
                start = passage.source.start + found.start()
                if (passage.source.sha256, start) in seen or _taken_back(passage.text, found.start()):
                    continue
                seen.add((passage.source.sha256, start))
                span = TextSpan(passage.source.sha256, start, start + len(found.group()))
                yield Quote(label, found.group(), _sentence(passage.text, found.start(), found.end()), span)


def speaks_of_substitution(text: str) -> bool:
    """Whether the text holds one of the phrases at all, taken back or not: for choosing what to look at."""
    return any(pattern.search(text) for _, pattern in _phrases())


def _mark(one: CriterionJudgement) -> Mark:
    points = one.points
    assert points is not None
    answer = Answer.UNKNOWN if points.exact is None else Answer.MET if points.exact else Answer.UNMET
    return Mark(one.criterion.id, one.criterion.wording, answer, one)


def _taken_back(text: str, start: int) -> bool:
    before = re.split(f"[{ENDS}]", text[max(0, start - BEFORE) : start])[-1]
    return any(word in before for word in _denials())


def _sentence(text: str, start: int, end: int) -> str:
    first = max(text.rfind(sign, 0, start) for sign in ENDS) + 1
    lasts = [place for sign in ENDS if (place := text.find(sign, end)) >= 0]
    return text[first : min(lasts) + 1 if lasts else len(text)].strip()


@cache
def _phrases() -> tuple[tuple[Words, re.Pattern[str]], ...]:
    gap = f"[^{re.escape(ENDS)}]{{0,{GAP}}}?"
    return tuple(
        (Words(row["label_zh"], row["label_en"]), re.compile(gap.join(map(re.escape, row["phrase"].split("…")))))
        for row in _rows()
        if row["kind"] == "mark"
    )


@cache
def _denials() -> tuple[str, ...]:
    return tuple(row["phrase"] for row in _rows() if row["kind"] == "not")


def _rows() -> list[dict[str, str]]:
    text = (files("yanzhen.ladder") / "substitution.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
