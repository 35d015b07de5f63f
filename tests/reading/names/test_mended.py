"""Cases that once were read wrongly: one rule each, in sentences of our own."""

from __future__ import annotations

import pytest

from yanzhen.reading.names import BlockText, FoundName, find_names


def read(*texts: str, kind: str = "paragraph") -> list[FoundName]:
    return find_names([BlockText(1, kind, text) for text in texts])


def told(names: list[FoundName], kind: str) -> list[str]:
    return [name.text for name in names if name.kind == kind]


@pytest.mark.parametrize(
    "office",
    [
        "德清县工业和信息化局",
        "岑溪县工业和信息化局",
        "广西壮族自治区工业和信息化厅",
        "禾丘市人力资源和社会保障局",
        "禾丘市石浦区住房和城乡建设局",
        "市发展和改革委员会",
        "禾丘市规划和自然资源局",
        "沅溪县文化广电和旅游局",
        "洪湖市水利和湖泊局",
    ],
)
def test_an_office_with_a_conjunction_is_one_with_its_place(office: str) -> None:
    names = read(f"{office}局长农远山说，工作正在推进。")
    assert told(names, "organisation") == [office]
    assert told(names, "place") == []
    assert [(n.text, n.organisation) for n in names if n.kind == "person"] == [("农远山", office)]


def test_two_offices_stay_two() -> None:
    names = read("由沅溪县财政局和沅溪县工业和信息化局共同落实。")
    assert told(names, "organisation") == ["沅溪县财政局", "沅溪县工业和信息化局"]


@pytest.mark.parametrize(
    ("text", "press", "places"),
    [
        ("岭北科技报讯 （通讯员向晚）", ["岭北科技报"], []),
        ("岭北科技报禾丘9月16日电 （记者谌越）", ["岭北科技报"], ["禾丘"]),
        ("本报禾丘9月16日电（记者谌越）", [], ["禾丘"]),
        ("本报禾丘讯（记者谌越）", [], ["禾丘"]),
        ("新华社北京8月3日电", ["新华社"], ["北京"]),
        ("新华社昆明、贵阳8月2日电", ["新华社"], ["昆明", "贵阳"]),
        ("禾丘融媒体中心讯（记者谌越）", ["禾丘融媒体中心"], []),
    ],
)
def test_datelines(text: str, press: list[str], places: list[str]) -> None:
    names = read(text, kind="dateline")
    assert (told(names, "organisation"), told(names, "place")) == (press, places)


def test_a_paper_signs_in_the_text_too() -> None:
    assert told(read("据岭北科技报记者了解，举报记者已受理。"), "organisation") == ["岭北科技报"]
    assert told(read("《岭北科技报》与《经济研究学报》都登了此事。"), "organisation") == ["岭北科技报"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("主产区在浙江省北部。", ["浙江省"]),
        ("工厂建在山东省南部和江西北部。", ["山东省", "江西"]),
        ("矿点分布在广西西北部。", ["广西"]),
        ("产品卖到长江以南。", ["长江"]),
        ("仓库在县城东郊。", []),
        ("基地离百色城区二十公里，与昆明市区更远。", ["百色", "昆明"]),
        ("西南地区与东北增长较快。", ["西南地区", "东北"]),
    ],
)
def test_a_direction_is_no_part_of_a_place(text: str, places: list[str]) -> None:
    assert [p.removesuffix("地区") for p in told(read(text), "place")] == [p.removesuffix("地区") for p in places]


def test_a_short_province_is_the_province_and_a_bare_district_needs_its_city() -> None:
    codes = {n.text: n.region for n in read("北京、天津及河北等地与河南、江苏、海南合作。")}
    assert (codes["河北"], codes["河南"], codes["江苏"], codes["海南"]) == ("130000", "410000", "320000", "460000")
    assert {n.text: n.region for n in read("北京的企业多在海淀。")}["海淀"] == "110108"
    assert {n.text: n.region for n in read("企业多在海淀。")}["海淀"] is None


@pytest.mark.parametrize(
    "text",
    [
        "渔船停在入海口，滩涂在入江口。",
        "大城市有大装置，小县城也有小办法。",
        "全县危桥都已拆除，老旧厂区改成人才公寓。",
        "锦绣壮乡的茶山上起了雾。",
        "新老城区连成一片，文化下乡活动走进荒村。",
        "规模以上工业企业312家。",
        "今年芒果丰收，苹果减产。",
    ],
)
def test_common_nouns_are_no_names(text: str) -> None:
    assert [n.text for n in read(text) if n.kind in ("place", "organisation", "person")] == []


@pytest.mark.parametrize(
    "body",
    ["国家统计局宜昌调查队", "三峡集团", "中国科学院高能物理研究所", "国网禾丘供电公司", "沅溪县实验中学"],
)
def test_whole_names_of_bodies(body: str) -> None:
    assert told(read(f"{body}参与了这项工作。"), "organisation") == [body]


def test_a_registered_name_begins_with_its_province() -> None:
    assert told(read("田福建澄海装备有限公司设计建造。"), "organisation") == ["福建澄海装备有限公司"]
    names = read("9月11日，禾丘市福建澄芯半导体有限公司投产。")
    assert told(names, "organisation") == ["福建澄芯半导体有限公司"]
    assert told(names, "place") == ["禾丘市"]


def test_an_invented_region_is_known_by_its_short_form_everywhere() -> None:
    names = read("禾丘：一粒豆子的远行", "福建省禾丘市种豆三万亩。", "在禾丘，豆子能换新房。")
    assert [(n.text, n.same_as) for n in names if n.kind == "place" and n.text.startswith("禾丘")] == [
        ("禾丘", "禾丘市"),
        ("禾丘市", None),
        ("禾丘", "禾丘市"),
    ]


def test_a_region_alone_is_a_place() -> None:
    names = read("为期三天的云岫县茶科技展12日开幕。", "云岫县去年种茶八千亩。")
    assert told(names, "organisation") == []
    assert told(names, "place") == ["云岫县", "云岫县"]


def test_a_river_is_cut_where_the_sentence_goes_on() -> None:
    assert told(read("一条百里长的梅溪穿城而过。", "梅溪两岸种满了桃树。"), "place") == ["梅溪", "梅溪"]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("来源：广西日报 作者：韦家乐 编辑：农雪", [("韦家乐", "作者"), ("农雪", "编辑")]),
        ("【编辑：黄小玲 作者：罗志平】", [("黄小玲", "编辑"), ("罗志平", "作者")]),
        ("摄影/章轲", [("章轲", "摄影")]),
        ("图/文 本报记者 覃月", [("覃月", "本报记者")]),
        ("本报记者 蓝月溪 通讯员 莫 言之", [("蓝月溪", "本报记者"), ("莫 言之", "通讯员")]),
        ("作者：连 翘 编辑：蓝 天", [("连 翘", "作者"), ("蓝 天", "编辑")]),
        ("责编 | 张晓丽 审核 | 韦大江", [("张晓丽", "责编"), ("韦大江", "审核")]),
    ],
)
def test_bylines_give_persons_and_roles(text: str, people: list[tuple[str, str]]) -> None:
    assert [(n.text, n.role) for n in read(text, kind="byline") if n.kind == "person"] == people


def test_the_source_of_a_text_is_not_where_its_author_works() -> None:
    author = next(n for n in read("来源：广西日报 作者：韦家乐", kind="byline") if n.kind == "person")
    assert author.organisation is None


def test_a_space_inside_a_name_is_allowed_in_brackets_of_any_block() -> None:
    assert told(read("本报讯（记者 江 耘 通讯员 侬 雪）今天开会。"), "person") == ["江 耘", "侬 雪"]


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("集美大学教授连季川的团队用了三年。", "连季川"),
        ("沅溪镇镇长向晚亭介绍，全镇都在种豆。", "向晚亭"),
        ("副局长鲜于明说，桥通了。", "鲜于明"),
        ("船老大侬阿水在江上四十年。", "侬阿水"),
        ("省政府副省长闵行之出席。", "闵行之"),
        ("让-皮埃尔·勒克莱尔是顾问。", "让-皮埃尔·勒克莱尔"),
    ],
)
def test_surnames_that_are_other_words_too(text: str, person: str) -> None:
    assert told(read(text), "person") == [person]


@pytest.mark.parametrize(
    "text", ["连日来天气晴好。", "蓝天白云成为常态。", "农村电商，莫让机会溜走。", "从县里了解到，向好势头不变。"]
)
def test_the_same_characters_as_words(text: str) -> None:
    assert told(read(text), "person") == []


def test_who_answers_in_an_interview() -> None:
    names = read("记者：为什么回来？", "尕藏加：这里凉快。", "记者：以后呢？", "尕藏加：还会来。")
    assert told(names, "person") == ["尕藏加", "尕藏加"]
    assert told(read("要点：一是快。", "要点：二是稳。", "记者：好。"), "person") == []


def test_an_organisation_ends_where_it_acts() -> None:
    text = "公司与浙江大学共建实验室。"
    found = [name.text for name in find_names([BlockText(0, "paragraph", text)]) if name.kind == "organisation"]
    assert found == ["浙江大学"]
