"""Which industries to choose: the evidence for one region, the weights that a person sets, and how stable the order is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from markupsafe import Markup

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.chains.asking import Asked, asked_of
from yanzhen.desk.chains.choosing.answer import CRITERIA, Evidence, evidence_of, ranking
from yanzhen.desk.chains.choosing.figures import (
    EMPLOYEES,
    FIRMS,
    LEVELS,
    UNITS,
    Figures,
    figures_of,
    industry_word,
    measures_of,
    region_word,
)  # fmt: skip
from yanzhen.desk.chains.sources import cell_figure
from yanzhen.desk.frame.counts import may_share
from yanzhen.desk.frame.exporting import exported
from yanzhen.desk.frame.figures import decimal
from yanzhen.desk.register.pages.visitors import person_of
from yanzhen.errors import RefusalError

if TYPE_CHECKING:
    from yanzhen.chains.choosing import Ranked
    from yanzhen.chains.industries import Industry
    from yanzhen.desk.accounts.models import Person

SOURCE_WORDS = {FIRMS: _("number of firms"), EMPLOYEES: _("employees of firms")}
UNIT_WORDS = {"province": _("provinces"), "city": _("cities"), "county": _("counties"), "township": _("townships")}
LEVEL_WORDS = {"section": _("section"), "division": _("division"), "group": _("group"), "class": _("class")}
CRITERION_WORDS = {
    "quotient": _("Location quotient"), "density": _("Density"), "pci": _("Complexity (PCI)"),
    "gain": _("Outlook gain"), "change": _("Change"), "value": _("Size"),
}  # fmt: skip
USUAL = {"quotient": "1", "density": "2", "pci": "1", "gain": "1", "change": "1", "value": "1"}
MOST_WEIGHT = Decimal(100)
MOST_ROWS = 120


@dataclass(frozen=True, slots=True)
class Choice:
    """What the visit chose; what cannot be is as usual."""

    source: str
    unit: str
    level: str
    region: str
    period: str
    before: str
    threshold: str
    weights: dict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One industry of the list, ready to be shown."""

    code: str
    name: str
    industry: Industry
    ranked: Ranked | None
    value: Markup
    firms: int | None
    pci_rank: str


@permitted(Right.READ)
@require_safe
def industries(request: HttpRequest) -> HttpResponse:
    """The chooser."""
    person = person_of(request)
    asked = asked_of(request, person, timezone.localdate())
    choice = _choice(request, person)
    figures = figures_of(person, asked.day, choice.source, choice.unit, choice.level)
    shown = _shown(asked, choice, figures, person)
    refusal = _refusal(figures, choice)
    if refusal:
        return render(request, "chains/industries.html", {**shown, "refusal": refusal, "evidence": None})
    region = _region(figures, choice, person)
    evidence = _evidence(figures, choice, region)
    ranked, trouble = _ranked(evidence, choice)
    rows = _rows(figures, choice, evidence, ranked)
    told = {
        "refusal": "",
        "evidence": evidence,
        "region_word": region_word(choice.unit, region, figures.names),
        "chosen_region": region,
        "rows": rows[:MOST_ROWS],
        "all": len(rows),
        "trouble": trouble,
        "warnings": _warnings(evidence),
        "entered": [row for row in rows if row.industry.entered],
        "exits": [(code, industry_word(code)) for code in evidence.exits],
        "exports": _exports(request),
    }
    return render(request, "chains/industries.html", {**shown, **told})


@permitted(Right.READ)
@require_safe
def industries_export(request: HttpRequest, form: str) -> HttpResponse:
    """The list as a file to pass on: figures of fewer than three firms are held back."""
    person = person_of(request)
    asked = asked_of(request, person, timezone.localdate())
    choice = _choice(request, person)
    figures = figures_of(person, asked.day, choice.source, choice.unit, choice.level)
    if _refusal(figures, choice):
        raise Http404(form)
    evidence = _evidence(figures, choice, _region(figures, choice, person))
    rows = _rows(figures, choice, evidence, _ranked(evidence, choice)[0])
    headings = [
        gettext("Industry code"),
        gettext("Industry"),
        gettext("Rank"),
        gettext("Rank from"),
        gettext("Rank to"),
    ]
    headings += [str(word) for word in CRITERION_WORDS.values()] + [gettext("Held at thresholds")]
    return exported(form, f"industries-{asked.day.isoformat()}", headings, [_line(row) for row in rows])


def _line(row: Row) -> list[Any]:
    rank = [row.ranked.rank, row.ranked.rank_low, row.ranked.rank_high] if row.ranked else [None, None, None]
    one = row.industry
    if row.firms is not None and not may_share(row.firms):
        # The rank, the quotient and the change follow from the figure, and would give it away.
        return [row.code, row.name, *[gettext("held back")] * (3 + len(CRITERIA) + 1)]
    return [row.code, row.name, *rank, *(getattr(one, name) for name in CRITERION_WORDS), one.held_at]


def _choice(request: HttpRequest, person: Person) -> Choice:
    told = request.GET
    sources = (FIRMS, EMPLOYEES, *measures_of(person))
    usual_unit = "township" if person.region and not person.region.endswith("00") else "county"
    return Choice(
        source=told.get("source", "") if told.get("source") in sources else FIRMS,
        unit=told.get("unit", "") if told.get("unit") in UNITS else usual_unit,
        level=told.get("level", "") if told.get("level") in LEVELS else "division",
        region=told.get("at", ""),
        period=told.get("period", ""),
        before=told.get("before", ""),
        threshold=_number(told.get("threshold", ""), "1", Decimal("0.1"), Decimal(10)),
        weights={name: _number(told.get(f"w_{name}", ""), USUAL[name], Decimal(0), MOST_WEIGHT) for name in CRITERIA},
    )


def _number(text: str, usual: str, low: Decimal, high: Decimal) -> str:
    try:
        number = Decimal(text.strip()[:12])
    except InvalidOperation:
        return usual
    return decimal(min(max(number, low), high)) if number.is_finite() else usual


def _shown(asked: Asked, choice: Choice, figures: Figures, person: Person) -> dict[str, Any]:
    table = figures.table
    regions = table.frame.get_column("region").unique().sort().to_list() if table else []
    measures = {name: name for name in measures_of(person)}
    return {
        "asked": asked,
        "choice": choice,
        "figures": figures,
        "sources": {**SOURCE_WORDS, **measures},
        "units": UNIT_WORDS,
        "levels": LEVEL_WORDS,
        "criteria": CRITERION_WORDS,
        "regions": [(code, region_word(choice.unit, code, figures.names)) for code in regions],
        "periods": table.periods if table else (),
        "without": [],
    }


def _refusal(figures: Figures, choice: Choice) -> str:
    """Why nothing can be told, and what to bring; nothing where something can."""
    if figures.table is None and figures.left_out:
        return ngettext(
            "The one row of this kind has no region of the chosen kind, or no industry of the chosen level: choose a coarser one, or bring finer codes.",
            "None of the %(num)s rows of this kind has both a region of the chosen kind and an industry of the chosen level: choose coarser ones, or bring finer codes.",
            figures.left_out,
        ) % {"num": figures.left_out}
    if figures.table is None:
        return gettext("No figure of this kind is in the register.")
    regions = figures.table.frame.get_column("region").n_unique()
    if regions < 2:
        return gettext(
            "All figures are of one region: specialisation is told against others. Choose smaller regions, or bring figures of the neighbours."
        )
    return ""


def _region(figures: Figures, choice: Choice, person: Person) -> str:
    """The region that is asked for; else the person's own; else the one with the largest figures."""
    assert figures.table is not None
    period = _period(figures, choice)
    cells = figures.table.cells(period)
    for code in (choice.region, person.region):
        if code in cells.regions:
            return code
    totals: dict[str, float] = {}
    for row, value in zip(cells.row.tolist(), cells.value.tolist(), strict=True):
        totals[cells.regions[row]] = totals.get(cells.regions[row], 0.0) + value
    return max(cells.regions, key=lambda code: (totals.get(code, 0.0), code))


def _period(figures: Figures, choice: Choice) -> str | None:
    assert figures.table is not None
    periods = figures.table.periods
    return choice.period if choice.period in periods else periods[-1] if periods else None


def _evidence(figures: Figures, choice: Choice, region: str) -> Evidence:
    assert figures.table is not None
    period = _period(figures, choice)
    earlier = [one for one in figures.table.periods if period and one < period]
    before = choice.before if choice.before in earlier else earlier[0] if earlier else None
    return evidence_of(figures, region, Fraction(Decimal(choice.threshold)), period, before)


def _ranked(evidence: Evidence, choice: Choice) -> tuple[tuple[Ranked, ...], str]:
    weights = {name: float(Decimal(weight)) for name, weight in choice.weights.items()}
    if not evidence.is_complex:
        weights["pci"] = weights["gain"] = 0.0
    try:
        return ranking(evidence, weights), ""
    except RefusalError:
        return (), gettext(
            "With these weights nothing can be ranked: give a weight above 0 to a criterion with figures."
        )


def _rows(figures: Figures, choice: Choice, evidence: Evidence, ranked: tuple[Ranked, ...]) -> list[Row]:
    place = {one.candidate: one for one in ranked}
    complexity = {one.id: one for one in evidence.complexity.activities}
    rows = []
    for one in evidence.rows:
        cell = (evidence.region, one.activity, evidence.period or "")
        known = complexity.get(one.activity)
        interval = f"{known.rank} ({known.rank_low}–{known.rank_high})" if known and known.rank_low else ""
        firms = figures.firms.get(cell, 0) if figures.firms else None
        value = _value(figures, choice, cell, one.value)
        ranked_one = place.get(one.activity)
        told = interval or (str(known.rank) if known else "")
        rows.append(Row(one.activity, industry_word(one.activity), one, ranked_one, value, firms, told))
    last = len(rows) + 1
    return sorted(rows, key=lambda row: (row.ranked.rank if row.ranked else last, row.code))


def _value(figures: Figures, choice: Choice, cell: tuple[str, str, str], value: float) -> Markup:
    """The figure with the way to what it is made of: the cell of the statistics, or the firms' list."""
    text = decimal(Decimal(repr(round(value, 4))))
    if cell in figures.entries:
        return cell_figure("region-figures", figures.entries[cell], "value", text)
    if not value or choice.source not in (FIRMS, EMPLOYEES):
        return Markup("{}").format(text)
    region, _slash, township = cell[0].partition("/")
    query = urlencode({"region": region, "industry": cell[1], **({"township": township} if township else {})})
    return Markup('<a href="{}?{}">{}</a>').format(reverse("register:table", args=["firms"]), query, text)


def _warnings(evidence: Evidence) -> list[str]:
    """What is to be known before the figures are used, in words."""
    answer = evidence.complexity
    told = []
    if not evidence.is_complex:
        told.append(
            gettext(
                "Complexity is refused: what is connected is smaller than three regions by three industries. Bring figures of more regions."
            )
        )
    elif answer.components > 1:
        told.append(
            gettext(
                "%(num)s groups of regions and industries have nothing in common: complexity is compared within each only."
            )
            % {"num": answer.components}
        )
    refused = sum(one.kind == "activity" for one in answer.refused)
    if evidence.is_complex and refused:
        told.append(
            gettext("%(num)s industries have no complexity: no region has them at the threshold, or too few do.")
            % {"num": refused}
        )
    regions = len(answer.regions)
    if evidence.is_complex and regions < 10:
        told.append(gettext("Only %(num)s regions are compared: small changes turn the order.") % {"num": regions})
    return told


def _exports(request: HttpRequest) -> list[tuple[str, str]]:
    query = request.GET.urlencode()
    places = [
        (word, reverse("chains:industries_export", args=[form])) for word, form in (("Excel", "xlsx"), ("CSV", "csv"))
    ]
    return [(word, f"{place}?{query}" if query else place) for word, place in places]
