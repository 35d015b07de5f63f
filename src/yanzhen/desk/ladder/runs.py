"""The queue of judgings, and which one a page shows. A run whose worker is gone goes on, with another, at the firm where it stood."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop as _

from yanzhen.desk.accounts.trail import Actor, Subject, record_change
from yanzhen.desk.ladder.books import Books, desk_books
from yanzhen.desk.ladder.held import register_state
from yanzhen.desk.ladder.models import BookDraft, Run
from yanzhen.desk.queue import Queue
from yanzhen.desk.scope import region_prefix

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 3
KEPT = 3
"""Finished runs of one office, day's kind of applicant, that are kept whole; older ones leave their turns behind."""
ASKED, RUN = _("judging asked for"), _("judging")
STOPPED = _("judging stopped")
State = Run.State
OPEN = (State.WAITING, State.RUNNING)
QUEUE = Queue(
    model=Run,
    about="draft",
    lease=LEASE,
    most_attempts=MOST_ATTEMPTS,
    lost={
        "what": _("the firms could not be judged"),
        "expected": _("a worker that lives to the end"),
        "todo": _("ask again; if it ends again, look at the desk's journal"),
    },
)


def ask(
    person: Person, on: date, applicant: str, actor: Actor, *, now: datetime, draft: BookDraft | None = None
) -> Run:
    """Have the firms that this person may see judged; one that waits for the same already is given back."""
    department = "" if person.sees_all_departments else person.department
    place = {"region": person.region, "department": department}
    with transaction.atomic():
        wanted = {**place, "on": on, "applicant": applicant, "draft": draft}
        waiting = Run.objects.filter(**wanted, state=State.WAITING).first()
        if waiting is not None:
            return waiting
        version = draft.version if draft else 0
        run = Run.objects.create(**wanted, draft_version=version, by_name=actor.name[:150], asked_at=now)
        entry = Subject(RUN, str(run.pk), draft.title if draft else "", person.region)
        record_change(actor, ASKED, entry, None, {"on": on, "applicant": applicant, "draft": draft and draft.pk})
    return run


def finish(run: Run, *, now: datetime) -> bool:
    """It is done."""
    return QUEUE.finish(run, now=now, stage="")


def stop(run: Run, actor: Actor, *, now: datetime) -> bool:
    """Ask no more for it; its worker lets go within a few firms. What was judged before stays what pages show."""
    with transaction.atomic():
        stopped = QUEUE.stop(run, now=now)
        if stopped:
            record_change(
                actor, STOPPED, Subject(RUN, str(run.pk), region=run.region), {"state": run.state}, {"state": "stopped"}
            )
    return stopped


def sweep(*, keep: int = KEPT) -> int:
    """Drop runs that later ones of the same office and kind have replaced; gives how many."""
    seen: dict[tuple[object, ...], int] = {}
    old = []
    for run in (
        Run.objects.exclude(state__in=OPEN)
        .order_by("-asked_at", "-pk")
        .only("pk", "region", "department", "applicant", "draft", "state")
    ):
        key = (run.region, run.department, run.applicant, run.draft_id)
        seen[key] = seen.get(key, 0) + (run.state == State.DONE)
        if seen[key] > keep or (run.state != State.DONE and seen[key]):
            old.append(run.pk)
    for pk in old:
        Run.objects.filter(pk=pk).delete()
    return len(old)


def covering(person: Person) -> QuerySet[Run]:
    """The region's runs that judged every firm that this person may see: those of their office, and of offices that hold it."""
    wider = Q(region="") | Q(region__in=_above(person.region))
    mine = "" if person.sees_all_departments else person.department
    departments = ("",) if not mine else ("", mine)
    return Run.objects.filter(wider, department__in=departments, draft=None)


def latest(person: Person, applicant: str, on: date | None = None) -> Run | None:
    """The finished run that pages show: of that day, or the last one of all."""
    done = covering(person).filter(state=State.DONE, applicant=applicant)
    if on is not None:
        done = done.filter(on=on)
    return done.order_by("-finished_at", "-pk").first()


def underway(person: Person, applicant: str) -> Run | None:
    """A run that waits or is at work for what this person may see."""
    return covering(person).filter(state__in=OPEN, applicant=applicant).order_by("-asked_at").first()


def is_stale(run: Run, books: Books | None = None) -> bool:
    """Whether the register or the books changed since."""
    return run.register_state != register_state() or run.books_state != (books or desk_books()).state


def _above(region: str) -> set[str]:
    """The codes of the regions whose scope holds this one, itself among them."""
    prefix = region_prefix(region)
    return {region, prefix, *(f"{prefix[:size]}{'0' * (6 - size)}" for size in (2, 4, 6) if len(prefix) >= size)}
