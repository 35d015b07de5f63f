"""Structuring: the largest classes that meet their targets, the frontier of cost against risk, amounts under caps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from yanzhen.errors import InputError, RefusalError
from yanzhen.securitization.model import build_model, program_arrays
from yanzhen.securitization.sampling import choose_design
from yanzhen.securitization.simulate import simulate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yanzhen.securitization.deal import Deal, Tranche
    from yanzhen.securitization.figures import Figures

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
) -> Structure:
    """The largest classes, the first one first, whose expected losses stay at or below their targets.

    A class may lose by another's growth too (its interest may rank before), so the classes are sized in turn until
    none changes. Every size is tried on the same random numbers, on which a class's expected loss rises with its size, so that halving
    finds the edge. At least ``retained`` of the pool is left below the classes. A target that the smallest class misses
    is refused.
    """
    names = [tranche.name for tranche in deal.tranches]
    if deal.is_static or set(targets) != set(names):
        raise InputError("targets", seen=", ".join(targets), expected=f"one for each of {', '.join(names)}")
    run = _Runs(deal, paths, seed, tuple(supports), threads)
    shares = dict.fromkeys(names, FINEST)
    for _ in range(MOST_ROUNDS):
        before = dict(shares)
        for name in names:
            room = 1 - retained - sum((share for other, share in shares.items() if other != name), Fraction(0))
            shares[name] = _largest(run, shares, name, targets[name], room)
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
    """A firm's wish: at most this much (fen), with its expected loss rate and its industry."""

    firm: str
    most_fen: int
    loss_rate: float
    industry: str = ""
    least_fen: int = 0


def allocate(
    total_fen: int, wishes: Sequence[Wish], *, single: Fraction, industry: Fraction = Fraction(1)
) -> tuple[int, ...]:
    """Amounts that sum to the total with the least expected loss, no firm above ``single``, no industry above ``industry``.

    A linear programme; amounts are rounded down to whole yuan and the rest given to the firm with the most room. A
    total that the wishes and caps cannot hold is refused.
    """
    from scipy.optimize import linprog

    caps = [min(wish.most_fen, int(total_fen * single)) for wish in wishes]
    groups = sorted({wish.industry for wish in wishes if wish.industry})
    rows = [[float(wish.industry == group) for wish in wishes] for group in groups]
    solved = linprog(
        [wish.loss_rate for wish in wishes],
        A_ub=rows or None,
        b_ub=[float(industry) * total_fen] * len(groups) or None,
        A_eq=[[1.0] * len(wishes)],
        b_eq=[float(total_fen)],
        bounds=[(wish.least_fen, cap) for wish, cap in zip(wishes, caps, strict=True)],
    )
    if not solved.success:
        raise RefusalError(
            "no allocation keeps the caps",
            seen=f"{total_fen} fen",
            expected=f"at most {sum(caps)} fen",
            todo="raise a cap",
        )
    return _whole(total_fen, [float(amount) for amount in solved.x], caps)


def _whole(total: int, amounts: Sequence[float], caps: Sequence[int]) -> tuple[int, ...]:
    whole = [min(int(amount + 0.5) // 100 * 100, cap) for amount, cap in zip(amounts, caps, strict=True)]
    for place in sorted(range(len(whole)), key=lambda n: whole[n] - caps[n]):
        step = min(total - sum(whole), caps[place] - whole[place])
        whole[place] += max(step, -whole[place])
    return tuple(whole)


def _largest(run: _Runs, shares: dict[str, Fraction], name: str, target: float, room: Fraction) -> Fraction:
    def meets(share: Fraction) -> bool:
        return run.el(shares | {name: share}, name) <= target

    if room < FINEST or not meets(FINEST):
        raise RefusalError(
            f"no size of {name} meets its target",
            seen=f"{run.el(shares | {name: FINEST}, name):.3g} at the smallest size",
            expected=f"at most {target:g}",
            todo="raise the target, or add support",
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
        self.design = choose_design("importance", self.model, program_arrays(deal), seed, paths)

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

    def el(self, shares: Mapping[str, Fraction], name: str) -> float:
        found = self.figures(shares)
        return next(tranche.el.value for tranche in found.tranches if tranche.name == name)

    def _sized(self, tranche: Tranche, share: Fraction) -> Tranche:
        return replace(tranche, balance=share * self.deal.pool_fen)
