"""Regions and industries as trees: a code leads to its place, and to the firms there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from yanzhen.codes import industries as industry_codes
from yanzhen.codes import region_codes
from yanzhen.codes import strategic as strategic_codes
from yanzhen.codes.regions import regions_named
from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.frame.changes import counted_once, state_of
from yanzhen.desk.register.models import Entry
from yanzhen.desk.register.pages.cells import cell_button
from yanzhen.desk.register.pages.codes import Rung, industry_rungs, region_rungs
from yanzhen.desk.register.pages.filters import in_region
from yanzhen.desk.register.pages.kinds import FIRMS, table_of, visible_entries
from yanzhen.desk.register.pages.visitors import person_of, scope_key
from yanzhen.desk.scope import region_prefix

if TYPE_CHECKING:
    from markupsafe import Markup

    from yanzhen.desk.accounts.models import Person

MOST_FOUND = 40
MOST_FIGURES = 60
FIGURES = "region-figures"


@dataclass(frozen=True, slots=True)
class Branch:
    """One code below: its name and how many firms stand there; ``None`` where they are out of this person's sight."""

    code: str
    name: str
    firms: int | None


@dataclass(frozen=True, slots=True)
class RegionFigure:
    """One figure of the region, with the button to its source."""

    name: str
    year: str
    value: Markup
    unit: str
    entry: Entry


@permitted(Right.READ)
@require_safe
def regions(request: HttpRequest) -> HttpResponse:
    """The person's own region, or where the code or the name that was asked for lies."""
    asked = request.GET.get("q", "").strip()
    if asked and (found := _regions_found(asked)):
        if len(found) == 1:
            return redirect("register:region", found[0].code)
        return render(request, "register/tree.html", _found(gettext("Which region is meant?"), "region", found, asked))
    person = person_of(request)
    if asked:
        return render(request, "register/tree.html", _found(gettext("Which region is meant?"), "region", [], asked))
    return redirect("register:region", person.region) if person.region else _region(request, "")


@permitted(Right.READ)
@require_safe
def region(request: HttpRequest, code: str) -> HttpResponse:
    """One region: where it lies, what it holds, and the firms in each part of it."""
    if region_codes.known(code) is None:
        raise Http404(code)
    return _region(request, code)


@permitted(Right.READ)
@require_safe
def industries(request: HttpRequest) -> HttpResponse:
    """The sections, or where the code or the name that was asked for lies."""
    asked = request.GET.get("q", "").strip()
    if not asked:
        return _industry(request, "")
    known = industry_codes.industry(asked)
    if known:
        return redirect("register:industry", known.code)
    held = [one for one in industry_codes.every_industry() if asked in one.name][:MOST_FOUND]
    rungs = [Rung(one.code, one.name) for one in held]
    shown = _found(gettext("Which industry is meant?"), "industry", rungs, asked)
    return render(request, "register/tree.html", shown)


@permitted(Right.READ)
@require_safe
def industry(request: HttpRequest, code: str) -> HttpResponse:
    """One industry: where it lies, what it holds, and the firms in each part of it."""
    known = industry_codes.industry(code)
    if known is None:
        raise Http404(code)
    return _industry(request, known.code)


@permitted(Right.READ)
@require_safe
def strategic(request: HttpRequest) -> HttpResponse:
    """The strategic emerging industries with the firms that name one."""
    person = person_of(request)
    counts = counted_once(("register.strategic", *scope_key(person)), state_of(request), lambda: _strategic(person))
    rows = [
        (one.code, one.name, one.parent is None, _below(counts, one.code)) for one in strategic_codes.every_strategic()
    ]
    return render(request, "register/strategic.html", {"rows": rows, "firms": sum(counts.values())})


def _region(request: HttpRequest, code: str) -> HttpResponse:
    person = person_of(request)
    key = ("register.region", code, *scope_key(person))
    counts: Counter[str] = counted_once(key, state_of(request), lambda: _by_region(person, code))
    known = region_codes.known(code) if code else None
    below = [Rung(one.code, one.name) for one in region_codes.children(code or None)]
    shown = {
        "kind": "region",
        "code": code,
        "name": known.name if known else gettext("All regions"),
        "rungs": region_rungs(code)[:-1] if code else [],
        "former": known if known is not None and known.former else None,
        "branches": [_region_branch(one, counts, person) for one in below],
        "firms": sum(counts.values()),
        "elsewhere": sum(number for at, number in counts.items() if not any(_inside(at, one.code) for one in below)),
        "figures": _figures(code, person) if code else [],
        "asked": "",
        "found": None,
        "title": "",
    }
    return render(request, "register/tree.html", shown)


def _region_branch(rung: Rung, counts: Counter[str], person: Person) -> Branch:
    own, here = region_prefix(person.region), region_prefix(rung.code)
    if not (own.startswith(here) or here.startswith(own)):
        return Branch(rung.code, rung.name, None)
    return Branch(rung.code, rung.name, sum(number for at, number in counts.items() if _inside(at, rung.code)))


def _inside(code: str, upper: str) -> bool:
    return code.startswith(region_prefix(upper))


def _by_region(person: Person, code: str) -> Counter[str]:
    rows = visible_entries(FIRMS, person)
    rows = rows.filter(in_region(code)) if code else rows
    return Counter(dict(rows.order_by().values_list("c_region").annotate(firms=Count("pk"))))


def _figures(code: str, person: Person) -> list[RegionFigure]:
    table = table_of(FIGURES)
    rows = visible_entries(FIGURES, person).filter(subject=code).order_by("-c_year", "c_figure", "pk")
    return [
        RegionFigure(
            str(entry.values["figure"]),
            str(entry.values["year"]),
            cell_button(table, entry, table.column("value")),
            str(entry.values.get("unit", "")),
            entry,
        )
        for entry in rows[:MOST_FIGURES]
    ]


def _industry(request: HttpRequest, code: str) -> HttpResponse:
    person = person_of(request)
    key = ("register.industry", code, *scope_key(person))
    counts: Counter[str] = counted_once(key, state_of(request), lambda: _by_industry(person, code))
    known = industry_codes.industry(code) if code else None
    below = industry_codes.children(code or None)
    shown = {
        "kind": "industry",
        "code": code,
        "name": known.name if known else gettext("All industries"),
        "rungs": industry_rungs(code)[:-1] if code else [],
        "former": None,
        "branches": [Branch(one.code, one.name, _below(counts, one.code)) for one in below],
        "firms": sum(counts.values()),
        "elsewhere": 0,
        "figures": [],
        "asked": "",
        "found": None,
        "title": "",
    }
    return render(request, "register/tree.html", shown)


def _by_industry(person: Person, code: str) -> Counter[str]:
    rows = visible_entries(FIRMS, person).exclude(c_industry="")
    rows = rows.filter(c_industry__startswith=code) if code else rows
    return Counter(dict(rows.order_by().values_list("c_industry").annotate(firms=Count("pk"))))


def _strategic(person: Person) -> Counter[str]:
    """Firms by the strategic industry that their row names; the column is not one that lists show."""
    rows = visible_entries(FIRMS, person).filter(content__contains='"strategic":')
    counts: Counter[str] = Counter()
    for entry in rows.only("content").iterator(chunk_size=2000):
        counts[str(entry.values["strategic"])] += 1
    return counts


def _below(counts: Counter[str], code: str) -> int:
    """How many of the codes are this one or begin with it."""
    dotted = code[0].isdigit()
    return sum(n for at, n in counts.items() if at == code or at.startswith(f"{code}." if dotted else code))


def _regions_found(asked: str) -> list[Rung]:
    known = region_codes.known(asked)
    if known:
        return [Rung(known.code, known.name)]
    return [Rung(one.code, one.name) for one in regions_named(asked)][:MOST_FOUND]


def _found(title: str, kind: str, found: list[Rung], asked: str) -> dict[str, Any]:
    paths = {"region": region_rungs, "industry": industry_rungs}[kind]
    return {
        "kind": kind,
        "title": title,
        "asked": asked,
        "found": [(one, " ".join(rung.name for rung in paths(one.code)[:-1])) for one in found],
        "code": "", "name": "", "rungs": [], "former": None, "branches": [], "firms": 0, "elsewhere": 0, "figures": [],
    }  # fmt: skip
