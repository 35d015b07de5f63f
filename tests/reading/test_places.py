"""Characters of repaired blocks lead back to the original."""

from __future__ import annotations

import random
import re
import time

import example_page
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.reading.original import Original
from yanzhen.reading.page import Block, Correction
from yanzhen.reading.places import Places, joined, overlapping, plain


def original_of(text: str, kind: str = "text", markup: str = "") -> Original:
    spans = tuple(found.span() for found in re.finditer(markup, text)) if markup else ()
    return Original("a", "00", kind, text, (), markup=spans)


def paragraph(text: str, *spans: tuple[int, int]) -> Block:
    return Block(kind="paragraph", text=text, spans=spans)


def test_every_block_of_the_page_leads_back_character_by_character() -> None:
    page, original = example_page.page(), example_page.original()
    places = Places(original, page.corrections)
    for article in page.articles:
        for block in article.blocks:
            tracked = places.of_block(block)
            assert tracked.text == block.text
            for character, start, end in zip(tracked.text, tracked.starts, tracked.ends, strict=True):
                if not character.isspace():
                    seen = original.text[start:end]
                    assert seen == character or any(fix.span[0] <= start < fix.span[1] for fix in page.corrections)


def test_pieces_in_another_order_keep_their_places() -> None:
    tracked = Places(original_of("尾巴 头一句")).of_block(paragraph("头一句尾巴", (3, 6), (0, 2)))
    assert tracked.starts == (3, 4, 5, 0, 1)


def test_a_correction_of_another_length_has_the_whole_span() -> None:
    fix = Correction(span=(2, 4), seen="日月", read="明", reason="", confidence=1.0)
    tracked = Places(original_of("天上日月亮"), (fix,)).of_block(paragraph("天上明亮", (0, 5)))
    assert list(zip(tracked.starts, tracked.ends, strict=True)) == [(0, 1), (1, 2), (2, 4), (4, 5)]


def test_entities_and_tags_of_a_web_page() -> None:
    text = "<b>A&amp;B</b>&#x4e2d;"
    tracked = Places(original_of(text, "html", "<[^>]+>")).of_block(paragraph("A&B中", (0, len(text))))
    assert list(zip(tracked.starts, tracked.ends, strict=True)) == [(3, 4), (4, 9), (9, 10), (14, 22)]


def test_an_entity_in_plain_text_is_text() -> None:
    tracked = Places(original_of("A&amp;B")).of_block(paragraph("A&amp;B", (0, 7)))
    assert tracked.starts == tuple(range(7))


def test_a_repair_that_was_not_told_is_still_placed() -> None:
    tracked = Places(original_of("全县640多家企业")).of_block(paragraph("全县６４０余家的企业", (0, 9)))
    assert tracked.starts[2:5] == (2, 3, 4)
    assert tracked.starts[-2:] == (7, 8)


def test_overlapping_gives_the_part_or_nothing() -> None:
    tracked = Places(original_of("一二三四五")).of_block(paragraph("二三四", (1, 4)))
    assert overlapping(tracked, (2, 3)) == (1, 2)
    assert overlapping(tracked, (0, 9)) == (0, 3)
    assert overlapping(tracked, (4, 5)) is None


def test_a_long_block_that_was_much_repaired_takes_a_moment_only() -> None:
    chance = random.Random(7)
    text = "".join(chance.choice("的一是在不了有和人这中大为上个国我以要他") for _ in range(20_000))
    repaired = "".join(character for i, character in enumerate(text) if i % 50)
    started = time.perf_counter()
    tracked = Places(original_of(text)).of_block(paragraph(repaired, (0, len(text))))
    assert time.perf_counter() - started < 60, "it hangs"
    assert len(tracked) == len(repaired)


@given(st.lists(st.text("云溪县 \n24家", max_size=8), max_size=5))
def test_joined_texts_have_one_line_end_between(texts: list[str]) -> None:
    parts = []
    at = 0
    for text in texts:
        parts.append(Places(original_of("".join(texts))).of_block(paragraph(text, (at, at + len(text)))))
        at += len(text)
    assert joined(parts).text == "\n".join(texts)


@given(st.characters())
def test_plain_keeps_one_character_one(character: str) -> None:
    assert len(plain(character)) == 1
