"""Which statements a list shows: the filters of its address, the same for the screen and the export."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yanzhen.desk.reading import search
from yanzhen.desk.register.models import Contest, Contradiction, Document, Statement, Subject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yanzhen.desk.accounts.models import Person

SORTS = {
    "subject": "subject_text",
    "property": "property",
    "figure": "size",
    "period": "period_start",
    "standing": "standing",
    "read": "read_at",
}
RELATIONS = {"=": "=", "≈": "≈", ">": ">", ">=": "≥", "<": "<", "<=": "≤", "range": "–"}
STATUSES = {"known": _("known"), "truncated": _("cut off"), "unknown": _("unknown")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The filters; an empty one filters nothing. ``subject`` is a name or ``#`` and a subject's key."""

    q: str = ""
    document: str = ""
    article: str = ""
    standing: str = ""
    subject: str = ""
    property: str = ""
    unit: str = ""
    relation: str = ""
    kind: str = ""
    status: str = ""
    since: str = ""
    until: str = ""
    contradicts: str = ""
    contested: str = ""
    sort: str = ""

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> Self:
        """From the address of the page; what makes no sense there is left out."""
        given = {field.name: str(query.get(field.name, "")).strip()[:200] for field in fields(cls)}
        for name in ("document", "article"):
            given[name] = given[name] if given[name].isascii() and given[name].isdigit() else ""
        for name in ("since", "until"):
            given[name] = given[name] if _is_day(given[name]) else ""
        given["sort"] = given["sort"] if given["sort"].removeprefix("-") in SORTS else ""
        return cls(**given)

    def rows(self, person: Person) -> QuerySet[Statement]:
        """The statements that this person may see and that pass every filter, in the order asked for."""
        rows = Statement.objects.visible_to(person).filter(self._columns())
        if (found := search.matching("statement", self.q)) is not None:
            rows = rows.filter(pk__in=found)
        if self.contradicts:
            rows = rows.filter(contradicting(person))
        if self.contested:
            rows = rows.filter(Exists(Contest.objects.filter(statement=OuterRef("pk"), standing="open")))
        return rows.order_by(*self._order())

    def address(self, **changes: str) -> str:
        """The query of the same list with these filters changed, without its ``?``."""
        changed = replace(self, **changes)
        return urlencode([(f.name, value) for f in fields(changed) if (value := getattr(changed, f.name))])

    def sorted_by(self, column: str) -> str:
        """The query that a click on the column's header asks for: up, then down, then as read."""
        following = {"": column, column: f"-{column}"}.get(self.sort if self.sort.lstrip("-") == column else "", "")
        return self.address(sort=following)

    def order_of(self, column: str) -> str:
        """The column's ``aria-sort``."""
        return {column: "ascending", f"-{column}": "descending"}.get(self.sort, "none")

    def chips(self, person: Person) -> list[tuple[str, str]]:
        """Each filter as plain words, with the query without it."""
        told = {name: words for name, words in self._told(person).items() if getattr(self, name)}
        return [(words, self.address(**{name: ""})) for name, words in told.items()]

    def _columns(self) -> Q:
        condition = Q()
        plain = {"standing": "standing", "unit": "unit", "relation": "relation", "kind": "kind", "status": "status"}
        plain |= {"document": "source__document", "article": "source__article"}
        for name, column in plain.items():
            if value := getattr(self, name):
                condition &= Q(**{column: value})
        if self.property:
            condition &= Q(property__contains=self.property)
        return condition & self._about() & self._within()

    def _about(self) -> Q:
        if not self.subject:
            return Q()
        key = self.subject.removeprefix("#")
        if key != self.subject and key.isascii() and key.isdigit():
            return Q(subject=key) | Q(subject__head=key)
        return Q(subject_text__contains=self.subject)

    def _within(self) -> Q:
        condition = Q()
        if self.since:
            condition &= Q(period_end__gte=self.since) | Q(period_end__isnull=True, period_start__gte=self.since)
        if self.until:
            condition &= Q(period_start__lte=self.until) | Q(period_start__isnull=True, period_end__lte=self.until)
        return condition

    def _order(self) -> tuple[Any, ...]:
        if not self.sort:
            return ("-source__document", "source__start", "pk")
        column = F(SORTS[self.sort.removeprefix("-")])
        order = column.desc(nulls_last=True) if self.sort.startswith("-") else column.asc(nulls_last=True)
        return (order, "pk")

    def _told(self, person: Person) -> dict[str, str]:
        return {
            "q": f"“{self.q}”",
            "document": self._document_name(person),
            "article": gettext("article %(number)s") % {"number": self.article},
            "standing": str(dict(Statement.Standing.choices).get(self.standing, self.standing)),
            "subject": self._subject_name(person),
            "property": self.property,
            "unit": {"CNY": gettext("money"), "1": gettext("share (%)")}.get(self.unit, self.unit),
            "relation": RELATIONS.get(self.relation, self.relation),
            "kind": str(dict(Statement.Kind.choices).get(self.kind, self.kind)),
            "status": str(STATUSES.get(self.status, self.status)),
            "since": gettext("from %(day)s") % {"day": self.since},
            "until": gettext("until %(day)s") % {"day": self.until},
            "contradicts": gettext("contradicted"),
            "contested": gettext("contested"),
        }

    def _document_name(self, person: Person) -> str:
        found = Document.objects.visible_to(person).filter(pk=self.document) if self.document else None
        return (found.values_list("file", flat=True).first() if found else None) or f"#{self.document}"

    def _subject_name(self, person: Person) -> str:
        key = self.subject.removeprefix("#")
        if key == self.subject or not key.isdigit():
            return self.subject
        return Subject.objects.visible_to(person).filter(pk=key).values_list("name", flat=True).first() or self.subject


def contradicting(person: Person) -> Q:
    """The condition that another statement, which this person may see too, cannot be true beside it."""
    pairs = Contradiction.objects.visible_to(person)
    return Q(Exists(pairs.filter(first=OuterRef("pk")))) | Q(Exists(pairs.filter(second=OuterRef("pk"))))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
