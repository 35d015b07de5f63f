"""``python -m bench.reading``: damages articles, has them read, scores the reading.

The development seeds are 1 to 20 (articles of ``articles/open``), the held-out ones 101 to 140
(articles of ``articles/kept``); both were fixed before any result was seen.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.reading.articles import ARTICLES, read_articles
from bench.reading.damage import VARIANTS, DamagedPage, damaged_page
from bench.reading.score import Score, readable, score_page
from bench.reading.truth import to_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.reading.tally import Tally

DEVELOPMENT = range(1, 21)
HELD_OUT = range(101, 141)


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the table of scores; exit code 0."""
    options = _options(argv)
    say = sys.stdout.write
    if options.write:
        _write(options.write, options)
        return 0
    by_page = {(p.seed, p.variant): score_page(p.text, p.truth, _read(p)) for p in _pages(options)}
    if options.show is not None:
        for (seed, variant), score in by_page.items():
            say(f"\n== seed {seed} variant {variant}\n" + "\n".join(readable(score)) + "\n")
        return 0
    say("\n".join(_table(by_page, options.variants)) + "\n")
    say("\n".join(_worst(by_page, options.worst)) + "\n")
    return 0


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.reading", description=__doc__)
    parser.add_argument("--held-out", action="store_true", help="seeds 101 to 140 instead of 1 to 20")
    parser.add_argument("--variants", default=VARIANTS, help="how line ends are marked (default ABCD)")
    parser.add_argument("--seeds", type=int, nargs="+", help="these seeds only")
    parser.add_argument("--show", type=int, metavar="SEED", help="list what was missed in the pages of this seed")
    parser.add_argument("--worst", type=int, default=8, help="how many of the worst pages to name")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="write pages and truths there, read nothing")
    return parser.parse_args(argv)


def _pages(options: argparse.Namespace) -> Iterator[DamagedPage]:
    seeds = options.seeds or (HELD_OUT if options.held_out else DEVELOPMENT)
    seeds = [options.show] if options.show is not None else seeds
    pools = {False: read_articles(ARTICLES / "open"), True: read_articles(ARTICLES / "kept")}
    for seed in seeds:
        for variant in options.variants:
            yield damaged_page(pools[seed > max(DEVELOPMENT)], seed, variant)


def _read(page: DamagedPage) -> dict[str, Any]:
    from yanzhen.reading import read_bytes
    from yanzhen.reading.encode import page_json

    encoded = page.text.encode()
    return page_json(read_bytes(encoded, name=page.truth.file, published=page.truth.published))


def _write(folder: Path, options: argparse.Namespace) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for page in _pages(options):
        (folder / page.truth.file).write_text(page.text, encoding="utf-8", newline="")
        truth = json.dumps(to_json(page.truth), ensure_ascii=False, indent=1)
        (folder / page.truth.file).with_suffix(".json").write_text(truth, encoding="utf-8")


def _table(by_page: dict[tuple[int, str], Score], variants: str) -> Iterator[str]:
    totals = {variant: Score() for variant in variants}
    for (_seed, variant), score in by_page.items():
        totals[variant].add(score)
    questions = list(dict.fromkeys(q for score in totals.values() for q, _ in score.tallies))
    yield f"{'':<22}" + "".join(f"{'variant ' + v:>22}" for v in variants)
    yield f"{len(by_page) // len(variants)} pages a variant".ljust(22) + "".join(
        f"{'P     R     F':>22}" for _ in variants
    )
    for question in questions:
        yield f"{question:<22}" + "".join(f"{_cell(totals[v].tallies[question]):>22}" for v in variants)


def _cell(tally: Tally) -> str:
    if tally.found == tally.wanted:
        return f"{_share(tally.recall)} of {tally.wanted:g}"
    return f"{_share(tally.precision)} {_share(tally.recall)} {_share(tally.f)}"


def _share(share: float | None) -> str:
    return "    –" if share is None else f"{share:5.3f}"


def _worst(by_page: dict[tuple[int, str], Score], count: int) -> Iterator[str]:
    def mark(page: tuple[int, str]) -> float:
        tallies = by_page[page].tallies
        return sum(tallies[q].f or 0.0 for q in ("paragraphs", "separation", "quantities", "titles"))

    yield "worst pages (paragraphs, separation, quantities, titles):"
    for page in sorted(by_page, key=mark)[:count]:
        tallies = by_page[page].tallies
        shares = " ".join(_share(tallies[q].f) for q in ("paragraphs", "separation", "quantities", "titles"))
        yield f"  seed {page[0]} variant {page[1]}: {shares}"


if __name__ == "__main__":
    sys.exit(main())
