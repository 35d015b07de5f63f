"""What a page may cost: a question that would hold the desk for long is refused before it is begun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yanzhen.desk.worker import Limits
from yanzhen.errors import RefusalError
from yanzhen.securitization.size import check_size, model_seconds, price_seconds, run_seconds

if TYPE_CHECKING:
    from yanzhen.securitization.deal import Deal as Terms

LIMITS = Limits(seconds=800, memory=6144)
"""Of one piece of a full pricing; the seconds are less than the lease, which is renewed while a piece runs."""
PAGE_SECONDS = 25
"""About as long as anybody waits for a page; a deal of 24 firms takes a tenth of a second."""
FULL_SECONDS = 4 * 3600
"""A whole pricing beside the desk."""
MOST_ROWS = 300
"""Firms that a page lists; the sheets have them all."""


class TooLargeError(RefusalError):
    """The deal is too large for the question on a page."""


def check_page(terms: Terms, seconds: float) -> None:
    """Refuses a page that would take so many seconds."""
    check_size(terms)
    if seconds > PAGE_SECONDS:
        raise TooLargeError(
            "the deal is too large for this page",
            seen=f"about {seconds:.0f} s",
            expected=f"at most {PAGE_SECONDS} s",
            todo="ask for a full pricing, which is done beside the desk",
        )


def check_pricing(terms: Terms, paths: int) -> None:
    """Refuses to price what the worker would not live to end."""
    check_size(terms)
    pieces, seconds = -(-paths // 1_000_000), price_seconds(terms, min(paths, 1_000_000))
    if seconds > LIMITS.seconds or pieces * seconds > FULL_SECONDS:
        raise TooLargeError(
            "the deal is too large for so many paths",
            seen=f"about {pieces * seconds / 60:.0f} min",
            expected=f"at most {min(LIMITS.seconds * pieces, FULL_SECONDS) / 60:.0f} min",
            todo="ask for fewer paths, or price it with yanzhen price on a larger machine",
        )


def firms_at_once(terms: Terms, paths: int) -> int:
    """How many firms' contributions a page has time for, one run each."""
    one = model_seconds(terms) + run_seconds(terms, paths)
    check_page(terms, 2 * one)
    return max(1, int(PAGE_SECONDS / 2 / one) - 1)
