"""The page's own day: given, told by the file, or inferred from the page, and the page says which."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from yanzhen.errors import InputError
from yanzhen.reading.original import Original

_FULL = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*(?:年|-|/|\.)\s*(\d{1,2})\s*(?:月|-|/|\.)\s*(\d{1,2})\s*日?(?!\d)")
_FILE = re.compile(r"(?<!\d)((?:19|20)\d{2})[-_.年]?(0[1-9]|1[0-2])(?:[-_.月]?(0[1-9]|[12]\d|3[01]))?(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年")
_HEAD = 400
"""Characters at both ends of a page where its folio, its dateline or its signature stands."""


@dataclass(frozen=True, slots=True)
class Published:
    """The first day of the day, month or year that is known, and how it is known."""

    day: date | None
    resolution: str
    source: str | None

    @property
    def text(self) -> str | None:
        """As the contract writes it, no finer than it is known."""
        if self.day is None:
            return None
        return {"year": f"{self.day:%Y}", "month": f"{self.day:%Y-%m}"}.get(self.resolution, self.day.isoformat())


UNKNOWN = Published(None, "day", None)


def published_on(original: Original, given: str | None) -> Published:
    """The day given; else the file's metadata; else a full date at the page's edges; else the file's name; else its year."""
    if given is not None:
        return as_given(given)
    if original.published is not None:
        return Published(original.published, "day", original.published_from or "metadata")
    return _at_the_edges(original) or _in_the_name(original.file) or _by_year(original.text) or UNKNOWN


def as_given(text: str) -> Published:
    """A date as the command line takes it: YYYY, YYYY-MM or YYYY-MM-DD.

    >>> as_given("2020-09").text
    '2020-09'
    """
    found = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", text.strip())
    day = _day(*found.groups()) if found else None
    if found is None or day is None:
        raise InputError(
            "the date of publication cannot be used",
            seen=text,
            expected="YYYY, YYYY-MM or YYYY-MM-DD",
            todo="give the day that stands on the page, for example 2020-09-01",
        )
    return Published(day, "day" if found.group(3) else "month" if found.group(2) else "year", "given")


def _day(year: str, month: str | None, day: str | None) -> date | None:
    try:
        return date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None


def _at_the_edges(original: Original) -> Published | None:
    """A folio line above the page or a day that signs it: a line that is little more than a date."""
    lines = [line.text.strip() for chunk in original.chunks for line in chunk.lines]
    for line in [*lines[:4], *lines[-3:]]:
        found = _FULL.search(line)
        if found and len(line) <= 60 and len(line) - len(found.group()) <= 40 and "。" not in line:
            day = _day(*found.groups())
            if day:
                return Published(day, "day", f"inferred: {found.group()} at the edge of the page")
    return None


def _in_the_name(file: str) -> Published | None:
    found = _FILE.search(file)
    day = _day(*found.groups()) if found else None
    if found is None or day is None:
        return None
    return Published(day, "day" if found.group(3) else "month", f"inferred: {found.group()} in the file's name")


def _by_year(text: str) -> Published | None:
    """The year that the page speaks of most (the later of two), which is all that can be said."""
    years = Counter(_YEAR.findall(text))
    if not years:
        return None
    year = max(years, key=lambda y: (years[y], y))
    return Published(date(int(year), 1, 1), "year", f"inferred: {year}年 on the page, {years[year]} times")
