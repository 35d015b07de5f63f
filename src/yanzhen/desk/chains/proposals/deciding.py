"""Confirming, rejecting, correcting and taking back: each with an entry on the trail, in one transaction with what it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as _

from yanzhen.chains.proposing.proposal import Mood
from yanzhen.desk.accounts.models import Person
from yanzhen.desk.accounts.trail import Actor, Subject, record_change
from yanzhen.desk.chains.models import Proposal
from yanzhen.desk.chains.proposals.recording import edge_of, record
from yanzhen.desk.register.ledger.keys import is_firm_code
from yanzhen.desk.register.ledger.undoing import AlreadyUndoneError, undo_import

CONFIRMED, CORRECTED = _("edge confirmed"), _("edge corrected and confirmed")
REJECTED, UNDONE = _("edge rejected"), _("decision on an edge undone")
KIND = _("proposed edge")
Standing = Proposal.Standing


class StaleError(Exception):
    """Another person decided in the meantime."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decides, when, and on which version."""

    person: Person
    actor: Actor
    now: datetime
    version: int | None = None
    """``None`` takes the version as it is, where several are decided at once."""


def needs_a_look(proposal: Proposal) -> bool:
    """Whether it cannot be confirmed among others: a plan or a memory, a firm without a code, a product without a year."""
    if proposal.mood != Mood.STATED:
        return True
    edge = edge_of(proposal)
    return proposal.table == "firm-products" and (edge.year is None or not is_firm_code(edge.source))


def confirm(proposal: Proposal, decision: Decision, said: Mapping[str, Any] | None = None) -> Proposal:
    """Record the edge, as it was read or as ``said`` corrects it.

    Raises:
        StaleError: someone else was faster. NotRecordedError: the register refuses the row.
    """
    with transaction.atomic():
        mine = _held(proposal, decision)
        if mine.standing == Standing.CONFIRMED and not _was_taken_back(mine):
            raise StaleError
        before = _told(mine)
        mine.said = dict(said) if said is not None else mine.said
        mine.imported = record(mine, edge_of(mine), decision.person, decision.actor, now=decision.now)
        return _decided(mine, Standing.CONFIRMED, decision, CORRECTED if said else CONFIRMED, before)


def reject(proposal: Proposal, decision: Decision) -> Proposal:
    """Remember that it is not so; what was recorded of it is taken back.

    Raises:
        StaleError: someone else was faster.
    """
    with transaction.atomic():
        mine = _held(proposal, decision)
        before = _told(mine)
        _take_back(mine, decision)
        return _decided(mine, Standing.REJECTED, decision, REJECTED, before)


def undo(proposal: Proposal, decision: Decision) -> Proposal:
    """Back to waiting, as it was read; what was recorded of it is taken back.

    Raises:
        StaleError: someone else was faster.
    """
    with transaction.atomic():
        mine = _held(proposal, decision)
        before = _told(mine)
        _take_back(mine, decision)
        mine.said = {}
        return _decided(mine, Standing.WAITING, decision, UNDONE, before)


def _held(proposal: Proposal, decision: Decision) -> Proposal:
    mine = Proposal.objects.visible_to(decision.person).select_for_update().get(pk=proposal.pk)
    if decision.version is not None and mine.version != decision.version:
        raise StaleError
    return mine


def _was_taken_back(mine: Proposal) -> bool:
    return mine.imported is None or mine.imported.undone_at is not None


def _take_back(mine: Proposal, decision: Decision) -> None:
    if mine.imported is not None and mine.imported.undone_at is None:
        try:
            undo_import(mine.imported, decision.actor, now=decision.now)
        except AlreadyUndoneError:  # on the register's own page, this very moment
            raise StaleError from None
    mine.imported = None


def _decided(mine: Proposal, standing: Standing, decision: Decision, action: str, before: dict[str, Any]) -> Proposal:
    mine.standing = standing
    mine.version += 1
    mine.decided_by = "" if standing == Standing.WAITING else decision.actor.name[:160]
    mine.decided_at = None if standing == Standing.WAITING else decision.now
    mine.save()
    record_change(
        decision.actor, action, Subject(KIND, str(mine.pk), str(mine)[:255], mine.region), before, _told(mine)
    )
    return mine


def _told(mine: Proposal) -> dict[str, Any]:
    edge = edge_of(mine)
    return {
        "standing": str(mine.standing), "relation": edge.relation.value, "source": edge.source, "target": edge.target,
        "origin": mine.origin, "characters": f"{mine.start}-{mine.end}", "import": mine.imported_id,
    }  # fmt: skip
