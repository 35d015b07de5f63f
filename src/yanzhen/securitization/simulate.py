"""The whole waterfall on many paths: expected loss, probability of loss and more for every class, each with its error.

The paths are dealt into at most ``BATCHES`` batches that are drawn alike and independently; every standard error is the
spread of the batches' means (of the figure itself or of its linearisation), so that it holds for plain, stratified and
importance sampling alike. Batches do not depend on the number of threads, and are summed in one order.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from yanzhen.errors import InputError
from yanzhen.securitization.figures import Figures, read_figures
from yanzhen.securitization.kernel import BINS, SUMS, simulate_batch
from yanzhen.securitization.model import Model, ProgramArrays, build_model, program_arrays
from yanzhen.securitization.sampling import Design, choose_design, kernel_design, sobol_points

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from yanzhen.securitization.deal import Deal

BATCHES = 64
FEWEST_PATHS = 64
MOST_PATHS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Totals:
    """The running sums of every batch, as the kernel fills them (the first axis is the batch)."""

    counts: NDArray[np.int64]
    sums: NDArray[np.float64]
    bins: NDArray[np.float64]
    worth: NDArray[np.float64]
    flows: NDArray[np.float64]
    pool: NDArray[np.float64]
    joint: NDArray[np.float64]


def simulate(
    deal: Deal,
    *,
    paths: int,
    seed: int,
    threads: int | None = None,
    supports: Sequence[str] = (),
    design: str = "importance",
    model: Model | None = None,
    aims: Design | None = None,
) -> Figures:
    """The figures of every class on ``paths`` paths, with the supporters named in ``supports`` (none: the pool alone).

    ``design`` is ``plain``, ``stratified``, ``importance`` (strata of the common factor, more paths where the classes
    lose) or ``sobol``. The answer does not depend on ``threads``. ``aims`` takes another run's design as it is.
    """
    check_paths(paths)
    model = model or build_model(deal)
    program = program_arrays(deal, supports)
    sampling = aims or choose_design(design, model, program, seed, paths, threads)
    totals = run(model, program, sampling, paths=paths, seed=seed, threads=threads)
    return read_figures(deal, totals, paths, tuple(supports))


def check_paths(paths: int) -> None:
    """Refuses a number of paths that gives no error, or that no machine waits for."""
    if not FEWEST_PATHS <= paths <= MOST_PATHS:
        raise InputError(
            "paths", seen=str(paths), expected=f"{FEWEST_PATHS} to {MOST_PATHS}", todo="name another number of paths"
        )


def run(
    model: Model,
    program: ProgramArrays,
    sampling: Design,
    *,
    paths: int,
    seed: int,
    threads: int | None = None,
    batches: int = BATCHES,
    part: range | None = None,
) -> Totals:
    """The running sums of every batch, or of those in ``part`` (numbers from 0, one after another).

    A batch is the same whoever runs it: :func:`joined` makes one whole of parts that were run apart, digit for digit.
    """
    part = range(batches) if part is None else part
    sizes = np.full(batches, paths // batches, dtype=np.int64)
    sizes[: paths % batches] += 1
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    totals = _empty(model, program, sizes[part.start : part.stop])
    none = np.zeros((len(part), 0))
    out = (totals.sums, totals.bins, totals.worth, totals.flows, totals.pool, totals.joint, none)
    copula, cash = model.copula_arrays(seed), model.cash_arrays()
    design = kernel_design(sampling, model)

    def one(batch: int) -> None:
        start, count, row = int(first[batch]), int(sizes[batch]), batch - part.start
        points = sobol_points(sampling, len(copula[0]) + 1, count, seed, batch)
        simulate_batch(row, start, count, design, program.arrays, copula, cash, points, out)

    in_turn(one, part, threads)
    return totals


def joined(parts: Sequence[Totals]) -> Totals:
    """The running sums of parts of one run, given in the order of their batches."""
    return Totals(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Totals)))


def in_turn(work: Callable[[int], None], numbers: Iterable[int], threads: int | None) -> None:
    """Does the work for each number, on as many threads as asked (none named: one for each core)."""
    workers = thread_count(threads)
    if workers == 1:
        for number in numbers:
            work(number)
        return
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, numbers))


def thread_count(threads: int | None) -> int:
    """The threads to use: as asked, or one for each core that this process may use."""
    if threads is not None and threads < 1:
        raise InputError("threads", seen=str(threads), expected="at least 1")
    return (
        threads or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else threads or os.cpu_count() or 1
    )


def _empty(model: Model, program: ProgramArrays, counts: NDArray[np.int64]) -> Totals:
    batches, classes, supporters = len(counts), program.tranches, len(model.deal.supports)
    return Totals(
        counts,
        np.zeros((batches, classes, SUMS)),
        np.zeros((batches, classes, BINS + 1)),
        np.zeros((batches, classes, BINS + 1)),
        np.zeros((batches, classes, 2, model.deal.periods)),
        np.zeros((batches, 3 + len(program.extra))),
        np.zeros((batches, max(supporters, 1), classes + 1)),
    )
