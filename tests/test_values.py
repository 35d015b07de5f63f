"""Quantities, three-valued answers and periods."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.values import (
    Answer,
    Period,
    Quantity,
    Relation,
    Status,
    Verdict,
    all_of,
    any_of,
    at_least,
    exactly,
    not_read,
)

MET, UNMET, UNKNOWN = Answer.MET, Answer.UNMET, Answer.UNKNOWN
ANSWERS = st.sampled_from(Answer)
VERDICTS = st.builds(Verdict, ANSWERS, st.lists(st.sampled_from("abc"), max_size=2).map(tuple))
FIGURES = st.decimals(-1000, 1000, places=2)


@pytest.mark.parametrize(
    ("one", "other", "both", "either"),
    [
        (MET, MET, MET, MET),
        (MET, UNKNOWN, UNKNOWN, MET),
        (MET, UNMET, UNMET, MET),
        (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
        (UNKNOWN, UNMET, UNMET, UNKNOWN),
        (UNMET, UNMET, UNMET, UNMET),
    ],
)
def test_kleenes_truth_tables(one: Answer, other: Answer, both: Answer, either: Answer) -> None:
    """Kleene, Introduction to Metamathematics (1952), section 64: the strong three-valued tables."""
    assert one & other == other & one == both
    assert one | other == other | one == either


def test_negation() -> None:
    assert [~answer for answer in (MET, UNMET, UNKNOWN)] == [UNMET, MET, UNKNOWN]


@given(ANSWERS, ANSWERS, ANSWERS)
def test_laws_of_the_logic(a: Answer, b: Answer, c: Answer) -> None:
    assert ~(a & b) == (~a | ~b)
    assert a & (b | c) == (a & b) | (a & c)
    assert (a & b) & c == a & (b & c)
    assert ~~a == a


@given(st.lists(ANSWERS), st.integers(0, 9), st.sampled_from([MET, UNMET]))
def test_learning_what_was_unknown_never_turns_an_answer_round(
    answers: list[Answer], which: int, learnt: Answer
) -> None:
    unknown = [i for i, answer in enumerate(answers) if answer is UNKNOWN]
    better = list(answers)
    if unknown:
        better[unknown[which % len(unknown)]] = learnt
    for combined in (all_of, any_of):
        before = combined(Verdict(answer) for answer in answers).answer
        after = combined(Verdict(answer) for answer in better).answer
        assert before in (UNKNOWN, after)


@given(st.lists(VERDICTS, max_size=5))
def test_verdicts_combine_and_keep_every_reason_in_order(verdicts: list[Verdict]) -> None:
    reasons = tuple(reason for verdict in verdicts for reason in verdict.reasons)
    assert all_of(verdicts).reasons == any_of(verdicts).reasons == reasons
    assert (~all_of(verdicts)).answer == any_of(~verdict for verdict in verdicts).answer


def test_nothing_to_meet_is_met_and_no_choice_is_unmet() -> None:
    assert all_of([]) == Verdict(MET)
    assert any_of([]) == Verdict(UNMET)


@given(FIGURES, FIGURES, st.sampled_from(Relation))
def test_a_quantity_has_the_ends_that_its_relation_needs(one: Decimal, other: Decimal, relation: Relation) -> None:
    low, high = sorted((one, other))
    open_above = relation in (Relation.ABOVE, Relation.AT_LEAST)
    open_below = relation in (Relation.BELOW, Relation.AT_MOST)
    good = Quantity(None if open_below else low, None if open_above else high, "家", relation)
    assert (good.low is None, good.high is None) == (open_below, open_above)
    with pytest.raises(ValueError, match="does not fit"):
        replace(good, low=low if open_below else None, high=None if not open_above else high)
    if low < high and not (open_above or open_below):
        with pytest.raises(ValueError, match="is above"):
            replace(good, low=high, high=low)


@pytest.mark.parametrize("status", [Status.TRUNCATED, Status.UNKNOWN])
def test_what_was_not_read_holds_no_figure(status: Status) -> None:
    assert not_read("家", status).low is None
    with pytest.raises(ValueError, match=f"a {status} quantity holds no figure"):
        Quantity(Decimal(0), Decimal(0), "家", status=status)


def test_shorthands() -> None:
    assert exactly(Decimal(24), "家") == Quantity(Decimal(24), Decimal(24), "家", Relation.EQUAL, Status.KNOWN)
    assert at_least(Decimal("0.8"), "1") == Quantity(Decimal("0.8"), None, "1", Relation.AT_LEAST)
    assert not_read("1").status is Status.TRUNCATED


def test_how_finely_it_was_stated_makes_no_other_figure() -> None:
    stated = Quantity(Decimal(434), Decimal(434), "CNY", stated_to=Decimal(1))
    assert stated == exactly(Decimal(434), "CNY")
    assert "stated_to" not in repr(stated)


def test_values_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        exactly(Decimal(1), "家").low = Decimal(2)  # type: ignore[misc]


def test_a_period_does_not_end_before_it_starts() -> None:
    assert Period(date(2020, 9, 1), date(2020, 9, 1)).start == date(2020, 9, 1)
    assert Period(None, date(2020, 9, 1)).start is None
    with pytest.raises(ValueError, match="cannot end"):
        Period(date(2020, 9, 2), date(2020, 9, 1))
