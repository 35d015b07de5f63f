"""The unified social credit code against the standard's own rule, worked slowly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.codes import uscc
from yanzhen.codes.uscc import ALPHABET, check_character, faults

# Codes printed on public business licences: Huawei, Tencent Holdings' Shenzhen firm, Baidu Online.
REAL = ("914403001922038216", "9144030071526726XG", "91110000802100433B")
first_17 = st.text(ALPHABET, min_size=17, max_size=17)


def slow_check(start: str) -> str:
    """GB 32100-2015, 5.2: C18 = 31 - MOD(sum of Ci x Wi, 31), Wi = 3^(i-1) mod 31; 31 counts as 0."""
    values = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(values.index(character) * (3 ** (place - 1) % 31) for place, character in enumerate(start, start=1))
    number = 31 - total % 31
    return values[0 if number == 31 else number]


@pytest.mark.parametrize("code", REAL)
def test_real_codes_have_no_serious_fault(code: str) -> None:
    assert not [fault for fault in faults(code) if fault.serious]


@given(first_17)
def test_the_check_character_is_the_standards(start: str) -> None:
    assert check_character(start) == slow_check(start)


def test_a_remainder_of_zero_gives_0() -> None:
    start = next(
        code for number in range(1000) if sum(map(_weighted, enumerate(code := f"91330110{number:09d}"))) % 31 == 0
    )
    assert check_character(start) == "0"
    assert not [fault for fault in faults(start + "0") if fault.serious]


def _weighted(placed: tuple[int, str]) -> int:
    return ALPHABET.index(placed[1]) * 3 ** placed[0]


@given(st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_changed_character_shows(place: int, character: str) -> None:
    code = "91330110MA2CCBBB73"
    changed = code[:place] + character + code[place + 1 :]
    serious = [fault.part for fault in faults(changed) if fault.serious]
    assert bool(serious) == (changed != code)


@pytest.mark.parametrize(
    ("code", "part", "position", "seen"),
    [
        ("91330110MA2CCBBB7", "length", 0, "17"),
        ("91330110MA2CCBBB733", "length", 0, "19"),
        ("91330110MI2CCBBB73", "letter", 10, "I"),
        ("9133O110MA2CCBBB73", "letter", 5, "O"),
        ("91330A10MA2CCBBB73", "letter", 6, "A"),
        ("91330110MA2CCBBB甲3", "letter", 17, "甲"),
        ("91330110MA2CCBBB75", "check-character", 18, "5"),
    ],
)
def test_the_wrong_part_is_named(code: str, part: str, position: int, seen: str) -> None:
    first = faults(code)[0]
    assert (first.part, first.position, first.seen, first.serious) == (part, position, seen, True)


@pytest.mark.parametrize(
    ("start", "part"),
    [
        ("B1330110MA2CCBBB7", "authority"),
        ("94330110MA2CCBBB7", "category"),
        ("91999999MA2CCBBB7", "region"),
        ("91330110MA2CCBBB8", "organisation"),
    ],
)
def test_doubtful_parts_are_no_errors(start: str, part: str) -> None:
    found = faults(start + check_character(start))
    assert [(fault.part, fault.serious) for fault in found] == [(part, False)]


def test_letters_that_are_left_out() -> None:
    assert set("IOZSV").isdisjoint(uscc.ALPHABET) and len(uscc.ALPHABET) == 31
