"""What a person fills in to bring a sheet, and to say what its columns mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from yanzhen.desk.register.ledger.ranks import DEFAULT_RANK, RANKS
from yanzhen.desk.register.pages import wording
from yanzhen.tables import REGISTER_TABLES, Table

if TYPE_CHECKING:
    from yanzhen.desk.register.pages.looking import LookedColumn

MOST_PASTED = 2_000_000
MIB = 1024 * 1024
NOT_USED = "-"
"""Stands for: this header is no column of the table."""


class BringForm(forms.Form):
    """A sheet, as a file or pasted, with whose it is."""

    kind = forms.ChoiceField(
        label=_("What the sheet holds"), required=False, help_text=_("Left open, it is guessed from the headers.")
    )
    file = forms.FileField(
        label=_("Sheet file"),
        required=False,
        help_text=_("xlsx, xls, ods or CSV (UTF-8, GBK); as it is, it need not be the template."),
    )
    pasted = forms.CharField(
        label=_("Or cells copied from a spreadsheet"),
        required=False,
        max_length=MOST_PASTED,
        strip=False,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("With their header row."),
    )
    source = forms.CharField(
        label=_("Whose figures these are"),
        required=False,
        max_length=200,
        help_text=_(
            "Such as an audit report, a bureau, a look-up service. The same source replaces what it said before; another one stands beside it."
        ),
    )
    rank = forms.TypedChoiceField(label=_("How far they are to be believed"), coerce=int, required=False)
    stated_on = forms.DateField(
        label=_("Stated on"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day of the report or the export; left open, today."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        language = get_language() or "zh"
        kind, rank = self.fields["kind"], self.fields["rank"]
        assert isinstance(kind, forms.ChoiceField) and isinstance(rank, forms.ChoiceField)
        kind.choices = [("", gettext("guess it")), *((t.name, wording.table_name(t)) for t in REGISTER_TABLES)]
        rank.choices = [(one.rank, f"{one.rank} {one.label(language)}") for one in RANKS]
        rank.initial = DEFAULT_RANK

    def clean(self) -> dict[str, Any]:
        """One of the two, and not more than the desk takes."""
        cleaned = super().clean() or {}
        upload, pasted = cleaned.get("file"), (cleaned.get("pasted") or "").strip("\r\n")
        if not upload and not pasted and "file" not in self.errors:
            self.add_error("file", gettext("Choose a file, or paste cells."))
        if upload and pasted:
            self.add_error("pasted", gettext("Either a file or pasted cells, not both."))
        if upload and (upload.size or 0) > settings.UPLOAD_MOST_BYTES:
            words = gettext("The file has %(size)s MB; at most %(most)s MB are taken. Split it.")
            said = {"size": f"{upload.size / MIB:.1f}", "most": settings.UPLOAD_MOST_BYTES // MIB}
            self.add_error("file", words % said)
        stated = cleaned.get("stated_on")
        if stated and stated > timezone.localdate():
            self.add_error("stated_on", gettext("This day lies in the future."))
        return cleaned


def mapping_choices(table: Table, taken: set[str]) -> list[tuple[str, str]]:
    """The columns that a header may still mean."""
    free = [column for column in table.columns if column.name not in taken]
    return [(column.name, f"{wording.column_name(column)} ({column.name})") for column in free]


def chosen_mapping(table: Table, unknown: list[LookedColumn], given: Any) -> tuple[dict[str, str], list[str]]:
    """What the person said of each header (nothing: it is not used), and the columns that were chosen twice.

    The fields are named by place (``c0``, ``c1``): a header may hold any character.
    """
    names = {column.name for column in table.columns}
    mapping: dict[str, str] = {}
    for place, column in enumerate(unknown):
        chosen = given.get(f"c{place}", NOT_USED)
        mapping[column.header] = chosen if chosen in names else ""
    used = [key for key in mapping.values() if key]
    return mapping, sorted({key for key in used if used.count(key) > 1})
