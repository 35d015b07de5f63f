"""The page's own arithmetic: what agrees, what does not, and what is left alone."""

from __future__ import annotations

from datetime import date

from yanzhen.reading.checks import check_page
from yanzhen.reading.statements import Paragraph, read_statements
from yanzhen.reading.statements.checked import Finding
from yanzhen.values import Answer

_ON = date(2020, 9, 2)


def _check(*texts: str) -> list[Finding]:
    paragraphs = [Paragraph(1, text) for text in texts]
    return check_page(read_statements(paragraphs, published=_ON), paragraphs, published=_ON)


def _answers(*texts: str) -> list[Answer]:
    return [finding.answer for finding in _check(*texts)]


def test_a_total_lies_within_count_times_range() -> None:
    (finding,) = _check("产品将为24家企业提供4.34亿元融资。", "每家参与的企业可获得600万至3200万元。")
    assert finding.answer is Answer.MET
    assert "1.44亿元至7.68亿元" in finding.reasons[0]
    assert "1808.3333万元" in finding.reasons[1]


def test_a_total_outside_count_times_range_contradicts() -> None:
    assert _answers("产品将为24家企业提供9.5亿元融资。", "每家参与的企业可获得600万至3200万元。") == [Answer.UNMET]


def test_a_count_of_another_group_is_not_multiplied() -> None:
    assert _check("该产品为14家企业提供支持。每家参与的企业可获得600万至3200万元。") == []


def test_a_share_of_a_lower_bound_is_a_lower_bound() -> None:
    (finding,) = _check("全国产业园数量突破300家，其中东部区域占27.5%。")
    assert finding.answer is Answer.UNKNOWN
    assert "以上" in finding.reasons[0]
    assert "下限" in finding.reasons[0]


def test_a_share_agrees_with_part_and_total() -> None:
    assert _answers("粮食面积1015万亩，高标准农田面积496万亩，占粮食面积的近50%。") == [Answer.MET]


def test_a_share_at_odds_with_part_and_total_in_one_sentence() -> None:
    assert _answers("粮食面积1015万亩，高标准农田面积496万亩，占粮食面积的60%。") == [Answer.UNMET]


def test_a_share_far_off_from_another_sentence_is_left_alone() -> None:
    assert _answers("粮食面积1015万亩。今年新建农田面积5万亩，占粮食面积的60%。") == []


def test_parts_that_make_up_their_total() -> None:
    (finding,) = _check("外贸进出口30亿元，增长3%。其中，出口18亿元，增长2%；进口12亿元，下降1%。")
    assert finding.answer is Answer.MET
    assert "等于" in finding.reasons[0]


def test_a_part_above_its_total_contradicts() -> None:
    assert _answers("全县有企业36家，其中科创企业40家。") == [Answer.UNMET]


def test_a_part_below_its_total_agrees() -> None:
    assert _answers("全县有企业36家，其中科创企业5家。") == [Answer.MET]


def test_shares_of_one_total_above_the_whole_contradict() -> None:
    assert _answers("甲类占总产值的60%，乙类占总产值的30%，丙类占总产值的20%。") == [Answer.UNMET]


def test_shares_that_make_up_the_whole_agree() -> None:
    assert _answers("甲类占总产值的50%，乙类占总产值的30%，丙类占总产值的20%。") == [Answer.MET]


def test_a_share_above_the_whole_contradicts() -> None:
    assert _answers("甲类占总产值的120%。") == [Answer.UNMET]


def test_the_same_figure_told_twice_agrees() -> None:
    assert Answer.MET in _answers("为24家科技企业融资。", "产品惠及24家科技企业。")


def test_two_owners_do_not_contradict_each_other() -> None:
    assert _answers("甲产品惠及24家科技企业。", "乙产品惠及14家科技企业。") == []


def test_a_rate_agrees_with_the_levels_of_both_years() -> None:
    findings = _check("2018年，全市粮食产量100万吨。2019年，全市粮食产量110万吨，增长10%。")
    assert [finding.answer for finding in findings] == [Answer.MET]


def test_a_rate_at_odds_with_the_levels_of_both_years() -> None:
    findings = _check("2018年，全市粮食产量100万吨。2019年，全市粮食产量110万吨，增长30%。")
    assert [finding.answer for finding in findings] == [Answer.UNMET]


def test_a_weekday_that_the_day_does_not_have() -> None:
    assert _answers("会议定于2020年9月1日（星期三）召开。") == [Answer.UNMET]
    assert _answers("会议定于2020年9月1日（星期二）召开。") == [Answer.MET]


def test_an_interval_that_ends_before_it_starts() -> None:
    assert _answers("展览于8月30日至12日举行。") == [Answer.UNMET]


def test_what_has_happened_cannot_lie_ahead_of_the_page() -> None:
    assert _answers("该项目已于2021年3月1日竣工。") == [Answer.UNMET]
    assert _answers("该项目将于2021年3月1日竣工。") == []


def test_figures_that_do_not_belong_together_are_left_alone() -> None:
    assert _answers("全县有企业36家，学校5所，公路120公里，增长3%，收入2亿元。") == []
