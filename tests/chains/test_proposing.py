"""Edges proposed from sentences: how many of the right ones, with which mood, at which place."""

from __future__ import annotations

import csv
import sys
import time
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.chains.proposing.descriptions import propose_described
from yanzhen.chains.proposing.engine import propose
from yanzhen.chains.proposing.folding import fold
from yanzhen.chains.proposing.mentions import masked, mentions
from yanzhen.chains.proposing.proposal import Firm, Known, Mood, Proposal, Relation, Sureness
from yanzhen.chains.proposing.wording import hedges, patterns

HERE = Path(__file__).parent / "proposing"
Edge = tuple[str, str, str, str]


@cache
def firms() -> dict[str, Firm]:
    rows = csv.DictReader((HERE / "firms.csv").read_text(encoding="utf-8").splitlines())
    return {row["code"]: Firm(row["code"], row["name"], tuple(row["aliases"].split(";"))) for row in rows}


@cache
def known() -> Known:
    return Known.of((HERE / "products.txt").read_text(encoding="utf-8").split(), firms().values())


@cache
def sentences() -> tuple[dict[str, str], ...]:
    return tuple(csv.DictReader((HERE / "sentences.csv").read_text(encoding="utf-8").splitlines()))


def wanted(text: str) -> set[Edge]:
    """``made_from|B|A`` and ``used_in|A|B`` are one edge."""
    edges = set()
    for told in filter(None, text.split(";")):
        relation, source, target, mood = [*told.split("|"), "stated"][:4]
        if relation == "made_from":
            relation, source, target = "used_in", target, source
        edges.add((relation, source, target, mood))
    return edges


def found(text: str, subject: str = "") -> tuple[Proposal, ...]:
    return propose(text, known(), subject=firms().get(subject))


def measured(parts: set[str]) -> tuple[float, float, int]:
    """Precision, recall, and how many edges there are."""
    right = proposed = there = 0
    for row in sentences():
        if row["part"] in parts:
            told = {(*one.edge, one.mood.value) for one in found(row["text"], row["subject"])}
            labels = wanted(row["edges"])
            right, proposed, there = right + len(told & labels), proposed + len(told), there + len(labels)
    return right / proposed, right / there, there


@pytest.mark.parametrize(
    ("parts", "precision", "recall"),
    [({"dev"}, 0.99, 0.99), ({"first", "second", "third", "fourth"}, 0.95, 0.88), ({"held"}, 0.95, 0.70)],
    ids=["written on", "learned from", "held out"],
)
def test_precision_and_recall_are_as_the_documentation_says(parts, precision, recall, capsys):
    measure = measured(parts)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{'+'.join(sorted(parts))}: precision {measure[0]:.3f}, recall {measure[1]:.3f} of {measure[2]} edges"
        )
    assert measure[0] >= precision
    assert measure[1] >= recall


def test_there_are_enough_sentences_and_each_stands_once():
    texts = [row["text"] for row in sentences()]
    assert len(texts) == len(set(texts)) >= 280
    assert sum(row["part"] == "held" for row in sentences()) == 40
    assert sum(not row["edges"] for row in sentences()) >= 50, "sentences that say no edge"


@pytest.mark.parametrize("pattern", patterns(), ids=lambda one: one.id)
def test_every_pattern_fits_its_own_example(pattern):
    text = fold(pattern.example).text
    text = masked(text, mentions(text, known()))
    assert pattern.found.search(text), "the example of the file does not fit its template"


def test_the_span_holds_the_words_in_a_torn_text():
    text = "以 石英\n砂为原料，\r\n 生产 光伏玻璃。"
    [one] = found(text)
    assert text[slice(*one.span)] == one.words == "以 石英\n砂为原料，\r\n 生产 光伏玻璃"
    assert (text[slice(*one.target.span)], one.target.name) == ("石英\n砂", "石英砂")


def test_pieces_are_read_in_their_order_and_spans_stay_in_the_text():
    text = "光伏玻璃。|别的文章说别的事。|以石英砂为原料生产"
    [one] = propose(text, known(), pieces=[[(16, 25), (0, 5)]])
    assert (one.source.name, one.target.name) == ("光伏玻璃", "石英砂")
    assert text[slice(*one.source.span)] == "光伏玻璃"
    assert 0 <= one.span[0] < one.span[1] <= len(text)


def test_full_width_letters_and_aliases_are_the_known_name():
    names = Known.of(["PLC"], aliases={"可编程控制器": "PLC"})
    text = "ＰＬＣ应用于纺织机。可编程控制器用于印刷机。"
    assert {one.source.name for one in propose(text, names)} == {"PLC"}


def test_the_longest_known_name_is_taken_and_an_unknown_one_keeps_its_words():
    names = Known.of(["电机", "伺服电机"])
    told = propose("海潮电机有限公司主要产品为伺服电机、直线电机。", names)
    assert [(one.target.name, one.target.is_new, one.target.like) for one in told] == [
        ("伺服电机", False, ""),
        ("直线电机", True, "电机"),
    ]
    assert {one.sureness for one in told} == {Sureness.NEW_NAME}, "the firm is nobody's"


def test_a_firms_name_is_no_product():
    assert found("泰岭轴承与海雁电机用于展览。") == ()


def test_one_name_of_two_firms_is_nobodys():
    names = Known.of(["轴承"], [Firm("A", "甲轴承厂", ("泰岭",)), Firm("B", "乙轴承厂", ("泰岭",))])
    assert "泰岭" not in names.firms


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("海雁电机生产减速机。", Mood.STATED),
        ("海雁电机不生产减速机。", Mood.DENIED),
        ("海雁电机曾生产减速机。", Mood.PAST),
        ("海雁电机已停产减速机。", Mood.PAST),
        ("海雁电机不再生产减速机。", Mood.PAST),
        ("海雁电机拟生产减速机。", Mood.PLANNED),
        ("海雁电机将生产减速机。", Mood.PLANNED),
    ],
)
def test_what_is_denied_past_or_planned_is_told_as_such(text, mood):
    assert [(one.relation, one.target.name, one.mood) for one in found(text)] == [(Relation.MAKES, "减速机", mood)]


def test_jiang_before_a_noun_is_no_plan():
    assert [one.mood for one in found("该厂将聚丙烯加工成无纺布。")] == [Mood.STATED]


def test_who_is_concluded_is_said_to_be_concluded():
    text = "泰岭轴承是老企业。公司专业生产滚珠。"
    assert [(one.source.code, one.sureness) for one in found(text)] == [("F1", Sureness.INFERRED)]
    assert found("专业生产滚珠。") == (), "nobody is named"
    assert [one.sureness for one in found("专业生产滚珠。", "F1")] == [Sureness.EXPLICIT]


def test_two_new_names_are_tied_only_by_plain_words():
    assert [one.target.name for one in found("以废旧轮胎为原料生产再生胶。")] == ["废旧轮胎"]
    assert found("再生胶主要用于减震垫。") == ()


def test_a_list_without_a_verb_is_what_the_firm_makes():
    told = propose_described("轴承、滚珠；静音导轨", known(), firms()["F1"])
    assert [(one.source.code, one.target.name, one.target.is_new) for one in told] == [
        ("F1", "轴承", False), ("F1", "滚珠", False), ("F1", "静音导轨", True),
    ]  # fmt: skip
    assert propose_described("公司成立于1998年，位于昌乐。", known(), firms()["F1"]) == ()


def test_supplies_tell_the_product():
    [one] = [one for one in found("泰岭轴承为海雁电机供应轴承、滚珠。") if one.relation is Relation.SUPPLIES]
    assert (one.source.code, one.target.code, one.product) == ("F1", "F3", "轴承、滚珠")


@given(st.text("轴承滚珠电机生产制造用于由以为原料组成主要产品公司泰岭，。、；：的不拟 \n", max_size=60))
def test_any_text_gives_spans_inside_it_and_the_same_answer_twice(text):
    told = propose(text, known(), subject=firms()["F2"])
    assert told == propose(text, known(), subject=firms()["F2"])
    for one in told:
        assert 0 <= one.span[0] < one.span[1] <= len(text)
        assert one.words == text[slice(*one.span)]
        assert one.source.name != one.target.name


@pytest.mark.parametrize("piece", ["研究开发", "可广泛", "由", "是", "工序经过", "以生产为", "（", "轴承、"])
def test_a_text_made_to_be_slow_is_not(piece):
    start = time.perf_counter()
    propose(piece * (800 // len(piece)), known())
    assert time.perf_counter() - start < 5


def test_every_word_file_names_its_source():
    for name in ("patterns.csv", "words.csv", "hedges.csv", "not_products.csv"):
        text = (Path(__file__).parents[2] / "src/yanzhen/chains/proposing" / name).read_text(encoding="utf-8")
        rows = list(csv.DictReader(text.splitlines()))
        assert rows, name
        assert all(row["source"] for row in rows), name
    assert {one.mood for one in hedges()} == {Mood.PAST, Mood.DENIED, Mood.PLANNED}
