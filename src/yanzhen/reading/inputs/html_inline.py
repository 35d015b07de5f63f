"""The characters between two block borders of HTML: references decoded, white space as a browser shows it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from yanzhen.reading.original import Span, Tracked

_REFERENCE = re.compile(r"&(?:#[0-9]{1,8};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{0,40};?)")
_UNSEEN = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xad")
_RAISED = str.maketrans("0123456789-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻")
_INDENT = frozenset("\xa0\u3000\u2002\u2003")

Character = tuple[str, int, int]


def decoded_characters(source: str, span: Span) -> Iterator[Character]:
    """Each character of a text event with its place; a reference is one character (a few are two).

    >>> [character for character in decoded_characters("约&gt;5", (0, 6))]
    [('约', 0, 1), ('>', 1, 5), ('5', 5, 6)]
    """
    at = span[0]
    for found in _REFERENCE.finditer(source, *span):
        yield from _literal(source, at, found.start())
        yield from _reference(source, found)
        at = found.end()
    yield from _literal(source, at, span[1])


def _literal(source: str, start: int, end: int) -> Iterator[Character]:
    return ((source[index], index, index + 1) for index in range(start, end))


def _reference(source: str, found: re.Match[str]) -> Iterator[Character]:
    read = html.unescape(found[0])
    # "&copy2020" without its semicolon is one sign and four digits: what both end with is literal.
    tail = 0
    while tail < min(len(read), len(found[0])) and read[-1 - tail] == found[0][-1 - tail]:
        tail += 1
    if read.endswith(";") and read != found[0]:
        tail = 0
    border = found.end() - tail
    for character in read[: len(read) - tail]:
        yield character, found.start(), border
    yield from _literal(source, border, found.end())


@dataclass(slots=True)
class Inline:
    """What has come since the last block border: lines of characters."""

    lines: list[list[Character]] = field(default_factory=lambda: [[]])
    letters: int = 0
    linked: int = 0
    dropped: list[Span] = field(default_factory=list)

    def add(self, source: str, span: Span, *, kept: bool, linked: bool, raised: bool) -> None:
        """Text in the current line; ``kept`` white space (pre), ``linked`` (a), ``raised`` (sup)."""
        characters = list(decoded_characters(source, span))
        if raised and self.lines[-1] and self.lines[-1][-1][0].isdigit():
            # 10<sup>4</sup> is not 104.
            characters = [(c.translate(_RAISED), a, b) for c, a, b in characters]
        solid = sum(not c.isspace() for c, _, _ in characters)
        self.letters += solid
        self.linked += solid if linked else 0
        for character in characters:
            self._add(character, kept)

    def _add(self, character: Character, kept: bool) -> None:
        sign, start, end = character
        if sign in _UNSEEN:
            self.dropped.append((start, end))
        elif sign in " \t\n\r\f":
            self._space(sign, start, end, kept)
        else:
            self.lines[-1].append(character)

    def _space(self, sign: str, start: int, end: int, kept: bool) -> None:
        if kept and sign == "\n":
            self.break_line()
        elif kept and sign != "\r":
            self.lines[-1].append((sign, start, end))
        elif self.lines[-1] and self.lines[-1][-1][0] != " ":
            self.lines[-1].append((" ", start, end))
        elif end - start > 1:  # "&#32;"
            self.dropped.append((start, end))

    def break_line(self) -> None:
        """A <br>."""
        self.lines.append([])

    def paragraphs(self) -> Iterator[tuple[Tracked, ...]]:
        """Runs of lines: an empty line or an indented one begins a new run, as the page looks."""
        run: list[Tracked] = []
        for line in self.lines:
            indent, text = self._trimmed(line)
            if run and (indent or not len(text)):
                yield tuple(run)
                run = []
            if len(text):
                run.append(text)
        if run:
            yield tuple(run)

    def _trimmed(self, line: list[Character]) -> tuple[bool, Tracked]:
        """Whether the line is indented by two cells or more, and its text without white space at its ends."""
        solid = [index for index, (sign, _, _) in enumerate(line) if not sign.isspace()]
        first, last = (solid[0], solid[-1] + 1) if solid else (len(line), len(line))
        self.dropped += [(a, b) for _, a, b in line[:first] + line[last:] if b - a > 1]
        wide = sum(sign in _INDENT for sign, _, _ in line[:first])
        kept = line[first:last]
        return wide >= 2, Tracked("".join(c[0] for c in kept), tuple(c[1] for c in kept), tuple(c[2] for c in kept))
