"""A name to look for, and which of its mentions are to go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from yanzhen.desk.privacy.erasing import Choice
from yanzhen.desk.privacy.mentions import LEAST_CHARACTERS

if TYPE_CHECKING:
    from django.http import QueryDict


class NameForm(forms.Form):
    """Whose mentions."""

    name = forms.CharField(
        label=_("Name"),
        min_length=LEAST_CHARACTERS,
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "As it is written: a full name, or a sign-in name. Two people of one name are told apart on the next page."
        ),
    )


def choice_of(name: str, given: QueryDict) -> Choice:
    """What was ticked; what is no number is nothing."""
    return Choice(
        name=name,
        accounts=_numbers(given, "account"),
        people=_numbers(given, "person"),
        documents=_numbers(given, "document"),
        hands="hands" in given,
    )


def _numbers(given: QueryDict, field: str) -> frozenset[int]:
    return frozenset(
        int(word) for word in given.getlist(field) if word.isascii() and word.isdecimal() and len(word) < 16
    )
