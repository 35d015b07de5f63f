"""Puts one shipped deal into a desk that has none, so that the first visit finds something to look at."""

from __future__ import annotations

from datetime import datetime

EXAMPLE = "guangzhou-2020"


def fill_room(*, now: datetime) -> None:
    """The 2020 Guangzhou pair as a deal of this desk; one that has deals already is left as it is."""
    from django.utils.translation import gettext

    from yanzhen.desk.accounts.trail import COMMAND_LINE
    from yanzhen.desk.securitization.keep import Draft, make_deal
    from yanzhen.desk.securitization.models import Deal
    from yanzhen.desk.securitization.terms import examples

    if not Deal.objects.exists():
        draft = Draft(examples()[EXAMPLE][1], f"{EXAMPLE}.toml", gettext("shipped example"))
        make_deal(draft, "", "", COMMAND_LINE, now=now)
