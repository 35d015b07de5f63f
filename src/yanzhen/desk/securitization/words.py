"""The deal room's words for what the engine names in English: steps, kinds, modes, sources and sinks of cash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from yanzhen.desk.frame.parts import Lamp

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from yanzhen.securitization.steps import Step

STEPS: dict[str, _StrPromise] = {
    "fee": _("fee: %(names)s"),
    "interest": _("interest of %(names)s, with what was carried"),
    "principal": _("principal of %(names)s by its own rule"),
    "all principal": _("principal of %(names)s until repaid, whatever its rule"),
    "reserve": _("the reserve %(names)s is filled up to its target"),
    "reimburse": _("%(names)s gets back what it has paid as support"),
    "residual": _("what is left goes to the holder of the residual"),
}
JOINED = _(" and ")
PRO_RATA = _("%(step)s, pro rata to what is due to each")
FLOWS: dict[str, _StrPromise] = {
    "instalment": _("instalment of %(name)s"),
    "deposit": _("deposit of %(name)s"),
    "recovery": _("recovery from %(name)s"),
    "fee": _("fee %(name)s"),
    "interest": _("interest to %(name)s"),
    "principal": _("principal to %(name)s"),
    "reserve": _("reserve %(name)s"),
    "reimburse": _("paid back to %(name)s"),
}
PLACES: dict[str, _StrPromise] = {
    "collection account": _("collection account"),
    "residual": _("holder of the residual"),
    "clean-up call": _("clean-up call"),
}
MODES: dict[str, _StrPromise] = {
    "normal": _("normal"),
    "acceleration": _("acceleration"),
    "default": pgettext_lazy("waterfall", "default"),
}
MODE_LAMPS = {"normal": Lamp.GOOD, "acceleration": Lamp.WATCH, "default": Lamp.BAD}
COPULAS: dict[str, _StrPromise] = {"gaussian": _("Gaussian"), "student_t": _("Student-t")}
RULES: dict[str, _StrPromise] = {
    "sequential": _("as fast as cash allows"),
    "scheduled": _("scheduled"),
    "pass_through": _("passed through"),
    "target": _("to a target balance"),
}
SUPPORTS: dict[str, _StrPromise] = {"shortfall": _("pays the shortfall"), "loss_share": _("bears a share of losses")}
TRIGGERS: dict[str, _StrPromise] = {
    "cumulative_default": _("defaulted balances, cumulated, above"),
    "cover": _("cash below what is due, times"),
    "unpaid_interest": _("interest unpaid, payment dates"),
    "supporter_default": _("the supporter defaults"),
    "rating_event": _("an event from outside, in period"),
}
MARKS: dict[str, _StrPromise] = {
    "sourced": _("from a source"),
    "derived": pgettext_lazy("figure", "derived"),
    "assumed": pgettext_lazy("figure", "assumed"),
}
MARK_LAMPS = {"sourced": Lamp.GOOD, "derived": Lamp.WATCH, "assumed": Lamp.UNKNOWN}
ANSWERS = {"met": _("met"), "unmet": _("not met"), "unknown": _("cannot be told")}
ANSWER_LAMPS = {"met": Lamp.GOOD, "unmet": Lamp.BAD, "unknown": Lamp.UNKNOWN}
VERIFIED = {"read": _("text read in the source"), "recalled": _("text recalled, not read again")}
PATENT_RULES: dict[str, _StrPromise] = {
    "patent.term": _("the patent lasts as long as the licence"),
    "patent.free": _("not pledged to somebody else"),
    "patent.annuity": _("annuity paid"),
    "patent.product": _("tied to a product"),
}


def step_in_words(step: Step) -> str:
    """One step of a waterfall as a sentence."""
    names = str(JOINED).join(step.names)
    told = str(STEPS[step.kind]) % {"names": names} if step.names else str(STEPS[step.kind])
    return str(PRO_RATA) % {"step": told} if len(step.names) > 1 else told


def place_in_words(place: str) -> str:
    """A source or sink of cash; a supporter goes by its own name."""
    if place in PLACES:
        return str(PLACES[place])
    kind, _space, name = place.partition(" ")
    return str(FLOWS[kind]) % {"name": name} if name and kind in FLOWS else place


def own_language(zh: str, en: str) -> str:
    """The Chinese or the English text, by the page's language."""
    return en if (get_language() or "").startswith("en") else zh


def unknown() -> str:
    """The word for what is not known."""
    return gettext("unknown")
