"""Relation words around a measure: 超过, 不低于, 约 in front of it, 以上, 左右 behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yanzhen.reading.statements.lexicons import relation_words
from yanzhen.reading.statements.measures import Measure
from yanzhen.values import Relation

_REACH = 30
_BOUNDS = (Relation.ABOVE, Relation.AT_LEAST, Relation.BELOW, Relation.AT_MOST)
_WITHIN = ("duration", "physical")
_HIGHEST = {"最高", "最多", "最长"}
_SUPERLATIVES = _HIGHEST | {"最低", "最少"}
_DIFFERENCE = re.compile("(?:高于|低于|超过)")


@dataclass(frozen=True, slots=True)
class Related:
    """The relation and the span that its words widen the figure to."""

    relation: Relation
    start: int
    end: int


def relate(text: str, measure: Measure, end: int) -> Related:
    """The relation of the measure (or of a range from its start to ``end``)."""
    start, before = _before(text, measure)
    after_end, after = _after(text, measure, end)
    return Related(_stronger(measure, before, after), start, after_end)


def _stronger(measure: Measure, before: Relation | None, after: Relation | None) -> Relation:
    """A bound behind the figure is nearer than one in front; an approximation is the weakest."""
    if after in _BOUNDS:
        return Relation.ABOVE if before is Relation.ABOVE and after is Relation.AT_LEAST else after
    if before in (Relation.BELOW, Relation.AT_MOST):
        return before
    if measure.more:
        return Relation.ABOVE
    if measure.number.high is None:
        return Relation.AT_LEAST
    if before in _BOUNDS:
        return before
    return Relation.ABOUT if Relation.ABOUT in (before, after) or measure.number.about else Relation.EQUAL


def _before(text: str, measure: Measure) -> tuple[int, Relation | None]:
    words, floor = relation_words(), max(0, measure.start - _REACH)
    if measure.number.bare:
        bare = words.before_bare.search(text, floor, measure.start)
        if bare:
            return bare.start(), words.relations_before[bare["word"]]
    superlative = words.superlative.search(text, floor, measure.start)
    if superlative:
        return _superlative(superlative, measure)
    near = words.before.search(text, floor, measure.start)
    if near and near["word"] not in _SUPERLATIVES:
        return near.start(), words.relations_before[near["word"]]
    far = words.far.search(text, floor, measure.start)
    if far and not (measure.kind == "points" and _DIFFERENCE.match(far["word"])):
        return measure.start, words.relations_before[far["word"]]
    return measure.start, None


def _superlative(match: re.Match[str], measure: Measure) -> tuple[int, Relation | None]:
    """最高30万元 is a ceiling; 最高达38.5℃ and 最长达3公里 tell what was measured."""
    if "达" in match[0] and measure.kind == "physical":
        return measure.start, None
    return match.start(), Relation.AT_MOST if match["word"] in _HIGHEST else Relation.AT_LEAST


def _after(text: str, measure: Measure, end: int) -> tuple[int, Relation | None]:
    words = relation_words()
    at = end + 1 if text[end : end + 1] == " " else end
    match = words.after.match(text, at)
    if match is None or not _fits(match[0], measure):
        return end, None
    return match.end(), words.relations_after[match[0]]


def _fits(word: str, measure: Measure) -> bool:
    if word in ("内", "起"):
        return (measure.kind in _WITHIN) is (word == "内") and measure.kind != "bare"
    return word != "许" or measure.kind == "duration"


def without_relation(left: str) -> str:
    """The words in front of a figure without the relation words that end them."""
    words = relation_words()
    for pattern in (words.before, words.before_bare):
        match = pattern.search(left, max(0, len(left) - _REACH))
        if match:
            return left[: match.start()]
    return left
