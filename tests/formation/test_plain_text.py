"""The quick reader against the careful one: the same network, or no answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.errors import InputError
from yanzhen.formation.network import Network, network_of, read_network
from yanzhen.formation.plain_text import read_plain


def told(network: Network) -> tuple[object, ...]:
    ends = network.source.tolist(), network.target.tolist(), network.probability.tolist()
    return network.nodes, *ends, network.warnings, network.source.dtype, network.probability.dtype


def written(folder: Path, text: str) -> Path:
    file = folder / "network.txt"
    file.write_bytes(text.encode())
    return file


@pytest.mark.parametrize(
    "text",
    [
        "0 1 0.5\n1 2 1\n",
        "0 1 0.5\n1 2 1e-3",
        "4 2\n0 1 0.5\n2 1 0.25\n",
        "2 1\n0 5 0.5\n",
        "7 3 0.1\n3 100 0.30000000000000004\n7 7 0.5\n",
        "b a 0.5\na b 0.5\nc a 0.25\n",
        "01 1 0.5\n",
        "4 2 .5\n",
        "4 2\r\n0 1 0.5\r\n2 1 0.25\r\n",
    ],
)
def test_a_plain_file_is_read_quickly_and_the_same(tmp_path: Path, text: str) -> None:
    assert read_plain(text.encode()) is not None
    assert told(read_network(written(tmp_path, text))) == told(network_of(text.splitlines()))


@pytest.mark.parametrize(
    "text",
    [
        "# head\n0 1 0.5\n",
        "0  1 0.5\n",
        "0 1 0.5 \n",
        "0\t1\t0.5\n",
        "0 1 0.5\r1 2 0.5\n",
        "\n0 1 0.5\n",
        "0 1 0.5\n\n1 2 0.5\n",
        "\ufeff0 1 0.5\n",
        "龙头 小厂 0.5\n",
        '"a" b 0.5\n',
        "3 0\n",
    ],
)
def test_what_is_not_plain_is_left_to_the_careful_reader(tmp_path: Path, text: str) -> None:
    assert read_plain(text.encode()) is None
    assert told(read_network(written(tmp_path, text))) == told(network_of(text.lstrip("\ufeff").splitlines()))


@pytest.mark.parametrize(
    "text",
    ["0 1 0.5\n1 2\n", "0 1 0.5\n1 2 0.5 9\n", "0 1 2\n", "0 1 x\n", "0 1 0.5\n0 1 0.5\n", "3 2\n0 1 0.5\n", "2 2\n0 1 1\n5 1 1\n", "a b\n", "", "x 3\n0 1 1\n"],
)  # fmt: skip
def test_an_error_is_the_same_either_way(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError) as careful:
        network_of(text.splitlines(), "network.txt")
    with pytest.raises(InputError) as quick:
        read_network(written(tmp_path, text))
    assert str(quick.value) == str(careful.value)


words = st.sampled_from(["0", "1", "2", "10", "007", "a", "-1", "nan", "1_0", "0.5", "1", "inf", "+1", ".5", "1e0", ""])


@given(st.lists(st.lists(words, min_size=2, max_size=4).map(" ".join), max_size=5))
def test_the_quick_reader_never_answers_otherwise(lines: list[str]) -> None:
    quick = read_plain("\n".join(lines).encode())
    if quick is not None:
        careful = network_of(lines)
        assert quick.nodes == careful.nodes
        kept = quick.source != quick.target
        assert quick.source[kept].tolist() == careful.source.tolist()
        assert quick.target[kept].tolist() == careful.target.tolist()
        assert quick.probability[kept].tolist() == careful.probability.tolist()
