"""Statements of a paragraph: figures, dates and rankings with what they speak of."""

from __future__ import annotations

from yanzhen.reading.statements.dates import DateContext, find_dates
from yanzhen.reading.statements.found import (
    FoundDate,
    FoundQuantity,
    FoundRanking,
    NameMention,
    Paragraph,
    Reading,
)
from yanzhen.reading.statements.quantities import find_quantities
from yanzhen.reading.statements.rankings import find_rankings
from yanzhen.reading.statements.statements import read_statements
from yanzhen.reading.statements.truncation import find_cut_figure

__all__ = [
    "DateContext",
    "FoundDate",
    "FoundQuantity",
    "FoundRanking",
    "NameMention",
    "Paragraph",
    "Reading",
    "find_cut_figure",
    "find_dates",
    "find_quantities",
    "find_rankings",
    "read_statements",
]
