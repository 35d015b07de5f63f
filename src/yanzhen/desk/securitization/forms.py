"""What a person gives with a deal file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yanzhen.desk.securitization.keep import Draft

MOST_BYTES = 2_000_000
TYPED = "deal.toml"


class DealForm(forms.Form):
    """A deal as a file or as text; the file counts where both are given."""

    file = forms.FileField(label=_("Deal file (TOML)"), required=False, widget=forms.FileInput({"accept": ".toml"}))
    text = forms.CharField(
        label=_("or its text"),
        required=False,
        strip=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea({"rows": 18, "spellcheck": "false", "class": "toml"}),
    )
    note = forms.CharField(label=_("What changed, and why"), required=False, max_length=300)

    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("file") and not (given.get("text") or "").strip():
            raise forms.ValidationError(gettext("Choose a file, or paste its text."))
        if given.get("file") and given["file"].size > MOST_BYTES:
            raise forms.ValidationError(gettext("The file is larger than 2 MB; a deal file is text."))
        return given

    @property
    def draft_text(self) -> str:
        """The text as it came, to be put right on the page; a file is read again from its beginning."""
        upload = self.cleaned_data.get("file")
        if not upload:
            return str(self.cleaned_data["text"])
        upload.seek(0)
        return str(upload.read().decode("utf-8", errors="replace"))

    def draft(self) -> Draft:
        """The draft of a valid form; a file that is not UTF-8 becomes a text that its reader refuses."""
        upload, note = self.cleaned_data.get("file"), self.cleaned_data.get("note", "")
        if not upload:
            return Draft(self.cleaned_data["text"].replace("\r\n", "\n"), TYPED, note)
        text = upload.read().decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
        return Draft(text, (upload.name or TYPED).replace("\\", "/").rsplit("/", 1)[-1][:255], note)
