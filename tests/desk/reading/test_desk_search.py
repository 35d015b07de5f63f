"""Words of any length are found, by the same rule on every database."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.desk.reading import search
from yanzhen.desk.reading.models import Searched

TEXTS = [
    "两院院士领衔磁悬浮产业链",
    "产业 链上企业融资4.34亿元",
    "就业率达80%以上，带动就业",
    "ＡＩ与5G融合，AI芯片量产",
    "院长与护士",
    "生僻字𠮷野家开业",
]


@pytest.fixture
def texts(db):
    search.put(search.Entry("statement", number, text) for number, text in enumerate(TEXTS))


def found(words, kind="statement"):
    keys = search.matching(kind, words)
    return (
        None
        if keys is None
        else sorted(Searched.objects.filter(kind=kind, target__in=keys).values_list("target", flat=True))
    )


@pytest.mark.parametrize(
    ("words", "targets"),
    [
        ("产业链", [0, 1]),
        ("院士", [0]),
        ("士", [0, 4]),
        ("链", [0, 1]),
        ("业", [0, 1, 2, 5]),
        ("磁悬浮产业链", [0]),
        ("4.34", [1]),
        ("34亿", [1]),
        ("80%", [2]),
        ("ai", [3]),
        ("ＡＩ芯片", [3]),
        ("院 士", [0, 4]),
        ("就业 融资", []),
        ("𠮷", [5]),
        ("𠮷野", [5]),
        ("没有的词", []),
        ('"双" OR *', []),
        ("%", [2]),
        ("_", None),
        ("  ", None),
        ("，。", None),
    ],
)
def test_words_are_found(texts, words, targets):
    assert found(words) == targets


def test_replacing_and_forgetting(texts):
    search.put([search.Entry("statement", 0, "改了的文字")])
    assert found("磁悬浮") == [] and found("改了") == [0]
    search.drop("statement", [0])
    assert found("改了") == []


def test_kinds_do_not_mix(texts):
    search.put([search.Entry("block", 0, "院士段落")])
    assert found("院士", "block") == [0] and found("段落") == []


def test_both_indexes_answer_alike(texts):
    table = search.TableIndex(connection)
    table.add(list(Searched.objects.all()))
    for words in ("产业链", "院士", "士", "4.34", "80%", "ai", "院 士", "𠮷", "业", "开业", "没有"):
        keys = table.keys("statement", search.runs(words))
        assert sorted(row["target"] for row in keys) == found(words), words


@given(st.text("产业链院士4.%a ，", min_size=1, max_size=12), st.integers(0, 11), st.integers(1, 4))
def test_every_piece_of_a_text_matches_its_pairs(text, start, length):
    """What stands in a normal text is a run of its pairs: nothing that is there can be missed."""
    normal = search.normal(text)
    for run in normal.split():
        piece = run[start : start + length]
        if piece:
            assert piece in run
            assert set(search.pairs(piece)[:-1]) <= set(search.pairs(run))
