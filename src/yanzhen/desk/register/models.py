"""What the region knows: documents, subjects, statements with their sources, and what contradicts or is contested.

Nothing enters the register without a source: a statement's source is never null, and a source names
the place that it stands for, by a constraint of the database.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yanzhen.desk.register.fields import FigureField
from yanzhen.desk.register.ledger.models import (
    ENTRIES,
    Entry,
    Firm,
    FirmName,
    HeaderMapping,
    Import,
    Record,
    SheetDraft,
)
from yanzhen.desk.register.pages.models import CellContest, SheetFinding, SheetJob
from yanzhen.desk.register.scoped import DocumentRows, OwnRows, PairRows, Scoped, StatementRows

__all__ = (
    "CORRECTABLE", "ENTRIES", "CellContest", "Contest", "Contradiction", "Decision", "Distinct", "Document", "Entry", "Fact", "Firm", "FirmName",
    "HeaderMapping", "Import", "Original", "Record", "SheetDraft", "SheetFinding", "SheetJob", "Source", "Statement", "Subject", "SubjectName",
)  # fmt: skip


class Document(Scoped):
    """A file that was brought in; the same file twice in one office is one document."""

    sha256 = models.CharField(max_length=64)
    file = models.CharField(max_length=255)
    size = models.BigIntegerField(default=0)
    kind = models.CharField(max_length=20, blank=True)
    encoding = models.CharField(max_length=40, blank=True)
    published = models.CharField(max_length=10, blank=True)
    published_from = models.CharField(max_length=200, blank=True)
    characters = models.IntegerField(default=0)
    warnings = models.JSONField(default=list, blank=True)
    brought_by = models.CharField(max_length=150)
    brought_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = OwnRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["sha256", "region", "department"], name="register_document_once"),
        )
        indexes = (models.Index(fields=["region", "department", "-brought_at"], name="register_document_scope"),)

    def __str__(self) -> str:
        return self.file

    @property
    def text(self) -> str:
        """What every span of the document indexes; empty until it is read."""
        return self.original.text if hasattr(self, "original") else ""

    @property
    def markup(self) -> list[list[int]]:
        """Spans of the text that are markup, not text."""
        return self.original.markup if hasattr(self, "original") else []


class Original(models.Model):
    """A document's text, apart from it: lists of documents and statements must not carry it along."""

    document = models.OneToOneField(Document, primary_key=True, on_delete=models.CASCADE, related_name="original")
    text = models.TextField(blank=True)
    markup = models.JSONField(default=list, blank=True)


class Subject(Scoped):
    """A firm, a region or anything else as one document names it; ``head`` is the subject that a person tied it to."""

    class Kind(models.TextChoices):
        REGION = "region", _("Region")
        ORGANISATION = "organisation", _("Organisation")
        PERSON = "person", _("Person")
        OTHER = "other", _("Other")

    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.OTHER)
    code = models.CharField(max_length=20, blank=True)
    variants = models.JSONField(default=list, blank=True)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="subjects")
    head = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="tied")
    firm_code = models.CharField(max_length=20, blank=True, db_index=True)
    """The firm of the register that a person tied it to (or its own code), by its uscc: a tie outlives an import that is undone."""

    objects = OwnRows.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["document", "key"], name="register_subject_once"),)
        indexes = (models.Index(fields=["key"], name="register_subject_key"),)

    def __str__(self) -> str:
        return self.name

    @property
    def head_id_or_own(self) -> int:
        return self.head_id or self.pk


class SubjectName(models.Model):
    """Every name that its document gives a subject, in the form in which names are compared."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="names")
    key = models.CharField(max_length=200, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["subject", "key"], name="register_subject_name_once"),)


class Distinct(models.Model):
    """Two subjects of the same name of which a person said that they are not the same."""

    one = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="+")
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["one", "other"], name="register_distinct_once"),)


class Source(models.Model):
    """Where a statement stands: a span of a document, a cell of a sheet, or a computation."""

    class Kind(models.TextChoices):
        SPAN = "span", _("Text")
        CELL = "cell", _("Cell")
        DERIVED = "derived", _("Computation")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="sources")
    start = models.IntegerField(null=True)
    end = models.IntegerField(null=True)
    quote = models.TextField(blank=True)
    context = models.TextField(blank=True)
    context_start = models.IntegerField(default=0)
    page = models.IntegerField(null=True)
    article = models.IntegerField(null=True)
    article_title = models.CharField(max_length=300, blank=True)
    sheet = models.CharField(max_length=100, blank=True)
    row = models.IntegerField(null=True)
    column = models.CharField(max_length=10, blank=True)
    operation = models.CharField(max_length=200, blank=True)
    inputs = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="register_source_is_a_place",
                condition=(
                    Q(kind="span", document__isnull=False, start__gte=0, start__lt=F("end")) & ~Q(quote="")
                    | Q(kind="cell", document__isnull=False, row__gte=1) & ~Q(sheet="") & ~Q(column="")
                    | Q(kind="derived") & ~Q(operation="")
                ),
            ),
        )
        indexes = (models.Index(fields=["document", "start"], name="register_source_place"),)


class Statement(Scoped):
    """Of a subject, a property's figure in a period, as its source says, and how far it is reviewed.

    ``machine`` keeps what was read, whatever a person makes of it. ``version`` grows with every change;
    a change names the version that it was made on. ``size`` orders what ``low`` and ``high`` say exactly.
    """

    class Standing(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")

    class Kind(models.TextChoices):
        FIGURE = "figure", _("Figure")
        DAY = "day", _("Day")
        RANKING = "ranking", _("Ranking")

    source = models.OneToOneField(Source, on_delete=models.PROTECT, related_name="statement")
    subject = models.ForeignKey(Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="statements")
    subject_text = models.CharField(max_length=200, blank=True)
    property = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.FIGURE)
    low = FigureField()
    high = FigureField()
    size = models.FloatField(null=True, blank=True)
    unit = models.CharField(max_length=32, blank=True)
    relation = models.CharField(max_length=8, blank=True)
    status = models.CharField(max_length=12, default="known")
    stated_to = FigureField()
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    scope = models.CharField(max_length=300, blank=True)
    other_scope = models.CharField(max_length=300, blank=True)
    direction = models.CharField(max_length=8, blank=True)
    ranking = models.CharField(max_length=60, blank=True)
    share_of = models.CharField(max_length=200, blank=True)
    origin = models.CharField(max_length=100, default="grammar")
    machine = models.JSONField(default=dict)
    corrected = models.BooleanField(default=False)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.WAITING)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)
    read_at = models.DateTimeField()

    objects = OwnRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="register_decision_has_a_name",
                condition=Q(standing="waiting") | (~Q(decided_by="") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="register_unread_has_no_figure",
                condition=Q(status="known") | Q(low__isnull=True, high__isnull=True),
            ),
        )
        indexes = (
            models.Index(fields=["region", "department", "standing"], name="register_said_scope"),
            models.Index(fields=["region", "unit"], name="register_said_unit"),
            models.Index(fields=["subject", "property"], name="register_said_about"),
            models.Index(fields=["property"], name="register_said_property"),
            models.Index(fields=["size"], name="register_said_size"),
            models.Index(fields=["period_start"], name="register_said_period"),
            models.Index(fields=["subject_text"], name="register_said_name"),
            # The order of the list: the page read last first, each page from its beginning.
            models.Index(fields=["-read_at", "id", "region", "department"], name="register_said_read"),
        )

    def __str__(self) -> str:
        return f"{self.subject_text} {self.property}".strip() or str(self.pk)


CORRECTABLE = (
    "subject_text",
    "property",
    "low",
    "high",
    "unit",
    "relation",
    "status",
    "stated_to",
    "period_start",
    "period_end",
    "scope",
)


class Fact(models.Model):
    """What a document says without a figure: founder of, head of, supplier of, an award, a project."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="facts")
    article = models.IntegerField(null=True)
    subject = models.TextField()
    predicate = models.CharField(max_length=40)
    object = models.TextField()
    about = models.ForeignKey(Subject, null=True, on_delete=models.SET_NULL, related_name="facts")
    toward = models.ForeignKey(Subject, null=True, on_delete=models.SET_NULL, related_name="facts_toward")
    quote = models.TextField()
    start = models.IntegerField()
    end = models.IntegerField()

    objects = DocumentRows.as_manager()


class Decision(models.Model):
    """One change of a statement, with what stood before and after; the last one can be undone."""

    class Act(models.TextChoices):
        ACCEPT = "accept", _("accepted")
        CORRECT = "correct", _("corrected")
        REJECT = "reject", _("rejected")
        UNDO = "undo", _("undid the last decision")
        WITHDRAW = "withdraw", _("sent back after a contest")

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="decisions")
    act = models.CharField(max_length=10, choices=Act.choices)
    version = models.IntegerField()
    before = models.JSONField()
    after = models.JSONField()
    undone = models.BooleanField(default=False)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = StatementRows.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["statement", "version"], name="register_decision_once"),)


class Contradiction(models.Model):
    """Two statements that cannot both be true, with the reason; ``first`` is the older one."""

    first = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="against")
    second = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="against_older")
    reason = models.CharField(max_length=300)
    found_at = models.DateTimeField()

    objects = PairRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["first", "second"], name="register_contradiction_once"),
            models.CheckConstraint(name="register_contradiction_order", condition=Q(first__lt=F("second"))),
        )


class Contest(models.Model):
    """Someone says that a figure is wrong; it is shown beside the figure until an approver decides."""

    class Standing(models.TextChoices):
        OPEN = "open", _("open")
        UPHELD = "upheld", _("upheld")
        DISMISSED = "dismissed", _("dismissed")

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="contests")
    reason = models.TextField(max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.OPEN)
    answer = models.TextField(max_length=2000, blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = StatementRows.as_manager()

    class Meta:
        indexes = (models.Index(fields=["statement", "standing"], name="register_contest_open"),)
