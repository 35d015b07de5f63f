"""``python -m bench.speed``: how fast pages are read, and beside what, in one table."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from bench.speed.beside import beside_parts
from bench.speed.children import cores, hold_to
from bench.speed.growing import growing_part
from bench.speed.scans import scan_part
from bench.speed.startup import startup_part
from bench.speed.table import Part, printed
from bench.speed.text import text_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PARTS = ("text", "growth", "startup", "scans", "beside")


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the table as it is taken; exit code 0."""
    parser = argparse.ArgumentParser(prog="python -m bench.speed", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer pages and rounds: two minutes")
    parser.add_argument("--only", choices=PARTS, nargs="+", default=PARTS, help="these parts only")
    parser.add_argument(
        "--held-out", action="store_true", help="beside others on articles/kept instead of articles/open"
    )
    options = parser.parse_args(argv)
    held = cores()
    hold_to(held)
    sys.stdout.write(f"{len(held)} cores held, {os.cpu_count()} in the machine, load {os.getloadavg()[0]:.1f}\n")
    for part in _parts(held, options):
        sys.stdout.write("\n" + "\n".join(printed(part)) + "\n")
        sys.stdout.flush()
    return 0


def _parts(held: Sequence[int], options: argparse.Namespace) -> Iterator[Part]:
    if "text" in options.only:
        yield from text_parts(held, quick=options.quick)
    if "growth" in options.only:
        yield growing_part(quick=options.quick)
    if "startup" in options.only:
        yield startup_part(held, quick=options.quick)
    if "scans" in options.only:
        yield scan_part(held, quick=options.quick)
    if "beside" in options.only:
        yield from beside_parts(held, quick=options.quick, held_out=options.held_out)


if __name__ == "__main__":
    sys.exit(main())
