"""A tracked text always leads back to its original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.reading.original import Tracked

TEXT = st.text("云溪县 24\n家。", max_size=20)


def leads_back(tracked: Tracked, original: str) -> bool:
    places = zip(tracked.text, tracked.starts, tracked.ends, strict=True)
    return all(original[start:end] == character for character, start, end in places)


@given(TEXT, st.integers(0, 20), st.integers(0, 20))
def test_a_slice_of_the_original(original: str, start: int, end: int) -> None:
    start, end = sorted((min(start, len(original)), min(end, len(original))))
    tracked = Tracked.of(original, start, end)
    assert tracked.text == original[start:end]
    assert leads_back(tracked, original)


@given(TEXT, st.slices(20))
def test_a_part_is_the_part_of_each_of_its_fields(original: str, part: slice) -> None:
    tracked = Tracked.of(original)[part]
    assert tracked.text == original[part]
    assert leads_back(tracked, original)


@given(TEXT, st.lists(st.integers(0, 19), max_size=10))
def test_kept_and_joined_characters_keep_their_places_in_any_order(original: str, indexes: list[int]) -> None:
    indexes = [i for i in indexes if i < len(original)]
    whole = Tracked.of(original)
    kept = whole.keep(indexes)
    assert kept == Tracked.join(whole[i : i + 1] for i in indexes)
    assert kept.starts == tuple(indexes)
    assert leads_back(kept, original)


@given(TEXT)
def test_strip_takes_the_white_space_and_nothing_else(original: str) -> None:
    stripped = Tracked.of(original).strip()
    assert stripped.text == original.strip()
    assert leads_back(stripped, original)


@given(TEXT.filter(lambda text: len(text) > 1), st.data(), st.text("改正", max_size=4))
def test_what_is_read_in_place_of_others_inherits_their_span(original: str, draw: st.DataObject, text: str) -> None:
    start = draw.draw(st.integers(0, len(original) - 1))
    end = draw.draw(st.integers(start + 1, len(original)))
    mended = Tracked.of(original).replaced(start, end, text)
    assert mended.text == original[:start] + text + original[end:]
    for i in range(start, start + len(text)):
        assert start <= mended.starts[i] < mended.ends[i] <= end
    assert mended.starts[:start] == tuple(range(start))
    assert mended.ends[start + len(text) :] == tuple(range(end + 1, len(original) + 1))


@given(TEXT, st.lists(st.integers(0, 19), max_size=12))
def test_runs_hold_every_character_and_no_other_word(original: str, indexes: list[int]) -> None:
    indexes = [i for i in indexes if i < len(original)]
    runs = Tracked.of(original).keep(indexes).runs(original)
    inside = {i for start, end in runs for i in range(start, end)}
    assert set(indexes) <= inside
    assert all(i in indexes or original[i].isspace() for i in inside)


def test_runs_that_only_white_space_parts_are_one() -> None:
    original = "科技型中小 \n企业【插图】很多"
    kept = [i for i, character in enumerate(original) if character not in " \n【插图】"]
    assert Tracked.of(original).keep(kept).runs(original) == ((0, 9), (13, 15))


def test_a_carried_fragment_is_a_run_of_its_own() -> None:
    original = "尾巴，头一句"
    assert Tracked.of(original).keep([3, 4, 5, 0, 1]).runs(original) == ((3, 6), (0, 2))


def test_fields_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="2 characters, 1 starts, 2 ends"):
        Tracked("云溪", (0,), (1, 2))
