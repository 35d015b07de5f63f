"""What the reading room puts on the home page and in the rail."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from markupsafe import Markup, escape

from yanzhen.desk.accounts.rights import Right
from yanzhen.desk.frame.figures import count
from yanzhen.desk.frame.paper import Bring, HomePart, Matter, Story, Visit
from yanzhen.desk.frame.parts import Lamp
from yanzhen.desk.reading.models import ReadingJob
from yanzhen.desk.register.models import Document, Statement

SEARCH = "reading:search"
MOST_MATTERS = 5


def badge(visit: Visit) -> int:
    """Statements that wait for review, for those who may review."""
    return _waiting(visit).count() if visit.person.may(Right.EDIT) else 0


def home(visit: Visit) -> HomePart:
    """What was read, what waits for review, what came since yesterday."""
    if not Document.objects.visible_to(visit.person).exists():
        return HomePart(bring=_bring())
    waiting = _matters(visit) if visit.person.may(Right.EDIT) else []
    return HomePart(
        waiting=tuple(waiting[:MOST_MATTERS]),
        waiting_count=len(waiting),
        changed=tuple(_changed(visit)),
        story=_story(visit),
    )


def _waiting(visit: Visit) -> QuerySet[Statement]:
    return Statement.objects.visible_to(visit.person).filter(standing=Statement.Standing.WAITING)


def _matters(visit: Visit) -> list[Matter]:
    failed = ReadingJob.objects.visible_to(visit.person).filter(state=ReadingJob.State.FAILED)
    matters = [
        Matter(
            Lamp.BAD, gettext("A page could not be read"), job.document.file, _address(job.document_id), gettext("Look")
        )
        for job in failed.select_related("document").order_by("-finished_at")[:MOST_MATTERS]
    ]
    open_rows = Count("sources__statement", filter=Q(sources__statement__standing=Statement.Standing.WAITING))
    documents = Document.objects.visible_to(visit.person).annotate(open=open_rows).filter(open__gt=0)
    for document in documents.order_by("-pk"):
        words = ngettext("%(num)s statement waits for review", "%(num)s statements wait for review", document.open)
        told = words % {"num": count(document.open)}
        matters.append(Matter(Lamp.WATCH, told, document.file, _address(document.pk), gettext("Review")))
    return matters


def _changed(visit: Visit) -> list[str]:
    since = timezone.make_aware(datetime.combine(visit.today - timedelta(days=1), time.min))
    read = Document.objects.visible_to(visit.person).filter(read_at__gte=since).count()
    new = Statement.objects.visible_to(visit.person).filter(read_at__gte=since).count()
    accepted = Statement.objects.visible_to(visit.person).filter(
        decided_at__gte=since, standing=Statement.Standing.ACCEPTED
    )
    sentences = []
    if read:
        words = gettext(
            "Pages read since yesterday: %(documents)s; statements in them, each with its source: %(statements)s."
        )
        sentences.append(words % {"documents": count(read), "statements": count(new)})
    if decided := accepted.count():
        sentences.append(gettext("%(count)s statements were accepted.") % {"count": count(decided)})
    return sentences


def _story(visit: Visit) -> Story:
    documents = Document.objects.visible_to(visit.person).filter(read_at__isnull=False)
    said = Statement.objects.visible_to(visit.person).exclude(standing=Statement.Standing.REJECTED)
    accepted = said.filter(standing=Statement.Standing.ACCEPTED).count()
    words = gettext(
        "Of %(said)s statements in what was read (pages: %(documents)s) the register vouches for %(accepted)s."
    )
    numbers = {
        "accepted": _link(accepted, f"{reverse('reading:statements')}?standing=accepted"),
        "said": _link(said.count(), reverse("reading:statements")),
        "documents": _link(documents.count(), reverse("reading:index")),
    }
    latest = documents.order_by("-read_at").first()
    source = gettext("last read: %(file)s") % {"file": latest.file} if latest else gettext("nothing was read yet")
    return Story(Markup(str(escape(words)) % numbers), source, reverse("reading:statements"), gettext("All statements"))


def _link(number: int, address: str) -> Markup:
    return Markup('<a class="n" href="{}">{}</a>').format(address, count(number))


def _address(document: int) -> str:
    return reverse("reading:document", args=[document])


def _bring() -> Bring:
    return Bring(
        gettext("Bring a newspaper page, a notice or a scan: the desk tells which figures it vouches for."),
        ((gettext("Bring pages"), reverse("reading:index")),),
    )
