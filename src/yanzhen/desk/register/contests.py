"""A figure is contested with a reason, shown as such beside it, and decided by an approver."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop as _

from yanzhen.desk.accounts.trail import Actor, Subject, record_change
from yanzhen.desk.register.decisions import Change, withdraw
from yanzhen.desk.register.models import Contest, Statement

REASON_LENGTH = 2000


class AlreadyDecidedError(Exception):
    """Another approver was faster; the contest says what they decided."""


@transaction.atomic
def contest(statement: Statement, reason: str, actor: Actor, *, now: datetime) -> Contest:
    """Say that the figure is wrong. The figure stays; the contest stands beside it until it is decided."""
    made = Contest.objects.create(
        statement=statement, reason=reason[:REASON_LENGTH], by=actor.person, by_name=actor.name[:150], at=now
    )
    record_change(
        actor, _("figure contested"), _subject(made), None, {"statement": statement.pk, "reason": made.reason}
    )
    return made


@transaction.atomic
def settle(contested: Contest, standing: Contest.Standing, answer: str, actor: Actor, *, now: datetime) -> Contest:
    """Uphold the contest (the statement goes back to review) or dismiss it, with the answer to who contested."""
    decided = {
        "standing": standing,
        "answer": answer[:REASON_LENGTH],
        "decided_by": actor.name[:150],
        "decided_at": now,
    }
    if not Contest.objects.filter(pk=contested.pk, standing=Contest.Standing.OPEN).update(**decided):
        raise AlreadyDecidedError(contested.pk)
    record_change(
        actor,
        _("contest decided"),
        _subject(contested),
        {"standing": "open"},
        {"standing": standing.value, "answer": answer},
    )
    statement = Statement.objects.select_related("source").get(pk=contested.statement_id)
    if standing == Contest.Standing.UPHELD and statement.standing != Statement.Standing.WAITING:
        withdraw(statement, Change(actor, statement.version, now))
    return Contest.objects.get(pk=contested.pk)


def _subject(contested: Contest) -> Subject:
    statement = contested.statement
    return Subject(_("contest"), str(contested.pk), str(statement), statement.region)
