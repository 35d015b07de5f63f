"""DOCX: paragraphs, headings, lists, tables, text boxes and notes, as the pages show them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from yanzhen.errors import InputError
from yanzhen.reading.inputs import limits
from yanzhen.reading.inputs.archive import Archive
from yanzhen.reading.inputs.docx_styles import Style, Styles, first, get, name, read_styles
from yanzhen.reading.inputs.html_drafts import Draft
from yanzhen.reading.inputs.html_tables import OpenTable
from yanzhen.reading.inputs.numbering import Numbering, read_numbering
from yanzhen.reading.original import Chunk, Original, Tracked

_UNSEEN = frozenset(("del", "moveFrom", "instrText", "Fallback", "pPr", "rPr", "delText", "annotationRef"))
_BOXES = frozenset(("txbxContent",))
_SIGNS = {"tab": "\t", "noBreakHyphen": "-", "br": "\n", "cr": "\n"}
_DEEPEST = 60
_TITLE_LINES = 4
_TITLE_POINTS = 16
_LONGEST_TITLE = 60


def read_docx(raw: bytes, file: str, sha256: str) -> Original:
    """A Word document, read in a process of its own."""
    return limits.bounded(docx_original, limits.PARSE_SECONDS, limits.PARSE_MEGABYTES, raw, file, sha256)


def docx_original(raw: bytes, file: str, sha256: str) -> Original:
    """The document's text is made here: paragraphs parted by a blank line, a row's cells by tabs."""
    archive = Archive(raw)
    body = archive.xml("word/document.xml")
    if body is None:
        raise InputError("the DOCX file is damaged", seen="no document in it", todo="save it anew")
    page = _Page(
        read_styles(archive.xml("word/styles.xml")), read_numbering(archive.xml("word/numbering.xml"), name, get)
    )
    page.read(body)
    for part in sorted(archive.names):
        if part in ("word/footnotes.xml", "word/endnotes.xml"):
            page.read_notes(archive.xml(part))
    page.body = False
    for part in sorted(archive.names):
        if part.startswith(("word/header", "word/footer")) and part.endswith(".xml"):
            page.read_margin(archive.xml(part))
    text = "".join(page.pieces)
    if not text.strip():
        raise InputError("there is no text in the document", expected="a page with text in it")
    _name_title(page.drafts)
    chunks = tuple(Chunk(d.lines, "furniture" if d.framed else d.hint, d.level, d.rows) for d in page.drafts)
    return Original(file, sha256, "docx", text, chunks)


def _name_title(drafts: list[Draft]) -> None:
    """Without a title style, the one heading above all others is the title."""
    if any(draft.hint == "title" for draft in drafts):
        return
    headings = [draft for draft in drafts if draft.hint == "subhead" and draft.level]
    top = min((draft.level for draft in headings if draft.level), default=0)
    highest = [draft for draft in headings if draft.level == top]
    if len(highest) == 1 and highest[0] is headings[0]:
        highest[0].hint = "title"


@dataclass(slots=True)
class _Page:
    styles: Styles
    numbering: Numbering
    length: int = 0
    drafts: list[Draft] = field(default_factory=list)
    tables: list[OpenTable] = field(default_factory=list)
    body: bool = True
    margins: set[str] = field(default_factory=set)
    pieces: list[str] = field(default_factory=list)

    def read(self, element: Element, depth: int = 0) -> None:
        """Everything below an element that holds blocks."""
        if depth > _DEEPEST:
            raise InputError("the document nests too deeply", seen=f"more than {_DEEPEST} levels", todo="save it anew")
        for child in element:
            kind = name(child)
            if kind == "p":
                self._paragraph(child, depth)
            elif kind == "tbl":
                self._table(child, depth)
            elif kind not in _UNSEEN:
                self.read(child, depth + 1)

    def read_notes(self, root: Element | None) -> None:
        """Footnotes stand after the text; Word's own separators are none."""
        for note in root if root is not None else ():
            if get(note, "type") not in ("separator", "continuationSeparator", "continuationNotice"):
                self.read(note)

    def read_margin(self, root: Element | None) -> None:
        """A header or footer, the same text only once."""
        if root is None:
            return
        shown = "".join(root.itertext()).strip()
        if shown not in self.margins:
            self.margins.add(shown)
            self.read(root)

    def _paragraph(self, element: Element, depth: int) -> None:
        properties = first(element, "pPr")
        style = self.styles.of(properties)
        boxes: list[Element] = []
        shown = "".join(_shown(element, boxes, depth))
        if shown.strip():
            list_id, level = self.styles.numbered(properties, style)
            label = self.numbering.next_label(list_id, level) if list_id else ""
            self._add(label + shown, element, style, bool(list_id))
        for box in boxes:
            self.read(box, depth + 1)

    def _add(self, shown: str, element: Element, style: Style, listed: bool) -> None:
        lines = [line.strip() for line in shown.split("\n")]
        draft = Draft(tuple(self._written(line, first_line=not n) for n, line in enumerate(filter(None, lines))))
        if not self.body:
            draft.framed = "margin"
        elif style.level is not None:
            draft.hint, draft.level = ("title" if style.level == 0 else "subhead"), max(style.level, 1)
        elif style.caption:
            draft.hint = "caption"
        elif self._looks_like_title(element, style, draft):
            draft.hint, draft.level = "title", 1
        elif listed:
            draft.hint = "list"
        self.drafts.append(draft)

    def _looks_like_title(self, element: Element, style: Style, draft: Draft) -> bool:
        """Official letters seldom use heading styles: their title is centred, large, and at the head."""
        if self.tables or len(self.drafts) >= _TITLE_LINES or draft.length > _LONGEST_TITLE:
            return False
        return self.styles.centred(element, style) and self.styles.points(element, style) >= _TITLE_POINTS

    def _written(self, line: str, *, first_line: bool) -> Tracked:
        if self.length:
            self._write("\n\n" if first_line and not self.tables else "\n")
        start = self.length
        self._write(line)
        return Tracked(line, tuple(range(start, self.length)), tuple(range(start + 1, self.length + 1)))

    def _write(self, piece: str) -> None:
        self.pieces.append(piece)
        self.length += len(piece)

    def _table(self, element: Element, depth: int) -> None:
        table = OpenTable(len(self.drafts), layout=False)
        self.tables.append(table)
        for row in _rows(element):
            table.begin_row()
            for cell in _children(row, "tc"):
                properties = first(cell, "tcPr")
                columns = first(properties, "gridSpan") if properties is not None else None
                spans = {"colspan": get(columns, "val")} if columns is not None else {}
                table.begin_cell(len(self.drafts), spans, head=False)
                self.read(cell, depth + 1)
            table.end_cell(len(self.drafts))
        self.tables.pop().closed(self.drafts)


def _rows(element: Element) -> Iterator[Element]:
    return _children(element, "tr")


def _children(element: Element, wanted: str) -> Iterator[Element]:
    """The children of this name, those inside content controls and tracked insertions too."""
    for child in element:
        if name(child) == wanted:
            yield child
        elif name(child) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _children(child, wanted)


def _shown(element: Element, boxes: list[Element], depth: int) -> Iterator[str]:
    """The text of a paragraph as shown; text boxes in it are put aside into ``boxes``."""
    if depth > _DEEPEST:
        raise InputError("the document nests too deeply", seen=f"more than {_DEEPEST} levels", todo="save it anew")
    for child in element:
        kind = name(child)
        if kind in _BOXES:
            boxes.append(child)
        elif kind == "t":
            yield child.text or ""
        elif kind == "sym":
            yield _symbol(get(child, "char"))
        elif kind in _SIGNS:
            yield _SIGNS[kind]
        elif kind not in _UNSEEN and not (kind == "r" and _vanished(child)):
            yield from _shown(child, boxes, depth + 1)


def _symbol(code: str) -> str:
    try:
        sign = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return sign if sign.isprintable() else "\ufffd"


def _vanished(run: Element) -> bool:
    properties = first(run, "rPr")
    hidden = first(properties, "vanish") if properties is not None else None
    return hidden is not None and get(hidden, "val") not in ("0", "false")
