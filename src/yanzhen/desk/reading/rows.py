"""One statement as the reviewer sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from yanzhen.desk.frame.parts import Lamp
from yanzhen.desk.register import words
from yanzhen.desk.register.models import Contest, Contradiction, Statement
from yanzhen.values import Status

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A statement with what stands beside it."""

    said: Statement
    figure: str
    known: bool
    period: str
    lamp: Lamp
    standing: str
    note: str
    machine: str
    """What the machine read, where a person corrected it."""
    against: tuple[tuple[int, str, str], ...]
    contests: tuple[Contest, ...]
    can_undo: bool


def review_rows(statements: Sequence[Statement], person: Person) -> Iterable[ReviewRow]:
    """The statements ready to be reviewed, in three queries for any number."""
    keys = [said.pk for said in statements]
    against = _against(keys, person)
    contests = _contests(keys, person)
    for said in statements:
        yield ReviewRow(
            said=said,
            figure=words.figure_text(said, said.period_start, said.period_end, said.ranking),
            known=said.status == Status.KNOWN,
            period=words.period_text(said.period_start, said.period_end) if said.kind != "day" else "",
            lamp=Lamp.BAD
            if said.pk in against or said.pk in contests
            else words.LAMPS[Statement.Standing(said.standing)],
            standing=str(words.STANDINGS[said.standing]),
            note=words.note_on(said),
            machine=words.machine_text(said),
            against=tuple(against.get(said.pk, ())),
            contests=tuple(contests.get(said.pk, ())),
            can_undo=said.standing != Statement.Standing.WAITING,
        )


def review_row(statement: Statement, person: Person) -> ReviewRow:
    """One statement alone."""
    return next(iter(review_rows([statement], person)))


def _against(keys: Sequence[int], person: Person) -> dict[int, list[tuple[int, str, str]]]:
    found: dict[int, list[tuple[int, str, str]]] = {}
    pairs = Contradiction.objects.visible_to(person).filter(Q(first__in=keys) | Q(second__in=keys))
    for pair in pairs.select_related("first", "second").order_by("pk"):
        for one, other in ((pair.first, pair.second), (pair.second, pair.first)):
            found.setdefault(one.pk, []).append((other.pk, words.figure_text(other), words.why_not_both(one, other)))
    return {key: rows for key, rows in found.items() if key in set(keys)}


def _contests(keys: Sequence[int], person: Person) -> dict[int, list[Contest]]:
    found: dict[int, list[Contest]] = {}
    rows = Contest.objects.visible_to(person).filter(statement__in=keys, standing=Contest.Standing.OPEN)
    for row in rows.order_by("pk"):
        found.setdefault(row.statement_id, []).append(row)
    return found
