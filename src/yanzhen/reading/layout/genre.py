"""What kind of article it is, by its column's name, its title, its dateline and its length."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from yanzhen.reading.layout.heads import Person
from yanzhen.reading.layout.placed import Placed
from yanzhen.reading.page import ArticleKind

_COMMENT = re.compile(r"短评|评论|时评|快评|社论|述评|锐评|微评|漫谈|随笔")
_NOTICE = re.compile(
    r"通知|公告|公示|通告|通报|复函|批复|启事|声明|条例|办法|规定|细则|规程|名录|名单|决定|意见稿|方案$|指南$|章程"
)
_REPORTED = re.compile(r"印发|出台|发布|公布|实施$|解读|施行")
_NOTIFIED = re.compile(r"特此(?:通知|公告|公示|函复)|现(?:将.{2,40}(?:通知|公告|公示)如下|予以公示)")
_NEWS_COLUMN = re.compile(r"动态|简讯|短讯|快讯|速览|要闻|一线|资讯|短波")
_BRIEF, _DATED_BRIEF, _COLUMN_BRIEF = 260, 1200, 900
"""Characters up to which an article is a brief: by itself, with a dateline, under a news column."""


def genre_of(
    title: str | None, kicker: str | None, dateline: str | None, people: Sequence[Person], blocks: Sequence[Placed]
) -> ArticleKind:
    """``feature, commentary, brief, caption, pull_quote`` or ``notice``."""
    kinds = {b.kind for b in blocks}
    if not kinds & {"paragraph", "list", "table", "title"}:
        return "caption" if "caption" in kinds else "pull_quote" if "pull_quote" in kinds else "brief"
    if _COMMENT.search(kicker or "") or (_COMMENT.search((title or "")[:6]) and not dateline):
        return "commentary"
    if not dateline and _is_notice(title or "", blocks):
        return "notice"
    if kicker and not dateline and "subhead" not in kinds and people and not any(p.role for p in people):
        return "commentary"  # a column with its author's bare name
    return "brief" if _is_brief(kicker, dateline, kinds, sum(len(b.text) for b in blocks)) else "feature"


def _is_notice(title: str, blocks: Sequence[Placed]) -> bool:
    if _NOTICE.search(title) and not _REPORTED.search(title):
        return True
    return any(_NOTIFIED.search(b.text.text) for b in blocks)


def _is_brief(kicker: str | None, dateline: str | None, kinds: Collection[str], length: int) -> bool:
    if dateline:
        return length < _DATED_BRIEF and "subhead" not in kinds
    if _NEWS_COLUMN.search(kicker or ""):
        return length < _COLUMN_BRIEF
    return length < _BRIEF and "subhead" not in kinds and "caption" not in kinds
