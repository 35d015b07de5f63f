"""HTML as a reader sees it: blocks are chunks, inline tags part no word, tables are rows or mere layout."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from yanzhen.reading.inputs import limits
from yanzhen.reading.inputs.dates import day_in
from yanzhen.reading.inputs.html_drafts import Draft, day_of_byline, draft_of, hinted
from yanzhen.reading.inputs.html_events import VOID, Begin, End, Text, html_events
from yanzhen.reading.inputs.html_hints import Frame, inner_frame
from yanzhen.reading.inputs.html_inline import Inline
from yanzhen.reading.inputs.html_tables import OpenTable
from yanzhen.reading.inputs.lines import names
from yanzhen.reading.original import Chunk, Span

_PUBLISHED = names(
    "pubdate publishdate publish_date publishtime publish-date firstpublishedtime article:published_time"
    " og:release_date datepublished date dc.date dc.date.issued dcterms.issued weibo:article:create_at"
)
_CLOSES = {
    "li": (("li",), ("ul", "ol", "menu", "dir")),
    "dt": (("dt", "dd"), ("dl",)),
    "dd": (("dt", "dd"), ("dl",)),
    "td": (("td", "th", "caption"), ("tr", "table")),
    "th": (("td", "th", "caption"), ("tr", "table")),
    "tr": (("tr", "caption"), ("table",)),
    "option": (("option",), ("select",)),
    **dict.fromkeys(("thead", "tbody", "tfoot"), (("thead", "tbody", "tfoot", "tr", "caption"), ("table",))),
}
_IN_PARAGRAPH = ("p",)
_WALLS = ("td", "th", "caption", "table", "button")
_TABLE_PARTS = frozenset(("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"))


@dataclass(frozen=True, slots=True)
class HtmlDocument:
    """The chunks of an HTML file, and what its markup says of it."""

    chunks: tuple[Chunk, ...]
    markup: tuple[Span, ...]
    title: str | None
    published: date | None
    published_from: str | None
    warnings: tuple[str, ...]


def html_document(source: str) -> HtmlDocument:
    """Read HTML, well or badly made; text is never lost to it.

    >>> page = html_document("<h1>县域</h1><p>共<b>12</b>家&nbsp;企业")
    >>> [(chunk.hint, chunk.lines[0].text) for chunk in page.chunks]
    [('title', '县域'), (None, '共12家\\xa0企业')]
    """
    page = _Page(source)
    for event in html_events(source):
        match event:
            case Begin():
                page.begin(event)
            case End():
                page.end(event.tag)
            case Text():
                page.text(event.span)
    return page.finished()


@dataclass(slots=True)
class _Page:
    source: str
    frames: list[Frame] = field(default_factory=lambda: [Frame()])
    inline: Inline = field(default_factory=Inline)
    drafts: list[Draft] = field(default_factory=list)
    tables: list[OpenTable] = field(default_factory=list)
    seen: list[Span] = field(default_factory=list)
    dropped: list[Span] = field(default_factory=list)
    published: tuple[date, str] | None = None
    too_deep: bool = False

    def begin(self, event: Begin) -> None:
        tag = event.tag
        if tag == "br":
            self.inline.break_line()
            return
        self._note_day(event)
        self._close_implied(tag)
        frame = inner_frame(self.frames[-1], tag, event.attributes)
        if frame.own_line:
            self._flush()
        if tag in VOID:
            return
        if len(self.frames) > limits.NESTING and tag not in _TABLE_PARTS:
            self.too_deep = True
            return
        self.frames.append(frame)
        self._begin_table_part(tag, event.attributes)

    def end(self, tag: str) -> None:
        if tag in ("br", "p") and not self._is_open((tag,), _WALLS):
            self._flush()
            return
        walls = ("table",) if tag in _TABLE_PARTS and tag != "table" else _WALLS
        self._close((tag,), () if tag in ("table", "html", "body") else walls)

    def text(self, span: Span) -> None:
        frame = self.frames[-1]
        if frame.silent:
            return
        self.seen.append(span)
        if frame.framed == "hidden":
            self._aside(span, frame)
        else:
            self.inline.add(self.source, span, kept=frame.kept, linked=frame.linked, raised=frame.raised)

    def _aside(self, span: Span, frame: Frame) -> None:
        """Hidden text stands apart: it may lie in the middle of a word."""
        hidden = Inline()
        hidden.add(self.source, span, kept=frame.kept, linked=False, raised=False)
        self.drafts += (Draft(lines, framed="hidden") for lines in hidden.paragraphs())
        self.dropped += hidden.dropped

    def finished(self) -> HtmlDocument:
        self._close(("",), ())
        self._flush()
        title = next((draft.lines[0].text for draft in self.drafts if draft.hint == "page title"), None)
        hinted(self.drafts)
        published, published_from = self.published or day_of_byline(self.drafts)
        return HtmlDocument(
            tuple(Chunk(d.lines, "furniture" if d.framed else d.hint, d.level, d.rows) for d in self.drafts),
            _gaps(self.seen, len(self.source)) + tuple(self.dropped),
            title,
            published,
            published_from,
            (f"elements stand more than {limits.NESTING} deep in each other",) if self.too_deep else (),
        )

    def _note_day(self, event: Begin) -> None:
        if self.published or event.tag not in ("meta", "time"):
            return
        names = {event.attributes.get(key, "").lower() for key in ("name", "property", "itemprop")} & _PUBLISHED
        written = event.attributes.get("content" if event.tag == "meta" else "datetime", "")
        if (names or event.tag == "time") and (day := day_in(written)):
            self.published = (day, f"meta {min(names)}" if names else "time element")

    def _close_implied(self, tag: str) -> None:
        if tag in _CLOSES:
            self._close(*_CLOSES[tag])
        elif tag not in VOID and inner_frame(Frame(), tag, {}).own_line and self._is_open(_IN_PARAGRAPH, _WALLS):
            self._close(_IN_PARAGRAPH, _WALLS)

    def _is_open(self, tags: tuple[str, ...], walls: tuple[str, ...]) -> bool:
        return self._depth(tags, walls) is not None

    def _depth(self, tags: tuple[str, ...], walls: tuple[str, ...]) -> int | None:
        for depth in range(len(self.frames) - 1, -1, -1):
            if self.frames[depth].tag in tags:
                return depth
            if self.frames[depth].tag in walls:
                return None
        return None

    def _close(self, tags: tuple[str, ...], walls: tuple[str, ...]) -> None:
        depth = self._depth(tags, walls)
        if depth is None:
            return
        while len(self.frames) > max(depth, 1):
            if self.frames[-1].own_line:
                self._flush()
            self._end_table_part(self.frames.pop().tag)

    def _begin_table_part(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            layout = attributes.get("role", "") in ("presentation", "none")
            self.tables.append(OpenTable(len(self.drafts), layout))
        elif tag == "tr" and self.tables:
            self.tables[-1].begin_row()
        elif tag in ("td", "th") and self.tables:
            self.tables[-1].begin_cell(len(self.drafts), attributes, tag == "th")

    def _end_table_part(self, tag: str) -> None:
        if tag in ("td", "th") and self.tables:
            self.tables[-1].end_cell(len(self.drafts))
        elif tag == "table" and self.tables:
            self.tables.pop().closed(self.drafts)

    def _flush(self) -> None:
        frame = self.frames[-1]
        inline, self.inline = self.inline, Inline()
        linked = 0 < inline.letters == inline.linked
        self.drafts += (draft_of(lines, frame, linked) for lines in inline.paragraphs())
        self.dropped += inline.dropped


def _gaps(seen: list[Span], length: int) -> tuple[Span, ...]:
    """What lies between the texts."""
    starts = [0, *(end for _, end in seen)]
    ends = [*(start for start, _ in seen), length]
    return tuple((start, end) for start, end in zip(starts, ends, strict=True) if start < end)
