"""Halves and doublings, which are written without a numeral: 过半, 半数以上, 半年, 翻番."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from yanzhen.reading.statements.found import FigureKind, FoundQuantity
from yanzhen.values import Quantity, Relation

_HALF = Decimal("0.5")
_PATTERNS: tuple[tuple[re.Pattern[str], Decimal, str, FigureKind, Relation], ...] = (
    (re.compile(r"(?<=[比占率额量数])(?:超|过|超过|逾)半(?![年天小个径导])"), _HALF, "1", "ratio", Relation.ABOVE),
    (re.compile(r"(?<![通超经走度胜翻])过半(?![年天小个径导百数])"), _HALF, "1", "ratio", Relation.ABOVE),
    (re.compile(r"(?:超|超过|过|逾)(?:半数|一半)"), _HALF, "1", "ratio", Relation.ABOVE),
    (re.compile(r"(?:一半|半数)(?:及?以上)"), _HALF, "1", "ratio", Relation.AT_LEAST),
    (re.compile(r"(?:不足|不到)(?:一半|半数)"), _HALF, "1", "ratio", Relation.BELOW),
    (re.compile(r"(?:近|约|将近|接近|几乎)(?:一半|半数)|一半左右"), _HALF, "1", "ratio", Relation.ABOUT),
    (re.compile(r"(?<![上下前后大多小近一])半年(?![度报检以来])"), _HALF, "年", "duration", Relation.EQUAL),
    (re.compile(r"(?<![上下前后大一个])半(?:个)?小时(?=[^经圈])"), _HALF, "小时", "duration", Relation.EQUAL),
    (re.compile(r"(?<![上下前后大一])半个月"), _HALF, "个月", "duration", Relation.EQUAL),
    (re.compile(r"翻(?:了)?番"), Decimal(1), "番", "times", Relation.EQUAL),
)
_FIRST = re.compile("[半番]")


def find_halves(text: str) -> Iterator[FoundQuantity]:
    """The halves and doublings of a folded text."""
    if not _FIRST.search(text):
        return
    taken = 0
    for start, end, quantity, kind in sorted(_matches(text), key=lambda item: (item[0], -item[1])):
        if start >= taken:
            taken = end
            yield FoundQuantity(start, end, quantity, kind, start, end)


def _matches(text: str) -> Iterator[tuple[int, int, Quantity, FigureKind]]:
    for pattern, figure, unit, kind, relation in _PATTERNS:
        for match in pattern.finditer(text):
            low = None if relation in (Relation.BELOW, Relation.AT_MOST) else figure
            high = None if relation in (Relation.ABOVE, Relation.AT_LEAST) else figure
            yield match.start(), match.end(), Quantity(low, high, unit, relation, stated_to=figure), kind
