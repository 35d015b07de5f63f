"""What a figure is of, whose it is, when, and what the page left out."""

from __future__ import annotations

from datetime import date

import pytest

from yanzhen.reading.statements import NameMention, Paragraph, Reading, find_cut_figure, find_rankings, read_statements
from yanzhen.values import Status

_ON = date(2020, 9, 2)


def _read(text: str, *, truncated: bool = False, names: tuple[NameMention, ...] = ()) -> list[Reading]:
    return read_statements([Paragraph(1, text, truncated=truncated, names=names)], published=_ON)


def _figures(readings: list[Reading]) -> list[Reading]:
    return [reading for reading in readings if reading.quantity is not None]


@pytest.mark.parametrize(
    ("text", "properties"),
    [
        ("全市出口20.3亿元，增长18.6%。", ["出口", "出口"]),
        ("全县棚室面积18.9万亩，产量43万吨。", ["棚室面积", "产量"]),
        ("发放宣传资料42000多份。", ["宣传资料"]),
        ("为24家科技企业提供4.34亿元融资。", ["科技企业", "融资"]),
        ("签下3.7亿元的订单。", ["订单"]),
        ("就业率达80%以上。", ["就业率"]),
        ("细颗粒物浓度为33微克/立方米，同比下降8.3%。", ["细颗粒物浓度", "细颗粒物浓度"]),
        ("粮食总产达106亿斤，比2005年增加59亿斤。", ["粮食总产", "粮食总产"]),
    ],
)
def test_the_thing_measured_is_named(text: str, properties: list[str]) -> None:
    assert [reading.property for reading in _figures(_read(text))] == properties


def test_rises_and_falls_keep_their_printed_magnitude_and_say_where_they_go() -> None:
    up, down, level = _figures(_read("出口增长18.6%，进口下降4.1%，占比为30%。"))
    assert (up.direction, down.direction, level.direction) == ("up", "down", None)
    assert down.quantity is not None
    assert down.quantity.low is not None
    assert down.quantity.low > 0


def test_a_name_in_the_clause_owns_the_figure_and_keeps_it_over_the_commas() -> None:
    text = "甲县出口20亿元，同比增长3%；乙县出口5亿元。"
    names = (
        NameMention(0, 2, "甲县", "place"),
        NameMention(text.index("乙县"), text.index("乙县") + 2, "乙县", "place"),
    )
    assert [reading.subject for reading in _figures(_read(text, names=names))] == ["甲县", "甲县", "乙县"]


def test_a_short_name_stands_for_the_whole() -> None:
    text = "阳光集团纳税8000万元。"
    (reading,) = _figures(_read(text, names=(NameMention(0, 4, "阳光集团", "organisation", "东方阳光纸业集团"),)))
    assert reading.subject == "东方阳光纸业集团"


def test_a_share_says_of_what() -> None:
    (level, share) = _figures(_read("全国产业园数量突破300家，其中东部区域占27.5%。"))
    assert level.share_of is None
    assert share.share_of == "产业园数量"
    (_, share) = _figures(_read("出口20亿元，占全省出口总值的3.2%。"))
    assert share.share_of == "全省出口总值"


def test_the_period_is_that_of_the_clause_and_lasts_while_no_other_is_named() -> None:
    readings = _figures(_read("2019年，产量35万吨，比2005年增加3万吨。面积10万亩。去年产值9亿元。"))
    assert [reading.period.start.year for reading in readings if reading.period and reading.period.start] == [2019] * 4


def test_a_single_day_ends_with_its_sentence() -> None:
    first, second = _figures(_read("8月31日，引进企业3家。全县共有企业100家。"))
    assert first.period is not None
    assert second.period is None


def test_each_of_two_groups_has_two_readings() -> None:
    text = "该产品为14家科技企业提供支持。两支产品为24家企业融资。每家参与的企业可获得600万至3200万元。"
    reading = _figures(_read(text))[-1]
    assert reading.scope is not None
    assert reading.other_scope is not None
    assert "24家" in reading.scope
    assert "14家" in reading.other_scope


def test_each_of_one_group_has_one_reading() -> None:
    assert _figures(_read("产品为14家企业提供支持。每家企业可获得600万元。"))[-1].other_scope is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("规划提出，到2025年实现替代达到", "达到"),
        ("至此，累计建成泵站达到3座，占全省总", "占全省总"),
        ("上半年，出口同比增长", "同比增长"),
        ("该县的绿化覆盖率为", "覆盖率为"),
        ("企业总数已超过", "已超过"),
        ("累计投入约", "约"),
        ("公司去年融资4.", "4."),
        ("全年实现产值30亿", "30亿"),
        ("上半年税收收入增长", "增长"),
        ("总投资额高达", "高达"),
        ("共发放资料42000多", "42000多"),
    ],
)
def test_a_sentence_cut_off_before_its_figure_gives_a_truncated_statement(text: str, words: str) -> None:
    cut = [
        reading
        for reading in _figures(_read(text, truncated=True))
        if reading.quantity and reading.quantity.status is Status.TRUNCATED
    ]
    assert [text[reading.start : reading.end] for reading in cut] == [words]


@pytest.mark.parametrize(
    "text",
    [
        "大家看重人才，并营造了宽松自由的氛围",
        "使其成为带动全县高水平",
        "这是新阶段的新",
        "把它作为",
        "产业规模持续增长，达到了预期。",
        "长三角区域占27.5%",
        "他们占据了",
        "关键技术取得重大突破",
        "经济保持稳定增长",
        "交通四通八达，商贸发达",
        "首届论坛将于2020年9",
        "依照条例第3",
    ],
)
def test_a_sentence_cut_off_elsewhere_gives_none(text: str) -> None:
    assert find_cut_figure(text) is None


def test_a_whole_paragraph_is_never_truncated() -> None:
    assert _figures(_read("原料替代率达到")) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("建成全球最大的生产基地。", ["全球最大"]),
        ("这是项目中唯一的造纸项目。", ["唯一"]),
        ("推出全国首单产品。", ["全国首单"]),
        ("跃居全国前三强。", ["跃居全国前三强"]),
        ("规模居全省首位。", ["居全省首位"]),
        ("最大限度减少损失。", []),
        ("最高人民法院发布。", []),
        ("前三季度增长。", []),
        ("首届论坛开幕。", []),
        ("《全国最大的基地》一书。", []),
    ],
)
def test_rankings(text: str, words: list[str]) -> None:
    assert [found.words for found in find_rankings(text)] == words


def test_a_ranking_is_a_statement_without_a_quantity() -> None:
    (reading,) = _read("公司建成全球最大的生产基地。")
    assert reading.quantity is None
    assert reading.ranking == "全球最大"


def test_numbers_inside_the_names_of_documents_are_no_quantities() -> None:
    text = "依据计划2025三百家方案执行。"
    assert _figures(_read(text, names=(NameMention(2, 13, text[2:13], "document"),))) == []


def test_days_in_the_wrong_order_are_told_without_a_period() -> None:
    (reading,) = _read("展览于8月30日至12日举行。")
    assert reading.quantity is None
    assert reading.period is None


def test_stacked_counts_mean_all_together_or_each() -> None:
    firms, patents = _figures(_read("为甲公司等18家科技企业96项核心专利提供支持。"))
    assert firms.other_scope is None
    assert (patents.scope, patents.other_scope) == ("18家科技企业合计", "18家科技企业各自")


def test_counts_side_by_side_are_not_stacked() -> None:
    assert [reading.other_scope for reading in _figures(_read("有企业14家，专利103项。"))] == [None, None]


def test_figures_behind_each_are_paired_with_their_items() -> None:
    text = "其中，钢材、塑料和服装分别出口3亿元、2亿元和1亿元，分别增长5%、4%和3%。"
    readings = _figures(_read(text))
    assert [(reading.subject, reading.property) for reading in readings[:3]] == [
        ("钢材", "出口"),
        ("塑料", "出口"),
        ("服装", "出口"),
    ]
    rises = [(reading.subject, reading.property, reading.direction) for reading in readings[3:]]
    assert rises == [("钢材", "出口", "up"), ("塑料", "出口", "up"), ("服装", "出口", "up")]


def test_items_are_paired_only_where_their_number_agrees() -> None:
    readings = _figures(_read("钢材、塑料和服装分别出口3亿元、2亿元。"))
    assert "钢材" not in {reading.subject for reading in readings}


def test_a_lost_share_keeps_its_owner_and_its_whole() -> None:
    lost = _figures(_read("全县已建成高标准农田12.6万亩，占耕地面积的", truncated=True))[-1]
    assert (lost.subject, lost.property, lost.share_of) == ("全县", "高标准农田占比", "耕地面积")


def test_a_change_from_one_state_to_another_is_two_figures_of_one_thing() -> None:
    for text in ("去年，车间的良率从38%提升到83%。", "去年，车间的良率由38%提高到83%。"):
        before, after = _figures(_read(text))
        assert (before.property, after.property) == ("良率", "良率")
        assert (before.direction, after.direction) == (None, "up")
        assert before.period is None
        assert after.period is not None


def test_the_state_before_keeps_the_date_that_stands_with_it() -> None:
    before, after = _figures(_read("森林覆盖率由2015年的38%提高到2019年的43%。"))
    assert [r.period.start.year for r in (before, after) if r.period and r.period.start] == [2015, 2019]


def test_a_new_topic_ends_what_the_sentence_before_spoke_of() -> None:
    stock, power = _figures(_read("年末生猪存栏120万头。工业用电量下降1.3%。"))
    assert (power.subject, power.property) == (None, "工业用电量")
    assert stock.property == "生猪存栏"


def test_a_region_holds_on_into_the_next_sentence() -> None:
    first, second = _figures(_read("全县出口20亿元。工业用电量下降1.3%。"))
    assert (first.subject, second.subject) == ("全县", "全县")


def test_rises_behind_two_levels_are_paired_with_them() -> None:
    readings = _figures(_read("全县收入9亿元，利润1亿元，同比分别增长22%和31%。"))
    assert [r.property for r in readings] == ["收入", "利润", "收入", "利润"]


def test_the_firm_of_a_stack_of_counts_has_both_readings() -> None:
    text = "为东岭公司等17家科技企业63项核心专利提供支持。"
    patents = _figures(_read(text))[-1]
    assert (patents.property, patents.scope, patents.other_scope) == (
        "核心专利",
        "17家科技企业合计",
        "17家科技企业各自",
    )
