"""Paragraphs that break off in front of their figure: 到2030年绿色电力占比将达到 …"""

from __future__ import annotations

import re

from yanzhen.reading.statements.folding import fold
from yanzhen.reading.statements.sentences import split_sentences

_STOPPED = re.compile(r"[。!?…;][”\"’)》」]*\s*$")
_MEASURED = "(?:率|额|量|值|数|收入|支出|面积|总|比例|占比|比重|浓度|价格|规模|长度|人口|指数|温度|速度|增幅|增速|涨幅|降幅|产能|产量|利润|金额|总数|资金|平均|均|水平|差距|密度)"
_COMPARING = "(?:同比|环比|比上年|较上年|比去年|较去年|年均|名义|实际|同期)"
_MOVES = "(?:增长|下降|增加|减少|提高|上升|上涨|回落)"
_HEAD = re.compile(
    r"(?:(?:已|将|可|共|累计)?(?:达到|高达|多达|(?<![到表抵传下送直发通])达|超过|突破|不低于|不少于|不超过|不足|不到|逾|接近|将近|大约|至少|最高可达)(?:了|约|近)?"
    rf"|{_COMPARING}(?:分别)?{_MOVES}?(?:了|约)?"
    rf"|(?<=[值额量入口数积润产资费]){_MOVES}(?:了|约|到)?"
    r"|(?:增加到|增加了|减少到|减少了|提高到|提高了|上升到|上升了|增至|升至|降至|缩短到|缩短至|回落到)约?"
    rf"|[\u4e00-\u9fff]{{0,2}}{_MEASURED}(?:约|共)?为|(?:共计|总计|合计|总额|总量|总数|总投资|约为|约合|约占)"
    r"|占(?!比|有率)[^,。;:!?“”‘’「」『』<>\"]{0,16}|(?:达|约|为|超|近|共|有)?(?<![年月日第\d.])(?:\d+(?:,\d{3})*\.?\d*|\d+(?:\.\d+)?[十百千万亿]+[多余]?)(?:多|余)?|(?<![节合签预条违公契集])约)\s*$"
)
_NOT_HEAD = re.compile(
    r"(?:占据|占领|占用|占有|占地方|占先|占位|抢占|侵占|独占)[^,。]{0,12}$|(?:增长|下降)[极点]$"
    r"|(?:重大|取得|实现|技术|新|有所|大|点|寻求|创新|瓶颈|性|的)突破$|(?:赶超|反超|不断)[^,。]{0,2}超过$"
)
_SHARE_TOLD = re.compile(r"占[^,。;:!?]*(?:\d|成|半|%)|占(?:据|领|用|有(?![全])|位|先)")
_UNFINISHED_NUMBER = re.compile(r"(?:\d+(?:,\d{3})*\.?\d*|\d+(?:\.\d+)?[十百千万亿]+)[多余]?\s*$")


def find_cut_figure(text: str) -> tuple[int, int] | None:
    """The span of the words that announce the lost figure of a truncated paragraph, ``None`` where none do.

    >>> text = "到2030年绿色电力占比将达到"
    >>> text[slice(*find_cut_figure(text))]
    '将达到'
    """
    folded = fold(text)
    sentences = split_sentences(folded)
    if not sentences or _STOPPED.search(folded):
        return None
    match = _HEAD.search(folded, sentences[-1].start)
    if match is None or _SHARE_TOLD.search(match[0]) or _NOT_HEAD.search(folded, sentences[-1].start):
        return None
    return match.start(), match.start() + len(match[0].rstrip())


def unfinished_number(text: str) -> int | None:
    """Where a number starts that stands at the very end without its unit (融资4.)."""
    match = _UNFINISHED_NUMBER.search(fold(text))
    return match.start() if match else None
