"""What the register puts on the home page and in the rail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from yanzhen.desk.accounts.rights import Right
from yanzhen.desk.frame.figures import count, moment
from yanzhen.desk.frame.paper import Bring, HomePart, Matter, Said, Story, Visit
from yanzhen.desk.frame.paper import Contradiction as Shown
from yanzhen.desk.frame.parts import Lamp
from yanzhen.desk.register.drawers import button, original_url, short_place
from yanzhen.desk.register.models import ENTRIES, CellContest, Contest, Contradiction, Import, SheetJob, Statement
from yanzhen.desk.register.pages.disputes import disputes, disputes_count
from yanzhen.desk.register.pages.drafts import standing_words
from yanzhen.desk.register.pages.lamps import SOON_DAYS

MOST_SHOWN = 5
TOLD = ("firms", "firm-years", "patents", "titles")


def badge(visit: Visit) -> int:
    """Sheets that wait for a decision, and contests that wait for an approver."""
    sheets = _waiting_sheets(visit).count() if visit.person.may(Right.EDIT) else 0
    if not visit.person.may(Right.APPROVE):
        return sheets
    return sheets + _open_contests(visit).count() + _open_cells(visit).count()


def home(visit: Visit) -> HomePart:
    """What waits for this person, what contradicts, how much the register holds; of an empty one, what to bring."""
    pairs = Contradiction.objects.visible_to(visit.person).order_by("-pk")
    sides = pairs.select_related("first__source__document", "second__source__document")
    waiting = _matters(visit)
    shown = [_shown(pair) for pair in sides[:MOST_SHOWN]]
    shown += disputes(visit.person, MOST_SHOWN - len(shown))
    story = _story(visit)
    return HomePart(
        waiting=tuple(waiting[:MOST_SHOWN]),
        waiting_count=len(waiting),
        changed=tuple(_changed(visit)),
        contradictions=tuple(shown),
        contradiction_count=pairs.count() + disputes_count(visit.person),
        contradictions_url=reverse("register:contradictions" if pairs.exists() else "register:index"),
        story=story,
        bring=None if story else _bring(visit),
    )


def _matters(visit: Visit) -> list[Matter]:
    matters = [_title_matter(visit)] if _ending(visit).exists() else []
    if visit.person.may(Right.EDIT):
        matters += [_sheet_matter(job) for job in _waiting_sheets(visit).select_related("draft").order_by("asked_at")]
    if visit.person.may(Right.APPROVE):
        matters += [_matter(row) for row in _open_contests(visit).select_related("statement")]
        matters += [_cell_matter(row) for row in _open_cells(visit)]
    return matters


def _ending(visit: Visit) -> Any:
    """The titles that end within ninety days."""
    rows = ENTRIES["titles"].objects.visible_to(visit.person)
    last = visit.today + timedelta(days=SOON_DAYS)
    return rows.filter(true_to__gte=visit.today, true_to__lte=last)


def _title_matter(visit: Visit) -> Matter:
    number = _ending(visit).count()
    words = ngettext("%(num)s title ends within %(days)s days", "%(num)s titles end within %(days)s days", number) % {
        "num": count(number),
        "days": SOON_DAYS,
    }
    first = _ending(visit).order_by("true_to").values_list("true_to", flat=True).first()
    why = gettext("the first on %(day)s") % {"day": first}
    return Matter(Lamp.WATCH, words, why, reverse("register:table", args=["titles"]) + "?validity=soon", gettext("See"))


def _waiting_sheets(visit: Visit) -> QuerySet[SheetJob]:
    """Sheets that ask what their columns mean, wait for a decision, or could not be read."""
    rows = SheetJob.objects.visible_to(visit.person)
    return rows.filter(state__in=("done", "failed")).exclude(act="import", state="done")


def _sheet_matter(job: SheetJob) -> Matter:
    bad = job.state == SheetJob.State.FAILED or bool(job.counts.get("bad"))
    words = gettext("A sheet %(how)s") % {"how": standing_words(job)}
    address = reverse("register:draft", args=[job.draft_id])
    return Matter(Lamp.BAD if bad else Lamp.WATCH, words, job.draft.file, address, gettext("Decide"))


def _open_contests(visit: Visit) -> QuerySet[Contest]:
    return Contest.objects.visible_to(visit.person).filter(standing=Contest.Standing.OPEN).order_by("at")


def _open_cells(visit: Visit) -> QuerySet[CellContest]:
    return CellContest.objects.visible_to(visit.person).filter(standing=CellContest.Standing.OPEN).order_by("at")


def _matter(row: Contest) -> Matter:
    words = gettext("A figure is contested: %(what)s") % {"what": str(row.statement)}
    return Matter(
        Lamp.WATCH, words, f"{row.by_name}: {row.reason[:60]}", reverse("register:contests"), gettext("Decide")
    )


def _cell_matter(row: CellContest) -> Matter:
    words = gettext("A figure is contested: %(what)s") % {"what": f"{row.subject} {row.value}"}
    return Matter(
        Lamp.WATCH, words, f"{row.by_name}: {row.reason[:60]}", reverse("register:contests"), gettext("Decide")
    )


def _changed(visit: Visit) -> list[str]:
    since = visit.today - timedelta(days=1)
    rows = Import.objects.visible_to(visit.person).filter(recorded_at__date__gte=since, undone_at=None)
    number = rows.count()
    told = [(one.file, one.written) for one in rows.only("file", "written").order_by("-pk")[:MOST_SHOWN]]
    if not number:
        return []
    words = ngettext(
        "Since yesterday one sheet was imported: %(names)s.",
        "Since yesterday %(num)s sheets were imported: %(names)s.",
        number,
    )
    names = ", ".join(f"{file} ({count(written)})" for file, written in told)
    return [words % {"num": number, "names": names + (" …" if number > len(told) else "")}]


def _story(visit: Visit) -> Story | None:
    """How much the register holds; nothing while it holds nothing."""
    held = {kind: ENTRIES[kind].objects.visible_to(visit.person).count() for kind in TOLD}
    if not any(held.values()):
        return None
    words = gettext(
        "The register holds %(firms)s firms, %(years)s firm years, %(patents)s rights and %(titles)s titles, each cell with its source."
    )
    told = {"firms": held["firms"], "years": held["firm-years"], "patents": held["patents"], "titles": held["titles"]}
    last = Import.objects.visible_to(visit.person).order_by("-recorded_at").only("file", "recorded_at").first()
    source = (
        gettext("last import: %(file)s, %(at)s") % {"file": last.file, "at": moment(last.recorded_at)} if last else ""
    )
    sentence = words % {name: count(number) for name, number in told.items()}
    return Story(sentence, source, reverse("register:index"), gettext("The register"))


def _bring(visit: Visit) -> Bring:
    links = [(gettext("Template of firms"), reverse("register:template", args=["firms"]))]
    if visit.person.may(Right.EDIT):
        links.insert(0, (gettext("Import a sheet"), reverse("register:bring")))
    return Bring(gettext("Bring the sheet of firms that you have, or fill in the template."), tuple(links))


def _shown(pair: Contradiction) -> Shown:
    return Shown(pair.first.subject_text, pair.first.property, _said(pair.first), _said(pair.second))


def _said(statement: Statement) -> Said:
    return Said(button(statement), short_place(statement.source), original_url(statement.source))
