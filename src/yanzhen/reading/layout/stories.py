"""Where each article begins: titles are known by what follows them, a byline, a dateline or a kicker before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yanzhen.reading.layout.glyphs import ends_closed
from yanzhen.reading.layout.pieces import Piece

_NOTICE_TITLE = re.compile(
    r"(?:关于.{2,60}的(?:通知|公告|公示|通报|函|复函|批复|意见|决定|报告|说明|请示))(?:[（(].{1,20}[)）])?$|(?:公告|公示|通告|启事|声明)$"
)


@dataclass(frozen=True, slots=True)
class Start:
    """An article that begins at piece ``at``: the pieces of its title, and its kicker if one stands there."""

    at: int
    title: tuple[int, ...]
    kicker: int | None = None


def find_starts(pieces: Sequence[Piece], kinds: list[str]) -> list[Start]:
    """The articles' beginnings in file order. Promotes a line above a byline to ``heading`` in ``kinds``."""
    starts: dict[int, Start] = {}
    top = _top_level(pieces)
    taken: set[int] = set()
    for i, kind in enumerate(kinds):
        title: tuple[int, ...] = ()
        if kind in ("byline", "dated"):
            title = _title_before(i, pieces, kinds, taken)
        elif kind == "kicker":
            title = _title_after(i, kinds)
        elif kind == "heading" and (_is_top(pieces[i], top) or _NOTICE_TITLE.search(pieces[i].text.text)):
            title = _title_from(i, pieces, kinds)
        if kind == "dated" and not title and not _continues(i, kinds, taken):
            starts.setdefault(i, Start(i, ()))
        if title and not taken & set(title):
            taken |= set(title)
            kicker = title[0] - 1 if title[0] and kinds[title[0] - 1] == "kicker" else None
            at = title[0] if kicker is None else kicker
            starts[at] = Start(at, title, kicker)
    found = sorted(starts.values(), key=lambda s: s.at)
    return _with_first(found, pieces, kinds)


def _with_first(found: list[Start], pieces: Sequence[Piece], kinds: list[str]) -> list[Start]:
    """A heading above everything else is a title, even with nothing to prove it."""
    end = found[0].at if found else len(pieces)
    for i in range(min(end, 4)):
        if kinds[i] == "heading":
            title = _title_from(i, pieces, kinds)
            return [Start(i, title), *found]
        if kinds[i] in ("paragraph", "dated", "list", "table") and len(pieces[i].text) > 60:
            break
    has_body = any(kinds[i] in ("paragraph", "list", "table") and len(pieces[i].text) > 60 for i in range(end))
    if not found or (has_body and end > 2):
        return [Start(0, ()), *found] if not found or found[0].at > 0 else found
    return found


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
        if kinds[i] != "paragraph" or len(pieces[i].text) > 60 or (pieces[i].indent or 0) >= 1.25:
            return ()
        skipped += 1
        i -= 1
    title: list[int] = []
    while i >= 0 and kinds[i] == "heading" and i not in taken and len(title) < 3:
        title.insert(0, i)
        i -= 1
    return tuple(title)


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
