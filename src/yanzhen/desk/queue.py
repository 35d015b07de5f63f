"""What waits for a worker: who holds which piece of work, for how long, and what became of it.

A worker holds a piece by a lease that it renews. When the worker is gone, even by ``kill -9``, the lease runs out and
another takes the piece; what a piece gave is written with its end in one transaction, so that it is there whole or not
at all. Every step is one conditional update: two workers that reach for one piece never both get it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import Q, QuerySet

LOOKED_AT = 20
"""How many waiting pieces one claim looks at before it comes back empty-handed."""


class Waiting(models.Model):
    """The columns of a piece of work. A room's model adds ``state`` (waiting, done, failed, stopped and its own word for
    being done) and what the work is about.
    """

    attempts = models.IntegerField(default=0)
    worker = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    what = models.TextField(blank=True)
    seen = models.TextField(blank=True)
    expected = models.TextField(blank=True)
    todo = models.TextField(blank=True)

    class Meta:
        abstract = True


Piece = TypeVar("Piece", bound=Waiting)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue(Generic[Piece]):
    """The pieces of one model, oldest first.

    ``lost`` is told (what, expected, todo) of a piece that ``most_attempts`` workers did not survive; ``about`` is the row that comes with a
    claimed piece; ``same`` are columns that must not have changed while it is held; ``taken_at`` is stamped when it is taken.
    """

    model: type[Piece]
    about: str
    lease: timedelta
    most_attempts: int
    lost: Mapping[str, str]
    running: str = "running"
    same: tuple[str, ...] = ()
    taken_at: str = ""

    def claim_next(self, worker: str, *, now: datetime) -> Piece | None:
        """Take the piece that waits longest; one whose worker was lost counts as waiting."""
        ready = self._rows(Q(state="waiting") | Q(state=self.running, lease_until__lt=now))
        for piece in ready.order_by("asked_at", "pk")[:LOOKED_AT]:
            if piece.attempts >= self.most_attempts:
                self._give_up(piece, now)
            elif self._take(piece, worker, now):
                return self._rows(pk=piece.pk).select_related(self.about).get()
        return None

    def held(self, piece: Piece) -> QuerySet[Piece]:
        """The piece, if it is still this worker's."""
        unchanged = {name: getattr(piece, name) for name in ("worker", "attempts", *self.same)}
        return self._rows(pk=piece.pk, state=self.running, **unchanged)

    def renew(self, piece: Piece, *, now: datetime, **known: Any) -> bool:
        """Hold it longer and tell how far it is; False when it was stopped or another has it."""
        return bool(self.held(piece).update(lease_until=now + self.lease, **known))

    def finish(self, piece: Piece, *, now: datetime, **found: Any) -> bool:
        """It is done; call it in the transaction that keeps what it gave. False: it is no longer ours."""
        return bool(self.held(piece).update(state="done", **_ended(now), **found))

    def fail(self, piece: Piece, trouble: Mapping[str, str], *, now: datetime) -> bool:
        """It cannot be done, and says why (what, seen, expected, todo)."""
        return bool(self.held(piece).update(state="failed", **_ended(now), **trouble))

    def put_back(self, piece: Piece, *, counted: bool = True) -> bool:
        """It waits again: what did it crashed, or the worker is told to end (then the attempt does not count)."""
        attempts = piece.attempts if counted else piece.attempts - 1
        return bool(self.held(piece).update(state="waiting", worker="", lease_until=None, attempts=attempts))

    def stop(self, piece: Piece, *, now: datetime) -> bool:
        """Ask no more for it; the worker that holds it lets go when it next renews."""
        return bool(self._rows(pk=piece.pk, state__in=("waiting", self.running)).update(state="stopped", **_ended(now)))

    def _take(self, piece: Piece, worker: str, now: datetime) -> bool:
        as_seen = {name: getattr(piece, name) for name in ("pk", "state", "worker", "attempts", "lease_until")}
        stamped = {self.taken_at: now} if self.taken_at else {}
        taken = {"state": self.running, "worker": worker, "lease_until": now + self.lease, **stamped}
        return bool(self._rows(**as_seen).update(attempts=piece.attempts + 1, **taken))

    def _give_up(self, piece: Piece, now: datetime) -> None:
        told = {"seen": f"{piece.attempts} ×", **self.lost}
        as_seen = {name: getattr(piece, name) for name in ("pk", "state", "attempts")}
        self._rows(**as_seen).update(state="failed", **_ended(now), **told)

    def _rows(self, *conditions: Q, **columns: Any) -> QuerySet[Piece]:
        rows: QuerySet[Piece] = self.model._default_manager.filter(*conditions, **columns)
        return rows


def _ended(now: datetime) -> dict[str, Any]:
    return {"finished_at": now, "worker": "", "lease_until": None}
