"""Whether anything changed since: numbers that take a walk over many rows are counted once for each state of the desk.

Every change writes the audit trail, so the digest of its last entry names the state. What changes without the trail (a worker's
progress) shows after ``KEPT_SECONDS``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from django.core.cache import cache

from yanzhen.desk.accounts.models import TrailHead

if TYPE_CHECKING:
    from django.http import HttpRequest

KEPT_SECONDS = 15
ASKED = "yanzhen.state"
Counted = TypeVar("Counted")


def state_of(request: HttpRequest) -> str:
    """The name of the desk's state as this request met it, asked once; nothing while nothing was ever changed."""
    known: str | None = request.META.get(ASKED)
    if known is None:
        known = TrailHead.objects.filter(pk=1).values_list("digest", flat=True).first() or ""
        request.META[ASKED] = known
    return known


def counted_once(key: tuple[object, ...], state: str, count: Callable[[], Counted]) -> Counted:
    """What ``count`` gives; asked again in another state of the desk, and after ``KEPT_SECONDS``.

    ``key`` names what is counted and all that it depends on, the person's scope above all.
    """
    if not state:
        return count()
    name = f"desk.counted.{hashlib.sha256(repr((key, state)).encode()).hexdigest()}"
    known: Counted | None = cache.get(name)
    if known is None:
        known = count()
        cache.set(name, known, KEPT_SECONDS)
    return known
