"""A value of the register as people read it: figures with thousands, codes with their names, choices in words."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext

from yanzhen.codes import industries, region_codes, regions, strategic
from yanzhen.desk.frame.figures import decimal
from yanzhen.desk.register.ledger.keys import PART
from yanzhen.desk.register.pages.wording import choice_name, in_english, unit_name
from yanzhen.tables import Column

YEARS = ("year",)
"""Whole numbers that are names of years: they take no thousands."""


def is_figure(column: Column) -> bool:
    """Whether the column holds figures, which are set right and lead to their source."""
    return column.kind in ("integer", "number", "exact") and column.name not in YEARS


def shown(column: Column, value: Any) -> str:
    """The value without its unit; nothing for one that is unknown."""
    if value is None or value == "":
        return ""
    if column.kind in ("integer", "number", "exact"):
        return str(value) if column.name in YEARS else decimal(_exact(value))
    if column.kind == "flag":
        return gettext("yes") if value else gettext("no")
    if column.choices:
        return choice_name(column, str(value))
    return code_text(column.codes, str(value)) if column.codes else str(value)


def with_unit(column: Column, value: Any) -> str:
    """The value with its unit, as one text."""
    text, unit = shown(column, value), unit_name(column.unit)
    if not text or not unit:
        return text
    if unit == "%":
        return f"{text}%"
    return f"{text} × {unit}" if unit[0].isdigit() else f"{text} {unit}"


@lru_cache(maxsize=8192)
def code_text(codes: str, code: str) -> str:
    """What a code stands for, with the code behind it; an unknown code alone."""
    name = code_name(codes, code)
    return f"{name} {code}" if name else code


def code_name(codes: str, code: str) -> str:
    """What a code of a region, an industry or a strategic industry stands for; nothing for others."""
    if codes == "region":
        found = region_codes.known(code)
        return found.name if found else ""
    if codes == "industry":
        named = industries.industry(code)
        return named.name if named else ""
    if codes == "strategic":
        strategy = strategic.strategic(code)
        return strategy.name if strategy else ""
    return ""


@lru_cache(maxsize=8192)
def region_path(code: str) -> str:
    """``山东省 潍坊市 昌乐县``."""
    known = region_codes.known(code)
    if known is None:
        return code
    above = [region.name for region in reversed(regions.ancestors(code))]
    return " ".join([*above, known.name])


def key_words(key: str) -> str:
    """The parts of a row's key, as people read them; the office that the key of a mere name begins with is left out.

    >>> key_words("91370725MA3C0ABC1X␟2025"), key_words("370725/␟钢␟used_in␟桥␟")
    ('91370725MA3C0ABC1X · 2025', '钢 · used_in · 桥')
    """
    parts = key.split(PART)
    if "/" in parts[0] and len(parts) > 1:
        parts = parts[1:]
    return " · ".join(part for part in parts if part)


def list_join(words: list[str]) -> str:
    """Words as a list of the page's language."""
    return (", " if in_english() else "、").join(words)


def _exact(value: Any) -> Decimal:
    # A typed copy is a float: its shortest digits are those of the figure, up to fifteen of them.
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
