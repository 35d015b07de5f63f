"""Text with marked stretches as HTML: nested where they nest, split where they cross."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

CONTROL = dict.fromkeys((*range(9), 0x0B, *range(0x0E, 0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)), "\ufffd")
"""Characters that HTML does not allow, however they are escaped."""


@dataclass(frozen=True, slots=True)
class Mark:
    """``[start, end)`` of a text to be set apart; ``target`` is the id that it bears, ``link`` the one that it leads to."""

    start: int
    end: int
    style: str
    target: str = ""
    link: str = ""
    title: str = ""


def escaped(text: str) -> str:
    """The text as HTML, quotes included, without the characters that HTML does not allow."""
    return html.escape(text.translate(CONTROL), quote=True)


def marked(text: str, marks: Iterable[Mark]) -> str:
    """The text as HTML with its marks.

    A mark that crosses another is split; its first piece alone bears its id.

    >>> marked("24家<企业>", [Mark(0, 3, "q", target="o-1", link="s-1")])
    '<span class="q" id="o-1"><a href="#s-1">24家</a></span>&lt;企业&gt;'
    """
    return "".join(_pieces(text, sorted(marks, key=lambda mark: (mark.start, -mark.end))))


def _pieces(text: str, marks: Sequence[Mark]) -> Iterator[str]:
    edges = sorted({0, len(text), *(edge for mark in marks for edge in (mark.start, mark.end))})
    waiting, open_marks = 0, list[Mark]()
    for at, following in zip(edges, [*edges[1:], len(text)], strict=True):
        yield from _closed(open_marks, at)
        while waiting < len(marks) and marks[waiting].start == at:
            yield _opening(marks[waiting], first=True)
            if marks[waiting].end > at:
                open_marks.append(marks[waiting])
            else:
                yield "</span>"
            waiting += 1
        if following > at:
            yield _linked(escaped(text[at:following]), open_marks)
    yield "</span>" * len(open_marks)


def _closed(open_marks: list[Mark], at: int) -> Iterator[str]:
    """Ends the marks that end here; those opened after them are closed and opened again."""
    ending = [i for i, mark in enumerate(open_marks) if mark.end <= at]
    if not ending:
        return
    again = [mark for mark in open_marks[ending[0] :] if mark.end > at]
    yield "</span>" * (len(open_marks) - ending[0])
    del open_marks[ending[0] :]
    for mark in again:
        open_marks.append(mark)
        yield _opening(mark, first=False)


def _opening(mark: Mark, *, first: bool) -> str:
    target = f' id="{mark.target}"' if mark.target and first else ""
    title = f' title="{escaped(mark.title)}"' if mark.title else ""
    return f'<span class="{mark.style}"{target}{title}>'


def _linked(words: str, open_marks: Sequence[Mark]) -> str:
    links = [mark.link for mark in open_marks if mark.link]
    return f'<a href="#{links[-1]}">{words}</a>' if links else words
