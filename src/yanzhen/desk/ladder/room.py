"""What the ladder puts on the home page and in the rail."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from yanzhen.desk.accounts.rights import Right
from yanzhen.desk.frame.figures import count, day, moment
from yanzhen.desk.frame.paper import Bring, HomePart, Matter, Story, Visit
from yanzhen.desk.frame.parts import Lamp
from yanzhen.desk.ladder import runs
from yanzhen.desk.ladder.books import desk_books, rung_words
from yanzhen.desk.ladder.expiring import USUAL, ending
from yanzhen.desk.ladder.models import BookDraft
from yanzhen.desk.ladder.summary import summary_of
from yanzhen.desk.register.models import ENTRIES

MOST_SHOWN = 5


def badge(visit: Visit) -> int:
    """Titles that end within ninety days, and drafts that wait for this approver."""
    return ending(visit.person, visit.today, USUAL).count() + len(_waiting(visit))


def home(visit: Visit) -> HomePart:
    """Who is one step away and what stops most; drafts that wait; without a judging, what to do."""
    waiting = [_matter(draft) for draft in _waiting(visit)]
    story = _story(visit)
    return HomePart(
        waiting=tuple(waiting[:MOST_SHOWN]),
        waiting_count=len(waiting),
        story=story,
        bring=None if story else _bring(visit),
    )


def _waiting(visit: Visit) -> list[BookDraft]:
    if not visit.person.may(Right.APPROVE):
        return []
    rows = BookDraft.objects.visible_to(visit.person).filter(state=BookDraft.State.WAITING)
    return list(rows.defer("text", "cases").order_by("edited_at"))


def _matter(draft: BookDraft) -> Matter:
    words = gettext("A draft rulebook waits for approval: %(title)s") % {"title": draft.title or draft.book}
    return Matter(Lamp.WATCH, words, draft.edited_by, reverse("ladder:draft", args=[draft.pk]), gettext("Decide"))


def _story(visit: Visit) -> Story | None:
    """The last judging in one sentence; nothing while there is none."""
    run = runs.latest(visit.person, "new")
    if run is None or run.finished_at is None:
        return None
    books = desk_books()
    summary = summary_of(run, visit.person, books)
    if not summary.lines:
        return None
    sentence = ngettext(
        "One answer is one change away from met.", "%(n)s answers are one change away from met.", summary.near
    ) % {"n": count(summary.near)}
    if summary.worst:
        line, stop = summary.worst
        told = gettext(
            "What stops most is %(clause)s of %(book)s (%(wording)s): %(alone)s firms by itself, %(among)s beside others."
        )
        words = {
            "wording": stop.wording,
            "clause": stop.clause,
            "book": rung_words(line.book),
            "alone": count(stop.alone),
            "among": count(stop.among),
        }
        sentence = f"{sentence} {told % words}"
    source = gettext("Judged at %(at)s for %(day)s") % {"at": moment(run.finished_at), "day": day(run.on)}
    return Story(sentence, source, reverse("ladder:index"), gettext("The ladder"))


def _bring(visit: Visit) -> Bring:
    if ENTRIES["firms"].objects.visible_to(visit.person).exists():
        told = gettext("Have the firms of the register judged: who meets which rung, and what keeps the next from it.")
        return Bring(told, ((gettext("The ladder"), reverse("ladder:index")),))
    links = (
        (gettext("Template of firms"), reverse("register:template", args=["firms"])),
        (gettext("Template of their years"), reverse("register:template", args=["firm-years"])),
        (gettext("Rulebooks"), reverse("ladder:books")),
    )
    return Bring(gettext("Bring firms with their years: the ladder says what each lacks for the next rung."), links)
