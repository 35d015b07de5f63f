"""Numbers as people write them in cells, read without a rounding."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from yanzhen.sheets.rows import RawCell
from yanzhen.sheets.trouble import CellFault, Read, Trouble, trouble
from yanzhen.sheets.units import Unit, factor_to, unit_of
from yanzhen.tables import EXACT_PLACES, Column

PLACEHOLDERS = frozenset(
    [
        "-",
        "--",
        "---",
        "—",
        "——",
        "–",
        "/",
        "//",
        "\\",
        "n/a",
        "na",
        "#n/a",
        "null",
        "none",
        "nil",
        "nan",
        "无",
        "空",
        "暂无",
        "不详",
        "未知",
        "未公开",
        "未披露",
        "未填",
        "无数据",
        "缺失",
        "*",
        "**",
        "***",
        "...",
    ]
)
"""Cells that say that nothing is known (in half width, lower case)."""

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:[, ']\d{3})+|\d+)?(?:\.\d*)?(?:e[+-]?\d{1,3})?")
_INEXACT = re.compile(r"[约近超余多几数~≈<>≥≤+]|以上|以下|左右|不足|不到|\d\s*(?:-|—|–|至|到)\s*\d")
_RANKED = re.compile(r"第?\s*(\d+)\s*[名位]?")
_CURRENCY = re.compile(r"^(?:¥|￥|rmb|cny|人民币)\s*|\s*(?:rmb|cny)$")
_LONGEST = 60
_MAGNITUDE = 27
"""28 digits before the point are the most that a column holds."""
_BIG = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
_PLACES = Decimal(1).scaleb(-EXACT_PLACES)

_REPR_EXACT = 16
"""15 digits and the point."""

_Number = tuple[Decimal, bool]
"""A number, and whether it bore a unit of its own."""


def number_reader(column: Column, factor: Decimal) -> Callable[[RawCell | CellFault], Read]:
    """What reads the cells of an exact, integer or number column; ``factor`` brings them to the column's unit."""
    own = unit_of(column.unit) if column.unit else None
    whole, plain = column.kind == "integer", factor == 1
    low = float("-inf") if column.low is None else float(column.low)
    high = float("inf") if column.high is None else float(column.high)

    def read(cell: RawCell | CellFault) -> Read:
        if type(cell) is float and plain and low <= cell <= high:
            if cell.is_integer() and -1e15 < cell < 1e15:
                return int(cell) if whole else str(int(cell))
            text = repr(cell)  # with up to 15 digits it is what .15g gives, in half the time
            if len(text) > _REPR_EXACT:
                text = f"{cell:.15g}"
            if not whole and "e" not in text and "n" not in text and len(text) - text.find(".") <= EXACT_PLACES + 1:
                return text
        if cell is None or cell == "":
            return None
        found = _number(cell, own, factor)
        return _kept(found, column, whole=whole, own=own) if isinstance(found, tuple) else found

    return read


def exact(number: Decimal) -> str:
    """A decimal as its shortest plain text.

    >>> exact(Decimal("4300.00")), exact(Decimal("4.3E+3")), exact(Decimal("-0"))
    ('4300', '4300', '0')
    """
    return format(number.normalize() + 0, "f")


def decimal_of(cell: float) -> Decimal:
    """What a spreadsheet shows of a binary number: 15 digits.

    >>> decimal_of(0.1 + 0.2)
    Decimal('0.3')
    """
    return Decimal(f"{cell:.15g}")


def half_width(text: str) -> str:
    """The text in half width, lower case, trimmed."""
    return unicodedata.normalize("NFKC", text).strip().lower().replace("−", "-")


def _kept(found: _Number, column: Column, *, whole: bool, own: Unit | None) -> Read:
    number, has_unit = found
    if not number.is_finite() or number.adjusted() > _MAGNITUDE:
        return trouble("not-a-number")
    faults: list[tuple[str, dict[str, str]]] = []
    if whole and number != number.to_integral_value():
        return trouble("not-whole")
    if not whole and number != (rounded := number.quantize(_PLACES)):
        number = rounded
        faults.append(("rounded", {}))
    if has_unit:
        faults.append(("unit-in-cell", {"own": own.word if own else ""}))
    if out := bounds_broken(number, column):
        faults.append(("out-of-bounds", {"bounds": out}))
    value = int(number) if whole else exact(number)
    return Trouble(value, tuple(faults)) if faults else value


def bounds_broken(number: Decimal, column: Column) -> str:
    """The bounds that the number breaks, in words; empty where it keeps them."""
    below = column.low is not None and number < column.low
    if not below and (column.high is None or number <= column.high):
        return ""
    return "–".join(str(bound) if bound is not None else "" for bound in (column.low, column.high))


def _number(cell: RawCell | CellFault, own: Unit | None, factor: Decimal) -> _Number | Trouble:
    if isinstance(cell, CellFault):
        return trouble(cell.code)
    if isinstance(cell, bool):
        return trouble("not-a-number")
    if isinstance(cell, float):
        return (decimal_of(cell) * factor, False) if abs(cell) < 1e300 else trouble("not-a-number")
    if isinstance(cell, int):
        return Decimal(cell) * factor, False
    if isinstance(cell, Decimal):  # a cell that the sheet shows as per cent
        return cell, False
    if isinstance(cell, (date, datetime)) and own and own.dimension == "year":
        return Decimal(cell.year), False
    return _written(cell, own, factor) if isinstance(cell, str) else trouble("not-a-number")


def _written(text: str, own: Unit | None, factor: Decimal) -> _Number | Trouble:
    text = _CURRENCY.sub("", half_width(text))
    if text in PLACEHOLDERS or not text:
        return trouble("placeholder") if text else Trouble(None)
    if len(text) > _LONGEST:
        return trouble("not-a-number")
    if text[0] == "(" and text[-1] == ")":
        text = "-" + text[1:-1]
    if (number := _parsed(text)) is not None:
        return number * factor, False
    return _with_unit(text, own) or _unread(text, own)


def _with_unit(text: str, own: Unit | None) -> _Number | None:
    """1.2亿, 12.5%, 640人, 2024年: a number with a unit behind it, which counts instead of the header's."""
    split = next((index for index in range(len(text), 0, -1) if text[index - 1].isdigit() or text[index - 1] == "."), 0)
    number, word = _parsed(text[:split].strip()), text[split:].strip()
    if number is None or not word:
        return None
    if own and own.dimension == "count" and word[0] in _BIG:
        rest = unit_of(word[1:]) if word[1:] else own
        return (number * _BIG[word[0]] / own.factor, True) if rest and rest.dimension == "count" else None
    unit = unit_of(word)
    if unit is None:
        return None
    if own is None:
        base = unit.factor / {"money": 10_000, "share": 100}.get(unit.dimension, 1)
        return number * base, True
    factor = factor_to(unit, own)
    return None if factor is None else (number * factor, unit.word != own.word)


def _unread(text: str, own: Unit | None) -> _Number | Trouble:
    if own is None and (ranked := _RANKED.fullmatch(text)):
        return Decimal(ranked.group(1)), False
    return trouble("inexact-number" if _INEXACT.search(text) and any(c.isdigit() for c in text) else "not-a-number")


def _parsed(text: str) -> Decimal | None:
    if not _NUMBER.fullmatch(text) or not any(character.isdigit() for character in text):
        return None
    try:
        return Decimal(text.replace(",", "").replace(" ", "").replace("'", ""))
    except InvalidOperation:
        return None
