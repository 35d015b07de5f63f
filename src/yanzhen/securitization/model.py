"""A deal as the arrays that the compiled engine takes.

Firms stand in one canonical order, by what they are and not by their names or places in the file, and the stream of random
numbers of each is keyed by its rank in that order. So neither renaming firms nor moving them in the file changes a digit.
The probability of default comes last in the order, and studies that change it hand the base deal's ranks on
(``keys_from``), so that a firm keeps its random numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np

from yanzhen.securitization.cashflows import CashTables, cash_tables
from yanzhen.securitization.compiler import compile_deal
from yanzhen.securitization.deal import Copula, Deal, Obligor, Support
from yanzhen.securitization.draws import conditional_table, default_bounds
from yanzhen.securitization.normal import quantile
from yanzhen.securitization.program import Program
from yanzhen.securitization.size import check_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

SPREAD_POINTS = 4097
"""Points of the table of sqrt(chi-squared / degrees); its error is below 1e-10."""

MOST_CURVES = 200_000
"""Most numbers at one value of the factor (different members times periods) of a table: it then takes 480 megabytes or less."""

AT_ONCE = 256
"""Curves that are computed at once, so that their working memory stays small."""

NO_TABLE = np.zeros((0, 1, 1), dtype=np.float32)

WIDE = 16
"""Periods are filled up to a multiple of it: a loop over sixteen has no slow remainder."""

FILLED = 8
"""What a default takes is filled up to a multiple of it."""

ROUNDING = 2e-6
"""A share that covers the rounding of some operations in single precision."""


@dataclass(frozen=True, slots=True)
class Model:
    """A deal's arrays. ``order`` gives for each row of the arrays the firm's place in the file."""

    deal: Deal
    order: tuple[int, ...]
    cash: CashTables
    thresholds: NDArray[np.float64]
    states: NDArray[np.int64]
    own: NDArray[np.float64]
    loads: NDArray[np.float64]
    places: NDArray[np.int64]
    factors: int
    spread: NDArray[np.float64]
    table: NDArray[np.float32]
    doubt: NDArray[np.float32]
    bounds: NDArray[np.uint64]
    curves: NDArray[np.int64]

    @property
    def obligors(self) -> tuple[Obligor, ...]:
        """The firms in the arrays' order."""
        return tuple(self.deal.obligors[place] for place in self.order)

    @property
    def one_factor(self) -> bool:
        """Whether all hang on the common factor alone."""
        return self.factors == 1

    def cash_arrays(self) -> tuple[Any, ...]:
        """The cash tables as the kernel takes them: amounts, lags, and what each default takes from a path.

        The last is firms x periods of default x (periods, then their sum, then less the loss), filled up. It counts
        deposits and, unless recoveries hang on the common factor, what is recovered.
        """
        cash, count = self.cash, self.deal.periods
        parts = (cash.pays, cash.principal, cash.before, cash.after, cash.deposit, cash.recovery, cash.most)
        periods = np.arange(count)
        taken = np.zeros((len(self.order), count, -(-(count + 2) // FILLED) * FILLED))
        taken[:, :, :count] = np.where(periods >= periods[:, None], cash.pays[:, None, :], 0.0)
        taken[:, periods, periods] -= cash.deposit
        back = np.where(periods + cash.lag[:, None] < count, np.minimum(cash.recovery, cash.most), 0.0)
        if self.deal.obligors[0].recovery.wrong_way:
            back[:] = 0.0
        firms, defaulted = np.nonzero(back)
        taken[firms, defaulted, defaulted + cash.lag[firms]] -= back[firms, defaulted]
        taken[:, :, count] = taken[:, :, :count].sum(axis=2)
        taken[:, :, count + 1] = back - cash.most
        return np.stack(parts, axis=1), cash.lag, taken

    def copula_arrays(self, seed: int) -> tuple[Any, ...]:
        """Thresholds, loadings and the keys of the random streams of one seed."""
        names = [f"firm {rank}" for rank in range(len(self.order))]
        names += [f"supporter {number}" for number in range(len(self.deal.supports))]
        keys = stream_keys(seed, names)
        factor_keys = stream_keys(seed, [f"factor {number}" for number in range(self.factors)] + ["scale"])
        return (
            self.thresholds,
            self.states,
            self.own,
            self.loads,
            self.places,
            keys,
            factor_keys,
            self.spread,
            self.table,
            self.doubt,
            self.bounds,
            self.curves,
        )


def build_model(deal: Deal, *, keys_from: Sequence[int] | None = None) -> Model:
    """The arrays of a deal; ``keys_from`` is another model's ``order``, to keep each firm's random numbers."""
    check_size(deal)
    order = tuple(keys_from) if keys_from is not None else canonical_order(deal)
    obligors = tuple(deal.obligors[place] for place in order)
    members: list[Obligor | Support] = [*obligors, *deal.supports]
    factors = _factors(deal, members)
    loads, places, own = _loadings(deal, members, factors)
    cash = cash_tables(deal, obligors)
    states = np.array([*cash.states, *(deal.periods for _ in deal.supports)], dtype=np.int64)
    thresholds = np.array([_thresholds(deal, member.pd) for member in members])
    spread = _spread(deal)
    table, doubt, bounds, curves = _tables(thresholds, states, own, loads, alone=len(factors) == 1 and not spread.size)
    return Model(
        deal=deal,
        order=order,
        cash=cash,
        thresholds=thresholds,
        states=states,
        own=own,
        loads=loads,
        places=places,
        factors=len(factors),
        spread=spread,
        table=table,
        doubt=doubt,
        bounds=bounds,
        curves=curves,
    )


def _tables(
    thresholds: NDArray[np.float64],
    states: NDArray[np.int64],
    own: NDArray[np.float64],
    loads: NDArray[np.float64],
    *,
    alone: bool,
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.uint64], NDArray[np.int64]]:
    """The conditional table, its doubt and its bounds, and each member's curve in them: members alike share one.

    Empty where not all hang on the common factor alone, a member has no part of its own, or it would be too large.
    """
    alike = np.concatenate([thresholds, states[:, None], own[:, None], loads], axis=1)
    different, first, curves = np.unique(alike, axis=0, return_index=True, return_inverse=True)
    curves = curves.reshape(-1).astype(np.int64)
    if not alone or not bool(np.all(own > 0)) or len(different) * thresholds.shape[1] > MOST_CURVES:
        return NO_TABLE, np.zeros(0, dtype=np.float32), np.zeros((0, 1), dtype=np.uint64), curves
    tables = []
    for start in range(0, len(first), AT_ONCE):
        some = first[start : start + AT_ONCE]
        table = conditional_table(thresholds[some], own[some], loads[some, 0])
        tables.append((_lines(table, states[some]), _doubt(table), default_bounds(table, states[some])))
    lines, doubts, bounds = zip(*tables, strict=True)
    return np.concatenate(lines), np.max(doubts, axis=0), np.concatenate(bounds), curves


def _lines(table: NDArray[np.float64], states: NDArray[np.int64]) -> NDArray[np.float32]:
    """The table in single precision; past a member's last period, and up to a multiple of ``WIDE``, what no draw reaches."""
    lines = np.full((*table.shape[:2], -(-table.shape[2] // WIDE) * WIDE), 2.0, dtype=np.float32)
    lines[:, :, : table.shape[2]] = table
    past = np.arange(lines.shape[2]) >= states[:, None]
    return np.where(past[:, None, :], np.float32(2.0), lines)


def _doubt(table: NDArray[np.float64]) -> NDArray[np.float32]:
    """By cell, how far off a straight line across it may lie (a share).

    At every corner the line from its neighbours, two cells long, is held against the truth. It is four times as far off as
    one cell's line, so half of the larger error of a cell's two corners leaves a margin of two.
    """
    lines = (table[:, :-2] + table[:, 2:]) / 2
    corners = (np.abs(lines - table[:, 1:-1]) / np.maximum(table[:, 1:-1], 1e-15)).max(axis=(0, 2))
    corners = np.concatenate([corners[:1], corners, corners[-1:]])
    share = np.maximum(corners[:-1], corners[1:]) / 2
    return np.where(share < 0.5, share / (1 - np.minimum(share, 0.5)) + ROUNDING, 1e30).astype(np.float32)


def canonical_order(deal: Deal) -> tuple[int, ...]:
    """Places of the firms in the file, sorted by what the firms are; equal firms are alike in every result."""

    def signature(place: int) -> tuple[Any, ...]:
        firm = deal.obligors[place]
        patents = sorted(str(patent.value_fen) for patent in deal.patents if patent.owner == firm.name)
        return (
            -firm.exposure_fen,
            repr(firm.licence),
            repr(firm.recovery),
            firm.industry,
            firm.region,
            patents,
            firm.pd,
        )

    return tuple(sorted(range(len(deal.obligors)), key=signature))


def stream_keys(seed: int, names: Iterable[str]) -> NDArray[np.uint64]:
    """One 64-bit key for each named stream of a seed."""
    digests = [blake2b(f"{seed} {name}".encode(), digest_size=8).digest() for name in names]
    return np.array([int.from_bytes(digest, "little") for digest in digests], dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class ProgramArrays:
    """A program as the kernel takes it; ``extra`` names the registers that are tallied beside the classes'."""

    arrays: tuple[Any, ...]
    extra: tuple[int, ...]
    tranches: int


def program_arrays(deal: Deal, supports: Iterable[str] = ()) -> ProgramArrays:
    """The deal's program, with these supporters, as arrays."""
    program = compile_deal(deal, supports)
    sections, flat = _flat(program)
    ops = np.array([[op.code, op.a, op.b, op.c, op.k, op.e] for op in flat], dtype=np.int64).reshape(-1, 6)
    constants = np.array([[float(figure) for figure in row] for row in program.constants]).reshape(-1, deal.periods)
    tranches = np.array([[part.balance, part.due, part.got] for part in program.tranches], dtype=np.int64)
    extra = (*program.drawn, *program.events)
    strength = round(float(deal.obligors[0].recovery.wrong_way) * 1e6)
    uses = np.array([int(_needs_all(deal)), program.residual, *extra, strength], dtype=np.int64)
    opening = np.array([float(amount) for amount in program.opening])
    return ProgramArrays((ops, sections, constants, opening, tranches, uses), extra, len(program.tranches))


def _flat(program: Program) -> tuple[NDArray[np.int64], list[Any]]:
    parts = [program.before, *program.waterfalls, program.after]
    ends = np.cumsum([len(part) for part in parts]).astype(np.int64)
    return ends, [op for part in parts for op in part]


def _needs_all(deal: Deal) -> bool:
    """Whether the waterfall looks at principal, performing balance or defaults, and not at cash alone."""
    return (
        any(tranche.principal in ("pass_through", "target") for tranche in deal.tranches)
        or any(trigger.kind == "cumulative_default" for trigger in deal.triggers)
        or any(fee.base == "outstanding pool" for fee in deal.fees)
        or deal.cleanup_below is not None
        or any(support.kind == "loss_share" for support in deal.supports)
        or deal.is_static
    )


def _factors(deal: Deal, members: Sequence[Obligor | Support]) -> list[str]:
    names = ["common"]
    if deal.risk.industry_correlation > 0:
        names += sorted({f"industry {member.industry}" for member in members if member.industry})
    if deal.risk.region_correlation > 0:
        names += sorted({f"region {member.region}" for member in members if member.region})
    return names


def _loadings(
    deal: Deal, members: Sequence[Obligor | Support], factors: list[str]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """Loadings on the common, industry and region factor, their places, and the weight of the member's own part."""
    parts = 1 if len(factors) == 1 else 3
    loads = np.zeros((len(members), parts))
    places = np.zeros((len(members), parts), dtype=np.int64)
    own = np.zeros(len(members))
    for row, member in enumerate(members):
        common = deal.risk.correlation
        if isinstance(member, Support) and member.correlation is not None:
            common = member.correlation
        squares = [common, 0.0, 0.0]
        for part, (square, name) in enumerate(
            (
                (deal.risk.industry_correlation, f"industry {member.industry}"),
                (deal.risk.region_correlation, f"region {member.region}"),
            ),
            1,
        ):
            if name in factors:
                squares[part], places[row, min(part, parts - 1)] = square, factors.index(name)
        loads[row] = [math.sqrt(square) for square in squares[:parts]]
        own[row] = math.sqrt(max(0.0, 1.0 - sum(squares[:parts])))
    return loads, places, own


def _thresholds(deal: Deal, pds: Sequence[float]) -> list[float]:
    if deal.risk.copula is Copula.GAUSSIAN:
        return [quantile(pd) for pd in pds]
    from scipy.special import stdtrit  # loaded only for this copula: it takes a third of a second

    return [float(stdtrit(deal.risk.degrees_of_freedom, pd)) for pd in pds]


def _spread(deal: Deal) -> NDArray[np.float64]:
    """sqrt(chi-squared / degrees) at normal scores -8.5, …, 8.5; empty for the Gaussian copula."""
    degrees = deal.risk.degrees_of_freedom
    if degrees is None:
        return np.zeros(0)
    from scipy.special import gammainccinv, gammaincinv, ndtr

    scores = np.linspace(-8.5, 8.5, SPREAD_POINTS)
    lower, upper = scores[scores <= 0], scores[scores > 0]
    halves = np.concatenate([gammaincinv(degrees / 2, ndtr(lower)), gammainccinv(degrees / 2, ndtr(-upper))])
    return np.sqrt(2 * halves / degrees)


def effective_names(deal: Deal) -> Fraction:
    """The number of equal firms that would be as concentrated: the inverse of the sum of squared shares."""
    return Fraction(deal.pool_fen**2, sum(obligor.exposure_fen**2 for obligor in deal.obligors))
