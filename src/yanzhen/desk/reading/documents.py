"""The list of documents: each with its state and what it holds, in few queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from yanzhen.desk.frame.parts import Lamp
from yanzhen.desk.reading.models import Article, ReadingJob
from yanzhen.desk.register.models import Contradiction, Document, Statement

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

LAMPS = {
    ReadingJob.State.WAITING: Lamp.WATCH,
    ReadingJob.State.READING: Lamp.WATCH,
    ReadingJob.State.DONE: Lamp.GOOD,
    ReadingJob.State.FAILED: Lamp.BAD,
    ReadingJob.State.STOPPED: Lamp.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document of the list."""

    document: Document
    lamp: Lamp
    state: str
    articles: int
    waiting: int
    accepted: int
    rejected: int
    disputed: int


def document_rows(documents: Iterable[Document], person: Person) -> list[DocumentRow]:
    """The documents with their counts."""
    chosen = list(documents)
    keys = [document.pk for document in chosen]
    states = dict(ReadingJob.objects.visible_to(person).filter(document__in=keys).values_list("document_id", "state"))
    labels = dict(ReadingJob.State.choices)
    articles = _counted(Article.objects.visible_to(person).filter(document__in=keys), "document_id")
    standing = _standings(keys, person)
    disputed = _disputed(keys, person)
    return [
        DocumentRow(
            document=document,
            lamp=LAMPS[ReadingJob.State(states[document.pk])],
            state=str(labels[states[document.pk]]),
            articles=articles[document.pk],
            waiting=standing[document.pk, "waiting"],
            accepted=standing[document.pk, "accepted"],
            rejected=standing[document.pk, "rejected"],
            disputed=disputed[document.pk],
        )
        for document in chosen
    ]


def _counted(rows: object, column: str) -> Counter[int]:
    found = rows.values_list(column).annotate(number=Count("pk"))  # type: ignore[attr-defined]
    return Counter(dict(found))


def _standings(keys: list[int], person: Person) -> Counter[tuple[int, str]]:
    rows = Statement.objects.visible_to(person).filter(source__document__in=keys)
    counted = rows.values_list("source__document_id", "standing").annotate(number=Count("pk"))
    return Counter({(document, standing): number for document, standing, number in counted})


def _disputed(keys: list[int], person: Person) -> Counter[int]:
    sides = ("first__source__document_id", "second__source__document_id")
    either = Q(first__source__document__in=keys) | Q(second__source__document__in=keys)
    pairs = Contradiction.objects.visible_to(person).filter(either).values_list(*sides)
    return Counter(document for pair in pairs for document in set(pair))
