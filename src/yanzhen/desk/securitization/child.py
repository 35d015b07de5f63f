"""The process in which one piece of a pricing is done, so that no deal can take the worker or the desk with it.

It knows neither Django nor the database. The worker holds its standard input open: when the worker dies, the input ends
and so does this process. What it answers is one JSON file, written whole or not at all.

    python -m yanzhen.desk.securitization.child DEAL OUT --paths N --seed S [--name FILE] [--memory MIB]
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from yanzhen.desk.child import TOO_LARGE, bounded
from yanzhen.desk.securitization.pricing import Priced, priced
from yanzhen.desk.securitization.terms import read_terms
from yanzhen.errors import YanzhenError
from yanzhen.files import write_whole


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one piece: its figures, or what was wrong (what, seen, expected, what to do)."""

    priced: Priced | None = None
    trouble: tuple[str, str, str, str] | None = None


ANSWER = TypeAdapter(Answer)


def main(arguments: list[str] | None = None) -> int:
    """Price the deal that the arguments name; 0 also when its trouble was written down."""
    options = _options(arguments)
    bounded(options.memory)
    try:
        answer = _answer(options)
    except MemoryError:
        return TOO_LARGE
    write_whole(options.out, ANSWER.dump_json(answer))
    return 0


def _answer(options: argparse.Namespace) -> Answer:
    try:
        terms = read_terms(options.deal.read_text(encoding="utf-8"), options.name)
        return Answer(priced=priced(terms, paths=options.paths, seed=options.seed))
    except YanzhenError as error:
        return Answer(trouble=(error.what, error.seen, error.expected, error.todo))


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yanzhen.desk.securitization.child")
    parser.add_argument("deal", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--name", default="deal.toml")
    parser.add_argument("--paths", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--memory", type=int, default=0)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
