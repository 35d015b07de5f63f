"""Slips of the scan: what is proposed and what is left alone."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest

from yanzhen.reading.language.lookalikes import read_pairs
from yanzhen.reading.language.slips import Slip, find_slips
from yanzhen.reading.language.symbols import is_han

HELD_OUT = sorted((Path(__file__).parents[3] / "bench" / "language" / "held-out").glob("*.txt"))
MOST_FALSE = 4.0
"""Per 10,000 clean characters."""
LEAST_FOUND = 0.6


def found(text: str, **options: object) -> list[tuple[int, str, str]]:
    return [(slip.start, slip.seen, slip.read) for slip in find_slips(text, **options)]  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def paragraphs() -> list[str]:
    return [line for file in HELD_OUT for line in file.read_text("utf-8").splitlines() if line]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他们依靠目己的力量发展生产。", (4, "目", "自")),
        ("项目但末能如期完成。", (3, "末", "未")),
        ("第·批项目已经落地。", (1, "·", "一")),
        ("要加快推进科枝创新。", (6, "枝", "技")),
        ("会议还讨论了其他事顶。", (9, "顶", "项")),
        ("到2O20年底建成", (2, "O", "0")),
        ("从二O二五年起施行", (2, "O", "〇")),
        ("要推动经·济发展。", (4, "·", "")),
        ("企业发 展很快。", (3, " ", "")),
    ],
)
def test_finds(text: str, expected: tuple[int, str, str]) -> None:
    assert expected in found(text, least=0.3)


def test_a_character_doubled_where_lines_were_joined() -> None:
    text = "推动经济社会高质质量发展。"
    assert found(text, joints=[8]) == [(8, "质", "")]
    assert found("他们常常加班。", joints=[3]) == []


def test_a_lost_character_is_proposed_only_at_a_joint_and_only_where_one_fits() -> None:
    assert ((8, "", "主") in found("建设中国特色社会义现代化国家", joints=[8], least=0.3)) is True
    assert found("建设中国特色社会义现代化国家", least=0.9) == found(
        "建设中国特色社会义现代化国家", joints=[], least=0.9
    )
    assert not [read for _, _, read in found("南京鼓 医院的专家说") if read]


def test_protected_spans_are_left_alone() -> None:
    text = "他们依靠目己的力量发展生产。"
    assert found(text, protected=[(4, 6)]) == []
    assert found(text, protected=[(0, 4), (5, 9)]) == [(4, "目", "自")]


def test_figures_are_never_read_otherwise(paragraphs: list[str]) -> None:
    numerals = set("0123456789一二三四五六七八九十百千万亿两零〇")
    for paragraph in paragraphs:
        for slip in find_slips(paragraph.replace("一", "二"), least=0.01):
            assert not numerals & set(slip.seen), slip


def test_clean_text_is_left_alone(paragraphs: list[str]) -> None:
    slips = [slip for paragraph in paragraphs for slip in find_slips(paragraph)]
    assert 1e4 * len(slips) / sum(map(len, paragraphs)) <= MOST_FALSE, slips


def test_most_slips_put_in_are_found(paragraphs: list[str]) -> None:
    rng = random.Random(11)
    seen_for: dict[str, str] = {}
    for seen, trues in read_pairs().items():
        for true in filter(is_han, trues[:3] if is_han(seen) else ""):
            seen_for[true] = seen_for.get(true, "") + seen
    put = right = 0
    for paragraph in paragraphs:
        places = [
            place
            for place, true in enumerate(paragraph)
            if true in seen_for and true not in "一二三四五六七八九十百千万亿两零"
        ]
        place = rng.choice(places)
        damaged = paragraph[:place] + rng.choice(seen_for[paragraph[place]]) + paragraph[place + 1 :]
        put += 1
        right += (place, damaged[place], paragraph[place]) in found(damaged)
    assert right / put >= LEAST_FOUND, (right, put)


def test_slips_are_in_order_apart_and_true_to_the_text() -> None:
    text = "他们依靠目己的力最发展生产，记者末能了解到事顶的进展，企业发 展很快。"
    slips = find_slips(text, least=0.05)
    assert len(slips) >= 3
    for slip in slips:
        assert text[slip.start : slip.end] == slip.seen != slip.read and 0.05 <= slip.confidence <= 1
    assert all(before.end <= after.start for before, after in pairwise(slips))


@pytest.mark.parametrize("text", ["", " ", "\n", "好", "·", "。。。。", "2020", "😀目己", "a" * 3000, "\U0002f800目"])
def test_odd_texts(text: str) -> None:
    assert all(isinstance(slip, Slip) for slip in find_slips(text))


def test_the_tables_name_at_least_four_hundred_pairs_and_never_a_character_itself() -> None:
    pairs = read_pairs()
    assert sum(len(reads) for reads in pairs.values()) > 800
    assert all(seen not in reads and len(set(reads)) == len(reads) for seen, reads in pairs.items())


@pytest.mark.parametrize("text", ["总投入的80%以上该 该", "该 该", "的的", "  ", "", "一", "该该该"])
def test_ends_of_a_text_are_no_trouble(text: str) -> None:
    assert all(0 <= slip.start < slip.end <= len(text) for slip in find_slips(text))
