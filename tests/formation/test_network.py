"""The network file: what passes, and what is refused with its line."""

from __future__ import annotations

import pytest

from yanzhen.errors import InputError
from yanzhen.formation.network import network_of


def test_ids_come_back_as_they_were() -> None:
    assert network_of(["b a 0.5"]).nodes == ("b", "a")
    assert network_of(["7 3 0.5"]).nodes == (3, 7)


def test_a_header_names_nodes_without_an_arc() -> None:
    network = network_of(["4 1", "0 2 0.25"])
    assert network.nodes == (0, 1, 2, 3)
    assert (network.source.tolist(), network.target.tolist(), network.probability.tolist()) == ([0], [2], [0.25])


def test_ids_may_be_any_numbers_if_the_header_counts_them() -> None:
    assert network_of(["2 1", "0 5 0.5"]).nodes == (0, 5)


def test_comments_and_empty_lines_say_nothing() -> None:
    assert network_of(["# head", "", "a b 1 # note"]).nodes == ("a", "b")


def test_an_arc_to_itself_is_left_out_and_told() -> None:
    network = network_of(["a a 0.5", "a b 0.5"])
    assert len(network.source) == 1
    assert "1 arcs from a node to itself" in network.warnings[0]


def test_an_arc_along_which_nothing_passes_is_left_out_and_told() -> None:
    network = network_of(["a b 0", "b c 0.5"])
    assert (network.nodes, network.probability.tolist()) == (("a", "b", "c"), [0.5])
    assert network.warnings == ("1 arcs with a probability of 0 were left out: nothing passes",)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["a b"], "line 1"),
        (["a b 0.5", "a c"], "line 2"),
        (["a b half"], "half"),
        (["a b 1.5"], "from 0 to 1"),
        (["a b nan"], "nan"),
        (["a b -0.1"], "-0.1"),
        (["a b 0.5", "a b 0.6"], "as on line 1"),
        (["3 2", "0 1 0.5"], "2 arcs"),
        (["3 3", "0 5 0.5", "0 1 0.5", "2 1 0.5"], "3 nodes"),
        ([], "no arc"),
    ],
)
def test_what_cannot_be_used_is_named(lines: list[str], words: str) -> None:
    with pytest.raises(InputError) as error:
        network_of(lines)
    assert words in str(error.value)


def test_arcs_are_laid_out_both_ways() -> None:
    network = network_of(["0 1 0.1", "0 2 0.2", "1 2 0.3"])
    inward, outward = network.inward(), network.outward()
    assert outward.other[outward.start[0] : outward.start[1]].tolist() == [1, 2]
    assert inward.other[inward.start[2] : inward.start[3]].tolist() == [0, 1]
    assert inward.probability[inward.start[2] : inward.start[3]].tolist() == [0.2, 0.3]
