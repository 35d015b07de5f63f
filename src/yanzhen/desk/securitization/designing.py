"""The page on which a deal is structured: what is wanted of it, the deal that meets that, and its way into a new version."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.accounts.trail import actor_of
from yanzhen.desk.securitization import charts, keep
from yanzhen.desk.securitization.asked import real_number, shown_of, told_of_troubles, whole_number
from yanzhen.desk.securitization.checks import band_files, tenor
from yanzhen.desk.securitization.keep import Draft, StaleError
from yanzhen.desk.securitization.pricing import live
from yanzhen.desk.securitization.rewriting import rewritten
from yanzhen.desk.securitization.shown import percent
from yanzhen.desk.securitization.structured import PATHS, Answer, Wanted, answer
from yanzhen.desk.securitization.views import page_of
from yanzhen.errors import YanzhenError
from yanzhen.securitization.bands import band_limit, read_bands
from yanzhen.securitization.goals import Allocation

if TYPE_CHECKING:
    from yanzhen.desk.securitization.asked import Shown

FEN_OF_WAN = 1_000_000
"""Fen in 万元, in which the page asks for amounts."""


@dataclass(frozen=True, slots=True)
class Box:
    """A number as the form asks for it; ``value`` is what the file or the person says."""

    name: str
    label: str
    value: str
    step: str = "any"


@dataclass(frozen=True, slots=True)
class ClassBoxes:
    """What is asked of one class, and the bands that the office's tables offer for it."""

    name: str
    el: Box
    cover: Box
    band: str
    bands: tuple[str, ...]


class Form:
    """What a request asks; ``wrong`` tells in words what of it is no number or out of bounds."""

    def __init__(self, shown: Shown, given: QueryDict) -> None:
        self.shown, self.given, self.wrong = shown, given, list[str]()
        self.asked = "retained" in given  # an empty checkbox is not sent: only a form that was sent says no
        self.supported = self._checked("supported", bool(shown.terms.supports))
        self.market = self._checked("market", False)
        self.shared = self._checked("shared", False)
        self.tables = {} if shown.terms.is_static else band_files()

    def wanted(self) -> Wanted:
        """The question, with the file's figures where the form says nothing."""
        classes, terms = self.classes(), self.shown.terms
        return Wanted(
            el=tuple(self._el(place, one) for place, one in enumerate(classes)),
            cover=tuple(self._number(one.cover, 0, 100) if one.cover.value else None for one in classes),
            retained=self._share(self.pool_boxes()[0], 0, 95),
            market=self.market,
            supported=self.supported and bool(terms.supports),
            allocation=self._allocation() if self.shared else None,
        )

    def classes(self) -> tuple[ClassBoxes, ...]:
        """The boxes of every class."""
        bands = tuple(self._bands())
        return tuple(
            ClassBoxes(
                one.name,
                Box(
                    f"el{place}", gettext("Expected loss at most, per cent"), self._said(f"el{place}", self._now(place))
                ),
                Box(f"cover{place}", gettext("Cover at least"), self._said(f"cover{place}", "")),
                self.given.get(f"band{place}", ""),
                bands,
            )
            for place, one in enumerate(self.shown.terms.tranches)
        )

    def pool_boxes(self) -> tuple[Box, ...]:
        """The box of what stays below the classes."""
        return (Box("retained", gettext("Left below the classes at least, per cent"), self._said("retained", "5")),)

    def sharing_boxes(self) -> tuple[Box, ...]:
        """The boxes of the allocation among firms."""
        total = f"{self.shown.terms.pool_fen / FEN_OF_WAN:.10g}"
        asked = (
            ("total", gettext("Raised in all, 10,000 yuan"), total),
            ("least", gettext("Each firm at least, per cent of the file"), "50"),
            ("most", gettext("Each firm at most, per cent of the file"), "150"),
            ("single", gettext("One firm at most, per cent of all"), "15"),
            ("industry", gettext("One industry at most, per cent of all"), "100"),
        )
        return tuple(Box(name, label, self._said(name, default)) for name, label, default in asked)

    def _allocation(self) -> Allocation:
        total, least, most, single, industry = self.sharing_boxes()
        fen = self._number(total, 0.01, 10**9) * FEN_OF_WAN
        return Allocation(
            total_fen=round(fen / 100) * 100,
            least=self._share(least, 0, 1000),
            most=self._share(most, 0, 1000),
            single=self._share(single, 0, 100),
            industry=self._share(industry, 0, 100),
        )

    def _el(self, place: int, one: ClassBoxes) -> float:
        """A class's target: a band's limit at its tenor where one is chosen, else the typed figure."""
        if one.band in one.bands:
            table, _slash, label = one.band.partition(" · ")
            return band_limit(read_bands(self.tables[table]), label, tenor(self.shown.terms, place))
        return self._number(one.el, 0, 100) / 100

    def _bands(self) -> list[str]:
        found = []
        for name, path in sorted(self.tables.items()):
            try:
                found += [f"{name} · {label}" for label in read_bands(path).labels]
            except YanzhenError:
                continue  # the page of checks says what is wrong with the table
        return found

    def _now(self, place: int) -> str:
        """The file's target, else what the class's expected loss is now, up to its second digit (per cent)."""
        aim = self.shown.terms.tranches[place].target_el
        if aim is not None:
            return f"{float(aim) * 100:.6g}"
        one = live(self.shown.version.text, self.shown.version.file).classes[place]
        loss = ((one.supported if self.supported else None) or one.alone).el.value * 100
        return f"{_upwards(loss):.10f}".rstrip("0")

    def _said(self, name: str, default: str) -> str:
        return self.given.get(name, "").strip() or default

    def _checked(self, name: str, default: bool) -> bool:
        return name in self.given if self.asked else default

    def _share(self, box: Box, low: float, high: float) -> Fraction:
        return Fraction(self._number(box, low, high)).limit_denominator(10**6) / 100

    def _number(self, box: Box, low: float, high: float) -> float:
        value = real_number(box.value)
        if value is not None and low <= value <= high:
            return value
        words = gettext("%(name)s: “%(seen)s” is no number from %(low)s to %(high)s.")
        self.wrong.append(words % {"name": box.label, "seen": box.value[:30], "low": f"{low:g}", "high": f"{high:g}"})
        return low


@permitted(Right.READ)
@require_safe
@told_of_troubles
def structuring(request: HttpRequest, pk: int) -> HttpResponse:
    """Sizes, coupons and amounts that meet what is wanted, and what that costs each firm."""
    shown = shown_of(request, pk)
    page = page_of(request, shown, "structuring")
    if shown.terms.is_static:
        return render(request, "securitization/no_cash.html", page)
    form = Form(shown, request.GET)
    found = _answered(form)
    seen = {"form": form, "paths": PATHS, "question": kept_query(request.GET), **found}
    seen["frontier_rows"] = frontier_rows(found["answer"]) if found["answer"] else []
    fragment = request.headers.get("HX-Request") == "true"
    template = "securitization/structured.html" if fragment else "securitization/structuring.html"
    return render(request, template, page | seen)


@permitted(Right.EDIT)
@require_POST
@told_of_troubles
def keep_structure(request: HttpRequest, pk: int) -> HttpResponse:
    """The structured deal as a new version of the file."""
    shown = shown_of(request, pk)
    form = Form(shown, QueryDict(request.POST.get("wanted", "")))
    found = _answered(form)
    if found["answer"] is None:
        messages.warning(request, gettext("What is wanted cannot be met; nothing was saved."))
        return redirect(f"{reverse('securitization:structuring', args=[pk])}?{request.POST.get('wanted', '')}")
    version = shown.version
    text = rewritten(version.text, version.file, found["answer"].terms)
    note = gettext("structured from version %(number)s: %(left)s left below the classes") % {
        "number": version.number,
        "left": percent(found["answer"].below),
    }
    try:
        seen = whole_number(request.POST.get("turn", "")) or 0
        draft = Draft(text, version.file, note)
        keep.add_version(shown.deal, draft, seen, actor_of(request), now=timezone.now())
    except StaleError:
        messages.warning(request, gettext("Somebody changed the deal meanwhile. Look at it again, then decide."))
    else:
        messages.success(request, gettext("The version is saved; it is in force once an approver says so."))
    return redirect("securitization:versions", pk)


def _answered(form: Form) -> dict[str, Any]:
    """The answer, or why there is none; a refusal stands on the page beside the question."""
    try:
        wanted = form.wanted()
        version = form.shown.version
        found = None if form.wrong else answer(version.text, version.file, wanted)
    except YanzhenError as error:
        return {"answer": None, "error": error, "drawing": None}
    return {"answer": found, "error": None, "drawing": _drawing(found) if found else None}


def _drawing(found: Answer) -> Any:
    if not found.frontier:
        return None
    first = found.classes[0]
    words = gettext("Expected loss of %(name)s by its size and the average coupon") % {"name": first.name}
    rows = [(one.share, one.cost, one.el, one.el_error, False) for one in found.frontier]
    rows.append((first.share, float(found.cost), first.figures.el.value, first.figures.el.error, True))
    return charts.frontier(
        words,
        [
            charts.Trade(f"{percent(share)} · {percent(cost, 4)}", el, error, chosen)
            for share, cost, el, error, chosen in sorted(rows)
        ],
    )


def frontier_rows(found: Answer) -> list[tuple[str, ...]]:
    """The table behind the frontier."""
    return [
        (percent(one.share), f"{percent(one.el)} ± {percent(one.el_error, 2)}", percent(one.cost, 4))
        for one in found.frontier
    ]


def kept_query(given: QueryDict) -> str:
    """What a form asked, to ask it again."""
    kept = given.copy()
    kept.pop("version", None)
    return kept.urlencode()


def _upwards(value: float) -> float:
    """The number up to its second digit, not below itself."""
    if value <= 0:
        return 0.001
    step: float = 10.0 ** (math.floor(math.log10(value)) - 1)
    return math.ceil(value / step - 1e-9) * step
