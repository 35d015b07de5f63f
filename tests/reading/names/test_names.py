"""Names: measured on texts of our own, and case by case where a rule decides."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from marked import Marked, key_of, read, score

from yanzhen.reading.names import BlockText, FoundName, find_names

HERE = Path(__file__).parent
FILES = ("dev.txt", "test.txt", "later.txt", "last.txt", "fresh.txt", "after.txt")
FLOORS = {
    ("dev.txt", "person"): 0.94,
    ("dev.txt", "organisation"): 0.94,
    ("dev.txt", "place"): 0.94,
    ("test.txt", "person"): 0.92,
    ("test.txt", "organisation"): 0.92,
    ("test.txt", "place"): 0.90,
    ("later.txt", "person"): 0.88,
    ("later.txt", "organisation"): 0.92,
    ("later.txt", "place"): 0.92,
    ("last.txt", "person"): 0.90,
    ("last.txt", "organisation"): 0.88,
    ("last.txt", "place"): 0.93,
    ("fresh.txt", "person"): 0.94,
    ("fresh.txt", "organisation"): 0.93,
    ("fresh.txt", "place"): 0.93,
    ("after.txt", "person"): 0.93,
    ("after.txt", "organisation"): 0.92,
    ("after.txt", "place"): 0.94,
}
"""F of exact spans and kinds, some hundredths below what is measured now.

Blind figures, persons, organisations and places together: test.txt 0.934 before any tuning; later.txt, written
when the rules were thought done, 0.918 at its first reading; last.txt, after that, 0.876 and its second part 0.923; fresh.txt 0.879 (places 0.786);
after.txt, once the repairs of fresh.txt were done, 0.900 (persons 0.789). All have informed repairs since.
"""


def names_of(*texts: str, kind: str = "paragraph") -> list[FoundName]:
    return find_names([BlockText(1, kind, text) for text in texts])


def told(names: list[FoundName], kind: str) -> list[str]:
    return [name.text for name in names if name.kind == kind]


@pytest.mark.parametrize(("file", "kind"), FLOORS)
def test_marked_texts(file: str, kind: str) -> None:
    measured = score(read(HERE / file), (kind,))
    assert measured.f1 >= FLOORS[file, kind], str(measured)
    assert min(measured.precision, measured.recall) >= 0.84, str(measured)


def test_the_measure_can_fail() -> None:
    """A name marked wrongly lowers both sides of the score."""
    right = read(HERE / "dev.txt")[:1]
    shifted = Marked(right[0].blocks, frozenset((b, s + 1, e, k) for b, s, e, k in right[0].names))
    assert score([shifted], ("person", "organisation", "place")).f1 < 0.2 < score(right, ("person",)).f1


def test_spans_index_their_block_and_never_overlap() -> None:
    for document in (d for file in FILES for d in read(HERE / file)):
        names = find_names(document.blocks)
        for name in names:
            assert document.blocks[name.block].text[name.start : name.end] == name.text
        for one, other in itertools.pairwise(names):
            assert (one.block, one.end) <= (other.block, other.start) or one.block < other.block


@pytest.mark.parametrize(
    "text",
    [
        "县级以上人民政府应当加强领导，有关部门各负其责。",
        "市场监督管理部门会同税务、统计等部门检查。",
        "我国、全国、全市、本市、该县、我省都在增长。",
        "高新技术企业、科技公司和农民专业合作社都可以申报。",
        "中央要求各地因地制宜，东部地区走在前列。",
        "各县（市、区）经信局，市人民政府各部门：",
    ],
)
def test_what_names_nothing(text: str) -> None:
    assert not [n for n in names_of(text) if n.kind in ("person", "organisation", "place")]


def test_places_stand_one_by_one_but_not_inside_organisations() -> None:
    names = names_of("安徽合肥与广西百色市西林县的代表来到广州市科技局。")
    assert told(names, "place") == ["安徽", "合肥", "广西", "百色市", "西林县"]
    assert told(names, "organisation") == ["广州市科技局"]


def test_macro_regions_countries_and_lists_of_abbreviations() -> None:
    names = names_of("长三角地区、京津冀和粤港澳大湾区对美国、日、韩出口增长。", "沪苏浙皖三省一市携手。")
    assert told(names, "place") == ["长三角", "京津冀", "粤港澳大湾区", "美国", "日", "韩", "沪苏浙皖"]


def test_a_short_form_is_tied_to_its_full_name_everywhere() -> None:
    names = names_of("海州远帆纸业集团（以下简称远帆纸业）去年扩产。", "远帆纸业的车间里，机器正响。")
    assert [(n.text, n.same_as) for n in names if n.kind == "organisation"] == [
        ("海州远帆纸业集团", None),
        ("远帆纸业", "海州远帆纸业集团"),
        ("远帆纸业", "海州远帆纸业集团"),
    ]


def test_a_firm_is_later_called_by_its_own_words() -> None:
    names = names_of("广州望舒视频科技股份有限公司上市。", "望舒视频总经理表示，公司将扩产。")
    assert ("望舒视频", "广州望舒视频科技股份有限公司") in [(n.text, n.same_as) for n in names]


def test_coordinated_firms_are_parted() -> None:
    names = names_of("为广州创天电子科技公司、凯通科技公司等14家企业提供支持。")
    assert told(names, "organisation") == ["广州创天电子科技公司", "凯通科技公司"]


def test_a_person_is_no_firm_for_leading_one() -> None:
    names = names_of("何守拙是浙江潮生新能源股份有限公司的董事长。", "何守拙的公司去年上市。")
    assert told(names, "person") == ["何守拙", "何守拙"]


def test_two_offices_and_one_with_a_conjunction() -> None:
    names = names_of("本办法由市科技局会同市财政局解释。", "嘉兴市经济和信息化局 2022年12月30日")
    assert told(names, "organisation") == ["市科技局", "市财政局", "嘉兴市经济和信息化局"]


def test_role_and_organisation_of_a_person() -> None:
    found = {
        n.text: (n.role, n.organisation)
        for n in names_of("昌乐县委副书记、县长张建伟和中国工程院院士郑裕国到会。", "记者张玉、王亚宏报道。")
        if n.kind == "person"
    }
    assert found["张建伟"] == ("县委副书记、县长", "昌乐县委")
    assert found["郑裕国"] == ("院士", "中国工程院")
    assert found["王亚宏"][0] == "记者"


def test_bylines() -> None:
    names = names_of("洪恒飞 本报记者 江 耘", kind="byline")
    assert told(names, "person") == ["洪恒飞", "江 耘"]
    assert told(names_of("来源：某某网 编辑：韦素雪", kind="byline"), "person") == ["韦素雪"]


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("朱利中说，要加强合作。", "朱利中"),
        ("阿不都·热合曼来自喀什。", "阿不都·热合曼"),
        ("公式是爱因斯坦提出的。", "爱因斯坦"),
        ("技术员欧阳远帆每周都上山。", "欧阳远帆"),
    ],
)
def test_forms_of_persons(text: str, person: str) -> None:
    assert told(names_of(text), "person") == [person]


def test_titles_are_documents_and_hide_what_they_hold() -> None:
    names = names_of("《浙江省专利条例》自5月1日起施行，《科技日报》作了报道。")
    assert told(names, "document") == ["浙江省专利条例"]
    assert told(names, "organisation") == ["科技日报"]
    assert not told(names, "place")


def test_an_ambiguous_region_is_read_by_its_neighbours() -> None:
    regions = {n.text: n.region for n in names_of("福建福州的鼓楼区与江苏南京相隔千里。")}
    assert regions["鼓楼区"] == "350102"
    assert names_of("鼓楼区的企业增加了。")[0].region is None
    assert {n.text: n.region for n in names_of("山东昌乐以蓝宝石闻名。")}["昌乐"] == "370725"


def test_rare_wide_and_odd_characters_keep_their_offsets() -> None:
    text = "　　𠮷林ＡＢＣ（王延斌）\t“昌乐县委”\n刘裕斌　说。"
    for name in names_of(text):
        assert text[name.start : name.end] == name.text
    assert {"昌乐县委", "刘裕斌"} <= {n.text for n in names_of(text)}


@pytest.mark.parametrize("text", ["摄影/章轲", "记者张明", "记者 林", "联系人：吴晓", "董事长周", "阿不都·热", "书记"])
def test_names_at_the_very_end_stay_inside(text: str) -> None:
    for name in names_of(text):
        assert 0 <= name.start < name.end <= len(text)
        assert text[name.start : name.end] == name.text


@pytest.mark.parametrize("text", ["", " ", "。", "、、、", "《》", "（以下简称）", "·", "123,456.7%"])
def test_texts_without_names(text: str) -> None:
    assert names_of(text) == []


def test_a_long_paragraph_without_stops_is_read() -> None:
    text = "江苏省与浙江省、" * 400
    names = names_of(text)
    assert len(told(names, "place")) == 800


def test_the_same_blocks_give_the_same_names() -> None:
    document = read(HERE / "dev.txt")[0]
    assert [key_of(n) for n in find_names(document.blocks)] == [key_of(n) for n in find_names(document.blocks)]
