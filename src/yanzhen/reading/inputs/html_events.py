"""HTML as a row of events with their places in the file: tags begin, tags end, text stands between."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from yanzhen.reading.inputs.lines import names
from yanzhen.reading.original import Span

VOID = names("area base br col embed hr img input link meta param source track wbr")
_SERVER_CODE = re.compile(r"<%.*?(?:%>|\Z)", re.S)


@dataclass(frozen=True, slots=True)
class Begin:
    """A start tag; ``attributes`` are those of its first mention, with lower-case names."""

    tag: str
    attributes: dict[str, str]


@dataclass(frozen=True, slots=True)
class End:
    """An end tag."""

    tag: str


@dataclass(frozen=True, slots=True)
class Text:
    """Character data and references, undecoded: ``source[span[0]:span[1]]``."""

    span: Span


Event = Begin | End | Text


def html_events(source: str) -> list[Event]:
    """All events of the file in order; comments, declarations and JSP code give none."""
    parser = _Parser(source)
    # Masked with as many spaces, so that every place stays where it is.
    parser.feed(_SERVER_CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), source))
    parser.close()
    return parser.events


class _Parser(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.events: list[Event] = []
        self._source = source
        self._line_starts = [0, *(found.end() for found in re.finditer("\n", source))]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.events.append(Begin(tag, {name: value or "" for name, value in reversed(attrs)}))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # "<div/>" opens a div in HTML: the stroke means nothing, but on what cannot have content.
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.events.append(End(tag))

    def handle_data(self, data: str) -> None:
        self._text(self._here(), len(data))

    def handle_entityref(self, name: str) -> None:
        self._reference(1 + len(name))

    def handle_charref(self, name: str) -> None:
        self._reference(2 + len(name))

    def _reference(self, length: int) -> None:
        start = self._here()
        self._text(start, length + (self._source[start + length : start + length + 1] == ";"))

    def _here(self) -> int:
        line, column = self.getpos()
        return self._line_starts[line - 1] + column

    def _text(self, start: int, length: int) -> None:
        end = min(start + length, len(self._source))
        last = self.events[-1] if self.events else None
        if isinstance(last, Text) and last.span[1] >= start:
            self.events[-1] = Text((last.span[0], max(end, last.span[1])))
        elif end > start:
            self.events.append(Text((start, end)))
