"""Where each article begins: titles are known by what follows them, a byline, a dateline or a kicker before.

A head with none of these is a title where no subhead can stand: in a brief, above the first article of
a regulation, or where another column begins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from yanzhen.reading.layout.glyphs import cells, ends_closed
from yanzhen.reading.layout.pieces import Piece

_NOTICE_TITLE = re.compile(
    r"(?:关于.{2,60}的(?:通知|公告|公示|通报|函|复函|批复|意见|决定|报告|说明|请示)|(?:公告|公示|通告|启事|声明))(?:[（(].{1,20}[)）])?$"
)
_RULES_TITLE = re.compile(
    r"(?:条例|办法|规定|细则|规程|规则|章程|实施意见|若干措施|守则)(?:[（(](?:摘要|节选|试行|暂行|草案|征求意见稿)[)）])?$"
)
_FIRST_RULE = re.compile(r"^(?:第一[条章]|一、)")
_SUBHEAD_CELLS = 13
"""A head up to this wide inside a dated article may be a subhead if there are several."""


@dataclass(frozen=True, slots=True)
class Start:
    """An article that begins at piece ``at``: the pieces of its title, and its kicker if one stands there."""

    at: int
    title: tuple[int, ...]
    kicker: int | None = None


def find_starts(pieces: Sequence[Piece], kinds: list[str], *, loose: bool) -> list[Start]:
    """The articles' beginnings in file order; the first is at piece 0.

    ``loose`` says that a layout may have set several articles without markup. Promotes a line above a byline to
    ``heading`` in ``kinds``.
    """
    starts = _anchored(pieces, kinds)
    if loose:
        starts = _with_bare_titles(starts, pieces, kinds)
    return _from_the_top(starts, pieces, kinds)


def _anchored(pieces: Sequence[Piece], kinds: list[str]) -> dict[int, Start]:
    """Articles whose title a byline, a dateline, a kicker, the markup or its wording proves."""
    starts: dict[int, Start] = {}
    top = _top_level(pieces)
    taken: set[int] = set()
    for i, kind in enumerate(kinds):
        title = _title_at(i, kind, pieces, kinds, taken, top)
        if kind == "dated" and not title and not _continues(i, kinds, taken):
            starts.setdefault(i, Start(i, ()))
        if title and not taken & set(title):
            taken |= set(title)
            start = _with_kicker(title, kinds)
            starts[start.at] = start
    return starts


def _title_at(
    at: int, kind: str, pieces: Sequence[Piece], kinds: list[str], taken: set[int], top: int | None
) -> tuple[int, ...]:
    if kind in ("byline", "dated"):
        return _title_before(at, pieces, kinds, taken)
    if kind == "kicker":
        return _title_after(at, kinds)
    if kind == "heading" and _is_top(pieces[at], top):
        return _title_from(at, pieces, kinds)
    if kind in ("heading", "paragraph") and _names_a_document(at, pieces):
        kinds[at] = "heading"
        return _title_from(at, pieces, kinds)
    return ()


def _with_kicker(title: tuple[int, ...], kinds: list[str]) -> Start:
    kicker = title[0] - 1 if title[0] and kinds[title[0] - 1] == "kicker" else None
    return Start(title[0] if kicker is None else kicker, title, kicker)


def _names_a_document(at: int, pieces: Sequence[Piece]) -> bool:
    """The title of a notice, or of rules whose first article follows."""
    text = pieces[at].text.text.strip()
    if len(text) > 60 or "。" in text or (pieces[at].hint not in (None, "title") and pieces[at].level != 1):
        return False
    if _NOTICE_TITLE.search(text):
        return True
    following = pieces[at + 1 : at + 4]
    return bool(_RULES_TITLE.search(text)) and any(_FIRST_RULE.match(p.text.text) for p in following)


def _with_bare_titles(starts: dict[int, Start], pieces: Sequence[Piece], kinds: list[str]) -> dict[int, Start]:
    """Add the heads that must be titles although nothing follows them: no subhead can stand there."""
    bounds = [*sorted(starts), len(pieces)]
    found = dict(starts)
    for first, end in pairwise(bounds):
        title = starts[first].title
        heads = [i for i in range(first, end) if kinds[i] == "heading" and i not in title]
        for i in heads:
            if _must_be_title(i, starts[first], heads, pieces, kinds):
                start = _with_kicker(_title_from(i, pieces, kinds), kinds)
                found.setdefault(start.at, start)
    return found


def _must_be_title(at: int, start: Start, heads: list[int], pieces: Sequence[Piece], kinds: list[str]) -> bool:
    body = [i for i in range(start.at, at) if kinds[i] in ("paragraph", "dated", "list")]
    follows = any(
        kinds[i] in ("paragraph", "list") and len(pieces[i].text) > 25 for i in range(at + 1, min(at + 4, len(pieces)))
    )
    if not body or not follows or cells(pieces[at].text.text) < 8:
        return False
    if kinds[body[0]] == "dated":
        several = [i for i in heads if cells(pieces[i].text.text) <= _SUBHEAD_CELLS]
        return at not in several or len(several) < 2
    return _another_column(body, at, pieces, kinds)


def _another_column(body: list[int], at: int, pieces: Sequence[Piece], kinds: list[str]) -> bool:
    """Whether what follows the head is set to another width than all of the article before it."""
    before = [c for i in body if (c := pieces[i].column) is not None]
    after = [c for i in range(at + 1, min(at + 5, len(pieces))) if kinds[i] == "paragraph" and (c := pieces[i].column)]
    if len(before) < 2 or len(after) < 2:
        return False
    width = median(after)
    return max(after) - min(after) <= 2.5 and all(abs(c - width) > 2.5 for c in before)


def _from_the_top(starts: dict[int, Start], pieces: Sequence[Piece], kinds: list[str]) -> list[Start]:
    """A heading above everything else is a title, even with nothing to prove it."""
    found = [starts[at] for at in sorted(starts)]
    end = found[0].at if found else len(pieces)
    for i in range(min(end, 4)):
        if kinds[i] == "heading":
            return [Start(i, _title_from(i, pieces, kinds)), *found]
        if kinds[i] in ("paragraph", "dated", "list", "table") and len(pieces[i].text) > 60:
            break
    has_body = any(kinds[i] in ("paragraph", "list", "table") and len(pieces[i].text) > 60 for i in range(end))
    return [Start(0, ()), *found] if not found or (has_body and end > 2) else found


def _top_level(pieces: Sequence[Piece]) -> int | None:
    levels = [p.level for p in pieces if p.hint == "title" and p.level is not None]
    return min(levels) if levels else None


def _is_top(piece: Piece, top: int | None) -> bool:
    return piece.hint == "title" and (piece.level is None or piece.level == top)


def _continues(at: int, kinds: list[str], taken: set[int]) -> bool:
    """Whether the dated paragraph stands right below a head that is already an article's."""
    for j in range(at - 1, max(-1, at - 5), -1):
        if j in taken:
            return True
        if kinds[j] not in ("byline", "heading", "credit", "caption", "furniture"):
            return False
    return False


def _title_before(at: int, pieces: Sequence[Piece], kinds: list[str], taken: set[int]) -> tuple[int, ...]:
    """The heading lines above a byline or a dated paragraph, past a fragment that slipped between."""
    i, skipped = at - 1, 0
    while i >= 0 and kinds[i] not in ("heading", "kicker") and skipped < 2:
        if kinds[i] == "paragraph" and _could_be_title(pieces[i]) and i == at - 1:
            kinds[i] = "heading"
            break
        if kinds[i] != "paragraph" or not _is_fragment(pieces[i]):
            return ()
        skipped += 1
        i -= 1
    title: list[int] = []
    while i >= 0 and kinds[i] == "heading" and i not in taken and len(title) < 3:
        title.insert(0, i)
        i -= 1
    return tuple(title)


def _is_fragment(piece: Piece) -> bool:
    """A line or two that the layout may have dropped between a head and its article."""
    return len(piece.text) <= 60 and len(piece.widths) <= 2 and not piece.set_in


def _could_be_title(piece: Piece) -> bool:
    text = piece.text.text.strip()
    return len(text) <= 45 and not ends_closed(text) and "。" not in text and len(piece.widths) <= 2


def _title_after(at: int, kinds: list[str]) -> tuple[int, ...]:
    title = []
    for i in range(at + 1, min(at + 3, len(kinds))):
        if kinds[i] != "heading":
            break
        title.append(i)
    return tuple(title)


def _title_from(at: int, pieces: Sequence[Piece], kinds: list[str]) -> tuple[int, ...]:
    """A heading and the further lines of the same head right below it (a sub-title)."""
    title = [at]
    for i in range(at + 1, min(at + 3, len(pieces))):
        same = kinds[i] == "heading" and pieces[i].hint == pieces[at].hint and pieces[i].level == pieces[at].level
        dash = pieces[i].text.text.lstrip().startswith(("——", "--", "—"))
        if not (same and (dash or (i + 1 < len(kinds) and kinds[i + 1] in ("byline", "dated")))):
            break
        title.append(i)
    return tuple(title)
