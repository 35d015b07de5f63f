"""The deterministic engine: cash in is cash out to the fen, nothing is paid above what is due, every fen has a source."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.securitization.deals import FULL, POOL24, TINY, deal_texts

from yanzhen.errors import InputError
from yanzhen.securitization.deal import Deal
from yanzhen.securitization.deal_file import parse_deal
from yanzhen.securitization.kernel import run_vectors
from yanzhen.securitization.ledger import Ledger, run_ledger, trace
from yanzhen.securitization.model import build_model, program_arrays
from yanzhen.securitization.movements import ACCOUNT


def defaults_of(deal: Deal, picks: list[int]) -> dict[str, int]:
    names = [obligor.name for obligor in deal.obligors] + [support.name for support in deal.supports]
    return {name: pick for name, pick in zip(names, picks, strict=False) if pick}


def check_cash(ledger: Ledger) -> None:
    deal = ledger.deal
    assert all(ledger.imbalance(period) == 0 for period in range(1, deal.periods + 1))
    assert all(movement.amount_fen > 0 for movement in ledger.movements)
    for standing in ledger.standings:
        assert min(standing.balances) >= 0
        assert min(standing.unpaid_interest) >= 0
        assert standing.cash >= 0
        assert min(standing.reserves, default=0) >= 0


@given(deal_texts(), st.lists(st.integers(0, 8), min_size=5, max_size=5))
@settings(max_examples=150, deadline=None)
def test_cash_is_conserved_on_every_path(text: str, picks: list[int]) -> None:
    deal = parse_deal(text)
    ledger = run_ledger(deal, defaults_of(deal, picks))
    check_cash(ledger)
    for place, tranche in enumerate(deal.tranches):
        repaid = ledger.paid(f"principal {tranche.name}")
        assert repaid + ledger.standings[-1].balances[place] == round(tranche.balance)


@given(deal_texts(), st.lists(st.integers(0, 8), min_size=5, max_size=5))
@settings(max_examples=150, deadline=None)
def test_both_engines_run_the_same_waterfall(text: str, picks: list[int]) -> None:
    """The float engine and the fen engine differ by roundings alone: a fen for each amount that falls due."""
    deal = parse_deal(text)
    names = [support.name for support in deal.supports]
    ledger = run_ledger(deal, defaults_of(deal, picks))
    model, program = build_model(deal), program_arrays(deal, names)
    vector = [picks[place] if picks[place] <= deal.obligors[place].licence.instalments else 0 for place in model.order]  # type: ignore[union-attr]
    vector += picks[len(model.order) : len(model.order) + len(names)]
    losses, residual, drawn = np.zeros((1, 2)), np.zeros(1), np.zeros((1, len(names)))
    run_vectors(np.array([vector]), program.arrays, model.cash_arrays(), len(names), losses, residual, drawn)
    steps = deal.periods * (2 * len(deal.obligors) + 6) * 2
    for place, tranche in enumerate(deal.tranches):
        unpaid = ledger.standings[-1].balances[place]
        assert abs(losses[0, place] * float(tranche.balance) - unpaid) <= steps
    assert abs(residual[0] - ledger.paid("residual") - ledger.standings[-1].cash) <= steps


@given(st.lists(st.integers(0, 9), min_size=5, max_size=5))
@settings(max_examples=60, deadline=None)
def test_the_full_deal_conserves_cash_and_agrees_with_the_float_engine(picks: list[int]) -> None:
    deal = parse_deal(FULL)
    ledger = run_ledger(deal, defaults_of(deal, picks))
    check_cash(ledger)
    names = [support.name for support in deal.supports]
    model, program = build_model(deal), program_arrays(deal, names)
    vector = [picks[place] if picks[place] <= 6 else 0 for place in model.order] + [
        pick if pick <= deal.periods else 0 for pick in picks[3:5]
    ]
    losses, residual, drawn = np.zeros((1, 2)), np.zeros(1), np.zeros((1, 2))
    run_vectors(np.array([vector]), program.arrays, model.cash_arrays(), 2, losses, residual, drawn)
    for place, tranche in enumerate(deal.tranches):
        assert abs(losses[0, place] * float(tranche.balance) - ledger.standings[-1].balances[place]) <= 2000
    for number, name in enumerate(names):
        assert abs(drawn[0, number] - ledger.received(f"support {name}")) <= 2000


@given(deal_texts(), st.lists(st.integers(0, 8), min_size=5, max_size=5), st.integers(1, 7))
@settings(max_examples=60, deadline=None)
def test_every_fen_is_traced_to_where_it_came_from(text: str, picks: list[int], period: int) -> None:
    deal = parse_deal(text)
    ledger = run_ledger(deal, defaults_of(deal, picks))
    period = min(period, deal.periods)
    traced = trace(ledger, period)
    assert ACCOUNT not in {movement.source for movement in traced} | {movement.sink for movement in traced}
    for sink in {movement.sink for movement in traced}:
        assert sum(m.amount_fen for m in traced if m.sink == sink) == ledger.paid(sink, period)


@given(deal_texts(), st.lists(st.integers(0, 8), min_size=4, max_size=4))
@settings(max_examples=60, deadline=None)
def test_support_never_hurts_a_class(text: str, picks: list[int]) -> None:
    deal = parse_deal(text)
    defaults = defaults_of(deal, picks[: len(deal.obligors)])
    alone, supported = run_ledger(deal, defaults, []), run_ledger(deal, defaults)
    assert all(
        after <= before
        for before, after in zip(alone.standings[-1].balances, supported.standings[-1].balances, strict=True)
    )


def test_the_path_without_a_default_is_an_amortisation_table() -> None:
    """A level fee on 1,000,000 fen at 4 % a year in four quarters, by hand."""
    text = """
waterfall = ["interest A", "principal A", "residual"]
[deal]
name = "one"
money = "fen"
periods = 4
[risk]
correlation = 0
[licence]
rate = 0.04
instalments = 4
[recovery]
rate = 0
[[obligor]]
name = "firm"
exposure = 1000000
annual_pd = 0.01
[[tranche]]
name = "A"
share = 0.9
coupon = 0.02
"""
    ledger = run_ledger(parse_deal(text))
    payment = Fraction(1_000_000, 100) / (1 - Fraction(100, 101) ** 4)
    assert ledger.received("instalment firm", 1) == round(payment) == 256_281
    balance, expected = 900_000, []
    for period in range(1, 5):
        interest = round(Fraction(balance * 2, 400))
        repaid = min(balance, ledger.received("instalment firm", period) - interest)
        balance -= repaid
        expected.append(balance)
    assert [standing.balances[0] for standing in ledger.standings] == expected == [648_219, 395_179, 140_874, 0]
    assert ledger.paid("residual") == ledger.received("instalment firm") - 900_000 - ledger.paid("interest A")


def test_a_shortfall_is_called_from_the_living_supporter_alone() -> None:
    deal = parse_deal(FULL)
    broken = {"甲": 2, "乙": 2, "丙": 2}
    helped, left_alone = run_ledger(deal, broken), run_ledger(deal, broken | {"city platform": 2})
    assert helped.unpaid("A") == 0
    assert helped.received("support city platform") > 0
    assert left_alone.received("support city platform") == 0
    assert left_alone.unpaid("A") > 0


def test_events_change_the_waterfall_and_stay() -> None:
    deal = parse_deal(FULL)
    modes = [standing.mode for standing in run_ledger(deal, {"甲": 2, "city platform": 9}).standings]
    assert modes[0] == "normal"
    assert set(modes[1:]) <= {"acceleration", "default"}
    assert "defaults" in run_ledger(deal, {"甲": 2}).standings[-1].events
    assert all(standing.mode == "normal" for standing in run_ledger(deal).standings)


def test_loss_is_shared_within_the_limit() -> None:
    deal = parse_deal(FULL)
    ledger = run_ledger(deal, {"甲": 1})
    before = 300_000_000 * 10
    lost = before * 95 // 100 - before * 35 // 100
    assert ledger.received("support risk pool") == min(lost // 4, 400_000_000)


def test_a_clean_up_call_ends_the_pool() -> None:
    deal = parse_deal(FULL.replace("below = 0.05", "below = 0.5"))
    ledger = run_ledger(deal)
    called = [movement for movement in ledger.movements if movement.source == "clean-up call"]
    assert len(called) == 1
    assert ledger.standings[called[0].period - 1].pool == 0
    assert ledger.received("instalment 甲", called[0].period + 1) == 0
    check_cash(ledger)


def test_unknown_names_and_static_pools_are_refused() -> None:
    with pytest.raises(InputError, match="no such firm"):
        run_ledger(parse_deal(TINY), {"firm 9": 1})
    with pytest.raises(InputError, match="static pool"):
        run_ledger(parse_deal(POOL24))


def test_a_reserve_is_released_on_the_last_date_and_not_filled_again() -> None:
    steps = '"interest B", "reserve R", "principal A"'
    text = TINY.replace('"interest B", "principal A"', steps) + (
        '[[reserve]]\nname = "R"\ninitial = 1\ntarget = 2\ncovers = ["interest A"]\n'
    )
    ledger = run_ledger(parse_deal(text), {"firm 1": 9})
    assert ledger.standings[-2].reserves == (200_000_000,) and ledger.standings[-1].reserves == (0,)
    last = [one for one in ledger.movements if one.period == 14 and "reserve R" in (one.sink, one.source)]
    assert [one for one in last if one.sink == "reserve R"] == []
    assert all(ledger.imbalance(period) == 0 for period in range(1, 15))
