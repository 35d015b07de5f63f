"""Firms whose figures lie on the thresholds of a book, and some beside them, above zero, below zero, and unknown."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from yanzhen.ladder import tree
from yanzhen.ladder.book import Book
from yanzhen.ladder.catalogue import FIGURES, LISTS
from yanzhen.ladder.firm import Firm

BASES = (0, 1, 3, 100, 1000, 1200, 7000, 10000)
STEP = Fraction(1, 10000)
TITLES = (
    "科技型中小企业",
    "创新型中小企业",
    "高新技术企业",
    "专精特新中小企业",
    "专精特新小巨人",
    "制造业单项冠军",
    "他处称号",
)
CODES = (
    "C3562",
    "C",
    "I6510",
    "I",
    "F51",
    "F",
    "E47",
    "K7020",
    "K70",
    "G5910",
    "G59",
    "L",
    "R87",
    "H62",
    "",
    "A01",
    "S90",
    "330110",
    "33",
    "3",
)


def edge_firms(book: Book, seed: int, count: int, on: date) -> list[Firm]:
    """So many firms, the same for the same seed."""
    random = Random(seed)
    thresholds = sorted(_thresholds(book))
    return [_Maker(random, book, thresholds, on).firm(number) for number in range(count)]


def _thresholds(book: Book) -> set[Fraction]:
    found = {Fraction(0)}
    tops = [top for criterion in book.criteria.values() for top in criterion.trees()]
    for top in [*tops, *([] if book.score is None else [book.score.of])]:
        found |= {node.value for node in book.below(top) if isinstance(node, tree.Number)}
    for other in book.others.values():
        found |= _thresholds(other)
    return found


class _Maker:
    def __init__(self, random: Random, book: Book, thresholds: list[Fraction], on: date) -> None:
        self.random, self.book, self.thresholds, self.on = random, book, thresholds, on
        self.unknown = random.choice((0.0, 0.05, 0.2, 0.6))

    def firm(self, number: int) -> Firm:
        base = Fraction(self.random.choice(BASES))
        years = {
            self.on.year + offset: {
                row.name: self.amount(base) for row in FIGURES.values() if row.kind == "yearly" and self.is_known()
            }
            for offset in (-4, -3, -2, -1, 0)
        }
        books = [self.book, *self.book.others.values()]
        criteria = [criterion for book in books for criterion in book.criteria.values()]
        return Firm(
            uscc=f"{number:018d}",
            name=f"企业{number}",
            figures={
                row.name: self.figure(row.kind, base)
                for row in FIGURES.values()
                if row.kind != "yearly" and self.is_known()
            },
            years=years,
            lists={name: self.entries(name) for name in LISTS if self.is_known()},
            manual={each.id: self.random.random() < 0.7 for each in criteria if self.random.random() < 0.5},
            experts={each.id: self.awarded() for each in criteria if self.random.random() < 0.3},
        )

    def is_known(self) -> bool:
        return self.random.random() >= self.unknown

    def amount(self, base: Fraction) -> Fraction:
        """A threshold as it is, or times the firm's own base, so that shares of the base are met exactly."""
        if self.random.random() < 0.25:
            return base
        threshold = self.random.choice(self.thresholds)
        exact = threshold * self.random.choice((base, Fraction(1), Fraction(self.random.choice(BASES))))
        beside = exact + self.random.choice((0, 0, 0, STEP, -STEP, 1, -1))
        return beside if self.random.random() < 0.9 else -beside

    def figure(self, kind: str, base: Fraction) -> Any:
        if kind == "flag":
            return self.random.random() < 0.8
        if kind == "day":
            return self.day()
        if kind == "text":
            return self.random.choice((*CODES, "A", "B", "C"))
        return self.amount(base)

    def day(self) -> date:
        """Days around the ends of years, and the day of judging, where full years turn."""
        year = self.random.randint(self.on.year - 14, self.on.year + 1)
        near = self.random.choice((date(year, 1, 1), date(year, 12, 31), date(year, 3, 1), self._same_day(year)))
        return near + timedelta(days=self.random.choice((-1, 0, 0, 1, self.random.randint(-400, 400))))

    def _same_day(self, year: int) -> date:
        return self.on.replace(year=year, day=min(self.on.day, 28))

    def entries(self, name: str) -> tuple[dict[str, Any], ...]:
        return tuple(self.entry(name) for _ in range(self.random.choice((0, 1, 2, 5))))

    def entry(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for row in LISTS[name].attributes.values():
            if self.random.random() < self.unknown / 3:
                continue
            found[row.name] = self.attribute(row.name, row.kind, row.choices)
        return found

    def attribute(self, name: str, kind: str, choices: tuple[str, ...]) -> Any:
        if name == "year":
            return Fraction(self.random.randint(self.on.year - 5, self.on.year))
        if name == "title":
            return self.random.choice(TITLES)
        if name == "name":
            return "创客中国"
        if choices:
            return self.random.choice(choices[:4])
        if kind == "flag":
            return self.random.random() < 0.8
        return (
            self.day()
            if kind == "day"
            else abs(self.amount(Fraction(2000)))
            if name == "amount"
            else Fraction(self.random.randint(1, 6))
        )

    def awarded(self) -> tuple[Fraction, Fraction]:
        low = Fraction(self.random.randint(0, 16), 2)
        return low, low + self.random.choice((0, 0, 1, 5))
