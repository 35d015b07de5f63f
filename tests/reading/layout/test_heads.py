"""Bylines, datelines, kickers, credits, folios."""

from __future__ import annotations

import pytest

from yanzhen.reading.layout.heads import Person, bylines_of, head_of, is_credit, is_folio, kicker_mark


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("本报记者 郑一帆", [("郑一帆", "本报记者")]),
        ("郑一帆 本报记者 江 屿", [("郑一帆", ""), ("江屿", "本报记者")]),
        ("(何小满 记者徐桐)", [("何小满", ""), ("徐桐", "记者")]),
        ("记者 袁青 通讯员 蒋林", [("袁青", "记者"), ("蒋林", "通讯员")]),
        ("文/张三石 图/李四方", [("张三石", "文"), ("李四方", "图")]),
        ("特约记者 阿依·古丽", [("阿依·古丽", "特约记者")]),
    ],
)
def test_people_of_a_byline(text: str, people: list[tuple[str, str]]) -> None:
    assert bylines_of(text) == tuple(Person(*p) for p in people)


@pytest.mark.parametrize("text", ["短评", "狠抓落实才能见效", "记者从县科技局了解到,今年以来", "", "本报资讯"])
def test_no_byline(text: str) -> None:
    assert bylines_of(text) == ()


def test_bare_names_only_where_asked_for() -> None:
    assert bylines_of("王小川") == ()
    assert bylines_of("王小川", bare=True) == (Person("王小川", ""),)


@pytest.mark.parametrize(
    ("text", "line", "names"),
    [
        ("新川科技报讯 (记者徐桐 通讯员何小满)昨日,", "新川科技报讯", ["徐桐", "何小满"]),
        ("本报讯 记者徐桐报道：昨日，", "本报讯", ["徐桐"]),
        ("新华社北京8月3日电（记者徐桐）国务院", "新华社北京8月3日电", ["徐桐"]),
        ("本报讯 近日,岭南县", "本报讯", []),
        ("二十一世纪报道记者 王江 南京报道 据海关通报", "二十一世纪报道记者 王江 南京报道", ["王江"]),
    ],
)
def test_dateline_heads(text: str, line: str, names: list[str]) -> None:
    head = head_of(text)
    assert head is not None
    assert text[: head.dateline_end] == line
    assert [p.name for p in head.people] == names


@pytest.mark.parametrize(
    "text", ["通讯录已经更新。", "喜讯传来,全县沸腾。", "本报资讯中心负责人说,", "微电子产业园开工。"]
)
def test_no_dateline(text: str) -> None:
    assert head_of(text) is None


def test_kickers_credits_and_folios() -> None:
    assert kicker_mark("■短 评") == 1
    assert kicker_mark("短评") == 0
    assert kicker_mark("■" + "很" * 40) == 0
    assert is_credit("新川社记者 徐桐摄")
    assert is_credit("图片由县委宣传部提供") or is_credit("图片来源:县委宣传部")
    assert not is_credit("他把相机摆好,准备拍摄。")
    assert is_folio("2026年9月18日 星期五 第5版")
    assert not is_folio("2026年9月18日,岭南县举行大会")
