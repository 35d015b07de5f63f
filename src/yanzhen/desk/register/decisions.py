"""What persons decide about a statement: accept, correct, reject, undo. No change is lost and none is silent.

Each change names the version that it was made on; when another was faster it is refused with what the
other did (:class:`StaleEditError`), and what was typed stays with the one who typed it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as _

from yanzhen.desk.accounts.trail import Actor, Subject, record_change
from yanzhen.desk.register.contradictions import forget, refresh
from yanzhen.desk.register.figures import as_json, size_of
from yanzhen.desk.register.models import CORRECTABLE, Decision, Statement
from yanzhen.desk.register.signals import statements_changed
from yanzhen.desk.register.subjects import heads_of, subject_named

Act = Decision.Act
Standing = Statement.Standing
STANDING_AFTER = {
    Act.ACCEPT: Standing.ACCEPTED,
    Act.CORRECT: Standing.ACCEPTED,
    Act.REJECT: Standing.REJECTED,
    Act.WITHDRAW: Standing.WAITING,
}
ACTIONS = {
    Act.ACCEPT: _("statement accepted"),
    Act.CORRECT: _("statement corrected"),
    Act.REJECT: _("statement rejected"),
    Act.UNDO: _("decision undone"),
    Act.WITHDRAW: _("statement sent back"),
}
KEPT = (*CORRECTABLE, "subject_id", "corrected", "standing", "decided_by", "decided_at")


class StaleEditError(Exception):
    """Another person changed the statement since it was opened; ``since`` is what they did, oldest first."""

    def __init__(self, statement: Statement, since: list[Decision]) -> None:
        super().__init__(f"statement {statement.pk} is at version {statement.version}")
        self.statement, self.since = statement, since


class NothingToUndoError(Exception):
    """The statement has no decision that stands."""


@dataclass(frozen=True, slots=True)
class Change:
    """One decision to be made: by whom, on which version, when."""

    actor: Actor
    version: int
    now: datetime


def accept(statement: Statement, change: Change) -> Statement:
    """The statement stands as it was read (or as it was corrected before)."""
    return _decide(statement, Act.ACCEPT, {}, change)


def reject(statement: Statement, change: Change) -> Statement:
    """The statement is not what the source says."""
    return _decide(statement, Act.REJECT, {}, change)


def withdraw(statement: Statement, change: Change) -> Statement:
    """The statement goes back to review (a contest was upheld)."""
    return _decide(statement, Act.WITHDRAW, {}, change)


def correct(statement: Statement, said: Mapping[str, Any], change: Change) -> Statement:
    """The source says what a person read; the machine's reading is kept beside it."""
    wanted = {name: said[name] for name in CORRECTABLE if name in said}
    return _decide(statement, Act.CORRECT, wanted, change)


@transaction.atomic
def undo(statement: Statement, change: Change) -> Statement:
    """Take back the last decision that stands: everything is as it was before it."""
    last = statement.decisions.filter(undone=False).exclude(act=Act.UNDO).order_by("-version").first()
    if last is None:
        raise NothingToUndoError(statement.pk)
    written = _write(statement, Act.UNDO, _from_json(last.before), change)
    Decision.objects.filter(pk=last.pk).update(undone=True)
    return written


@transaction.atomic
def _decide(statement: Statement, act: Decision.Act, said: dict[str, Any], change: Change) -> Statement:
    fields = {**said, "standing": STANDING_AFTER[act]}
    fields["decided_by"] = "" if act == Act.WITHDRAW else change.actor.name[:150]
    fields["decided_at"] = None if act == Act.WITHDRAW else change.now
    if act == Act.CORRECT:
        fields["corrected"] = True
        fields["subject_id"] = subject_named(statement, said.get("subject_text", statement.subject_text))
    return _write(statement, act, fields, change)


def _write(statement: Statement, act: Decision.Act, fields: dict[str, Any], change: Change) -> Statement:
    before = {name: getattr(statement, name) for name in KEPT}
    after = {**before, **fields}
    row = {**fields, "size": size_of(after["low"], after["high"]), "version": change.version + 1}
    if not Statement.objects.filter(pk=statement.pk, version=change.version).update(**row):
        raise stale(statement.pk, change.version)
    Decision.objects.create(
        statement=statement,
        act=act,
        version=change.version + 1,
        before=as_json(before),
        after=as_json(after),
        by_name=change.actor.name[:150],
        at=change.now,
    )
    _record(statement, act, before, after, change.actor)
    written = Statement.objects.select_related("source").get(pk=statement.pk)
    _follow_up(written, before, change.now)
    return written


def stale(statement_id: int, version: int) -> StaleEditError:
    """What happened to the statement since this version."""
    current = Statement.objects.select_related("source").get(pk=statement_id)
    return StaleEditError(current, list(current.decisions.filter(version__gt=version).order_by("version")))


def _record(
    statement: Statement, act: Decision.Act, before: Mapping[str, Any], after: Mapping[str, Any], actor: Actor
) -> None:
    changed = [name for name in KEPT if before[name] != after[name]]
    subject = Subject(_("statement"), str(statement.pk), str(statement), statement.region)
    record_change(
        actor,
        ACTIONS[act],
        subject,
        as_json({name: before[name] for name in changed}),
        as_json({name: after[name] for name in changed}),
    )


def _follow_up(statement: Statement, before: Mapping[str, Any], now: datetime) -> None:
    forget([statement.pk])
    subjects = {key for key in (before["subject_id"], statement.subject_id) if key}
    refresh(heads_of(subjects), now=now, properties={before["property"], statement.property})
    statements_changed.send(Statement, statements=[statement])


def _from_json(fields: dict[str, Any]) -> dict[str, Any]:
    """The columns again, from what :func:`as_json` made of them."""
    columns = dict(fields)
    for name in ("low", "high", "stated_to"):
        columns[name] = None if fields[name] is None else Decimal(fields[name])
    for name in ("period_start", "period_end"):
        columns[name] = fields[name] and date.fromisoformat(fields[name])
    columns["decided_at"] = fields["decided_at"] and datetime.fromisoformat(fields["decided_at"])
    return columns
