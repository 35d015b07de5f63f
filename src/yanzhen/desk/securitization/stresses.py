"""The named stresses of ``stresses.csv``, side by side; an office may change the file."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from yanzhen.desk.securitization.bounds import check_page
from yanzhen.desk.securitization.pricing import PAGE_THREADS
from yanzhen.desk.securitization.terms import own_file, read_terms
from yanzhen.desk.securitization.words import own_language
from yanzhen.securitization.scenarios import Scenario, run_scenarios
from yanzhen.securitization.size import model_seconds, run_seconds

if TYPE_CHECKING:
    from yanzhen.securitization.deal import Deal as Terms
    from yanzhen.securitization.scenarios import Outcome

PATHS = 5_000


@dataclass(frozen=True, slots=True)
class Stress:
    """One row of the file."""

    id: str
    zh: str
    en: str
    pd_factor: float
    recovery_factor: Fraction
    extra_lag: int
    correlation: float | None
    industry_factor: float
    largest_defaults: int
    supporters_default: int

    @property
    def label(self) -> str:
        """Its name in the page's language."""
        return own_language(self.zh, self.en)


def stresses() -> tuple[Stress, ...]:
    """Every stress, in the file's order."""
    return tuple(_stress(row) for row in csv.DictReader(own_file("stresses.csv").splitlines()))


@lru_cache(maxsize=32)
def outcomes(text: str, file: str, paths: int = PATHS) -> tuple[tuple[Stress, Outcome], ...]:
    """Every stress with its figures, on common random numbers; one of supporters is left out of a deal without."""
    terms = read_terms(text, file)
    chosen = [one for one in stresses() if terms.supports or not one.supporters_default]
    runs = 2 if terms.supports else 1
    check_page(terms, len(chosen) * (model_seconds(terms) + runs * run_seconds(terms, paths)))
    scenarios = [scenario_of(one, terms) for one in chosen]
    found = run_scenarios(terms, scenarios, paths=paths, seed=1, threads=PAGE_THREADS)
    return tuple(zip(chosen, found, strict=True))


def scenario_of(stress: Stress, terms: Terms) -> Scenario:
    """The stress as the engine takes it, for the firms of one deal."""
    defaults = {}
    if stress.largest_defaults:
        largest = max(terms.obligors, key=lambda firm: firm.exposure_fen)
        defaults[largest.name] = stress.largest_defaults
    if stress.supporters_default:
        defaults |= {one.name: stress.supporters_default for one in terms.supports}
    factors = {_largest_industry(terms): stress.industry_factor} if stress.industry_factor != 1 else {}
    return Scenario(
        stress.id,
        pd_factor=stress.pd_factor,
        industry_factors=factors,
        defaults=defaults,
        recovery_factor=stress.recovery_factor,
        extra_lag=stress.extra_lag,
        correlation=stress.correlation,
    )


def _largest_industry(terms: Terms) -> str:
    amounts: dict[str, int] = defaultdict(int)
    for firm in terms.obligors:
        amounts[firm.industry] += firm.exposure_fen
    return max(sorted(amounts), key=lambda name: amounts[name])


def _stress(row: dict[str, str]) -> Stress:
    return Stress(
        id=row["id"],
        zh=row["zh"],
        en=row["en"],
        pd_factor=float(row["pd_factor"]),
        recovery_factor=Fraction(row["recovery_factor"]),
        extra_lag=int(row["extra_lag"]),
        correlation=float(row["correlation"]) if row["correlation"] else None,
        industry_factor=float(row["industry_factor"]),
        largest_defaults=int(row["largest_defaults"]),
        supporters_default=int(row["supporters_default"]),
    )
