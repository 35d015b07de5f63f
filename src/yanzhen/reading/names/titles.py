"""Documents, events, programmes and technologies."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from yanzhen.reading.names import lexicon
from yanzhen.reading.names.mentions import Mention, Rank, Tagged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yanzhen.reading.names.tagger import Word
    from yanzhen.reading.names.values import NameKind

_TITLE = re.compile(r"《([^《》]{1,120})》|〈([^〈〉《》]{1,80})〉")
_PRESS = re.compile(
    r"(?:日报|晚报|时报|早报|晨报|商报|都市报|导报|周报|周刊|青年报|环境报|科学报|教育报|经济报道|[一-鿿](?<![公月年海简通预情季快画警捷战喜电学])报)$"
)
_LAW = re.compile(r"(?<![一-鿿])?([一-鿿]{2,24}?(?:法|条例|办法))(?=第[零一二三四五六七八九十百0-9]+条)")
_ISSUED = re.compile(
    r"(?:印发|发布|出台|制定|下发|公布)(?:了)?(关于[^，。；《》]{4,40}?的(?:若干)?(?:措施|意见|通知|决定|办法|方案|规定|细则|公告))"
)
_ORDER = re.compile(
    r"(?:中华人民共和国)?(?:国务院|主席)令第[0-9０-９一二三四五六七八九十百]+号|[一-鿿]{2,8}〔[0-9０-９]{4}〕[0-9０-９]+号"
)
_QUOTED = re.compile(r"[“\"]([^“”\"，。、,]{3,16})[”\"](计划|工程|行动|专项|基金|战略|规划|倡议)?")
_FAIR = r"(?:第[一二三四五六七八九十百0-9]+届)?(?:中国|世界|全国)(?:[（(][一-鿿]{2,6}[）)]|[—－-]+[一-鿿]{2,4})[^，,。、；“”\s]{0,20}?"
_LATIN = re.compile(r"^[A-Za-z0-9]+$")
_INNER_TAGS = frozenset({"n", "nz", "vn", "an", "a", "LOC", "ORG", "nw", "m", "TIME", "f", "s", "v", "ad", "xc", "d"})
_BREAKERS = frozenset(
    (
        "在",
        "由",
        "为",
        "对",
        "向",
        "从",
        "与",
        "及",
        "将",
        "把",
        "被",
        "于",
        "是",
        "到",
        "至",
        "的",
        "了",
        "等",
        "召开",
        "举行",
        "举办",
        "参加",
        "出席",
        "主办",
        "承办",
        "出席会议",
    )
)
_DRIVES = re.compile(r"(?:扎实|深入|全面|加快|着力|统筹)?(?:推进|推动|促进)$")
_PLAIN_EVENTS = frozenset(
    {"会议", "例会", "大会", "年会", "论坛", "发布会", "座谈会", "推进会", "现场会", "大赛", "比赛", "全会"}
)


def find_documents(tagged: Tagged) -> Iterator[Mention]:
    """What stands in title marks, without them; a newspaper there is an organisation."""
    for title in _TITLE.finditer(tagged.text):
        group = 1 if title.group(1) else 2
        kind: NameKind = "organisation" if _PRESS.search(title[group]) and len(title[group]) <= 10 else "document"
        yield tagged.mention(*title.span(group), kind, Rank.QUOTED)
    for issued in _ISSUED.finditer(tagged.text):
        yield tagged.mention(*issued.span(1), "document", Rank.QUOTED)
    for order in _ORDER.finditer(tagged.text):
        yield tagged.mention(*order.span(), "document", Rank.QUOTED)
    yield from _laws(tagged)


def _laws(tagged: Tagged) -> Iterator[Mention]:
    """大气污染防治法第十八条: a law without title marks, known by the article that follows."""
    for law in _LAW.finditer(tagged.text):
        end = law.end(1)
        before = [word for word in tagged.words if law.start(1) <= word.start < end]
        start = end
        for word in reversed(before):
            if word.tag not in ("n", "vn", "nz", "v", "nw", "a", "LOC", "ORG") or word.text in (
                "违反",
                "根据",
                "依照",
                "按照",
                "适用",
            ):
                break
            start = word.start
        if end - start >= 3 and tagged.text[start:end] not in ("本办法", "本条例", "本法"):
            yield tagged.mention(start, end, "document", Rank.COMPOSED)


def find_events(tagged: Tagged) -> Iterator[Mention]:
    """A meeting, contest or fair with a name: it says which one (第十七届…, 南京市…发布会)."""
    suffixes = lexicon.words("event-suffixes")
    for fair in re.finditer(rf"{_FAIR}(?:{lexicon.alternatives('event-suffixes')})", tagged.text):
        yield tagged.mention(*fair.span(), "event", Rank.QUOTED)
    for at, word in enumerate(tagged.words):
        if word.text.startswith(("出席", "参加", "召开", "举行")) or not word.text.endswith(tuple(suffixes)):
            continue
        start = _event_start(tagged, at)
        if start is not None and word.end - start >= 6 and tagged.text[start : word.end] not in _PLAIN_EVENTS:
            yield tagged.mention(start, word.end, "event", Rank.COMPOSED)


def _event_start(tagged: Tagged, at: int) -> int | None:
    """The offset of the furthest anchor to the left that nothing parts from the suffix."""
    start = tagged.words[at].start if _is_event_anchor(tagged.words[at]) else None
    end = tagged.words[at].end
    for i in range(at - 1, max(-1, at - 12), -1):
        word = tagged.words[i]
        if (
            word.tag not in _INNER_TAGS
            or word.text in _BREAKERS
            or word.text in lexicon.words("roles")
            or word.end != tagged.words[i + 1].start
            or end - word.start > 36
        ):
            break
        if tagged.words[at].text == "会议" and re.match(r"第.+次$", word.text):
            return None
        if word.tag == "v" and not lexicon.words("inner-verbs") & {word.text} and not _DRIVES.search(word.text):
            break
        if _is_event_anchor(word):
            start = word.start
    if start is not None and (drive := _DRIVES.search(tagged.text[:start])):
        return drive.start()
    return start


def _is_event_anchor(word: Word) -> bool:
    if re.match(r"第[一二三四五六七八九十百0-9０-９]+[届次]", word.text):
        return True
    year = re.match(r"(?:19|20)\d\d年?$", word.text)
    return (
        bool(year)
        or word.tag in ("LOC", "ORG")
        or word.text.startswith(("中国", "全国", "世界", "国际", "全省", "全市", "全区"))
    )


def find_programmes(tagged: Tagged) -> Iterator[Mention]:
    """A plan, action or fund in quotes or as one proper noun with such an ending."""
    for quoted in _QUOTED.finditer(tagged.text):
        if quoted[2] or _programme_end().search(quoted[1]):
            yield tagged.mention(*quoted.span(1), "programme", Rank.COMPOSED)
    for word in tagged.words:
        ends_well = len(word.text) >= 4 and _programme_end().search(word.text)
        if word.tag == "nz" and (
            (ends_well and word.text[-2:] not in ("规划", "战略", "工程")) or word.text == "一带一路"
        ):
            yield tagged.mention(word.start, word.end, "programme", Rank.TAGGED, word.certainty)


@cache
def _programme_end() -> re.Pattern[str]:
    return re.compile(rf"(?:{lexicon.alternatives('programme-suffixes')})$")


def find_technologies(tagged: Tagged) -> Iterator[Mention]:
    """Technologies of the list, at word boundaries where they are Latin."""
    for found in re.finditer(lexicon.alternatives("technologies"), tagged.text):
        around = tagged.text[found.start() - 1 : found.start()] + tagged.text[found.end() : found.end() + 1]
        if not (_LATIN.match(found[0]) and re.search(r"[A-Za-z0-9+.]", around)):
            yield tagged.mention(*found.span(), "technology", Rank.GUESS)
