"""The marks inside a line of Markdown: what a reader sees, and what only says how to set it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from yanzhen.reading.inputs.html_inline import decoded_characters
from yanzhen.reading.original import Span, Tracked

_MARK = re.compile(
    r"""
    (?P<escape>\\)(?=[!-/:-@\[-`{-~])
  | (?P<comment><!--.*?(?:-->|\Z))
  | <(?P<address>(?:https?|ftp|mailto):[^\s<>]+|[\w.+-]+@[\w.-]+)>
  | (?P<tag></?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>)
  | (?P<code>`+)
  | !?\[(?P<label>[^\[\]]*)\](?P<target>\((?:[^()\s]|\([^()]*\)|\s+"[^"]*")*\)|\[[^\[\]]*\])
  | (?P<note>\[\^[\w-]+\])
  | (?P<strong>\*\*\*|\*\*|__|~~)
  | (?P<star>\*)(?=\S)|(?<=\S)(?P<end>\*)
    """,
    re.X | re.S,
)


@dataclass(slots=True)
class Marks:
    """The spans of a file that are layout marks."""

    spans: list[Span] = field(default_factory=list)

    def add(self, start: int, end: int) -> None:
        """Note ``[start, end)`` as a mark, if there is anything in it."""
        if start < end:
            self.spans.append((start, end))


def visible(text: str, span: Span, marks: Marks) -> Tracked:
    """What a reader sees of a line; its marks are added to ``marks``.

    >>> visible("共**12**家", (0, 8), Marks()).text
    '共12家'
    """
    parts: list[Tracked] = []
    at = span[0]
    while found := _MARK.search(text, at, span[1]):
        parts.append(_plain(text, at, found.start()))
        at = _read_mark(text, span[1], found, parts, marks)
    parts.append(_plain(text, at, span[1]))
    return _stripped(Tracked.join(parts), marks)


def _stripped(whole: Tracked, marks: Marks) -> Tracked:
    """Without white space at the ends; where it is written as a reference (&nbsp;), that is a mark."""
    kept = whole.strip()
    left = len(whole.text) - len(whole.text.lstrip())
    for index in (*range(left), *range(left + len(kept), len(whole))):
        if whole.ends[index] - whole.starts[index] > 1:
            marks.add(whole.starts[index], whole.ends[index])
    return kept


def _read_mark(text: str, end: int, found: re.Match[str], parts: list[Tracked], marks: Marks) -> int:
    """Note one mark, read what it encloses; where to go on."""
    kind = found.lastgroup or ""
    if kind == "code":
        return _code(text, end, found, parts, marks)
    if kind in ("strong", "star", "end") and not _is_mark(text, found):
        parts.append(Tracked.of(text, found.start(), found.end()))
    elif kind == "target":
        _enclosed(text, found, found.span("label"), parts, marks)
    elif kind == "address":
        _enclosed(text, found, found.span("address"), parts, marks)
    elif kind == "escape":
        marks.add(*found.span())
        parts.append(Tracked.of(text, found.end(), found.end() + 1))
        return found.end() + 1
    else:
        marks.add(*found.span())
    return found.end()


def _enclosed(text: str, found: re.Match[str], inner: Span, parts: list[Tracked], marks: Marks) -> None:
    marks.add(found.start(), inner[0])
    parts.append(visible(text, inner, marks) if found["label"] else Tracked.of(text, *inner))
    marks.add(inner[1], found.end())


def _code(text: str, end: int, found: re.Match[str], parts: list[Tracked], marks: Marks) -> int:
    close = text.find(found[0], found.end(), end)
    if close < 0:
        parts.append(Tracked.of(text, found.start(), found.end()))
        return found.end()
    marks.add(*found.span())
    parts.append(Tracked.of(text, found.end(), close))
    marks.add(close, close + len(found[0]))
    return close + len(found[0])


def _is_mark(text: str, found: re.Match[str]) -> bool:
    """A star between figures is a product, one alone in its line a footnote: only pairs are marks."""
    mark = found[0]
    before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
    if before.isdigit() and after.isdigit():
        return False
    if mark == "__" and before.isalnum() and after.isalnum() and (before + after).isascii():
        return False
    line_start = text.rfind("\n", 0, found.start()) + 1
    line_end = text.find("\n", found.end())
    line = text[line_start : len(text) if line_end < 0 else line_end]
    return len(re.findall(rf"(?<!\\){re.escape(mark)}(?!{re.escape(mark[0])})", line)) >= 2


def _plain(text: str, start: int, end: int) -> Tracked:
    characters = list(decoded_characters(text, (start, end)))
    return Tracked("".join(c[0] for c in characters), tuple(c[1] for c in characters), tuple(c[2] for c in characters))
