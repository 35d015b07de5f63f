"""Is the deal fit to be listed, in which band does it fall, and do the pages that speak of it agree with it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.frame.engine_words import error_sentence
from yanzhen.desk.register.models import Document
from yanzhen.desk.securitization.asked import person_of, shown_of, told_of_troubles
from yanzhen.desk.securitization.facts import facts_of
from yanzhen.desk.securitization.models import DealDocument
from yanzhen.desk.securitization.pricing import live_if_small
from yanzhen.desk.securitization.reconcile import offered_statements, tied_statements
from yanzhen.desk.securitization.shown import percent
from yanzhen.desk.securitization.views import page_of
from yanzhen.desk.securitization.words import PATENT_RULES, VERIFIED, own_language, unknown
from yanzhen.errors import YanzhenError
from yanzhen.securitization.bands import Band, BandTable, band_of, read_bands
from yanzhen.securitization.eligibility import (
    Concentration,
    Finding,
    ListingRule,
    check_listing,
    check_patents,
    concentration,
    listing_rules,
)
from yanzhen.values import Answer

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from yanzhen.desk.securitization.asked import Shown
    from yanzhen.desk.securitization.pricing import Priced
    from yanzhen.securitization.deal import Deal as Terms

SHARES = ("single_share_at_most", "top_five_share_at_most", "retention_at_least")
MOST_DOCUMENTS = 100
MOST_PATENT_ROWS = 200


@dataclass(frozen=True, slots=True)
class Clause:
    """One listing rule with what it finds."""

    rule: ListingRule
    finding: Finding

    @property
    def asked(self) -> str:
        """What the rule asks for, in the page's language."""
        return own_language(self.rule.meaning_zh, self.rule.meaning_en)

    @property
    def seen(self) -> str:
        """What was seen, a share as a percentage."""
        if self.finding.answer is Answer.UNKNOWN:
            return unknown()
        return percent(float(self.finding.seen)) if self.rule.kind in SHARES else self.finding.seen


@dataclass(frozen=True, slots=True)
class Banded:
    """A class's band alone and with support; ``why`` says why there is none."""

    name: str
    alone: Band | None
    supported: Band | None
    why: str


@permitted(Right.READ)
@require_safe
@told_of_troubles
def checks(request: HttpRequest, pk: int) -> HttpResponse:
    """Listing rules, patents, concentration, bands, the engine's own checks."""
    shown = shown_of(request, pk)
    now = live_if_small(shown.version.text, shown.version.file)
    asked = request.GET.get("table", "")
    table, trouble = _table(asked)
    seen = {
        "priced": now,
        "clauses": clauses(shown.terms, timezone.localdate()),
        "patents": check_patents(shown.terms, timezone.localdate())[:MOST_PATENT_ROWS],
        "patent_rules": PATENT_RULES,
        "verified": VERIFIED,
        "spreads": spreads(shown.terms),
        "tables": sorted(band_files()),
        "asked": asked,
        "table": table,
        "trouble": trouble,
        "bands": banded(shown.terms, now, table) if table and now else (),
    }
    return render(request, "securitization/checks.html", page_of(request, shown, "checks") | seen)


@permitted(Right.READ)
@require_safe
@told_of_troubles
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Documents of the deal, and the figures that they state beside the deal's own."""
    shown, person = shown_of(request, pk), person_of(request)
    page = page_of(request, shown, "papers")
    attached = DealDocument.objects.visible_to(person).filter(deal=shown.deal).select_related("document")
    seen = {
        "papers": attached.order_by("pk"),
        "tied": tied_statements(shown.deal, shown.terms, person),
        "offered": offered_statements(shown.deal, shown.terms, person) if page["may_edit"] else [],
        "facts": facts_of(shown.terms),
        "documents": _documents(request, shown) if page["may_edit"] else [],
    }
    return render(request, "securitization/papers.html", page | seen)


def clauses(terms: Terms, on: date) -> tuple[Clause, ...]:
    """The listing rules that the deal names, in force on a day; none where it names none."""
    if not terms.listing:
        return ()
    rules = listing_rules(terms.listing, on)
    return tuple(Clause(*pair) for pair in zip(rules, check_listing(terms, terms.listing, on), strict=True))


def spreads(terms: Terms) -> tuple[Concentration, ...]:
    """Concentration by firm, industry, region and, where patents are valued, by IPC."""
    by = ["firm", "industry", "region"]
    if any(patent.value_fen for patent in terms.patents):
        by.append("ipc")
    return tuple(concentration(terms, one) for one in by)


def band_files() -> dict[str, Path]:
    """The tables of bands that the office has put into ``bands/`` of its home folder, by file name."""
    folder = settings.YANZHEN_HOME / "bands"
    return {path.stem: path for path in folder.glob("*.toml")} if folder.is_dir() else {}


def banded(terms: Terms, now: Priced, table: BandTable) -> tuple[Banded, ...]:
    """Every class against the table; a tenor that the table does not cover is told, not guessed."""
    found = []
    for place, one in enumerate(now.classes):
        years = tenor(terms, place)
        try:
            alone = band_of(table, one.alone.el.value, years)
            supported = band_of(table, one.supported.el.value, years) if one.supported else None
            found.append(Banded(one.name, alone, supported, ""))
        except YanzhenError as error:
            found.append(Banded(one.name, None, None, error_sentence(error)))
    return tuple(found)


def tenor(terms: Terms, place: int) -> float:
    """The class's expected life in years, by which a table of bands is read."""
    if terms.is_static:
        return float(terms.horizon_years or 0)
    return (terms.tranches[place].matures or terms.periods) / terms.periods_per_year


def _table(asked: str) -> tuple[BandTable | None, YanzhenError | None]:
    path = band_files().get(asked)
    if path is None:
        return None, None
    try:
        return read_bands(path), None
    except YanzhenError as error:
        return None, error


def _documents(request: HttpRequest, shown: Shown) -> list[Any]:
    rows = Document.objects.visible_to(person_of(request)).exclude(pk__in=shown.deal.papers.values("document"))
    return list(rows.order_by("-brought_at", "-pk")[:MOST_DOCUMENTS])
