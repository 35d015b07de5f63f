"""Judgements as a table to read in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from yanzhen.ladder.book import Book
from yanzhen.ladder.catalogue import Words
from yanzhen.ladder.judgement import CriterionJudgement, Judgement
from yanzhen.ladder.numbers import shown, shown_range
from yanzhen.ladder.telling import ANSWERS
from yanzhen.values import Answer

STATUS = {
    "gazette": Words("已与公报核对", "verified against the gazette"),
    "reprint": Words("据转载的原文，未与公报核对", "from a reprint of the text, not verified against the gazette"),
    "secondary": Words("据他人摘要，未与公报核对", "from summaries by others, not verified against the gazette"),
    "unverified": Words("未核对", "not verified"),
}
MARKS = {Answer.MET: "✓", Answer.UNMET: "✗", Answer.UNKNOWN: "?"}


def score_text(book: Book, found: Sequence[Judgement], on: date, applicant: str, language: str) -> str:
    """The head of the book, then each firm with what it misses and what is unknown."""
    lines = [
        f"{book.title.said(language)} {book.doc_no} [{book.id}] · {on} · {applicant}",
        STATUS[book.status].said(language),
        "",
    ]
    for judgement in found:
        lines += [*_firm(judgement, language), ""]
    return "\n".join(lines)


def _firm(judgement: Judgement, language: str) -> Iterator[str]:
    answer = ANSWERS[judgement.answer].said(language)
    yield f"{MARKS[judgement.answer]} {judgement.firm.called} {judgement.firm.uscc}  {answer}{_score(judgement, language)}"
    for one in judgement.criteria:
        if (
            one.points is not None
            or one.label
            or (one.answer in (Answer.UNMET, Answer.UNKNOWN) and one.criterion.role != "info")
        ):
            yield f"    {_mark(one)} {one.criterion.id} {one.criterion.clause}: {'; '.join(reason.said(language) for reason in one.reasons)}"


def _mark(one: CriterionJudgement) -> str:
    return one.label or (MARKS[one.answer] if one.answer else "·")


def _score(judgement: Judgement, language: str) -> str:
    rule, score = judgement.book.score, judgement.score
    if rule is None or score is None:
        return ""
    told = shown_range(score)[language == "en"]
    most, passing = shown(rule.most), shown(rule.passing)
    return f"  {told}/{most} (≥ {passing})"
