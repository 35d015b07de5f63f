"""The work that a sheet on the desk asks for, and what checking it found."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yanzhen.desk.queue import Waiting
from yanzhen.desk.register.ledger.models import SheetDraft
from yanzhen.desk.register.scoped import OwnRows, Scoped
from yanzhen.desk.scope import ScopedQuerySet


class DraftRows(ScopedQuerySet["SheetJob"]):
    """Rows of a draft: who may see the draft sees them."""

    region_field = "draft__region"
    department_field = "draft__department"


class FindingRows(ScopedQuerySet["SheetFinding"]):
    """Findings of a draft's work."""

    region_field = "job__draft__region"
    department_field = "job__draft__department"


class SheetJob(Waiting):
    """What is to be done with one draft, by a worker that holds it by a lease: look at it, check it, or import it.

    ``looked`` is what the sheets hold (see ``looking.py``), ``counts`` what checking them gave. ``against`` names the state of
    the register that the check compared with, ``version`` grows with every change of the order: a decision names both.
    """

    class Act(models.TextChoices):
        LOOK = "look", _("look at the sheet")
        CHECK = "check", _("check every cell")
        IMPORT = "import", _("import the rows")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped")

    draft = models.OneToOneField(SheetDraft, on_delete=models.CASCADE, related_name="job")
    act = models.CharField(max_length=10, choices=Act.choices, default=Act.LOOK)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    version = models.IntegerField(default=1)
    good_rows = models.BooleanField(default=False)
    address = models.CharField(max_length=64, blank=True)
    request_id = models.CharField(max_length=32, blank=True)
    language = models.CharField(max_length=8, blank=True)
    looked = models.JSONField(default=dict, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    against = models.CharField(max_length=64, blank=True)
    import_pk = models.BigIntegerField(null=True, blank=True)

    objects = DraftRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="register_job_has_a_worker",
                condition=~Q(state="running") | (~Q(worker="") & Q(lease_until__isnull=False)),
            ),
        )
        indexes = (models.Index(fields=["state", "asked_at"], name="register_job_next"),)

    def __str__(self) -> str:
        return f"{self.act} {self.draft}"


class SheetFinding(models.Model):
    """One thing found in a checked sheet, with what words it in either language."""

    job = models.ForeignKey(SheetJob, on_delete=models.CASCADE, related_name="findings")
    number = models.IntegerField()
    severity = models.CharField(max_length=10)
    sheet = models.CharField(max_length=100, blank=True)
    row = models.IntegerField()
    column = models.CharField(max_length=400, blank=True)
    value = models.TextField(blank=True)
    expected = models.TextField(blank=True)
    message = models.TextField(blank=True)
    todo = models.TextField(blank=True)
    code = models.CharField(max_length=60, blank=True)
    parameters = models.JSONField(default=list, blank=True)

    objects = FindingRows.as_manager()

    class Meta:
        indexes = (models.Index(fields=["job", "severity", "number"], name="register_finding_order"),)

    def __str__(self) -> str:
        return f"{self.sheet}!{self.row} {self.code}"


class CellContest(Scoped):
    """Someone says that a cell of the register is wrong; it stands beside the cell until an approver decides.

    It names the row by its key, since entries are made anew, and keeps the value that was contested. A contest that is upheld changes no
    cell: what is in force changes with the next sheet, and the contest says until then that the figure is not to be used.
    """

    class Standing(models.TextChoices):
        OPEN = "open", _("undecided")
        UPHELD = "upheld", _("upheld")
        DISMISSED = "dismissed", _("dismissed")

    table = models.CharField(max_length=30)
    key = models.CharField(max_length=300)
    subject = models.CharField(max_length=200, blank=True)
    column = models.CharField(max_length=60)
    value = models.CharField(max_length=400, blank=True)
    reason = models.TextField(max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.OPEN)
    answer = models.TextField(max_length=2000, blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = OwnRows.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["table", "key", "column"], name="register_cell_contest"),
            models.Index(fields=["region", "standing"], name="register_cell_contest_open"),
        )

    def __str__(self) -> str:
        return f"{self.table} {self.key} {self.column}"
