"""What the source drawer shows of a statement: its sentence, what others say, who contests it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from markupsafe import Markup

from yanzhen.desk.frame.figures import count, figure, moment
from yanzhen.desk.frame.parts import Drawer, OtherSource, Passage, SheetRow, Step
from yanzhen.desk.register import words
from yanzhen.desk.register.figures import quantity_of
from yanzhen.desk.register.models import Contest, Contradiction, Source, Statement

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

MOST_OTHERS = 20
AROUND = 240


def drawer_of(statement: Statement, person: Person) -> Drawer:
    """The drawer of one statement, with the other statements that this person may see."""
    return Drawer(
        figure=words.figure_text(statement, statement.period_start, statement.period_end, statement.ranking),
        note=words.note_on(statement),
        source=source_part(statement.source),
        others=tuple(_others(statement, person)),
        contest_url=reverse("register:contest", args=[statement.pk]),
        more=tuple(_more(statement)),
    )


def source_part(source: Source) -> Passage | SheetRow | Step:
    """The place itself: the sentence with the span marked, the cell, or the computation."""
    if source.kind == Source.Kind.CELL:
        cell = (source.quote,)
        return SheetRow((source.column,), cell, 0, f"{source.sheet}!{source.column}{source.row}", "")
    if source.kind == Source.Kind.DERIVED:
        return Step(source.operation, source.quote)
    start, end = (source.start or 0) - source.context_start, (source.end or 0) - source.context_start
    before, after = source.context[:start], source.context[end:]
    return Passage(
        before=("…" if len(before) > AROUND else "") + before[-AROUND:],
        marked=source.context[start:end],
        after=after[:AROUND] + ("…" if len(after) > AROUND else ""),
        place=place_of(source),
        url=original_url(source),
    )


def place_of(source: Source) -> str:
    """``page.txt · article 3 A title · page 2 · characters 18,204–18,210``."""
    file = source.document.file if source.document else ""
    parts = [file, source.document.published if source.document else ""]
    if source.article_title or source.article is not None:
        parts.append(gettext("article %(name)s") % {"name": source.article_title or source.article})
    if source.page is not None:
        parts.append(gettext("page %(number)s") % {"number": source.page})
    if source.start is not None:
        parts.append(gettext("characters %(start)s–%(end)s") % {"start": count(source.start), "end": count(source.end)})
    return " · ".join(part for part in parts if part)


def short_place(source: Source) -> str:
    """``page.txt · 2020-09``, where there is little room."""
    parts = [source.document.file, source.document.published] if source.document else [source.operation]
    return " · ".join(part for part in parts if part)


def original_url(source: Source) -> str:
    """Where the figure is seen in its original."""
    if source.document_id is None:
        return ""
    return f"{reverse('reading:document', args=[source.document_id])}?at={source.start}#at"


def button(statement: Statement) -> Markup:
    """The figure as a button that opens its source; days and rankings too."""
    address = reverse("register:source", args=[statement.pk])
    quantity = quantity_of(statement)
    if quantity is not None:
        return figure(quantity, at=address, key=str(statement.pk))
    text = words.figure_text(statement, statement.period_start, statement.period_end, statement.ranking)
    return text_button(text, address, statement.pk)


def text_button(text: str, address: str, key: int) -> Markup:
    """A figure's button around any text."""
    return Markup(
        '<button class="figure" form="go" formaction="{}" aria-expanded="false" data-statement="{}">{}</button>'
    ).format(address, key, text)


def _others(statement: Statement, person: Person) -> list[OtherSource]:
    against = _against(statement, person)
    told = [_other(other, agrees=False, why=reason) for other, reason in against]
    same = [other for other in _alike(statement, person) if other.pk not in {row.pk for row, _ in against}]
    return (told + [_other(other, agrees=True) for other in same])[:MOST_OTHERS]


def _against(statement: Statement, person: Person) -> list[tuple[Statement, str]]:
    pairs = Contradiction.objects.visible_to(person).filter(Q(first=statement) | Q(second=statement))
    rows = pairs.select_related("first__source__document", "second__source__document").order_by("pk")[:MOST_OTHERS]
    others = [row.second if row.first_id == statement.pk else row.first for row in rows]
    return [(other, words.why_not_both(statement, other)) for other in others]


def _alike(statement: Statement, person: Person) -> list[Statement]:
    """The same subject's same property in the same unit and days, told elsewhere."""
    subject = statement.subject
    if subject is None or not statement.property:
        return []
    head = subject.head_id_or_own
    rows = Statement.objects.visible_to(person).filter(
        Q(subject=head) | Q(subject__head=head),
        property=statement.property,
        unit=statement.unit,
        kind=statement.kind,
        period_start=statement.period_start,
        period_end=statement.period_end,
        status=statement.status,
        scope=statement.scope,
    )
    rows = rows.exclude(pk=statement.pk).exclude(standing=Statement.Standing.REJECTED)
    return list(rows.select_related("source__document").order_by("pk")[:MOST_OTHERS])


def _other(other: Statement, *, agrees: bool, why: str = "") -> OtherSource:
    return OtherSource(button(other), place_of(other.source), agrees, why)


def _more(statement: Statement) -> list[tuple[str, str]]:
    rows = [
        (gettext("Subject"), statement.subject_text),
        (gettext("Property"), statement.property),
        (gettext("Period"), words.period_text(statement.period_start, statement.period_end)),
        (gettext("Scope"), statement.scope),
        (gettext("Or the scope"), statement.other_scope),
        (gettext("Share of"), statement.share_of),
        (gettext("Standing"), _standing(statement)),
        (gettext("As the machine read it"), words.machine_text(statement)),
        (gettext("Read by"), statement.origin),
    ]
    return [(label, value) for label, value in rows if value] + _contests(statement)


def _standing(statement: Statement) -> str:
    told = str(words.STANDINGS[statement.standing])
    return f"{told} · {statement.decided_by} · {moment(statement.decided_at)}" if statement.decided_by else told


def _contests(statement: Statement) -> list[tuple[str, str]]:
    rows = []
    for row in statement.contests.order_by("pk"):
        label = (
            gettext("Contested")
            if row.standing == Contest.Standing.OPEN
            else gettext("Contest %(end)s") % {"end": row.get_standing_display()}
        )
        answer = f" → {row.answer} ({row.decided_by})" if row.answer else ""
        rows.append((label, f"{row.reason} · {row.by_name} · {moment(row.at)}{answer}"))
    return rows
