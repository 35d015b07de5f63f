"""Formulas over a firm's years: ``rd_expense / revenue``, ``revenue / revenue[-1] - 1``, ``compound(revenue, 2)``.

A name is the figure of the year, ``name[-1]`` of the year before. ``grown(x)`` is growth on the year before and ``compound(x, n)``
the mean yearly growth over n years; neither means anything where the older figure is not positive. Fractions are exact; a
root that has no end is given to 28 digits.
"""

from __future__ import annotations

import ast
import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from importlib.resources import files

DIGITS = 28
Lookup = Callable[[str, int], Fraction]
"""The figure of a column so many years back (0 is the year itself)."""


@dataclass(frozen=True, slots=True)
class Input:
    """One figure that a formula asks for: a column, and how many years back."""

    column: str
    back: int


@dataclass(frozen=True, slots=True)
class Formula:
    """A derived figure: its names, its unit (``1`` is a share, ``CNY`` yuan) and how it is computed."""

    name: str
    label_zh: str
    label_en: str
    unit: str
    formula: str
    meaning_zh: str
    meaning_en: str

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The figures that it needs, in their order, each once.

        >>> [(i.column, i.back) for i in FORMULAS["revenue_growth"].inputs]
        [('revenue', 0), ('revenue', 1)]
        """
        return tuple(dict.fromkeys(_inputs(_tree(self.formula))))

    def value(self, lookup: Lookup) -> Fraction | Decimal:
        """The figure: exact as a fraction, a root without an end as a decimal.

        Raises:
            ZeroDivisionError: a denominator is zero.
            ArithmeticError: growth from a figure that is not positive.
        """
        return _value(_tree(self.formula), lookup)


def compound(new: Fraction, old: Fraction, years: int) -> Fraction | Decimal:
    """Mean yearly growth from ``old`` to ``new``: the root of their quotient less one, exact where the root is.

    >>> compound(Fraction(144), Fraction(100), 2)
    Fraction(1, 5)
    """
    if old <= 0 or new < 0:
        raise ArithmeticError("growth from a figure that is not positive")
    quotient = new / old
    top, bottom = _exact_root(quotient.numerator, years), _exact_root(quotient.denominator, years)
    if top is not None and bottom is not None:
        return Fraction(top, bottom) - 1
    with localcontext(prec=DIGITS + 10):
        root = (Decimal(quotient.numerator) / Decimal(quotient.denominator)) ** (Decimal(1) / years)
    with localcontext(prec=DIGITS):
        return root - 1


def _exact_root(number: int, degree: int) -> int | None:
    """The whole root, if there is one: bisection, since floats lose digits of long figures."""
    low, high = 0, 1 << (number.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= number else (low, middle - 1)
    return low if low**degree == number else None


def _tree(formula: str) -> ast.expr:
    return ast.parse(formula, mode="eval").body


def _inputs(node: ast.expr) -> Iterator[Input]:
    match node:
        case ast.Name(id=column):
            yield Input(column, 0)
        case ast.Subscript(
            value=ast.Name(id=column), slice=ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=back))
        ):
            yield Input(column, int(str(back)))
        case ast.BinOp(left=left, right=right):
            yield from _inputs(left)
            yield from _inputs(right)
        case ast.Call(func=ast.Name(id="grown" | "compound"), args=[ast.Name(id=column), *years]):
            yield Input(column, 0)
            yield Input(column, _years(years))
        case ast.Constant():
            return
        case _:
            raise ValueError(f"a formula cannot hold {ast.unparse(node)}")


def _years(arguments: list[ast.expr]) -> int:
    match arguments:
        case []:
            return 1
        case [ast.Constant(value=int(years))] if years > 0:
            return years
    raise ValueError("compound(column, years) wants a whole number of years")


def _value(node: ast.expr, lookup: Lookup) -> Fraction | Decimal:
    match node:
        case ast.Constant(value=int(number)):
            return Fraction(number)
        case ast.Call(args=[ast.Name(id=column), *years]):
            return compound(lookup(column, 0), lookup(column, _years(years)), _years(years))
        case ast.BinOp(left=left, op=op, right=right):
            return _combined(_exact(left, lookup), op, _exact(right, lookup))
        case ast.Name() | ast.Subscript():
            wanted = next(_inputs(node))
            return lookup(wanted.column, wanted.back)
    raise ValueError(f"a formula cannot hold {ast.unparse(node)}")


def _exact(node: ast.expr, lookup: Lookup) -> Fraction:
    value = _value(node, lookup)
    if not isinstance(value, Fraction):
        raise ValueError("a root cannot be computed with further")
    return value


def _combined(left: Fraction, op: ast.operator, right: Fraction) -> Fraction:
    match op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right
    raise ValueError(f"a formula cannot hold {type(op).__name__}")


def _rows() -> list[dict[str, str]]:
    written = (files("yanzhen.desk.register") / "derived.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(written.splitlines()))


FORMULAS = {row["name"]: Formula(**row) for row in _rows()}
"""The formulas of ``derived.csv`` by name."""
