"""What each firm adds to a class's expected loss: the loss with it less the loss were it safe, on the same random numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from yanzhen.securitization.model import build_model, program_arrays
from yanzhen.securitization.sampling import choose_design, without_controls
from yanzhen.securitization.simulate import simulate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yanzhen.securitization.deal import Deal

SAFE = 1e-15


@dataclass(frozen=True, slots=True)
class Contribution:
    """A firm's share of the pool, and what it adds to each class's expected loss (class, share of its principal)."""

    firm: str
    share: float
    adds: tuple[tuple[str, float], ...]


def contributions(
    deal: Deal,
    *,
    paths: int,
    seed: int,
    supports: Sequence[str] = (),
    threads: int | None = None,
    most: int | None = None,
) -> tuple[Contribution, ...]:
    """Every firm's marginal contribution, in the file's order. They do not sum to the whole: defaults work together.

    Each firm is a run of its own; ``most`` runs the largest alone, and the others' ``adds`` are empty.
    """
    model = build_model(deal)
    design = without_controls(choose_design("importance", model, program_arrays(deal), seed, paths))

    def losses(varied: Deal) -> list[float]:
        run = build_model(varied, keys_from=model.order)
        figures = simulate(varied, paths=paths, seed=seed, threads=threads, supports=supports, model=run, aims=design)
        return [tranche.el.value for tranche in figures.tranches]

    base, names = losses(deal), [tranche.name for tranche in deal.tranches]
    found = []
    chosen = sorted(range(len(deal.obligors)), key=lambda place: -deal.obligors[place].exposure_fen)[:most]
    for place, obligor in enumerate(deal.obligors):
        without = losses(_safe(deal, place)) if place in set(chosen) else []
        adds = tuple((name, now - then) for name, now, then in zip(names, base, without, strict=False))
        found.append(Contribution(obligor.name, obligor.exposure_fen / deal.pool_fen, adds))
    return tuple(found)


def _safe(deal: Deal, place: int) -> Deal:
    firms = list(deal.obligors)
    firms[place] = replace(firms[place], pd=(SAFE,) * len(firms[place].pd))
    return replace(deal, obligors=tuple(firms))
