"""What a person gives with the pages that they bring."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True
    needs_multipart_form = True


class FilesField(forms.FileField):
    """One or many files."""

    widget = Files

    def clean(self, files: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        given = files if isinstance(files, (list, tuple)) else [files]
        # An empty or too large file is told by name with the others, not here.
        chosen = [file for file in given if file]
        if not chosen:
            raise forms.ValidationError(gettext("Choose at least one file."))
        return chosen


class BringForm(forms.Form):
    """Files, and the day on which they were published, as far as it is known."""

    files = FilesField(label=_("Pages"))  # type: ignore[assignment]  # the form's own name for what was sent
    published = forms.CharField(
        label=_("Published on"),
        max_length=10,
        required=False,
        help_text=_("2020, 2020-09 or 2020-09-01; left empty, the page's own date is used if it has one"),
        widget=forms.TextInput({"placeholder": "2020-09-01", "autocomplete": "off", "size": 12}),
    )

    use_required_attribute = False

    def clean_published(self) -> str:
        given = published(self.cleaned_data["published"])
        if given is None:
            seen = self.cleaned_data["published"]
            raise forms.ValidationError(
                gettext("“%(seen)s” is no year, month or day: 2020, 2020-09, 2020-09-01.") % {"seen": seen}
            )
        return given

    @property
    def most_megabytes(self) -> int:
        return int(settings.UPLOAD_MOST_BYTES) // (1024 * 1024)


def published(given: str) -> str | None:
    """The date as the contract writes it; ``None`` where it is none, empty where none was given.

    >>> published("2020/9/1"), published("2020-09"), published("2020-13"), published("")
    ('2020-09-01', '2020-09', None, '')
    """
    plain = given.strip().replace("/", "-").replace(".", "-")
    if not plain:
        return ""
    found = DATE.fullmatch(plain)
    if found is None:
        return None
    year, month, day = (part and int(part) for part in found.groups())
    try:
        date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    return "-".join(f"{part:02d}" if place else f"{part:04d}" for place, part in enumerate((year, month, day)) if part)
