"""What answers, applicants and the standing of a text are called, and their lamps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from yanzhen.desk.frame.figures import decimal
from yanzhen.desk.frame.parts import Lamp
from yanzhen.ladder.catalogue import FIGURES, LISTS, Words
from yanzhen.ladder.numbers import shown, shown_range
from yanzhen.ladder.ranges import Range
from yanzhen.ladder.telling import UNITS_EN
from yanzhen.values import Answer

LAMPS = {Answer.MET: Lamp.GOOD, Answer.UNMET: Lamp.BAD, Answer.UNKNOWN: Lamp.UNKNOWN}
ANSWERS = {
    Answer.MET: pgettext_lazy("answer", "met"),
    Answer.UNMET: pgettext_lazy("answer", "not met"),
    Answer.UNKNOWN: _("unknown"),
}
APPLICANTS = {"new": _("new applicant"), "review": _("review")}
ROLES = {
    "gate": _("must be met"),
    "part": _("counts where another names it"),
    "item": _("gives points"),
    "info": _("decides nothing"),
}
STATUSES = {
    "gazette": _("verified against the gazette"),
    "reprint": _("from a reprint of the text, not verified against the gazette"),
    "secondary": _("from summaries by others, not verified against the gazette"),
    "unverified": _("not verified"),
}
STATUS_LAMPS = {"gazette": Lamp.GOOD, "reprint": Lamp.WATCH, "secondary": Lamp.WATCH, "unverified": Lamp.BAD}
STATUS_SHORT = {
    "gazette": _("verified"),
    "reprint": _("reprint"),
    "secondary": _("summaries"),
    "unverified": _("not verified"),
}


def language() -> str:
    """``zh`` or ``en``: what the page is in."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def said(words: Words | None) -> str:
    """The words in the page's language; nothing for none."""
    return "" if words is None else words.said(language())


def answer_word(answer: str) -> str:
    """``met``, ``not met`` or ``unknown``."""
    return str(ANSWERS[Answer(answer)])


def answer_lamp(answer: str) -> Lamp:
    """Its lamp."""
    return LAMPS[Answer(answer)]


def range_words(values: Range | None) -> str:
    """``62``, ``55 to 71`` or nothing."""
    return "" if values is None else shown_range(values)[language() == "en"]


def unit_words(unit: str) -> str:
    """A unit as it stands behind a figure."""
    return unit if language() == "zh" else UNITS_EN.get(unit, unit)


def number_words(number: Fraction) -> str:
    """An exact number with its thousands, as long as it has an end; otherwise rounded to what is shown everywhere."""
    text = shown(number)
    return decimal(Decimal(text)) if text.replace(".", "", 1).lstrip("-").isdigit() else text


def value_words(value: Any, unit: str = "") -> str:
    """A firm's figure: a number with its unit, a day, yes or no, a text."""
    if value is None:
        return gettext("unknown")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, Fraction):
        told = unit_words(unit)
        return f"{number_words(value)}{'' if told == '%' else ' ' if told else ''}{told}"
    return value.isoformat() if isinstance(value, date) else str(value)


def margin_words(margin: Fraction | None, unit: str) -> str:
    """``+120 万元``, ``−0.6 %``; nothing where there is none. A share is told in percentage points."""
    if margin is None:
        return ""
    sign = "+" if margin >= 0 else "−"
    if unit in ("", "1"):
        points = gettext("points of a per cent")
        return (
            f"{sign}{number_words(abs(margin) * 100)} {points}"
            if unit == "1" and abs(margin) < 10
            else f"{sign}{number_words(abs(margin))}"
        )
    return f"{sign}{value_words(abs(margin), unit)}"


def figures_named() -> dict[str, str]:
    """Everything that a verdict can lack, by the name under which it is kept: figures, lists, and what persons say."""
    named = {row.name: said(row.label) for row in FIGURES.values()}
    named |= {row.name: said(row.label) for row in LISTS.values()}
    return named | {"manual": gettext("a person's answer"), "experts": gettext("experts' points")}


def figures_words(names: Iterable[str]) -> str:
    """These in the reader's language."""
    named = figures_named()
    return ("、" if language() == "zh" else ", ").join(named.get(name, name) for name in names)
