"""What the ladder keeps: the region's judging and its verdicts, how answers turned, draft books, and what this office says of its tables."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yanzhen.desk.queue import Waiting
from yanzhen.desk.register.scoped import OwnRows, Scoped

CODE, NAME, BOOK = 40, 200, 60


class BookDraft(Scoped):
    """A rulebook that a bureau writes: its text, its worked cases, and what became of it.

    ``version`` grows with every saved text; ``editors`` are the keys of all who saved one: who edited cannot approve. ``faults`` is what
    checking the text found, each with line, field, what was seen and expected.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        WAITING = "waiting", _("waits for approval")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")
        REPLACED = "replaced", _("replaced by a later one")
        DROPPED = "dropped", _("dropped")

    book = models.CharField(max_length=BOOK)
    title = models.CharField(max_length=NAME, blank=True)
    based_on = models.CharField(max_length=BOOK, blank=True)
    text = models.TextField()
    cases = models.TextField(blank=True)
    version = models.IntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    faults = models.JSONField(default=list, blank=True)
    editors = models.JSONField(default=list, blank=True)
    edited_by = models.CharField(max_length=150)
    edited_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(max_length=2000, blank=True)

    objects = OwnRows.as_manager()

    class Meta:
        indexes = (models.Index(fields=["region", "department", "-edited_at"], name="ladder_draft_scope"),)
        constraints = (
            models.CheckConstraint(
                name="ladder_draft_decided_by",
                condition=Q(state__in=("draft", "waiting")) | (~Q(decided_by="") & Q(decided_at__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return self.title or self.book


class Run(Waiting, Scoped):
    """One judging of an office's firms on a day for one kind of applicant; or, with ``draft``, of the firms that a draft book flips.

    A worker holds it by a lease. ``cursor`` is the code of the last firm that is written, so that a run whose worker was lost goes on where
    it stood. ``register_state`` and ``books_state`` name what was judged: when they differ from today's, the run is out of date.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped")

    on = models.DateField()
    applicant = models.CharField(max_length=10)
    draft = models.ForeignKey(BookDraft, null=True, blank=True, on_delete=models.CASCADE, related_name="runs")
    draft_version = models.IntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    stage = models.CharField(max_length=10, blank=True)
    cursor = models.CharField(max_length=NAME, blank=True)
    total = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    climbs = models.IntegerField(default=0)
    climbed = models.IntegerField(default=0)
    reused = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    by_name = models.CharField(max_length=150)
    register_state = models.CharField(max_length=64, blank=True)
    books_state = models.CharField(max_length=64, blank=True)

    objects = OwnRows.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["state", "asked_at"], name="ladder_run_next"),
            models.Index(fields=["region", "department", "-asked_at"], name="ladder_run_scope"),
        )
        constraints = (
            models.CheckConstraint(
                name="ladder_run_has_a_worker",
                condition=~Q(state="running") | (~Q(worker="") & Q(lease_until__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.applicant}"


class Verdict(Scoped):
    """One firm under one book in one run: the answer, what stops it, and the nearest climb where one was looked for.

    ``stops`` and ``opens`` are the gates that are unmet and unknown, ``missing`` the figures without which one stays unknown; each word
    stands between spaces, so that a list can be narrowed by it. ``near`` is whether one change turns the answer (``None``: not looked for).
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="verdicts")
    uscc = models.CharField(max_length=CODE)
    name = models.CharField(max_length=NAME, blank=True)
    industry = models.CharField(max_length=12, blank=True)
    book = models.CharField(max_length=BOOK)
    answer = models.CharField(max_length=8)
    score_low = models.FloatField(null=True, blank=True)
    score_high = models.FloatField(null=True, blank=True)
    score = models.CharField(max_length=60, blank=True)
    unmet = models.PositiveSmallIntegerField(default=0)
    unknown = models.PositiveSmallIntegerField(default=0)
    stops = models.TextField(blank=True)
    opens = models.TextField(blank=True)
    missing = models.TextField(blank=True)
    near = models.BooleanField(null=True, blank=True)
    effort = models.FloatField(null=True, blank=True)
    step = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=64)

    objects = OwnRows.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["run", "uscc", "book"], name="ladder_verdict_once"),)
        indexes = (
            models.Index(fields=["run", "name", "id"], name="ladder_verdict_all"),
            models.Index(fields=["run", "effort", "id"], name="ladder_verdict_ease"),
            models.Index(fields=["run", "book", "name", "id"], name="ladder_verdict_name"),
            models.Index(fields=["run", "book", "answer"], name="ladder_verdict_answer"),
            models.Index(fields=["run", "book", "effort", "id"], name="ladder_verdict_effort"),
            models.Index(fields=["run", "book", "score_high", "id"], name="ladder_verdict_score"),
        )

    def __str__(self) -> str:
        return f"{self.uscc} {self.book} {self.answer}"


class Tally(Scoped):
    """How many firms of one region and department: of a book, by answer (``criterion`` empty), or that a criterion stops.

    ``what`` is ``met``, ``unmet``, ``unknown`` or ``near`` for a book; ``alone`` (stopped by this criterion only), ``among`` (also by others)
    or ``open`` (unknown) for a criterion.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="tallies")
    book = models.CharField(max_length=BOOK)
    criterion = models.CharField(max_length=BOOK, blank=True)
    what = models.CharField(max_length=10)
    number = models.IntegerField()

    objects = OwnRows.as_manager()

    class Meta:
        indexes = (models.Index(fields=["run", "book", "criterion"], name="ladder_tally_of"),)

    def __str__(self) -> str:
        return f"{self.book} {self.criterion} {self.what} {self.number}"


class Turned(Scoped):
    """A firm's answer under a book became another one between two judgings: its history."""

    uscc = models.CharField(max_length=CODE)
    book = models.CharField(max_length=BOOK)
    applicant = models.CharField(max_length=10)
    on = models.DateField()
    at = models.DateTimeField()
    before = models.CharField(max_length=8, blank=True)
    after = models.CharField(max_length=8)
    stops = models.TextField(blank=True)

    objects = OwnRows.as_manager()

    class Meta:
        indexes = (models.Index(fields=["uscc", "book", "at"], name="ladder_turned_of"),)

    def __str__(self) -> str:
        return f"{self.uscc} {self.book} {self.before} → {self.after}"


class Flip(Scoped):
    """A firm whose answer a draft book changes, found by one run of the draft."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="flips")
    uscc = models.CharField(max_length=CODE)
    name = models.CharField(max_length=NAME, blank=True)
    before = models.CharField(max_length=8)
    after = models.CharField(max_length=8)
    why = models.TextField(blank=True)

    objects = OwnRows.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["run", "uscc"], name="ladder_flip_once"),)
        indexes = (models.Index(fields=["run", "before", "after"], name="ladder_flip_of"),)

    def __str__(self) -> str:
        return f"{self.uscc} {self.before} → {self.after}"


class Whole(Scoped):
    """Whether a table of the register is taken to say everything of a region: a firm without a row in it then has none, not an unknown number."""

    kind = models.CharField(max_length=30)
    is_whole = models.BooleanField()
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = OwnRows.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["region", "kind"], name="ladder_whole_once"),)

    def __str__(self) -> str:
        return f"{self.region} {self.kind} {self.is_whole}"


class Efforts(models.Model):
    """How a person weighs the efforts of a climb, by figure or list; what is absent is weighed as the files do."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="ladder_efforts"
    )
    weights = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return str(self.weights)
