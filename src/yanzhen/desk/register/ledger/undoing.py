"""An import taken back as a whole: what it said is said no more, and what it had replaced is in force again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop as _

from yanzhen.desk.accounts.trail import Actor, Subject, record_change
from yanzhen.desk.register.ledger.models import Import, Turn
from yanzhen.desk.register.ledger.projection import project
from yanzhen.desk.register.ledger.voices import Imports
from yanzhen.errors import RefusalError
from yanzhen.tables import register_table

UNDONE, IMPORT = _("import undone"), _("import")


class AlreadyUndoneError(RefusalError):
    """The import was taken back before."""


@transaction.atomic
def undo_import(imported: Import, actor: Actor, *, now: datetime) -> int:
    """Take the import back; gives of how many keys it spoke.

    Raises:
        AlreadyUndoneError: someone took it back before.
    """
    Turn.take()
    taken = {"undone_at": now, "undone_by": actor.name[:150]}
    if not Import.objects.filter(pk=imported.pk, undone_at=None).update(**taken):
        raise AlreadyUndoneError(
            f"import {imported.pk}",
            seen=imported.file,
            expected="an import that stands",
            todo="nothing is left to undo",
        )
    keys = list(dict.fromkeys(imported.records.order_by("pk").values_list("key", flat=True)))
    project(register_table(imported.kind), keys, Imports())
    subject = Subject(IMPORT, str(imported.pk), imported.file, imported.region)
    after = {"undone_at": now.isoformat(), "rows": len(keys), "digest": imported.digest}
    record_change(actor, UNDONE, subject, {"undone_at": None}, after)
    imported.undone_at, imported.undone_by = now, actor.name[:150]
    return len(keys)
