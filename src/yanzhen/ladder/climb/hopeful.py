"""The judge's sight with everything that only persons decide decided for the firm.

A climb may leave an answer unknown through ``manual`` and ``experts`` alone; so the search asks what holds when every open manual answer is yes and experts
award what is most.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from yanzhen.ladder import tree
from yanzhen.ladder.book import Book
from yanzhen.ladder.climb.unchanged import Before
from yanzhen.ladder.firm import Entry, Firm
from yanzhen.ladder.ranges import Range, exactly
from yanzhen.ladder.sight import MET, Sight, narrowed
from yanzhen.ladder.tree import Amount, Test
from yanzhen.values import Answer


class HopefulSight(Sight):
    """As :class:`~yanzhen.ladder.sight.Sight`, with open manual answers met and awards at their best.

    ``before`` is the same firm without a draft: what the draft leaves as it is, is taken from there.
    """

    def __init__(self, book: Book, firm: Firm, on: date, applicant: str, before: Before | None = None) -> None:
        super().__init__(book, firm, on, applicant)
        self._before = before
        self._awarded: tuple[Fraction, Fraction] | None = None

    def other(self, book: str) -> Sight:
        if book not in self._others:
            self._others[book] = HopefulSight(self.book.others[book], self.firm, self.on, self.applicant)
        return self._others[book]

    def answered(self, criterion: str) -> Answer:
        if self._before is not None and self._before.keeps(criterion):
            return self._before.sight.answered(criterion)
        return super().answered(criterion)

    def points(self, criterion: str) -> Range:
        if self._before is not None and self._before.keeps(criterion):
            return self._before.sight.points(criterion)
        before, self._awarded = self._awarded, self.firm.experts.get(criterion)
        try:
            return super().points(criterion)
        finally:
            self._awarded = before

    def _amount(self, node: Amount, entry: Entry | None) -> Range:
        if isinstance(node, tree.Awarded):
            best = narrowed(Range(node.low, node.high), self._awarded).high
            return exactly(node.high if best is None else best)
        return super()._amount(node, entry)

    def _test(self, node: Test, entry: Entry | None) -> Answer:
        if isinstance(node, tree.Manual) and node.criterion not in self.firm.manual:
            return MET
        return super()._test(node, entry)
