"""Reading the edges that a text proposes: sentence by sentence, each with its place, its mood and how sure it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from yanzhen.chains.proposing.folding import Folded, fold
from yanzhen.chains.proposing.mentions import Mention, masked, mentions
from yanzhen.chains.proposing.naming import Named, named_in
from yanzhen.chains.proposing.proposal import End, Firm, Known, Mood, Proposal, Relation, Span, Sureness
from yanzhen.chains.proposing.wording import (
    FIRM_SLOTS,
    GIVEN,
    MARKS,
    SPEAKER,
    EdgeRule,
    Pattern,
    hedges,
    patterns,
    pronoun,
)

LONGEST_SENTENCE = 400
"""A run without a full stop is cut there at a mark: no pattern spans so much."""
_SENTENCES = re.compile(r"[^。！？]+[。！？]?")
_CLAUSE = re.compile(f"[{MARKS}]")
_WORSE = {Sureness.EXPLICIT: 0, Sureness.NEW_NAME: 1, Sureness.INFERRED: 2}


@dataclass(frozen=True, slots=True)
class Sentence:
    """``[start, end)`` of the folded text; ``masked`` has firms' names covered."""

    start: int
    end: int
    masked: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What earlier sentences of the passage leave: the firm of which they spoke and the products that they named last."""

    firm: Firm | None = None
    is_given: bool = False
    """The whole text speaks of the firm, as its description does."""
    products: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph in its folded form, with what is known beforehand."""

    text: str
    folded: Folded
    known: Known
    on: date | None


def propose(
    text: str,
    known: Known,
    *,
    subject: Firm | None = None,
    on: date | None = None,
    pieces: Sequence[Sequence[Span]] | None = None,
) -> tuple[Proposal, ...]:
    """The edges that the text proposes, in its order, each once for each place.

    ``subject`` is the firm whose description the text is, ``on`` the day of the text. ``pieces`` are its paragraphs, each as the spans of
    ``text`` in reading order; without them blank lines part paragraphs. Spans of the answer are of ``text`` as it was given.

    >>> known = Known.of(["石英砂", "光伏玻璃"])
    >>> [one] = propose("该厂以石英砂为原料生产光伏玻璃。", known)
    >>> one.relation.value, one.source.name, one.target.name, one.mood.value, one.sureness.value, one.words
    ('made_from', '光伏玻璃', '石英砂', 'stated', 'explicit', '以石英砂为原料生产光伏玻璃')
    """
    found: list[Proposal] = []
    for spans in pieces if pieces is not None else _paragraphs(text):
        passage = Passage(text, fold(text, spans), known, on)
        context = Context(subject, is_given=subject is not None)
        for sentence in _sentences(passage):
            proposed, context = _of_sentence(passage, sentence, context)
            found += proposed
    return tuple(found)


def _paragraphs(text: str) -> Iterator[list[Span]]:
    at = 0
    for gap in [*re.finditer(r"\n\s*\n", text), None]:
        end = gap.start() if gap else len(text)
        yield [(at, end)]
        at = gap.end() if gap else end


def _sentences(passage: Passage) -> Iterator[Sentence]:
    for told in _SENTENCES.finditer(passage.folded.text):
        for start, end in _short_enough(told[0], told.start()):
            text = passage.folded.text[start:end]
            named = mentions(text, passage.known)
            yield Sentence(start, end, masked(text, named), named)


def _short_enough(text: str, start: int) -> Iterator[Span]:
    while len(text) > LONGEST_SENTENCE:
        cut = max(text.rfind(mark, 0, LONGEST_SENTENCE) for mark in MARKS + "、") + 1 or LONGEST_SENTENCE
        yield start, start + cut
        start, text = start + cut, text[cut:]
    yield start, start + len(text)


def _of_sentence(passage: Passage, sentence: Sentence, context: Context) -> tuple[list[Proposal], Context]:
    """What the sentence proposes, and what it leaves for the next one."""
    found: dict[tuple[object, ...], Proposal] = {}
    carried = context
    matches = [(match, pattern) for pattern in patterns() for match in pattern.found.finditer(sentence.masked)]
    for match, pattern in sorted(matches, key=lambda one: (one[0].start(), one[0].end())):
        reader = _Reader(passage, sentence, match, pattern, carried)
        for proposal in reader.proposals():
            key = (*proposal.edge, proposal.mood)
            if key not in found or _WORSE[proposal.sureness] < _WORSE[found[key].sureness]:
                found[key] = proposal
        if products := reader.made:
            carried = replace(carried, products=products)
    spoken = sentence.mentions[0].firm if sentence.mentions else carried.firm
    firm = carried.firm if context.is_given else spoken
    return _one_mood(list(found.values())), replace(carried, firm=firm)


def _one_mood(found: list[Proposal]) -> list[Proposal]:
    """An edge that one pattern reads as a plan and another, blind to the hedge, as a fact, is the plan."""
    hedged = {one.edge for one in found if one.mood is not Mood.STATED}
    return [one for one in found if one.mood is not Mood.STATED or one.edge not in hedged]


@dataclass(frozen=True)
class _Reader:
    """One match of one pattern in one sentence."""

    passage: Passage
    sentence: Sentence
    match: re.Match[str]
    pattern: Pattern
    context: Context

    def proposals(self) -> Iterator[Proposal]:
        for rule in self.pattern.edges:
            sources, carried_source = self._ends(rule, rule.source)
            targets, carried_target = self._ends(rule, rule.target)
            for source in sources:
                for target in targets:
                    if self._may_stand(rule, source, target):
                        yield self._proposal(rule, source, target, carried=carried_source or carried_target)

    @property
    def made(self) -> tuple[Named, ...]:
        """The products of which a later 广泛应用于 may speak."""
        if not any(rule.relation is Relation.MAKES for rule in self.pattern.edges) or "product" not in self._slots:
            return ()
        return tuple(self._named("product"))

    @property
    def _slots(self) -> dict[str, str | None]:
        return self.match.groupdict()

    def _ends(self, rule: EdgeRule, slot: str) -> tuple[list[End], bool]:
        """The names in the slot, and whether they were carried over from words before it."""
        if slot in (SPEAKER, GIVEN):
            return self._speaker() if slot == SPEAKER or self.context.is_given else ([], False)
        if slot in FIRM_SLOTS:
            return [self._firm_end(one) for one in self._mentions_in(*self.match.span(slot))], False
        if self._slots.get(slot) is None:
            return [], False
        named = self._named(slot)
        if named or not self._is_pronoun(slot):
            return [self._product_end(one) for one in named], False
        return [self._product_end(one) for one in self.context.products], True

    def _named(self, slot: str) -> list[Named]:
        start = self.match.start(slot)
        return named_in(self.match[slot], self.sentence.start + start, self.passage.known)

    def _is_pronoun(self, slot: str) -> bool:
        """Whether the slot only points back (产品广泛应用于…)."""
        return (
            len(self.match[slot]) <= 8
            and re.fullmatch(r"(?:其|该|此|这些|这类|等|主要|公司|系列)*产品[^\d]{0,3}|其|主要", self.match[slot])
            is not None
        )

    def _speaker(self) -> tuple[list[End], bool]:
        """The firm of which the clause speaks: named before the words in the sentence, else the one before; concluded in that case."""
        before = [one for one in self.sentence.mentions if one.start < self._object_start]
        if before:
            return [self._firm_end(self._nearest(before))], False
        if self.context.firm is None:
            return [], False
        firm = self.context.firm
        points_back = pronoun().search(self.sentence.masked[: self._object_start]) is not None
        if not self.context.is_given and not points_back:
            return [], False
        end = End(firm.name, "", self._place(self.match.start(), self.match.start() + 1), not firm.code, firm.code)
        return [end], not self.context.is_given

    def _nearest(self, before: list[Mention]) -> Mention:
        """The first firm of the last clause that names one."""
        clauses = [0, *(mark.end() for mark in _CLAUSE.finditer(self.sentence.masked[: self._object_start]))]
        for start in reversed(clauses):
            inside = [one for one in before if one.start >= start]
            if inside:
                return inside[0]
        return before[0]

    @property
    def _object_start(self) -> int:
        slots = [slot for slot in ("buyer", "product") if self._slots.get(slot) is not None]
        last = max(
            (self.match.start(slot) for slot in ("in", "out") if self._slots.get(slot)), default=self.match.end()
        )
        return min((self.match.start(slot) for slot in slots), default=last)

    def _mentions_in(self, start: int, end: int) -> list[Mention]:
        return [one for one in self.sentence.mentions if start <= one.start < end]

    def _may_stand(self, rule: EdgeRule, source: End, target: End) -> bool:
        if source.name == target.name:
            return False
        if self.pattern.needs == "any":
            return True
        if rule.relation.table != "product-links":
            return not target.is_new
        both = self.pattern.needs == "all_known"
        return not (source.is_new or target.is_new) if both else not (source.is_new and target.is_new)

    def _proposal(self, rule: EdgeRule, source: End, target: End, *, carried: bool) -> Proposal:
        new = source.is_new or target.is_new
        told = Sureness.INFERRED if carried else Sureness.NEW_NAME if new else Sureness.EXPLICIT
        sureness = max(told, self.pattern.sureness, key=lambda one: _WORSE[one])
        start, end = self._extent(source, target)
        return Proposal(
            relation=rule.relation,
            source=source,
            target=target,
            mood=self._mood(),
            sureness=sureness,
            span=(start, end),
            words=self.passage.text[start:end],
            sentence=self.passage.folded.span(self.sentence.start, self.sentence.end),
            pattern=self.pattern.id,
            on=self.passage.on,
            product=self._goods() if rule.relation is Relation.SUPPLIES else "",
        )

    def _extent(self, source: End, target: End) -> Span:
        start, end = self._place(self.match.start(), self.match.end())
        places = [place for end_ in (source, target) if end_.written for place in end_.span]
        return min([start, *places]), max([end, *places]) if end - start > 400 else end

    def _goods(self) -> str:
        if self._slots.get("goods") is None:
            return ""
        return "、".join(one.name for one in self._named("goods"))

    def _mood(self) -> Mood:
        """By the hedges between the speaker's clause and the end of the words."""
        if self.pattern.mood in (Mood.PAST, Mood.DENIED):
            return self.pattern.mood
        before = self.sentence.masked[: max(self._object_start, self.match.start()) + 1]
        clause = max((mark.end() for mark in _CLAUSE.finditer(before, 0, self.match.start())), default=0)
        for hedge in hedges():
            if hedge.found.search(before, 0 if hedge.reaches_back else clause):
                return hedge.mood
        return self.pattern.mood or Mood.STATED

    def _product_end(self, one: Named) -> End:
        place = self.passage.folded.span(one.start, one.end)
        written = self.passage.folded.text[one.start : one.end]
        return End(one.name, written, place, one.is_new, like=one.like)

    def _firm_end(self, mention: Mention) -> End:
        place = self._place(mention.start, mention.end)
        return End(mention.firm.name, mention.text, place, not mention.firm.code, mention.firm.code)

    def _place(self, start: int, end: int) -> Span:
        return self.passage.folded.span(self.sentence.start + start, self.sentence.start + end)
