"""Markdown: front matter, headings, lists, pipe tables and containers; the marks themselves are markup.

A line grammar of our own: the libraries give the place of a block, not of its characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from yanzhen.reading.inputs.dates import day_in
from yanzhen.reading.inputs.lines import line_spans
from yanzhen.reading.inputs.markdown_inline import Marks, visible
from yanzhen.reading.original import Chunk, Span, Tracked

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t\u3000]+|(?=[^#\s!-/])|$)")
_HEADING_END = re.compile(r"[ \t]+#+[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
_ITEM = re.compile(r"[ \t]*([-*+]|\d{1,9}[.)])[ \t]+(?=\S)")
_QUOTE = re.compile(r"(?: {0,3}>[ \t]?)+")
_CONTAINER = re.compile(r"[ \t]*:::+[ \t]*([A-Za-z][\w-]*)?[ \t]*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[^`]*$")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_BAR = re.compile(r"(?<!\\)\|")
_KEY = re.compile(r"([A-Za-z_][\w-]*)\s*:\s*(.*)$")


@dataclass(frozen=True, slots=True)
class MarkdownDocument:
    """The chunks of a Markdown file, and what its front matter says of it."""

    chunks: tuple[Chunk, ...]
    markup: tuple[Span, ...]
    title: str | None
    published: date | None
    published_from: str | None


def markdown_document(text: str) -> MarkdownDocument:
    """Read Markdown.

    >>> [(c.hint, c.level, c.lines[0].text) for c in markdown_document("# 条例\\n\\n第一条 **为了**促进\\n").chunks]
    [('title', 1, '条例'), (None, None, '第一条 为了促进')]
    """
    page = _Page(text)
    spans = line_spans(text)
    body = page.read_front_matter(spans)
    page.read(spans[body:])
    published = day_in(page.front.get("date", "") or page.front.get("pubdate", ""))
    return MarkdownDocument(
        tuple(_titled(page)),
        tuple(sorted(page.marks.spans)),
        page.front.get("title") or None,
        published,
        "front matter" if published else None,
    )


def _titled(page: _Page) -> Iterator[Chunk]:
    """One title: the first-level headings, else the front matter's, else a heading alone at its level."""
    levels = [chunk.level for chunk in page.chunks if chunk.hint == "heading" and chunk.level]
    top = min(levels, default=0)
    in_front = top != 1 and bool(page.front.get("title"))
    title = 0 if in_front or (top > 1 and levels.count(top) > 1) else top
    for chunk in page.chunks:
        if chunk.hint == "heading":
            yield replace(chunk, hint="title" if chunk.level == title else "subhead")
        elif chunk.hint == "front title":
            yield replace(chunk, hint="title" if in_front else "furniture")
        else:
            yield chunk


def _unquoted(line: str, start: int, end: int) -> Span:
    end = start + len(line[start:end].rstrip())
    if end - start >= 2 and line[start] == line[end - 1] and line[start] in "\"'":
        return start + 1, end - 1
    return start, end


@dataclass(slots=True)
class _Page:
    text: str
    chunks: list[Chunk] = field(default_factory=list)
    marks: Marks = field(default_factory=Marks)
    front: dict[str, str] = field(default_factory=dict)
    paragraph: list[Tracked] = field(default_factory=list)
    hint: str | None = None

    def read_front_matter(self, lines: list[Span]) -> int:
        """Lines between two ``---`` at the head of the file; the number of lines that they take."""
        written = [self.text[a:b].rstrip() for a, b in lines]
        if not written or written[0] != "---":
            return 0
        last = next((n for n, line in enumerate(written[1:], 1) if line in ("---", "...")), 0)
        if not last or not any(_KEY.match(line) for line in written[1:last]):
            return 0
        for number in range(1, last):
            self._front_line(lines[number], written[number])
        self.marks.add(*lines[0])
        self.marks.add(*lines[last])
        return last + 1

    def _front_line(self, span: Span, line: str) -> None:
        if not line.strip():
            return
        found = _KEY.match(line)
        if found is None or found[1].lower() in self.front:
            self.chunks.append(Chunk((Tracked.of(self.text, *span).strip(),), "furniture"))
            return
        start, end = _unquoted(line, *found.span(2))
        self.front[found[1].lower()] = line[start:end]
        if found[1].lower() == "title" and start < end:
            self.marks.add(span[0], span[0] + start)
            self.marks.add(span[0] + end, span[1])
            self.chunks.append(Chunk((Tracked.of(self.text, span[0] + start, span[0] + end),), "front title", 1))
        else:
            self.chunks.append(Chunk((Tracked.of(self.text, *span).strip(),), "furniture"))

    def read(self, lines: list[Span]) -> None:
        """The body, block by block."""
        at = 0
        lines = self._without_comments(lines)
        while at < len(lines):
            at = self._block(lines, at)
        self._end_paragraph()

    def _without_comments(self, lines: list[Span]) -> list[Span]:
        """Comments of a whole line or more taken out; those within a line are its own marks."""
        start = lines[0][0] if lines else 0
        comments = [found.span() for found in _COMMENT.finditer(self.text, start) if self._stands_alone(found)]
        left = []
        for a, b in lines:
            inside = [(c, d) for c, d in comments if c < b and a < d]
            for c, d in inside:
                self.marks.add(max(a, c), min(b, d))
                if c > a:
                    left.append((a, c))
                a = min(max(a, d), b)
            if not inside or a < b:
                left.append((a, b))
        return left

    def _stands_alone(self, comment: re.Match[str]) -> bool:
        before = self.text[self.text.rfind("\n", 0, comment.start()) + 1 : comment.start()]
        after = self.text[comment.end() : comment.end() + 200].partition("\n")[0]
        return bool(re.search(r"[\r\n]", comment[0])) or not (before + after).strip()

    def _block(self, lines: list[Span], at: int) -> int:
        """Read the block that begins at line ``at``; the line after it."""
        line = self.text[slice(*lines[at])]
        if not line.strip():
            self._end_paragraph()
        elif found := _FENCE.match(line):
            return self._fenced(lines, at, found[1])
        elif found := _CONTAINER.match(line):
            self._container(lines[at], found)
        elif self.paragraph and self.hint is None and (found := _UNDERLINE.match(line)):
            self._underlined(lines[at], found[1])
        elif _RULE.match(line):
            self._end_paragraph()
            self.marks.add(*lines[at])
        elif found := _HEADING.match(line):
            self._heading(lines[at], found)
        elif at + 1 < len(lines) and self._begins_table(lines[at], lines[at + 1]):
            return self._table(lines, at)
        else:
            self._text_line(lines[at], line)
        return at + 1

    def _text_line(self, span: Span, line: str) -> None:
        start = span[0]
        if quote := _QUOTE.match(line):
            self.marks.add(start, start + quote.end())
            start += quote.end()
        if item := _ITEM.match(self.text[start : span[1]]):
            self._end_paragraph()
            self.hint = "list"
            # A bullet is a mark; a number is what the text says.
            if not item[1][0].isdigit():
                self.marks.add(start + item.start(1), start + item.end(1))
                start += item.end()
        self._add(visible(self.text, (start, span[1]), self.marks))

    def _add(self, line: Tracked) -> None:
        if len(line):
            self.paragraph.append(line)

    def _end_paragraph(self) -> None:
        if self.paragraph:
            self.chunks.append(Chunk(tuple(self.paragraph), self.hint))
        self.paragraph, self.hint = [], None

    def _heading(self, span: Span, found: re.Match[str]) -> None:
        self._end_paragraph()
        start = span[0] + found.end()
        self.marks.add(span[0] + found.start(1), span[0] + found.end(1))
        end = span[1]
        if closing := _HEADING_END.search(self.text[start:end]):
            self.marks.add(start + closing.start(), end)
            end = start + closing.start()
        text = visible(self.text, (start, end), self.marks)
        if len(text):
            self.chunks.append(Chunk((text,), "heading", len(found[1])))

    def _underlined(self, span: Span, mark: str) -> None:
        self.marks.add(*span)
        self.chunks.append(Chunk(tuple(self.paragraph), "heading", 1 if mark[0] == "=" else 2))
        self.paragraph = []

    def _container(self, span: Span, found: re.Match[str]) -> None:
        self._end_paragraph()
        self.marks.add(span[0], span[0] + found.end())
        self._add(visible(self.text, (span[0] + found.end(), span[1]), self.marks))
        self._end_paragraph()

    def _fenced(self, lines: list[Span], at: int, fence: str) -> int:
        self._end_paragraph()
        self.marks.add(*lines[at])
        for number in range(at + 1, len(lines)):
            line = self.text[slice(*lines[number])]
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                self.marks.add(*lines[number])
                self._end_paragraph()
                return number + 1
            self._add(Tracked.of(self.text, *lines[number]) if line.strip() else Tracked("", (), ()))
        return len(lines)

    def _begins_table(self, head: Span, rule: Span) -> bool:
        first, second = self.text[slice(*head)], self.text[slice(*rule)]
        return "|" in first and "|" in second and bool(_TABLE_RULE.match(second))

    def _table(self, lines: list[Span], at: int) -> int:
        self._end_paragraph()
        rows = [self._cells(lines[at])]
        self.marks.add(*lines[at + 1])
        at += 2
        while at < len(lines) and _BAR.search(self.text[slice(*lines[at])]):
            rows.append(self._cells(lines[at]))
            at += 1
        self.chunks.append(Chunk((), "table", rows=tuple(rows)))
        return at

    def _cells(self, span: Span) -> tuple[Tracked, ...]:
        line = self.text[slice(*span)]
        bars = [span[0] + found.start() for found in _BAR.finditer(line)]
        for bar in bars:
            self.marks.add(bar, bar + 1)
        stripped = line.strip()
        starts = [bar + 1 for bar in bars] if stripped.startswith("|") else [span[0], *(bar + 1 for bar in bars)]
        ends = bars[1:] if stripped.startswith("|") else list(bars)
        ends = ends if stripped.endswith("|") and len(bars) > 1 else [*ends, span[1]]
        cells = zip(starts[: len(ends)], ends, strict=True)
        return tuple(visible(self.text, cell, self.marks) for cell in cells)
