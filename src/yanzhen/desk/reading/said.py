"""A page's statements and names as the register keeps them: sources with their sentence, and who is spoken of."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from yanzhen.desk.register.figures import as_json, size_of
from yanzhen.desk.register.models import Document, Fact, Source, Statement, Subject
from yanzhen.desk.register.subjects import NAME_LENGTH, keep_names, name_key
from yanzhen.reading.page import Name, Page, PageStatement

NEAR = 60
"""Characters on each side that stand for the sentence where the reading names none."""

KINDS = {"place": Subject.Kind.REGION, "organisation": Subject.Kind.ORGANISATION, "person": Subject.Kind.PERSON}
NAMED = ("place", "organisation")
"""Names that get a page in the register even when no figure speaks of them."""


def source_of(said: PageStatement, document: Document, text: str, page: Page, titles: dict[int, str]) -> Source:
    """Where the statement stands, with the sentence as it is printed."""
    start, end = _a_place(said.span, len(text))
    left, right = said.sentence or _nearby(text, start, end)
    if not left <= start < end <= right:
        left, right = _nearby(text, start, end)
    return Source(
        kind=Source.Kind.SPAN,
        document=document,
        start=start,
        end=end,
        quote=said.quote or text[start:end],
        context=text[left:right],
        context_start=left,
        page=_printed_page(page, start),
        article=said.article,
        article_title="" if said.article is None else titles.get(said.article, "")[:300],
    )


def statement_of(said: PageStatement) -> dict[str, Any]:
    """The statement's columns, with the machine's reading kept whole beside them."""
    quantity, period = said.quantity, said.period
    columns: dict[str, Any] = {
        "subject_text": (said.subject or "")[:NAME_LENGTH],
        "property": (said.property or "")[:200],
        "kind": _kind(said),
        "low": quantity and quantity.low,
        "high": quantity and quantity.high,
        "size": size_of(quantity.low, quantity.high) if quantity else None,
        "unit": quantity.unit[:32] if quantity else "",
        "relation": quantity.relation.value if quantity else "",
        "status": quantity.status.value if quantity else "known",
        "stated_to": quantity and quantity.stated_to,
        "period_start": period and period.start,
        "period_end": period and period.end,
        "scope": (said.scope or "")[:300],
        "other_scope": (said.other_scope or "")[:300],
        "direction": said.direction or "",
        "ranking": (said.ranking or "")[:60],
        "share_of": (said.share_of or "")[:200],
        "origin": said.origin[:100],
    }
    return {**columns, "machine": as_json({name: value for name, value in columns.items() if name != "size"})}


@dataclass(frozen=True, slots=True)
class Cast:
    """Who a page speaks of: one subject for each name, short forms under their full name."""

    document: Document
    full_names: dict[str, str]
    subjects: dict[str, Subject]

    @classmethod
    def of(cls, document: Document, page: Page) -> Self:
        """The subjects of the page; those that the document had already (a second reading) are kept."""
        full_names = {name_key(name.text): name.same_as for name in page.names if name.same_as}
        wanted = cls(document, full_names, {})
        for name in page.names:
            if name.kind in NAMED or name.same_as:
                wanted._enter(name.same_as or name.text, name)
        for text in _spoken_of(page):
            wanted._enter(text, None)
        return dataclasses.replace(wanted, subjects=_kept(document, wanted.subjects))

    def subject_of(self, said: PageStatement) -> Subject | None:
        """The subject that the statement names, if it names one."""
        return self._named(said.subject or "")

    def facts(self, page: Page) -> Iterable[Fact]:
        """The page's facts, tied to the subjects that they name."""
        for fact in page.facts:
            yield Fact(
                document=self.document,
                article=fact.article,
                subject=fact.subject,
                predicate=fact.predicate,
                object=fact.object,
                about=self._named(fact.subject),
                toward=self._named(fact.object),
                quote=fact.quote,
                start=fact.span[0],
                end=fact.span[1],
            )

    def _named(self, text: str) -> Subject | None:
        return self.subjects.get(name_key(self.full_names.get(name_key(text), text)))

    def _enter(self, text: str, name: Name | None) -> None:
        full = self.full_names.get(name_key(text), text)
        if not name_key(full):
            return
        made = self.subjects.setdefault(name_key(full), self._new(full))
        if name is not None:
            made.kind = KINDS.get(name.kind, made.kind)
            made.code = made.code or (name.region or "")
            text = name.text
        if text != made.name and text not in made.variants:
            made.variants.append(text)

    def _new(self, full: str) -> Subject:
        office = {"region": self.document.region, "department": self.document.department}
        return Subject(document=self.document, name=full[:NAME_LENGTH], key=name_key(full), variants=[], **office)


def _spoken_of(page: Page) -> Iterable[str]:
    yield from (said.subject for said in page.statements if said.subject)
    yield from (fact.subject for fact in page.facts)


def _kept(document: Document, wanted: dict[str, Subject]) -> dict[str, Subject]:
    there = {subject.key: subject for subject in document.subjects.all()}
    new = Subject.objects.bulk_create((made for key, made in wanted.items() if key not in there), batch_size=500)
    keep_names(new)
    return {key: there.get(key, made) for key, made in wanted.items()}


def _kind(said: PageStatement) -> Statement.Kind:
    if said.quantity is not None:
        return Statement.Kind.FIGURE
    return Statement.Kind.RANKING if said.ranking else Statement.Kind.DAY


def _a_place(span: tuple[int, int], length: int) -> tuple[int, int]:
    """The span itself, or the character beside it where a figure that was cut off left no character of its own."""
    start, end = span
    return (start, end) if start < end else (max(0, min(start, length) - 1), max(1, min(start, length)))


def _nearby(text: str, start: int, end: int) -> tuple[int, int]:
    return max(0, start - NEAR), min(len(text), end + NEAR)


def _printed_page(page: Page, start: int) -> int | None:
    for article in page.articles:
        for block in article.blocks:
            if block.page is not None and any(a <= start < b for a, b in block.spans):
                return block.page
    return None
