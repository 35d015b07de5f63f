"""Where each may mean each of two groups: the other reading of a scope."""

from __future__ import annotations

import re
from dataclasses import replace

from yanzhen.reading.statements.found import Reading

_EACH = re.compile(r"每(?:一)?(?:家|个|名|位|户|件|项|支)|各(?:自)?|平均")


def with_other_scopes(text: str, readings: list[Reading]) -> list[Reading]:
    """Each figure told of each member of a group gets the other reading where two counts of such a group differ.

    每家参与融资的企业 after 24家企业 of an issue and 14家企业 of one product may mean either.
    """
    return [_with_other(text, reading, readings[:place]) for place, reading in enumerate(readings)]


def _with_other(text: str, reading: Reading, before: list[Reading]) -> Reading:
    if reading.quantity is None or reading.scope is None or not _EACH.match(reading.scope):
        return reading
    groups = _groups(text, reading, before)
    if len(groups) < 2:
        return reading
    return replace(reading, scope=f"{reading.scope}({groups[-1]})", other_scope=f"{reading.scope}({groups[0]})")


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
