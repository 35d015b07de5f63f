"""Units in headers and cells: what a figure must be multiplied by to stand in its column's unit."""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources

CURRENCIES = ("美元", "欧元", "日元", "港元", "港币", "英镑", "USD", "EUR", "JPY", "HKD", "GBP", "$", "€", "£", "美金")


@dataclass(frozen=True, slots=True)
class Unit:
    """A word for a unit, what it measures, and how much of that dimension's base one is (yuan, per cent, one thing)."""

    word: str
    dimension: str
    factor: Decimal
    english: str = ""


def unit_of(word: str) -> Unit | None:
    """The unit of that name, in any width and case.

    >>> unit_of("亿元").factor, unit_of("％").dimension, unit_of("(万元)") is None, unit_of("斤") is None
    (Decimal('100000000'), 'share', True, True)
    """
    return _units().get(plain_unit(word))


def factor_to(unit: Unit, own: Unit) -> Decimal | None:
    """What a figure in ``unit`` times this is in ``own``; ``None`` where they measure different things.

    >>> factor_to(unit_of("亿元"), unit_of("万元")), factor_to(unit_of("‰"), unit_of("%")), factor_to(unit_of("人"), unit_of("万元"))
    (Decimal('1E+4'), Decimal('0.1'), None)
    """
    return (unit.factor / own.factor).normalize() if unit.dimension == own.dimension else None


def is_currency(word: str) -> bool:
    """Whether the word speaks of other money than yuan."""
    return any(name in word.upper() for name in CURRENCIES)


def plain_unit(word: str) -> str:
    """The word in half width and lower case, without spaces."""
    return unicodedata.normalize("NFKC", word).replace(" ", "").lower()


@cache
def _units() -> dict[str, Unit]:
    text = (resources.files("yanzhen.sheets") / "units.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {
        plain_unit(row["word"]): Unit(row["word"], row["dimension"], Decimal(row["factor"]), row["english"])
        for row in rows
    }
