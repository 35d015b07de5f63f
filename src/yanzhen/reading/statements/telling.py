"""A paragraph read clause by clause: what each figure is about, and what holds on from sentence to sentence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from yanzhen.reading.statements.found import FoundQuantity, NameMention
from yanzhen.reading.statements.measured import right_noun
from yanzhen.reading.statements.phrases import Token, tokens_of
from yanzhen.reading.statements.sentences import Sentence
from yanzhen.reading.statements.subjects import About, Clause, read_about
from yanzhen.reading.statements.topics import Topic, carried, firm_named, head_of, topic_of

if TYPE_CHECKING:
    from yanzhen.reading.names.tagger import Word

_FAR = 24
"""How many words behind a figure may still hold its noun."""


class ParagraphTopics:
    """The topics of a paragraph; ``blanked`` is its folded text with the dates as spaces."""

    def __init__(self, blanked: str, names: Sequence[NameMention], words: Sequence[Word]) -> None:
        self.blanked, self.words = blanked, words
        self.names = sorted(names, key=lambda name: name.start)
        self.lasting = Topic()
        self.firm: str | None = None

    def sentence(self, sentence: Sentence, figures: Sequence[FoundQuantity]) -> SentenceTopics:
        """The next sentence; sentences are asked for in order."""
        return SentenceTopics(self, sentence, figures)

    def tokens(self, start: int, end: int) -> list[Token]:
        """The words of a part of the paragraph."""
        inside = [name for name in self.names if start <= name.start and name.end <= end]
        return tokens_of(self.blanked, start, end, inside, self.words)


class SentenceTopics:
    """The clauses of one sentence with their words, opening noun phrases and topics."""

    def __init__(self, paragraph: ParagraphTopics, sentence: Sentence, figures: Sequence[FoundQuantity]) -> None:
        self.paragraph, self.sentence = paragraph, sentence
        self.firms = [firm_named(paragraph.names, span[0], paragraph.firm) for span in sentence.clauses]
        self.paragraph_topic = paragraph.lasting
        self.tokens = self._tokens(figures)
        self.starts = [token.start for token in self.tokens]
        self.openings = [span[0] for span in sentence.clauses]
        self.ends = [span[1] for span in sentence.clauses]
        self.clauses = [self._clause(span) for span in sentence.clauses]
        self.heads = [head_of(tokens) for tokens in self.clauses]
        self.topics = self._topics()
        paragraph.firm = firm_named(paragraph.names, sentence.end, paragraph.firm)
        paragraph.lasting = next(
            (carried(topic) for topic in self.topics if carried(topic).lasting), carried(paragraph.lasting)
        )

    def _tokens(self, figures: Sequence[FoundQuantity]) -> list[Token]:
        """The words of the sentence, each figure as one number."""
        tokens: list[Token] = []
        at = self.sentence.start
        for found in figures:
            tokens += self.paragraph.tokens(at, found.start)
            tokens.append(Token(found.start, found.end, "", "number"))
            at = found.end
        return tokens + self.paragraph.tokens(at, self.sentence.end)

    def _clause(self, span: tuple[int, int]) -> list[Token]:
        return self._between(*span)

    def _between(self, start: int, end: int, most: int | None = None) -> list[Token]:
        """The words that start in ``[start, end)``, the first ``most`` of them."""
        first = bisect_left(self.starts, start)
        last = bisect_left(self.starts, end)
        return self.tokens[first : last if most is None else min(last, first + most)]

    def _topics(self) -> list[Topic]:
        known, topics = self.paragraph.lasting, []
        for tokens, head, firm in zip(self.clauses, self.heads, self.firms, strict=True):
            known = topic_of(tokens, head, known, firm)
            topics.append(known)
        return topics

    def _place(self, position: int) -> int:
        return max(0, bisect_right(self.openings, position) - 1)

    def subject_at(self, position: int) -> str | None:
        """What the clause that holds ``position`` is about."""
        return self.topics[self._place(position)].subject

    def noun_behind(self, position: int) -> str | None:
        """The noun phrase that follows ``position`` at once."""
        noun = right_noun(self._between(position, self.sentence.end, _FAR), position)
        return noun and noun.partition("和")[0]

    def about(self, found: FoundQuantity, earlier: About | None, edge: int) -> About:
        """What a figure of the sentence is about; ``edge`` is where the figure before it ends."""
        place = self._place(found.start)
        start = max(self.sentence.clauses[place][0], min(edge, found.start))
        text = self.paragraph.blanked
        clause = Clause(
            left=text[start : found.start],
            left_start=start,
            own=self._between(start, found.start),
            behind=self._between(found.end, self.ends[place], _FAR),
            topic=self.topics[place],
            before=self.topics[place - 1] if place else self.paragraph_topic,
            firm=self.firms[place],
        )
        about = read_about(clause, found, earlier)
        if about.owner is not None:
            self._hold(place, about.owner)
        return about

    def _hold(self, place: int, owner: Topic) -> None:
        """What a figure's own words name holds on, up to the clause that names another."""
        before = self.topics[place]
        for later in range(place, len(self.topics)):
            if self.topics[later] != before:
                return
            self.topics[later] = owner
