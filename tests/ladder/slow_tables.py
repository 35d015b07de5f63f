"""The score tables and gates a second time: slow, obvious, read off the tables line by line, for firms of which everything is known.

Nothing here is shared with the judge. A firm is the JSON of `yanzhen score`; ``t`` is the last full year; amounts are whole numbers.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

Firm = dict[str, Any]
Band = tuple[int, int]
PER_CENT = Fraction(1, 100)


def year_of(firm: Firm, year: int) -> dict[str, Any]:
    """The figures of one year."""
    return dict(firm["years"][str(year)])


def ratio(above: int, below: int) -> Fraction:
    """A fraction that is never rounded."""
    return Fraction(above, below)


def full_years(since: str, until: date) -> int:
    """Whole years, the first day counted whole."""
    first, day_after = date.fromisoformat(since), until + timedelta(days=1)
    count = day_after.year - first.year
    return max(0, count if (day_after.month, day_after.day) >= (first.month, first.day) else count - 1)


# 63号, annex 1.


def cx_points(firm: Firm, t: int, on: date) -> dict[str, int]:
    """The six items of the innovative firm."""
    now, before = year_of(firm, t), year_of(firm, t - 1)
    return {
        "cx.1": _cx_ip(firm, on),
        "cx.2": _cx_rd(ratio(now["rd_expense"], now["revenue"])),
        "cx.3": _cx_growth(ratio(now["main_revenue"] - before["main_revenue"], before["main_revenue"])),
        "cx.4": _cx_debt(ratio(now["liabilities"], now["assets"])),
        "cx.5": 10 if firm["strategic_field"] else 5,
        "cx.6": _cx_main(ratio(now["main_revenue"], now["revenue"])),
    }


def _cx_ip(firm: Firm, on: date) -> int:
    first, second = _rights_63(firm, on)
    if any(right["high_value"] for right in first):
        return 20
    if any(right["acquired"] == "own" for right in first):
        return 15
    if first:
        return 10
    return 5 if second else 0


def _cx_rd(share: Fraction) -> int:
    if share >= 5 * PER_CENT:
        return 20
    if share >= 3 * PER_CENT:
        return 15
    if share >= 2 * PER_CENT:
        return 10
    return 5 if share >= 1 * PER_CENT else 0


def _cx_growth(growth: Fraction) -> int:
    if growth >= 15 * PER_CENT:
        return 20
    if growth >= 10 * PER_CENT:
        return 15
    if growth >= 5 * PER_CENT:
        return 10
    return 5 if growth >= 0 else 0


def _cx_debt(debt: Fraction) -> int:
    if debt <= 55 * PER_CENT:
        return 10
    return 5 if debt <= 75 * PER_CENT else 0


def _cx_main(share: Fraction) -> int:
    if share >= 70 * PER_CENT:
        return 20
    if share >= 60 * PER_CENT:
        return 15
    if share >= 55 * PER_CENT:
        return 10
    return 5 if share >= 50 * PER_CENT else 0


def cx_passes(points: dict[str, int]) -> bool:
    """60 in all, 20 for innovation, 15 for growth, 15 for specialisation."""
    innovation, growth = points["cx.1"] + points["cx.2"], points["cx.3"] + points["cx.4"]
    special = points["cx.5"] + points["cx.6"]
    return innovation + growth + special >= 60 and innovation >= 20 and growth >= 15 and special >= 15


def _rights_63(firm: Firm, on: date) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rights of class I and II that 63号 counts: for the main product, in force, not bought within a year."""
    first, second = [], []
    for right in firm["ip"]:
        if not right["main_product"] or not right.get("valid", True) or right["acquired"] == "licence":
            continue
        if right["acquired"] == "transfer" and full_years(right["transferred_on"], on) < 1:
            continue
        if right["class"] == "I":
            first.append(right)
        elif right["type"] == "software_copyright" or _older_than_two(right["granted"], on):
            second.append(right)
    return first, second


def _older_than_two(granted: str, on: date) -> bool:
    """Kept for more than two years: two whole years and at least a day."""
    return full_years(granted, on - timedelta(days=1)) >= 2


# 63号, annex 2.


def zj22_points(firm: Firm, t: int, on: date) -> dict[str, int]:
    """The thirteen items of the specialised firm of 2022."""
    now = year_of(firm, t)
    main = [year_of(firm, year)["main_revenue"] for year in (t - 2, t - 1, t)]
    growth = (ratio(main[2], main[1]) - 1 + ratio(main[1], main[0]) - 1) / 2
    years = full_years(firm["segment_since"], date(t, 12, 31))
    return {
        "zj22.s1": _three_bands(ratio(now["main_revenue"], now["revenue"]), (80, 70, 60)),
        "zj22.s2": _five_bands(growth, (10, 8, 6, 4, 0)),
        "zj22.s3": 5 if years >= 10 else years // 2,
        "zj22.s4": {"A": 5, "B": 3, "C": 0}[firm["field_class"]],
        "zj22.s5": 5 if firm["digital_level"] >= 3 else 3 if firm["digital_level"] == 2 else 0,
        "zj22.s6": 5 if firm["quality_items"] >= 2 else 3 if firm["quality_items"] == 1 else 0,
        "zj22.s7": _five_bands(ratio(now["net_profit"], now["revenue"]), (10, 8, 6, 4, 2)),
        "zj22.s8": _zj22_debt(ratio(now["liabilities"], now["assets"])),
        "zj22.s9": firm["province_points"],
        "zj22.s10": _zj22_ip(firm, on),
        "zj22.s11": max(_zj22_rd_amount(now["rd_expense"]), _zj22_rd_share(ratio(now["rd_expense"], now["revenue"]))),
        "zj22.s12": _three_bands(ratio(now["rd_staff"], now["employees"]), (20, 10, 5)),
        "zj22.s13": _zj22_institution([each["level"] for each in firm["institutions"]]),
    }


def _three_bands(share: Fraction, ends: tuple[int, int, int]) -> int:
    for end, points in zip(ends, (5, 3, 1), strict=True):
        if share >= end * PER_CENT:
            return points
    return 0


def _five_bands(share: Fraction, ends: tuple[int, int, int, int, int]) -> int:
    for end, points in zip(ends, (10, 8, 6, 4, 2), strict=True):
        if share >= end * PER_CENT:
            return points
    return 0


def _zj22_debt(debt: Fraction) -> int:
    if debt <= 50 * PER_CENT:
        return 5
    if debt <= 60 * PER_CENT:
        return 3
    return 1 if debt <= 70 * PER_CENT else 0


def _zj22_ip(firm: Firm, on: date) -> int:
    first, second = _rights_63(firm, on)
    if any(right["high_value"] for right in first):
        return 10
    if any(right["acquired"] == "own" for right in first):
        return 8
    if first:
        return 6
    return 2 if second else 0


def _zj22_rd_amount(amount: int) -> int:
    if amount >= 500:
        return 10
    if amount >= 400:
        return 8
    if amount >= 300:
        return 6
    if amount >= 200:
        return 4
    return 2 if amount >= 100 else 0


def _zj22_rd_share(share: Fraction) -> int:
    if share >= 10 * PER_CENT:
        return 10
    if share >= 8 * PER_CENT:
        return 8
    if share >= 6 * PER_CENT:
        return 6
    if share >= 4 * PER_CENT:
        return 4
    return 2 if share >= 3 * PER_CENT else 0


def _zj22_institution(levels: list[str]) -> int:
    for level, points in (("national", 10), ("provincial", 8), ("municipal", 4), ("county", 2)):
        if level in levels:
            return points
    return 0


# 195号: what figures decide. Everything is a range, lowest and highest.


def gx_ranges(firm: Firm, t: int) -> dict[str, Band]:
    """The items of the high-tech score that figures narrow; the rest is the experts' whole band."""
    years = [year_of(firm, year) for year in (t - 2, t - 1, t)]
    net = [year["assets"] - year["liabilities"] for year in years]
    sales = [year["sales"] for year in years]
    made = [firm["transformations"][str(year)] for year in (t - 2, t - 1, t)]
    return {
        "gx.ip3": _gx_count(firm),
        "gx.ip4": _gx_acquired(firm),
        "gx.transformation": _gx_transformation(Fraction(sum(made), 3)),
        "gx.growth.assets": _gx_growth(net),
        "gx.growth.sales": _gx_growth(sales),
        "gx.m1": (0, 6),
        "gx.m2": (0, 6),
        "gx.m3": (0, 4),
        "gx.m4": (0, 4),
    }


def _gx_rights(firm: Firm) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    owned = [right for right in firm["ip"] if right.get("valid", True) and right["acquired"] != "licence"]
    first = [right for right in owned if right["class"] == "I"]
    return first, [right for right in owned if right["class"] == "II" and not right["used_for_gx"]]


def _gx_count(firm: Firm) -> Band:
    first, second = _gx_rights(firm)
    if first:
        return 7, 8
    if len(second) >= 5:
        return 5, 6
    if len(second) >= 3:
        return 3, 4
    return (1, 2) if second else (0, 0)


def _gx_acquired(firm: Firm) -> Band:
    first, second = _gx_rights(firm)
    if not first + second:
        return 0, 0
    return (1, 6) if any(right["acquired"] == "own" for right in first + second) else (1, 3)


def _gx_transformation(average: Fraction) -> Band:
    if average >= 5:
        return 25, 30
    if average >= 4:
        return 19, 24
    if average >= 3:
        return 13, 18
    if average >= 2:
        return 7, 12
    if average >= 1:
        return 1, 6
    return (0, 6) if average > 0 else (0, 0)


def _gx_growth(three: list[int]) -> Band:
    first, second, third = three
    if second == 0:
        return 0, 0
    if second < 0 or first < 0:
        return 0, 10
    growth = ratio(third, second) - 1
    if first != 0:
        growth = (ratio(second, first) + ratio(third, second)) / 2 - 1
    for end, band in ((35, (9, 10)), (25, (7, 8)), (15, (5, 6)), (5, (3, 4))):
        if growth >= end * PER_CENT:
            return band
    return (1, 2) if growth > 0 else (0, 0)


# 300号: every line in full, so that nothing is computed from the table that the book holds.

NO_LINE = None
SME_LINES: dict[str, tuple[tuple[Any, Any, Any], tuple[Any, Any, Any], tuple[Any, Any, Any]]] = {
    # industry: (employees, revenue, assets) for large, medium, small
    "A01": ((None, 20000, None), (None, 500, None), (None, 50, None)),
    "B06": ((1000, 40000, None), (300, 2000, None), (20, 300, None)),
    "C3562": ((1000, 40000, None), (300, 2000, None), (20, 300, None)),
    "D44": ((1000, 40000, None), (300, 2000, None), (20, 300, None)),
    "E48": ((None, 80000, 80000), (None, 6000, 5000), (None, 300, 300)),
    "F51": ((200, 40000, None), (20, 5000, None), (5, 1000, None)),
    "F52": ((300, 20000, None), (50, 500, None), (10, 100, None)),
    "G54": ((1000, 30000, None), (300, 3000, None), (20, 200, None)),
    "G591": ((1000, 30000, None), (300, 3000, None), (20, 200, None)),
    "G593": ((200, 30000, None), (100, 1000, None), (20, 100, None)),
    "G60": ((1000, 30000, None), (300, 2000, None), (20, 100, None)),
    "H61": ((300, 10000, None), (100, 2000, None), (10, 100, None)),
    "H62": ((300, 10000, None), (100, 2000, None), (10, 100, None)),
    "I63": ((2000, 100000, None), (100, 1000, None), (10, 100, None)),
    "I64": ((2000, 100000, None), (100, 1000, None), (10, 100, None)),
    "I6513": ((300, 10000, None), (100, 1000, None), (10, 50, None)),
    "K701": ((None, 200000, 10000), (None, 1000, 5000), (None, 100, 2000)),
    "K702": ((1000, 5000, None), (300, 1000, None), (100, 500, None)),
    "K703": ((300, None, None), (100, None, None), (10, None, None)),
    "L72": ((300, None, 120000), (100, None, 8000), (10, None, 100)),
    "M75": ((300, None, None), (100, None, None), (10, None, None)),
    "N77": ((300, None, None), (100, None, None), (10, None, None)),
    "O80": ((300, None, None), (100, None, None), (10, None, None)),
    "Q85": ((300, None, None), (100, None, None), (10, None, None)),
    "R88": ((300, None, None), (100, None, None), (10, None, None)),
}


def sme_class(industry: str, employees: int, revenue: int, assets: int) -> str:
    """The class of 300号: all lower bounds of a class, otherwise the next class down."""
    have = (employees, revenue, assets)
    for name, line in zip(("large", "medium", "small"), SME_LINES[industry], strict=True):
        if all(bound is None or amount >= bound for bound, amount in zip(line, have, strict=True)):
            return name
    return "micro"


# 63号 annex 3 and 2号 annex 2: gates by figures.


def xj22_rd(firm: Firm, t: int) -> bool:
    """The research line of annex 3, by the size of the revenue (the doubtful two-year reading of 3000 left out)."""
    now, before = year_of(firm, t), year_of(firm, t - 1)
    shares = [ratio(year["rd_expense"], year["revenue"]) for year in (now, before)]
    if now["revenue"] >= 10000:
        return min(shares) >= 3 * PER_CENT
    if now["revenue"] >= 5000:
        return min(shares) >= 6 * PER_CENT
    raised = sum(each["amount"] for each in firm["equity"] if _counts(each, t, 2))
    return raised >= 8000 and now["rd_expense"] >= 3000 and ratio(now["rd_staff"], now["employees"]) >= 50 * PER_CENT


def _counts(round_: dict[str, Any], t: int, years: int) -> bool:
    return bool(round_["qualified"] and round_["paid_in"] and t - years + 1 <= round_["year"] <= t + 1)


def xj26_figures(firm: Firm, t: int) -> dict[str, bool]:
    """The criteria of the 2026 little giant that yearly figures decide."""
    now, before, earlier = year_of(firm, t), year_of(firm, t - 1), year_of(firm, t - 2)
    return {
        "xj26.1b": full_years(firm["segment_since"], date(t, 12, 31)) >= 3,
        "xj26.2a": now["revenue"] >= 5000,
        "xj26.2b": ratio(now["main_revenue"], now["revenue"]) >= 90 * PER_CENT,
        "xj26.2c": 10000 * now["revenue"] >= 11025 * earlier["revenue"],
        "xj26.2d": ratio(now["liabilities"], now["assets"]) <= 75 * PER_CENT,
        "xj26.3a": now["rd_expense"] + before["rd_expense"] >= 1200,
        "xj26.3b": all(100 * year["rd_expense"] >= 3 * year["revenue"] for year in (now, before)),
    }
