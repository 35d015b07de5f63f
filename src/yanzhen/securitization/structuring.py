"""Structuring: the largest classes that meet their targets, the frontier of cost against risk, amounts under caps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from yanzhen.errors import InputError, RefusalError
from yanzhen.securitization.model import build_model, program_arrays
from yanzhen.securitization.sampling import choose_design, without_controls
from yanzhen.securitization.simulate import simulate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yanzhen.securitization.deal import Deal, Tranche
    from yanzhen.securitization.figures import Figures, TrancheFigures

FINEST = Fraction(1, 10_000)
"""Shares are found to a hundredth of a percent of the pool."""


MOST_ROUNDS = 30


@dataclass(frozen=True, slots=True)
class Structure:
    """Shares of the pool by class that meet their targets, what is left below them, and the figures."""

    shares: tuple[tuple[str, Fraction], ...]
    subordination: Fraction
    figures: Figures


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """One size of the first class: its expected loss, and the average coupon of all that is issued."""

    share: Fraction
    el: float
    el_error: float
    cost: float
    issued: Fraction


def smallest_subordination(
    deal: Deal,
    targets: Mapping[str, float],
    *,
    paths: int,
    seed: int,
    supports: Sequence[str] = (),
    threads: int | None = None,
    retained: Fraction = Fraction(1, 20),
    covers: Mapping[str, float] | None = None,
) -> Structure:
    """The largest classes, the first one first, whose expected losses stay at or below their targets.

    A class may lose by another's growth too (its interest may rank before), so the classes are sized in turn until
    none changes. Every size is tried on the same random numbers, on which a class's expected loss rises with its size, so that halving
    finds the edge. At least ``retained`` of the pool is left below the classes. ``covers`` names classes whose mean cover
    must reach a figure too. A target that the smallest class misses is refused.
    """
    names, covers = [tranche.name for tranche in deal.tranches], covers or {}
    if deal.is_static or set(targets) != set(names) or not set(covers) <= set(names):
        raise InputError("targets", seen=", ".join([*targets, *covers]), expected=f"one for each of {', '.join(names)}")
    run = _Runs(deal, paths, seed, tuple(supports), threads)
    shares = dict.fromkeys(names, FINEST)
    for _ in range(MOST_ROUNDS):
        before = dict(shares)
        for name in names:
            room = 1 - retained - sum((share for other, share in shares.items() if other != name), Fraction(0))
            shares[name] = _largest(run, shares, name, _Aim(targets[name], covers.get(name)), room)
        if shares == before:
            return Structure(tuple(shares.items()), 1 - sum(shares.values(), Fraction(0)), run.figures(shares))
    raise RefusalError("the sizes did not settle", seen=f"{MOST_ROUNDS} rounds", todo="loosen a target")


def frontier(
    deal: Deal,
    shares: Sequence[Fraction],
    *,
    paths: int,
    seed: int,
    supports: Sequence[str] = (),
    threads: int | None = None,
) -> tuple[FrontierPoint, ...]:
    """The first class at each size, the second taking up the rest of what was issued: cost against risk."""
    if len(deal.tranches) < 2:
        raise InputError("frontier", seen=f"{len(deal.tranches)} classes", expected="at least 2")
    first, second = deal.tranches[:2]
    together = (first.balance + second.balance) / deal.pool_fen
    run = _Runs(deal, paths, seed, tuple(supports), threads)
    points = []
    for share in shares:
        if not 0 < share < together:
            raise InputError("share", seen=f"{float(share):g}", expected=f"above 0, below {float(together):g}")
        sizes = {tranche.name: tranche.balance / deal.pool_fen for tranche in deal.tranches}
        sizes |= {first.name: share, second.name: together - share}
        el = run.figures(sizes).tranches[0].el
        issued = sum(sizes.values(), Fraction(0))
        cost = sum((sizes[t.name] * t.coupons[0] for t in deal.tranches), Fraction(0)) / issued
        points.append(FrontierPoint(share, el.value, el.error, float(cost), issued))
    return tuple(points)


@dataclass(frozen=True, slots=True)
class Wish:
    """A firm's wish: at least and at most this much (fen), with its expected loss rate and its industry.

    Of allocations that lose alike the one nearest to ``asked_fen`` is taken.
    """

    firm: str
    most_fen: int
    loss_rate: float
    industry: str = ""
    least_fen: int = 0
    asked_fen: int = 0


def allocate(
    total_fen: int, wishes: Sequence[Wish], *, single: Fraction, industry: Fraction = Fraction(1)
) -> tuple[int, ...]:
    """Amounts that sum to the total with the least expected loss, no firm above ``single``, no industry above ``industry``.

    Two linear programmes: the least expected loss, then the least change from what was asked that loses no more. Amounts
    are rounded down to whole yuan, and the rest is given to the firms with the most room. A total that the wishes and
    caps cannot hold is refused.
    """
    caps = [min(wish.most_fen, int(total_fen * single)) for wish in wishes]
    shares = _shares(total_fen, wishes, caps, float(industry))
    if shares is None:
        raise RefusalError(
            "no allocation keeps the caps",
            seen=f"{total_fen / 100:.2f} yuan",
            expected=f"{sum(wish.least_fen for wish in wishes) / 100:.2f} to {sum(caps) / 100:.2f} yuan",
            todo="raise a cap",
        )
    whole = [
        max(wish.least_fen, min(int(share * total_fen + 0.5) // 100 * 100, cap))
        for wish, share, cap in zip(wishes, shares, caps, strict=True)
    ]
    return _filled(total_fen, whole, caps, wishes, int(industry * total_fen))


def _shares(total: int, wishes: Sequence[Wish], caps: Sequence[int], industry: float) -> Sequence[float] | None:
    """Shares of the total; ``None`` where none keep the caps. The unknowns are the shares, then their changes."""
    import numpy as np
    from scipy.optimize import linprog

    count = len(wishes)
    if any(wish.least_fen > cap for wish, cap in zip(wishes, caps, strict=True)):
        return None
    groups = sorted({wish.industry for wish in wishes if wish.industry})
    rows = np.array([[float(wish.industry == group) for wish in wishes] for group in groups]).reshape(-1, count)
    asked = np.array([wish.asked_fen / total for wish in wishes])
    rates, one = np.array([wish.loss_rate for wish in wishes]), np.eye(count)
    bounds = [(wish.least_fen / total, cap / total) for wish, cap in zip(wishes, caps, strict=True)]
    every, limits = {"A_eq": np.ones((1, count)), "b_eq": [1.0]}, [industry] * len(groups)
    least = linprog(rates, A_ub=rows, b_ub=limits, bounds=bounds, **every)
    if not least.success:
        return None
    wide = np.block([[rows, np.zeros_like(rows)], [rates[None], np.zeros((1, count))], [one, -one], [-one, -one]])
    limits = [*limits, least.fun * (1 + 1e-9) + 1e-12, *asked, *-asked]
    both = linprog(
        np.r_[np.zeros(count), np.ones(count)], A_ub=wide, b_ub=limits, bounds=[*bounds, *[(0, None)] * count],
        A_eq=np.c_[np.ones((1, count)), np.zeros((1, count))], b_eq=[1.0],
    )  # fmt: skip
    found: list[float] = (both.x if both.success else least.x)[:count].tolist()
    return found


def _filled(
    total: int, amounts: Sequence[int], caps: Sequence[int], wishes: Sequence[Wish], group: int
) -> tuple[int, ...]:
    """The amounts with what rounding has left given to the firms with the most room, under all caps."""
    whole = list(amounts)
    for place in sorted(range(len(whole)), key=lambda n: whole[n] - caps[n]):
        mine = wishes[place].industry
        taken = sum(amount for amount, wish in zip(whole, wishes, strict=True) if wish.industry == mine)
        room = min(caps[place] - whole[place], group - taken if mine else total)
        whole[place] += max(min(total - sum(whole), room), wishes[place].least_fen - whole[place])
    if sum(whole) != total:
        raise RefusalError(
            "the caps leave no room for whole yuan",
            seen=f"{(total - sum(whole)) / 100:.2f} yuan left",
            todo="raise a cap",
        )
    return tuple(whole)


@dataclass(frozen=True, slots=True)
class _Aim:
    """What a class must meet: an expected loss at most, and a mean cover at least."""

    el: float
    cover: float | None

    def met_by(self, one: TrancheFigures) -> bool:
        covered = self.cover is None or (one.cover is not None and one.cover.value >= self.cover)
        return covered and one.el.value <= self.el

    def __str__(self) -> str:
        cover = "" if self.cover is None else f", cover at least {self.cover:g}"
        return f"expected loss at most {self.el:g}{cover}"


def _largest(run: _Runs, shares: dict[str, Fraction], name: str, aim: _Aim, room: Fraction) -> Fraction:
    def meets(share: Fraction) -> bool:
        return aim.met_by(run.of(shares | {name: share}, name))

    if room < FINEST or not meets(FINEST):
        smallest = run.of(shares | {name: FINEST}, name)
        raise RefusalError(
            f"no size of {name} meets its target",
            seen=f"expected loss {smallest.el.value:.3g}, cover {smallest.cover.value if smallest.cover else 0:.3g} "
            "at the smallest size",
            expected=str(aim),
            todo="loosen the target, or add support",
        )
    low, high = 1, int(room / FINEST)
    if meets(high * FINEST):
        return high * FINEST
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if meets(middle * FINEST) else (low, middle)
    return low * FINEST


class _Runs:
    """Runs of one deal at other sizes, all on one set of random numbers."""

    def __init__(self, deal: Deal, paths: int, seed: int, supports: tuple[str, ...], threads: int | None) -> None:
        self.deal, self.paths, self.seed, self.supports, self.threads = deal, paths, seed, supports, threads
        self.model = build_model(deal)
        self.design = without_controls(choose_design("importance", self.model, program_arrays(deal), seed, paths))

    def figures(self, shares: Mapping[str, Fraction]) -> Figures:
        sized = replace(self.deal, tranches=tuple(self._sized(t, shares[t.name]) for t in self.deal.tranches))
        return simulate(
            sized,
            paths=self.paths,
            seed=self.seed,
            threads=self.threads,
            supports=self.supports,
            model=replace(self.model, deal=sized),
            aims=self.design,
        )

    def of(self, shares: Mapping[str, Fraction], name: str) -> TrancheFigures:
        return next(tranche for tranche in self.figures(shares).tranches if tranche.name == name)

    def _sized(self, tranche: Tranche, share: Fraction) -> Tranche:
        return replace(tranche, balance=share * self.deal.pool_fen)
