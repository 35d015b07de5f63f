"""Where each may mean each of two groups: the other reading of a scope."""

from __future__ import annotations

import re
from dataclasses import replace

from yanzhen.reading.statements.found import Reading

_OWNING = re.compile(
    r"[\u4e00-\u9fff]{0,3}(?:企业|公司|单位|机构|院所|高校|学校|医院|团队|学者|专家|农户|合作社|园区|企业家|人员|户|厂)(?:的)?"
)
_OWNERS = ("家", "个", "名", "位", "户", "所", "人")
_OWNED = ("项", "件", "个", "种", "款", "台", "套", "篇", "部", "亩", "条", "辆", "CNY")
_EACH = re.compile(r"每(?:一)?(?:家|个|名|位|户|件|项|支)|各(?:自)?|平均")


def with_other_scopes(text: str, readings: list[Reading]) -> list[Reading]:
    """Each figure told of each member of a group gets the other reading where two counts of such a group differ.

    每家参与融资的企业 after 24家企业 of an issue and 14家企业 of one product may mean either.
    """
    return [_with_other(text, reading, readings[:place]) for place, reading in enumerate(readings)]


def _with_other(text: str, reading: Reading, before: list[Reading]) -> Reading:
    owner = _stacked(text, reading, before[-1]) if before else None
    if owner and not (reading.scope and _EACH.match(reading.scope)):
        return replace(reading, scope=f"{owner}合计", other_scope=f"{owner}各自")
    if reading.quantity is None or reading.scope is None or not _EACH.match(reading.scope):
        return reading
    groups = _groups(text, reading, before)
    if len(groups) < 2:
        return reading
    return replace(reading, scope=f"{reading.scope}({groups[-1]})", other_scope=f"{reading.scope}({groups[0]})")


def _stacked(text: str, reading: Reading, last: Reading) -> str | None:
    """14家科技企业103项专利: two counts stacked without a word between may mean all together or each."""
    between = text[last.end : reading.start]
    if reading.quantity is None or last.quantity is None or not _OWNING.fullmatch(between):
        return None
    if last.quantity.unit not in _OWNERS or reading.quantity.unit not in _OWNED or (last.quantity.low or 0) <= 1:
        return None
    return text[last.start : last.end] + between


def _groups(text: str, reading: Reading, before: list[Reading]) -> list[str]:
    """Different counts of the thing that 每 counts, in the order told."""
    classifier = re.match(r"每(?:一)?(?P<classifier>.)", reading.scope or "")
    groups: dict[tuple[str, str], str] = {}
    for other in before:
        quantity = other.quantity
        if quantity is None or quantity.low is None or quantity.low <= 1:
            continue
        if classifier and quantity.unit == classifier["classifier"]:
            groups[(str(quantity.low), quantity.unit)] = text[other.start : other.end] + (other.property or "")
    return list(groups.values())
