"""Counts of one or two firms are held back, and cannot be worked out from what is shown."""

from __future__ import annotations

from itertools import product

import pytest
from django.template import engines
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.desk.frame.counts import SharedCount, may_share, shared, shared_count, shared_counts

SMALL_LISTS = [numbers for length in range(1, 5) for numbers in product(range(7), repeat=length)]


def published(numbers: tuple[int, ...], least: int = 3) -> tuple[object, ...]:
    """All that a reader sees."""
    told = shared_counts(numbers, least)
    return (*told.cells, told.total)


def texts(numbers: list[int], least: int = 3) -> list[str]:
    told = shared_counts(numbers, least)
    return [one.text for one in (*told.cells, told.total)]


@pytest.mark.parametrize(("count", "text"), [(0, "0"), (1, "<3"), (2, "<3"), (3, "3"), (1234, "1,234")])
def test_one_or_two_firms_are_not_counted_aloud(count, text):
    assert shared_count(count).text == text


def test_a_sum_over_two_firms_is_no_more_told_than_their_number():
    assert [may_share(firms) for firms in range(4)] == [True, False, False, True]


@pytest.mark.parametrize("least", [-1, 0, 2])
def test_a_bound_that_would_tell_what_it_hides_is_refused(least):
    with pytest.raises(ValueError, match="3 or more"):
        shared_count(1, least)


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="negative"):
        shared_count(-1)


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ([5, 6], ["5", "6", "11"]),
        ([0, 0], ["0", "0", "0"]),
        ([1, 2, 9], ["<3", "<3", "9", "12"]),  # 3 is either 1 + 2 or 2 + 1
        ([1, 5, 9], ["held back", "held back", "9", "15"]),
        ([1, 5, 5, 9], ["held back", "held back", "held back", "9", "20"]),  # which of the two fives is not told
        ([1, 1, 9], ["held back", "held back", "held back", "11"]),
        ([2, 2, 0], ["<3", "<3", "0", "held back"]),
        ([2, 2], ["<3", "<3", "held back"]),
        ([1, 0], ["<3", "0", "held back"]),
        ([2], ["<3", "held back"]),
    ],
)
def test_lists_with_their_total(numbers, shown):
    with translation.override("en"):
        assert texts(numbers) == shown


def test_nothing_held_back_is_certain_to_who_knows_the_rule_and_tries_every_list():
    """Every list of up to four counts below seven: for each held-back count two lists look the same and differ there."""
    same_look: dict[tuple[object, ...], list[tuple[int, ...]]] = {}
    for numbers in SMALL_LISTS:
        same_look.setdefault(published(numbers), []).append(numbers)
    hidden = 0
    for look, candidates in same_look.items():
        for place, cell in enumerate(look[:-1]):
            if not cell.is_shown:
                hidden += 1
                assert len({numbers[place] for numbers in candidates}) > 1, (candidates, place)
    assert hidden > 500


@given(st.lists(st.integers(0, 60), min_size=1, max_size=12), st.integers(3, 6))
def test_held_back_counts_can_be_exchanged_unseen(numbers, least):
    told = shared_counts(numbers, least)
    for place, cell in enumerate(told.cells):
        if cell.is_shown or not told.total.is_shown:
            continue
        others = [other for other in range(len(numbers)) if numbers[other] != numbers[place]]
        exchanged = [_exchanged(numbers, place, other) for other in others if not told.cells[other].is_shown]
        assert exchanged
        assert all(shared_counts(one, least) == told for one in exchanged)


def _exchanged(numbers: list[int], one: int, other: int) -> list[int]:
    changed = list(numbers)
    changed[one], changed[other] = changed[other], changed[one]
    return changed


@given(st.lists(st.integers(0, 60), min_size=1, max_size=12))
def test_what_is_shown_is_true_and_every_small_count_is_held_back(numbers):
    told = shared_counts(numbers)
    for number, cell in zip(numbers, told.cells, strict=True):
        assert cell.number in (None, number)
        assert cell.is_shown is False or number not in (1, 2)
        assert not cell.below or 0 < number < cell.below
    assert told.total.number in (None, sum(numbers))
    assert not told.total.is_shown or sum(numbers) not in (1, 2)


def test_the_template_gives_the_reason_and_escapes_the_sign():
    template = engines.all()[0].from_string("{{ n|shared }}|{{ n|shared('家') }}|{{ m|shared('家') }}")
    page = template.render({"n": 2, "m": 12})
    assert "&lt;3 家" in page
    assert page.endswith("|12 家")
    assert 'title="' in page
    assert "<3" not in page


def test_a_held_back_count_has_no_unit_and_no_number():
    with translation.override("en"):
        assert ">held back<" in str(shared(SharedCount(None), "firms"))
