"""Figures and days as the peers find them, in the shape of our statements.

Where a peer gives no unit, the words behind its number in its own match are taken for it; where it gives no relation,
the figure is taken as exact. Money of theirs is in yuan, percentages are made fractions, as ours are.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

_NUMBER_FIRST = re.compile(r"^[\d.,，万亿千百十零一二三四五六七八九两半几多余点负\-]+")
_CHINESE_NUMBER = re.compile(r"\d+(?:\.\d+)?[百千万亿]*|[零一二三四五六七八九十百千万亿两点]+")
_DURATION = {"Y": "年", "M": "月", "W": "周", "D": "天", "H": "小时"}
_CLOCK = {"H": "小时", "M": "分钟", "S": "秒"}


def reader(name: str) -> Any:
    """The figures of a text, as ``{"statements": [{"quantity", "period", "span"}]}``."""
    return {
        "recognizers": lambda: _recognizers(bare=False),
        "recognizers-numbers": lambda: _recognizers(bare=True),
        "cn2an": _cn2an,
        "dateparser": _dateparser,
    }[name]()


def _quantity(start: int, end: int, value: Any, unit: str) -> dict[str, Any]:
    quantity = {"low": str(value), "high": str(value), "unit": unit, "relation": "=", "status": "known"}
    return {"quantity": quantity, "period": None, "span": [start, end]}


def _day(start: int, end: int, first: str, last: str) -> dict[str, Any]:
    return {"quantity": None, "period": {"start": first, "end": last}, "span": [start, end]}


# ---- Microsoft's recognizers ------------------------------------------------------------------------


def _recognizers(*, bare: bool) -> Any:
    """Money, percentages, dimensions, temperatures, ages, durations and days; ``bare``: all other numbers too."""
    from recognizers_date_time import recognize_datetime
    from recognizers_number import recognize_number, recognize_percentage
    from recognizers_number_with_unit import (
        recognize_age,
        recognize_currency,
        recognize_dimension,
        recognize_temperature,
    )

    with_units = (recognize_currency, recognize_dimension, recognize_temperature, recognize_age)

    def read(text: str, published: str) -> dict[str, Any]:
        on = datetime.fromisoformat(published)
        found = [_measured(m) for recognize in with_units for m in recognize(text, "zh-cn")]
        found += [_share(m) for m in recognize_percentage(text, "zh-cn")]
        found += [_timed(m, on.date()) for m in recognize_datetime(text, "zh-cn", reference=on)]
        kept = [one for one in found if one]
        taken = [(m.start, m.end + 1) for m in recognize_datetime(text, "zh-cn", reference=on)]
        taken += [(a, b) for one in kept for a, b in [one["span"]]]
        numbers = recognize_number(text, "zh-cn") if bare else []
        free = [m for m in numbers if not any(m.start < b and a <= m.end for a, b in taken)]
        kept += [_quantity(m.start, m.end + 1, m.resolution["value"], "") for m in free if _known(m)]
        return {"statements": kept}

    return read


def _known(match: Any) -> bool:
    try:
        return bool(match.resolution) and Decimal(match.resolution["value"]) is not None
    except (InvalidOperation, TypeError):
        return False


def _measured(match: Any) -> dict[str, Any] | None:
    if not _known(match):
        return None
    unit = match.resolution.get("isoCurrency") or _NUMBER_FIRST.sub("", match.text)
    return _quantity(match.start, match.end + 1, match.resolution["value"], unit)


def _share(match: Any) -> dict[str, Any] | None:
    try:
        value = Decimal(match.resolution["value"].rstrip("%")) / 100
    except (InvalidOperation, TypeError, AttributeError):
        return None
    return _quantity(match.start, match.end + 1, value.normalize(), "1")


def _timed(match: Any, on: date) -> dict[str, Any] | None:
    """A duration is a quantity in the largest unit that it names; of two readings of a day the one before ``on``."""
    values = (match.resolution or {}).get("values") or []
    kind = match.type_name.rsplit(".", 1)[-1]
    if kind == "duration" and values:
        length = re.fullmatch(r"P(?:T(\d+(?:\.\d+)?)([HMS])|(\d+(?:\.\d+)?)([YMWD]))", values[0]["timex"])
        if not length:
            return None
        hours, clock, days, calendar = length.groups()
        unit = _CLOCK[clock] if clock else _DURATION[calendar]
        return _quantity(match.start, match.end + 1, hours or days, unit)
    if kind == "date":
        past = [v["value"] for v in values if v.get("value", "9") <= on.isoformat()] or [
            v["value"] for v in values if "value" in v
        ]
        return _day(match.start, match.end + 1, past[-1], past[-1]) if past else None
    if kind == "daterange":
        spans = [v for v in values if v.get("start") and v.get("end")]
        past = [v for v in spans if v["start"] <= on.isoformat()] or spans
        if not past:
            return None
        last = date.fromisoformat(past[-1]["end"]) - timedelta(days=1)
        return _day(match.start, match.end + 1, past[-1]["start"], last.isoformat())
    return None


# ---- the others -------------------------------------------------------------------------------------


def _cn2an() -> Any:
    """It reads a number that was found: a pattern of ours finds them."""
    import cn2an

    def read(text: str, _published: str) -> dict[str, Any]:
        found = []
        for match in _CHINESE_NUMBER.finditer(text):
            try:
                value = cn2an.cn2an(match.group(), "smart")
            except ValueError:
                continue
            found.append(_quantity(*match.span(), Decimal(str(value)), ""))
        return {"statements": found}

    return read


def _dateparser() -> Any:
    from dateparser.search import search_dates

    def read(text: str, published: str) -> dict[str, Any]:
        settings = {"RELATIVE_BASE": datetime.fromisoformat(published)}
        found, at = [], 0
        for words, day in search_dates(text, languages=["zh"], settings=settings) or []:
            start = text.find(words, at)
            if words.strip() and start >= 0:
                at = start + len(words)
                found.append(_day(start, at, day.date().isoformat(), day.date().isoformat()))
        return {"statements": found}

    return read
