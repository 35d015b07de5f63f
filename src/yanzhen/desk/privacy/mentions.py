"""Every place in which one person is named, in the scope of the administrator who asks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from yanzhen.desk.accounts.models import Person, TrailEntry
from yanzhen.desk.privacy.kinds import Hand, hands
from yanzhen.desk.reading.models import Block, Name
from yanzhen.desk.register.models import ENTRIES, Document, Entry, Fact, Record, Statement, Subject
from yanzhen.desk.scope import scope_of

if TYPE_CHECKING:
    from django.db.models import Model

PEOPLE = "people"
LEAST_CHARACTERS = 2


@dataclass(frozen=True, slots=True)
class PageMentions:
    """How often a document names the person: in its texts, and in what was taken out of them."""

    document: Document
    blocks: int
    names: int
    statements: int
    facts: int

    @property
    def total(self) -> int:
        return self.blocks + self.names + self.statements + self.facts


@dataclass(frozen=True, slots=True)
class Mentions:
    """Where a name stands. ``hands`` counts by table, ``tables`` rows of other tables; the trail is counted, never shown here."""

    name: str
    accounts: tuple[Person, ...]
    people: tuple[Entry, ...]
    pages: tuple[PageMentions, ...]
    hands: dict[str, int]
    tables: dict[str, int]
    trail: int

    @property
    def is_empty(self) -> bool:
        return not (self.accounts or self.people or self.pages or self.hands or self.tables or self.trail)


def mentions_of(name: str, asker: Person) -> Mentions:
    """Everything that names the person. Two people of one name cannot be told apart here: whoever erases chooses row by row."""
    accounts = Person.objects.visible_to(asker).filter(Q(full_name=name) | Q(username=name)).order_by("pk")
    people = ENTRIES[PEOPLE].objects.visible_to(asker).filter(subject=name).order_by("pk")
    return Mentions(
        name=name,
        accounts=tuple(accounts),
        people=tuple(people),
        pages=tuple(_pages(name, asker)),
        hands={label: number for label, number in _hand_counts(name, asker).items() if number},
        tables=_tables(name, asker),
        trail=TrailEntry.objects.filter(Q(person_name__contains=name) | Q(subject_name__contains=name)).count(),
    )


def hand_rows(hand: Hand, name: str, asker: Person) -> QuerySet[Any]:
    """The rows in which this column names the person: ``王局``, or ``王局 (wang)``."""
    rows = _visible(hand.model, asker)
    return rows.filter(
        Q(**{hand.field: name})
        | Q(**{f"{hand.field}__startswith": f"{name} ("})
        | Q(**{f"{hand.field}__endswith": f"({name})"})
    )


def statements_of(name: str, document: Document) -> QuerySet[Statement]:
    """The document's statements whose subject or other words name the person."""
    words = Q(subject_text=name) | Q(property__contains=name) | Q(scope__contains=name)
    return Statement.objects.filter(words, source__document=document)


def facts_of(name: str, document: Document) -> QuerySet[Fact]:
    """What the document says of the person without a figure."""
    return Fact.objects.filter(Q(subject=name) | Q(object=name), document=document)


def subjects_of(name: str, document: Document) -> QuerySet[Subject]:
    """The document's subjects that bear the name."""
    return Subject.objects.filter(document=document, name=name)


def _pages(name: str, asker: Person) -> list[PageMentions]:
    """Documents by what was found in each, in four questions whatever their number."""
    counts = {
        "blocks": _by_document(Block.objects.visible_to(asker).filter(text__contains=name), "document"),
        "names": _by_document(Name.objects.visible_to(asker).filter(text=name), "document"),
        "statements": _by_document(
            Statement.objects.visible_to(asker).filter(
                Q(subject_text=name) | Q(property__contains=name) | Q(scope__contains=name)
            ),
            "source__document",
        ),
        "facts": _by_document(Fact.objects.visible_to(asker).filter(Q(subject=name) | Q(object=name)), "document"),
    }
    keys = set().union(*counts.values())
    documents = Document.objects.visible_to(asker).filter(pk__in=keys).order_by("pk")
    return [
        PageMentions(document, **{what: found[document.pk] for what, found in counts.items()}) for document in documents
    ]


def _by_document(rows: QuerySet[Any], column: str) -> Counter[int]:
    return Counter(rows.order_by().values_list(column, flat=True))


def _hand_counts(name: str, asker: Person) -> Counter[str]:
    found: Counter[str] = Counter()
    for hand in hands():
        found[str(hand.model._meta.label_lower)] += hand_rows(hand, name, asker).count()
    return found


def _tables(name: str, asker: Person) -> dict[str, int]:
    """Rows of other tables that hold the name: they are corrected by a sheet of their source, since they are about firms."""
    rows = Record.objects.visible_to(asker).filter(content__contains=name, erased_at=None).exclude(table=PEOPLE)
    return dict(Counter(rows.order_by().values_list("table", flat=True)))


def _visible(model: type[Model], asker: Person) -> QuerySet[Any]:
    rows: Any = model._default_manager
    if hasattr(rows, "visible_to"):
        return rows.visible_to(asker)  # type: ignore[no-any-return]
    scoped = partial(scope_of, asker)
    return rows.filter(scoped("one__region", "one__department"))  # type: ignore[no-any-return]
