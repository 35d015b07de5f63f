"""The form of a new token."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

LIVES = ((30, _("30 days")), (90, _("90 days")), (365, _("one year")))


class TokenForm(forms.Form):
    """What the token is for, and how long it lives."""

    name = forms.CharField(
        label=_("What it is for"), max_length=64, help_text=_("So that you know later which program uses it.")
    )
    days = forms.TypedChoiceField(label=_("It ends after"), choices=LIVES, coerce=int, initial=90)
