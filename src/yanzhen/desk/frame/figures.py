"""Figures as people read them: relation sign, unit, thousands; unknown is a word, never a dash and never 0."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone
from django.utils.translation import get_language, gettext
from markupsafe import Markup

from yanzhen.values import Quantity, Relation, Status, as_fraction

SIGNS = {
    Relation.EQUAL: "",
    Relation.ABOUT: "≈ ",
    Relation.ABOVE: "> ",
    Relation.AT_LEAST: "≥ ",
    Relation.BELOW: "< ",
    Relation.AT_MOST: "≤ ",
    Relation.RANGE: "",
}
MONEY_STEPS = {
    "zh": ((Decimal(10**8), "亿元"), (Decimal(10**4), "万元"), (Decimal(1), "元")),
    "en": ((Decimal(10**9), "billion yuan"), (Decimal(10**6), "million yuan"), (Decimal(1), "yuan")),
}


def figure(quantity: Quantity, at: str = "", *, why: str = "", key: str = "") -> Markup:
    """The figure as a button that opens its source.

    ``at`` is the address of its source page, without a query (a form of the frame goes there when there is no script, and
    the drawer shows it when there is). ``why`` says why a figure is unknown. ``key`` ties the button to other
    marks of the same statement (``data-statement``).
    """
    text = quantity_text(quantity)
    known = quantity.status is Status.KNOWN
    classes = "figure" if known else "figure unknown"
    title = why or (unknown_reason(quantity.status) if not known else "")
    if not at:
        return _plain_figure(text, title, known)
    tied = Markup(' data-statement="{}"').format(key) if key else ""
    hint = Markup(' title="{}"').format(title) if title else ""
    return Markup('<button class="{}" form="go" formaction="{}" aria-expanded="false"{}{}>{}</button>').format(
        classes, at, tied, hint, text
    )


def _plain_figure(text: str, title: str, known: bool) -> Markup:
    if known:
        return Markup('<span class="n">{}</span>').format(text)
    return Markup('<span class="unknown" title="{0}">{1}<span class="sr"> ({0})</span></span>').format(title, text)


def unknown_reason(status: Status) -> str:
    """The reason that the status itself gives."""
    if status is Status.TRUNCATED:
        return gettext("the scan cuts the sentence off before its figure")
    return gettext("no source gives this figure")


def quantity_text(quantity: Quantity) -> str:
    """The figure as a line of text, no rounder and no finer than its source stated it.

    >>> from yanzhen.values import at_least
    >>> quantity_text(at_least(Decimal("0.8"), "1"))
    '≥ 80%'
    """
    if quantity.status is not Status.KNOWN:
        return gettext("unknown")
    ends = [end for end in (quantity.low, quantity.high) if end is not None]
    if quantity.unit == "1" and any(as_fraction(end) for end in ends):
        return SIGNS[quantity.relation] + "–".join(
            dict.fromkeys(str(as_fraction(end) or Fraction(end)) for end in ends)
        )
    scale, unit = _scale(quantity)
    numbers = [_number(end, scale, quantity.stated_to) for end in ends]
    number = "–".join(numbers) if quantity.relation is Relation.RANGE else numbers[0]
    space = "" if unit == "%" else " "
    return f"{SIGNS[quantity.relation]}{number}{space if unit else ''}{unit}"


def _scale(quantity: Quantity) -> tuple[Decimal, str]:
    """What the figure is divided by, and the unit that this gives."""
    if quantity.unit == "1":
        return Decimal("0.01"), "%"
    if quantity.unit != "CNY":
        return Decimal(1), quantity.unit
    smallest = min(abs(end) for end in (quantity.low, quantity.high) if end is not None)
    steps = MONEY_STEPS["en" if (get_language() or "zh").startswith("en") else "zh"]
    return next((step for step in steps if smallest >= step[0]), steps[-1])


def _number(figure: Decimal, scale: Decimal, stated_to: Decimal | None) -> str:
    shown = figure / scale
    if stated_to is not None:
        step = (stated_to / scale).normalize()
        exact = shown.quantize(step) if int(step.as_tuple().exponent) < 0 else shown
        shown = exact if exact == shown else shown
        return f"{shown:,f}" if int(step.as_tuple().exponent) < 0 else decimal(shown)
    return decimal(shown)


def decimal(number: Decimal | int | None) -> str:
    """Thousands separated, no trailing zeros; ``None`` is the word unknown.

    >>> decimal(Decimal("1234567.50")), decimal(20)
    ('1,234,567.5', '20')
    """
    if number is None:
        return gettext("unknown")
    text = f"{Decimal(number):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def count(number: int | None) -> str:
    """A whole number with its thousands separated."""
    return gettext("unknown") if number is None else f"{number:,d}"


def day(when: date | datetime | None) -> str:
    """``2026-11-23``, in the desk's time zone."""
    if when is None:
        return gettext("unknown")
    return (timezone.localtime(when) if isinstance(when, datetime) else when).strftime("%Y-%m-%d")


def moment(when: datetime | None) -> str:
    """``2026-11-23 15:04``, in the desk's time zone."""
    return gettext("never") if when is None else timezone.localtime(when).strftime("%Y-%m-%d %H:%M")
