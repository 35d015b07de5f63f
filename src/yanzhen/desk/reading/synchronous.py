"""A page brought and read in one call, without a worker: for the example and for a command line."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from yanzhen.desk.accounts.trail import Actor, Subject, record_change
from yanzhen.desk.reading import jobs
from yanzhen.desk.reading.child import read_one
from yanzhen.desk.reading.keep import keep
from yanzhen.desk.reading.models import ReadingJob
from yanzhen.desk.reading.uploads import BROUGHT, DOCUMENT, store
from yanzhen.desk.register.models import Document
from yanzhen.errors import InputError

READER = Actor(None, "yanzhen")


def bring_and_read(page: Path, *, region: str, department: str, published: str, now: datetime) -> int:
    """The key of the page's document, read whole."""
    content = page.read_bytes()
    sha256 = store(iter([content]))
    known = Document.objects.filter(sha256=sha256, region=region, department=department, read_at__isnull=False).first()
    if known:
        return known.pk
    answer = read_one(page, published=published or None)
    if answer.page is None:
        trouble = answer.trouble
        raise InputError(*((trouble.what,) if trouble else (page.name,)), seen=trouble.seen if trouble else "")
    with transaction.atomic():
        place = {"sha256": sha256, "region": region, "department": department}
        document, made = Document.objects.get_or_create(
            **place, defaults={"file": page.name, "size": len(content), "brought_by": READER.name, "brought_at": now}
        )
        if made:
            entry = Subject(DOCUMENT, str(document.pk), page.name, region)
            record_change(READER, BROUGHT, entry, None, {"sha256": sha256, "file": page.name})
        job = _held_job(document, published, now)
        keep(job, answer.text or "", answer.page, answer.markup, now=now)
    return document.pk


def _held_job(document: Document, published: str, now: datetime) -> ReadingJob:
    held = {
        "state": jobs.State.READING,
        "worker": "synchronous",
        "lease_until": now + timedelta(hours=1),
        "started_at": now,
    }
    job, _ = ReadingJob.objects.update_or_create(
        document=document, defaults={**held, "given_date": published, "asked_at": now, "attempts": 1}
    )
    return job
