"""Character error rate and the distance of the whole text in its order, white space and width forms apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def plain(text: str) -> str:
    """What is compared: NFKC (full-width forms are one with ASCII), without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def distance(one: str, other: str, *, anywhere: bool = False) -> int:
    """Levenshtein's distance; with ``anywhere`` of ``one`` from the nearest part of ``other``.

    Bit-parallel, after G. Myers 1999 and H. Hyyrö 2003.
    """
    if not one:
        return 0 if anywhere else len(other)
    where: dict[str, int] = {}
    for index, sign in enumerate(one):
        where[sign] = where.get(sign, 0) | 1 << index
    full, last = (1 << len(one)) - 1, 1 << len(one) - 1
    plus, minus, score = full, 0, len(one)
    best = score
    for sign in other:
        match = where.get(sign, 0)
        zero = (((match & plus) + plus) ^ plus) | match | minus
        up, down = minus | ~(zero | plus) & full, plus & zero
        score += bool(up & last) - bool(down & last)
        best = min(best, score)
        up = up << 1 & full | (0 if anywhere else 1)
        plus, minus = (down << 1 & full) | ~(zero | up) & full, up & zero
    return best if anywhere else score


def character_error_rate(lines: Iterable[str], truth: str) -> float:
    """Errors of each line against its best place in the truth, and what of the truth no line has, per character."""
    truth = plain(truth)
    read = [line for line in map(plain, lines) if line]
    wrong = sum(distance(line, truth, anywhere=True) for line in read)
    return (wrong + max(0, len(truth) - sum(map(len, read)))) / len(truth)


def order_distance(text: str, truth: str) -> float:
    """Levenshtein's distance of the whole text to the truth, per character."""
    return distance(plain(text), plain(truth)) / max(len(plain(truth)), 1)
