"""A statement as the checks see it, and what a check finds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yanzhen.reading.statements.found import Reading
from yanzhen.reading.statements.intervals import Interval, interval
from yanzhen.values import Answer, Period, Relation, Status

_MONEY = ("CNY", "USD", "HKD", "EUR")
_RATIOS = ("1", "百分点", "倍", "番")


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: a sentence in Chinese, the answer, the statements used (by index) and the arithmetic."""

    what: str
    answer: Answer
    inputs: tuple[int, ...]
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """A statement with its index on the page and the folded text of its paragraph."""

    index: int
    reading: Reading
    text: str

    @property
    def words(self) -> str:
        """The figure as printed."""
        return self.text[self.reading.start : self.reading.end]

    @property
    def unit(self) -> str:
        """The unit; empty for dates and rankings."""
        return self.reading.quantity.unit if self.reading.quantity else ""

    @property
    def is_money(self) -> bool:
        """Whether the figure is known and in money."""
        return self.unit in _MONEY and self._is_known

    @property
    def is_level(self) -> bool:
        """Whether the figure is a known level and no rate, change or share."""
        plain = self.reading.direction is None and self.reading.share_of is None and self.unit not in _RATIOS
        return self._is_known and plain

    @property
    def is_plain(self) -> bool:
        """Whether the figure is a level that is told of one whole and not of each."""
        return (
            self.is_level
            and bool(self.unit)
            and not (self.reading.scope or "").startswith(("每", "各", "平均", "人均"))
        )

    @property
    def _is_known(self) -> bool:
        return self.reading.quantity is not None and self.reading.quantity.status is Status.KNOWN

    @property
    def is_bound(self) -> bool:
        """Whether only one side of the figure is known."""
        return self.reading.quantity is not None and self.reading.quantity.relation not in (
            Relation.EQUAL,
            Relation.ABOUT,
            Relation.RANGE,
        )

    @property
    def is_range(self) -> bool:
        """Whether the figure is printed as a range."""
        return self.reading.quantity is not None and self.reading.quantity.relation is Relation.RANGE

    @property
    def known_interval(self) -> Interval:
        """The interval of the figure; all figures where it is not known."""
        found = interval(self.reading.quantity) if self.reading.quantity else None
        return found or Interval(None, None)

    @property
    def opens_parts(self) -> bool:
        """Whether 其中 stands in front of the figure in its clause."""
        return self.reading.scope == "其中"

    def same_sentence(self, other: Checked) -> bool:
        """Whether both stand in one sentence."""
        mine, its = self.reading, other.reading
        return (mine.paragraph, mine.sentence_start) == (its.paragraph, its.sentence_start)

    def near(self, later: Checked) -> bool:
        """Whether ``later`` stands in the same sentence or begins the next one."""
        if self.reading.paragraph != later.reading.paragraph:
            return False
        gap = self.text[self.reading.end : later.reading.start]
        return self.same_sentence(later) or (gap.count("。") == 1 and bool(re.search("。 ?其中", gap)))

    def same_thing(self, other: Checked) -> bool:
        """Whether both speak of one thing of one owner in the same days."""
        mine, its = self.reading, other.reading
        return mine.property is not None and (mine.property, mine.subject, mine.period) == (
            its.property,
            its.subject,
            its.period,
        )

    def is_year_before(self, later: Checked) -> bool:
        """Whether this is the same thing one year earlier."""
        mine, its = self.reading, later.reading
        if not self.is_plain or self.unit != later.unit or mine.property is None:
            return False
        if (mine.property, mine.subject) != (its.property, its.subject):
            return False
        return _is_year_before(mine.period, its.period)

    def place_in(self, items: Sequence[Checked]) -> int:
        """Where the statement stands among those of its article."""
        return next(place for place, item in enumerate(items) if item.index == self.index)


def _is_year_before(one: Period | None, later: Period | None) -> bool:
    if not one or not later or not (one.start and one.end and later.start and later.end):
        return False
    starts = (one.start.year + 1, one.start.month, one.start.day) == (
        later.start.year,
        later.start.month,
        later.start.day,
    )
    return starts and (one.end.year + 1, one.end.month) == (later.end.year, later.end.month)
