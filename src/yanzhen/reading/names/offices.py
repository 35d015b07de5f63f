"""Offices with a conjunction in their names: 沂陵县工业和信息化局 is one office and its place."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from yanzhen.codes import regions
from yanzhen.reading.names import lexicon
from yanzhen.reading.names.mentions import Rank

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yanzhen.reading.names.mentions import Mention, Tagged
    from yanzhen.reading.names.tagger import Word

_OFFICE_END = r"(?:委员会办公室|委员会|管理局|监督局|办公室|局|厅|委|部|署)"
_LEVEL = frozenset("省市县区州旗盟镇乡")
_LONGEST_REGION = 12
_LONGEST_INVENTED = 6
_COUNTRY = ("国家", "全国", "自治区", "自治州", "自治县")


def find_joined_offices(tagged: Tagged) -> Iterator[Mention]:
    """Departments of the lexicon (发展和改革 …) that an office's last word and a region in front make an office."""
    for found in _joined().finditer(tagged.text):
        start = head_before(tagged, found.start())
        if start is not None:
            yield tagged.mention(start, found.end(), "organisation", Rank.COMPOSED, 0.95)


def head_before(tagged: Tagged, at: int) -> int | None:
    """Where the regions that end at an offset begin, known ones or invented (广西百色市|, 汀川市青屿区|, 县|)."""
    start = at
    while (before := _region_before(tagged, start)) is not None:
        start = before
    if start < at:
        return start
    bare = next((word for word in (*_COUNTRY, *_LEVEL) if tagged.text.endswith(word, 0, at)), None)
    return None if bare is None else at - len(bare)


def _region_before(tagged: Tagged, at: int) -> int | None:
    known = _known_before(tagged, at)
    return _invented_before(tagged, at) if known is None else known


def _known_before(tagged: Tagged, at: int) -> int | None:
    for start in range(max(0, at - _LONGEST_REGION), at - 1):
        if regions.regions_named(tagged.text[start:at]) and tagged.is_cut(start):
            return start
    return None


def _invented_before(tagged: Tagged, at: int) -> int | None:
    """汀川市: a proper word that the level ends, or a proper word and the level as a word of its own."""
    if at < 3 or tagged.text[at - 1] not in _LEVEL:
        return None
    last = next((i for i, w in enumerate(tagged.words) if w.start < at <= w.end), None)
    if last is None:
        return None
    start = tagged.words[last].start
    if at - start < 3 and last and _is_proper(tagged.words[last - 1], start):
        start = tagged.words[last - 1].start
    return start if 3 <= at - start <= _LONGEST_INVENTED and not is_common(tagged.text[start : at - 1]) else None


def _is_proper(word: Word, end: int) -> bool:
    return word.end == end and word.tag in ("LOC", "PER", "nz", "ORG") and word.text not in lexicon.words("not-names")


def is_common(stem: str) -> bool:
    """Whether what stands before 县 or 市 names none (全, 贫困, 各)."""
    return len(stem) < 2 or lexicon.is_generic(stem) or stem[0] in "全各该本我这那每某两几"


@cache
def _joined() -> re.Pattern[str]:
    return re.compile(rf"(?:{lexicon.alternatives('joined-departments')}){_OFFICE_END}(?![门分级])")
