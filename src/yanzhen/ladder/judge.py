"""Judge a firm by a rulebook, three-valued and exact."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from yanzhen.errors import RefusalError
from yanzhen.ladder.book import Book, Criterion
from yanzhen.ladder.catalogue import Words
from yanzhen.ladder.firm import Firm, Warned
from yanzhen.ladder.judgement import CriterionJudgement, Judgement
from yanzhen.ladder.numbers import shown, shown_range
from yanzhen.ladder.ranges import Range
from yanzhen.ladder.reasons import checks_of, missing_of, shown_of, steps_of, used_by
from yanzhen.ladder.sight import Sight
from yanzhen.values import Answer

NOT_APPLIED = Words("对这类申请不作要求", "not asked of this kind of applicant")


def judge(book: Book, firm: Firm, on: date, applicant: str = "new") -> Judgement:
    """The firm's judgement with all its reasons. Whether the book is in force on the day is asked elsewhere (:func:`~yanzhen.ladder.shelf.refuse_out_of_force`)."""
    refuse_frame(book)
    sight = Sight(book, firm, on, applicant)
    return Judgement(
        book=book,
        firm=firm,
        on=on,
        applicant=applicant,
        year=sight.year,
        answer=sight.answer(),
        score=sight.score(),
        criteria=tuple(_criterion(sight, criterion) for criterion in book.criteria.values()),
        warnings=(*firm.warnings, *_book_warnings(sight)),
    )


def answer(book: Book, firm: Firm, on: date, applicant: str = "new") -> Answer:
    """The answer alone, without reasons: for callers that judge often."""
    refuse_frame(book)
    return Sight(book, firm, on, applicant).answer()


def refuse_frame(book: Book) -> None:
    """Raise RefusalError where the book is a frame that nobody has filled yet."""
    if book.frame is not None:
        raise RefusalError(f"rulebook {book.id}", seen="no weights", todo=f"{book.frame.en} / {book.frame.zh}")


def _criterion(sight: Sight, criterion: Criterion) -> CriterionJudgement:
    applicable = sight.applicant in criterion.applicants
    answered = sight.answered(criterion.id) if criterion.test is not None and applicable else None
    checks = tuple(checks_of(sight, criterion)) if applicable else ()
    missing = tuple(missing_of(sight, criterion)) if applicable else ()
    points = sight.points(criterion.id) if criterion.points is not None else None
    classes = sight.classes(criterion) if criterion.classes else ()
    reasons = [check.text for check in checks]
    if points is not None:
        reasons = [*steps_of(sight, criterion), _points_reason(criterion, points)]
    reasons += shown_of(sight, criterion)
    reasons += [_missing_reason(one.label, one.origin) for one in missing]
    return CriterionJudgement(
        criterion=criterion,
        answer=answered,
        label=class_label(classes),
        applicable=applicable,
        points=points,
        shown=None if criterion.shows is None else sight.amount(criterion.shows),
        reasons=tuple(dict.fromkeys(reasons)) if applicable else (NOT_APPLIED,),
        checks=checks,
        missing=missing,
        used=tuple(used_by(sight, criterion)),
    )


def class_label(classes: tuple[str, ...]) -> str:
    """The class that is left, ``unknown`` where several are possible; nothing for a criterion without classes."""
    return "" if not classes else classes[0] if len(classes) == 1 else str(Answer.UNKNOWN)


def _points_reason(criterion: Criterion, points: Range) -> Words:
    zh, en = shown_range(points)
    most = "" if criterion.most is None else shown(criterion.most)
    return Words(f"得 {zh} 分，满分 {most} 分", f"{en} of {most} points")


def _missing_reason(label: Words, origin: Words) -> Words:
    return Words(f"缺少{label.zh}，来自{origin.zh}", f"missing: {label.en}, from {origin.en}")


def _book_warnings(sight: Sight) -> Iterator[Warned]:
    yield from _future_years(sight)
    for name, awarded in sight.firm.experts.items():
        criterion = sight.book.criteria.get(name)
        if criterion is not None and criterion.points is not None:
            yield from _outside_band(sight, criterion, awarded)
    for name in sight.firm.manual:
        criterion = sight.book.criteria.get(name)
        if criterion is not None and not _asks_a_person(sight, criterion):
            yield Warned(
                f"manual.{name}",
                Words("该条由数字判定，人工结论未使用", "figures decide this criterion; the answer was not used"),
            )


def _asks_a_person(sight: Sight, criterion: Criterion) -> bool:
    from yanzhen.ladder.tree import Manual

    return any(isinstance(node, Manual) for top in criterion.trees() for node in sight.book.below(top))


def _outside_band(sight: Sight, criterion: Criterion, awarded: tuple[Fraction, Fraction]) -> Iterator[Warned]:
    band = sight.amount(criterion.points) if criterion.points is not None else Range(None, None)
    low, high = band.low, band.high
    if low is not None and high is not None and not (low <= awarded[0] and awarded[1] <= high):
        zh, en = shown_range(Range(*awarded))
        within_zh, within_en = shown_range(band)
        yield Warned(
            f"experts.{criterion.id}",
            Words(
                f"专家评分 {zh} 超出本档 {within_zh} 分，超出部分未计",
                f"awarded {en} lies outside the band {within_en}; what is outside was not taken",
            ),
        )


def _future_years(sight: Sight) -> Iterator[Warned]:
    for year in sight.firm.years:
        if year > sight.on.year:
            yield Warned(
                f"years.{year}",
                Words(f"{year} 年晚于判定日 {sight.on}", f"figures of {year}, after the day of judging {sight.on}"),
            )
