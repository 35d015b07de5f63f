"""The character model: probabilities, seams, words."""

from __future__ import annotations

import math
import random
from pathlib import Path

import numpy as np
import pytest

from yanzhen.reading.language import model as models
from yanzhen.reading.language.model import CharModel, load, windows
from yanzhen.reading.language.symbols import BOUNDARY, ORDER
from yanzhen.reading.language.tables import Table, hashes, pack, unpack

HELD_OUT = sorted((Path(__file__).parents[3] / "bench" / "language" / "held-out").glob("*.txt"))
LEAST_AREA = 0.9
LARGEST_FILE = 12.5e6


@pytest.fixture(scope="module")
def model() -> CharModel:
    return load()


@pytest.fixture(scope="module")
def paragraphs() -> list[str]:
    assert HELD_OUT
    return [line for file in HELD_OUT for line in file.read_text("utf-8").splitlines() if len(line) > 36]


def test_what_follows_a_context_sums_to_one(model: CharModel) -> None:
    for context in ("技术创", "的", "，并", "龘龘龘"):
        ids = model.alphabet.encode(context).ids
        every = np.arange(len(model.alphabet))
        asked = np.column_stack([np.tile(windows(ids)[-1][1:], (len(every), 1)), every])
        total = float((10.0 ** model.of_windows(asked)).sum())
        assert 0.9 < total < 1.1, (context, total)


def test_a_sentence_is_likelier_than_its_shuffled_characters(model: CharModel, paragraphs: list[str]) -> None:
    rng = random.Random(1)
    for paragraph in paragraphs:
        shuffled = "".join(rng.sample(paragraph, len(paragraph)))
        assert sum(model.score(paragraph)) > sum(model.score(shuffled))


def test_width_of_digits_marks_and_spaces_make_no_difference(model: CharModel) -> None:
    narrow, wide = "到2026年,产值达3.5亿元(约).", "到２０２６ 年，产值达３．５亿 元（约）."
    assert sum(model.score(narrow)) == pytest.approx(sum(model.score(wide)))


def test_every_character_has_a_score_and_spaces_cost_nothing(model: CharModel) -> None:
    text = "全 市　实现 1,234.5 亿元"
    scores = model.score(text)
    assert len(scores) == len(text)
    assert all(score == 0 for score, character in zip(scores, text, strict=True) if character.isspace())
    assert all(score <= 0 and math.isfinite(score) for score in scores)
    figure = scores[text.index("1") : text.index("5") + 1]
    assert figure[0] < 0 and not any(figure[1:])


@pytest.mark.parametrize("text", ["", " ", "\U0002f800", "😀😀", "abc", "\ud800"])
def test_odd_texts_are_scored_all_the_same(model: CharModel, text: str) -> None:
    assert len(model.score(text)) == len(text)
    assert model.seam_gain(text, "好") == model.seam_gain(text, "好")
    assert math.isfinite(model.seam_gain("好", text)) and math.isfinite(model.starts_sentence(text))


def test_true_rests_gain_more_than_new_paragraphs(model: CharModel, paragraphs: list[str]) -> None:
    rng = random.Random(2)
    true, new = [], []
    for _ in range(300):
        here, other = rng.sample(paragraphs, 2)
        place = rng.randrange(12, len(here) - 12)
        if here[place - 1] not in "。！？”":
            true.append(model.seam_gain(here[:place], here[place:]))
            new.append(model.seam_gain(here[:place], other))
    area = float((np.subtract.outer(true, new) > 0).mean())
    assert area > LEAST_AREA, area


def test_a_stop_before_speaks_for_a_start(model: CharModel) -> None:
    assert model.starts_sentence("据介绍，这个项目") > model.starts_sentence("展水平的提高")


def test_words(model: CharModel) -> None:
    assert model.is_word("自己") and model.is_word("一批") and model.is_word("科学技术")
    assert (
        not model.is_word("目己")
        and not model.is_word("")
        and not model.is_word("我")
        and not model.is_word("科学技术发展")
    )
    assert model.word_weight("我们") > model.word_weight("焊料") > 0


def test_the_file_is_small() -> None:
    assert models.MODEL_FILE.stat().st_size < LARGEST_FILE


def test_a_table_survives_packing() -> None:
    rng = np.random.default_rng(3)
    keys = np.unique(np.concatenate([rng.integers(0, 2**32, 500), [0, 2**32 - 1]]).astype(np.uint32))
    table = Table(keys, rng.uniform(-6, 0, len(keys)).astype(np.float32), np.zeros(len(keys), np.float32))
    again = unpack("t", pack("t", table))
    assert (again.keys == keys).all()
    assert np.abs(again.value - table.value).max() <= 1 / 64
    rows, there = again.find(keys[::7])
    assert there.all() and (rows == np.arange(len(keys))[::7]).all()


def test_n_grams_of_different_length_have_different_keys() -> None:
    assert hashes(np.array([[5, 6]]))[0] != hashes(np.array([[BOUNDARY, 5, 6]]))[0]
    assert len(np.unique(hashes(np.array([[a, b] for a in range(100) for b in range(100)])))) == 10_000


def test_windows_begin_with_a_paragraph_start() -> None:
    assert windows(np.array([7, 8])).tolist() == [[BOUNDARY] * (ORDER - 1) + [7], [BOUNDARY] * (ORDER - 2) + [7, 8]]
