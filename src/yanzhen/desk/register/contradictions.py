"""Which statements of the register cannot both be true, kept up to date with every change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import combinations

from django.db.models import Q

from yanzhen.desk.register.conflict import Claim, claim_of, conflict
from yanzhen.desk.register.models import Contradiction, Statement

Pair = tuple[int, int]


def refresh(heads: Collection[int], *, now: datetime, properties: Collection[str] | None = None) -> None:
    """Find anew what contradicts about the subjects of these groups (and these properties of theirs)."""
    for head in heads:
        about = Q(subject=head) | Q(subject__head=head)
        if properties is not None:
            about &= Q(property__in=properties)
        _replace(about, dict(_found(_comparable(about))), now)


def forget(statement_ids: Collection[int]) -> None:
    """These statements contradict nothing any more (they were rejected or changed their subject)."""
    Contradiction.objects.filter(Q(first__in=statement_ids) | Q(second__in=statement_ids)).delete()


def _claim(statement: Statement) -> Claim:
    source = statement.source
    place = (str(source.document_id), source.context_start) if source.document_id else None
    return replace(claim_of(statement), sentence=place)


def _comparable(about: Q) -> Iterable[Statement]:
    return (
        Statement.objects.filter(about, kind=Statement.Kind.FIGURE, status="known")
        .exclude(property="")
        .exclude(standing=Statement.Standing.REJECTED)
        .select_related("source")
        .order_by("pk")
    )


def _found(statements: Iterable[Statement]) -> Iterator[tuple[Pair, str]]:
    alike: dict[tuple[str, str, str], list[Statement]] = defaultdict(list)
    for statement in statements:
        alike[statement.property, statement.unit, statement.share_of].append(statement)
    for group in alike.values():
        for one, other in combinations(group, 2):
            if reason := conflict(_claim(one), _claim(other)):
                yield (one.pk, other.pk), reason[:300]


def _replace(about: Q, found: dict[Pair, str], now: datetime) -> None:
    said = Statement.objects.filter(about).values("pk")
    known = Contradiction.objects.filter(Q(first__in=said) | Q(second__in=said))
    kept = {(row.first_id, row.second_id): row for row in known}
    gone = [row.pk for pair, row in kept.items() if found.get(pair) != row.reason]
    Contradiction.objects.filter(pk__in=gone).delete()
    new = [pair for pair, reason in found.items() if pair not in kept or kept[pair].reason != reason]
    Contradiction.objects.bulk_create(
        Contradiction(first_id=a, second_id=b, reason=found[a, b], found_at=now) for a, b in new
    )
