"""Who and what is spoken of. The same name in two documents is the same subject only when a person says so.

Within one document the document itself ties a short form to its full name; a region that both
documents pin to the same GB/T 2260 code needs no one to say so.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, When

from yanzhen.desk.register.contradictions import refresh
from yanzhen.desk.register.models import Distinct, Statement, Subject, SubjectName

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

NAME_LENGTH = 200


def name_key(name: str) -> str:
    """What two spellings of one name share: width, case and spaces do not count.

    >>> name_key("示例 （集团） ＡＩ公司")
    '示例(集团)ai公司'
    """
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())[:NAME_LENGTH]


def group_of(subject: Subject) -> QuerySet[Subject]:
    """The subject and all that persons (or a region's code) tied to it."""
    head = subject.head_id_or_own
    return Subject.objects.filter(Q(pk=head) | Q(head=head))


def same_name(subject: Subject, person: Person) -> list[Subject]:
    """Subjects of other documents with one of its names, that nobody tied to it or told apart from it yet."""
    group = set(group_of(subject).values_list("pk", flat=True))
    keys = SubjectName.objects.filter(subject__in=group).values("key")
    alike = SubjectName.objects.filter(key__in=keys).values("subject")
    found = Subject.objects.visible_to(person).filter(pk__in=alike).exclude(pk__in=group | _told_apart(group))
    return list(found.select_related("document").order_by("pk"))


def keep_names(subjects: Iterable[Subject]) -> None:
    """Write down under which names each of these new subjects goes."""
    names = {(subject.pk, name_key(name)) for subject in subjects for name in (subject.name, *subject.variants)}
    SubjectName.objects.bulk_create((SubjectName(subject_id=pk, key=key) for pk, key in sorted(names)), batch_size=500)


def subject_named(statement: Statement, name: str) -> int | None:
    """The subject of this name in the statement's document, made if it is new there; no name is no subject."""
    document = statement.source.document
    if not name_key(name) or document is None:
        return None
    known = SubjectName.objects.filter(subject__document=document, key=name_key(name)).order_by("pk").first()
    if known:
        return known.subject_id
    office = {"region": document.region, "department": document.department}
    made = Subject.objects.create(document=document, name=name[:NAME_LENGTH], key=name_key(name), **office)
    keep_names([made])
    return made.pk


@transaction.atomic
def tie(one: Subject, other: Subject, *, now: datetime) -> None:
    """The two are the same: the group of ``other`` joins the group of ``one``."""
    head, joining = one.head_id_or_own, other.head_id_or_own
    if head == joining:
        return
    Subject.objects.filter(Q(pk=joining) | Q(head=joining)).update(head=head)
    refresh([head], now=now)


@transaction.atomic
def untie(subject: Subject, *, now: datetime) -> None:
    """The subject stands alone again; the rest of its group stays together."""
    rest = subject.head_id or _pass_on_head(subject)
    Subject.objects.filter(pk=subject.pk).update(head=None)
    refresh({subject.pk, rest}, now=now)


def tell_apart(one: Subject, other: Subject, by_name: str, *, now: datetime) -> None:
    """The two are not the same; they are not suggested again."""
    first, second = sorted((one.pk, other.pk))
    Distinct.objects.get_or_create(one_id=first, other_id=second, defaults={"by_name": by_name, "at": now})


def tie_by_code(subjects: Iterable[Subject]) -> None:
    """Join each region to the oldest subject of the same code in the same office."""
    for subject in subjects:
        if not subject.code or subject.kind != Subject.Kind.REGION:
            continue
        older = Subject.objects.filter(
            kind=subject.kind,
            code=subject.code,
            region=subject.region,
            department=subject.department,
            head=None,
            pk__lt=subject.pk,
        ).order_by("pk")
        if head := older.first():
            Subject.objects.filter(pk=subject.pk).update(head=head.pk)
            subject.head_id = head.pk


def heads_of(subject_ids: Collection[int]) -> set[int]:
    """The heads of these subjects' groups."""
    head = Case(When(head__isnull=True, then=F("pk")), default=F("head"))
    return set(Subject.objects.filter(pk__in=subject_ids).values_list(head, flat=True))


def _pass_on_head(subject: Subject) -> int:
    tied = Subject.objects.filter(head=subject.pk)
    heir = tied.order_by("pk").first()
    if heir is None:
        return subject.pk
    tied.exclude(pk=heir.pk).update(head=heir.pk)
    Subject.objects.filter(pk=heir.pk).update(head=None)
    return heir.pk


def _told_apart(heads: set[int]) -> set[int]:
    pairs = Distinct.objects.filter(Q(one__in=heads) | Q(other__in=heads)).values_list("one_id", "other_id")
    return {key for pair in pairs for key in pair}
