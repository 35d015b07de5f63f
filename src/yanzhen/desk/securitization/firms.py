"""What each firm of a deal gets, pays and adds to the loss of the classes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from yanzhen.desk.securitization.bounds import firms_at_once
from yanzhen.desk.securitization.pricing import PAGE_THREADS
from yanzhen.desk.securitization.terms import read_terms
from yanzhen.errors import YanzhenError
from yanzhen.securitization.contributions import Contribution, contributions
from yanzhen.securitization.costs import FirmCost, firm_cost

if TYPE_CHECKING:
    from yanzhen.securitization.deal import Deal as Terms
    from yanzhen.securitization.deal import Obligor

PATHS = 4_000


@dataclass(frozen=True, slots=True)
class FirmLine:
    """A firm: its place in the file, its share of the pool, what the money costs it, what it adds to each class's loss."""

    place: int
    firm: Obligor
    share: float
    cost: FirmCost | None
    adds: tuple[tuple[str, float], ...]
    patents: int


@lru_cache(maxsize=32)
def contributions_of(text: str, file: str, paths: int = PATHS) -> tuple[Contribution, ...]:
    """Every firm's marginal contribution to each class's expected loss, without support; in a large pool the largest's."""
    terms = read_terms(text, file)
    return contributions(terms, paths=paths, seed=1, threads=PAGE_THREADS, most=firms_at_once(terms, paths))


def firm_lines(terms: Terms, adds: tuple[Contribution, ...], most: int | None = None) -> tuple[FirmLine, ...]:
    """The firms in the file's order, the first ``most`` of them."""
    return tuple(firm_line(terms, adds, place) for place in range(len(terms.obligors[:most])))


def firm_line(terms: Terms, adds: tuple[Contribution, ...], place: int) -> FirmLine:
    """The firm at that place in the file."""
    firm, found = terms.obligors[place], adds[place]
    owned = sum(patent.owner == firm.name for patent in terms.patents)
    return FirmLine(place, firm, found.share, cost_of(terms, firm), found.adds, owned)


def cost_of(terms: Terms, firm: Obligor) -> FirmCost | None:
    """The firm's all-in cost; ``None`` where it has no licence, or nothing discounts to what it got."""
    if firm.licence is None:
        return None
    try:
        return firm_cost(terms, firm.name)
    except YanzhenError:
        return None
