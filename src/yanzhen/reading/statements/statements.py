"""Paragraphs in, statements out: every figure, date, ranking and lost figure with what it speaks of."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from yanzhen.reading.statements.dates import DateContext, find_dates
from yanzhen.reading.statements.folding import fold
from yanzhen.reading.statements.found import (
    FoundDate,
    FoundQuantity,
    FoundRanking,
    NameMention,
    Paragraph,
    Reading,
)
from yanzhen.reading.statements.parallels import with_items
from yanzhen.reading.statements.quantities import find_quantities
from yanzhen.reading.statements.rankings import find_rankings
from yanzhen.reading.statements.scopes import with_other_scopes
from yanzhen.reading.statements.sentences import Sentence, split_sentences
from yanzhen.reading.statements.subjects import About
from yanzhen.reading.statements.tables import Cell, read_table
from yanzhen.reading.statements.telling import ParagraphTopics, SentenceTopics
from yanzhen.reading.statements.truncation import find_cut_figure, unfinished_number
from yanzhen.values import Period, Quantity, not_read

if TYPE_CHECKING:
    from yanzhen.reading.names.tagger import Word

_SILENT = ("byline", "credit", "kicker")
_SINCE = re.compile("[从由]$")
_NEAR = 4
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
        if paragraph.kind == "table":
            readings += _of_table(index, paragraph, context, paragraphs[index - 1].text if index else "")
        elif paragraph.kind not in _SILENT:
            reader = _ParagraphReader(index, paragraph, context, told.get(paragraph.article))
            readings += reader.read()
            told[paragraph.article] = reader.lasting or told.get(paragraph.article)
    return readings


def _of_table(index: int, table: Paragraph, context: DateContext, above: str) -> list[Reading]:
    """The number cells of a table, and what the sentences in its other cells say."""
    readings, prose = read_table(table, index, context, above=above)
    for cell in prose:
        words = Paragraph(
            table.article,
            table.text[cell.start : cell.end],
            names=_moved(table.names, cell),
            words=_moved(table.words, cell),
        )
        readings += [
            replace(
                reading,
                start=reading.start + cell.start,
                end=reading.end + cell.start,
                sentence_start=reading.sentence_start + cell.start,
                sentence_end=reading.sentence_end + cell.start,
            )
            for reading in _ParagraphReader(index, words, context, None).read()
            if reading.quantity is not None
        ]
    return sorted(readings, key=lambda reading: reading.start)


_Placed = TypeVar("_Placed", NameMention, "Word")


def _moved(placed: Sequence[_Placed], cell: Cell) -> tuple[_Placed, ...]:
    """Names or words of a table with offsets in one of its cells."""
    return tuple(
        replace(item, start=item.start - cell.start, end=item.end - cell.start)
        for item in placed
        if cell.start <= item.start and item.end <= cell.end
    )


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
        blanked = _blanked(self.text, [(found.start, found.end) for found in self.dates])
        self.topics = ParagraphTopics(blanked, paragraph.names, paragraph.words)
        self.last_topics: SentenceTopics | None = None

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
        for sentence in split_sentences(self.text):
            dates = _within(self.dates, sentence)
            same = self.lasting or (
                self.before if _SAME_PERIOD.search(self.text, sentence.start, sentence.end) else None
            )
            topics = self.topics.sentence(sentence, _within(self.quantities, sentence))
            readings = self._figures(sentence, dates, topics, same)
            readings += [self._dated(sentence, found, topics) for found in dates if _is_told(found)]
            readings += [self._ranked(sentence, found, topics) for found in _within(self.rankings, sentence)]
            self.lasting = _lasting(dates, same)
            self.last_topics = topics
            yield readings

    def _figures(
        self, sentence: Sentence, dates: list[FoundDate], topics: SentenceTopics, lasting: Period | None
    ) -> list[Reading]:
        readings, earlier, edge = [], None, sentence.start
        for found in _within(self.quantities, sentence):
            about = topics.about(found, earlier, edge)
            period = _period_of(self.text, dates, found, lasting)
            readings.append(self._reading(sentence, found.start, found.end, about, period, found.quantity))
            earlier, edge = about, found.end
        return readings

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

    def _dated(self, sentence: Sentence, found: FoundDate, topics: SentenceTopics) -> Reading:
        about = About(topics.subject_at(found.end), None, None, None, None)
        return self._reading(sentence, found.start, found.end, about, found.period, None)

    def _ranked(self, sentence: Sentence, found: FoundRanking, topics: SentenceTopics) -> Reading:
        subject = topics.subject_at(found.start)
        subject = None if subject == found.scope else subject
        about = About(subject, topics.noun_behind(found.end), None, None, found.scope)
        return replace(self._reading(sentence, found.start, found.end, about, None, None), ranking=found.words)

    def _cut_reading(self, told: list[Reading]) -> list[Reading]:
        if self.cut is None or self.last_topics is None:
            return []
        start, end = self.cut
        sentence = split_sentences(self.text)[-1]
        lost = FoundQuantity(start, end, not_read(""), "bare", start, end)
        dates = [found for found in self.dates if sentence.start <= found.start < end]
        before = [reading for reading in told if reading.quantity and reading.start >= sentence.start]
        earlier = About(before[-1].subject, before[-1].property, None, None, None) if before else None
        about = self.last_topics.about(lost, earlier, before[-1].end if before else sentence.start)
        share = _LOST_SHARE.fullmatch(self.text[start:end])
        if share:
            part = about.property or (earlier.property if earlier else None)
            about = replace(about, property=f"{part or ''}占比", share_of=share["of"])
        return [self._reading(sentence, start, end, about, _period_of(self.text, dates, lost, None), lost.quantity)]


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


def _period_of(text: str, dates: list[FoundDate], found: FoundQuantity, lasting: Period | None) -> Period | None:
    """The date before the figure in its sentence, else the span of which the sentence before it spoke.

    Of the state before a change (从7天缩短到1天) only a date between 从 and the figure tells when.
    """
    before = [date for date in dates if date.end <= found.start and not date.compared]
    if found.told == "change":
        dated = before and len(text[before[-1].end : found.start]) <= _NEAR
        since = before and _SINCE.search(text, max(0, before[-1].start - 2), before[-1].start)
        return before[-1].period if dated and since else None
    return before[-1].period if before else lasting


def _lasting(dates: list[FoundDate], lasting: Period | None) -> Period | None:
    """What a sentence lends to the next: a span of months or years; a single day ends with its sentence."""
    spans = [found.period for found in dates if found.period and found.resolution in _LASTING and not found.compared]
    return spans[-1] if spans else lasting
