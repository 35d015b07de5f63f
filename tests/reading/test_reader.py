"""A page as its user sees it, against the contract's sentences one by one: three pages of our own, read whole.

Then what reading costs as a text grows: twice the text, about twice the work, whatever it is made of.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from types import FrameType
from typing import Any

import page_rules as rules
import pytest
from bench.speed.growing import SHAPES

from yanzhen.reading import read_bytes
from yanzhen.reading.encode import page_json

NOTICE = """澄塘县科学技术局关于开展2026年度创新券申领工作的通知

各乡镇（街道），各有关企业：

　　为降低企业研发成本，根据《澄塘县创新券管理办法》，现就申领工作通知如下。

　　一、支持标准。单个企业年度申领额度最高30万元，科研院所提供服务的，按80%以上的比例优先安排。

　　二、资金规模。项目投资为600万至3200万元，其中自筹资金不低于70%。

　　三、申领时间。2026年9月1日至30日，逾期不予受理。

| 档次 | 企业数 | 额度 |
|---|---|---|
| 甲 | 12家 | 30万元 |
| 乙 | 35家 | 10万元 |

　　联系人：陆青禾，联系电话：0571-88012345。

澄塘县科学技术局

2026年5月12日
"""
RELEASE = """浙江省前三季度工业运行平稳

本报讯（记者 顾明轩 通讯员 沈一舟）10月20日，浙江省统计局发布消息，前三季度，全省规模以上工业增加值同比增长5.2%，增速比上半年提高0.7个百分点。

分地区看，杭州市实现工业增加值3860亿元，同比增长6.1%；绍兴市工业增加值下降1.3%。全省高新技术企业达到4.2万家，占规模以上工业企业的72.5%。

受需求影响，出口交货值增速回落2.4个百分点。在9月1日至30日的专项行动中，各地走访企业640多家，解决问题约1200个。截至9月末，全省用电量超过4500亿千瓦时。

在专项行动中走访的企业里，有近三百家提出了用工、融资和场地方面的困难，其中资金方面的困难占全部困难的比重达
"""
STORY = """■一线故事

小螺丝拧出大市场

本报记者 陆青禾 实习生 沈一舟

走进浙江省绍兴市柯桥区的云岭轴承有限公司（以下简称“云岭轴承”），一条新生产线刚刚投产。这家成立于2013年的企业，去年产值突破4.34亿元。

“我们把不良率降低了0.3个百分点。”云岭轴承董事长顾明轩说。公司与浙江大学一起办了实验室，累计投入研发经费近3000万元，拥有发明专利26件，产品销往20多个国家。

一家企业带动一批工厂。第三届长三角创新大赛上，云岭轴承从三百多个项目中胜出，它的5G车间里温度常年保持在22℃，轴承转速达到12000转/分。世界500强企业也在三省一市寻找这样的伙伴，云岭轴承是国内唯一能量产这种轴承的企业。

图为工人在云岭轴承车间检修设备。
"""
PAGES: dict[str, tuple[str, str, str | None]] = {
    "notice": ("notice.md", NOTICE, None),
    "release": ("release.txt", RELEASE, "2025-10-21"),
    "story": ("story.txt", STORY, "2025-06"),
}


@cache
def page_of(name: str) -> dict[str, Any]:
    file, text, published = PAGES[name]
    written: dict[str, Any] = json.loads(
        json.dumps(page_json(read_bytes(text.encode(), name=file, published=published)))
    )
    return written


def figures(page: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The statements by what they quote."""
    return {rules.bare(s["quote"]): s for s in page["statements"]}


def quantity(low: float | None, high: float | None, unit: str, relation: str) -> dict[str, Any]:
    return {"low": low, "high": high, "unit": unit, "relation": relation, "status": "known"}


@pytest.mark.parametrize("name", PAGES)
def test_what_every_page_keeps(name: str) -> None:
    page, text = page_of(name), PAGES[name][1]
    rules.assert_in_order(page, text)
    rules.assert_fields_stand_in_blocks(page)
    rules.assert_each_character_once(page, text)
    rules.assert_quotes_are_found(page, text)
    assert page["corrections"] == [], "nothing on these pages is a slip"


# What the contract writes of quantities

QUANTITIES = [
    ("notice", "最高30万元", quantity(None, 300_000, "CNY", "<=")),
    ("notice", "80%以上", quantity(0.8, None, "1", ">=")),
    ("notice", "600万至3200万元", quantity(6_000_000, 32_000_000, "CNY", "range")),
    ("notice", "不低于70%", quantity(0.7, None, "1", ">=")),
    ("release", "640多家", quantity(640, None, "家", ">")),
    ("release", "0.7个百分点", quantity(0.7, 0.7, "百分点", "=")),
    ("release", "2.4个百分点", quantity(2.4, 2.4, "百分点", "=")),
    ("release", "5.2%", quantity(0.052, 0.052, "1", "=")),
    ("release", "1.3%", quantity(0.013, 0.013, "1", "=")),
    ("release", "3860亿元", quantity(386_000_000_000, 386_000_000_000, "CNY", "=")),
    ("release", "4.2万家", quantity(42_000, 42_000, "家", "=")),
    ("release", "约1200个", quantity(1200, 1200, "个", "≈")),
    ("release", "超过4500亿千瓦时", quantity(450_000_000_000, None, "千瓦时", ">")),
    ("release", "近三百家", quantity(300, 300, "家", "≈")),
    ("story", "突破4.34亿元", quantity(434_000_000, None, "CNY", ">")),
    ("story", "近3000万元", quantity(30_000_000, 30_000_000, "CNY", "≈")),
    ("story", "26件", quantity(26, 26, "件", "=")),
    ("story", "20多个", quantity(20, None, "个", ">")),
    ("story", "三百多个", quantity(300, None, "个", ">")),
    ("story", "22℃", quantity(22, 22, "℃", "=")),
    ("story", "12000转/分", quantity(12_000, 12_000, "转/分", "=")),
]


@pytest.mark.parametrize(
    ("page", "quote", "wanted"), QUANTITIES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_quantities(page: str, quote: str, wanted: dict[str, Any]) -> None:
    found = figures(page_of(page))
    assert quote in found, sorted(found)
    assert found[quote]["quantity"] == wanted


@pytest.mark.parametrize("quote", ["5.2%", "0.7个百分点", "6.1%"])
def test_a_rise_keeps_its_printed_magnitude(quote: str) -> None:
    assert figures(page_of("release"))[quote]["direction"] == "up"


@pytest.mark.parametrize(("page", "quote"), [("release", "1.3%"), ("release", "2.4个百分点"), ("story", "0.3个百分点")])
def test_a_fall_keeps_its_printed_magnitude(page: str, quote: str) -> None:
    found = figures(page_of(page))[quote]
    assert found["direction"] == "down" and found["quantity"]["low"] > 0


DAYS = [
    ("notice", "2026年9月1日至30日", "2026-09-01", "2026-09-30"),
    ("notice", "2026年5月12日", "2026-05-12", "2026-05-12"),
    ("release", "10月20日", "2025-10-20", "2025-10-20"),
    ("release", "9月1日至30日", "2025-09-01", "2025-09-30"),
    ("release", "前三季度", "2025-01-01", "2025-09-30"),
    ("release", "上半年", "2025-01-01", "2025-06-30"),
    ("story", "2013年", "2013-01-01", "2013-12-31"),
    ("story", "去年", "2024-01-01", "2024-12-31"),
]


@pytest.mark.parametrize(("page", "quote", "start", "end"), DAYS)
def test_days_are_statements_without_a_quantity(page: str, quote: str, start: str, end: str) -> None:
    found = figures(page_of(page))[quote]
    assert found["quantity"] is None and found["period"] == {"start": start, "end": end}


def test_a_sentence_cut_off_before_its_figure_is_truncated_and_not_guessed() -> None:
    cut = [s for s in page_of("release")["statements"] if s["quantity"] and s["quantity"]["status"] == "truncated"]
    assert len(cut) == 1
    assert cut[0]["quantity"]["low"] is None is cut[0]["quantity"]["high"]
    assert RELEASE.index("其中资金方面") <= cut[0]["span"][0] <= cut[0]["span"][1] <= len(RELEASE.rstrip())
    last = page_of("release")["articles"][-1]["blocks"][-1]
    assert (last["kind"], last["status"]) == ("paragraph", "truncated")


@pytest.mark.parametrize("ending", ["全省规上企业研发费用占营业收入的比重达", "据统计，去年全县实现工业总产值"])
def test_a_short_last_line_that_was_cut_off_is_no_subhead(ending: str) -> None:
    last = _cut_off_at(ending)["articles"][-1]["blocks"][-1]
    assert (last["kind"], last["status"]) == ("paragraph", "truncated")


def test_a_short_last_line_that_was_cut_off_states_it() -> None:
    stated = _cut_off_at("全省规上企业研发费用占营业收入的比重达")["statements"]
    assert [s for s in stated if s["quantity"] and s["quantity"]["status"] == "truncated"]


def _cut_off_at(ending: str) -> dict[str, Any]:
    text = RELEASE.rstrip().rsplit("\n\n", 1)[0] + "\n\n" + ending + "\n"
    return page_json(read_bytes(text.encode(), name="a.txt", published="2025-10-21"))


@pytest.mark.parametrize("name", ["一家企业", "一批工厂", "第三届", "500强", "三省一市", "5G", "0571-88012345", "一条"])
def test_what_is_no_quantity(name: str) -> None:
    for key, (_, text, _) in PAGES.items():
        start = text.find(name)
        inside = (
            [s for s in page_of(key)["statements"] if start <= s["span"][0] < start + len(name)] if start >= 0 else []
        )
        assert inside == [], inside


def test_a_ranking_is_a_statement() -> None:
    assert [s for s in page_of("story")["statements"] if s["ranking"] and "唯一" in s["ranking"]]


@pytest.mark.parametrize(("words", "share"), [("九成", 0.9), ("九成五", 0.95), ("两成以上", 0.2), ("百分之三十", 0.3)])
def test_shares_in_words(words: str, share: float) -> None:
    found = figures(page_json(read_bytes(f"县里做了调查，满意的企业占{words}。".encode(), name="a.txt")))
    assert words in found and found[words]["quantity"]["low"] == share, found


# What figures are of


@pytest.mark.parametrize(
    ("page", "quote", "subject", "what"),
    [
        ("release", "3860亿元", "杭州市", "工业增加值"),
        ("release", "1.3%", "绍兴市", "工业增加值"),
        ("release", "4.2万家", "全省", "高新技术企业"),
        ("story", "26件", "云岭轴承有限公司", "发明专利"),
        ("notice", "600万至3200万元", "项目", "投资"),
    ],
)
def test_subject_and_property(page: str, quote: str, subject: str, what: str) -> None:
    found = figures(page_of(page))[quote]
    assert (found["subject"], found["property"]) == (subject, what)


def test_a_share_names_its_total() -> None:
    assert figures(page_of("release"))["72.5%"]["share_of"] == "规模以上工业企业"


@pytest.mark.parametrize(("row", "company", "money"), [("甲", "12家", 300_000), ("乙", "35家", 100_000)])
def test_a_tables_figures_are_of_its_row_and_column(row: str, company: str, money: int) -> None:
    of_row = [s for s in page_of("notice")["statements"] if s["subject"] == row]
    assert {(s["property"], rules.bare(s["quote"])) for s in of_row} >= {("企业数", company)}
    assert [s["quantity"]["low"] for s in of_row if s["property"] == "额度"] == [money]


# Articles, blocks, people, places


def test_the_notice() -> None:
    [article] = page_of("notice")["articles"]
    assert article["kind"] == "notice"
    assert article["title"] == "澄塘县科学技术局关于开展2026年度创新券申领工作的通知"
    [table] = [b for b in article["blocks"] if b["kind"] == "table"]
    assert table["rows"] == [["档次", "企业数", "额度"], ["甲", "12家", "30万元"], ["乙", "35家", "10万元"]]
    assert article["blocks"][-1]["kind"] == "dateline" and article["dateline"] in (None, "2026年5月12日")


def test_a_table_in_plain_text_is_not_mended_and_states_no_bars() -> None:
    page = page_json(read_bytes(NOTICE.encode(), name="notice.txt"))
    assert page["corrections"] == []
    assert not [s for s in page["statements"] if "|" in (s["subject"] or "") + (s["property"] or "")]
    assert "subhead" not in {b["kind"] for b in page["articles"][0]["blocks"]}


def test_the_release() -> None:
    [article] = page_of("release")["articles"]
    assert article["title"] == "浙江省前三季度工业运行平稳" and article["kicker"] is None
    assert article["bylines"] == [{"name": "顾明轩", "role": "记者"}, {"name": "沈一舟", "role": "通讯员"}]
    assert article["dateline"] == "本报讯"


def test_the_story() -> None:
    [article] = page_of("story")["articles"]
    assert (article["title"], article["kicker"]) == ("小螺丝拧出大市场", "一线故事")
    assert article["kind"] in ("feature", "brief"), "its length may decide, but it is no comment and no notice"
    assert article["bylines"] == [{"name": "陆青禾", "role": "本报记者"}, {"name": "沈一舟", "role": "实习生"}]
    kinds = [b["kind"] for b in article["blocks"]]
    assert kinds == ["kicker", "title", "byline", "paragraph", "paragraph", "paragraph", "caption"]


NAMES = [
    ("notice", "澄塘县科学技术局", "organisation"),
    ("notice", "澄塘县创新券管理办法", "document"),
    ("notice", "陆青禾", "person"),
    ("release", "浙江省统计局", "organisation"),
    ("release", "顾明轩", "person"),
    ("release", "沈一舟", "person"),
    ("story", "云岭轴承有限公司", "organisation"),
    ("story", "浙江大学", "organisation"),
    ("story", "顾明轩", "person"),
    ("story", "第三届长三角创新大赛", "event"),
]


@pytest.mark.parametrize(("page", "text", "kind"), NAMES)
def test_names(page: str, text: str, kind: str) -> None:
    assert (text, kind) in {(n["text"], n["kind"]) for n in page_of(page)["names"]}


def test_each_mention_has_an_entry() -> None:
    mentions = [n for n in page_of("story")["names"] if n["same_as"] or n["text"] == "云岭轴承有限公司"]
    assert len(mentions) == STORY.count("云岭轴承")
    assert {n["same_as"] for n in mentions if n["text"] == "云岭轴承"} == {"云岭轴承有限公司"}
    assert all(STORY[slice(*n["span"])] == n["text"] for n in mentions)


REGIONS = [
    ("release", "浙江省", "330000"),
    ("release", "杭州市", "330100"),
    ("release", "绍兴市", "330600"),
    ("story", "浙江省", "330000"),
    ("story", "绍兴市", "330600"),
    ("story", "柯桥区", "330603"),
]


@pytest.mark.parametrize(("page", "text", "code"), REGIONS)
def test_places_have_their_code_of_gb_t_2260(page: str, text: str, code: str) -> None:
    assert (text, code) in {(n["text"], n["region"]) for n in page_of(page)["names"] if n["kind"] == "place"}


def test_what_is_no_place() -> None:
    text = "我国和全国的企业、中央的部门，以及安徽合肥和长三角的工厂，都来到澄塘县科学技术局。"
    names = page_json(read_bytes(text.encode(), name="a.txt"))["names"]
    assert [n["text"] for n in names if n["kind"] == "place"] == ["安徽", "合肥", "长三角"]


def test_a_newspaper_is_an_organisation() -> None:
    names = page_json(read_bytes("据《科技日报》报道，云岭集团的订单排到了明年。".encode(), name="a.txt"))["names"]
    assert ("科技日报", "organisation") in {(n["text"], n["kind"]) for n in names}


def test_a_person_has_role_and_organisation() -> None:
    [said] = [n for n in page_of("story")["names"] if n["text"] == "顾明轩"]
    assert said["role"] == "董事长" and said["organisation"] in ("云岭轴承", "云岭轴承有限公司")
    heads = [(f["subject"], f["object"]) for f in page_of("story")["facts"] if f["predicate"] == "head_of"]
    assert heads == [("顾明轩", "云岭轴承有限公司")]


# The page's own date


def test_the_date_given_is_said_as_given() -> None:
    document = page_of("story")["document"]
    assert (document["published"], document["published_from"]) == ("2025-06", "given")


def test_a_date_inferred_is_said_so() -> None:
    document = page_of("notice")["document"]
    assert document["published"] == "2026-05-12"
    assert document["published_from"].startswith("inferred") and "2026年5月12日" in document["published_from"]


def test_without_any_date_nothing_is_made_up() -> None:
    page = page_json(read_bytes("去年全县新增企业23家，9月底又增加5家。".encode(), name="a.txt"))
    assert page["document"]["published"] is None
    assert all(s["period"] is None or s["period"] == {"start": None, "end": None} for s in page["statements"])


# Work


@pytest.mark.parametrize("shape", SHAPES)
def test_four_times_the_text_takes_about_four_times_the_calls(shape: str) -> None:
    """Linear is 4, quadratic 16. Calls are the same on every machine; the time is taken by ``python -m bench.speed --only growth``."""
    short, long = (_calls(SHAPES[shape](n)) for n in (1_000, 4_000))
    assert long < 5 * short, f"{short:,} calls for 1,000 characters, {long:,} for 4,000"


def _calls(text: str) -> int:
    page_of("story")  # what is loaded once is loaded
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        read_bytes(text.encode(), name="a.txt")
    finally:
        sys.setprofile(None)
    return calls
