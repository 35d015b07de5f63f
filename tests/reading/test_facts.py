"""Facts: each rule on a sentence of our own, and on one that must not fire it."""

from __future__ import annotations

import pytest

from yanzhen.reading.facts import find_facts
from yanzhen.reading.names import BlockText, find_names


def facts_of(*texts: str) -> set[tuple[str, str, str]]:
    blocks = [BlockText(1, "paragraph", text) for text in texts]
    return {(f.subject, f.predicate, f.object) for f in find_facts(blocks, find_names(blocks))}


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("昌乐县委书记刘裕斌提出三个导向。", ("刘裕斌", "head_of", "昌乐县委")),
        ("浙江省科技厅副厅长乔望舒到会。", ("乔望舒", "role_at", "浙江省科技厅")),
        ("中国工程院院士郑裕国说。", ("郑裕国", "role_at", "中国工程院")),
        ("云岭轴承有限公司创始人何守拙今年61岁。", ("何守拙", "founder_of", "云岭轴承有限公司")),
        ("2018年，雷彩虹成立了福安彩虹茶叶专业合作社。", ("雷彩虹", "founder_of", "福安彩虹茶叶专业合作社")),
        (
            "宁波海棠电子股份有限公司是浙江海棠集团的全资子公司。",
            ("宁波海棠电子股份有限公司", "subsidiary_of", "浙江海棠集团"),
        ),
        (
            "浙江海棠集团旗下宁波海棠电子股份有限公司上市。",
            ("宁波海棠电子股份有限公司", "subsidiary_of", "浙江海棠集团"),
        ),
        (
            "云岭轴承有限公司为上海大众汽车有限公司提供轴承。",
            ("云岭轴承有限公司", "supplier_of", "上海大众汽车有限公司"),
        ),
        (
            "云岭轴承有限公司成为上海大众汽车有限公司的供应商。",
            ("云岭轴承有限公司", "supplier_of", "上海大众汽车有限公司"),
        ),
        ("宁波海棠电子股份有限公司获得3000万元融资。", ("宁波海棠电子股份有限公司", "financing", "3000万元")),
        ("他带来的项目是智慧灯杆，由南京市城市管理局进行督办。", ("南京市城市管理局", "supervises", "智慧灯杆")),
        ("云岭轴承有限公司位于浙江省诸暨市。", ("云岭轴承有限公司", "located_in", "诸暨市")),
        ("云岭轴承有限公司荣获国家科技进步二等奖。", ("云岭轴承有限公司", "award", "国家科技进步二等奖")),
        ("云岭轴承有限公司承担了高速轴承国产化项目。", ("云岭轴承有限公司", "project", "高速轴承国产化项目")),
    ],
)
def test_each_predicate(text: str, fact: tuple[str, str, str]) -> None:
    assert fact in facts_of(text)


def test_he_is_the_only_person_named_before() -> None:
    text = "何守拙爱看书。作为山东世纪远帆纸业集团（以下简称世纪远帆）的创始人，他把习惯带进企业。"
    assert ("何守拙", "founder_of", "山东世纪远帆纸业集团") in facts_of(text)
    two = "何守拙和宋知行爱看书。作为山东世纪远帆纸业集团的创始人，他把习惯带进企业。"
    assert not [f for f in facts_of(two) if f[1] == "founder_of"]


def test_short_forms_are_told_by_their_full_name() -> None:
    facts = facts_of("海州远帆纸业集团（以下简称远帆纸业）去年扩产。", "远帆纸业董事长何守拙说。")
    assert ("何守拙", "head_of", "海州远帆纸业集团") in facts


@pytest.mark.parametrize(
    "text",
    [
        "浙江大学与云岭轴承有限公司共建实验室。",
        "何守拙在云岭轴承有限公司门口等车。",
        "云岭轴承有限公司去年销售额突破2亿元。",
        "由政府牵头督办是一种提振。",
        "何守拙来到浙江省诸暨市。",
    ],
)
def test_names_that_merely_meet_make_no_fact(text: str) -> None:
    assert facts_of(text) == set()


def test_the_quote_is_the_sentence() -> None:
    blocks = [BlockText(1, "paragraph", "秋天到了。昌乐县委书记刘裕斌说。冬天也快了。")]
    fact = find_facts(blocks, find_names(blocks))[0]
    assert blocks[0].text[fact.start : fact.end] == "昌乐县委书记刘裕斌说。"
