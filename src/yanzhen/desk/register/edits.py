"""What others did to a statement, in words: who, what, from which value to which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from yanzhen.desk.register import words
from yanzhen.desk.register.figures import plain
from yanzhen.desk.register.models import CORRECTABLE, Decision

LABELS = {
    "subject_text": _("Subject"),
    "property": _("Property"),
    "low": _("Lower"),
    "high": _("Upper"),
    "unit": _("Unit"),
    "relation": _("Relation"),
    "status": _("The figure is"),
    "period_start": _("Period from"),
    "period_end": _("Period until"),
    "scope": _("What it counts"),
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, as it was and as it is."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Edit:
    """One decision of another person."""

    who: str
    act: str
    at: datetime
    changes: tuple[FieldChange, ...]

    @property
    def change_text(self) -> str:
        return "; ".join(f"{c.label}: {c.before or '∅'} → {c.after or '∅'}" for c in self.changes)


def edits(decisions: Iterable[Decision]) -> list[Edit]:
    """The decisions in words, oldest first."""
    return [Edit(row.by_name, str(row.get_act_display()), row.at, tuple(_changes(row))) for row in decisions]


def _changes(row: Decision) -> Iterable[FieldChange]:
    for name in CORRECTABLE:
        before, after = row.before.get(name), row.after.get(name)
        if before != after and name in LABELS:
            yield FieldChange(str(LABELS[name]), _told(name, before), _told(name, after))


def _told(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if name == "relation":
        return str(words.RELATIONS.get(value, value))
    if name == "status":
        return str(words.STATUSES.get(value, value))
    return plain(value) if hasattr(value, "as_tuple") else str(value)
