"""The first whole day that a line names, as pages print when they were published."""

from __future__ import annotations

import re
from datetime import date

_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日|([-/.])(\d{1,2})\4(\d{1,2})(?!\d)|(\d\d)(\d\d)(?!\d))"
)
_FULL_WIDTH = {ord("０") + i: ord("0") + i for i in range(10)} | {ord("－"): ord("-"), ord("／"): ord("/")}


def day_in(text: str) -> date | None:
    """The first day written with its year; a day that the calendar does not have is passed over.

    >>> day_in("2017年10月14日 08:24"), day_in("2020-02-30 2020/3/1T08:00")
    (datetime.date(2017, 10, 14), datetime.date(2020, 3, 1))
    """
    for found in _DAY.finditer(text.translate(_FULL_WIDTH)):
        year = found[1]
        month = found[2] or found[5] or found[7]
        day = found[3] or found[6] or found[8]
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None
