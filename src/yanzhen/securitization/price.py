"""A deal priced: simulated figures with their errors, exact ones beside them where they exist, and checks."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yanzhen.securitization.checks import Check, checks_of
from yanzhen.securitization.exact import Exact, exact_figures
from yanzhen.securitization.figures import Figures
from yanzhen.securitization.model import build_model, program_arrays
from yanzhen.securitization.sampling import choose_design
from yanzhen.securitization.simulate import check_paths, simulate

if TYPE_CHECKING:
    from yanzhen.securitization.deal import Deal

PATHS = 100_000
SEED = 1


@dataclass(frozen=True, slots=True)
class Layer:
    """One more supporter: the classes' expected losses once it is there, and what that is worth to them (a share)."""

    name: str
    figures: Figures
    el: tuple[float, ...]
    worth: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Pricing:
    """A priced deal. ``alone`` is the pool without support; ``layers`` adds the supporters one by one."""

    deal: Deal
    paths: int
    seed: int
    design: str
    alone: Figures
    layers: tuple[Layer, ...]
    exact: Exact
    exact_supported: Exact | None
    checks: tuple[Check, ...]
    seconds: float

    @property
    def supported(self) -> Figures | None:
        """The figures with every supporter; ``None`` for a deal without support."""
        return self.layers[-1].figures if self.layers else None


def price(
    deal: Deal, *, paths: int = PATHS, seed: int = SEED, threads: int | None = None, design: str = "importance"
) -> Pricing:
    """The figures of every class, the pool alone and with support, on one set of paths.

    The answer does not depend on ``threads``. The supporters come in the file's order, and each run uses the same random
    numbers, so that a layer's worth has little noise.
    """
    started = time.perf_counter()
    check_paths(paths)
    model = build_model(deal)
    aims = choose_design(design, model, program_arrays(deal), seed, paths)
    names = [support.name for support in deal.supports]
    runs = [
        simulate(deal, paths=paths, seed=seed, threads=threads, supports=names[:count], model=model, aims=aims)
        for count in range(len(names) + 1)
    ]
    exact = exact_figures(deal, model=model)
    supported = exact_figures(deal, names, model) if names else None
    layers = tuple(_layer(name, before, after) for name, before, after in zip(names, runs, runs[1:], strict=False))
    checks = checks_of(deal, runs[0], exact)
    return Pricing(
        deal=deal,
        paths=paths,
        seed=seed,
        design=aims.name,
        alone=runs[0],
        layers=layers,
        exact=exact,
        exact_supported=supported if supported and supported.tranches else None,
        checks=checks,
        seconds=time.perf_counter() - started,
    )


def _layer(name: str, before: Figures, after: Figures) -> Layer:
    el = tuple(tranche.el.value for tranche in after.tranches)
    worth = tuple(tranche.el.value - then for tranche, then in zip(before.tranches, el, strict=True))
    return Layer(name, after, el, worth)
