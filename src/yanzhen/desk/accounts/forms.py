"""Forms of the accounts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yanzhen.codes import region_codes
from yanzhen.desk.accounts.models import Door, Person
from yanzhen.desk.scope import region_prefix


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


class CodeForm(forms.Form):
    """A code of the second factor; spaces and hyphens are as one types them."""

    code = forms.CharField(
        label=_("One-time code"),
        max_length=32,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
        help_text=_("Six digits from the generator, or a recovery code."),
    )


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
    """A person as an administrator enters them, within the administrator's own region."""

    class Meta:
        model = Person
        fields = (
            "username", "full_name", "department", "region", "region_name", "role", "door", "is_active", "valid_until",
        )  # fmt: skip
        help_texts = {  # noqa: RUF012 (Django's own declaration)
            "department": _("Empty: sees every department of the region."),
            "region": _("GB/T 2260, for example 370725. Empty: the whole country."),
            "region_name": _("Empty: the name that goes with the code."),
            "valid_until": _("The account opens nothing after this day."),
        }
        widgets = {"valid_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}  # noqa: RUF012

    def __init__(self, administrator: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.administrator = administrator
        self.was = (self.instance.role, self.instance.door) if self.instance.pk else None
        doors = open_doors(self.instance.door)
        if len(doors) == 1:
            del self.fields["door"]
        else:
            self.fields["door"].choices = doors  # type: ignore[attr-defined]

    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"]).strip()
        alike = Person.objects.filter(username__iexact=username).exclude(pk=self.instance.pk)
        if alike.exists():
            raise ValidationError(gettext("Someone here has this name already."))
        return username

    def clean_region(self) -> str:
        region: str = self.cleaned_data["region"]
        if region and not re.fullmatch(r"\d{6}", region, re.ASCII):
            raise ValidationError(gettext("A region code has six digits, for example 370725."))
        if not region.startswith(region_prefix(self.administrator.region)):
            raise ValidationError(gettext("This lies outside your own region."))
        return region

    def clean_role(self) -> str:
        role: str = self.cleaned_data["role"]
        if self.instance.pk == self.administrator.pk and role != self.administrator.role:
            raise ValidationError(gettext("Your own role is changed by another administrator."))
        return role

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("region") and not cleaned.get("region_name"):
            known = region_codes.known(cleaned["region"])
            cleaned["region_name"] = known.name if known else ""
        return cleaned


def open_doors(now: str) -> list[tuple[str, Any]]:
    """The ways to sign in that this desk offers, and the one that the person has."""
    is_open = {Door.PASSWORD: True, Door.OIDC: settings.OIDC.is_open, Door.LDAP: settings.LDAP.is_open}
    return [(door.value, door.label) for door in Door if is_open[door] or door == now]
