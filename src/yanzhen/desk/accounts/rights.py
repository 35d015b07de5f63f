"""What a person may do at the desk, by role.

>>> Right.EDIT in RIGHTS[Role.EDITOR], Right.EDIT in RIGHTS[Role.AUDITOR]
(True, False)
"""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Right(StrEnum):
    """What a view needs."""

    ANYONE = "anyone"  # signed in or not
    READ = "read"
    EDIT = "edit"
    APPROVE = "approve"
    ADMINISTER = "administer"
    AUDIT = "audit"


class Role(models.TextChoices):
    """What a person is at the desk."""

    READER = "reader", _("reader")
    EDITOR = "editor", _("editor")
    APPROVER = "approver", _("approver")
    ADMINISTRATOR = "administrator", _("administrator")
    AUDITOR = "auditor", _("auditor")


# An administrator can do an approver's work, since many a desk is one person; the trail is the auditor's alone, so that
# nobody reads over the shoulder of those who check them.
RIGHTS: dict[str, frozenset[Right]] = {
    Role.READER: frozenset({Right.READ}),
    Role.EDITOR: frozenset({Right.READ, Right.EDIT}),
    Role.APPROVER: frozenset({Right.READ, Right.EDIT, Right.APPROVE}),
    Role.ADMINISTRATOR: frozenset({Right.READ, Right.EDIT, Right.APPROVE, Right.ADMINISTER}),
    Role.AUDITOR: frozenset({Right.READ, Right.AUDIT}),
}
