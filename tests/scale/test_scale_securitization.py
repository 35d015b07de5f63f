"""Deals on a cluster: the digits of one machine, however the batches are dealt."""

from __future__ import annotations

import os
import re
import sys

import numpy as np
import pytest
from tests.securitization.deals import POOL24, TINY

from yanzhen.errors import InputError
from yanzhen.scale.securitization import partition, price_many, simulate_large, totals_of
from yanzhen.securitization.deal_file import parse_deal
from yanzhen.securitization.encode import pricing_json
from yanzhen.securitization.model import build_model, program_arrays
from yanzhen.securitization.price import price
from yanzhen.securitization.sampling import plain
from yanzhen.securitization.simulate import BATCHES, joined, run, simulate

SUPPORT = '[[support]]\nname = "city"\ncovers = ["A"]\nannual_pd = 0.02\ncorrelation = 0.3\n'


def written(pricing: object) -> str:
    return re.sub(r'"seconds": [\d.e-]+', "", pricing_json(pricing))  # type: ignore[arg-type]


@pytest.mark.parametrize("parts", [1, 2, 3, 7, 63, 64, 1000])
def test_a_partition_is_every_batch_once_in_order(parts: int) -> None:
    blocks = partition(parts)
    assert [batch for block in blocks for batch in block] == list(range(BATCHES))
    assert len(blocks) == min(parts, BATCHES)
    assert max(map(len, blocks)) - min(map(len, blocks)) <= 1


def test_no_parts_are_refused() -> None:
    with pytest.raises(InputError, match="parts"):
        partition(0)


@pytest.mark.parametrize("parts", [1, 3, 64])
@pytest.mark.parametrize("name", ["plain", "stratified", "sobol"])
def test_parts_joined_are_the_whole_run(parts: int, name: str) -> None:
    deal = parse_deal(TINY)
    whole = run(build_model(deal), program_arrays(deal), plain(name), paths=3001, seed=5, threads=2)
    apart = joined([totals_of(block, deal, (), plain(name), 3001, 5) for block in partition(parts)])
    for field in ("counts", "sums", "bins", "worth", "flows", "pool", "joint"):
        np.testing.assert_array_equal(getattr(apart, field), getattr(whole, field))


@pytest.mark.parametrize("parts", [1, 5])
def test_one_deal_in_parts_has_the_digits_of_one_run(parts: int) -> None:
    deal = parse_deal(TINY + SUPPORT)
    found = simulate_large(deal, paths=4000, seed=2, supports=("city",), parts=parts)
    whole = simulate(deal, paths=4000, seed=2, supports=("city",))
    assert found.tranches == whole.tranches
    assert found.layers == whole.layers


def test_many_deals_keep_their_order_and_digits() -> None:
    deals = [parse_deal(POOL24), parse_deal(TINY)]
    found = price_many(deals, paths=2000, seed=3)
    assert [written(one) for one in found] == [written(price(deal, paths=2000, seed=3)) for deal in deals]


@pytest.mark.parametrize("paths", [0, 10**12])
def test_senseless_numbers_of_paths_are_refused_before_any_work(paths: int) -> None:
    with pytest.raises(InputError, match="paths"):
        price_many([], paths=paths)
    with pytest.raises(InputError, match="paths"):
        simulate_large(parse_deal(TINY), paths=paths, seed=1)


def test_an_address_without_the_engine_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match="scale"):
        price_many([parse_deal(TINY)], "tcp://127.0.0.1:1")


def test_two_processes_give_the_digits_of_one() -> None:
    """On a cluster of two other processes, by its address and by its client."""
    distributed = pytest.importorskip("distributed", reason="the extra scale is not installed")
    deals = [parse_deal(TINY + SUPPORT), parse_deal(POOL24)]
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        many = price_many(deals, cluster.scheduler_address, paths=3000, seed=4)
        large = simulate_large(deals[1], client, paths=5000, seed=4, design="plain", parts=3)
        homes = set(client.run(os.getpid).values())
    assert len(homes) == 2
    assert os.getpid() not in homes
    assert [written(one) for one in many] == [written(price(deal, paths=3000, seed=4)) for deal in deals]
    assert large.tranches == simulate(deals[1], paths=5000, seed=4, design="plain").tranches
