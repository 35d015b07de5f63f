"""Statements of pages tied to a deal, each beside the fact that it speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from yanzhen.desk.register.figures import quantity_of
from yanzhen.desk.register.models import Statement
from yanzhen.desk.securitization.facts import Agreement, Fact, agreement, facts_of
from yanzhen.desk.securitization.models import DealDocument, DealTie
from yanzhen.values import Answer, Quantity

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yanzhen.desk.accounts.models import Person
    from yanzhen.desk.securitization.models import Deal
    from yanzhen.securitization.deal import Deal as Terms

MOST_OFFERED = 200


@dataclass(frozen=True, slots=True)
class Tied:
    """A tied statement with its fact (``None`` where the deal in view has no such fact) and whether they agree."""

    tie: DealTie
    statement: Statement
    said: Quantity | None
    fact: Fact | None
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Offered:
    """A statement of an attached document that could be tied; ``fits`` is the first fact that it agrees with."""

    statement: Statement
    said: Quantity | None
    fits: str


def tied_statements(deal: Deal, terms: Terms, person: Person) -> list[Tied]:
    """What is tied and this person may see, those that disagree first."""
    facts = {fact.key: fact for fact in facts_of(terms)}
    seen = {one.pk: one for one in _visible(person).filter(pk__in=deal.ties.values("statement"))}
    ties = DealTie.objects.visible_to(person).filter(deal=deal, statement__in=seen).order_by("fact", "pk")
    found = [_tied(tie, seen[tie.statement_id], facts.get(tie.fact)) for tie in ties]
    order = {Answer.UNMET: 0, Answer.UNKNOWN: 1, Answer.MET: 2}
    return sorted(found, key=lambda one: order[one.agreement.answer])


def offered_statements(deal: Deal, terms: Terms, person: Person) -> list[Offered]:
    """Statements of the attached documents that are not tied yet, those that agree with a fact first."""
    papers = DealDocument.objects.visible_to(person).filter(deal=deal).values("document")
    rows = _visible(person).filter(source__document__in=papers, kind="figure").exclude(standing="rejected")
    rows = rows.exclude(pk__in=deal.ties.values("statement")).order_by("source__document", "source__start")
    facts = facts_of(terms)
    found = [Offered(row, said := quantity_of(row), _fits(facts, said)) for row in rows[:MOST_OFFERED]]
    return sorted(found, key=lambda one: not one.fits)


def _visible(person: Person) -> QuerySet[Statement]:
    return Statement.objects.visible_to(person).select_related("source__document")


def _tied(tie: DealTie, statement: Statement, fact: Fact | None) -> Tied:
    said = quantity_of(statement)
    if fact is None:
        gone = Agreement(Answer.UNKNOWN, gettext("this version of the deal has no such fact"))
        return Tied(tie, statement, said, None, gone)
    return Tied(tie, statement, said, fact, agreement(fact, said))


def _fits(facts: tuple[Fact, ...], said: Quantity | None) -> str:
    return next((fact.key for fact in facts if agreement(fact, said).answer is Answer.MET), "")
