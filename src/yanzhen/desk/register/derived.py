"""Derived figures of a firm: computations whose inputs are the statements in force, down to their cells."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from yanzhen.desk.register.formulas import DIGITS, FORMULAS, Formula, Input
from yanzhen.desk.register.ledger.columns import table_of
from yanzhen.desk.register.ledger.models import ENTRIES
from yanzhen.desk.register.ledger.said import statements_in_force
from yanzhen.sources import Derived, Statement
from yanzhen.values import Period, Quantity, Relation, Status, not_read

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

YEARS = "firm-years"
Years = Mapping[int, Mapping[str, Statement]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedFigure:
    """One formula for one year. ``value`` is ``None`` where it is unknown: ``missing`` names the inputs that are not
    known, ``meaningless`` says why known inputs give no figure (``zero``: a denominator is zero; ``not positive``: growth from
    a figure that is not positive). ``statement`` is a computation whose inputs are the cells."""

    formula: Formula
    year: int
    value: Fraction | Decimal | None
    missing: tuple[Input, ...]
    meaningless: str
    statement: Statement


def derived_of(
    code: str, year: int, person: Person | None, *, formulas: Collection[str] = tuple(FORMULAS)
) -> tuple[DerivedFigure, ...]:
    """The derived figures of the firm with this code for the year, from what the person may see (``None``: everything).

    Money is computed in yuan. What needs a figure that is not known is unknown, never zero.
    """
    wanted = [FORMULAS[name] for name in formulas]
    back = max((one.back for formula in wanted for one in formula.inputs), default=0)
    years = _years(code, range(year - back, year + 1), person)
    return tuple(_figure(formula, code, year, years) for formula in wanted)


def _years(code: str, wanted: range, person: Person | None) -> Years:
    model = ENTRIES[YEARS]
    rows: Any = model.objects.all() if person is None else model.objects.visible_to(person)
    entries = {entry.key: entry for entry in rows.filter(subject=code, c_year__in=list(wanted))}
    stated = statements_in_force(table_of(YEARS), list(entries))
    return {entry.values["year"]: stated.get(key, {}) for key, entry in entries.items()}


def _figure(formula: Formula, code: str, year: int, years: Years) -> DerivedFigure:
    inputs = {one: years.get(year - one.back, {}).get(one.column) for one in formula.inputs}
    missing = tuple(one for one, said in inputs.items() if said is None or said.quantity is None)
    value, why = (None, "") if missing else _computed(formula, years, year)
    known = tuple(said for said in inputs.values() if said is not None)
    source = Derived(f"{formula.label_zh} = {formula.formula}", known)
    quantity = not_read(formula.unit, Status.UNKNOWN) if value is None else _quantity(value, formula.unit)
    period = Period(date(year, 1, 1), date(year, 12, 31))
    return DerivedFigure(
        formula=formula,
        year=year,
        value=value,
        missing=missing,
        meaningless=why,
        statement=Statement(code, formula.label_zh, quantity, period, source),
    )


def _computed(formula: Formula, years: Years, year: int) -> tuple[Fraction | Decimal | None, str]:
    def lookup(column: str, back: int) -> Fraction:
        said = years[year - back][column]
        if said.quantity is None or said.quantity.low is None:
            raise ValueError(f"{column} of {year - back} has no figure")
        return Fraction(said.quantity.low)

    try:
        return formula.value(lookup), ""
    except ZeroDivisionError:
        return None, "zero"
    except ArithmeticError:
        return None, "not positive"


def _quantity(value: Fraction | Decimal, unit: str) -> Quantity:
    """The figure to 28 digits; what has more is told as about that much."""
    with localcontext(prec=DIGITS):
        figure = value if isinstance(value, Decimal) else Decimal(value.numerator) / Decimal(value.denominator)
    exact = Fraction(figure) == value
    return Quantity(figure, figure, unit, Relation.EQUAL if exact else Relation.ABOUT)
