"""Persons: the model's, those that a role introduces, and those of bylines."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from yanzhen.reading import regions
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
    "日荣茹瑞萨塞桑瑟沙莎舍什史舒斯丝斯思苏索塔泰坦汤特提廷图托瓦万威韦维温沃乌伍西希夏谢辛休修雅亚扬耶伊因英尤雨约扎詹珍朱兹佐泽爱"
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
_NEVER_IN_GIVEN = frozenset("的了在是说和与及等把被将从对为于年月日称就都也")
_AFTER_SINGLE = frozenset("也都还却又就则曾常并已再只便先更仍均即笑边正在")
BYLINE_KINDS = frozenset({"byline", "credit"})


def find_persons(tagged: Tagged) -> Iterator[Mention]:
    """Every span that may be a person; overlaps are settled later."""
    if tagged.block.kind in BYLINE_KINDS:
        yield from _of_byline(tagged)
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
    if not _NAME.match(text) or set(text[1:]) & _NEVER_IN_GIVEN:
        return False
    double = text[:2] in lexicon.words("surnames") and len(text) > 2
    return double or (text[0] in lexicon.words("surnames") and len(text) <= 3)


def is_transliterated(text: str) -> bool:
    """Whether it is written in the characters used for foreign names.

    >>> is_transliterated("爱因斯坦"), is_transliterated("蓝宝石")
    (True, False)
    """
    letters = set(text) - set(_DOTS)
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
        named = any(w.tag == "PER" for w in sides) or all(map(is_transliterated, parts))
        if named and len(parts) > 1 and all("一" <= c <= "鿿" for part in parts for c in part) and all(parts):
            yield start, end
            last = end


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
    """A role, then two or three characters that begin with a surname, then a border."""
    for i in range(1, len(tagged.words)):
        role, start = tagged.words[i - 1], tagged.words[i].start
        if not role_before().search(role.text) or role.text in ("代表", "专家", "文", "图", "代理"):
            continue
        signed = role.text in _BYLINE_ROLES and start > role.end
        for end in (start + 3, start + 2, start + 4):
            if _is_new_name(tagged, role, i, end):
                rank, certainty = (Rank.COMPOSED, 0.9) if signed else (Rank.GUESS, 0.71)
                yield tagged.mention(start, end, "person", rank, certainty)
                break


def _is_new_name(tagged: Tagged, role: Word, at: int, end: int) -> bool:
    inside = [w for w in tagged.words[at:] if w.start < end]
    start = tagged.words[at].start
    fits = bool(inside) and inside[-1].end == end and start - role.end <= 1
    if not fits or not has_surname(tagged.text[start:end]) or tagged.text[start:end] in lexicon.words("roles"):
        return False
    if role.text in _BYLINE_ROLES and start > role.end and _is_border(tagged.text, end):
        return True
    odd = not any(w.tag in ("w", "m", "u", "TIME", "LOC", "ORG", "r", "p") for w in inside)
    common = len(inside) == 1 and inside[0].tag in ("n", "v", "vn", "a", "ad", "d", "t")
    return (
        odd
        and not common
        and (not _is_han(tagged.text[end : end + 1]) or bool(verb_after().match(tagged.text[end : end + 4])))
    )


def _is_han(character: str) -> bool:
    return "一" <= character <= "鿿"


def _of_byline(tagged: Tagged) -> Iterator[Mention]:
    """本报记者 江 耘: what is left of a byline without its roles; a space inside a name stays in it."""
    roles = re.compile(rf"(?:本报|本刊|本台|特约)?(?:{lexicon.alternatives('roles')})(?:员)?")
    masked = list(tagged.text)
    for found in roles.finditer(tagged.text):
        if not has_surname(found[0]):
            masked[found.start() : found.end()] = "/" * len(found[0])
    tokens = [(m.start(), m.end()) for m in re.finditer(r"[^\s　、,，;；/／|｜:：()（）\[\]【】]+", "".join(masked))]
    for start, end in _joined(tagged.text, tokens):
        name = re.sub(r"\s", "", tagged.text[start:end])
        name_end = end - 1 if len(name) > 2 and name[-1] in "摄文图" else end
        text = re.sub(r"\s", "", tagged.text[start:name_end])
        if has_surname(text) or _FOREIGN.fullmatch(text):
            yield tagged.mention(start, name_end, "person", Rank.COMPOSED, 0.95)


def _joined(text: str, tokens: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Tokens, with two single characters that only a space parts as one."""
    waiting: tuple[int, int] | None = None
    for start, end in tokens:
        if waiting and end - start == 1 and text[waiting[1] : start].strip() == "":
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
