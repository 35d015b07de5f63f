"""The process in which one file is read, so that no file can take the worker with it.

It knows neither Django nor the database. The worker holds its standard input open: when the worker
dies, the input ends and so does this process. What it answers is one JSON file, written whole or not at all.

    python -m yanzhen.desk.reading.child FILE OUT [--published DATE] [--memory MIB]
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from yanzhen.desk.child import TOO_LARGE, bounded
from yanzhen.errors import YanzhenError
from yanzhen.files import write_whole
from yanzhen.reading.page import Page


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error message in the four parts that every message of the desk has."""

    what: str
    seen: str = ""
    expected: str = ""
    todo: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one file: its text and page, or what was wrong with it."""

    text: str | None = None
    page: Page | None = None
    markup: tuple[tuple[int, int], ...] = ()
    trouble: Trouble | None = None


ANSWER = TypeAdapter(Answer)


def read_one(file: Path, *, published: str | None = None) -> Answer:
    """The file as the reading instrument reads it."""
    import yanzhen.reading

    try:
        reading = yanzhen.reading.read(file, published=published)
    except YanzhenError as error:
        return Answer(trouble=Trouble(error.what, error.seen, error.expected, error.todo))
    return Answer(text=reading.original.text, page=reading.page, markup=reading.original.markup)


def main(arguments: list[str] | None = None) -> int:
    """Read the file that the arguments name; 0 also when its trouble was written down."""
    options = _options(arguments)
    bounded(options.memory)
    try:
        answer = read_one(options.file, published=options.published)
    except MemoryError:
        return TOO_LARGE
    write_whole(options.out, ANSWER.dump_json(answer))
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="yanzhen.desk.reading.child")
    parser.add_argument("file", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--published")
    parser.add_argument("--memory", type=int, default=0)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
