"""What a quote itself prints."""

from __future__ import annotations

from decimal import Decimal

import pytest

from yanzhen.reading.quoted import figures, stated
from yanzhen.values import Quantity, Relation, not_read


def claim(low: str | None, high: str | None, unit: str, relation: str) -> Quantity:
    return Quantity(Decimal(low) if low else None, Decimal(high) if high else None, unit, Relation(relation))


@pytest.mark.parametrize(
    ("quote", "low", "high", "unit", "relation", "printed"),
    [
        ("融资4.34亿元", "434000000", "434000000", "CNY", "=", "4.34亿元"),
        ("融资４．３４亿元", "434000000", "434000000", "CNY", "=", "４．３４亿元"),
        ("共1,234.5万元", "12345000", "12345000", "CNY", "=", "1,234.5万元"),
        ("共1，234万元", "12340000", "12340000", "CNY", "=", "1，234万元"),
        ("规模达3万亿元", "3000000000000", "3000000000000", "CNY", "=", "3万亿元"),
        ("三亿五千万元", "350000000", "350000000", "CNY", "=", "三亿五千万元"),
        ("3亿5000万元", "350000000", "350000000", "CNY", "=", "3亿5000万元"),
        ("1万2千家", "12000", "12000", "家", "=", "1万2千家"),
        ("三千二百万元", "32000000", "32000000", "CNY", "=", "三千二百万元"),
        ("二十四家企业", "24", "24", "家", "=", "二十四家"),
        ("增长三点六个百分点", "3.6", "3.6", "百分点", "=", "三点六个百分点"),
        ("百分之八十", "0.8", "0.8", "1", "=", "百分之八十"),
        ("占三成", "0.3", "0.3", "1", "=", "三成"),
        ("千分率5‰", "0.005", "0.005", "1", "=", "5‰"),
        ("640多家", "640", None, "家", ">", "640多家"),
        ("3亿多元", "300000000", None, "CNY", ">", "3亿多元"),
        ("640余名专家", "640", None, "名", ">", "640余名"),
        ("超过100家", "100", None, "家", ">", "100家"),
        ("突破1000件", "1000", None, "件", ">", "1000件"),
        ("突破1000件", "1000", None, "件", ">=", "1000件"),
        ("不少于12人", "12", None, "人", ">=", "12人"),
        ("占比80%以上", "0.8", None, "1", ">=", "80%"),
        ("600万元以上", "6000000", None, "CNY", ">=", "600万元"),
        ("最高30万元", None, "300000", "CNY", "<=", "30万元"),
        ("不超过5个工作日", None, "5", "工作日", "<=", "5个工作日"),
        ("不足30%", None, "0.3", "1", "<", "30%"),
        ("约200亩", "200", "200", "亩", "≈", "200亩"),
        ("近2000万元", "20000000", "20000000", "CNY", "≈", "2000万元"),
        ("25℃左右", "25", "25", "℃", "≈", "25℃"),
        ("零下5℃", "-5", "-5", "℃", "=", "零下5℃"),
        ("600万至3200万元", "6000000", "32000000", "CNY", "range", "600万至3200万元"),
        ("600万元—3200万元", "6000000", "32000000", "CNY", "range", "600万元—3200万元"),
        ("20至30亿元", "2000000000", "3000000000", "CNY", "range", "20至30亿元"),
        ("5-8%", "0.05", "0.08", "1", "range", "5-8%"),
        ("0.05mg/L", "0.05", "0.05", "mg/L", "=", "0.05mg/L"),
        ("5千米", "5", "5", "千米", "=", "5千米"),
    ],
)
def test_what_is_printed_is_found(
    quote: str, low: str | None, high: str | None, unit: str, relation: str, printed: str
) -> None:
    found = stated(quote, claim(low, high, unit, relation))
    assert found is not None
    assert quote[slice(*found)] == printed


@pytest.mark.parametrize(
    ("quote", "low", "high", "unit", "relation"),
    [
        ("融资4.34亿元", "4.34", "4.34", "CNY", "="),
        ("融资4.34亿美元", "434000000", "434000000", "CNY", "="),
        ("融资4.34亿元", "434000000", "434000000", "家", "="),
        ("640多家", "640", "640", "家", "="),
        ("80%以上", "0.8", "0.8", "1", "="),
        ("3亿5000万元", "50000000", "50000000", "CNY", "="),
        ("增长15%", "15", "15", "个", "="),
        ("增长15个百分点", "0.15", "0.15", "1", "="),
        ("第三届", "3", "3", "届", "="),
        ("一家企业", "1", "1", "家", "="),
        ("2020年", "2020", "2020", "年", "="),
        ("9月12日", "12", "12", "日", "="),
        ("9月12日", "9", "9", "月", "="),
        ("从3家到5家", "3", "5", "家", "range"),
        ("600万至3200万元", "6000000", "6000000", "CNY", "="),
        ("2016至2020年", "2016", "2020", "年", "range"),
        ("", "1", "1", "家", "="),
        ("没有数字", "1", "1", "", "="),
    ],
)
def test_what_is_not_printed_is_not_found(
    quote: str, low: str | None, high: str | None, unit: str, relation: str
) -> None:
    assert stated(quote, claim(low, high, unit, relation)) is None


def test_a_figure_that_could_not_be_read_proves_nothing() -> None:
    assert stated("占全省", not_read("1")) is None


def test_words_outside_the_quote_are_read_with_it() -> None:
    text = "占全县80%以上"
    assert stated(text, claim("0.8", "0.8", "1", "="), (3, 6)) is None
    assert stated(text, claim("0.8", None, "1", ">="), (3, 6)) == (3, 6)
    assert stated("共14.34亿元", claim("434000000", "434000000", "CNY", "="), (2, 8)) is None


def test_another_block_says_nothing_about_a_figure() -> None:
    assert stated("共24家\n以上", claim("24", "24", "家", "=")) == (1, 4)
    assert [figure.low for figure in figures("共24\n至30家")] == [24, 30]
