"""The smallest set of firms whose defaults break a class, kept once found: the search takes seconds."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from yanzhen.desk.securitization.terms import read_terms
from yanzhen.securitization.reverse_stress import smallest_break

if TYPE_CHECKING:
    from yanzhen.securitization.reverse_stress import Break

MOST_PATHS = 300_000
"""Sets tried of one size on a page; beyond, the answer is told as a bound."""


@lru_cache(maxsize=64)
def breaking(text: str, file: str, tranche: str) -> tuple[Break | None, Break | None]:
    """What breaks the class without the supporters, and with them; ``None`` where nothing does."""
    terms = read_terms(text, file)
    names = [one.name for one in terms.supports]
    alone = smallest_break(terms, tranche, most=MOST_PATHS)
    return alone, smallest_break(terms, tranche, names, most=MOST_PATHS) if names else alone
