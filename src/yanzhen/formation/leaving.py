"""If one leaves: what is lost at once, what the second round loses, who is most exposed, and the cheapest guard.

The share of a firm's business that hangs on another is stated by the caller (from supply weights). When a firm leaves, each firm that hangs on it loses that
share of its own output, those that hang on them lose in turn; a firm cannot lose more than it has. This is a bound on what is at stake where
nobody finds another partner, not a forecast.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy
import scipy.sparse

from yanzhen.errors import InputError

MOST_ROUNDS = 10_000
"""Rounds after which the loss is taken as it is; it only ever grows, so that it is then a lower bound."""
SETTLED = 1e-9
MOST_TRIED = 100
PROMISE_ROUNDS = 8
"""Rounds of the network that a promise looks ahead."""


@dataclass(frozen=True, slots=True)
class Dependence:
    """``share`` of ``firm``'s business (0 to 1) hangs on ``on``; ``source`` says who says so."""

    firm: str
    on: str
    share: float
    source: str = ""


@dataclass(frozen=True, slots=True)
class Exposure:
    """The share of a firm's output at stake, and that output where it is known; ``round`` is the step from the leaver at which it is first hit."""

    firm: str
    share: float
    output: float | None
    round: int


@dataclass(frozen=True, slots=True)
class Guard:
    """A dependence that a second partner would take the place of: ``placed`` is the output of the firm that would be sold there, ``saved`` what is then no longer at stake.

    The cheapest guard saves most for what is placed; ``worth`` is that ratio.
    """

    firm: str
    on: str
    saved: float
    placed: float

    @property
    def worth(self) -> float:
        return self.saved / self.placed if self.placed else 0.0


@dataclass(frozen=True, slots=True)
class Leaving:
    """What is at stake when the firm leaves: its own output, that of the first and of all later rounds (known outputs only), and who is hit.

    ``unknown`` counts the firms that are hit but whose output is not known: the totals leave them out.
    """

    firm: str
    own: float | None
    first_round: float
    later_rounds: float
    exposed: tuple[Exposure, ...]
    guards: tuple[Guard, ...]
    unknown: int


def leaving(firm: str, dependences: Sequence[Dependence], outputs: Mapping[str, float], *, guards: int = 5) -> Leaving:
    """The loss when the firm leaves.

    ``outputs`` are in one unit of the caller's. Raises :class:`~yanzhen.errors.InputError` for a share outside 0 to 1, shares of one firm above 1 together, a pair that
    stands twice, and a firm that nobody names.
    """
    firms, matrix = _matrix(firm, dependences)
    at = firms.index(firm)
    share = _spread(matrix, at)
    output = numpy.array([outputs.get(name, numpy.nan) for name in firms])
    lost = numpy.nan_to_num(share * output)
    direct = numpy.nan_to_num(numpy.asarray(matrix[:, [at]].todense()).ravel() * output)
    direct[at] = 0.0
    hit = [i for i in range(len(firms)) if share[i] > SETTLED and i != at]
    rounds = _rounds(matrix, at)
    exposed = sorted(
        (Exposure(firms[i], float(share[i]), outputs.get(firms[i]), rounds[i]) for i in hit),
        key=lambda e: (-e.share, e.firm),
    )
    total = float(lost[hit].sum())
    return Leaving(
        firm,
        outputs.get(firm),
        float(direct.sum()),
        total - float(direct.sum()),
        tuple(exposed),
        _guards(firms, matrix, at, output, total, guards),
        sum(firms[i] not in outputs for i in hit),
    )


def _matrix(firm: str, dependences: Sequence[Dependence]) -> tuple[list[str], scipy.sparse.csr_matrix]:
    firms = sorted({one.firm for one in dependences} | {one.on for one in dependences} | {firm})
    place = {name: at for at, name in enumerate(firms)}
    shares: dict[tuple[int, int], float] = {}
    for one in dependences:
        where = f"dependence of {one.firm} on {one.on}"
        if not 0 < one.share <= 1 or one.firm == one.on:
            raise InputError(where, seen=f"{one.share:g}", expected="a share above 0 and at most 1, of another firm")
        if (place[one.firm], place[one.on]) in shares:
            raise InputError(where, seen="twice", expected="once", todo="add the shares up")
        shares[place[one.firm], place[one.on]] = one.share
    rows, columns = [pair[0] for pair in shares], [pair[1] for pair in shares]
    matrix = scipy.sparse.csr_matrix((list(shares.values()), (rows, columns)), shape=(len(firms), len(firms)))
    together = numpy.asarray(matrix.sum(axis=1)).ravel()
    if len(together) and together.max() > 1 + 1e-9:
        worst = int(together.argmax())
        raise InputError(f"dependences of {firms[worst]}", seen=f"{together[worst]:.3f} together", expected="at most 1")
    return firms, matrix


def _spread(matrix: scipy.sparse.csr_matrix, at: int) -> numpy.ndarray:
    """The share that each firm loses in the end: the smallest fixed point of ``loss = min(1, matrix @ loss)`` with the leaver at 1."""
    loss = numpy.zeros(matrix.shape[0])
    loss[at] = 1.0
    for _ in range(MOST_ROUNDS):
        after = numpy.minimum(1.0, matrix @ loss)
        after[at] = 1.0
        if numpy.abs(after - loss).max() < SETTLED:
            return numpy.asarray(after)
        loss = after
    return loss


def _rounds(matrix: scipy.sparse.csr_matrix, at: int) -> list[int]:
    """Steps from the leaver along dependences."""
    steps = [-1] * matrix.shape[0]
    hanging = matrix.tocsc()
    steps[at], edge, step = 0, [at], 0
    while edge:
        step += 1
        near = {int(i) for on in edge for i in hanging.indices[hanging.indptr[on] : hanging.indptr[on + 1]]}
        edge = sorted(i for i in near if steps[i] < 0)
        for i in edge:
            steps[i] = step
    return steps


def _guards(
    firms: list[str], matrix: scipy.sparse.csr_matrix, at: int, output: numpy.ndarray, total: float, most: int
) -> tuple[Guard, ...]:
    """The dependences that promise most removed in turn, each on the whole network; none is tried where none is asked for."""
    if most < 1:
        return ()
    share, arcs, found = _spread(matrix, at), matrix.tocoo(), []
    for arc in _promising(matrix, share, at, numpy.nan_to_num(output)):
        shares = arcs.data.copy()
        shares[arc] = 0.0
        spared = _spread(scipy.sparse.csr_matrix((shares, (arcs.row, arcs.col)), shape=matrix.shape), at)
        spared[at] = 0.0
        saved = total - float(numpy.nan_to_num(spared * output).sum())
        if saved > SETTLED:
            firm, on = int(arcs.row[arc]), int(arcs.col[arc])
            placed = float(numpy.nan_to_num(arcs.data[arc] * output[firm]))
            found.append(Guard(firms[firm], firms[on], saved, placed))
    return tuple(sorted(found, key=lambda guard: (-guard.saved, guard.firm, guard.on))[:most])


def _promising(matrix: scipy.sparse.csr_matrix, share: numpy.ndarray, at: int, output: numpy.ndarray) -> list[int]:
    """The :data:`MOST_TRIED` dependences that carry the largest loss, by what each would save if losses were small enough to add up."""
    arcs, backwards, worth = matrix.tocoo(), matrix.T.tocsr(), output.copy()
    for _ in range(PROMISE_ROUNDS):
        worth = output + backwards @ worth
    carried = arcs.data * share[arcs.col] * worth[arcs.row]
    carried[arcs.row == at] = 0.0
    order = numpy.argsort(-carried, kind="stable")[:MOST_TRIED]
    return [int(arc) for arc in order if carried[arc] > SETTLED]
