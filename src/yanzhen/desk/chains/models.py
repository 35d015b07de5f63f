"""What the room keeps of its own: proposed edges, and concordances of patent classes and products with whose table each is."""

from __future__ import annotations

from functools import cached_property

from django.db import models
from django.db.models import Q

from yanzhen.chains.matrix import Concordance
from yanzhen.desk.accounts.models import Person
from yanzhen.desk.chains.proposals.models import LookedThrough, Proposal
from yanzhen.desk.scope import ScopedQuerySet, region_prefix

__all__ = ("ConcordanceRows", "ConcordanceTable", "LookedThrough", "Proposal")


class ConcordanceRows(ScopedQuerySet["ConcordanceTable"]):
    """Concordances of one's own region, and those of the regions above: they name no firm, and hold for all below."""

    def used_by(self, person: Person) -> ConcordanceRows:
        """Those that hold where this person works."""
        own = region_prefix(person.region)
        above = [
            code for code in self.values_list("region", flat=True).distinct() if own.startswith(region_prefix(code))
        ]
        return self.filter(Q(region__in=above))


class ConcordanceTable(models.Model):
    """A table of patent classes and the products that they serve; without its citation it is refused."""

    region = models.CharField(max_length=12, blank=True)
    name = models.CharField(max_length=200)
    citation = models.CharField(max_length=400)
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField(default=list)
    by_name = models.CharField(max_length=160)
    at = models.DateTimeField()

    objects = ConcordanceRows.as_manager()

    class Meta:
        db_table = "chains_concordance"
        indexes = (models.Index(fields=["region", "-at"], name="chains_concordance_scope"),)

    def __str__(self) -> str:
        return self.name

    @cached_property
    def concordance(self) -> Concordance:
        """As the engine takes it."""
        return Concordance(tuple((str(ipc), str(node)) for ipc, node in self.rows), self.citation)
