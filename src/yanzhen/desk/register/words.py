"""The register's words for what its columns hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yanzhen.desk.frame.figures import quantity_text, unknown_reason
from yanzhen.desk.frame.parts import Lamp
from yanzhen.desk.register.conflict import allowed, claim_of
from yanzhen.desk.register.figures import Row, quantity_of
from yanzhen.desk.register.models import Statement
from yanzhen.values import Quantity, Relation, Status

RELATIONS = {
    "=": _("exactly"),
    "≈": _("about"),
    ">": _("more than"),
    ">=": _("at least"),
    "<": _("less than"),
    "<=": _("at most"),
    "range": _("between"),
}
LAMPS = {
    Statement.Standing.WAITING: Lamp.WATCH,
    Statement.Standing.ACCEPTED: Lamp.GOOD,
    Statement.Standing.REJECTED: Lamp.UNKNOWN,
}
STANDINGS = dict(Statement.Standing.choices)
KINDS = dict(Statement.Kind.choices)
STATUSES = {"known": _("known"), "truncated": _("cut off"), "unknown": _("unknown")}
DIRECTIONS = {"up": _("up"), "down": _("down")}
PREDICATES = {
    "founder_of": _("founder of"),
    "head_of": _("head of"),
    "role_at": _("has a role at"),
    "subsidiary_of": _("subsidiary of"),
    "supplier_of": _("supplier of"),
    "award": _("award"),
    "project": _("project"),
    "financing": _("financing"),
    "supervises": _("supervises"),
    "located_in": _("located in"),
}


def period_text(start: date | None, end: date | None) -> str:
    """``2020``, ``2020-09``, ``2020-09-01 – 2020-10-15``; empty where no day is known.

    >>> period_text(date(2020, 9, 1), date(2020, 9, 30)), period_text(date(2020, 1, 1), date(2020, 12, 31))
    ('2020-09', '2020')
    """
    if start is None or end is None:
        return f"{start or '…'} – {end or '…'}" if start or end else ""
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return f"{start.year}" if start.year == end.year else f"{start.year} – {end.year}"
    if start == end:
        return start.isoformat()
    if start.day == 1 and _is_last_of_month(end):
        months = f"{start:%Y-%m}", f"{end:%Y-%m}"
        return months[0] if months[0] == months[1] else " – ".join(months)
    return f"{start} – {end}"


def figure_text(row: Row, start: date | None = None, end: date | None = None, ranking: str = "") -> str:
    """The figure, the day or the ranking that the row tells, as one short text."""
    quantity = quantity_of(row)
    if quantity is not None:
        return quantity_text(quantity)
    return ranking or period_text(start, end) or gettext("unknown")


def why_not_both(one: Statement, other: Statement) -> str:
    """In words why the two cannot both be true: what each of them allows."""
    if {one.direction, other.direction} == {"up", "down"}:
        return gettext("one says up, the other down")
    words = gettext("%(one)s and %(other)s cannot both be true")
    return words % {"one": _allowed_text(one), "other": _allowed_text(other)}


def _allowed_text(statement: Statement) -> str:
    interval = allowed(claim_of(statement))
    low, high = interval.low, interval.high
    if low is not None and high is not None:
        relation = Relation.EQUAL if low == high else Relation.RANGE
    elif low is not None:
        relation = Relation.AT_LEAST if interval.low_in else Relation.ABOVE
    else:
        relation = Relation.AT_MOST if interval.high_in else Relation.BELOW
    return quantity_text(Quantity(low, high, statement.unit, relation))


def machine_row(machine: dict[str, Any]) -> SimpleNamespace:
    """The machine's reading with the attributes of a statement."""
    row = SimpleNamespace(**machine)
    row.low, row.high, row.stated_to = (value and Decimal(value) for value in (row.low, row.high, row.stated_to))
    row.period_start, row.period_end = (
        value and date.fromisoformat(value) for value in (row.period_start, row.period_end)
    )
    return row


def machine_text(statement: Statement) -> str:
    """What the machine read, where a person corrected it."""
    if not statement.corrected:
        return ""
    read = machine_row(statement.machine)
    figure = figure_text(read, read.period_start, read.period_end, read.ranking)
    period = period_text(read.period_start, read.period_end) if read.kind == Statement.Kind.FIGURE else ""
    return " · ".join(part for part in (read.subject_text, read.property, figure, period, read.scope) if part)


def note_on(statement: Statement) -> str:
    """What a reader must know beside the figure: a bound, a rounding, a figure cut off."""
    if statement.status != Status.KNOWN:
        return unknown_reason(Status(statement.status))
    notes = {
        Relation.ABOUT: gettext("an approximation"),
        Relation.ABOVE: gettext("a lower bound, itself excluded"),
        Relation.AT_LEAST: gettext("a lower bound"),
        Relation.BELOW: gettext("an upper bound, itself excluded"),
        Relation.AT_MOST: gettext("an upper bound"),
        Relation.RANGE: gettext("a range"),
    }
    words = [notes.get(Relation(statement.relation), "") if statement.relation else ""]
    words += [
        str(DIRECTIONS.get(statement.direction, "")),
        gettext("corrected by a person") if statement.corrected else "",
    ]
    return " · ".join(word for word in words if word)


def _is_last_of_month(day: date) -> bool:
    return (day.month == 12 and day.day == 31) or (day.replace(day=1) < day and _next(day).month != day.month)


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
