"""Figures that are computed from a firm's years, each with the tree of its computation down to the cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from markupsafe import Markup

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.frame.figures import decimal
from yanzhen.desk.frame.parts import Drawer, Step
from yanzhen.desk.register.derived import DerivedFigure, derived_of
from yanzhen.desk.register.formulas import FORMULAS, Formula, Input
from yanzhen.desk.register.models import Entry, Firm
from yanzhen.desk.register.pages import wording
from yanzhen.desk.register.pages.cells import cell_button
from yanzhen.desk.register.pages.kinds import table_of, visible_entries
from yanzhen.desk.register.pages.visitors import person_of

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

KIND = "firm-years"
PLACES = 2
"""Decimal places of a percentage in a table; the drawer has the whole fraction."""


@dataclass(frozen=True, slots=True)
class DerivedRow:
    """One computed figure through the years."""

    name: str
    meaning: str
    unit: str
    cells: tuple[Markup, ...]


@permitted(Right.READ)
@require_safe
def derived_figure(request: HttpRequest, uscc: str, formula: str, year: int) -> HttpResponse:
    """The computation of one figure: the drawer, or a page of its own."""
    person = person_of(request)
    get_object_or_404(Firm.objects.visible_to(person), subject=uscc)
    if formula not in FORMULAS or not 1900 <= year <= 2200:
        raise Http404(formula)
    (computed,) = derived_of(uscc, year, person, formulas=(formula,))
    return render(request, "frame/source.html", {"shown": _drawer(uscc, computed, person)})


def derived_rows(code: str, years: tuple[int, ...], person: Person) -> tuple[DerivedRow, ...]:
    """Each formula that gives a figure for one of the years."""
    told = {year: derived_of(code, year, person) for year in years}
    rows = []
    for place, formula in enumerate(FORMULAS.values()):
        figures = [told[year][place] for year in years]
        if any(figure.value is not None for figure in figures):
            cells = tuple(_cell(code, figure) for figure in figures)
            rows.append(DerivedRow(_name(formula), _meaning(formula), _unit(formula), cells))
    return tuple(rows)


def figure_text(value: Fraction | Decimal, unit: str) -> str:
    """A share as a percentage of two places, money in units of ten thousand yuan; ``≈`` where it was rounded.

    >>> figure_text(Fraction(3, 43), "1"), figure_text(Fraction(1, 5), "1")
    ('≈ 6.98%', '20%')
    """
    scale = Fraction(100) if unit == "1" else Fraction(1, 10_000) if unit == "CNY" else Fraction(1)
    scaled = Fraction(value) * scale
    rounded = Fraction(round(scaled * 10**PLACES), 10**PLACES)
    text = decimal(Decimal(rounded.numerator) / Decimal(rounded.denominator))
    return f"{'' if rounded == scaled else '≈ '}{text}{'%' if unit == '1' else ''}"


def _cell(code: str, figure: DerivedFigure) -> Markup:
    if figure.value is None:
        return Markup('<span class="unknown" title="{0}">{1}<span class="sr"> ({0})</span></span>').format(
            why_unknown(figure), gettext("unknown")
        )
    address = reverse("register:derived", args=[code, figure.formula.name, figure.year])
    text = figure_text(figure.value, figure.formula.unit)
    return Markup('<button class="figure" form="go" formaction="{}" aria-expanded="false">{}</button>').format(
        address, text
    )


def why_unknown(figure: DerivedFigure) -> str:
    """What is missing, or why what is there gives no figure."""
    if figure.missing:
        named = ", ".join(_input_name(one, figure.year) for one in figure.missing)
        return gettext("not known: %(names)s") % {"names": named}
    if figure.meaningless == "zero":
        return gettext("its denominator is zero")
    return gettext("growth from a figure that is not positive means nothing")


def _drawer(code: str, figure: DerivedFigure, person: Person) -> Drawer:
    text = figure_text(figure.value, figure.formula.unit) if figure.value is not None else gettext("unknown")
    unit = _unit(figure.formula)
    said = f"{text} {unit}".strip()
    return Drawer(
        figure=said,
        note=f"{_name(figure.formula)} · {figure.year}",
        source=Step(f"{_name(figure.formula)} = {_formula_words(figure.formula)}", said, _inputs(code, figure, person)),
        more=tuple(_more(figure)),
    )


def _more(figure: DerivedFigure) -> list[tuple[str, str]]:
    whole = ""
    if isinstance(figure.value, Fraction) and figure.value.denominator != 1:
        whole = f"{figure.value.numerator} / {figure.value.denominator}"
    rows = [
        (gettext("What it is"), _meaning(figure.formula)),
        (gettext("As a fraction"), whole if len(whole) < 60 else ""),
        (gettext("Why unknown"), "" if figure.value is not None else why_unknown(figure)),
    ]
    return [(label, value) for label, value in rows if value]


def _inputs(code: str, figure: DerivedFigure, person: Person) -> tuple[Step, ...]:
    years = [figure.year - one.back for one in figure.formula.inputs]
    rows = visible_entries(KIND, person).filter(subject=code, c_year__in=years)
    entries: dict[int, Entry] = {int(entry.values["year"]): entry for entry in rows}
    return tuple(_input_step(entries.get(figure.year - one.back), one, figure.year) for one in figure.formula.inputs)


def _input_step(entry: Entry | None, one: Input, year: int) -> Step:
    table, name = table_of(KIND), _input_name(one, year)
    if entry is None:
        return Step(name, gettext("unknown"))
    return Step(name, cell_button(table, entry, table.column(one.column)))


def _input_name(one: Input, year: int) -> str:
    return f"{wording.column_name(table_of(KIND).column(one.column))} {year - one.back}"


def _formula_words(formula: Formula) -> str:
    """The formula with the columns by their names."""
    table, names = table_of(KIND), {one.column for one in formula.inputs}
    return re.sub(
        r"[a-z_]+",
        lambda word: wording.column_name(table.column(word[0])) if word[0] in names else word[0],
        formula.formula,
    )


def _name(formula: Formula) -> str:
    return formula.label_en if wording.in_english() else formula.label_zh


def _meaning(formula: Formula) -> str:
    return formula.meaning_en if wording.in_english() else formula.meaning_zh


def _unit(formula: Formula) -> str:
    if formula.unit == "CNY":
        return wording.unit_name("万元")
    return "" if formula.unit == "1" else wording.unit_name(formula.unit)
