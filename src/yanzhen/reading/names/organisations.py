"""Organisations: known ones, the model's, and those put together from their last word leftwards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yanzhen.codes import regions
from yanzhen.reading.names import lexicon
from yanzhen.reading.names.mentions import Mention, Rank, Tagged
from yanzhen.reading.names.offices import find_joined_offices
from yanzhen.reading.names.particular import OFFICE_HEAD, ends_like_body, is_particular, without_regions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yanzhen.reading.names.tagger import Word

_INNER_TAGS = frozenset({"n", "nz", "vn", "an", "a", "LOC", "ORG", "PER", "nw", "s", "f", "j"})
_LONGEST = 40
_NUMBERED = re.compile(r"^第[一二三四五六七八九十百0-9]+(?:届)?$")
_LOOSE_HEAD = re.compile(
    r"^(?:由|在|与|和|对|为|向|从|给|被|把|让|将|及|同|经|以|其|该|这家|那家|一家|知名|著名|国有|民营|原|据|到|于|是|或|使|并|获|当|即|如|系)+"
)
_INNER_OFFICE = re.compile(
    r"(.{3,}(?:局|厅|委|委员会|医院|大学|公司|部))[一-鿿]{1,6}(?:处|科|室|股)$|(.{2,}(?:局|厅|公司|集团|大学|学院|医院|银行|法院))党[组委](?:会)?$"
)
_BRANCH = re.compile(r"(?:分行|支行|分公司|监管局|专员办|办事处|分局|分院|分中心|中心支行)$")
_BETWEEN = frozenset({"旗下", "下属", "所属", "其中", "麾下"})
_TWO_OFFICES = re.compile(
    r"(.{2,}(?:局|厅|委|委员会|政府|办公室|学院|大学|银行|公司|集团|法院))(?:会同|联合|和|与|及|、)(.{3,})"
)
_PUBLISHER = re.compile(r"[报网]社(?![会区长])")
_TORN = frozenset({"有关", "相关", "其中"})
_PARTY_CELL = re.compile(r"(.+(?:村|社区))党(?:总)?支部$")
_REGION_FIRST = re.compile(r"[一-鿿]{2,5}?[市县区镇](?![场域])")
_REGION_ALONE = re.compile(r"[一-鿿]{2,4}[县镇乡]$|.+[省市县]..?[区县镇]$")
_COMMITTEE = re.compile(r"([一-鿿]{2,6}?[省市县区州旗镇乡]委)(?=副?书记|常委|、|宣传部|组织部|统战部|政法委|办公室)")
_HEADED = re.compile(r"([司局厅])\1长")
_FIRM_END = re.compile(r"(?:公司|集团|合作社|银行|事务所|厂)$")
_TRACE = re.compile(
    r"(?:董事长|总经理|总裁|创始人|集团|旗下|员工|车间|厂区|生产线|研发团队|技术团队|项目负责人|等企业|等公司|股票|股份|上市|财报|官网|自主研发)"
)


def find_organisations(tagged: Tagged, in_regulation: bool) -> Iterator[Mention]:
    """Every span that may be an organisation; overlaps are settled later.

    ``in_regulation``: the text is a law or rule, where 省人民政府 is whichever province is meant.
    """
    yield from _known(tagged)
    yield from _committees(tagged)
    yield from _by_trade(tagged)
    yield from _headed(tagged)
    for mention in (*_tagged(tagged), *_composed(tagged), *_firms(tagged), *find_joined_offices(tagged)):
        for one in _parted(tagged, _trimmed(tagged, mention)):
            if is_particular(one.text, in_regulation) and not _is_department_list(tagged, one):
                yield from _without_places_before(tagged, one)


def _known(tagged: Tagged) -> Iterator[Mention]:
    for found in re.finditer(lexicon.alternatives("known-organisations"), tagged.text):
        follows = tagged.text[found.end() : found.end() + 1]
        if (follows == "门" and found[0][-1] == "部") or (found[0] == "国务院" and follows == "令"):
            continue
        if _stands_alone(tagged, found.start(), found.end(), lexicon.known_organisations()[found[0]]["kind"]):
            session = re.search(r"第[一二三四五六七八九十]{1,3}届$", tagged.text[: found.start()])
            start = session.start() if session and found[0].startswith("全国") else found.start()
            end = found.end() + bool(_PUBLISHER.match(tagged.text[found.end() - 1 :]))
            yield tagged.mention(start, end, "organisation", Rank.COMPOSED)


def _by_trade(tagged: Tagged) -> Iterator[Mention]:
    """宁波舜宇光学、鲁西|化工: firms by their trade, where the words behind speak of firms."""
    for at, word in enumerate(tagged.words):
        trade = _trade(word.text)
        start = word.start
        if trade == word.text and at and tagged.words[at - 1].end == start:
            start = tagged.words[at - 1].start
        text = tagged.text[start : word.end]
        core = without_regions(text.removesuffix(trade)) or text.removesuffix(trade)
        named = any(
            w.tag in ("ORG", "LOC", "nz", "PER") for w in tagged.words[max(0, at - 1) : at + 1] if w.start >= start
        )
        if _is_called_a_firm(tagged, word):
            yield tagged.mention(word.start, word.end, "organisation", Rank.COMPOSED, 0.7)
        elif trade and len(core) >= 2 and named and not lexicon.is_generic(core):
            behind = tagged.text[word.end : word.end + 6]
            if _TRACE.match(behind) or _is_in_list_of_firms(tagged, word.end) or _follows_firm(tagged, start):
                yield tagged.mention(start, word.end, "organisation", Rank.COMPOSED, 0.7)


def _follows_firm(tagged: Tagged, at: int) -> bool:
    """比亚迪、汇川技术: the item before in a list is an organisation of the model's."""
    return tagged.text[at - 1 : at] == "、" and any(w.end == at - 1 and w.tag == "ORG" for w in tagged.words)


def _is_called_a_firm(tagged: Tagged, word: Word) -> bool:
    """上市公司 + 宁波韵升: a region's name and a word of its own, behind 公司 or 企业."""
    rest = without_regions(word.text)
    named = word.tag in ("LOC", "ORG", "nz") and rest != word.text and len(rest) >= 2
    called = tagged.text[: word.start].endswith(("公司", "企业", "厂商"))
    return named and called and lexicon.place_suffix(rest) is None


def _trade(text: str) -> str:
    """The trade word that ends the text (科技, 纸业), or nothing."""
    table = lexicon.words("firm-words")
    return next((text[i:] for i in range(len(text) - 1) if text[i:] in table), "")


def _committees(tagged: Tagged) -> Iterator[Mention]:
    """清溪县委书记: the committee, even where the region is in no table."""
    for found in _COMMITTEE.finditer(tagged.text):
        end = found.end(1)
        start = _region_start(tagged.text, end)
        if start is None:
            near = (w for w in tagged.words if found.start() <= w.start < end - 2)
            start = max((w.start for w in near if w.tag in ("LOC", "ORG", "nz", "PER")), default=None)
        if start is not None:
            yield tagged.mention(start, end, "organisation", Rank.COMPOSED, 0.9)


def _region_start(text: str, end: int) -> int | None:
    """Where the official name starts that 委 or 旗委 follows: 四子王旗|旗委, 昌乐县|委."""
    starts = range(max(0, end - 14), end - 3)
    return next((at for at in starts if any(regions.is_official_name(text[at : end - cut]) for cut in (1, 2))), None)


def _headed(tagged: Tagged) -> Iterator[Mention]:
    """生态环境监测司司长: an office whose head is named by the same word again."""
    for found in _HEADED.finditer(tagged.text):
        end = found.end(1)
        first = next((i for i, w in enumerate(tagged.words) if w.start < end <= w.end), None)
        if first is None:
            continue
        while (
            first
            and _may_stand_inside(tagged.words[first - 1])
            and tagged.words[first - 1].end == tagged.words[first].start
        ):
            first -= 1
        if end - tagged.words[first].start >= 4:
            yield tagged.mention(tagged.words[first].start, end, "organisation", Rank.COMPOSED, 0.8)


def _stands_alone(tagged: Tagged, start: int, end: int, kind: str) -> bool:
    """Names that are common words too (小米, 百度) must be the model's word; short ones must not cut a word."""
    if kind in ("firm", "university"):
        return any(w.start == start and w.end == end and w.tag in ("ORG", "nz", "PER") for w in tagged.words)
    return (
        end - start >= 5 or (tagged.is_cut(start) and tagged.is_cut(end)) or (end - start == 4 and tagged.is_cut(start))
    )


def _tagged(tagged: Tagged) -> Iterator[Mention]:
    """The model's organisations that end like one, or that stand where organisations stand."""
    for at, word in enumerate(tagged.words):
        if word.tag not in ("ORG", "nz", "LOC") or word.text in lexicon.words("not-names"):
            continue
        if cell := _PARTY_CELL.match(word.text):
            yield tagged.mention(word.start, word.start + cell.end(1), "place")
        elif _ends_well(word):
            yield tagged.mention(word.start, word.end, "organisation", Rank.COMPOSED, word.certainty)
        elif word.tag == "ORG" and not _REGION_ALONE.match(word.text) and _is_plausible(tagged, at):
            yield tagged.mention(word.start, word.end, "organisation", Rank.TAGGED, word.certainty)


def _ends_well(word: Word) -> bool:
    if word.tag == "LOC":
        return ends_like_body(word.text)
    return lexicon.organisation_suffix(word.text) is not None or (
        word.tag == "ORG" and bool(_INNER_OFFICE.match(word.text))
    )


def _is_plausible(tagged: Tagged, at: int) -> bool:
    """Whether the model is sure, or the words behind speak of firms (董事长, 旗下, 等企业)."""
    word = tagged.words[at]
    if regions.split_places(word.text):
        return False
    sure = word.certainty > (0.65 if len(word.text) >= 3 else 0.8)
    return sure or bool(_TRACE.match(tagged.text[word.end : word.end + 6])) or _is_in_list_of_firms(tagged, word.end)


def _is_in_list_of_firms(tagged: Tagged, at: int) -> bool:
    """东阿阿胶、鲁西化工等聊城企业."""
    return bool(
        re.match(
            r"(?:、[^，,。；、]{2,16}){0,5}等[^，,。；、]{0,8}(?:企业|公司|厂商|集团|巨头)", tagged.text[at : at + 60]
        )
    )


def _composed(tagged: Tagged) -> Iterator[Mention]:
    """From a place, an organisation or a proper noun up to the furthest organisation's last word."""
    for at, word in enumerate(tagged.words):
        if word.tag not in ("LOC", "ORG", "nz") and not _is_office(word):
            continue
        end = _furthest_end(tagged, at)
        if end is not None:
            yield tagged.mention(word.start, end, "organisation", Rank.COMPOSED, 0.8)


def _is_office(word: Word) -> bool:
    return word.text in ("自治区", "国家", "省", "市", "县", "中国")


def _furthest_end(tagged: Tagged, at: int) -> int | None:
    """The end of the longest chain of words from ``at`` that closes like an organisation."""
    best, opened = None, 0
    for i in range(at + 1, min(at + 12, len(tagged.words))):
        word = tagged.words[i]
        if word.start != tagged.words[i - 1].end or word.end - tagged.words[at].start > _LONGEST:
            break
        if word.text in "（(" or (opened and word.text in "）)"):
            opened = 1 if word.text in "（(" else 0
            continue
        if _joins_departments(tagged, at, i):
            continue
        if not _may_stand_inside(word) or (word.tag in ("LOC", "ORG") and _starts_anew(tagged, i)):
            break
        if _closes(tagged, i, tagged.words[at]) and not opened:
            best = word.end
    return best


def _joins_departments(tagged: Tagged, head: int, at: int) -> bool:
    """嘉兴市 + 经济 + 和 + 信息化局: a conjunction inside an office's name, between common nouns."""
    first = tagged.words[head]
    if tagged.words[at].text not in ("和", "与") or at + 1 >= len(tagged.words) or at == head + 1:
        return False
    common = tagged.words[at - 1].tag in ("n", "vn", "v") and tagged.words[at + 1].tag in ("n", "vn", "v")
    return common and (first.tag == "LOC" or _is_office(first)) and first.text[-1] in "省市县区州旗盟"


_ACTING = re.compile(
    r"(.{2,}?(?:大学|学院|研究[院所]|公司|集团|[局厅委]|医院|银行))(?:共建|合建|合办|共同|携手|牵头|签署|成立)"
)


def _parted(tagged: Tagged, mention: Mention) -> Iterator[Mention]:
    """市科技局会同市财政局 is two offices; 发展和改革委员会 is one; 浙江大学|共建实验室 ends where it acts."""
    acting = _ACTING.match(mention.text)
    if acting:
        mention = tagged.mention(
            mention.start, mention.start + acting.end(1), "organisation", mention.rank, mention.certainty
        )
    both = _TWO_OFFICES.fullmatch(mention.text)
    if not both:
        yield mention
        return
    for group in (1, 2):
        start, end = (mention.start + at for at in both.span(group))
        yield from _parted(tagged, tagged.mention(start, end, "organisation", mention.rank, mention.certainty))


def _starts_anew(tagged: Tagged, at: int) -> bool:
    """Whether a second organisation starts here (省财政厅省科技厅), not a branch of the first (银行|南京分行)."""
    before, word = tagged.words[at - 1], tagged.words[at]
    branch = _BRANCH.search(word.text) and regions.leading_regions(word.text)
    return (
        not branch
        and before.tag == "ORG"
        and (word.tag == "ORG" or lexicon.organisation_suffix(before.text) is not None)
    )


def _may_stand_inside(word: Word) -> bool:
    if word.tag in _INNER_TAGS or _NUMBERED.match(word.text):
        return word.text not in lexicon.words("roles") and word.text not in _BETWEEN
    if len(word.text) >= 4 and ends_like_body(word.text):
        return True
    return word.tag == "v" and word.text in lexicon.words("inner-verbs")


def _closes(tagged: Tagged, at: int, head: Word) -> bool:
    word = tagged.words[at]
    suffix = lexicon.organisation_suffix(tagged.text[head.start : word.end])
    if suffix is None or word.text.endswith("支部") or tagged.text[word.end : word.end + 1] in ("门", "化"):
        return False
    kind = lexicon.organisation_suffixes()[suffix]
    if kind == "department":
        return _closes_department(tagged, at, head)
    return True


def _closes_department(tagged: Tagged, at: int, head: Word) -> bool:
    """局, 厅, 委 close below a region; other words of the kind only right below a name."""
    word = tagged.words[at]
    if word.text[-1] in "局厅委署" and head.text[-1] in "省市县区州旗盟":
        return tagged.text[word.end : word.end + 1] not in ("长", "级", "托")
    below = tagged.words[at - 1].tag if at else ""
    fits = len(word.text) >= 2 and word.tag in ("n", "ORG", "nz")
    return fits and (below in ("LOC", "ORG") or word.text == "中心")


def _firms(tagged: Tagged) -> Iterator[Mention]:
    """From 有限公司, 集团 … leftwards through nouns: firms that the model does not know."""
    for at, word in enumerate(tagged.words):
        if not _FIRM_END.search(word.text) or word.tag in ("v", "p"):
            continue
        first = at
        while (
            first
            and _may_stand_inside(tagged.words[first - 1])
            and tagged.words[first - 1].end == tagged.words[first].start
        ):
            first -= 1
            if tagged.words[at].end - tagged.words[first].start > _LONGEST:
                break
        inside = tagged.words[first : at + 1]
        if len(organisation_end(word.text)) >= 4 or any(w.tag in ("ORG", "LOC", "nz", "PER") for w in inside):
            yield tagged.mention(inside[0].start, word.end, "organisation", Rank.COMPOSED, 0.7)


def organisation_end(text: str) -> str:
    return lexicon.organisation_suffix(text) or ""


def _trimmed(tagged: Tagged, mention: Mention) -> Mention:
    """Without prepositions and generic words before the name, and offices inside it (局高新处) behind it."""
    start, end = mention.start + _before_registered(mention.text), mention.end
    if tagged.text[max(0, start - 1) : start + 1] in _TORN:
        start += 1
    if office := _INNER_OFFICE.match(mention.text):
        end = mention.start + (office.end(1) if office[1] else office.end(2))
    for word in tagged.words:
        if word.start == start and word.end < end and _is_loose(word):
            start = word.end
    for cut in range(2, 8):
        if tagged.text[start + cut : end] in lexicon.known_organisations() and lexicon.is_generic(
            tagged.text[start : start + cut]
        ):
            start += cut
    if loose := _LOOSE_HEAD.match(tagged.text[start:end]):
        rest = tagged.text[start + loose.end() : end]
        if without_regions(rest) != rest or lexicon.is_generic(loose[0]) or rest in lexicon.known_organisations():
            start += loose.end()
    return tagged.mention(start, end, "organisation", mention.rank, mention.certainty)


def _before_registered(text: str) -> int:
    """How much of 田|福建…有限公司 or 汀川市|福建…有限公司 stands before the province that a registered name begins with."""
    if not text.endswith("公司") or regions.leading_regions(text):
        return 0
    place = _REGION_FIRST.match(text)
    cuts = (1, *([place.end()] if place else []))
    return next((cut for cut in cuts if _begins_with_province(text[cut:])), 0)


def _begins_with_province(text: str) -> bool:
    first = regions.leading_regions(text)[:1]
    return bool(first) and any(region.level == "province" for region in regions.regions_named(first[0]))


def _is_loose(word: Word) -> bool:
    return (
        word.tag in ("n", "a", "vn", "f", "s", "m", "v")
        and lexicon.is_generic(word.text)
        and word.text not in ("国家", "省", "市", "县", "自治区")
    )


def _is_department_list(tagged: Tagged, mention: Mention) -> bool:
    """市、县人民政府 and 省市场监管等部门 name no one office."""
    before, after = tagged.text[: mention.start], tagged.text[mention.end :]
    headed = OFFICE_HEAD.match(mention.text) is not None
    if re.search(r"各[^，,。；]{0,8}$", before):
        return True
    return headed and (
        bool(re.search(r"[省市县区级]、$|(?:各|级|所在|区的|本)$", before))
        or after.startswith(("部门", "有关部门", "相关部门"))
    )


def _without_places_before(tagged: Tagged, mention: Mention) -> Iterator[Mention]:
    """浙江嘉善祥符荡创新中心 is two places and a centre; a firm's registered name keeps its places."""
    text, cut = mention.text, 0
    if not _FIRM_END.search(text) and (lexicon.organisation_suffix(text) or "").endswith("中心"):
        cut = _bare_places(text)
        at = mention.start
        for place in regions.leading_regions(text[:cut]):
            yield tagged.mention(at, at + len(place), "place")
            at += len(place)
    yield tagged.mention(mention.start + cut, mention.end, "organisation", mention.rank, mention.certainty)


def _bare_places(text: str) -> int:
    """The length of two or more region names without their suffix (浙江嘉善) that start the text."""
    for end in range(min(8, len(text) - 5), 3, -1):
        parts = regions.split_places(text[:end])
        if parts and len(parts) > 1 and not any(regions.is_full_name(part) for part in parts):
            return end
    return 0
