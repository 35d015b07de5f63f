"""How much of one file is read at most, and a child process that keeps to it.

Every limit is generous for a real page and small against a machine: a file beyond one is refused
with one message before it costs memory or time.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from yanzhen.errors import InputError

FILE_BYTES = 100_000_000
"""The largest file of any kind."""
TEXT_BYTES = 20_000_000
"""The largest text, HTML or Markdown file: some six million characters."""
TEXT_CHARACTERS = 500_000
"""Characters of text in one document: fifty newspaper pages, which take about two minutes."""
NESTING = 400
"""HTML elements inside each other; deeper ones are read as if they stood at this depth."""
PAGES = 200
"""Pages of one PDF."""
PAGE_CHARACTERS = 200_000
"""Characters of one PDF page."""
SCANNED_PAGES = 20
"""Pages without a text layer in one PDF: each costs half a minute."""
PIXELS = 120_000_000
"""Pixels of one picture: an A1 newspaper sheet at 400 dpi."""
READ_PIXELS = 40_000_000
"""A larger picture is made smaller before it is read."""
UNPACKED_BYTES = 300_000_000
"""A DOCX, unpacked."""
UNPACKED_RATIO = 200
"""Unpacked against packed size of one part above a megabyte: beyond it, it is a bomb."""
PARSE_SECONDS = 120.0
"""Wall time of a PDF's text layer or a DOCX."""
SCAN_SECONDS = 300.0
"""Wall time of one picture or one page without a text layer."""
PARSE_MEGABYTES = 2_000
"""Address space of the child that parses a PDF's text layer or a DOCX."""
SCAN_MEGABYTES = 8_000
"""The same for character recognition, whose arenas reserve far more than they touch."""

P = ParamSpec("P")
R = TypeVar("R")


def check_size(size: int, limit: int = FILE_BYTES) -> None:
    """Refuse a file of ``size`` bytes above ``limit``.

    >>> check_size(300_000_000)
    Traceback (most recent call last):
    ...
    yanzhen.errors.InputError: the file is too large; seen: 300 MB; expected: at most 100 MB; what to do: split it, one page a file
    """
    if size > limit:
        raise InputError(
            "the file is too large",
            seen=f"{size / 1e6:.0f} MB",
            expected=f"at most {limit / 1e6:.0f} MB",
            todo="split it, one page a file",
        )


def check_length(characters: int) -> None:
    """Refuse a document with more text than is read at once."""
    if characters > TEXT_CHARACTERS:
        raise InputError(
            "there is too much text in the file",
            seen=f"{characters:,} characters",
            expected=f"at most {TEXT_CHARACTERS:,}",
            todo="split it, one page or chapter a file",
        )


def bounded(function: Callable[P, R], seconds: float, megabytes: int, /, *arguments: P.args, **named: P.kwargs) -> R:
    """What ``function`` returns, computed in a fresh process held to ``seconds`` and ``megabytes``.

    ``seconds`` are wall time, the interpreter's start (0.1 s) included; ``megabytes`` bound the address space
    where the system can (Linux; not Windows or macOS). The function is named by its module, its arguments
    and its result are pickled. A crash, even in native code, ends the child alone.

    Raises :class:`InputError` when a bound is met or the child dies, and what
    :class:`~yanzhen.errors.YanzhenError` the function itself raises.
    """
    order = pickle.dumps((megabytes, seconds, function, arguments, named))
    try:
        child = subprocess.run(
            [sys.executable, "-m", "yanzhen.reading.inputs.child"], input=order, capture_output=True, timeout=seconds
        )
    except subprocess.TimeoutExpired:
        raise _too_slow(seconds) from None
    if child.returncode == 0:
        return cast(R, _unpacked(child.stdout))
    raise InputError(
        "the file could not be read",
        seen=_last_words(child.stderr, child.returncode),
        todo="save it anew with another program, or give its text",
    )


def _unpacked(answer: bytes) -> object:
    error, content = pickle.loads(answer)  # written by our own child, never by the file
    if error is None:
        return content
    what, seen, expected, todo = content
    raise error(what, seen=seen, expected=expected, todo=todo)


def _too_slow(seconds: float) -> InputError:
    return InputError(
        "the file takes too long to read",
        seen=f"not finished after {seconds:.0f} s",
        todo="split it, or save it anew with another program",
    )


def _last_words(stderr: bytes, code: int) -> str:
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return f"its reader stopped (code {code}){': ' + lines[-1][:200] if lines else ''}"
