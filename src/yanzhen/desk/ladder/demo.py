"""Judges the example region, so that the first visit finds its ladder."""

from __future__ import annotations

from datetime import datetime


def fill_room(*, now: datetime) -> None:
    """Every firm of the register judged on today's rules, as a new applicant; what was judged on this day is left."""
    from yanzhen.desk.accounts.models import Person
    from yanzhen.desk.accounts.trail import COMMAND_LINE
    from yanzhen.desk.ladder import runs
    from yanzhen.desk.ladder.worker import Worker

    person = Person.objects.filter(region="", is_active=True).order_by("pk").first()
    if person is None or runs.latest(person, "new", now.date()) is not None:
        return
    runs.ask(person, now.date(), "new", COMMAND_LINE, now=now)
    Worker().run(once=True)
