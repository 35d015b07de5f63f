"""One page of A4 for one firm: its answers, what stops it, the nearest way, and the cells of all figures as footnotes.

The Chinese is set in STSong-Light, a font that PDF readers bring themselves (a CID font of Adobe's GB1 collection): no font file is shipped
and none is embedded, so that a reader without Chinese fonts asks for them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from django.utils.translation import gettext

from yanzhen.desk.frame.engine_words import error_sentence
from yanzhen.desk.ladder.cards import points_words
from yanzhen.desk.ladder.climbs import step_of, step_words, weights_of
from yanzhen.desk.ladder.held import Held
from yanzhen.desk.ladder.sheets import file_names, source_words
from yanzhen.desk.ladder.words import APPLICANTS, STATUSES, answer_lamp, answer_word, language, range_words, said
from yanzhen.desk.register.pages.filters import region_word
from yanzhen.ladder.climb import climb
from yanzhen.ladder.judge import judge
from yanzhen.ladder.judgement import CriterionJudgement, Judgement
from yanzhen.ladder.numbers import shown
from yanzhen.values import Answer

if TYPE_CHECKING:
    from yanzhen.desk.ladder.asked import Asked

FONT = "STSong-Light"
MOST_BOOKS = 3
"""Books of which the page tells what stops the firm; the table above has all."""
MOST_LINES = 6
MOST_REASONS = 5
MOST_NOTES = 40
IN_FONT = str.maketrans({"·": "・", "◌": "○", "−": "-"})
"""Signs of the pages that the font's encoding does not have, and what stands for them on paper."""
LINE, MUTE = "#bbbbbb", "#555555"


class _Notes:
    """The footnotes: each cell once, in the order in which the page first names it."""

    def __init__(self, names: dict[str, str]) -> None:
        self.names, self.told = names, dict[str, int]()

    def mark(self, one: CriterionJudgement) -> str:
        cells = (source_words(used, self.names) for used in one.used)
        numbers = [self.told.setdefault(cell, len(self.told) + 1) for cell in dict.fromkeys(cells) if cell]
        return "".join(f"<super>{number}</super> " for number in numbers)


def card_paper(held: Held, asked: Asked, by: str) -> bytes:
    """The PDF."""
    from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
    from reportlab.lib.units import mm  # type: ignore[import-untyped]
    from reportlab.platypus import Frame, KeepInFrame, PageTemplate  # type: ignore[import-untyped]
    from reportlab.platypus.doctemplate import BaseDocTemplate  # type: ignore[import-untyped]

    _register_font()
    out = io.BytesIO()
    side, foot = 18 * mm, 16 * mm
    width, height = A4[0] - 2 * side, A4[1] - foot - 14 * mm
    frame = Frame(side, foot, width, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    paper = BaseDocTemplate(out, pagesize=A4, title=f"{held.name} {asked.on}", author="Yanzhen", invariant=1)
    paper.addPageTemplates([PageTemplate(frames=[frame], onPage=_footer(by, asked))])
    inside = list(_story(held, asked, width))
    paper.build([KeepInFrame(width, height, inside, mode="shrink")])
    return out.getvalue()


def _register_font() -> None:
    from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]

    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def _story(held: Held, asked: Asked, width: float) -> Iterable[Any]:
    yield _text(held.name or held.uscc, 16, 22)
    place = [held.uscc, region_word(held.region), held.industry]
    kind = str(APPLICANTS[asked.applicant])
    yield _text(" · ".join(part for part in (*place, f"{asked.on}", kind, asked.known_words) if part), 9, 13, MUTE)
    yield _space(8)
    if held.firm is None:
        assert held.trouble is not None
        yield _text(gettext("It cannot be judged: %(why)s") % {"why": error_sentence(held.trouble)}, 10, 14)
        return
    found = [judge(book, held.firm, asked.on, asked.applicant) for book in asked.in_force]
    notes = _Notes(file_names([held]))
    yield _table(found, width)
    for one in _told(found):
        yield from _book(one, held, asked, notes)
    yield from _footnotes(notes)


def _told(found: list[Judgement]) -> list[Judgement]:
    """The books of which the page says more: the lowest rungs that are not met."""
    open_ = [
        one for one in found if one.book.gates and one.answer is not Answer.MET and one.book.rung != "隐形冠军（西蒙）"
    ]
    return open_[:MOST_BOOKS]


def _table(found: list[Judgement], width: float) -> Any:
    from reportlab.platypus import Table, TableStyle

    head = [gettext("Book"), gettext("Document number"), gettext("Verdict"), gettext("Score"), gettext("Verified")]
    rows = [[_text(cell, 8, 11, MUTE) for cell in head]]
    for one in found:
        score = f"{range_words(one.score)} (≥ {shown(one.book.score.passing)})" if one.book.score and one.score else ""
        lamp = answer_lamp(one.answer.value)
        told = [
            said(one.book.title),
            one.book.doc_no,
            f"{lamp.shape} {answer_word(one.answer.value)}",
            score,
            str(STATUSES[one.book.status]),
        ]
        rows.append([_text(cell, 8, 11) for cell in told])
    made = Table(rows, colWidths=[width * part for part in (0.36, 0.24, 0.11, 0.12, 0.17)])
    made.setStyle(TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE), ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 3)]))  # fmt: skip
    return made


def _book(one: Judgement, held: Held, asked: Asked, notes: _Notes) -> Iterable[Any]:
    yield _space(8)
    yield _text(f"<b>{escape(said(one.book.title))}</b>", 10, 14, markup=True)
    lines = [
        line for line in one.criteria if line.criterion.role == "gate" and line.answer in (Answer.UNMET, Answer.UNKNOWN)
    ]
    for line in lines[:MOST_LINES]:
        lamp = answer_lamp(line.answer.value) if line.answer else None
        shape = lamp.shape if lamp else ""
        reasons = "；".join(_reasons(line)) if language() == "zh" else "; ".join(_reasons(line))
        told = f"{shape} {line.criterion.clause} {points_words(line)} {reasons}"
        yield _text(f"{escape(told)} {notes.mark(line)}", 8.5, 12, markup=True)
    if len(lines) > MOST_LINES:
        yield _text(gettext("and %(num)s more") % {"num": len(lines) - MOST_LINES}, 8, 11, MUTE)
    assert held.firm is not None
    way = climb(one.book, held.firm, asked.on, asked.applicant, weights_of(asked.person), most=1)
    for alternative in way.alternatives:
        yield _text(f"→ {step_words(step_of(alternative))}", 8.5, 12)
    if not way.alternatives:
        yield from (_text(f"→ {said(words)}", 8.5, 12, MUTE) for words in way.blocked[:2])


def _reasons(line: CriterionJudgement) -> list[str]:
    """The first reasons; an open score waits for more figures than a page can tell."""
    told = [said(reason) for reason in line.reasons]
    if len(told) > MOST_REASONS:
        told[MOST_REASONS:] = [gettext("and %(num)s more") % {"num": len(told) - MOST_REASONS}]
    return told


def _footnotes(notes: _Notes) -> Iterable[Any]:
    if not notes.told:
        return
    yield _space(10)
    yield _text(gettext("Sources"), 8, 11, MUTE)
    cells = [f"{number} {cell}" for cell, number in list(notes.told.items())[:MOST_NOTES]]
    if len(notes.told) > MOST_NOTES:
        cells.append(gettext("and %(num)s more") % {"num": len(notes.told) - MOST_NOTES})
    yield _text("　".join(cells), 7, 9.5, MUTE)


def _footer(by: str, asked: Asked) -> Any:
    told = gettext("Nothing here replaces the gazette: compare the official text before a verdict leaves the house.")
    line = f"{gettext('Yanzhen')} · {asked.today} · {by} · {told}"

    def draw(canvas: Any, paper: Any) -> None:
        canvas.setFont(FONT, 7)
        canvas.setFillColor(MUTE)
        canvas.drawString(paper.pagesize[0] * 0.0857, 28, line.translate(IN_FONT))

    return draw


def _text(text: str, size: float, leading: float, colour: str = "#000000", *, markup: bool = False) -> Any:
    from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
    from reportlab.platypus import Paragraph

    style = ParagraphStyle("p", fontName=FONT, fontSize=size, leading=leading, textColor=colour, wordWrap="CJK")
    printable = text.translate(IN_FONT)
    return Paragraph(printable if markup else escape(printable), style)


def _space(height: float) -> Any:
    from reportlab.platypus import Spacer

    return Spacer(1, height)
