"""What a person fills in: the correction of a statement, a contest, its answer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yanzhen.desk.register.figures import UNITS, number, typed
from yanzhen.desk.register.models import Statement
from yanzhen.desk.register.words import RELATIONS, STATUSES
from yanzhen.values import Relation

MOST_UNIT = 32


class CorrectionForm(forms.Form):
    """What the source says, as a person reads it; money and shares in the unit in which they are printed."""

    subject_text = forms.CharField(label=_("Subject"), max_length=200, required=False)
    property = forms.CharField(label=_("Property"), max_length=200, required=False)
    status = forms.ChoiceField(label=_("The figure is"), choices=list(STATUSES.items()), required=False)
    relation = forms.ChoiceField(label=_("Relation"), choices=list(RELATIONS.items()), required=False)
    low = forms.CharField(label=_("Figure"), max_length=60, required=False)
    high = forms.CharField(label=_("Upper end (of a range)"), max_length=60, required=False)
    unit = forms.CharField(
        label=_("Unit"), max_length=MOST_UNIT, required=False, help_text=_("元, 万元, 亿元, %, 家, 人 … as printed")
    )
    period_start = forms.DateField(
        label=_("Period from"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    period_end = forms.DateField(
        label=_("Period until"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    scope = forms.CharField(label=_("What it counts"), max_length=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, statement: Statement, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"initial": _initial(statement), **options})
        self.is_figure = statement.kind == Statement.Kind.FIGURE
        if not self.is_figure:
            for name in ("status", "relation", "low", "high", "unit"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        start, end = said.get("period_start"), said.get("period_end")
        if start and end and start > end:
            self.add_error("period_end", gettext("The period ends before it starts: %(start)s.") % {"start": start})
        if self.is_figure:
            self._clean_figure(said)
        return said

    def _clean_figure(self, said: dict[str, Any]) -> None:
        low, high = self._number("low"), self._number("high")
        size, unit = UNITS.get(said.get("unit", ""), (Decimal(1), said.get("unit", "")))
        said["unit"], said["status"] = unit, said.get("status") or "known"
        said["relation"] = said.get("relation") or "="
        if said["status"] != "known":
            if low is not None or high is not None:
                self.add_error(
                    "status", gettext("A figure that is not known holds no number: empty it, or choose “known”.")
                )
            said["low"] = said["high"] = said["stated_to"] = None
            return
        if not self.errors:
            said["low"], said["high"] = self._ends(low, high, Relation(said["relation"]), size)
            said["stated_to"] = _step(low, high) * size

    def _ends(
        self, low: Decimal | None, high: Decimal | None, relation: Relation, size: Decimal
    ) -> tuple[Decimal | None, Decimal | None]:
        if low is None:
            self.add_error("low", gettext("Give the figure, or say that it is cut off or unknown."))
            return None, None
        if relation is Relation.RANGE:
            if high is None or high < low:
                self.add_error("high", gettext("A range needs an upper end that is not below its lower end."))
                return None, None
            return low * size, high * size
        if high is not None and high != low:
            self.add_error("high", gettext("Only a range has an upper end: choose “between”, or empty it."))
        if relation in (Relation.BELOW, Relation.AT_MOST):
            return None, low * size
        return low * size, None if relation in (Relation.ABOVE, Relation.AT_LEAST) else low * size

    def _number(self, name: str) -> Decimal | None:
        try:
            return number(self.cleaned_data.get(name) or "")
        except ValueError:
            self.add_error(name, gettext("“%(seen)s” is no number.") % {"seen": self.cleaned_data.get(name)})
            return None


class ContestForm(forms.Form):
    """Why a figure is wrong."""

    reason = forms.CharField(
        label=_("What is wrong with this figure?"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say in a few words what is wrong; the approver must be able to check it.")},
    )


class SettleForm(forms.Form):
    """An approver's answer to a contest."""

    standing = forms.ChoiceField(choices=[("upheld", _("upheld")), ("dismissed", _("dismissed"))])
    answer = forms.CharField(
        label=_("Answer"),
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Give the reason; who contested reads it.")},
    )


def _step(*typed_in: Decimal | None) -> Decimal:
    """The last decimal place that was typed: 4.34 is stated to 0.01, 4 to 1."""
    places = [min(0, int(figure.as_tuple().exponent)) for figure in typed_in if figure is not None]
    return Decimal(1).scaleb(min(places, default=0))


def _initial(statement: Statement) -> dict[str, Any]:
    shown = typed(statement)
    return {
        "subject_text": statement.subject_text,
        "property": statement.property,
        "status": statement.status,
        "relation": statement.relation,
        "low": shown.low,
        "high": shown.high,
        "unit": shown.unit,
        "period_start": statement.period_start,
        "period_end": statement.period_end,
        "scope": statement.scope,
        "version": statement.version,
    }
