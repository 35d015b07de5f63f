"""A subject with all that was ever said of it, and the list of subjects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from markupsafe import Markup

from yanzhen.desk.register import words
from yanzhen.desk.register.drawers import button, original_url, place_of
from yanzhen.desk.register.models import Contest, Contradiction, Fact, Statement, Subject
from yanzhen.desk.register.subjects import group_of, name_key, same_name

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yanzhen.desk.accounts.models import Person

ROWS = 50
MOST_SAID = 1_000


@dataclass(frozen=True, slots=True)
class Said:
    """One statement about the subject, ready to be shown."""

    statement: Statement
    figure: Markup
    period: str
    place: str
    url: str
    contested: bool
    against: tuple[tuple[str, str], ...]
    """The other figures that cannot be true beside it, each with the reason."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A property of the subject, with everything that is said of it side by side."""

    property: str
    said: tuple[Said, ...]

    def is_disputed(self) -> bool:
        """Whether one of its figures contradicts another."""
        return any(row.against for row in self.said)


@dataclass(frozen=True, slots=True)
class Portrait:
    """A subject, its names, its documents, and what they say."""

    subject: Subject
    members: tuple[Subject, ...]
    names: tuple[str, ...]
    topics: tuple[Topic, ...]
    facts: tuple[tuple[Fact, str, str], ...]
    likely: tuple[Subject, ...]
    count: int
    list_url: str

    @property
    def disputed(self) -> int:
        return sum(topic.is_disputed() for topic in self.topics)


def portrait_of(subject: Subject, person: Person) -> Portrait:
    """All that this person may see of the subject."""
    members = tuple(group_of(subject).visible_to(person).select_related("document").order_by("pk"))  # type: ignore[attr-defined]
    keys = [member.pk for member in members]
    names = dict.fromkeys(name for member in members for name in (member.name, *member.variants))
    statements = list(_statements(keys, person)[:MOST_SAID])
    rows = Statement.objects.visible_to(person).filter(subject__in=keys)
    head = subject.head_id_or_own
    return Portrait(
        subject=subject,
        members=members,
        names=tuple(name for name in names if name != subject.name),
        topics=tuple(_topics(statements, person)),
        facts=tuple(
            (fact, str(words.PREDICATES.get(fact.predicate, fact.predicate)), _place(fact))
            for fact in _facts(keys, person)
        ),
        likely=tuple(same_name(subject, person)),
        count=rows.count(),
        list_url=f"{reverse('reading:statements')}?{urlencode({'subject': f'#{head}'})}",
    )


def subject_list(person: Person, query: Mapping[str, Any]) -> dict[str, Any]:
    """The subjects that this person may see, one row a group, by how much is said of them."""
    kind, name, page = (str(query.get(key, "")).strip() for key in ("kind", "q", "page"))
    rows = Subject.objects.visible_to(person)
    if kind in Subject.Kind.values:
        rows = rows.filter(kind=kind)
    if name:
        rows = rows.filter(Q(name__icontains=name) | Q(key__contains=name_key(name)))
    heads = (
        rows.annotate(group=Coalesce("head_id", "pk"))
        .values("group")
        .annotate(said=Count("statements"))
        .order_by("-said", "group")
    )
    shown = Paginator(heads, ROWS).get_page(page)
    return {
        "page": shown,
        "rows": _listed([row["group"] for row in shown], person),
        "kinds": Subject.Kind.choices,
        "kind": kind,
        "name": name,
        "address": urlencode({key: value for key, value in (("kind", kind), ("q", name)) if value}),
        "any": bool(shown.paginator.count) or bool(kind or name),
    }


def _listed(heads: Sequence[int], person: Person) -> list[dict[str, Any]]:
    members = Subject.objects.visible_to(person).filter(Q(pk__in=heads) | Q(head__in=heads)).order_by("pk")
    standing = Statement.Standing
    counted = members.annotate(
        waiting=Count("statements", filter=Q(statements__standing=standing.WAITING)),
        accepted=Count("statements", filter=Q(statements__standing=standing.ACCEPTED)),
    )
    groups: dict[int, list[Any]] = {}
    for row in counted:
        groups.setdefault(row.head_id_or_own, []).append(row)
    disputed = _disputed(heads, person)
    return [_row(groups[head], head in disputed) for head in heads if head in groups]


def _row(members: list[Any], disputed: bool) -> dict[str, Any]:
    return {
        "subject": members[0],
        "documents": len({member.document_id for member in members}),
        "waiting": sum(member.waiting for member in members),
        "accepted": sum(member.accepted for member in members),
        "disputed": disputed,
    }


def _disputed(heads: Sequence[int], person: Person) -> set[int]:
    pairs = Contradiction.objects.visible_to(person)
    group = Coalesce(F("first__subject__head_id"), F("first__subject_id"))
    return set(pairs.annotate(group=group).filter(group__in=heads).values_list("group", flat=True))


def _statements(subjects: Sequence[int], person: Person) -> QuerySet[Statement]:
    rows = Statement.objects.visible_to(person).filter(subject__in=subjects)
    contested = Contest.objects.filter(statement=OuterRef("pk"), standing=Contest.Standing.OPEN)
    rows = rows.annotate(contested=Exists(contested)).select_related("source__document")
    return rows.order_by("property", "kind", "unit", "period_start", "pk")


def _topics(statements: Iterable[Statement], person: Person) -> Iterable[Topic]:
    statements = list(statements)
    against = _against([statement.pk for statement in statements], person)
    for name, group in groupby(statements, key=lambda statement: statement.property):
        yield Topic(name, tuple(_said(statement, against.get(statement.pk, ())) for statement in group))


def _said(statement: Any, against: Iterable[tuple[str, str]]) -> Said:
    return Said(
        statement=statement,
        figure=button(statement),
        period=words.period_text(statement.period_start, statement.period_end),
        place=place_of(statement.source),
        url=original_url(statement.source),
        contested=statement.contested,
        against=tuple(against),
    )


def _against(keys: Sequence[int], person: Person) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    pairs = Contradiction.objects.visible_to(person).filter(Q(first__in=keys) | Q(second__in=keys))
    for pair in pairs.select_related("first", "second").order_by("pk"):
        for one, other in ((pair.first, pair.second), (pair.second, pair.first)):
            found.setdefault(one.pk, []).append((words.figure_text(other), words.why_not_both(one, other)))
    return found


def _facts(subjects: Sequence[int], person: Person) -> QuerySet[Fact]:
    rows = Fact.objects.visible_to(person).filter(Q(about__in=subjects) | Q(toward__in=subjects))
    return rows.select_related("document").order_by("predicate", "pk")[:MOST_SAID]


def _place(fact: Fact) -> str:
    return f"{reverse('reading:document', args=[fact.document_id])}?at={fact.start}#at"
