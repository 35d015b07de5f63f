"""What holds for every text, not for chosen ones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from yanzhen.reading.statements import (
    DateContext,
    Paragraph,
    find_dates,
    find_quantities,
    find_rankings,
    read_statements,
)
from yanzhen.reading.statements.folding import fold
from yanzhen.values import Relation

_ALPHABET = '0123456789０５９.,，。；：、%％‰一二三四五六七八九十百千万亿半两几数多余约近超过不到以上下内左右至到-—~第届年月日元家个名项亩吨公里℃成倍番分之占增长达为其中每平均全国最大首个唯一今去截止起前后A ABGm/kg"“”《》（）() \n'
_TEXTS = st.text(alphabet=_ALPHABET, max_size=60)
_UNITS = st.sampled_from(["家", "个", "名", "亩", "吨", "公里", "件", "人次", "元", "平方米"])
_WHOLE = st.integers(min_value=2, max_value=9_999_999)
_WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")


@given(_TEXTS)
def test_every_span_lies_inside_the_text_and_none_overlap(text: str) -> None:
    found = find_quantities(text)
    assert all(0 <= item.start <= item.figure < item.end <= len(text) for item in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(_TEXTS, st.booleans())
def test_every_statement_lies_inside_its_sentence_and_its_sentence_inside_the_text(text: str, truncated: bool) -> None:
    for reading in read_statements([Paragraph(1, text, truncated=truncated)], published=date(2020, 9, 2)):
        assert 0 <= reading.sentence_start <= reading.start < reading.end <= reading.sentence_end <= len(text)


@given(_TEXTS)
def test_dates_and_rankings_lie_inside_the_text(text: str) -> None:
    found = [*find_dates(text, DateContext(date(2020, 9, 2))), *find_rankings(text)]
    assert all(0 <= item.start < item.end <= len(text) for item in found)


@given(_TEXTS)
def test_full_width_and_half_width_read_the_same(text: str) -> None:
    assert find_quantities(text) == find_quantities(fold(text))


@given(_TEXTS)
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(_WHOLE, _UNITS)
def test_a_printed_whole_number_is_read_back(number: int, unit: str) -> None:
    (found,) = find_quantities(f"共有{number}{unit}。")
    assert (found.quantity.low, found.quantity.high, found.quantity.relation) == (number, number, Relation.EQUAL)


@given(_WHOLE, _UNITS)
def test_thousands_separators_and_full_width_digits_change_nothing(number: int, unit: str) -> None:
    plain, separated, wide = (
        f"共有{number}{unit}。",
        f"共有{number:,}{unit}。",
        f"共有{str(number).translate(_WIDE)}{unit}。",
    )
    assert len({find_quantities(text)[0].quantity for text in (plain, separated, wide)}) == 1


@given(st.decimals(min_value=Decimal("0.01"), max_value=9999, places=2))
def test_a_printed_percentage_is_read_back_as_a_fraction(percent: Decimal) -> None:
    (found,) = find_quantities(f"占全部的{percent}%。")
    assert found.quantity.low == percent / 100


@given(st.decimals(min_value=Decimal("0.1"), max_value=9999, places=1), st.sampled_from(["万", "亿"]))
def test_money_is_multiplied_out_exactly(amount: Decimal, sign: str) -> None:
    (found,) = find_quantities(f"投资{amount}{sign}元。")
    assert found.quantity.low == amount * {"万": 10**4, "亿": 10**8}[sign]
    assert found.quantity.unit == "CNY"


@given(_WHOLE, _UNITS)
def test_about_changes_only_the_relation(number: int, unit: str) -> None:
    (plain,), (about,) = find_quantities(f"有{number}{unit}。"), find_quantities(f"有约{number}{unit}。")
    assert about.quantity.relation is Relation.ABOUT
    assert (plain.quantity.low, plain.quantity.unit) == (about.quantity.low, about.quantity.unit)


@given(_WHOLE, _UNITS, st.sampled_from(["超过", "不低于", "突破", "至少"]))
def test_a_lower_bound_never_says_how_much_at_most(number: int, unit: str, word: str) -> None:
    (found,) = find_quantities(f"{word}{number}{unit}。")
    assert found.quantity.low == number
    assert found.quantity.high is None


@given(
    st.integers(min_value=2, max_value=500),
    st.integers(min_value=501, max_value=9000),
    st.sampled_from(["至", "-", "—", "～"]),
)
def test_a_range_has_both_its_ends(low: int, high: int, sign: str) -> None:
    (found,) = find_quantities(f"补贴{low}{sign}{high}元。")
    assert (found.quantity.low, found.quantity.high, found.quantity.relation) == (low, high, Relation.RANGE)


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 12, 31)))
def test_a_whole_date_is_that_day_and_no_quantity(day: date) -> None:
    text = f"{day.year}年{day.month}月{day.day}日，会议召开。"
    assert find_quantities(text) == []
    (found,) = find_dates(text, DateContext())
    assert found.period is not None
    assert (found.period.start, found.period.end) == (day, day)


@given(_TEXTS)
def test_without_a_published_day_nothing_breaks(text: str) -> None:
    read_statements([Paragraph(None, text)], published=None)
