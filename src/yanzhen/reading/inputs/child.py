"""The process that :func:`yanzhen.reading.inputs.limits.bounded` starts: one order in, one answer out."""

from __future__ import annotations

import os
import pickle
import sys
from typing import BinaryIO

from yanzhen.errors import InputError, YanzhenError


def main() -> None:
    """Read one pickled order from standard input, write one pickled answer to standard output."""
    # Native libraries write to file descriptor 1 when they please; the answer goes where they cannot.
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)
        _answer(sys.stdin.buffer, answers)


def _answer(orders: BinaryIO, answers: BinaryIO) -> None:
    megabytes, seconds, function, arguments, named = pickle.loads(orders.read())
    _hold_to(megabytes, seconds)
    try:
        answer: tuple[type[YanzhenError] | None, object] = (None, function(*arguments, **named))
    except YanzhenError as error:
        answer = (type(error), (error.what, error.seen, error.expected, error.todo))
    except MemoryError:
        answer = (InputError, ("the file needs too much memory to read", f"more than {megabytes} MB", "", "split it"))
    answers.write(pickle.dumps(answer))


def _hold_to(megabytes: int, seconds: float) -> None:
    try:
        import resource
    except ImportError:  # Windows: only the parent's clock holds there
        return
    _lower(resource.RLIMIT_AS, megabytes * 1_000_000)
    # All threads count; it ends the child also where the parent itself was killed.
    _lower(resource.RLIMIT_CPU, int(seconds * (os.cpu_count() or 1)) + 1)


def _lower(which: int, bound: int) -> None:
    import resource

    hard = resource.getrlimit(which)[1]
    soft = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
    try:
        resource.setrlimit(which, (soft, hard))
    except (ValueError, OSError):  # macOS knows the name RLIMIT_AS but refuses to set it
        return


if __name__ == "__main__":
    main()
