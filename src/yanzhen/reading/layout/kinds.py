"""What each piece is, judged by itself and by its neighbours: head, body, or what stands beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from yanzhen.reading.layout.glyphs import SOFT, cells, ends_closed
from yanzhen.reading.layout.heads import bylines_of, head_of, is_credit, is_folio, is_source_line, kicker_mark
from yanzhen.reading.layout.pieces import Piece

HEADING_CELLS = 46
_NUMBERED = re.compile(
    r"^(?:第[一二三四五六七八九十百]+[章节编部]|[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十]{1,3}[)）])"
)
_SOFT_MARK = re.compile(r"[，,：:;；]")
_ISSUER = re.compile(
    r"^[\u4e00-\u9fff·]{3,24}(?:局|委员会|办公室|[厅部办委]|政府|中心|协会|学会|研究[所院]|大学|公司|联合会|指挥部|领导小组)$"
)
_HEAD_ITEM = re.compile(r"^(?:附件?[\d一二三]{0,2}[:：]|[一二三四五六七八九十]{1,3}[、.．])[^。；;，,]{1,24}$")
_LINK = re.compile(r"https?://|www\.")
_ITEM = re.compile(r"^(?:附件?[\d一二三]{0,2}[:：]|[(（]?\d{1,2}[)）.、．](?!\d)|[①-⑳]|[•·●○▪][ \u3000])")
_CAPTION = re.compile(r"^(?:图为|图[①-⑨一二三四1-9]|上图|下图|左图|右图|题图|资料图)|[。 \u3000](?:图为|上图为|下图为)")
_CREDITED = re.compile(r"[)）。 \u3000](?:摄影|摄|供图|制图|图)[/／:：] ?[\u4e00-\u9fff·、 ]{2,12}$")
_SIGNED_DAY = re.compile(
    r"^[\d〇○零一二三四五六七八九十]{4}\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日$"
)
_PASSED = re.compile(
    r"^[(（]?\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日.{0,60}(?:通过|公布|批准|施行|修订|修正|发布|印发)[)）]?$"
)
_BODY_OPEN = re.compile(r"^(?:第[一二三四五六七八九十百零〇]+条)")


def kinds_of(pieces: Sequence[Piece], *, marked_up: bool = False) -> list[str]:
    """``kicker, byline, credit, caption, folio, heading, list, table, furniture, dated`` (a brief's first paragraph), ``paragraph``.

    ``marked_up`` says that the file has headings of its own, so that a short line without one is none.
    """
    kinds = [_alone(p) for p in pieces]
    if marked_up and any(p.hint in ("title", "subhead") for p in pieces):
        kinds = [
            "paragraph" if k == "heading" and p.hint is None and not _NUMBERED.match(p.text.text) else k
            for k, p in zip(kinds, pieces, strict=True)
        ]
    for i, kind in enumerate(kinds):
        if kind == "heading" and pieces[i].hint is None and _is_line_of_body(i, pieces):
            kinds[i] = "paragraph"
    for i, piece in enumerate(pieces):
        if kinds[i] in ("heading", "paragraph") and _is_bare_byline(i, pieces, kinds):
            kinds[i] = "byline"
        if kinds[i] == "heading" and kinds[i - 1 : i] == ["heading"] and _issues(piece.raw.text):
            kinds[i] = "byline"
        if kinds[i] in ("heading", "paragraph") and kinds[i + 1 : i + 2] == ["signed_day"] and _signs(piece):
            kinds[i] = "byline"
        if kinds[i] in ("heading", "paragraph") and _is_caption(i, piece, pieces, kinds):
            kinds[i] = "caption"
    return kinds


def _alone(piece: Piece) -> str:
    text = piece.text.text.strip()
    if piece.rows:
        return "table"
    if piece.hint in ("title", "subhead"):
        return "paragraph" if _LINK.search(text) or (text.startswith("——") and piece.hint == "subhead") else "heading"
    if piece.hint in ("furniture", "table", "caption", "credit"):
        return piece.hint
    if piece.hint == "byline":
        return "byline"
    if piece.hint == "list":
        return "heading" if _HEAD_ITEM.match(text) else "list"
    return _by_text(piece, text)


def _by_text(piece: Piece, text: str) -> str:
    if kicker_mark(text):
        return "kicker"
    if is_folio(text):
        return "folio"
    if is_credit(text):
        return "credit"
    raw = piece.raw.text
    if bylines_of(raw) or is_source_line(raw):
        return "byline"
    if head_of(raw):
        return "dated"
    if _SIGNED_DAY.match(text) or _PASSED.match(text):
        return "signed_day"
    if _ITEM.match(text) and piece.hint is None:
        return "list"
    return "heading" if looks_like_heading(piece) else "paragraph"


def looks_like_heading(piece: Piece) -> bool:
    """Short, without a full stop, and not a line that fills its column."""
    text = piece.text.text.strip()
    if (piece.hint == "paragraph" and not _NUMBERED.match(text)) or _LINK.search(text):
        return False
    if text[0] in "(（" and text[-1] in ")）" and not _NUMBERED.match(text):
        return False
    if _NUMBERED.match(text) and cells(text) <= HEADING_CELLS and not _BODY_OPEN.match(text):
        return "。" not in text[:-1] and text.count("，") + text.count(",") <= 2
    if cells(text) > HEADING_CELLS or "。" in text or (ends_closed(text) and text[-1] not in '?？!！”"…'):
        return False
    if text[-1] in SOFT + "（(" or text[0] in SOFT + "。！？)）”":
        return False
    if len(piece.widths) > 3 or len(_SOFT_MARK.findall(text)) > (1 if cells(text) > 30 else 2):
        return False
    return not _fills_like_body(piece)


def _fills_like_body(piece: Piece) -> bool:
    """Printed over two lines or more of which all but the last fill the column: body text, not a head."""
    if piece.column is None or len(piece.widths) < 2:
        return False
    body = all(w >= piece.column - 3 for w in piece.widths[:-1])
    return body and piece.widths[0] <= piece.column + 2


def _issues(text: str) -> bool:
    """One body, or several side by side."""
    bodies = text.split()
    return bool(bodies) and all(map(_ISSUER.match, bodies))


def _signs(piece: Piece) -> bool:
    """The body that signs a notice, above the day."""
    text = piece.text.text.strip()
    return len(text) <= 40 and not ends_closed(text) and not re.search(r"[，。：；,:;]", text)


def _is_line_of_body(at: int, pieces: Sequence[Piece]) -> bool:
    """A single line exactly as wide as the column before or behind it was torn out of a paragraph."""
    piece = pieces[at]
    if len(piece.widths) != 1 or _NUMBERED.match(piece.text.text):
        return False
    around = [
        pieces[j].column for j in (at - 2, at - 1, at + 1, at + 2) if 0 <= j < len(pieces) and len(pieces[j].widths) > 2
    ]
    return any(c is not None and c - 3 <= piece.widths[0] <= c + 2 for c in around)


def _is_bare_byline(at: int, pieces: Sequence[Piece], kinds: Sequence[str]) -> bool:
    """Names without a role, right below a head."""
    if at == 0 or kinds[at - 1] not in ("heading", "kicker"):
        return False
    text = pieces[at].raw.text.strip()
    return len(text) <= 24 and bool(bylines_of(text, bare=True)) and _reads_as_names(text)


def _reads_as_names(text: str) -> bool:
    tokens = [t for t in re.split(r"[ \u3000、/]+", text) if t]
    return all(len(t) <= 3 or "·" in t for t in tokens) and (len(text) <= 4 or len(tokens) > 1)


def _is_caption(at: int, piece: Piece, pieces: Sequence[Piece], kinds: Sequence[str]) -> bool:
    text = piece.text.text.strip()
    if len(text) > 160:
        return False
    if _CAPTION.search(text) or (len(text) <= 60 and _CREDITED.search(text)):
        return True
    follows = at + 1 < len(pieces) and kinds[at + 1] == "credit"
    if not follows or len(text) > 120:
        return False
    return ends_closed(text) or kinds[at] == "heading"
