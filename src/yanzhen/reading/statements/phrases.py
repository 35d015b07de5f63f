"""A sentence as words of the classes by which owner, verb and thing measured are told apart."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from yanzhen.reading.statements.found import NameMention
from yanzhen.reading.statements.lexicons import load_toml

if TYPE_CHECKING:
    from yanzhen.reading.names.tagger import Word

WordClass = Literal[
    "noun",
    "name",
    "nominal",
    "verb",
    "telling",
    "change",
    "reach",
    "adverb",
    "preposition",
    "particle",
    "aspect",
    "conjunction",
    "locative",
    "region",
    "number",
    "mark",
    "list",
]
NOUNS = ("noun", "nominal", "name", "region")

_MARKS = re.compile(r"[|｜,。;:!?()\[\]“”\"'‘’《》…·]|——")
_NUMBER = re.compile(r"[\d零〇一二两三四五六七八九十百千万亿]+[\d.,万亿千百十%％多余几]*[\u4e00-\u9fff]{0,2}")
_BLANK = re.compile(r"\s+")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9.-]*")
_SPLIT_TAIL = re.compile(r"(?:出|到|至|了|过|成|起)$")
_BEHIND_FIGURES = ("以上", "以下", "左右", "以内", "上下")
_NO_REGION = re.compile("[场性统民长级]")
_TAGS: dict[str, WordClass] = {
    "v": "verb",
    "vd": "adverb",
    "d": "adverb",
    "ad": "adverb",
    "p": "preposition",
    "c": "conjunction",
    "m": "number",
    "q": "number",
    "f": "locative",
    "w": "mark",
}


@dataclass(frozen=True, slots=True)
class Token:
    """A word at ``[start, end)`` of the paragraph; ``name`` is the mention where it is one."""

    start: int
    end: int
    text: str
    kind: WordClass
    name: NameMention | None = None

    @property
    def is_noun(self) -> bool:
        """Whether the word can be part of a noun phrase."""
        return self.kind in NOUNS


@cache
def word_patterns() -> dict[str, re.Pattern[str]]:
    """The patterns of ``lexicon/words.toml``."""
    table = load_toml("words.toml")
    return {name: re.compile(table[name]) for name in ("region", "taken_up", "own", "each", "no_owner")}


@cache
def _classes() -> dict[str, WordClass]:
    """The class of each listed word; an earlier list wins."""
    table = load_toml("words.toml")
    lists: tuple[WordClass, ...] = (
        "reach",
        "change",
        "telling",
        "nominal",
        "transitive",  # type: ignore[assignment]
        "adverb",
        "conjunction",
        "preposition",
        "locative",
    )
    classes: dict[str, WordClass] = {"的": "particle", "之": "particle", "、": "list", "了": "aspect", "着": "aspect"}
    for name in lists:
        for word in table[name]:
            classes.setdefault(word, "verb" if str(name) == "transitive" else name)
    return classes


@cache
def _transitive() -> frozenset[str]:
    return frozenset(load_toml("words.toml")["transitive"])


@cache
def _listed() -> re.Pattern[str]:
    """All listed words that are safe to find without a tagger: two characters or more, and a few single ones."""
    long = [word for word in _classes() if len(word) > 1]
    alone = (
        "[的、了]|(?<![拥占所没具含])有(?![效机关限色])|(?<![到表抵传下])达(?![州标])|占(?!比|有率|地)|却|已(?!经)|(?<![存所现正])在(?!校|职|建|校|线|岗)"
        r"|(?<![共普])同(?=意)|和(?!平|谐)|及(?!时)|将(?!军)|(?<![行作以成])为(?!主)|(?<![自理缘事])由(?!于)|(?<![上下提升降])降(?!幅|价|水)|仅|比(?=\s|上年|去年|同期|全)|较(?=\s|上年|去年|同期|全)|均(?!价|衡)|约(?!定|束)|共(?!享|同|建|计)|从(?!业|事)"
    )
    moved = "|".join(sorted(map(re.escape, load_toml("words.toml")["change"]), key=len, reverse=True))
    behind = rf"(?:{moved})(?:到了|到|至|了|为)"
    return re.compile(behind + "|" + "|".join(sorted(map(re.escape, long), key=len, reverse=True)) + "|" + alone)


def tokens_of(text: str, start: int, end: int, names: Sequence[NameMention], words: Sequence[Word]) -> list[Token]:
    """The words of ``text[start:end]``, folded and with its dates blanked, in order; white space is left out.

    ``words`` are a tagger's words of the whole paragraph; without them only listed words are known and
    all else is nouns.
    """
    found: list[Token] = []
    at = start
    for name in names:
        if name.start < at or name.end > end:
            continue
        found += _plain(text, at, name.start, words)
        found.append(Token(name.start, name.end, text[name.start : name.end], "name", name))
        at = name.end
    found += _plain(text, at, end, words)
    return _revised(found)


def _plain(text: str, start: int, end: int, words: Sequence[Word]) -> Iterator[Token]:
    """Terms that taggers cut apart first, then the words between them."""
    at = start
    for term in _terms().finditer(text, start, end):
        yield from _between(text, at, term.start(), words)
        yield Token(term.start(), term.end(), term[0], "noun")
        at = term.end()
    yield from _between(text, at, end, words)


@cache
def _terms() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, load_toml("words.toml")["terms"]), key=len, reverse=True)))


def _between(text: str, start: int, end: int, words: Sequence[Word]) -> Iterator[Token]:
    if not words:
        yield from _by_lexicon(text, start, end)
        return
    at = start
    for word in words[max(0, bisect_left(words, start, key=lambda item: item.end)) :]:
        if word.start >= end:
            break
        low, high = max(word.start, at), min(word.end, end)
        if low < high:
            if at < low:
                yield from _by_lexicon(text, at, low)
            yield from _tagged(text, low, high, word.tag)
            at = high
    if at < end:
        yield from _by_lexicon(text, at, end)


def _tagged(text: str, start: int, end: int, tag: str) -> Iterator[Token]:
    piece = text[start:end]
    if not piece.strip() or tag == "TIME":
        return
    region = word_patterns()["region"].match(piece)
    if region and region.end() < len(piece) and _NO_REGION.match(piece, region.end()) is None:
        yield Token(start, start + region.end(), region[0], "region")
        start, piece, region = start + region.end(), piece[region.end() :], None
    kind = "region" if region and region.end() == len(piece) else _class_of(piece)
    kind = None if kind == "adverb" and tag in ("n", "nz", "a", "an", "vn") else kind
    if kind is None and len(piece) > 1 and (_NUMBER.match(piece) or _MARKS.search(piece)):
        yield from _by_lexicon(text, start, end)
        return
    if kind is None:
        kind = "noun" if tag == "f" and piece not in _BEHIND_FIGURES else _TAGS.get(tag, "noun")
        kind = "aspect" if tag in ("u", "xc") else kind
    if kind == "nominal" and tag == "v" and piece in _transitive():
        kind = "verb"
    yield Token(start, end, piece, kind)


def _class_of(word: str) -> WordClass | None:
    classes = _classes()
    if word in classes:
        return classes[word]
    bare = _SPLIT_TAIL.sub("", word)
    return classes.get(bare) if bare != word and classes.get(bare) in ("verb", "change", "reach") else None


def _by_lexicon(text: str, start: int, end: int) -> Iterator[Token]:
    """Listed words; what lies between them is nouns."""
    at = start
    for match in _scanner().finditer(text, start, end):
        if at < match.start():
            yield Token(at, match.start(), text[at : match.start()], "noun")
        at = match.end()
        kind = _kind_of(match)
        if kind:
            yield Token(match.start(), match.end(), match[0], kind)
    if at < end:
        yield Token(at, end, text[at:end], "noun")


@cache
def _scanner() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<blank>{_BLANK.pattern})|(?P<mark>{_MARKS.pattern})|(?P<latin>{_LATIN.pattern})"
        rf"|(?P<region>{word_patterns()['region'].pattern})|(?P<listed>{_listed().pattern})|(?P<number>\d[\d.,]*[万亿千百%]*)"
    )


def _kind_of(match: re.Match[str]) -> WordClass | None:
    kind = match.lastgroup
    if kind == "blank":
        return None
    if kind == "listed":
        return _class_of(match[0]) or _class_of(match[0][:-1]) or "noun"
    return {"latin": "noun", "mark": "mark", "region": "region", "number": "number"}[str(kind)]  # type: ignore[return-value]


def _revised(tokens: list[Token]) -> list[Token]:
    """Classes that depend on the neighbours."""
    revised = list(tokens)
    for place, token in enumerate(tokens):
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        joined = after is not None and after.start == token.end
        before = revised[place - 1] if place and revised[place - 1].end == token.start else None
        kind = _revised_kind(token, before, after if joined else None)
        if kind != token.kind:
            revised[place] = Token(token.start, token.end, token.text, kind, token.name)
    return revised


MODIFYING = (
    "一般",
    "平均",
    "年均",
    "月均",
    "日均",
    "总",
    "最高",
    "最低",
    "最大",
    "名义",
    "单次",
    "首次",
    "累计",
    "合计",
    "全年",
    "实际",
    "年",
    "单笔",
)
_PERSONS = re.compile(r"人员|农民|职工|学员|干部|员工|技工|人才|劳动力|群众|教师|医生|骨干|党员")
_SUFFIX = re.compile(
    r"(?:[量率额数值费度]|总[量额数值]|面积|规模|比例|强度|密度|能力|水平|速度|幅度|成本|周期|时间|人数|次数|价格|金额)(?![\u4e00-\u9fff])"
)
"""Nouns that make a noun of the verb in front of them (拥有量, 增长速度)."""
_OF_PERSONS = ("培训", "服务")


def _revised_kind(token: Token, before: Token | None, after: Token | None) -> WordClass:
    if token.kind in ("verb", "change", "reach") and after is not None and _SUFFIX.match(after.text):
        return "nominal"
    if token.kind == "adverb" and token.text in MODIFYING and after is not None and after.kind in ("noun", "nominal"):
        return "noun"
    if (
        token.kind == "locative"
        and after is not None
        and after.kind == "noun"
        and before is not None
        and before.is_noun
        and len(token.text) > 1
        and token.text.startswith("以")
    ):
        return "noun"
    if token.kind == "nominal" and token.text in _transitive() and after is not None and after.kind == "noun":
        alone = before is None or not before.is_noun
        if alone and (token.text in _OF_PERSONS or not _PERSONS.match(after.text)):
            return "verb"
    return token.kind
