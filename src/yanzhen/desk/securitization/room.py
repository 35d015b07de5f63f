"""What the deal room puts on the home page and in the rail."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from markupsafe import Markup, escape

from yanzhen.desk.accounts.rights import Right
from yanzhen.desk.frame.figures import count
from yanzhen.desk.frame.paper import Bring, HomePart, Matter, Story
from yanzhen.desk.frame.parts import Lamp
from yanzhen.desk.securitization.models import Deal, DealVersion, PricingJob
from yanzhen.desk.securitization.shown import money
from yanzhen.desk.securitization.terms import terms_of
from yanzhen.errors import YanzhenError

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yanzhen.desk.frame.paper import Visit

MOST_MATTERS = 5
MOST_SUMMED = 50


def badge(visit: Visit) -> int:
    """Deals without a version in force, for those who may approve one."""
    return _undecided(visit).count() if visit.person.may(Right.APPROVE) else 0


def home(visit: Visit) -> HomePart:
    """What waits for an approver, what could not be priced, what came since yesterday, and what the deals raise."""
    if not Deal.objects.visible_to(visit.person).exists():
        return HomePart(bring=_bring())
    waiting = [*_failed(visit), *_to_decide(visit)]
    return HomePart(
        waiting=tuple(waiting[:MOST_MATTERS]),
        waiting_count=len(waiting),
        changed=tuple(_changed(visit)),
        story=_story(visit),
    )


def _undecided(visit: Visit) -> QuerySet[Deal]:
    return Deal.objects.visible_to(visit.person).filter(in_force__isnull=True)


def _to_decide(visit: Visit) -> list[Matter]:
    if not visit.person.may(Right.APPROVE):
        return []
    return [
        Matter(
            Lamp.WATCH,
            gettext("A deal has no version in force"),
            deal.name,
            reverse("securitization:versions", args=[deal.pk]),
            gettext("Decide"),
        )
        for deal in _undecided(visit).order_by("-changed_at")[: MOST_MATTERS + 1]
    ]


def _failed(visit: Visit) -> list[Matter]:
    if not visit.person.may(Right.EDIT):
        return []
    rows = PricingJob.objects.visible_to(visit.person).filter(state=PricingJob.State.FAILED)
    return [
        Matter(
            Lamp.BAD,
            gettext("A deal could not be priced"),
            job.version.deal.name,
            reverse("securitization:risk", args=[job.version.deal_id]),
            gettext("Look"),
        )
        for job in rows.select_related("version__deal").order_by("-pk")[:MOST_MATTERS]
    ]


def _changed(visit: Visit) -> list[str]:
    since = timezone.make_aware(datetime.combine(visit.today - timedelta(days=1), time.min))
    new = DealVersion.objects.visible_to(visit.person).filter(at__gte=since).count()
    words = gettext("Versions of deals saved since yesterday: %(count)s.")
    return [words % {"count": count(new)}] if new else []


def _story(visit: Visit) -> Story:
    deals = Deal.objects.visible_to(visit.person).select_related("in_force").order_by("-changed_at")
    total, firms = 0, 0
    for deal in deals[:MOST_SUMMED]:
        version = deal.in_force or deal.versions.order_by("-number").first()
        try:
            terms = terms_of(version) if version else None
        except YanzhenError:
            continue
        if terms:
            total, firms = total + terms.pool_fen, firms + len(terms.obligors)
    words = escape(gettext("In the deals here (%(deals)s) %(firms)s firms raise %(pool)s on their patents."))
    numbers = {
        "deals": _link(deals.count()),
        "pool": Markup('<b class="n">{}</b>').format(money(total)),
        "firms": count(firms),
    }
    latest = deals.first()
    source = gettext("changed last: %(deal)s") % {"deal": latest.name if latest else ""}
    return Story(Markup(str(words)) % numbers, source, reverse("securitization:index"), gettext("All deals"))


def _link(number: int) -> Markup:
    return Markup('<a class="n" href="{}">{}</a>').format(reverse("securitization:index"), count(number))


def _bring() -> Bring:
    return Bring(
        gettext("Bring a deal as a file, or begin with a worked one: the desk tells who bears which loss."),
        ((gettext("Bring a deal"), reverse("securitization:index")),),
    )
