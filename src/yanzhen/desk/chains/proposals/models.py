"""What was proposed from which place, and what a person said to it; no text is copied, a place is a span of what is there."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.chains.proposing.proposal import Relation
from yanzhen.desk.register.models import Document, Import
from yanzhen.desk.register.scoped import OwnRows, Scoped

NAME_LENGTH = 200


class Proposal(Scoped):
    """One edge that a document (``document``) or a cell of a firm (``firm``, ``column``) proposes.

    ``origin`` names that place as text, and with ``edge`` (a digest of what is said) makes a proposal come once. All spans are of the
    document's or the cell's text, whose digest is ``text_digest``: where the text is another by now, its place is no longer shown.
    ``source`` and ``target`` are as the engine read them; ``said`` is what a person put in their place (``source``, ``target``, ``relation``,
    ``year``), empty where nothing was corrected.
    """

    class Standing(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("proposal", "to be confirmed")
        CONFIRMED = "confirmed", pgettext_lazy("proposal", "confirmed")
        REJECTED = "rejected", pgettext_lazy("proposal", "rejected")

    document = models.ForeignKey(Document, null=True, on_delete=models.CASCADE, related_name="+")
    firm = models.CharField(max_length=20, blank=True)
    column = models.CharField(max_length=30, blank=True)
    origin = models.CharField(max_length=60)
    edge = models.CharField(max_length=64)
    text_digest = models.CharField(max_length=64)
    relation = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Relation])
    source = models.CharField(max_length=NAME_LENGTH)
    source_code = models.CharField(max_length=20, blank=True)
    source_new = models.BooleanField(default=False)
    target = models.CharField(max_length=NAME_LENGTH)
    target_code = models.CharField(max_length=20, blank=True)
    target_new = models.BooleanField(default=False)
    like = models.CharField(max_length=NAME_LENGTH, blank=True)
    product = models.CharField(max_length=NAME_LENGTH, blank=True)
    mood = models.CharField(max_length=10)
    sureness = models.CharField(max_length=10)
    pattern = models.CharField(max_length=40)
    start = models.IntegerField()
    end = models.IntegerField()
    sentence = models.JSONField(default=list)
    marks = models.JSONField(default=list)
    """``[start, end, "source" or "target"]`` of the two names, where they are written."""
    on = models.DateField(null=True, blank=True)
    stated_on = models.DateField()
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.WAITING)
    said = models.JSONField(default=dict, blank=True)
    version = models.IntegerField(default=1)
    decided_by = models.CharField(max_length=160, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    imported = models.ForeignKey(Import, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = OwnRows.as_manager()

    class Meta:
        db_table = "chains_proposal"
        constraints = (
            models.UniqueConstraint(fields=["origin", "edge"], name="chains_proposal_once"),
            models.CheckConstraint(
                name="chains_proposal_has_a_place",
                condition=Q(document__isnull=False, firm="") | Q(document__isnull=True) & ~Q(firm="") & ~Q(column=""),
            ),
            models.CheckConstraint(
                name="chains_proposal_decided_by",
                condition=Q(standing="waiting") | ~Q(decided_by="") & Q(decided_at__isnull=False),
            ),
        )
        indexes = (models.Index(fields=["region", "department", "standing"], name="chains_proposal_scope"),)

    def __str__(self) -> str:
        return f"{self.source} {self.relation} {self.target}"

    @property
    def table(self) -> str:
        """The register's table in which it is recorded."""
        return Relation(self.relation).table


class LookedThrough(models.Model):
    """That a place was looked through for edges, and in which state its text was."""

    origin = models.CharField(max_length=60, primary_key=True)
    state = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        db_table = "chains_looked_through"

    def __str__(self) -> str:
        return self.origin


RELATIONS = {
    Relation.MADE_FROM: _("is made from"),
    Relation.USED_IN: _("is used in"),
    Relation.MAKES: _("makes"),
    Relation.SUPPLIES: _("supplies"),
}
