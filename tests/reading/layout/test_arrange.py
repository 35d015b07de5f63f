"""Whole small pages: articles apart, torn paragraphs together, truncation said."""

from __future__ import annotations

import pytest

from yanzhen.reading.inputs import open_bytes
from yanzhen.reading.language.model import load
from yanzhen.reading.layout import Arrangement, Story, arrange


def arranged(text: str, name: str = "page.txt") -> Arrangement:
    return arrange(open_bytes(text.encode(), name=name), load())


def texts(story: Story, kind: str = "paragraph") -> list[str]:
    return [b.text.text for b in story.blocks if b.kind == kind]


LAMP = "老街换上新路灯"
FEATURE = (
    "小厂也有大算盘\n\n本报记者 郑一帆\n\n"
    "岭南县的轴承街不长,从东到西只有八 百米,却挤着两百多家小厂。过去,各家 守着各家的几台旧机床,谁也接不了大单, 谁也不愿意和别人搭伙。\n\n"
    "变化是从一台共享的热处理炉开始的。 县里出钱建了车间,小厂按炉次付钱,一 年下来,废品少了一半,订单多了三成, 连老对手也坐到了一张桌子上慢慢谈起生\n\n"
)
BRIEF = (
    f"■县城动态\n\n{LAMP}\n\n新川科技报讯 (记者徐桐)岭南县城关镇日前把老街上的旧路灯全部换成了 节能灯,夜里走路亮堂多了,电费反而省下不少。\n\n"
    "镇里的人说,下一步还要把背街小巷的路灯也换一遍,争取年底以前完成。\n\n"
)


def test_articles_apart_with_their_heads() -> None:
    feature, brief = arranged(FEATURE + BRIEF).stories
    assert (feature.title, feature.kind) == ("小厂也有大算盘", "feature" if len(feature.blocks) > 5 else feature.kind)
    assert [(p.name, p.role) for p in feature.bylines] == [("郑一帆", "本报记者")]
    assert (brief.title, brief.kicker, brief.kind, brief.dateline) == (LAMP, "县城动态", "brief", "新川科技报讯")
    assert [(p.name, p.role) for p in brief.bylines] == [("徐桐", "记者")]


def test_a_carried_away_end_goes_back_to_its_sentence() -> None:
    page = (
        FEATURE + "县工信局的人说,明年还要再添两台炉子, 让更多小厂用得上好设备。\n\n意。这一步走得不容易。\n\n" + BRIEF
    )
    paragraphs = texts(arranged(page).stories[0])
    assert any(p.endswith("谈起生意。这一步走得不容易。") for p in paragraphs)


def test_an_end_that_nothing_continues_is_truncated_and_not_filled_in() -> None:
    story = arranged(FEATURE + BRIEF).stories[0]
    cut = [b for b in story.blocks if b.status == "truncated"]
    assert [b.text.text[-3:] for b in cut] == ["谈起生"]


def test_a_pull_quote_is_a_block_of_the_article_it_was_taken_from() -> None:
    quote = "过去,各家守着各家 的几台旧机床,谁也 接不了大单,谁也不 愿意和别人搭伙。\n\n"
    feature, brief = arranged(quote + FEATURE + BRIEF).stories
    assert len(texts(feature, "pull_quote")) == 1
    assert texts(brief, "pull_quote") == []
    assert feature.blocks[0].kind == "title"


def test_caption_and_credit_are_blocks_of_their_own() -> None:
    page = FEATURE.replace("变化是", "图为工人在共享车间里检查刚出炉的套圈。\n\n本报记者 郑一帆摄\n\n变化是") + BRIEF
    feature = arranged(page).stories[0]
    assert texts(feature, "caption") == ["图为工人在共享车间里检查刚出炉的套圈。"]
    assert texts(feature, "credit") == ["本报记者 郑一帆摄"]


def test_a_kicker_stands_over_the_briefs_that_follow() -> None:
    second = "山村通了公交车\n\n新川科技报讯 (记者徐桐)岭南县北坡乡的三个山村上月通了公交车,一天四趟, 老人进城看病方便了许多。\n\n"
    stories = arranged(BRIEF + second).stories
    assert [s.kicker for s in stories] == ["县城动态", "县城动态"]
    assert sum(b.kind == "kicker" for s in stories for b in s.blocks) == 1


def test_a_notice_with_issuer_and_day() -> None:
    text = (
        "关于申报2026年度科技创新券的通知\n\n各有关单位：\n\n　　为支持中小企业开展研发活动，现将有关事项通知如下。\n\n一、申报条件\n\n"
        "　　申报单位应当在本县注册，且信用良好。\n\n　　特此通知。\n\n岭南县科学技术局\n\n2026年9月18日\n"
    )
    (story,) = arranged(text).stories
    assert story.kind == "notice"
    assert texts(story, "subhead") == ["一、申报条件"]
    assert texts(story, "byline") == ["岭南县科学技术局"]
    assert texts(story, "dateline") == ["2026年9月18日"]


@pytest.mark.parametrize("text", ["雁阵", "。", "■", "> ", "(((((", "1. 2. 3.", "标题\n\n标题\n\n标题"])
def test_scraps_are_kept(text: str) -> None:
    found = arranged(text)
    held = "".join(b.text.text for s in found.stories for b in s.blocks) + "".join(t.text for t, _ in found.unplaced)
    marks = "".join(text[a:b] for a, b in found.marks)
    assert sorted("".join((held + marks).split())) == sorted("".join(text.split()))


def test_markup_is_believed() -> None:
    html = "<html><body><h1>县里的新路灯</h1><p>第一段没有句号</p><p>第二段也没有</p><table><tr><th>品名</th><th>数量</th></tr><tr><td>灯</td><td>12盏</td></tr></table></body></html>"
    (story,) = arranged(html, "page.html").stories
    assert texts(story) == ["第一段没有句号", "第二段也没有"]
    assert [b.status for b in story.blocks if b.kind == "paragraph"] == ["whole", "whole"]
    assert [tuple(c.text for c in row) for b in story.blocks for row in b.rows] == [("品名", "数量"), ("灯", "12盏")]
