"""The simulation against exact figures: unbiased, with errors that are right, and digits that depend on the seed alone."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace

import numpy as np
import pytest
from tests.securitization.deals import FULL, POOL24, TINY

from yanzhen.errors import InputError, RefusalError
from yanzhen.securitization.deal_file import parse_deal
from yanzhen.securitization.encode import pricing_json, pricing_object, pricing_text
from yanzhen.securitization.exact import exact_figures
from yanzhen.securitization.model import build_model, program_arrays
from yanzhen.securitization.price import price
from yanzhen.securitization.sampling import choose_design
from yanzhen.securitization.simulate import simulate
from yanzhen.securitization.size import price_seconds

SUPPORT = '[[support]]\nname = "city"\ncovers = ["A"]\nannual_pd = 0.02\ncorrelation = 0.3\n'
STUDENT = 'copula = "student_t"\ndegrees_of_freedom = 5'


def scores(text: str, design: str, seeds: int, paths: int, supports: tuple[str, ...] = ()) -> np.ndarray:
    """Standard errors that each simulated figure lies off the exact one: seeds x (losses, then probabilities)."""
    deal = parse_deal(text)
    exact, model = exact_figures(deal, supports), build_model(deal)
    found = []
    for seed in range(seeds):
        figures = simulate(deal, paths=paths, seed=seed, threads=1, design=design, supports=supports, model=model)
        pairs = list(zip(figures.tranches, exact.tranches, strict=True))
        found.append(
            [(ours.el.value - true.el) / ours.el.error for ours, true in pairs]
            + [(ours.pd.value - true.pd) / ours.pd.error for ours, true in pairs]
        )
    return np.array(found)


@pytest.mark.parametrize("design", ["plain", "stratified", "importance"])
@pytest.mark.parametrize("text", [TINY, POOL24], ids=["tiny", "pool24"])
def test_standard_errors_are_right(text: str, design: str) -> None:
    """Over 120 seeds the scores are as a normal variable's: centred, of spread 1, seldom beyond 2 and 3."""
    found = scores(text, design, 120, 6000)
    assert np.abs(found.mean(axis=0)).max() < 0.4
    assert found.std(axis=0).min() > 0.8
    assert found.std(axis=0).max() < 1.25
    assert (np.abs(found) > 2).mean() < 0.09
    assert (np.abs(found) > 3).mean() < 0.02


@pytest.mark.parametrize(
    ("text", "supports"),
    [
        (TINY + SUPPORT, ("city",)),
        (TINY.replace('copula = "gaussian"', STUDENT), ()),
        (POOL24.replace("correlation = 0.2", "correlation = 0.2\n" + STUDENT), ()),
        (TINY.replace("correlation = 0.2", "correlation = 0.9"), ()),
        (TINY.replace("correlation = 0.2", "correlation = 0"), ()),
    ],
    ids=["support", "student tiny", "student pool", "high correlation", "no correlation"],
)
def test_other_copulas_and_support_agree_with_the_enumeration(text: str, supports: tuple[str, ...]) -> None:
    found = scores(text, "importance", 12, 20_000, supports)
    assert np.abs(found).max() < 4.2
    assert np.abs(found.mean(axis=0)).max() < 1.2


def test_sobol_points_agree_too() -> None:
    found = scores(TINY, "sobol", 10, 8192)
    assert np.abs(found).max() < 4.5


def test_industry_and_region_factors_correlate_firms_as_told() -> None:
    """Two firms of one industry: their joint default is that of the summed correlation, by the exact one-factor pool."""
    base = (
        POOL24[: POOL24.index("[[obligor]]")]
        .replace("detach = 0.05", "detach = 0.5")
        .replace("attach = 0.05\ndetach = 0.15", "attach = 0.5\ndetach = 0.6")
        .replace("attach = 0.15", "attach = 0.6")
    )
    firms = "".join(
        f'[[obligor]]\nname = "{n}"\nexposure = 10\nannual_pd = 0.05\nindustry = "C35"\nregion = "440112"\n'
        for n in "ab"
    )
    mixed = (
        base.replace("correlation = 0.2", "correlation = 0.2\nindustry_correlation = 0.15\nregion_correlation = 0.1")
        + firms
    )
    true = exact_figures(parse_deal(base.replace("correlation = 0.2", "correlation = 0.45") + firms)).tranches
    figures = simulate(parse_deal(mixed), paths=200_000, seed=3, threads=2)
    for ours, exact in zip(figures.tranches, true, strict=True):
        assert abs(ours.el.value - exact.el) < 4 * ours.el.error


@pytest.mark.parametrize("text", [TINY, POOL24, TINY + SUPPORT, FULL], ids=["tiny", "pool24", "support", "full"])
def test_threads_change_no_character(text: str) -> None:
    deal = parse_deal(text)
    found = {
        re.sub(r'"seconds": [\d.e-]+', "", pricing_json(price(deal, paths=5000, seed=7, threads=threads)))
        for threads in (1, 2, 3)
    }
    assert len(found) == 1


def test_the_same_seed_gives_the_same_figures_and_another_does_not() -> None:
    deal = parse_deal(TINY)
    first, again, other = (simulate(deal, paths=2000, seed=seed) for seed in (1, 1, 2))
    assert first.tranches == again.tranches
    assert first.tranches != other.tranches


@pytest.mark.parametrize("text", [TINY, POOL24], ids=["tiny", "pool24"])
def test_relabelling_firms_changes_no_digit(text: str) -> None:
    """Neither new names nor another order of the firms in the file."""
    deal = parse_deal(text)
    firms = [replace(firm, name=f"renamed {n}") for n, firm in enumerate(deal.obligors)]
    random.Random(4).shuffle(firms)
    moved = replace(deal, obligors=tuple(firms))
    assert simulate(moved, paths=3000, seed=1).tranches == simulate(deal, paths=3000, seed=1).tranches
    assert exact_figures(moved).tranches == exact_figures(deal).tranches


def test_losses_rise_with_a_probability_on_common_random_numbers() -> None:
    """Path by path: with the base deal's streams, a likelier default never lowers a class's loss."""
    deal = parse_deal(TINY)
    model = build_model(deal)
    design = choose_design("stratified", model, program_arrays(deal), 1, 20_000)
    base = simulate(deal, paths=20_000, seed=1, model=model, aims=design)
    for place in range(3):
        firms = list(deal.obligors)
        firms[place] = replace(firms[place], pd=tuple(min(0.99, pd * 1.3) for pd in firms[place].pd))
        worse = replace(deal, obligors=tuple(firms))
        figures = simulate(worse, paths=20_000, seed=1, model=build_model(worse, keys_from=model.order), aims=design)
        assert all(
            after.el.value >= before.el.value for before, after in zip(base.tranches, figures.tranches, strict=True)
        )


def test_errors_are_above_zero_even_where_nothing_happens() -> None:
    safe = TINY.replace("annual_pd = 0.02", "annual_pd = 1e-9").replace("annual_pd = 0.05", "annual_pd = 1e-9")
    safe = safe.replace("annual_pd = 0.03", "annual_pd = 1e-9")
    for tranche in simulate(parse_deal(safe), paths=1000, seed=1).tranches:
        for estimate in (tranche.el, tranche.pd, tranche.es99, tranche.wal, tranche.yield_, tranche.cover):
            assert estimate is not None
            assert estimate.error > 0


def test_without_defaults_the_yield_is_the_coupon() -> None:
    safe = re.sub(r"annual_pd = 0\.\d+", "annual_pd = 1e-12", TINY)
    figures = simulate(parse_deal(safe), paths=200, seed=1)
    assert [t.yield_.value for t in figures.tranches if t.yield_] == pytest.approx([0.04, 0.05], abs=1e-9)


def test_expected_shortfall_of_a_static_tranche() -> None:
    """The mean of the worst hundredth, from the exact distribution."""
    from yanzhen.securitization.exact import static_distribution

    deal = parse_deal(POOL24)
    levels, chances = static_distribution(build_model(deal))
    attach, width = 0.15 * deal.pool_fen, 0.85 * deal.pool_fen
    losses = np.clip((levels - attach) / width, 0, 1)
    order = np.argsort(-losses)
    weights = np.minimum(chances[order], np.maximum(0, 0.01 - np.concatenate([[0], np.cumsum(chances[order])[:-1]])))
    senior = simulate(deal, paths=200_000, seed=5).tranches[2]
    assert abs(senior.es99.value - weights @ losses[order] / 0.01) < 4 * senior.es99.error


def test_support_lowers_losses_and_its_worth_is_told() -> None:
    pricing = price(parse_deal(TINY + SUPPORT), paths=20_000, seed=2)
    found = json.loads(pricing_json(pricing))
    senior = found["tranches"][0]
    assert senior["supported"]["el"] < senior["el"]
    assert senior["supported"]["pd"] < senior["pd"]
    worth = found["support"][0]["tranches"][0]["worth"]
    assert worth == pytest.approx(senior["el"] - senior["supported"]["el"], abs=1e-15)
    exact = found["exact"]["supported"]["tranches"][0]
    assert abs(senior["supported"]["el"] - exact["el"]) < 4 * senior["supported"]["el_se"]


def test_the_object_has_the_keys_of_the_contract() -> None:
    found = pricing_object(price(parse_deal(TINY), paths=1000, seed=1))
    assert set(found) >= {"schema_version", "deal", "pool", "tranches", "exact", "checks", "seconds"}
    assert set(found["pool"]) >= {"balance", "obligors", "effective_names", "el"}
    wanted = {"name", "balance", "coupon", "el", "el_se", "pd", "pd_se", "es99", "wal", "yield", "supported"}
    assert set(found["tranches"][0]) >= wanted
    assert set(found["exact"]["tranches"][0]) == {"name", "el", "pd"}
    assert found["pool"]["balance"] == 60
    assert "threads" not in found
    assert all(check["holds"] for check in found["checks"])


def test_the_table_to_read_names_every_class() -> None:
    text = pricing_text(price(parse_deal(TINY + SUPPORT), paths=1000, seed=1))
    assert "tiny: pool 60 million CNY, 3 obligors" in text
    assert "with support (city)" in text


@pytest.mark.parametrize("paths", [0, -5, 10, 10**12])
def test_senseless_numbers_of_paths_are_refused(paths: int) -> None:
    with pytest.raises(InputError, match="paths"):
        price(parse_deal(TINY), paths=paths)


@pytest.mark.parametrize("seed", range(4))
def test_no_chance_exceeds_one_however_few_the_paths(seed: int) -> None:
    sure = parse_deal(TINY.replace("annual_pd = 0.02", "annual_pd = 1.0"))
    figures = simulate(sure, paths=640, seed=seed)
    assert all(one.pd.value <= 1 + 1e-12 and one.el.value <= 1 + 1e-12 for one in figures.tranches)
    assert figures.tranches[1].pd.value == pytest.approx(1.0, abs=1e-12)


def test_a_yield_over_480_periods_does_not_overflow() -> None:
    figures = simulate(parse_deal(TINY.replace("periods = 14", "periods = 480")), paths=640, seed=1)
    assert figures.tranches[0].yield_ is not None


def test_a_deal_that_would_not_fit_is_refused_before_its_tables_are_made() -> None:
    deal = parse_deal(TINY)
    many = tuple(replace(deal.obligors[0], name=str(n)) for n in range(10_000))
    with pytest.raises(RefusalError, match="too large for one machine"):
        build_model(replace(deal, obligors=many, periods=480))
    assert price_seconds(deal, 1_000_000) < 30 < price_seconds(replace(deal, obligors=many), 1_000_000)
