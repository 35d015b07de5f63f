"""Figures in words: never rounder than the source, never a number for what was not read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import example_page
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.reading.wording import Language, format_period, format_quantity, format_statement, page_text
from yanzhen.values import Period, Quantity, Relation, Status


def quantity(figure: str, unit: str, relation: Relation = Relation.EQUAL, stated_to: str | None = None) -> Quantity:
    value = Decimal(figure)
    low = None if relation in (Relation.BELOW, Relation.AT_MOST) else value
    high = None if relation in (Relation.ABOVE, Relation.AT_LEAST) else value
    return Quantity(low, high, unit, relation, stated_to=Decimal(stated_to) if stated_to else None)


@pytest.mark.parametrize(
    ("given", "zh", "en"),
    [
        (quantity("640", "家", Relation.ABOVE), ">640家", ">640 家"),
        (quantity("0.8", "1", Relation.AT_LEAST), "≥80%", "≥80%"),
        (quantity("300000", "CNY", Relation.AT_MOST), "≤30万元", "≤CNY 300,000"),
        (quantity("434000000", "CNY"), "4.34亿元", "CNY 434 million"),
        (quantity("430000000", "CNY", stated_to="1000000"), "4.30亿元", "CNY 430 million"),
        (quantity("123456789.01", "CNY"), "123,456,789.01元", "CNY 123,456,789.01"),
        (quantity("1234567", "CNY"), "123.4567万元", "CNY 1,234,567"),
        (quantity("9999", "元/亩"), "9,999元/亩", "9,999 元/亩"),
        (quantity("30", "天", Relation.ABOUT), "≈30天", "≈30 days"),
        (quantity("0.7", "百分点"), "0.7个百分点", "0.7 percentage points"),
        (quantity("12345", "件"), "12,345件", "12,345 件"),
        (quantity("1200000", "人"), "120万人", "1.2 million persons"),
        (quantity("0.001234", "1"), "0.1234%", "0.1234%"),
        (quantity("-5", "℃", Relation.BELOW), "<-5℃", "<-5 ℃"),
        (quantity("0.05", "mg/L"), "0.05 mg/L", "0.05 mg/L"),
        (Quantity(Decimal(-5), Decimal(3), "℃", Relation.RANGE), "-5至3℃", "-5 to 3 ℃"),
        (Quantity(Decimal("0.2"), Decimal("0.3"), "1", Relation.RANGE), "20%–30%", "20%–30%"),
        (Quantity(Decimal(0), Decimal(0), "家"), "0家", "0 家"),
        (
            Quantity(None, None, "1", status=Status.TRUNCATED),
            "未知（原文到此断开）",
            "unknown (the source breaks off here)",
        ),
        (Quantity(None, None, "1", status=Status.UNKNOWN), "未知", "unknown"),
    ],
)
def test_quantities(given: Quantity, zh: str, en: str) -> None:
    assert format_quantity(given) == zh
    assert format_quantity(given, "en") == en


@given(st.decimals(-(10**15), 10**15, places=4), st.sampled_from(["CNY", "家", "1", "mg/L"]))
def test_no_digit_is_lost(figure: Decimal, unit: str) -> None:
    words = format_quantity(Quantity(figure, figure, unit))
    scale = Decimal(1)
    for word, power in (("亿", 10**8), ("万", 10**4)):
        if word in words:
            scale = Decimal(power)
    if unit == "1":
        scale = Decimal("0.01")
    printed = "".join(character for character in words if character in "0123456789.-")
    assert Decimal(printed.rstrip(".")) * scale == figure


@pytest.mark.parametrize(
    ("start", "end", "zh", "en"),
    [
        (date(2020, 9, 1), date(2020, 9, 30), "2020年9月", "2020-09"),
        (date(2020, 2, 1), date(2020, 2, 29), "2020年2月", "2020-02"),
        (date(2021, 1, 1), date(2021, 12, 31), "2021年", "2021"),
        (date(2016, 1, 1), date(2020, 12, 31), "2016–2020年", "2016 to 2020"),
        (date(2020, 1, 1), date(2020, 6, 30), "2020年1–6月", "2020-01 to 2020-06"),
        (date(2020, 9, 5), date(2020, 9, 5), "2020年9月5日", "2020-09-05"),
        (date(2020, 9, 5), date(2020, 9, 8), "2020年9月5日至2020年9月8日", "2020-09-05 to 2020-09-08"),
        (date(2020, 12, 1), date(2021, 1, 31), "2020年12月1日至2021年1月31日", "2020-12-01 to 2021-01-31"),
        (date(2020, 9, 5), None, "2020年9月5日起", "from 2020-09-05"),
        (None, date(2020, 9, 5), "至2020年9月5日", "until 2020-09-05"),
        (None, None, "未知", "unknown"),
    ],
)
def test_periods(start: date | None, end: date | None, zh: str, en: str) -> None:
    assert format_period(Period(start, end)) == zh
    assert format_period(Period(start, end), "en") == en


@pytest.mark.parametrize(("language", "words"), [("zh", "升 15%"), ("en", "up 15%")])
def test_a_rise_keeps_its_magnitude_and_gets_its_word(language: Language, words: str) -> None:
    rise = next(s for s in example_page.statements() if s.direction == "up")
    assert format_statement(rise, language) == words


def test_a_statement_without_figure_tells_its_ranking_or_days() -> None:
    day = example_page.statements()[0]
    assert format_statement(day) == "2026年9月12日"
    ranking = example_page.statement("1200件", "云溪县", "位次", None, ranking="全省首个")
    assert format_statement(ranking) == "全省首个"


def test_the_page_for_a_terminal_tells_all_that_was_read() -> None:
    words = page_text(example_page.page())
    start, end = example_page.at("640多家")
    assert f"   >640家\t云溪县 · 新增科技型中小企业\t[{start}, {end})\n" in words
    assert "1  云溪县：小园区里长出大产业  （本报记者 林知秋、通讯员 周禾）" in words
    assert "未知（原文到此断开）" in words
    assert "更正  目己 → 自己" in words
    assert "未归位  第1版 星期六" in words
    assert words.count("核算") == 2
    assert words.index("别让专利睡在抽屉里") < words.index("1,200件")
