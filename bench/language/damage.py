"""Puts slips into clean text, always the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Damaged:
    text: str
    slips: dict[int, str]
    """Offset in ``text`` -> the character that really stands there."""


def swapped(text: str, pairs: Mapping[str, str], rate: float, rng: random.Random) -> Damaged:
    """Exchange characters for look-alikes: ``pairs`` maps a true character to what it may be misread as, the first twice as likely
    as the second and so on. Two slips never stand within four characters."""
    characters, slips, last = list(text), {}, -9
    for place, true in enumerate(text):
        wrong = pairs.get(true, "")
        if not wrong or place - last < 5 or rng.random() >= rate:
            continue
        characters[place] = rng.choices(wrong, [0.5**rank for rank in range(len(wrong))])[0]
        slips[place], last = true, place
    return Damaged("".join(characters), slips)


def misread_as(pairs: Mapping[str, str]) -> dict[str, str]:
    """Turn a table of readings (seen -> true) into one of damage (true -> seen)."""
    turned: dict[str, str] = {}
    for seen, trues in pairs.items():
        for true in trues:
            turned[true] = turned.get(true, "") + seen
    return turned
