"""What ``yanzhen price`` does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yanzhen.securitization.deal_file import read_deal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def price_file(
    path: Path, *, paths: int, seed: int, threads: int | None, as_json: bool, out: Callable[[str], None]
) -> int:
    """Reads a deal file, prices it and prints the figures; returns the exit code."""
    deal = read_deal(path)  # a bad file is told before the engine is loaded
    from yanzhen.securitization.encode import pricing_json, pricing_text
    from yanzhen.securitization.price import price

    pricing = price(deal, paths=paths, seed=seed, threads=threads)
    out(pricing_json(pricing) if as_json else pricing_text(pricing))
    return 0
