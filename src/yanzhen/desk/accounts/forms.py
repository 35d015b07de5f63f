"""Forms of the accounts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yanzhen.desk.accounts.models import Person


def _password_field(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, widget=widget, help_text=help_text, max_length=256)


if TYPE_CHECKING:
    _PersonModelForm = forms.ModelForm[Person]
else:
    _PersonModelForm = forms.ModelForm


class SignInForm(forms.Form):
    """Name and password; whether they are right is the view's question."""

    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = _password_field(_("Password"), "current-password")


class PasswordForm(forms.Form):
    """The old password, and the new one twice."""

    old = _password_field(_("Password until now"), "current-password")
    new = _password_field(
        _("New password"),
        "new-password",
        _("At least 10 characters, of three kinds: small letters, capitals, digits, others."),
    )
    again = _password_field(_("New password once more"), "new-password")

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.person.check_password(old):
            raise ValidationError(gettext("This is not your password until now."))
        return old

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        if self.person.check_password(new):
            raise ValidationError(gettext("The new password is the old one; choose another."))
        password_validation.validate_password(new, self.person)
        return new

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("new") != self.cleaned_data.get("again") and "new" in self.cleaned_data:
            self.add_error("again", gettext("The two new passwords differ."))
        return self.cleaned_data


class PersonForm(_PersonModelForm):
    """A person as an administrator enters them."""

    class Meta:
        model = Person
        fields = ("username", "full_name", "department", "region", "region_name", "role", "is_active")
        help_texts = {  # noqa: RUF012 (Django's own declaration)
            "department": _("Empty: sees every department of the region."),
            "region": _("GB/T 2260, for example 370725. Empty: the whole country."),
        }

    def clean_region(self) -> str:
        region: str = self.cleaned_data["region"]
        if region and not re.fullmatch(r"\d{6}", region):
            raise ValidationError(gettext("A region code has six digits, for example 370725."))
        return region
