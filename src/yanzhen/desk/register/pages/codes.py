"""What a firm's code says by itself: who registered it, as what, and where."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yanzhen.codes import industries, region_codes, regions, uscc

AUTHORITIES = {
    "1": _("public staffing"),
    "2": _("foreign affairs"),
    "3": _("justice"),
    "4": _("culture"),
    "5": _("civil affairs"),
    "6": _("tourism"),
    "7": _("religious affairs"),
    "8": _("trade unions"),
    "9": _("market regulation"),
    "A": _("military"),
    "N": _("agriculture"),
    "Y": _("others"),
}
"""The registration authorities of GB 32100-2015, table 1."""
MARKET_CATEGORIES = {
    "1": _("company"),
    "2": _("individual business"),
    "3": _("farmers' cooperative"),
    "9": _("others"),
}
"""The categories that market regulation registers."""
LENGTH = 18


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a code, and what it says."""

    digits: str
    name: str
    says: str


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a path: a code with its name."""

    code: str
    name: str


def parts_of(code: str) -> list[Part]:
    """The parts of a unified social credit code (GB 32100-2015); none for what has not its length."""
    if len(code) != LENGTH:
        return []
    place = region_codes.known(code[2:8])
    category = MARKET_CATEGORIES.get(code[1], "") if code[0] == "9" else ""
    return [
        Part(code[0], gettext("registered by"), str(AUTHORITIES.get(code[0], ""))),
        Part(code[1], gettext("category"), str(category)),
        Part(code[2:8], gettext("first registered in"), place.name if place else ""),
        Part(code[8:17], gettext("organisation code"), ""),
        Part(code[17], gettext("check character"), _check_words(code)),
    ]


def region_rungs(code: str) -> list[Rung]:
    """The path of a region from the province down."""
    known = region_codes.known(code)
    if known is None:
        return []
    above = [Rung(one.code, one.name) for one in reversed(regions.ancestors(code))]
    return [*above, Rung(known.code, known.name)]


def industry_rungs(code: str) -> list[Rung]:
    """The path of an industry from its section down."""
    found = industries.industry(code)
    if found is None:
        return []
    above = [Rung(one.code, one.name) for one in reversed(industries.ancestors(found.code))]
    return [*above, Rung(found.code, found.name)]


def _check_words(code: str) -> str:
    wrong = [fault for fault in uscc.faults(code) if fault.serious]
    return (
        gettext("well formed")
        if not wrong
        else gettext("wrong: %(expected)s expected") % {"expected": wrong[0].expected}
    )
