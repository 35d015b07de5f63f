"""The tables that find defaults quickly change no default: held against the exact inverse on every path."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from bench.securitization.workload import timed_deal
from tests.securitization.deals import POOL24, TINY

from yanzhen.securitization.deal_file import parse_deal
from yanzhen.securitization.draws import default_bounds
from yanzhen.securitization.model import NO_TABLE, build_model, program_arrays
from yanzhen.securitization.sampling import choose_design, without_controls
from yanzhen.securitization.simulate import run

LIKELY = TINY.replace("annual_pd = 0.05", "annual_pd = 0.9")
RARE = TINY.replace("annual_pd = 0.05", "annual_pd = 1e-7")
CLOSE = TINY.replace("correlation = 0.2", "correlation = 0.97")


@pytest.mark.parametrize("design", ["plain", "importance", "sobol"])
@pytest.mark.parametrize("text", [TINY, POOL24, LIKELY, RARE, CLOSE], ids=["tiny", "pool", "likely", "rare", "close"])
def test_the_table_finds_the_defaults_of_the_exact_inverse(text: str, design: str) -> None:
    deal = parse_deal(text)
    model, program = build_model(deal), program_arrays(deal)
    assert model.table.size
    aims = without_controls(choose_design(design, model, program, 1, 20_000))  # the controls' means need the table
    quick, slow = (
        run(one, program, aims, paths=20_000, seed=9, threads=1) for one in (model, replace(model, table=NO_TABLE))
    )
    for name in ("sums", "bins", "worth", "flows", "pool", "joint"):
        np.testing.assert_array_equal(getattr(quick, name), getattr(slow, name))


def test_firms_that_are_alike_share_a_curve() -> None:
    model = build_model(parse_deal(POOL24))
    different = {firm.pd for firm in model.deal.obligors}
    assert len(model.table) == len(different)
    assert len(model.curves) == len(model.deal.obligors)


def test_no_draw_below_a_cell_s_probability_is_passed_over() -> None:
    table = np.linspace(1.0, 0.0, 449)[None, :, None]
    bounds = default_bounds(table, np.array([1]))
    assert bounds.shape == (1, 450)
    chances = (bounds[0, 1:] >> np.uint64(11)).astype(float) / 2.0**53
    assert (chances >= table[0, :, 0] * (1 - 1e-15)).all()
    assert (chances <= table[0, :, 0] * (1 + 1e-8) + 1e-15).all() or chances[0] == pytest.approx(1)


def test_a_pool_too_large_for_the_table_has_the_same_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    deal = timed_deal(30)
    program = program_arrays(deal)
    design = choose_design("stratified", build_model(deal), program, 1, 2000)
    whole = run(build_model(deal), program, design, paths=2000, seed=1, threads=1)
    monkeypatch.setattr("yanzhen.securitization.model.MOST_CURVES", 1)
    model = build_model(deal)
    assert not model.table.size
    np.testing.assert_array_equal(run(model, program, design, paths=2000, seed=1, threads=2).sums, whole.sums)
