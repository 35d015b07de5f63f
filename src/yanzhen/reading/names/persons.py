"""Persons: the model's, those that a role introduces, and those of bylines."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from yanzhen.codes import regions
from yanzhen.reading.names import lexicon
from yanzhen.reading.names.mentions import STOPS, Mention, Rank, Tagged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yanzhen.reading.names.tagger import Word

_HAN = "一-鿿㐀-䶿𠀀-𲎯"
_NAME = re.compile(rf"[{_HAN}]{{2,4}}$")
_FOREIGN = re.compile(rf"[{_HAN}A-Za-z]+(?:[·•・．.][{_HAN}A-Za-z]+)+")
_TRANSLITERATED = frozenset(
    "阿艾埃安奥巴柏拜邦鲍贝本比彼别宾波伯博布查达戴丹德登蒂迪丁东杜顿多恩尔法菲费芬弗夫福盖甘冈戈格古哈海汉豪赫霍基吉加杰金卡"
    "凯康考柯科克肯库拉莱兰朗劳勒雷里理利莉林琳隆卢鲁路伦罗洛马麦曼玛梅门蒙米密莫默姆穆纳娜奈内尼涅纽努诺欧帕派佩彭皮普奇乔切琼热"
    "日荣茹瑞萨塞桑瑟沙莎舍什史舒斯丝斯思苏索塔泰坦汤特提廷图托瓦万威韦维温沃乌伍西希夏谢辛休修雅亚扬耶伊因英尤雨约扎詹珍朱兹佐泽爱南森滕逊坎依朵迈乐吾守衣甫江木合买再丽则吐赛敏牙孜布都沁格根其其巴图朝鲁扎西次仁卓措"
)
_DOTS = "·•・．"
_BYLINE_ROLES = frozenset(
    {
        "记者",
        "通讯员",
        "摄影",
        "作者",
        "编辑",
        "责任编辑",
        "校对",
        "实习生",
        "见习记者",
        "特约记者",
        "联系人",
        "撰文",
        "审核",
    }
)
_ALSO_WORDS = frozenset({"东方", "第五", "单于", "百里"})
_LEAST_CHANCE = 0.05
_CLAUSE_START = re.compile(r"^|[，,。；;：:！!？?”\"“]")
_MARK = re.compile(r"[，,。；;：:！!？?”\"“]")
_LOOSE_BEHIND = frozenset("的和与对向在正家今等也从出指一带是及，。、")
_SPEAKS = re.compile(
    r"(?:[也还又则却曾都就]|随后|同时|坦率地)?(?:说|表示|认为|指出|介绍|告诉|强调|坦言|透露|回忆|感慨|直言|建议|提出|解释|补充|呼吁|感叹|称)"
)
_SIGNS = re.compile(r"摄|报道|文/|整理|供图|电$")
_NEVER_IN_GIVEN = frozenset("的了在是说与及等把被将从对于日称就都也")
_AFTER_SINGLE = frozenset("也都还却又就则曾常并已再只便先更仍均即笑边正在")
_SIGNED = re.compile(
    r"[（(【\[]([^（）()【】\[\]。]{0,40}(?:记者|通讯员|作者|编辑|责编|摄影|实习生)[^（）()【】\[\]。]{0,60})[)）】\]]"
)
_TOKEN = re.compile(r"[^\s　、,，;；/／|｜:：()（）\[\]【】]+")
_SURNAME_AND_SPACE = re.compile(rf"(?:^|[\s　])[{_HAN}][ 　]$")
_LINKED = re.compile(rf"[让{''.join(sorted(_TRANSLITERATED))}]{{1,3}}[-－]$")
_SIGNED_WORDS = frozenset({"报道", "摄影", "整理", "供图", "文字", "图片", "摄"})
_ALSO_PREPOSITIONS = frozenset("和与向从同及由对把让应经时将")
BYLINE_KINDS = frozenset({"byline", "credit"})


def find_persons(tagged: Tagged) -> Iterator[Mention]:
    """Every span that may be a person; overlaps are settled later."""
    if tagged.block.kind in BYLINE_KINDS:
        yield from _of_byline(tagged, 0, len(tagged.text))
    else:
        for signed in _SIGNED.finditer(tagged.text):
            yield from _of_byline(tagged, *signed.span(1))
    for at, word in enumerate(tagged.words):
        if word.tag == "PER":
            yield from _of_model(tagged, at)
    for start, end in _dotted(tagged):
        yield tagged.mention(start, end, "person", Rank.COMPOSED, 0.9)
    yield from _introduced(tagged)


def has_surname(text: str) -> bool:
    """Whether it has the form of a Chinese name.

    >>> [has_surname(t) for t in ("刘裕斌", "欧阳明", "欣欣向荣", "刘")]
    [True, True, False, False]
    """
    if not _NAME.match(text):
        return False
    double = text[:2] in lexicon.words("surnames") and len(text) > 2
    if set(text[2 if double else 1 :]) & _NEVER_IN_GIVEN:
        return False
    if text[-1] == "和" or (text[1] == "和" and len(text) > 2 and text[2] in lexicon.words("surnames")):
        return text[1:] in ("和平", "和生", "和明", "和安")
    return double or (text[0] in lexicon.words("surnames") and len(text) <= 3)


def is_transliterated(text: str) -> bool:
    """Whether it is written in the characters used for foreign names.

    >>> is_transliterated("爱因斯坦"), is_transliterated("蓝宝石")
    (True, False)
    """
    letters = set(text) - set(_DOTS) - {"-", "－", "让"}
    return len(text) >= 2 and letters <= _TRANSLITERATED


def _of_model(tagged: Tagged, at: int) -> Iterator[Mention]:
    word = tagged.words[at]
    start, end = _whole(tagged, at)
    text = tagged.text[start:end]
    if text in lexicon.words("not-names") or text in lexicon.words("roles") or regions.is_full_name(text):
        return
    if has_surname(text):
        introduced = _is_introduced(tagged, start, end)
        rank = Rank.COMPOSED if introduced else Rank.TAGGED if word.certainty > 0.6 else Rank.GUESS
        yield tagged.mention(start, end, "person", rank, word.certainty)
    elif is_transliterated(text) or _is_introduced(tagged, start, end) or word.certainty > 0.9:
        yield tagged.mention(start, end, "person", Rank.TAGGED, word.certainty)


def _whole(tagged: Tagged, at: int) -> tuple[int, int]:
    """With the given name's last character where the model cut it off: 朱利|中|说."""
    word = tagged.words[at]
    if set(word.text) & set(_DOTS):
        return _dotted_start(tagged, word.start), word.end
    if at > 1 and _is_surname_before(tagged, tagged.words[at - 1], word):
        return tagged.words[at - 1].start, word.end
    if at and _goes_on(tagged.words[at - 1], word):
        return tagged.words[at - 1].start, word.end
    rest = tagged.words[at + 1 : at + 3]
    if (
        len(word.text) == 2
        and rest
        and rest[0].start == word.end
        and has_surname(word.text)
        and _may_end_name(rest[0].text)
    ):
        spoken = len(rest) == 2 and rest[1].text in lexicon.words("speech")
        if (
            spoken
            or is_bounded(tagged.text, word.start, rest[0].end)
            or _follows_role(tagged.text, word.start, rest[0].end)
        ):
            return word.start, rest[0].end
    return word.start, word.end


def _goes_on(first: Word, second: Word) -> bool:
    """侬|阿水, 马哈|比布: one name that the model cut in two."""
    if first.end != second.start or first.tag != "PER" or has_surname(second.text) or len(second.text) > 2:
        return False
    surname = len(first.text) == 1 and first.text in lexicon.words("surnames")
    return surname or (max(first.certainty, second.certainty) < 0.7 and len(first.text) == 2 <= len(second.text))


def _is_surname_before(tagged: Tagged, single: Word, given: Word) -> bool:
    """教授|连|季川, 镇长|向|晚亭: a surname that the model took for another word, between a role and a given name."""
    if single.end != given.start or len(given.text) > 2 or not role_before().search(tagged.text[: single.start]):
        return False
    surnames = lexicon.words("surnames")
    if single.text + given.text[0] in surnames:
        return True
    return single.text in surnames and not (single.text in _ALSO_PREPOSITIONS and given.text[0] in surnames)


def _may_end_name(single: str) -> bool:
    barred = _AFTER_SINGLE | _NEVER_IN_GIVEN | set("摄文图")
    return len(single) == 1 and single not in barred and "一" <= single <= "鿿"


def _follows_role(text: str, start: int, end: int) -> bool:
    return bool(role_before().search(text[:start].rstrip(" 　：:"))) and _is_border(text, end)


def _is_border(text: str, at: int) -> bool:
    return at == len(text) or text[at] in STOPS or text[at].isspace()


def is_bounded(text: str, start: int, end: int) -> bool:
    """Whether marks, spaces or the text's ends stand on both sides."""
    return (start == 0 or text[start - 1] in STOPS or text[start - 1].isspace()) and _is_border(text, end)


def _is_introduced(tagged: Tagged, start: int, end: int) -> bool:
    """Whether a role stands before it or a verb of speaking after it."""
    before = tagged.text[max(0, start - 8) : start].rstrip()
    after = tagged.text[end : end + 4]
    return bool(role_before().search(before)) or bool(verb_after().match(after))


def _dotted(tagged: Tagged) -> Iterator[tuple[int, int]]:
    """阿不都·热合曼: the words on both sides of each dot, where the model or the letters say a person."""
    last = 0
    for dot in re.finditer(f"[{_DOTS}]", tagged.text):
        sides = [w for w in tagged.words if w.start <= dot.start() <= w.end or w.start == dot.end()]
        if len(sides) < 2 or dot.start() < last:
            continue
        start, end = sides[0].start, _dotted_end(tagged, dot.end())
        parts = re.split(f"[{_DOTS}]", tagged.text[start:end])
        first = sides[0]
        named = (first.tag == "PER" and first.certainty > 0.3) or all(map(is_transliterated, parts))
        if named and len(parts) > 1 and all("一" <= c <= "鿿" for part in parts for c in part) and all(parts):
            yield _dotted_start(tagged, start), end
            last = end


def _dotted_start(tagged: Tagged, start: int) -> int:
    """人|本杰明·科恩: with letters of transliteration that the model put into a word it doubts."""
    word = next((w for w in tagged.words if w.end == start), None)
    if linked := _LINKED.search(tagged.text[:start]):
        return linked.start()
    while word and word.certainty < 0.6 and start > word.start and tagged.text[start - 1] in _TRANSLITERATED:
        start -= 1
    return start


def _dotted_end(tagged: Tagged, at: int) -> int:
    """The end of the word behind the dot, and of those that further dots join to it."""
    word = next((w for w in tagged.words if w.start <= at < w.end), None)
    if word is None:
        return at
    behind = next((w for w in tagged.words if w.start == word.end), None)
    if behind and behind.tag == "PER" and len(behind.text) == 1:
        return behind.end
    return _dotted_end(tagged, word.end + 1) if tagged.text[word.end : word.end + 1] in set(_DOTS) else word.end


def _introduced(tagged: Tagged) -> Iterator[Mention]:
    """Behind a role, or before a verb of speaking that ends its clause's first words: a name that the model doubts."""
    for start, signed in _openings(tagged):
        best = max(_readings(tagged, start), default=(0.0, start), key=lambda reading: reading[0])
        if signed and (end := _signed_end(tagged, start)):
            yield tagged.mention(start, end, "person", Rank.COMPOSED, 0.9)
        elif best[0] >= _LEAST_CHANCE:
            yield tagged.mention(start, best[1], "person", Rank.COMPOSED, min(1.0, best[0]))


def _openings(tagged: Tagged) -> Iterator[tuple[int, bool]]:
    """Where a name may start, and whether a byline's role and a space or colon stand before it."""
    for role, word in pairwise(tagged.words):
        if role_before().search(role.text) and role.text not in ("代表", "专家", "文", "图", "代理"):
            gap = tagged.text[role.end : word.start]
            signed = role.text in _BYLINE_ROLES and (bool(gap) or "记者" in role.text)
            if gap.strip(" 　") == "":
                yield word.start, signed
        elif role.text in "：:/／" and role_before().search(tagged.text[: role.start]):
            yield word.start, True
    for clause in _CLAUSE_START.finditer(tagged.text):
        yield clause.end(), False


def _readings(tagged: Tagged, start: int) -> Iterator[tuple[float, int]]:
    """Each length that fits a name, and its chance weighed by what stands behind it."""
    after_role = start > 0 and not _MARK.match(tagged.text, start - 1)
    for end in (start + 2, start + 3, start + 4):
        if end > len(tagged.text):
            return
        text = tagged.text[start:end]
        if (
            not has_surname(text)
            or lexicon.is_generic(text)
            or text in lexicon.words("not-names") | lexicon.words("roles")
        ):
            continue
        behind = tagged.text[end : end + 4]
        spoken = bool(_SPEAKS.match(behind)) or (
            after_role and (_is_border(tagged.text, end) or bool(verb_after().match(behind)))
        )
        double = end - start > 2 and tagged.text[start : start + 2] in lexicon.words("surnames") - _ALSO_WORDS
        weight = 10 if spoken or double else 3 if tagged.text[end : end + 1] in _LOOSE_BEHIND else 1
        doubted = after_role and spoken and _is_doubted_place(tagged, start, end)
        if spoken or after_role:
            yield _LEAST_CHANCE if doubted else weight * tagged.name_chance(start, end), end


def _is_doubted_place(tagged: Tagged, start: int, end: int) -> bool:
    """副省长|闵行|之: what the model takes for a place, without being sure, where only a person can stand."""
    return any(w.start == start and w.end < end and w.tag == "LOC" and w.certainty < 0.7 for w in tagged.words)


def _signed_end(tagged: Tagged, start: int) -> int | None:
    """记者 金梁 通讯员 陈醉: a space or mark behind two or three characters."""
    ends = [end for end in (start + 3, start + 2, start + 4) if end <= len(tagged.text)]
    fits = (end for end in ends if _is_border(tagged.text, end) or _SIGNS.match(tagged.text[end : end + 2]))
    return next((end for end in fits if has_surname(tagged.text[start:end]) and not _is_word(tagged, start, end)), None)


def _of_byline(tagged: Tagged, first: int, last: int) -> Iterator[Mention]:
    """本报记者 江 耘: what is left of a byline without its roles; a space inside a name stays in it."""
    masked = list(tagged.text)
    for found in _byline_roles().finditer(tagged.text, first, last):
        inside = found[0] in "文图" and _SURNAME_AND_SPACE.search(tagged.text[: found.start()])
        if not has_surname(found[0]) and not inside:
            masked[found.start() : found.end()] = "/" * len(found[0])
    tokens = [m.span() for m in _TOKEN.finditer("".join(masked), first, last)]
    for start, end in _joined(tagged.text, tokens):
        name = re.sub(r"\s", "", tagged.text[start:end])
        name_end = end - 1 if len(name) > 2 and name[-1] in "摄文图" else end
        text = re.sub(r"\s", "", tagged.text[start:name_end])
        if (has_surname(text) and not _is_word(tagged, start, name_end)) or _FOREIGN.fullmatch(text):
            yield tagged.mention(start, name_end, "person", Rank.COMPOSED, 0.95)


def _is_word(tagged: Tagged, start: int, end: int) -> bool:
    """来源, 时间: a word of the language that the model knows well, not a name."""
    if tagged.text[start:end] in lexicon.words("not-names"):
        return True
    enough = 0.96 if role_before().search(tagged.text[:start].rstrip(" 　：:/／")) else 0.8
    return any((w.start, w.end) == (start, end) and w.tag != "PER" and w.certainty > enough for w in tagged.words)


@cache
def _byline_roles() -> re.Pattern[str]:
    return re.compile(rf"(?:本报|本刊|本台|特约)?(?:{lexicon.alternatives('roles')})(?:员)?")


def _joined(text: str, tokens: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Tokens, with a single surname and the one or two characters behind its space as one: 江 耘, 莫 言之."""
    waiting: tuple[int, int] | None = None
    for start, end in tokens:
        follows = waiting is not None and end - start <= 2 and text[start:end] not in _SIGNED_WORDS
        if waiting and follows and text[waiting[1] : start].strip() == "":
            yield waiting[0], end
            waiting = None
            continue
        waiting = (start, end) if end - start == 1 else None
        if end - start > 1:
            yield start, end


@cache
def role_before() -> re.Pattern[str]:
    """A role word that ends the text."""
    return re.compile(rf"(?:{lexicon.alternatives('roles')})$")


@cache
def verb_after() -> re.Pattern[str]:
    """A verb of speaking that starts the text."""
    return re.compile(rf"(?:{lexicon.alternatives('speech')}|[，,]?(?:男|女)[，,])")
