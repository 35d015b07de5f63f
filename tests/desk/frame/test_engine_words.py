"""Every error that a page can meet has its Chinese, and nothing is half translated."""

from __future__ import annotations

import re
from collections import defaultdict

import grimp
import pytest
from django.utils import translation
from phrases_of_errors import Phrase, is_english, phrases

from yanzhen.desk.frame.engine_words import PART, engine_in_words, error_in_words, error_sentence, sentences
from yanzhen.desk.rooms import SIDES, built_rooms
from yanzhen.errors import InputError

HAN = re.compile("[\u4e00-\u9fff]")
TWO_WORDS = re.compile(r"(?<![\w.<\[{`\"-])(?!(?:one|in) )[a-z]{3,} [a-z]{2,}")
FEW = 3
"""Letters and signs; a sentence with fewer of its own would match half of what people type."""
ONE_WORD = {"n", "m", "k"}


@pytest.fixture(autouse=True)
def _chinese():
    with translation.override("zh-hans"):
        yield


def test_every_error_on_the_way_to_a_page_has_its_chinese():
    met = [phrase for phrase in _met() if is_english(phrase.text)]
    assert len(met) > 500, "the search has lost its way"
    exact = {one.english for one in sentences()}
    lacking = [f"{one.place}: {one.text}" for one in met if not _is_chinese(one.text, exact)]
    assert not lacking, "add these to the room's engine_words.csv:\n" + "\n".join(lacking)


def test_one_english_sentence_has_one_chinese():
    told = defaultdict(set)
    for one in sentences():
        told[one.english].add((one.chinese, one.file.parent.name))
    assert not {english: found for english, found in told.items() if len(found) > 1}


def test_the_parts_of_both_languages_are_the_same():
    wrong = [one for one in sentences() if not set(PART.findall(one.chinese)) <= set(PART.findall(one.english))]
    assert not wrong and all(one.chinese.strip() for one in sentences())


def test_a_sentence_of_few_letters_takes_no_whole_sentences_as_its_parts():
    loose = [
        one.english for one in sentences() if _own(one.english) < FEW and set(PART.findall(one.english)) - ONE_WORD
    ]
    assert not loose, "name their parts n, m or k"


def test_what_no_file_holds_stays_as_it_was_typed():
    for typed in ("杭州未来科技有限公司", "Acme Tools and Dies to order", "12,5", "3302", "a line\nand another", ""):
        assert engine_in_words(typed) == typed


def test_an_english_page_keeps_the_english():
    with translation.override("en"):
        assert engine_in_words("the PDF is encrypted") == "the PDF is encrypted"
        assert error_sentence(InputError("column x", seen="7", expected="a number")) == (
            "column x; seen: 7; expected: a number"
        )


def test_an_error_is_told_in_one_sentence():
    error = InputError("network f.txt, line 3", seen="a b", expected="source target probability", todo="correct it")
    assert error_in_words(error).what == "网络 f.txt 第 3 行"
    assert error_sentence(error) == "网络 f.txt 第 3 行；所见：a b；应为：起点 终点 概率；怎么办：改正"


def test_the_place_in_a_deal_file_is_told_with_what_is_wrong_there():
    assert (
        engine_in_words("deal.toml line 5 [licence] rate: unknown word") == "deal.toml 第 5 行 [licence] rate：未知的词"
    )


def test_the_meaning_of_a_column_is_told_in_chinese():
    assert engine_in_words("a value: name of the award") == "应有值：奖项名称"


def _met() -> list[Phrase]:
    """What the modules that the desk's rooms import can say."""
    graph = grimp.build_graph("yanzhen", cache_dir=None)
    found: set[str] = set()
    for key in [*(room.key for room in built_rooms()), *SIDES]:
        found |= graph.find_upstream_modules(f"yanzhen.desk.{key}", as_package=True)
        found |= graph.find_descendants(f"yanzhen.desk.{key}")
    told_elsewhere = re.compile(r"\.migrations\b|^yanzhen\.errors$|command$")  # a command line speaks English
    return phrases(sorted(one for one in found if not told_elsewhere.search(one)))


def _own(english: str) -> int:
    return len("".join(PART.sub("", english).split()))


def _is_chinese(text: str, exact: set[str]) -> bool:
    told = engine_in_words(text)
    if text in exact or text.startswith("word/"):
        return True
    return told != text and bool(HAN.search(told)) and not TWO_WORDS.search(told)
