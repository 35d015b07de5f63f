"""What a reading found in a document beside its statements, the jobs of the worker, and the index of the search."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yanzhen.desk.queue import Waiting
from yanzhen.desk.register.models import Document
from yanzhen.desk.register.scoped import DocumentRows


class ReadingJob(Waiting):
    """The reading of one document. A worker holds it by a lease that it must renew; a lost lease is read again."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        READING = "reading", _("being read")
        DONE = "done", _("has been read")
        FAILED = "failed", _("could not be read")
        STOPPED = "stopped", _("stopped")

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="job")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    given_date = models.CharField(max_length=10, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="reading_lease_has_a_worker",
                condition=~Q(state="reading") | (~Q(worker="") & Q(lease_until__isnull=False)),
            ),
        )
        # For claim_next(): the oldest page that waits or whose lease ran out.
        indexes = (models.Index(fields=["state", "asked_at"], name="reading_job_next"),)


class Article(models.Model):
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="articles")
    number = models.IntegerField()
    title = models.TextField(blank=True)
    kicker = models.TextField(blank=True)
    kind = models.CharField(max_length=20)
    dateline = models.TextField(blank=True)
    bylines = models.JSONField(default=list)
    subheads = models.JSONField(default=list)

    objects = DocumentRows.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["document", "number"], name="reading_article_once"),)


class Block(models.Model):
    """A piece of an article in reading order; without an article it fits nowhere and is kept as unplaced."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="blocks")
    article = models.ForeignKey(Article, null=True, on_delete=models.CASCADE, related_name="blocks")
    position = models.IntegerField()
    kind = models.CharField(max_length=20)
    text = models.TextField()
    spans = models.JSONField(default=list)
    status = models.CharField(max_length=12, default="whole")
    rows = models.JSONField(null=True)
    page = models.IntegerField(null=True)
    reason = models.TextField(blank=True)

    objects = DocumentRows.as_manager()

    class Meta:
        indexes = (models.Index(fields=["document", "position"], name="reading_block_order"),)


class Correction(models.Model):
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="corrections")
    start = models.IntegerField()
    end = models.IntegerField()
    seen = models.TextField()
    read = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    confidence = models.FloatField()

    objects = DocumentRows.as_manager()


class Name(models.Model):
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="names")
    article = models.IntegerField(null=True)
    text = models.TextField()
    kind = models.CharField(max_length=20)
    start = models.IntegerField()
    end = models.IntegerField()
    same_as = models.TextField(blank=True)
    code = models.CharField(max_length=20, blank=True)
    role = models.TextField(blank=True)
    organisation = models.TextField(blank=True)

    objects = DocumentRows.as_manager()


class Check(models.Model):
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="checks")
    what = models.TextField()
    answer = models.CharField(max_length=10)
    inputs = models.JSONField(default=list)
    reasons = models.JSONField(default=list)

    objects = DocumentRows.as_manager()


class Searched(models.Model):
    """A text that can be found, in its normal form; ``target`` is the key of the statement or block."""

    kind = models.CharField(max_length=10)
    target = models.BigIntegerField()
    text = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "target"], name="reading_searched_once"),)


class SearchPair(models.Model):
    """Two neighbouring characters of a searched text, for databases without a full text of their own kind."""

    entry = models.ForeignKey(Searched, on_delete=models.CASCADE, related_name="pairs")
    pair = models.CharField(max_length=16, db_index=True)
