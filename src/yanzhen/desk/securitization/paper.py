"""A report on paper: PDF with the reader's own Chinese font (no font is embedded), tables over pages, pages numbered."""

from __future__ import annotations

import io
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

if TYPE_CHECKING:
    from yanzhen.desk.securitization.report import Report, Table

FONT = "STSong-Light"
WIDE_COLUMNS = 6
MOST_SIZE = 60
CHINESE = 0x2E7F


def as_pdf(report: Report) -> bytes:
    """The report as a PDF in A4, upright, wide tables in smaller type."""
    from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
    from reportlab.lib.units import mm  # type: ignore[import-untyped]
    from reportlab.platypus import SimpleDocTemplate, Spacer  # type: ignore[import-untyped]

    _register_font()
    out = io.BytesIO()
    page = SimpleDocTemplate(
        out, pagesize=A4, topMargin=18 * mm, bottomMargin=18 * mm, leftMargin=16 * mm, rightMargin=16 * mm,
        title=report.title, author=gettext("Yanzhen"), invariant=1,
    )  # fmt: skip
    story: list[Any] = [_words(report.title, 16, 22)]
    story += [_words(line, 8, 12) for line in report.lines]
    for table in report.tables:
        story += [
            Spacer(1, 6 * mm),
            _words(table.title, 11, 16, keep=True),
            _table(table, page.width),
            _words(table.source, 7, 10),
        ]
    page.build(story, onFirstPage=_numbered, onLaterPages=_numbered)
    return out.getvalue()


@cache
def _register_font() -> None:
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]
    from reportlab.pdfbase.pdfmetrics import registerFont  # type: ignore[import-untyped]

    registerFont(UnicodeCIDFont(FONT))


def _words(text: str, size: int, leading: int, *, keep: bool = False) -> Any:
    """A paragraph; ``keep`` does not leave it alone at the foot of a page."""
    from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
    from reportlab.platypus import Paragraph

    style = ParagraphStyle(
        "words", fontName=FONT, fontSize=size, leading=leading, wordWrap="CJK", keepWithNext=int(keep)
    )
    return Paragraph(escape(text), style)


def _table(table: Table, width: float) -> Any:
    from reportlab.lib.colors import HexColor  # type: ignore[import-untyped]
    from reportlab.platypus import LongTable, TableStyle

    columns = max(len(table.headers), 1)
    size = 7 if columns > WIDE_COLUMNS else 8
    cells = [[_words(cell, size, size + 3) for cell in row] for row in (table.headers, *table.rows)]
    style = TableStyle(
        [
            ("LINEBELOW", (0, 0), (-1, 0), 0.8, HexColor("#5f6b76")),
            ("LINEBELOW", (0, 1), (-1, -1), 0.3, HexColor("#dfe3e6")),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 2),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ]
    )
    return LongTable(cells, colWidths=_widths(table, width), repeatRows=1, style=style)


def _widths(table: Table, width: float) -> list[float]:
    """Columns share the width by their longest cells, none less than a twentieth."""
    rows = (table.headers, *table.rows)
    longest = [max(_size(row[column]) for row in rows) for column in range(len(table.headers))]
    wishes = [max(min(size, MOST_SIZE), sum(longest) / 20, 3.0) for size in longest]
    return [width * wish / sum(wishes) for wish in wishes]


def _size(words: str) -> int:
    """How wide words are; a Chinese character counts two."""
    return sum(2 if ord(letter) > CHINESE else 1 for letter in words)


def _numbered(canvas: Any, page: Any) -> None:
    canvas.setFont(FONT, 8)
    canvas.drawCentredString(page.pagesize[0] / 2, 28, str(canvas.getPageNumber()))
