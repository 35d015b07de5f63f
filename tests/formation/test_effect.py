"""The matched difference: found where it is, its interval right, refused where there is nothing to compare."""

from __future__ import annotations

import numpy
import pytest

from yanzhen.errors import InputError, RefusalError
from yanzhen.formation.effect import FirmOutcome, association


def firms(seed: int, *, effect: float, linked: int = 60, others: int = 400) -> list[FirmOutcome]:
    """Linked firms are larger, and larger firms grow more: a naive comparison takes that for an effect."""
    random = numpy.random.default_rng(seed)
    found = []
    for i in range(linked + others):
        is_linked = i < linked
        size, age = random.normal(0.8 if is_linked else 0.0, 1), random.normal(0, 1)
        before = 5 + size + random.normal(0, 0.3)
        after = before + 2 * size + (effect if is_linked else 0) + random.normal(0, 0.5)
        found.append(FirmOutcome(f"f{i}", is_linked, before, after, (size, age)))
    return found


def test_matching_takes_out_what_size_did() -> None:
    told = association(firms(1, effect=1.0), neighbours=5)
    assert told.low <= 1.0 + 0.15
    assert told.high >= 1.0 - 0.05
    assert told.naive > 2.0
    assert told.called == "association"
    assert all(abs(one) < 0.25 for one in told.balance)


def test_without_an_effect_the_interval_mostly_holds_zero() -> None:
    held = 0
    for seed in range(40):
        told = association(firms(seed, effect=0.0, linked=40), neighbours=3, draws=300, caliper=0.5)
        held += told.low <= 0 <= told.high
    assert held >= 30  # matching leaves a little of the size's effect, so that it holds less often than 95 %


def test_linked_firms_without_a_like_are_left_out_and_counted() -> None:
    odd = [FirmOutcome("giant", True, 50.0, 90.0, (40.0, 0.0))]
    told = association(firms(2, effect=0.5) + odd)
    assert told.left_out >= 1
    assert any("left out" in warning for warning in told.warnings)


def test_nothing_to_compare_with_is_refused() -> None:
    with pytest.raises(RefusalError, match="nothing to compare"):
        association(firms(3, effect=1.0, linked=60, others=0))
    with pytest.raises(RefusalError, match="at least 10"):
        association([FirmOutcome(f"l{i}", True, 1, 2, (100.0 + i,)) for i in range(20)] + [
            FirmOutcome(f"o{i}", False, 1, 2, (float(i % 7),)) for i in range(20)
        ])  # fmt: skip


def test_a_figure_that_is_none_is_named() -> None:
    with pytest.raises(InputError, match="firm x"):
        association([FirmOutcome("x", True, float("nan"), 1.0, (1.0,))])
