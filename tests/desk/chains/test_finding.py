"""The search by common pairs of letters, against counting them name by name."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from yanzhen.desk.chains.finding import LEAST_LIKE, MOST_FOUND, Finder

NAMES = st.lists(st.text("锂离电池材a钢𠮷", min_size=1, max_size=6), min_size=1, max_size=12, unique=True)


def pairs(word: str) -> set[str]:
    return {word[at : at + 2] for at in range(len(word) - 1)} or {word}


def slowly(names: list[str], word: str) -> list[str]:
    hold = sorted((n for n in names if word in n), key=lambda n: (not n.startswith(word), len(n), n))
    like = {n: 2 * len(pairs(word) & pairs(n)) / (len(pairs(word)) + max(1, len(n) - 1)) for n in names}
    near = [n for n in names if n not in hold and like[n] >= LEAST_LIKE]
    return (hold + sorted(near, key=lambda n: (-like[n], n)))[:MOST_FOUND]


@given(NAMES, st.text("锂离电池材a钢𠮷", min_size=1, max_size=5))
def test_it_finds_what_counting_finds(names: list[str], word: str) -> None:
    assert list(Finder(names).found(word)) == slowly(names, word)


def test_nothing_is_found_among_nothing() -> None:
    assert Finder([]).found("轴承") == ()
    assert Finder(["", "钢"]).found("钢") == ("钢",)
