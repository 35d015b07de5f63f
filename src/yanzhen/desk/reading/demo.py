"""Puts one example page into a desk, read at once, so that the first visit finds something to look at."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path


def fill(
    home: Path | None, page: Path, *, now: datetime, region: str = "", department: str = "", published: str = ""
) -> int:
    """Bring the page into the desk in ``home`` (or ``$YANZHEN_HOME``), read it here and now; give its document's key.

    The database must have been prepared. A page that is there already is left as it is.

    Raises:
        InputError: the page cannot be read.
    """
    if home is not None:
        os.environ["YANZHEN_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yanzhen.desk.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    from yanzhen.desk.reading.synchronous import bring_and_read

    return bring_and_read(page, region=region, department=department, published=published, now=now)
