"""Every change of a deal: in one transaction with its entry in the trail, and only on the turn that the person saw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from yanzhen.desk.accounts.trail import Actor, Subject, record_change
from yanzhen.desk.securitization.models import Deal, DealDocument, DealTie, DealVersion
from yanzhen.desk.securitization.terms import digest_of, read_terms
from yanzhen.errors import RefusalError

if TYPE_CHECKING:
    from yanzhen.desk.register.models import Document, Statement

DEAL, VERSION = gettext_noop("deal"), gettext_noop("version of a deal")
MADE, VERSIONED = gettext_noop("deal made"), gettext_noop("version saved")
FORCED = gettext_noop("version put in force")
ATTACHED, DETACHED = gettext_noop("document attached"), gettext_noop("document detached")
TIED, UNTIED = gettext_noop("statement tied to the deal"), gettext_noop("statement untied from the deal")


class StaleError(RefusalError):
    """Somebody changed the deal since the person saw it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A deal file on its way in."""

    text: str
    file: str
    note: str = ""


def make_deal(draft: Draft, region: str, department: str, actor: Actor, *, now: datetime) -> Deal:
    """A new deal with its first version; a text that is no deal is refused (``InputError``)."""
    terms = read_terms(draft.text, draft.file)
    with transaction.atomic():
        deal = Deal.objects.create(
            name=terms.name[:200], region=region, department=department, made_by=actor.name[:150], made_at=now,
            changed_at=now,
        )  # fmt: skip
        version = _version(deal, 1, draft, actor, now)
        after = {"file": draft.file, "sha256": version.sha256}
        record_change(actor, MADE, _subject(deal), None, after)
    return deal


def add_version(deal: Deal, draft: Draft, seen_turn: int, actor: Actor, *, now: datetime) -> DealVersion:
    """A new version; refused when somebody changed the deal since ``seen_turn`` (``StaleError``)."""
    terms = read_terms(draft.text, draft.file)
    with transaction.atomic():
        _turn(deal, seen_turn, now, name=terms.name[:200])
        last = deal.versions.order_by("-number").values_list("number", "sha256").first() or (0, "")
        version = _version(deal, last[0] + 1, draft, actor, now)
        before, after = {"number": last[0], "sha256": last[1]}, {"number": version.number, "sha256": version.sha256}
        record_change(actor, VERSIONED, _subject(deal), before, after | {"note": draft.note})
    return version


def put_in_force(deal: Deal, version: DealVersion, seen_turn: int, actor: Actor, *, now: datetime) -> None:
    """This version is the one that counts; refused on a stale turn."""
    before = deal.in_force
    with transaction.atomic():
        _turn(deal, seen_turn, now, in_force=version)
        record_change(
            actor, FORCED, _subject(deal), {"version": before.number if before else None}, {"version": version.number}
        )


def attach(deal: Deal, document: Document, actor: Actor, *, now: datetime) -> bool:
    """The document speaks of the deal; False when it was attached already."""
    with transaction.atomic():
        _paper, made = DealDocument.objects.get_or_create(
            deal=deal, document=document, defaults={"by_name": actor.name[:150], "at": now}
        )
        if made:
            record_change(actor, ATTACHED, _subject(deal), None, {"document": document.pk, "file": document.file})
    return made


def detach(paper: DealDocument, actor: Actor) -> None:
    """The document speaks of the deal no more; its statements stay tied as they are."""
    with transaction.atomic():
        before = {"document": paper.document_id, "file": paper.document.file}
        record_change(actor, DETACHED, _subject(paper.deal), before, None)
        paper.delete()


def tie(deal: Deal, statement: Statement, fact: str, actor: Actor, *, now: datetime) -> bool:
    """The statement speaks of this fact of the deal; False when it was tied already."""
    with transaction.atomic():
        _tie, made = DealTie.objects.get_or_create(
            deal=deal, statement=statement, fact=fact, defaults={"by_name": actor.name[:150], "at": now}
        )
        if made:
            record_change(actor, TIED, _subject(deal), None, {"statement": statement.pk, "fact": fact})
    return made


def untie(tied: DealTie, actor: Actor) -> None:
    """The statement speaks of the fact no more."""
    with transaction.atomic():
        before = {"statement": tied.statement_id, "fact": tied.fact}
        record_change(actor, UNTIED, _subject(tied.deal), before, None)
        tied.delete()


def _turn(deal: Deal, seen: int, now: datetime, **fields: object) -> None:
    changed = Deal.objects.filter(pk=deal.pk, turn=seen).update(turn=F("turn") + 1, changed_at=now, **fields)
    if not changed:
        raise StaleError("the deal was changed meanwhile", seen=f"turn {seen}", todo="look at it again, then save")
    deal.refresh_from_db()


def _version(deal: Deal, number: int, draft: Draft, actor: Actor, now: datetime) -> DealVersion:
    return DealVersion.objects.create(
        deal=deal, number=number, file=draft.file[:255], text=draft.text, sha256=digest_of(draft.text),
        note=draft.note[:300], by_name=actor.name[:150], at=now,
    )  # fmt: skip


def _subject(deal: Deal) -> Subject:
    return Subject(DEAL, str(deal.pk), deal.name, deal.region)
