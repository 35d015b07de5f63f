"""Structuring, stress and reverse stress, costs, contributions, posteriors, bands, eligibility, patent values."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from scipy.stats import beta
from tests.securitization.deals import FULL, POOL24, TINY

from yanzhen.errors import InputError, RefusalError
from yanzhen.securitization.bands import band_limit, band_of, read_bands
from yanzhen.securitization.contributions import contributions
from yanzhen.securitization.costs import firm_cost, indicative_price
from yanzhen.securitization.deal_file import parse_deal
from yanzhen.securitization.eligibility import check_listing, check_patents, concentration
from yanzhen.securitization.exact import exact_figures
from yanzhen.securitization.goals import Allocation, Goals, structured
from yanzhen.securitization.ledger import run_ledger
from yanzhen.securitization.model import build_model, effective_names, program_arrays
from yanzhen.securitization.patent_value import Span, recovery_values, relief_from_royalty, renewal_value
from yanzhen.securitization.probabilities import Posterior, carried_range
from yanzhen.securitization.reverse_stress import smallest_break
from yanzhen.securitization.sampling import choose_design, without_controls
from yanzhen.securitization.scenarios import Scenario, run_scenarios, stressed
from yanzhen.securitization.simulate import simulate
from yanzhen.securitization.structuring import Wish, allocate, frontier, smallest_subordination
from yanzhen.values import Answer


def test_the_largest_classes_meet_their_targets_and_no_larger_one_does() -> None:
    deal = parse_deal(TINY)
    found = smallest_subordination(deal, {"A": 0.005, "B": 0.08}, paths=5000, seed=1)
    shares = dict(found.shares)
    assert found.figures.tranches[0].el.value <= 0.005
    assert found.figures.tranches[1].el.value <= 0.08
    assert found.subordination == 1 - sum(shares.values())
    model = build_model(deal)
    design = without_controls(choose_design("importance", model, program_arrays(deal), 1, 5000))
    larger = [
        replace(t, balance=(shares[t.name] + (Fraction(1, 10_000) if t.name == "A" else 0)) * deal.pool_fen)
        for t in deal.tranches
    ]
    bigger = replace(deal, tranches=tuple(larger))
    assert simulate(bigger, paths=5000, seed=1, aims=design).tranches[0].el.value > 0.005


def test_a_target_that_no_size_meets_is_refused() -> None:
    with pytest.raises(RefusalError, match="no size of B"):
        smallest_subordination(parse_deal(TINY), {"A": 0.005, "B": 1e-12}, paths=2000, seed=1)
    with pytest.raises(InputError, match="targets"):
        smallest_subordination(parse_deal(TINY), {"A": 0.1}, paths=2000, seed=1)


def test_the_frontier_trades_cost_for_risk() -> None:
    points = frontier(parse_deal(TINY), [Fraction(n, 100) for n in (50, 65, 80)], paths=5000, seed=1)
    assert all(low.el <= high.el and low.cost > high.cost for low, high in itertools.pairwise(points))


def test_amounts_keep_their_caps_and_sum_to_the_total() -> None:
    wishes = [
        Wish("a", 5_000_000, 0.01, "x"),
        Wish("b", 5_000_000, 0.02, "x"),
        Wish("c", 5_000_000, 0.05, "y"),
        Wish("d", 900_000, 0.001),
    ]
    amounts = allocate(10_000_000, wishes, single=Fraction(4, 10), industry=Fraction(6, 10))
    assert sum(amounts) == 10_000_000
    assert amounts[3] == 900_000
    assert max(amounts) <= 4_000_000
    assert amounts[0] + amounts[1] <= 6_000_000
    assert amounts[0] == 4_000_000
    with pytest.raises(RefusalError, match="no allocation"):
        allocate(100_000_000, wishes, single=Fraction(1, 2))


def test_of_allocations_that_lose_alike_the_nearest_to_what_was_asked_is_taken() -> None:
    wishes = [Wish(name, 9_000_000, 0.02, asked_fen=asked) for name, asked in (("a", 1_000_000), ("b", 5_000_000))]
    wishes.append(Wish("c", 9_000_000, 0.02, least_fen=4_000_033, asked_fen=0))
    amounts = allocate(10_000_000, wishes, single=Fraction(1))
    assert amounts[2] == 4_000_033 and sum(amounts) == 10_000_000
    assert abs(amounts[0] - 1_000_000) < 100  # the rest of rounding to whole yuan


def test_a_cover_that_is_asked_for_makes_a_class_smaller() -> None:
    deal = parse_deal(TINY)
    free = smallest_subordination(deal, {"A": 0.02, "B": 0.2}, paths=2000, seed=1)
    kept = smallest_subordination(deal, {"A": 0.02, "B": 0.2}, paths=2000, seed=1, covers={"A": 1.3})
    assert dict(kept.shares)["A"] < dict(free.shares)["A"]
    cover = kept.figures.tranches[0].cover
    assert cover is not None and 1.3 <= cover.value < 1.301


def test_goals_settle_sizes_and_coupons_together() -> None:
    market = TINY + (
        '[curve]\nname = "made up"\nyears = [0.5, 5]\nrates = [0.02, 0.03]\n'
        '[[comparable]]\nname = "other"\nyears = 1\ncoupon = 0.035\nbase_rate = 0.02\nsource = "test"\n'
    )
    deal = parse_deal(market)
    goals = Goals({"A": 0.01, "B": 0.15}, market=True, allocation=Allocation(5_500_000_000, single=Fraction(1, 2)))
    found = structured(deal, goals, paths=2000, seed=1)
    assert found.deal.pool_fen == 5_500_000_000
    assert max(firm.exposure_fen for firm in found.deal.obligors) <= 2_750_000_000
    for tranche, figures, price in zip(
        found.deal.tranches, found.structure.figures.tranches, found.prices, strict=True
    ):
        assert price is not None and price.spread == Fraction(15, 1000)
        assert abs(tranche.coupons[0] - price.coupon) <= Fraction(1, 20_000)
        assert figures.el.value <= goals.el[tranche.name]
    again = simulate(found.deal, paths=200_000, seed=9).tranches[0].el
    assert again.value - 4 * again.error < 0.0105
    with pytest.raises(RefusalError, match="static pool"):
        structured(parse_deal(POOL24), goals, paths=2000, seed=1)


def test_the_smallest_break_is_the_smallest_by_hand() -> None:
    """Every single default and every pair, run through the ledger."""
    deal = parse_deal(TINY)
    found = smallest_break(deal, "A")
    assert found is not None
    assert found.proved
    worst, size = 0.0, 0
    names = [obligor.name for obligor in deal.obligors]
    for count in (1, 2, 3):
        for firms in itertools.combinations(names, count):
            for periods in itertools.product(range(1, 13), repeat=count):
                worst = max(worst, run_ledger(deal, dict(zip(firms, periods, strict=True))).unpaid("A") / 5_100_000_000)
        if worst > 0:
            size = count
            break
    assert len(found.defaults) == size
    assert found.loss == pytest.approx(worst, abs=1e-8)


def test_the_break_of_a_large_pool_is_found_by_halving() -> None:
    deal = parse_deal(TINY)
    many = tuple(replace(deal.obligors[n % 3], name=f"firm {n}") for n in range(600))
    shares = [(tranche, tranche.balance / deal.pool_fen) for tranche in deal.tranches]
    large = replace(deal, obligors=many)
    large = replace(large, tranches=tuple(replace(t, balance=share * large.pool_fen) for t, share in shares))
    found = smallest_break(large, "A", most=1000)
    assert found is not None and not found.proved and 1 < len(found.defaults) < 300
    assert run_ledger(large, dict(found.defaults)).unpaid("A") > 0
    assert run_ledger(large, dict(found.defaults[: len(found.defaults) // 2])).unpaid("A") == 0


def test_a_class_that_nothing_breaks_and_a_bound_are_told() -> None:
    whole = TINY.replace("rate = 0.4", "rate = 1").replace("periods = 14", "periods = 16")
    assert smallest_break(parse_deal(whole), "A") is None
    bound = smallest_break(parse_deal(TINY), "A", most=1)
    assert bound is not None
    assert not bound.proved
    assert bound.at_least == 1


def test_scenarios_move_the_figures_the_way_they_say() -> None:
    deal = parse_deal(FULL)
    worse = [
        Scenario("all", pd_factor=2),
        Scenario("industry", industry_factors={"C3562": 2}),
        Scenario("firm", defaults={"甲": 2}),
        Scenario("recovery", recovery_factor=Fraction(1, 2)),
        Scenario("delay", extra_lag=2),
    ]
    base, *found = run_scenarios(deal, [Scenario("none"), *worse], paths=4000, seed=1)
    for outcome in found:
        assert outcome.alone.tranches[1].el.value > base.alone.tranches[1].el.value, outcome.scenario.name
    gone = run_scenarios(deal, [Scenario("supporter", defaults={"city platform": 1})], paths=4000, seed=1)[0]
    assert base.supported is not None
    assert gone.supported is not None
    assert gone.supported.tranches[0].el.value > base.supported.tranches[0].el.value
    with pytest.raises(InputError, match="no such firm"):
        stressed(deal, Scenario("odd", defaults={"nobody": 1}))


def test_contributions_are_the_exact_leave_one_out() -> None:
    deal = parse_deal(TINY)
    base = exact_figures(deal).tranches[0].el
    found = contributions(deal, paths=60_000, seed=1)
    for place, entry in enumerate(found):
        firms = list(deal.obligors)
        firms[place] = replace(firms[place], pd=tuple(1e-15 for _ in firms[place].pd))
        true = base - exact_figures(replace(deal, obligors=tuple(firms))).tranches[0].el
        assert entry.adds[0][1] == pytest.approx(true, abs=4e-4)
    assert [entry.firm for entry in found] == ["firm 1", "firm 2", "firm 3"]


def test_no_default_among_eleven_is_not_a_probability_of_nought() -> None:
    posterior = Posterior(0, 11, 3)
    assert posterior.mean == pytest.approx(0.5 / 12)
    assert posterior.quantile(0.95) == pytest.approx(beta.ppf(0.95, 0.5, 11.5))
    flat = Posterior(0, 11, 3, prior_a=1, prior_b=1e-9)
    assert flat.quantile(0.95) == pytest.approx(1 - 0.05 ** (1 / 11), abs=1e-6)  # the 95 % upper end of 0 in 11: 23.8 %
    low, middle, high = carried_range(parse_deal(TINY), posterior, paths=4000, seed=1)
    losses = [entry.figures.tranches[0].el.value for entry in (low, middle, high)]
    assert losses == sorted(losses)
    assert losses[0] < losses[2] / 10
    with pytest.raises(InputError, match="posterior"):
        Posterior(5, 3, 1)


BANDS = """
name = "a committee's scale"
citation = "minutes of 2026-01-05"
years = [1, 3]
[[band]]
label = "I"
el = [0.001, 0.003]
[[band]]
label = "II"
el = [0.01, 0.03]
"""


def test_bands_come_from_a_named_table_within_its_tenors(tmp_path: Path) -> None:
    path = tmp_path / "bands.toml"
    path.write_text(BANDS, encoding="utf-8")
    table = read_bands(path)
    assert band_of(table, 0.0019, 2).label == "I"
    assert band_of(table, 0.0021, 2).label == "II"
    assert band_of(table, 0.5, 2).label == ""
    assert band_of(table, 0.5, 2).citation == "minutes of 2026-01-05"
    assert band_of(table, band_limit(table, "I", 2), 2).label == "I"
    with pytest.raises(InputError, match="no such band"):
        band_limit(table, "IX", 2)
    for ask in (lambda: band_of(table, 0.001, 4), lambda: band_limit(table, "I", 4)):
        with pytest.raises(RefusalError, match="does not cover the tenor"):
            ask()
    path.write_text(BANDS.replace("minutes of 2026-01-05", ""), encoding="utf-8")
    with pytest.raises(InputError, match="without a citation"):
        read_bands(path)


def test_listing_rules_are_dated_and_say_how_sure_they_are() -> None:
    deal = parse_deal(POOL24)
    found = {finding.rule: finding for finding in check_listing(deal, "lease", date(2020, 8, 31))}
    assert found["lease.obligors"].answer is Answer.MET
    assert found["lease.top5"].seen == f"{(31 * 3 + 30 + 29) / 434:.4g}"
    assert found["lease.retention"].answer is Answer.UNMET
    assert {finding.verified for finding in found.values()} == {"recalled"}
    assert check_listing(deal, "lease", date(2017, 1, 1)) == ()
    assert check_listing(parse_deal(TINY), "lease", date(2020, 8, 31))[0].answer is Answer.UNMET
    with pytest.raises(InputError, match="lease"):
        check_listing(deal, "none", date(2020, 1, 1))


def test_concentration_and_effective_names() -> None:
    deal = parse_deal(FULL)
    by_industry = concentration(deal, "industry")
    assert by_industry.shares[0] == ("C3562", Fraction(10, 13))
    assert effective_names(deal) == Fraction(6500**2, 3000**2 + 2000**2 + 1500**2)


PATENT = '[[patent]]\nnumber = "ZL1"\nowner = "甲"\nfiled_on = 2010-03-01\nipc = "G06F17/30"\nvalue = 1000\npledged = false\n'


def test_patents_are_checked_against_the_licence_and_unknown_stays_unknown() -> None:
    deal = parse_deal(FULL + PATENT)
    found = {finding.rule: finding.answer for finding in check_patents(deal, date(2020, 8, 31))}
    assert found == {
        "patent.term": Answer.MET,
        "patent.free": Answer.MET,
        "patent.annuity": Answer.UNKNOWN,
        "patent.product": Answer.UNKNOWN,
    }
    old = parse_deal(FULL + PATENT.replace("2010", "2001"))
    assert check_patents(old, date(2020, 8, 31))[0].answer is Answer.UNMET


def test_recovery_follows_the_patents_value() -> None:
    text = FULL.replace("rate = 0.35", 'rate = 0.35\nsource = "patents"\nsale_discount = 0.4\ndecay = 0.2')
    rows = "".join(PATENT.replace("ZL1", f"ZL{n}").replace("甲", owner) for n, owner in enumerate("甲乙丙"))
    deal = parse_deal(text + rows)
    values = recovery_values(deal, deal.obligors[0])
    assert float(values[0]) == pytest.approx(1000 * 10**6 * 0.6 * 0.8**0.5)
    assert float(values[0]) > float(values[3])
    ended = parse_deal(text + rows.replace("filed_on = 2010-03-01", "filed_on = 2001-03-01"))
    assert recovery_values(ended, ended.obligors[0])[0] > 0  # 2021-02-28: still in force
    assert recovery_values(ended, ended.obligors[0])[1] == 0
    with pytest.raises(InputError, match="no valued patent"):
        parse_deal(text + PATENT)


def test_wrong_way_recovery_raises_losses_and_the_closed_form_agrees() -> None:
    text = TINY.replace("lag = 2", "lag = 2\nwrong_way = 0.5")
    deal = parse_deal(text)
    exact = exact_figures(deal)
    assert exact.pool_el > exact_figures(parse_deal(TINY)).pool_el
    assert exact.tranches == ()
    figures = simulate(deal, paths=100_000, seed=2)
    assert (
        abs(figures.pool_loss_fen.value / deal.pool_fen - exact.pool_el)
        < 4 * figures.pool_loss_fen.error / deal.pool_fen
    )


def test_royalties_and_renewals_by_hand() -> None:
    value = relief_from_royalty([100, 100], Span(0.04, 0.05, 0.06), Span(0.1, 0.12, 0.15), tax=0.2)
    by_hand = 100 * 0.05 * 0.8 * (1.12**-0.5 + 1.12**-1.5)
    assert value.value.middle == pytest.approx(by_hand)
    assert value.value.low < value.value.middle < value.value.high
    kept = renewal_value([10, 10, 10, 10, 2, 2], 4, Span(0.1, 0.2, 0.3), 0.0)
    assert kept.value.middle == pytest.approx((10 * 0.8 - 2) + (10 * 0.64 - 2))


PRICED = """
[curve]
name = "made up"
years = [0.25, 1, 3]
rates = [0.02, 0.024, 0.03]
[[comparable]]
name = "x"
years = 2
coupon = 0.038
base_rate = 0.028
source = "made up"
[[comparable]]
name = "y"
years = 2
coupon = 0.03
base_rate = 0.026
source = "made up"
[[comparable]]
name = "z"
years = 2
coupon = 0.05
source = "made up, without its curve"
[[subsidy]]
name = "discount"
rate = 0.02
upfront = 0.01
cap = 1
"""


def test_a_price_is_curve_plus_the_comparables_spread() -> None:
    price = indicative_price(parse_deal(TINY + PRICED), Fraction(2))
    assert price.base == Fraction(27, 1000)
    assert price.spread == Fraction(7, 1000)
    assert price.comparables == ("x", "y")
    with pytest.raises(RefusalError, match="no curve"):
        indicative_price(parse_deal(TINY), Fraction(2))


def test_a_firms_all_in_rate_is_the_licence_rate_less_subsidy_plus_fees() -> None:
    plain = firm_cost(parse_deal(TINY), "firm 1")
    assert plain.rate == pytest.approx((1 + 0.055 / 4) ** 4 - 1, abs=1e-7)
    assert plain.net_rate == plain.rate
    with_fee = firm_cost(parse_deal(TINY), "firm 1", upfront_fee=Fraction(1, 100), yearly_fee=Fraction(1, 100))
    assert with_fee.rate > plain.rate + 0.015
    helped = firm_cost(parse_deal(TINY + PRICED), "firm 1")
    assert helped.net_rate < helped.rate
    assert helped.subsidy_fen == 100_000_000  # the cap
