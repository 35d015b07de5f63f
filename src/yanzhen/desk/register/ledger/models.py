"""The tables of the register: what each sheet said, row by row, and what is in force.

A sheet's row is kept whole (:class:`Record`), so that the statement of each of its cells can be given without a row of the
database for every cell. What is in force is the merge of a key's records by one visible rule (``merging.py``); it lies in typed
columns, one model a table (:data:`ENTRIES`), so that lists sort and filter without opening JSON. Entries are made anew from the
records at any time, and nothing refers to them: what is tied to a firm names its code.
"""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from yanzhen.desk.register.scoped import OwnRows, Scoped
from yanzhen.tables import REGISTER_TABLES, Column, Table

KEY_LENGTH = 300
TEXT_LENGTH = 200
TYPED = "c_"
"""Begins the name of an entry's typed column: ``c_revenue``."""
SCOPE = ("region", "department")


class Import(Scoped):
    """One sheet file that was brought in, by whom, from which source; ``undone_at`` when it was taken back as a whole.

    ``headings`` maps each sheet to ``[letter, key, header, unit, factor]`` for its columns. ``stated_on`` is the day on which the
    source said it, ``rank`` how far it is to be believed (``ranks.csv``, 1 is the best). ``digest`` covers the digests of its records.
    """

    class Mode(models.TextChoices):
        ALL = "all", _("all rows or none")
        GOOD = "good", _("the good rows")

    kind = models.CharField(max_length=30)
    sha256 = models.CharField(max_length=64)
    file = models.CharField(max_length=255)
    size = models.BigIntegerField(default=0)
    headings = models.JSONField(default=dict, blank=True)
    source = models.CharField(max_length=200)
    rank = models.PositiveSmallIntegerField()
    stated_on = models.DateField()
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.ALL)
    rows = models.IntegerField(default=0)
    good = models.IntegerField(default=0)
    bad = models.IntegerField(default=0)
    written = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    findings = models.JSONField(default=list, blank=True)
    findings_left_out = models.IntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=150, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    objects = OwnRows.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["region", "department", "-recorded_at"], name="register_import_scope"),
            models.Index(fields=["kind", "sha256"], name="register_import_file"),
        )

    def __str__(self) -> str:
        return self.file


class Record(Scoped):
    """One row of an imported sheet, as it was brought in; ``content`` is its values as canonical JSON.

    ``digest`` covers table, key, place and content. A record's region and department follow the firm that it speaks of.
    """

    imported = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="records")
    table = models.CharField(max_length=30)
    key = models.CharField(max_length=KEY_LENGTH)
    subject = models.CharField(max_length=TEXT_LENGTH, blank=True)
    sheet = models.CharField(max_length=100, blank=True)
    row = models.IntegerField()
    content = models.TextField()
    true_from = models.DateField(null=True, blank=True)
    true_to = models.DateField(null=True, blank=True)
    digest = models.CharField(max_length=64)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = OwnRows.as_manager()

    class Meta:
        indexes = (models.Index(fields=["table", "key"], name="register_record_key"),)

    def __str__(self) -> str:
        return f"{self.table} {self.key}"

    @cached_property
    def values(self) -> dict[str, Any]:
        """The row's values by column; a cell that was empty is absent."""
        values: dict[str, Any] = json.loads(self.content)
        return values


class Entry(Scoped):
    """What is in force for one key of a table; the base of the models in :data:`ENTRIES`.

    ``content`` holds every column that has a value; the typed columns (``c_revenue``) hold those that lists show, for sorting and
    filtering: texts are cut at 200 characters there and ``exact`` figures are floats, so what is shown comes from ``values``.
    ``record`` is the record that says most of it; ``sources`` counts the sources that speak of the key, ``conflict`` tells that two of
    them disagree on a column.
    """

    key = models.CharField(max_length=KEY_LENGTH)
    subject = models.CharField(max_length=TEXT_LENGTH, blank=True)
    content = models.TextField()
    true_from = models.DateField(null=True, blank=True)
    true_to = models.DateField(null=True, blank=True)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+", db_index=False)
    sources = models.PositiveSmallIntegerField(default=1)
    conflict = models.BooleanField(default=False)

    table: Table

    objects = OwnRows.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.key

    @cached_property
    def values(self) -> dict[str, Any]:
        """The values in force by column; unknown ones are absent."""
        values: dict[str, Any] = json.loads(self.content)
        return values


class FirmName(Scoped):
    """A name under which a firm goes or went, in the form in which names are compared; ``code`` is the firm's uscc."""

    class Role(models.TextChoices):
        NAME = "name", _("registered name")
        FORMER = "former", _("former name")
        ALIAS = "alias", _("short name")

    code = models.CharField(max_length=KEY_LENGTH)
    name = models.CharField(max_length=TEXT_LENGTH)
    name_key = models.CharField(max_length=TEXT_LENGTH)
    role = models.CharField(max_length=10, choices=Role.choices)

    objects = OwnRows.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["code"], name="register_firm_name_code"),
            models.Index(fields=["name_key"], name="register_firm_name_key"),
        )

    def __str__(self) -> str:
        return self.name


class HeaderMapping(Scoped):
    """Which column each header of a sheet means, as a person of this office confirmed it once."""

    kind = models.CharField(max_length=30)
    heading = models.CharField(max_length=64)
    headers = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = OwnRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["region", "department", "kind", "heading"], name="register_mapping_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.heading[:8]}"


class SheetDraft(Scoped):
    """A file that someone put on the desk to be imported and has not decided on yet, with what they chose so far."""

    kind = models.CharField(max_length=30)
    sha256 = models.CharField(max_length=64)
    file = models.CharField(max_length=255)
    size = models.BigIntegerField(default=0)
    sheet = models.CharField(max_length=100, blank=True)
    source = models.CharField(max_length=200, blank=True)
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    stated_on = models.DateField(null=True, blank=True)
    mapping = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = OwnRows.as_manager()

    class Meta:
        indexes = (models.Index(fields=["region", "department", "-at"], name="register_draft_scope"),)

    def __str__(self) -> str:
        return self.file


class Turn(models.Model):
    """The one row that every import and every undoing locks first, so that they take turns on every database."""

    taken = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.taken)

    @classmethod
    def take(cls) -> None:
        """Wait until nobody else writes the tables; the turn ends with the transaction."""
        cls.objects.get_or_create(pk=1)
        cls.objects.select_for_update().get(pk=1)


def typed_columns(table: Table) -> tuple[Column, ...]:
    """The columns of which an entry keeps a typed copy: those that lists show, but for the subject, which has its own."""
    return tuple(column for column in table.columns if column.listed and column.name != table.subject)


def order_field(table: Table, column: str) -> str:
    """The field by which entries are sorted and filtered for the column; empty where lists do not show it.

    >>> from yanzhen.tables import register_table
    >>> [order_field(register_table("firms"), name) for name in ("uscc", "name", "address")]
    ['subject', 'c_name', '']
    """
    if column == table.subject:
        return "subject"
    return TYPED + column if any(column == one.name for one in typed_columns(table)) else ""


def _typed_field(column: Column) -> models.Field[Any, Any]:
    label = column.label_zh
    match column.kind:
        case "integer":
            return models.BigIntegerField(label, null=True, blank=True)
        case "exact" | "number":
            return models.FloatField(label, null=True, blank=True)
        case "date":
            return models.DateField(label, null=True, blank=True)
        case "flag":
            return models.BooleanField(label, null=True, blank=True)
    return models.CharField(label, max_length=TEXT_LENGTH, blank=True)


def _entry_model(table: Table) -> type[Entry]:
    """The model of the table's entries, with an index for each column that lists sort by."""
    short = table.name.replace("-", "_")
    columns = typed_columns(table)
    indexes = [
        models.Index(fields=["region", "department"], name=f"rg_{short}_scope"),
        # With the scope in the index, the keys of a far page are found without opening a row of the pages before it.
        models.Index(fields=["subject", "id", *SCOPE], name=f"rg_{short}_subject"),
        *(models.Index(fields=[TYPED + c.name, "id", *SCOPE], name=f"rg_{short}_{n}") for n, c in enumerate(columns)),
    ]
    once = models.UniqueConstraint(fields=["key"], name=f"rg_{short}_once")
    meta = type("Meta", (), {"db_table": f"register_{short}", "indexes": tuple(indexes), "constraints": (once,)})
    fields = {TYPED + column.name: _typed_field(column) for column in columns}
    name = "".join(word.capitalize() for word in table.name.split("-")) + "Entry"
    body = {"__module__": __name__, "__doc__": table.meaning_en, "__qualname__": name, "Meta": meta, "table": table}
    return type(name, (Entry,), {**body, **fields})


ENTRIES: dict[str, type[Entry]] = {table.name: _entry_model(table) for table in REGISTER_TABLES}
"""The model of what is in force, by the table's English name."""
globals().update({model.__name__: model for model in ENTRIES.values()})

if TYPE_CHECKING:

    class Firm(Entry):
        """What is in force of a firm; its key is its uscc."""

        c_name = models.CharField(max_length=TEXT_LENGTH)
else:
    Firm = ENTRIES["firms"]
