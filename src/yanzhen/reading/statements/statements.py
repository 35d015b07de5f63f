"""Paragraphs in, statements out: every figure, date, ranking and lost figure with what it speaks of."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from yanzhen.reading.statements.dates import DateContext, find_dates
from yanzhen.reading.statements.folding import fold
from yanzhen.reading.statements.found import FoundDate, FoundQuantity, FoundRanking, Paragraph, Reading
from yanzhen.reading.statements.parallels import with_items
from yanzhen.reading.statements.quantities import find_quantities
from yanzhen.reading.statements.rankings import find_rankings
from yanzhen.reading.statements.scopes import with_other_scopes
from yanzhen.reading.statements.sentences import Sentence, split_sentences
from yanzhen.reading.statements.subjects import About, Clause, read_about
from yanzhen.reading.statements.truncation import find_cut_figure, unfinished_number
from yanzhen.values import Period, Quantity, not_read

_SILENT = ("byline", "credit", "kicker")
_RANKED_NOUN = re.compile(r"的?(?P<noun>[\u4e00-\u9fffA-Za-z0-9]{2,16})")
_LOST_SHARE = re.compile(r"占(?:到|据|了)?(?P<of>.*?)的?")
_SAME_PERIOD = re.compile(r"(?<!年)同期")
_LASTING = ("month", "year", "span")


def read_statements(
    paragraphs: Sequence[Paragraph], *, published: date | None, published_resolution: str = "day"
) -> list[Reading]:
    """The statements of ``paragraphs`` in reading order, offsets in each paragraph's text.

    ``published`` is the first day of the month or year where ``published_resolution`` is coarser than
    ``"day"``; without it what the text does not date itself stays without a period.
    """
    context = DateContext(published, published_resolution)
    readings: list[Reading] = []
    told: dict[int | None, Period | None] = {}
    for index, paragraph in enumerate(paragraphs):
        if paragraph.kind not in _SILENT:
            reader = _ParagraphReader(index, paragraph, context, told.get(paragraph.article))
            readings += reader.read()
            told[paragraph.article] = reader.lasting or told.get(paragraph.article)
    return readings


class _ParagraphReader:
    """One paragraph: what was found in it, and what its sentences lend to the next."""

    def __init__(self, index: int, paragraph: Paragraph, context: DateContext, before: Period | None) -> None:
        self.before = before
        self.lasting: Period | None = None
        self.index, self.paragraph = index, paragraph
        self.text = fold(paragraph.text)
        self.cut = find_cut_figure(paragraph.text) if paragraph.truncated else None
        self.dates = find_dates(paragraph.text, context)
        self.quantities = [
            found for found in find_quantities(paragraph.text, paragraph.names) if not self._is_cut(found)
        ]
        self.rankings = find_rankings(paragraph.text)
        self.blanked = _blanked(self.text, [(found.start, found.end) for found in self.dates])

    def read(self) -> list[Reading]:
        """The statements in the order of their places."""
        readings = [reading for sentence in self._sentences() for reading in sentence]
        readings += self._cut_reading(readings)
        readings = with_items(self.text, sorted(readings, key=lambda reading: reading.start))
        return with_other_scopes(self.text, readings)

    def _is_cut(self, found: FoundQuantity) -> bool:
        """A number at the very edge of a cut has lost digits or its unit."""
        if not self.paragraph.truncated or found.kind != "bare":
            return False
        return unfinished_number(self.text) == found.figure

    def _sentences(self) -> Iterator[list[Reading]]:
        earlier: About | None = None
        for sentence in split_sentences(self.text):
            dates = _within(self.dates, sentence)
            same = self.lasting or (
                self.before if _SAME_PERIOD.search(self.text, sentence.start, sentence.end) else None
            )
            readings, earlier = self._figures(sentence, dates, earlier, same)
            readings += [self._dated(sentence, found, earlier) for found in dates if _is_told(found)]
            readings += [self._ranked(sentence, found, earlier) for found in _within(self.rankings, sentence)]
            self.lasting = _lasting(dates, same)
            yield readings

    def _figures(
        self, sentence: Sentence, dates: list[FoundDate], earlier: About | None, lasting: Period | None
    ) -> tuple[list[Reading], About | None]:
        readings, edge = [], sentence.start
        for found in _within(self.quantities, sentence):
            clause = self._clause(sentence, found, edge)
            about = read_about(clause, found, self.paragraph.names, earlier)
            period = _period_of(dates, found, lasting)
            readings.append(self._reading(sentence, found.start, found.end, about, period, found.quantity))
            earlier, edge = replace(about, direction=None, share_of=None), found.end
        return readings, earlier

    def _clause(self, sentence: Sentence, found: FoundQuantity, edge: int) -> Clause:
        start, end = sentence.clause_at(found.figure)
        start = max(start, edge)
        return Clause(
            self.blanked[start : found.start], self.blanked[found.end : max(end, found.end)].rstrip("。!?;"), start
        )

    def _reading(
        self, sentence: Sentence, start: int, end: int, about: About, period: Period | None, quantity: Quantity | None
    ) -> Reading:
        return Reading(
            paragraph=self.index,
            article=self.paragraph.article,
            start=start,
            end=end,
            sentence_start=sentence.start,
            sentence_end=sentence.end,
            subject=about.subject,
            property=about.property,
            quantity=quantity,
            period=period,
            scope=about.scope,
            direction=about.direction,
            share_of=about.share_of,
        )

    def _dated(self, sentence: Sentence, found: FoundDate, earlier: About | None) -> Reading:
        subject = earlier.subject if earlier else self._first_name(sentence)
        return self._reading(
            sentence, found.start, found.end, About(subject, None, None, None, None), found.period, None
        )

    def _ranked(self, sentence: Sentence, found: FoundRanking, earlier: About | None) -> Reading:
        noun = _RANKED_NOUN.match(self.text, found.end)
        subject = self._first_name(sentence) or (earlier.subject if earlier else None)
        about = About(subject, noun["noun"] if noun else None, None, None, found.scope)
        return replace(self._reading(sentence, found.start, found.end, about, None, None), ranking=found.words)

    def _first_name(self, sentence: Sentence) -> str | None:
        names = (name for name in self.paragraph.names if sentence.start <= name.start < sentence.end)
        return next((name.same_as or name.text for name in names), None)

    def _cut_reading(self, told: list[Reading]) -> list[Reading]:
        if self.cut is None:
            return []
        start, end = self.cut
        sentence = split_sentences(self.text)[-1]
        lost = FoundQuantity(start, end, not_read(""), "bare", start, end)
        dates = [found for found in self.dates if sentence.start <= found.start < end]
        before = [reading for reading in told if reading.quantity and reading.start >= sentence.start]
        earlier = About(before[-1].subject, before[-1].property, None, None, None) if before else None
        edge = before[-1].end if before else sentence.start
        about = read_about(self._clause(sentence, lost, edge), lost, self.paragraph.names, earlier)
        share = _LOST_SHARE.fullmatch(self.text[start:end])
        about = replace(about, property="占比", share_of=share["of"]) if share else about
        return [self._reading(sentence, start, end, about, _period_of(dates, lost, None), lost.quantity)]


_Found = TypeVar("_Found", FoundDate, FoundQuantity, FoundRanking)


def _within(found: list[_Found], sentence: Sentence) -> list[_Found]:
    """What starts inside the sentence; ``found`` is in the order of the text."""
    first = bisect_left(found, sentence.start, key=lambda item: item.start)
    return found[first : bisect_left(found, sentence.end, key=lambda item: item.start)]


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with its dates as spaces, so that they are no part of a noun."""
    characters = list(text)
    for start, end in spans:
        characters[start:end] = " " * (end - start)
    return "".join(characters)


def _is_told(found: FoundDate) -> bool:
    """A date that cannot be resolved says nothing; days in the wrong order are told, for the checks."""
    if found.period is None:
        return found.resolution == "reversed"
    return found.period.start is not None or found.period.end is not None


def _period_of(dates: list[FoundDate], found: FoundQuantity, lasting: Period | None) -> Period | None:
    """The date before the figure in its sentence, else the span of which the sentence before it spoke."""
    before = [date for date in dates if date.end <= found.start and not date.compared]
    return before[-1].period if before else lasting


def _lasting(dates: list[FoundDate], lasting: Period | None) -> Period | None:
    """What a sentence lends to the next: a span of months or years; a single day ends with its sentence."""
    spans = [found.period for found in dates if found.period and found.resolution in _LASTING and not found.compared]
    return spans[-1] if spans else lasting
