"""HTML chunks in the making, and the hints that only the whole page can give."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from yanzhen.reading.inputs.dates import day_in
from yanzhen.reading.inputs.html_hints import Frame, text_hint
from yanzhen.reading.original import Tracked

_DAY_ALONE = re.compile(r"(?:19|20)\d\d\s*(?:年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|[-/.]\d{1,2}[-/.]\d{1,2})")
_SHORT_LINK = 12
_LONGEST_TITLE = 100
_BODY = 80
_HEADINGS = ("headline", "heading", "title")


@dataclass(slots=True)
class Draft:
    """A chunk in the making."""

    lines: tuple[Tracked, ...]
    hint: str | None = None
    level: int | None = None
    framed: str | None = None
    rows: tuple[tuple[Tracked, ...], ...] = ()

    @property
    def length(self) -> int:
        """Characters in it."""
        return sum(map(len, self.lines)) + sum(len(cell) for row in self.rows for cell in row)


def draft_of(lines: tuple[Tracked, ...], frame: Frame, linked: bool) -> Draft:
    """A run of lines with what its element says of it; ``linked`` where all of it is a link."""
    text = " ".join(line.text for line in lines)
    if frame.tag == "title" and frame.framed == "tag":
        return Draft(lines, "page title", framed="tag")
    if linked and (frame.hint == "list" or len(text) <= _SHORT_LINK) and frame.hint not in _HEADINGS:
        return Draft(lines, frame.hint, framed=frame.framed or "link")
    hint = frame.hint or text_hint(text)
    return Draft(lines, hint, frame.level, frame.framed or ("text" if hint == "furniture" else None))


def hinted(drafts: list[Draft]) -> None:
    """Settle which heading is the title, which lines are the page's own, which tell its day."""
    _believe_frames(drafts)
    shown = [draft for draft in drafts if draft.framed is None]
    body = next((number for number, draft in enumerate(shown) if draft.length >= _BODY), len(shown))
    for draft in shown[:body]:
        if draft.hint is None and _DAY_ALONE.fullmatch(_text(draft)):
            draft.hint = "byline"
    _name_headings(shown, body)
    for draft in drafts:
        if draft.hint in _HEADINGS and draft.framed:
            draft.hint = None


def day_of_byline(drafts: list[Draft]) -> tuple[date, str] | tuple[None, None]:
    """The first whole day in a line of source or time, and how it was found."""
    for draft in drafts:
        if draft.hint == "byline" and (day := day_in(_text(draft))):
            return day, f"the line “{_text(draft)[:40]}”"
    return None, None


def _text(draft: Draft) -> str:
    return " ".join(line.text for line in draft.lines)


def _believe_frames(drafts: list[Draft]) -> None:
    """Where class names and links would leave next to nothing of the page, they are not believed."""
    doubtful = ("class", "link")
    total = sum(draft.length for draft in drafts if draft.framed in (None, *doubtful))
    if sum(draft.length for draft in drafts if draft.framed is None) * 5 >= total:
        return
    for draft in drafts:
        draft.framed = None if draft.framed in doubtful else draft.framed


def _name_headings(shown: list[Draft], body: int) -> None:
    main = _main_heading(shown, body)
    for draft in shown:
        if draft.hint not in _HEADINGS:
            continue
        twin = main is not None and (draft.hint, draft.level, main.level) == (main.hint, 1, 1)
        if draft is main or (twin and draft.hint == "heading"):
            draft.hint = "title"
        else:
            draft.hint = "subhead" if draft.hint != "title" else None
            draft.level = draft.level if draft.hint else None


def _main_heading(shown: list[Draft], body: int) -> Draft | None:
    headings = [draft for draft in shown if draft.hint in _HEADINGS and draft.length <= _LONGEST_TITLE]
    tagged = [draft for draft in headings if draft.hint == "heading"]
    top = min((draft.level or 1 for draft in tagged), default=1)
    first = [draft for draft in shown[:body] if draft in tagged and draft.level == top]
    alone = [draft for draft in tagged if draft.level == top]
    ranked = (
        *(draft for draft in headings if draft.hint == "headline"),
        *(draft for draft in tagged if draft.level == 1),
        *(draft for draft in headings if draft.hint == "title"),
        *first,
        *(alone if len(alone) == 1 else ()),
    )
    return ranked[0] if ranked else None
