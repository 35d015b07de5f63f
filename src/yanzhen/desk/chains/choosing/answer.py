"""What follows from the figures for one region: each industry with its evidence, the ranks with their intervals, what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from yanzhen.chains.bootstrap import Draws, with_rank_intervals
from yanzhen.chains.change import ShiftShare, shift_share
from yanzhen.chains.choosing import Ranked, ranked_choice
from yanzhen.chains.complexity import Complexity, complexity
from yanzhen.chains.industries import Industry, criteria_of
from yanzhen.chains.industries import industries as industries_of
from yanzhen.desk.chains.choosing.figures import Figures
from yanzhen.desk.frame.memory import Memory
from yanzhen.errors import RefusalError

DRAWS = 60
MANY_CELLS, VERY_MANY_CELLS = 60_000, 1_000_000
MOST_RANKED = 400
CRITERIA = ("quotient", "density", "pci", "gain", "change", "value")
_kept: Memory[Evidence] = Memory(16)


@dataclass(frozen=True)
class Evidence:
    """The industries as one region stands to them; ``draws`` stand behind each interval of a rank, 0 where there are too many cells."""

    region: str
    rows: tuple[Industry, ...]
    complexity: Complexity
    shift: ShiftShare | None
    exits: tuple[str, ...]
    draws: int
    period: str | None
    before: str | None

    @property
    def is_complex(self) -> bool:
        """Whether any industry has a complexity."""
        return bool(self.complexity.activities)


def evidence_of(figures: Figures, region: str, threshold: Fraction, period: str | None, before: str | None) -> Evidence:
    """The evidence, kept for the state of the figures; the caller has seen to it that the table has the region and the periods."""
    key = (figures.key, region, threshold, period, before)
    return _kept.of(key, lambda: _made(figures, region, threshold, period, before))


def ranking(evidence: Evidence, weights: Mapping[str, float], seed: int = 0) -> tuple[Ranked, ...]:
    """The industries in the order of the weights that the person set, with how stable that order is.

    Industries about which no weighted criterion says anything are left out. Raises :class:`~yanzhen.errors.RefusalError` where fewer than two are left.
    """
    wanted = {name: weight for name, weight in weights.items() if weight > 0}
    rows = [row for row in evidence.rows if any(getattr(row, name) is not None for name in wanted)]
    rows = sorted(rows, key=lambda row: -row.value)[:MOST_RANKED]
    if not wanted:
        raise RefusalError("choice", seen="no weight above 0", expected="one at least")
    return ranked_choice(criteria_of(rows, wanted), draws=300, seed=seed)


def _made(figures: Figures, region: str, threshold: Fraction, period: str | None, before: str | None) -> Evidence:
    table = figures.table
    assert table is not None
    cells = table.cells(period)
    rows = industries_of(table, region, threshold=threshold, period=period, before=before)
    size = len(cells.regions) * len(cells.activities)
    draws = DRAWS if size <= MANY_CELLS else 12 if size <= VERY_MANY_CELLS else 0
    answer = with_rank_intervals(cells, complexity(cells, threshold), threshold, Draws(draws, 0))
    shift: ShiftShare | None = None
    exits: tuple[str, ...] = ()
    if before:
        earlier = table.cells(before)
        shares = {one.region: one for one in shift_share(earlier, cells)}
        shift = shares.get(region)
        exits = _exits(figures, region, threshold, period, before)
    return Evidence(region, rows, answer, shift, exits, draws, cells.period, before)


def _exits(figures: Figures, region: str, threshold: Fraction, period: str | None, before: str) -> tuple[str, ...]:
    """What the region had and no longer has."""
    from yanzhen.chains.change import turns

    assert figures.table is not None
    found = turns(figures.table.cells(before), figures.table.cells(period), threshold)
    return tuple(turn.activity for turn in found if turn.region == region and not turn.entered)
