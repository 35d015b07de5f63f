"""Whether an organisation's name singles one out: 山东省政府 does, 县级以上人民政府 does not."""

from __future__ import annotations

import re

from yanzhen.codes import regions
from yanzhen.reading.names import lexicon

OFFICE_HEAD = re.compile(r"^(?:省|市|县|区|州|自治区|自治州|镇|乡)(?=[^级].)")
_BARE_POWER = re.compile(r"(?:省|市|县|区|州|镇|乡|自治区|自治州)(?:委|政府|人民政府|党委|人大|政协|纪委)$")
_STARS = re.compile(r"[一二三四五1-5][星A]")
_AFTER_PLACE = frozenset(
    {
        "银行",
        "农商行",
        "商业银行",
        "分行",
        "支行",
        "证券",
        "保险",
        "交易所",
        "供电公司",
        "电视台",
        "分公司",
        "钢铁",
        "交易中心",
    }
)


def is_particular(text: str, in_regulation: bool = False) -> bool:
    """Whether an organisation's name singles one out.

    >>> [is_particular(t) for t in ("山东省政府", "县级以上人民政府", "科技公司", "凯通科技公司", "省科技厅", "市场监督管理部门")]
    [True, False, False, True, True, False]
    """
    if text in lexicon.known_organisations():
        return True
    if re.match(r"(?:国家|中国|中华|全国).{2,}", text) and lexicon.organisation_suffix(text) and len(text) >= 6:
        return True
    if text in lexicon.words("not-names") or len(text) < 2 or text.endswith("部门"):
        return False
    suffix = lexicon.organisation_suffix(text) or ""
    whole = text.removesuffix(suffix)
    if _STARS.match(whole):
        return False
    core = without_regions(whole)
    if suffix.startswith("集团") and not core and whole[-1:] in "峡江河湖山海岭溪湾岛":
        return True
    if core != whole:
        return _place_makes_particular(core, suffix) or (len(whole) - len(core) == 2 and not _is_wide(whole[:2]))
    if _BARE_POWER.match(text):
        return False
    if OFFICE_HEAD.match(text):
        return (
            not in_regulation and lexicon.organisation_suffixes().get(suffix) != "firm" and not text.startswith("区域")
        )
    return bool(core) and not lexicon.is_generic(core)


def _place_makes_particular(core: str, suffix: str) -> bool:
    """广州市 + 科技 + 局 is one office, 广东 + 科技 + 公司 or 丽江 + 客栈 is any firm there."""
    if suffix == "集团" and core:
        return not core.endswith("企业")
    if lexicon.organisation_suffixes().get(suffix) != "firm":
        return (bool(suffix) and suffix != "中心") or not lexicon.is_generic(core)
    return not lexicon.is_generic(core) if core else suffix in _AFTER_PLACE


def _is_wide(name: str) -> bool:
    """Whether the name is a province's, a prefecture's or a country's: 海棠 is a district's, and a flower's."""
    found = regions.regions_named(name)
    return name in lexicon.words("known-places") or any(r.level in ("province", "prefecture") for r in found)


def without_regions(text: str) -> str:
    """Without the region or country names that it starts with."""
    head = regions.leading_regions(text)
    if not head:
        head = tuple(
            text[:end] for end in range(min(len(text), 8), 1, -1) if text[:end] in lexicon.words("known-places")
        )[:1]
    return text[sum(map(len, head)) :]


def ends_like_body(text: str) -> bool:
    """Whether it ends like an organisation rather than a place (桂林市林科所, not 万胜围站)."""
    suffix = lexicon.organisation_suffix(text)
    return suffix is not None and (
        lexicon.organisation_suffixes()[suffix] == "body" or suffix in ("社", "署", "局", "厅")
    )
