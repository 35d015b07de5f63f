"""Dates and spans of days, resolved against the page."""

from __future__ import annotations

from datetime import date

import pytest

from yanzhen.reading.statements import DateContext, find_dates

_PAGE = DateContext(date(2020, 9, 2), "day")


def _periods(text: str, context: DateContext = _PAGE) -> list[str]:
    return [
        f"{found.period.start or ''}~{found.period.end or ''}" if found.period else "?"
        for found in find_dates(text, context)
    ]


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("2020年9月1日开工。", ["2020-09-01~2020-09-01"]),
        ("２０２０年９月１日开工。", ["2020-09-01~2020-09-01"]),
        ("二〇一九年九月二十三日印发。", ["2019-09-23~2019-09-23"]),
        ("8月31日获批。", ["2020-08-31~2020-08-31"]),
        ("8月28至30日召开。", ["2020-08-28~2020-08-30"]),
        ("8月28日至30日召开。", ["2020-08-28~2020-08-30"]),
        ("8月28日—9月1日召开。", ["2020-08-28~2020-09-01"]),
        ("2019年12月28日至2020年1月3日展出。", ["2019-12-28~2020-01-03"]),
        ("今年5月以来多次提出。", ["2020-05-01~2020-09-02"]),
        ("去年12月开通。", ["2019-12-01~2019-12-31"]),
        ("今年上半年。", ["2020-01-01~2020-06-30"]),
        ("前三季度增长。", ["2020-01-01~2020-09-30"]),
        ("前7个月进出口。", ["2020-01-01~2020-07-31"]),
        ("1-8月进出口。", ["2020-01-01~2020-08-31"]),
        ("1—8月进出口。", ["2020-01-01~2020-08-31"]),
        ("2016年占有率提高。", ["2016-01-01~2016-12-31"]),
        ("到2025年实现目标。", ["2025-01-01~2025-12-31"]),
        ("到 2025 年实现目标。", ["2025-01-01~2025-12-31"]),
        ("2016—2020年建成。", ["2016-01-01~2020-12-31"]),
        ("2016年至2020年建成。", ["2016-01-01~2020-12-31"]),
        ("“十三五”期间建成。", ["2016-01-01~2020-12-31"]),
        ("上世纪90年代下海。", ["1990-01-01~1999-12-31"]),
        ("20世纪80年代创办。", ["1980-01-01~1989-12-31"]),
        ("截至2009年末完成。", ["~2009-12-31"]),
        ("截至今年4月底。", ["~2020-04-30"]),
        ("自2016年1月1日起施行。", ["2016-01-01~"]),
        ("2020年12月31日前完成。", ["~2020-12-31"]),
        ("26日公布。", ["2020-08-26~2020-08-26"]),
        ("1日公布。", ["2020-09-01~2020-09-01"]),
        ("近10年来发展。", ["2010-09-02~2020-09-02"]),
        ("2020年第一季度。", ["2020-01-01~2020-03-31"]),
        ("2017年度测产。", ["2017-01-01~2017-12-31"]),
        ("8月上旬播种。", ["2020-08-01~2020-08-10"]),
        ("8月20日抵达，当日返回。", ["2020-08-20~2020-08-20", "2020-08-20~2020-08-20"]),
        ("上月下降。", ["2020-08-01~2020-08-31"]),
        ("发布日期：2019-07-23", ["2019-07-23~2019-07-23"]),
        ("近日召开。", []),
        ("日前获悉。", []),
        ("近年来发展快。", []),
        ("《2020年公报》发布。", []),
        ("工期16年。", []),
        ("历时5个月。", []),
        ("30日内支付。", []),
        ("2000多年历史。", []),
        ("去年同期相比。", []),
        ("2月30日开工。", ["?"]),
        ("每年3月31日前报送。", ["?"]),
    ],
)
def test_dates_are_resolved_against_the_published_day(text: str, periods: list[str]) -> None:
    assert _periods(text) == periods


def test_a_month_late_in_the_year_on_a_page_of_january_is_last_years() -> None:
    assert _periods("12月20日闭幕。", DateContext(date(2021, 1, 5))) == ["2020-12-20~2020-12-20"]


def test_without_a_published_day_a_date_without_a_year_stays_open() -> None:
    assert _periods("9月1日开学，今年招生，26日报到。", DateContext()) == ["?", "?", "?"]


def test_a_year_printed_in_the_sentence_serves_the_dates_behind_it() -> None:
    assert _periods("2019年3月1日开工，5月2日停工。", DateContext()) == [
        "2019-03-01~2019-03-01",
        "2019-05-02~2019-05-02",
    ]


def test_a_page_of_which_only_the_month_is_known_dates_days_of_that_month() -> None:
    assert _periods("26日公布。", DateContext(date(2020, 9, 1), "month")) == ["2020-09-26~2020-09-26"]


def test_a_page_of_which_only_the_year_is_known_dates_no_bare_day() -> None:
    assert _periods("26日公布。", DateContext(date(2020, 1, 1), "year")) == ["?"]


def test_what_is_compared_with_is_marked() -> None:
    compared = {
        found.period.start.year: found.compared
        for found in find_dates("2020年比2019年下降。", _PAGE)
        if found.period and found.period.start
    }
    assert compared == {2020: False, 2019: True}
