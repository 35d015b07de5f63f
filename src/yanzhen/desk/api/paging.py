"""Pages of a list by where the page before ended: the tenth thousand rows cost no more than the first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.http import urlencode

from yanzhen.desk.api.problems import Fault, ProblemError
from yanzhen.desk.api.shapes import Listed

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yanzhen.desk.api.asked import Paged
    from yanzhen.desk.api.gate import Visit

Item = TypeVar("Item")
LARGEST = 2**63 - 1


def page_of_rows(visit: Visit, asked: Paged, rows: QuerySet[Any], shape: Callable[[Any], Item]) -> Listed[Item]:
    """The page of a query set, in the order of its keys."""
    found = list(rows.filter(pk__gt=_number(asked.cursor)).order_by("pk")[: asked.limit + 1])
    return _page(visit, asked, found, shape, lambda row: str(row.pk))


def page_of(
    visit: Visit, asked: Paged, items: Iterable[Any], shape: Callable[[Any], Item], key: Callable[[Any], str]
) -> Listed[Item]:
    """The page of things that lie in no table, in the order of ``key``; no more than a page of them is held."""
    from heapq import nsmallest

    later = (item for item in items if key(item) > asked.cursor)
    return _page(visit, asked, nsmallest(asked.limit + 1, later, key=key), shape, key)


def _page(
    visit: Visit, asked: Paged, found: list[Any], shape: Callable[[Any], Item], key: Callable[[Any], str]
) -> Listed[Item]:
    shown = found[: asked.limit]
    after = f"{visit.path}?{urlencode({**visit.given, 'cursor': key(shown[-1])})}" if len(found) > asked.limit else None
    return Listed(items=[shape(item) for item in shown], next=after)


def _number(cursor: str) -> int:
    if not cursor:
        return 0
    if cursor.isascii() and cursor.isdecimal() and int(cursor) <= LARGEST:
        return int(cursor)
    fault = Fault(parameter="cursor", seen=cursor[:80], expected="the cursor that the page before gave")
    raise ProblemError(400, "parameters", "Some parameters cannot be used; see faults.", faults=(fault,))
