"""Deals with their versions, the documents and statements tied to them, and the full pricings asked for."""

from __future__ import annotations

from typing import TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yanzhen.desk.queue import Waiting
from yanzhen.desk.register.models import Document, Statement
from yanzhen.desk.register.scoped import OwnRows, Scoped
from yanzhen.desk.scope import ScopedQuerySet

Row = TypeVar("Row", bound=models.Model, covariant=True)


class DealRows(ScopedQuerySet[Row]):
    """Rows of a deal: who may see the deal sees them."""

    region_field = "deal__region"
    department_field = "deal__department"


class PricingRows(ScopedQuerySet[Row]):
    """Pricings of a version: who may see its deal sees them."""

    region_field = "version__deal__region"
    department_field = "version__deal__department"


class Deal(Scoped):
    """A deal of one office. ``turn`` grows with every change; a change names the turn that it was made on."""

    name = models.CharField(max_length=200)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    turn = models.IntegerField(default=1)
    in_force = models.ForeignKey("DealVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = OwnRows.as_manager()

    class Meta:
        indexes = (models.Index(fields=["region", "department", "-changed_at"], name="deal_scope"),)

    def __str__(self) -> str:
        return self.name


class DealVersion(models.Model):
    """The deal file as it was on one day; it is never changed, a change is a new version."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="versions")
    number = models.IntegerField()
    file = models.CharField(max_length=255)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    note = models.CharField(max_length=300, blank=True)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = DealRows.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["deal", "number"], name="deal_version_once"),)

    def __str__(self) -> str:
        return f"{self.deal_id} v{self.number}"


class DealDocument(models.Model):
    """A document that speaks of the deal."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="papers")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = DealRows.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["deal", "document"], name="deal_document_once"),)


class DealTie(models.Model):
    """A statement of a page that a person tied to a fact of the deal (``facts.py`` names them)."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="ties")
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="+")
    fact = models.CharField(max_length=100)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = DealRows.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["deal", "statement", "fact"], name="deal_tie_once"),)


class PricingJob(Waiting):
    """A full pricing of one version. A worker holds it by a lease that it must renew; a lost lease is priced again."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("being priced")
        DONE = "done", _("priced")
        FAILED = "failed", _("could not be priced")
        STOPPED = "stopped", _("stopped")

    version = models.ForeignKey(DealVersion, on_delete=models.CASCADE, related_name="pricings")
    paths = models.BigIntegerField()
    seed = models.BigIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    asked_by = models.CharField(max_length=150)
    priced = models.JSONField(null=True, blank=True)

    objects = PricingRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="deal_lease_has_a_worker",
                condition=~Q(state="running") | (~Q(worker="") & Q(lease_until__isnull=False)),
            ),
        )
        indexes = (models.Index(fields=["state", "asked_at"], name="deal_pricing_next"),)
