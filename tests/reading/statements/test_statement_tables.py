"""Tables as statements: row head, column head, unit of the head."""

from __future__ import annotations

from datetime import date

import pytest

from yanzhen.reading.statements import NameMention, Paragraph, Reading, read_statements

_ON = date(2026, 3, 2)


def _read(*rows: str, above: str = "", names: tuple[NameMention, ...] = ()) -> list[Reading]:
    table = Paragraph(1, "\n".join(rows), kind="table", names=names)
    return read_statements([Paragraph(1, above), table], published=_ON)


def _told(readings: list[Reading]) -> list[tuple[str | None, str | None, str, str]]:
    return [
        (r.subject, r.property, str(r.quantity.low if r.quantity.low is not None else r.quantity.high), r.quantity.unit)
        for r in readings
        if r.quantity
    ]


def test_a_number_states_its_column_of_its_row_in_the_unit_of_the_head() -> None:
    assert _told(_read("镇名\t产值（亿元）\t企业数（家）", "东山镇\t12.5\t36", "南湖镇\t8\t21")) == [
        ("东山镇", "产值", "1250000000", "CNY"),
        ("东山镇", "企业数", "36", "家"),
        ("南湖镇", "产值", "800000000", "CNY"),
        ("南湖镇", "企业数", "21", "家"),
    ]


def test_the_unit_of_all_may_stand_above_the_table() -> None:
    told = _told(_read("科目\t2024年\t2025年", "研发费用\t230\t310.5", above="单位：万元"))
    assert told == [(None, "研发费用", "2300000", "CNY"), (None, "研发费用", "3105000", "CNY")]


def test_a_year_that_heads_a_column_or_a_row_is_the_period() -> None:
    by_column = _read("科目\t2024年\t2025年", "研发费用\t230\t310", above="（单位：万元）")
    by_row = _read("年份\t产量（吨）", "2024\t120", "2025\t135")
    for readings in (by_column, by_row):
        assert [r.period.start.year for r in readings if r.period and r.period.start] == [2024, 2025]
    assert _told(by_row) == [(None, "产量", "120", "吨"), (None, "产量", "135", "吨")]


def test_a_change_column_gives_magnitude_and_direction() -> None:
    up, down = _read("行业\t增速(%)", "化工\t3.4", "机械\t-1.2")
    assert (str(up.quantity.low), up.direction) == ("0.034", "up")  # type: ignore[union-attr]
    assert (str(down.quantity.low), down.direction) == ("0.012", "down")  # type: ignore[union-attr]


def test_a_head_over_several_columns_is_read_with_the_heads_below_it() -> None:
    told = _told(_read("县区\t出口\t出口", "县区\t总值（万元）\t增速（%）", "甲县\t5600\t4.5"))
    assert told == [("甲县", "出口总值", "56000000", "CNY"), ("甲县", "出口增速", "0.045", "1")]


def test_a_total_is_a_scope_and_no_subject() -> None:
    (row,) = _read("行业\t产值（亿元）", "合计\t20.5")
    assert (row.subject, row.scope, row.property) == (None, "合计", "产值")


@pytest.mark.parametrize(
    "rows",
    [
        ("序号\t污染物\tCAS号", "1\t甲苯\t108-88-3", "2\t苯酚\t108-95-2"),
        ("排名\t企业名称\t统一社会信用代码", "1\t东岭公司\t91330000123456789X", "2\t西山公司\t913300001234567890"),
        ("姓名\t电话", "王一\t13800000000", "李二\t13900000000"),
        ("名称\t成立年份", "东岭公司\t2004", "西山公司\t2011"),
        ("1\t2\t3", "4\t5\t6"),
        ("项目\t得分", "管理\t35", "技术\t40"),
        ("甲\t乙", "丙\t丁"),
    ],
)
def test_serials_codes_years_and_numbers_without_a_unit_state_nothing(rows: tuple[str, ...]) -> None:
    assert _told(_read(*rows)) == []


def test_a_cell_with_its_own_unit_needs_none_in_the_head() -> None:
    assert _told(_read("项目\t标准", "首次奖励\t30万元", "检测补贴\t50%")) == [
        ("首次奖励", "标准", "300000", "CNY"),
        ("检测补贴", "标准", "0.5", "1"),
    ]


def test_limits_and_ranges_keep_their_relation() -> None:
    limit, span = _read("指标\t限值（mg/L）", "总磷\t≤0.5", "氨氮\t3~5")
    assert limit.quantity is not None
    assert span.quantity is not None
    assert (limit.quantity.relation.value, str(limit.quantity.high)) == ("<=", "0.5")
    assert (span.quantity.relation.value, str(span.quantity.low), str(span.quantity.high)) == ("range", "3", "5")


def test_sentences_in_cells_are_read_as_sentences_at_their_place() -> None:
    rows = ("事项\t内容", "研发补助\t每家企业每年最高补贴30万元。")
    (reading,) = _read(*rows)
    text = "\n".join(rows)
    assert text[reading.start : reading.end] == "最高补贴30万元"


def test_spans_lie_on_the_cells() -> None:
    rows = ("镇名\t产值（亿元）", "东山镇\t 12.5 ", "南湖镇\t８．５")
    text = "\n".join(rows)
    assert [text[r.start : r.end] for r in _read(*rows)] == ["12.5", "８．５"]


def test_empty_cells_and_dashes_state_nothing() -> None:
    assert _told(_read("镇名\t产值（亿元）", "东山镇\t—", "南湖镇\t", "北山镇\t-")) == []
