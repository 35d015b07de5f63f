"""``yanzhen lead pull|timing|leaving|effect``: tables of the register in, one JSON object or lines for people out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yanzhen.errors import InputError

if TYPE_CHECKING:
    from yanzhen.formation.firms import Arc, FirmLink
    from yanzhen.formation.growth import Figures
    from yanzhen.formation.pull import Model
    from yanzhen.formation.timing import Following, Move

Writer = Callable[[str], None]
SHOWN = 40


def pull_in_file(
    links: Path, firm: str | None, *, on: date | None, chances: Mapping[str, float], by_weight: bool, model: Model, draws: int, seed: int, today: date, as_json: bool, out: Writer
) -> int:  # fmt: skip
    """What one firm pulls and through whom; without a firm, all leads by their pull."""
    from yanzhen.formation.firms import network_of_arcs
    from yanzhen.formation.pull import fitted, pull_of, pulls

    arcs = _arcs(_links(links, today), on, chances, by_weight)
    network = fitted(network_of_arcs(arcs), model)
    if firm is None:
        if model != "cascade":
            raise InputError("--model", seen=model, expected="cascade, or one FIRM", todo="name the firm")
        leaders = sorted({arc.leader for arc in arcs})
        ranked = pulls(network, leaders, draws=draws, seed=seed)
        told: dict[str, Any] = {
            "leads": [{"firm": one.firm, "reach": one.mean, "low": one.low, "high": one.high} for one in ranked]
        }
        return _told(
            as_json, out, told, [f"{one.mean:8.3f} ({one.low:.3f} to {one.high:.3f})  {one.firm}" for one in ranked]
        )
    pull = pull_of(network, firm, model=model, draws=draws, seed=seed)
    lines = [f"{firm} reaches {pull.reach:.3f} ({pull.low:.3f} to {pull.high:.3f}) others in the mean; through:"]
    lines += [f"{lost:8.3f}  {one}" for one, lost in pull.through]
    through = [{"firm": one, "passes": lost} for one, lost in pull.through]
    told = {"firm": firm, "reach": pull.reach, "low": pull.low, "high": pull.high, "through": through}
    return _told(as_json, out, {**told, "model": model, "draws": draws, "seed": seed}, lines)


def network_in_file(
    links: Path,
    *,
    on: date | None,
    chances: Mapping[str, float],
    by_weight: bool,
    today: date,
    as_json: bool,
    out: Writer,
) -> int:
    """The arcs of the links with their chances: text as ``yanzhen lead choose`` reads it, or JSON with the links behind each."""
    arcs = _arcs(_links(links, today), on, chances, by_weight)
    spaced = next((name for arc in arcs for name in (arc.leader, arc.follower) if len(name.split()) != 1), None)
    if spaced is not None and not as_json:
        raise InputError("network", seen=spaced, expected="names without a blank", todo="give the firms their codes")
    if not as_json:
        out("".join(f"{arc.leader} {arc.follower} {arc.chance!r}\n" for arc in arcs))
        return 0
    told = [
        {
            "leader": arc.leader,
            "follower": arc.follower,
            "chance": arc.chance,
            "links": [
                {
                    "source": link.source, "target": link.target, "kind": link.kind, "weight": link.weight, "said": link.said,
                    "from": link.since and link.since.isoformat(), "to": link.until and link.until.isoformat(),
                }
                for link in arc.links
            ],
        }
        for arc in arcs
    ]  # fmt: skip
    return _told(True, out, {"arcs": told}, [])


def timing_in_files(
    links: Path, titles: Path | None, patents: Path | None, *, investments: bool, on: date | None, window: int, seed: int, today: date, as_json: bool, out: Writer
) -> int:  # fmt: skip
    """Whether followers move after their leads more often than chance."""
    from yanzhen.formation.timing import first_investments, followings, lead_timings, timing

    held = _links(links, today)
    moves = _moves(titles, patents, today) + (first_investments(held) if investments else [])
    if not (titles or patents or investments):
        raise InputError("--titles, --patents, --investments", seen="none", expected="at least one of them")
    pairs = [(arc.leader, arc.follower) for arc in _arcs(held, on, {})]
    found = timing(pairs, moves, window_days=window, seed=seed)
    leads = lead_timings(pairs, moves, window_days=window, seed=seed)
    followed = [_following(one) for one in followings(pairs, moves, window_days=window)]
    lines = [
        f"{found.called}: {found.followed} of {found.pairs} followers moved within {window} days after their lead",
        f"with shuffled days {found.expected:.2f} ({found.low:g} to {found.high:g}), p = {found.p:.4f}",
        *(
            f"{one.leader}: {one.followed} of {one.pairs}, {one.called}, p = {one.p:.4f} of {len(leads)} tests"
            for one in leads
        ),
        *(f"{one['lag_days']:5} days  {one['follower']} after {one['leader']}  {one['move']}" for one in followed),
    ]
    more = {"leads": [asdict(one) for one in leads], "followings": followed, "window_days": window, "seed": seed}
    return _told(as_json, out, {**asdict(found), **more}, lines)


def _following(one: Following) -> dict[str, Any]:
    told = {"leader": one.leader, "follower": one.follower, "move": one.led.kind, "lag_days": one.lag}
    return {**told, "led_on": one.led.on.isoformat(), "followed_on": one.followed.on.isoformat()}


def leaving_in_files(
    links: Path, firm: str, firm_years: Path | None, *, on: date | None, today: date, as_json: bool, out: Writer
) -> int:
    """What is at stake when the firm leaves."""
    from yanzhen.formation.leaving import leaving
    from yanzhen.formation.tables import dependences_of, last_revenues

    revenues = last_revenues(_frame("firm-years", firm_years, today))
    dependences = dependences_of(_links(links, today), on=on)
    if firm not in {one.on for one in dependences}:
        raise InputError(
            "firm",
            seen=firm,
            expected="a customer of some supply link that has a weight",
            todo="bring the amounts of the supply links",
        )
    loss = leaving(firm, dependences, revenues)
    lines = [
        f"own {_money(loss.own)}, first round {loss.first_round:.0f}, later rounds {loss.later_rounds:.0f} (10,000 yuan)",
        *(f"round {one.round}  {one.share:6.1%}  {one.firm}" for one in loss.exposed),
        *(f"guard: {one.firm} beside {one.on} saves {one.saved:.0f}" for one in loss.guards),
    ]
    return _told(as_json, out, asdict(loss), lines)


def effect_in_files(
    links: Path, firm_years: Path, leads: Sequence[str], *, year: int, years: int, seed: int, today: date, as_json: bool, out: Writer
) -> int:  # fmt: skip
    """Whether firms linked to the leads from that year on grew more than firms like them."""
    from yanzhen.formation.effect import association
    from yanzhen.formation.growth import growth_outcomes

    arcs = _arcs(_links(links, today), None, {})
    if years < 1:
        raise InputError("--years", seen=str(years), expected="1 or more")
    nobody = sorted(set(leads) - {arc.leader for arc in arcs})
    if nobody:
        raise InputError("--lead", seen=nobody[0], expected="a firm that some link says leads another")
    figures = _figures(firm_years, today)
    before, after = year - 1, year - 1 + years
    outcomes = growth_outcomes(arcs, leads, (before, figures.get(before, {})), (after, figures.get(after, {})))
    found = association(outcomes, seed=seed)
    lines = [
        f"{found.called}: {found.difference:+.4f} ({found.low:+.4f} to {found.high:+.4f}) of the logarithm of revenue",
        f"{found.matched} of {found.linked} linked firms matched; without matching {found.naive:+.4f}, before {found.earlier:+.4f}",
        *(f"warning: {one}" for one in found.warnings),
    ]
    return _told(as_json, out, {**asdict(found), "before": before, "after": after, "seed": seed}, lines)


def chances_of(words: Sequence[str]) -> dict[str, float]:
    """``KIND=CHANCE`` each.

    >>> chances_of(["supplies=0.2"])
    {'supplies': 0.2}
    """
    chances = {}
    for word in words:
        kind, _, number = word.partition("=")
        try:
            chances[kind] = float(number)
        except ValueError:
            raise InputError("--chance", seen=word, expected="KIND=CHANCE, such as supplies=0.1") from None
    return chances


def _frame(kind: str, path: Path | None, today: date) -> Any:
    from yanzhen.sheets.frames import table_of_file

    return None if path is None else table_of_file(kind, path, today)


def _links(path: Path, today: date) -> tuple[FirmLink, ...]:
    from yanzhen.formation.tables import links_of_table

    return links_of_table(_frame("links", path, today))


def _arcs(
    links: Sequence[FirmLink], on: date | None, chances: Mapping[str, float], by_weight: bool = False
) -> tuple[Arc, ...]:
    from yanzhen.formation.firms import arcs_of

    return arcs_of(links, on=on, chances=chances, by_weight=by_weight)


def _moves(titles: Path | None, patents: Path | None, today: date) -> list[Move]:
    from yanzhen.formation.timing import Move

    moves = []
    if titles is not None:
        rows = _frame("titles", titles, today).iter_rows(named=True)
        moves += [Move(row["uscc"], row["title"], row["valid_from"]) for row in rows if row["valid_from"]]
    if patents is not None:
        rows = _frame("patents", patents, today).iter_rows(named=True)
        moves += [Move(row["uscc"], "patent", row["filed_on"]) for row in rows if row["filed_on"]]
    return moves


def _figures(firm_years: Path, today: date) -> dict[int, Figures]:
    found: dict[int, dict[str, tuple[float, float]]] = {}
    for row in _frame("firm-years", firm_years, today).iter_rows(named=True):
        revenue, staff = row["revenue"], row["employees"]
        if revenue and revenue > 0 and staff and staff > 0:
            found.setdefault(row["year"], {})[row["uscc"]] = (float(revenue), float(staff))
    return dict(found)


def _money(amount: float | None) -> str:
    return "unknown" if amount is None else f"{amount:.0f}"


def _told(as_json: bool, out: Writer, told: dict[str, Any], lines: Sequence[str]) -> int:
    if as_json:
        out(json.dumps({"schema_version": 1, **told}, ensure_ascii=False) + "\n")
        return 0
    more = [f"… and {len(lines) - SHOWN} more (all with --json)"] if len(lines) > SHOWN else []
    out("".join(f"{line}\n" for line in [*lines[:SHOWN], *more]))
    return 0
