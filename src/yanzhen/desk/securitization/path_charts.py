"""The pictures of one path: cash by date, what is owed, over-cover and defaults against their triggers."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from yanzhen.desk.securitization import charts
from yanzhen.desk.securitization.explorer import default_threshold
from yanzhen.desk.securitization.shown import about_money, percent

if TYPE_CHECKING:
    from markupsafe import Markup

    from yanzhen.desk.securitization.explorer import Explored
    from yanzhen.securitization.deal import Deal as Terms
    from yanzhen.securitization.movements import Standing

MOST_COVER, MOST_BACKING = 3.0, 3.0
"""Towards the end little is due, and both grow without bound: the pictures are cut here, or where there is more to see."""


def path_drawings(terms: Terms, explored: Explored) -> dict[str, Markup]:
    """Every picture of a path, by its name on the page."""
    labels = [str(one.period) for one in explored.dates]
    standings = [one.standing for one in explored.dates]
    return {
        "stack": _cash_out(explored),
        "balances": _balances(terms, standings),
        "cover": cover_lines(terms, standings),
        "backing": _backing(terms, standings),
        "defaults": _default_lines(terms, explored, labels),
    }


def cover_lines(terms: Terms, standings: Sequence[Standing]) -> Markup:
    """The cash of each date over the fees and interest due, against the triggers of cover, while a class is owed."""
    owed = [1, *(sum(one.balances) for one in standings)]
    alive = [one for one, before in zip(standings, owed, strict=False) if before > 0]
    series = [(gettext("cash over what is due"), [one.cover or 0.0 for one in alive])]
    for trigger in terms.triggers:
        if trigger.kind == "cover":
            series.append((trigger.name, [float(trigger.threshold(one.period)) for one in alive]))
    limits = [value for _, values in series[1:] for value in values]
    edge = max([MOST_COVER, 3 * series[0][1][0], *(2 * one for one in limits)])
    most = min(max(value for _, values in series for value in values), edge)
    return charts.lines(
        gettext("Over-cover by date"), _cut(series, most), [str(one.period) for one in alive], f"{most:.3g}", most
    )


def _backing(terms: Terms, standings: Sequence[Standing]) -> Markup:
    """The performing pool over what each class and those before it are owed, from the beginning and after each date."""
    series = []
    for place, tranche in enumerate(terms.tranches):
        first = sum(float(one.balance) for one in terms.tranches[: place + 1])
        owed = [(terms.pool_fen, first), *((one.pool, sum(one.balances[: place + 1])) for one in standings)]
        alive = itertools.takewhile(lambda pair: pair[1] > 0, owed)
        series.append((tranche.name, [pool / left for pool, left in alive]))
    most = min(max(1.2, *(value for _, values in series for value in values)), MOST_BACKING)
    series.append((gettext("fully backed"), [1.0] * (len(standings) + 1)))
    labels = ["0", *(str(one.period) for one in standings)]
    return charts.lines(gettext("Pool over what the classes are owed"), _cut(series, most), labels, f"{most:.3g}", most)


def _cut(series: Sequence[tuple[str, Sequence[float]]], most: float) -> list[tuple[str, list[float]]]:
    return [(name, [min(value, most) for value in values]) for name, values in series]


def _cash_out(explored: Explored) -> Markup:
    parts = ("fee", "interest", "principal", "residual")
    rows = [(str(one.period), [one.paid(kind) for kind in parts]) for one in explored.dates]
    most = max(sum(values) for _, values in rows)
    words = [gettext("fees"), gettext("interest"), gettext("principal"), gettext("residual")]
    top = gettext("%(most)s at most on one date") % {"most": about_money(most)}
    return charts.stacks(gettext("Cash out by date"), words, rows, top)


def _balances(terms: Terms, standings: Sequence[Standing]) -> Markup:
    opening = [float(one.balance) for one in terms.tranches]
    series = [
        (one.name, [opening[place], *(float(standing.balances[place]) for standing in standings)])
        for place, one in enumerate(terms.tranches)
    ]
    labels = ["0", *(str(one.period) for one in standings)]
    most = max(opening)
    return charts.lines(gettext("What the classes are still owed"), series, labels, about_money(most), most)


def _default_lines(terms: Terms, explored: Explored, labels: list[str]) -> Markup:
    shares = [one.defaulted_share for one in explored.dates]
    limits = [default_threshold(terms, one.period) for one in explored.dates]
    series = [(gettext("in default"), shares)]
    if any(limit is not None for limit in limits):
        series.append((gettext("trigger"), [float(limit or 0) for limit in limits]))
    most = max(max(values) for _, values in series) or 0.01
    return charts.lines(gettext("Cumulated defaults against the trigger"), series, labels, percent(most), most)
