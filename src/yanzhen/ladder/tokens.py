"""A formula's text as tokens that know where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yanzhen.ladder.marked import BookError, Place

_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<number>\d+(?:\.\d+)?%?(?![\w]))"
    r"|(?P<year>@t(?:[+-]\d+)?)"
    r"|(?P<quoted>\"[^\"]*\"|'[^']*')"
    r"|(?P<sign>\.\.|>=|<=|!=|[-+*/()<>=,])"
    r"|(?P<name>[^\W\d][\w]*(?:\.\w+)*|\d[\w.]*)"
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token; ``kind`` is number, year, quoted, sign, name or end."""

    kind: str
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Written:
    """A formula as written, with its place in the file and the field it stands in."""

    text: str
    begin: Place
    field: str

    def fault(self, at: int, *, seen: str, expected: str, todo: str = "") -> BookError:
        """An error at this offset of the text."""
        before = self.text[:at]
        lines = before.count("\n")
        column = at - before.rfind("\n") if lines else self.begin.column + at
        place = Place(self.begin.file, self.begin.line + lines, column)
        return BookError(place, self.field, seen=seen, expected=expected, todo=todo)


def tokens(written: Written) -> list[Token]:
    """The tokens, closed by one of kind ``end``."""
    found: list[Token] = []
    at = 0
    while at < len(written.text):
        match = _TOKEN.match(written.text, at)
        if match is None:
            raise written.fault(at, seen=written.text[at], expected="a name, a number or a sign", todo="remove it")
        if match.lastgroup != "space":
            found.append(Token(match.lastgroup or "", match.group(), at))
        at = match.end()
    return [*found, Token("end", "the end of the formula", len(written.text.rstrip()))]
