"""The climb applied turns the verdict, none of its changes can be left out, and no amount is larger than it must be.

The changes are applied to the firm's JSON, as a user would, and judged by the sober judge: the search's own eyes are not used.
"""

from __future__ import annotations

import copy
import json
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.ladder import tree
from yanzhen.ladder.climb import Alternative, Climb, Weights, climb
from yanzhen.ladder.climb.change import Change
from yanzhen.ladder.climb.many import climbs
from yanzhen.ladder.firm import Firm
from yanzhen.ladder.firm_json import read_firm
from yanzhen.ladder.judge import judge
from yanzhen.ladder.shelf import Shelf
from yanzhen.values import Answer

SHELF = Shelf()
ON = date(2026, 6, 1)
GOOD: dict[str, Any] = {
    "uscc": "", "name": "甲", "region": "330110", "industry": "C3562", "registered_on": "2012-03-01", "segment_since": "2013-01-01",
    "resident": True,
    "years": {
        "2023": {"employees": 70, "tech_staff": 20, "rd_staff": 15, "revenue": 3500, "main_revenue": 3300, "sales": 3500, "rd_expense": 220,
                 "cost_expense": 2900, "net_profit": 200, "assets": 5000, "liabilities": 2000, "total_income": 3600, "hitech_income": 2800},
        "2024": {"employees": 75, "tech_staff": 22, "rd_staff": 18, "revenue": 3900, "main_revenue": 3600, "sales": 3900, "rd_expense": 260,
                 "cost_expense": 3100, "net_profit": 250, "assets": 5500, "liabilities": 2050, "total_income": 4000, "hitech_income": 3100},
        "2025": {"employees": 80, "tech_staff": 24, "rd_staff": 20, "revenue": 4300, "main_revenue": 4000, "sales": 4200, "rd_expense": 300,
                 "cost_expense": 3360, "net_profit": 300, "assets": 6000, "liabilities": 2100, "total_income": 4400, "hitech_income": 3444},
    },
    "ip": [{"class": "I", "type": "invention", "granted": "2021-05-01", "acquired": "own", "owner_rank": 1, "main_product": True, "applied": True,
            "benefit": True}],
    "transformations": {"2023": 4, "2024": 5, "2025": 6},
    "titles": [{"title": "科技型中小企业", "valid_from": "2024-12-01", "valid_to": "2027-11-30"}],
    "awards": [], "institutions": [], "standards": [], "equity": [], "contests": [],
    "share": {"percent": 12.5, "rank_world": 9, "rank_nation": 3}, "platform_score": {"2025": 60, "2026": 62},
    "digital_level": 2, "quality_items": 2, "products": 2, "province_points": 12, "strategic_field": True, "field_class": "B",
    "own_brand": True, "international_certificate": True, "credit_ok": True, "core_business_on_it": True, "management_certificate": True,
    "controlled_by_xj": False, "group_similar_product": False, "mountain_or_island_county": False, "new_product": False,
    "conditions": {"sector_allowed": True, "clean_record": True, "not_listed": True, "sound_accounts": True, "high_tech_field": True,
                   "owns_core_ip": True},
    "manual": {"zj26.5": True},
}  # fmt: skip


def with_(**changes: Any) -> dict[str, Any]:
    """The good firm with figures at dotted paths (``__`` for the dot) set otherwise."""
    entry = copy.deepcopy(GOOD)
    for path, value in changes.items():
        *groups, last = path.split("__")
        inner = entry
        for group in groups:
            inner = inner[group]
        inner[last] = value
    return entry


def firm_of(entry: dict[str, Any]) -> Firm:
    return read_firm(json.loads(json.dumps(entry), parse_float=Decimal, parse_int=Decimal))


def plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    return value.isoformat() if isinstance(value, date) else value


def applied(entry: dict[str, Any], changes: tuple[Change, ...]) -> dict[str, Any]:
    """The firm's JSON with the changes, as the contract writes them."""
    entry = copy.deepcopy(entry)
    for change in changes:
        if change.figure.endswith("[+]"):
            thing = {key: plain(value) for key, value in change.after.items()}  # type: ignore[union-attr]
            entry[change.figure[:-3]] = [*(entry.get(change.figure[:-3]) or []), *([thing] * (change.count or 1))]
            continue
        *groups, last = change.figure.split(".")
        inner = entry
        for group in groups:
            inner = inner.setdefault(group, {})
        inner[last] = plain(change.after)
    return entry


def turned(book: str, entry: dict[str, Any], on: date = ON, applicant: str = "new") -> bool:
    """Met, or open through persons alone: it is met once every manual answer is yes and the experts award what is most."""
    judgement = judge(SHELF.book(book), firm_of(entry), on, applicant)
    if judgement.answer is Answer.MET:
        return True
    if judgement.answer is Answer.UNMET:
        return False
    asked = {criterion.criterion.id for criterion in judgement.criteria}
    manual = {**dict.fromkeys(asked, True), **entry.get("manual", {})}
    experts = {
        c.criterion.id: [plain(c.points.high)] * 2
        for c in judgement.criteria
        if c.points and c.points.high is not None and awarded(book, c.criterion.id)
    }
    kind = {**experts, **{key: [pair[1], pair[1]] for key, pair in entry.get("experts", {}).items()}}
    return (
        judge(SHELF.book(book), firm_of({**entry, "manual": manual, "experts": kind}), on, applicant).answer
        is Answer.MET
    )


def awarded(book: str, criterion: str) -> bool:
    """Whether experts award its points."""
    rules = SHELF.book(book)
    points = rules.criteria[criterion].points
    return points is not None and any(isinstance(node, tree.Awarded) for node in rules.below(points))


def climbed(book: str, entry: dict[str, Any], on: date = ON, applicant: str = "new") -> Climb:
    return climb(SHELF.book(book), firm_of(entry), on, applicant)


def check(book: str, entry: dict[str, Any], alternative: Alternative, on: date = ON, applicant: str = "new") -> None:
    """It turns the verdict; without any one of its changes it does not; nor with any amount a whole unit nearer."""
    assert turned(book, applied(entry, alternative.changes), on, applicant)
    for place, change in enumerate(alternative.changes):
        rest = alternative.changes[:place] + alternative.changes[place + 1 :]
        assert not turned(book, applied(entry, rest), on, applicant), f"{change} can be left out"
        for smaller in smaller_changes(change):
            changes = (*rest, smaller)
            assert not turned(book, applied(entry, changes), on, applicant), f"{change} is larger than {smaller}"


def smaller_changes(change: Change) -> list[Change]:
    from dataclasses import replace

    if change.count and change.count > 1:
        return [replace(change, count=change.count - 1)]
    if isinstance(change.after, Fraction) and (isinstance(change.before, Fraction) or change.after > 0):
        before = change.before if isinstance(change.before, Fraction) else Fraction(0)
        nearer = change.after + (1 if change.after < before else -1)
        return [replace(change, after=nearer)] if nearer != before else []
    if isinstance(change.after, dict) and "amount" in change.after:
        return [replace(change, after={**change.after, "amount": change.after["amount"] - 1})]
    return []


CASES = [
    ("zj26", with_(years__2025__revenue=1400)),
    ("zj26", with_(years__2024__rd_expense=99)),
    ("zj26", with_(ip=[])),
    ("zj26", with_(ip=None, titles=None)),
    ("zj26", with_(platform_score={})),
    ("zj26", with_(years__2025__revenue=1400, ip=[], titles=[], years__2025__liabilities=5900)),
    ("zj26", with_(years={})),
    ("zj26", with_(years__2025__main_revenue=3000, years__2025__rd_expense=10)),
    ("zj26", with_(segment_since=None)),
    ("xj26", with_()),
    (
        "xj26",
        with_(titles=[{"title": "专精特新中小企业", "valid_from": "2025-01-01", "valid_to": "2027-12-31"}], share={}),
    ),
    ("kx", with_(years__2025__tech_staff=3, years__2025__rd_expense=100, ip=[])),
    ("kx", with_(years__2025__tech_staff=7, ip=[])),
    ("kx", with_(titles=[], years__2025__sales=None)),
    ("cx", with_(ip=[], years__2025__rd_expense=40, titles=[])),
    ("cx", with_(years__2025__main_revenue=3500)),
    ("gx", with_(ip=[])),
    ("gx", with_(years__2025__rd_expense=10, years__2024__rd_expense=10, years__2023__rd_expense=10)),
    ("yx26", with_()),
    ("dx", with_()),
    ("sme", with_(years__2025__employees=None, years__2025__revenue=50000)),
]


@pytest.mark.parametrize(("book", "entry"), CASES)
def test_each_alternative_turns_the_verdict_with_nothing_too_much(book: str, entry: dict[str, Any]) -> None:
    found = climbed(book, entry)
    assert found.alternatives, found.blocked
    for alternative in found.alternatives:
        check(book, entry, alternative)


def test_the_published_gap_is_the_climb() -> None:
    """facts/ladder.md 12.3: revenue 1400 without equity asks for 100 more revenue, or 2000 of equity."""
    told = climbed("zj26", with_(years__2025__revenue=1400)).alternatives
    assert [(one.changes[0].figure, plain(one.changes[0].before)) for one in told] == [
        ("years.2025.revenue", 1400),
        ("equity[+]", None),
    ]
    assert told[0].changes[0].after == 1500
    assert told[1].changes[0].after["amount"] == 2000  # type: ignore[index]


def test_an_institution_or_an_award_waives_the_right() -> None:
    lists = {change.figure for one in climbed("zj26", with_(ip=[])).alternatives for change in one.changes}
    assert lists == {"ip[+]", "institutions[+]", "awards[+]"}


def test_a_past_day_is_never_changed_and_the_wait_is_told() -> None:
    found = climbed("zj26", with_(segment_since="2024-02-01"))
    assert found.alternatives == ()
    assert "zj26.1b" in found.blocked[0].zh
    assert (
        "2028" in found.blocked[0].zh
    )  # three full years are over on 2027-01-31: the year 2027 is the first to end behind them


def test_a_missing_day_is_brought_as_late_as_it_may_be() -> None:
    (change,) = climbed("zj26", with_(segment_since=None)).alternatives[0].changes
    assert (change.before, change.after) == (None, date(2023, 1, 1))
    later = with_(segment_since=(change.after + timedelta(days=1)).isoformat())  # type: ignore[operator]
    assert not turned("zj26", later)


def test_what_only_a_person_decides_is_awaited_not_climbed() -> None:
    found = climbed("zj26", with_(manual={}))
    assert found.alternatives == ()
    assert [words.zh.split(" ")[0] for words in found.blocked] == ["zj26.5"]
    assert climbed("zj26", with_()) == Climb(())


def test_a_no_of_a_person_is_no_lever() -> None:
    found = climbed("zj26", with_(manual={"zj26.5": False}))
    assert found.alternatives == ()
    assert "zj26.5" in found.blocked[0].zh


def test_a_breach_on_the_record_cannot_be_undone() -> None:
    found = climbed("zj26", with_(conditions__clean_record=False))
    assert found.alternatives == ()


def test_amounts_are_whole_in_the_unit_of_the_file() -> None:
    in_yuan = copy.deepcopy(with_(years__2025__revenue=1400))
    for year in in_yuan["years"].values():
        for name in year:
            if name not in ("employees", "tech_staff", "rd_staff"):
                year[name] *= 10_000
    in_yuan["years"]["2025"]["rd_expense"] = 449_999
    firm = read_firm(json.loads(json.dumps(in_yuan), parse_float=Decimal, parse_int=Decimal), "元")
    best = climb(SHELF.book("zj26"), firm, ON).alternatives[0]
    told = {change.figure: (plain(change.after), change.unit) for change in best.changes}
    assert told["years.2025.revenue"] == (15_000_000, "元")
    assert told["years.2025.rd_expense"] == (1_000_000, "元")


def test_weights_turn_the_order() -> None:
    entry = with_(ip=[])
    book, firm = SHELF.book("zj26"), firm_of(entry)
    first = [
        climb(book, firm, ON, weights=Weights(by)).alternatives[0].changes[0].figure
        for by in ({}, {"ip": 50.0, "institutions": 1.0})
    ]
    assert first == ["ip[+]", "institutions[+]"]


def test_a_score_takes_the_cheapest_items_exactly() -> None:
    """At even efforts the integer programme agrees with trying every set of levels by hand (KX7 of facts 12.2 lacks two points)."""
    entry = with_(
        years__2025__employees=40, years__2025__tech_staff=8, years__2025__rd_expense=119, years__2025__sales=2000,
        years__2025__cost_expense=1800, titles=[], ip=[{"class": "II", "type": "design", "main_product": True, "valid": True}],
    )  # fmt: skip
    found = climbed("kx", entry)
    amounts = {change.figure: plain(change.after) for one in found.alternatives for change in one.changes}
    assert amounts["years.2025.rd_expense"] == 120  # 6 % of sales: 50 points in place of 40
    assert found.alternatives[0].changes[0].figure == "years.2025.rd_expense"


FIGURES = st.fixed_dictionaries(
    {},
    optional={
        "years__2025__revenue": st.sampled_from([None, 0, 900, 1499, 1500, 60000]),
        "years__2025__main_revenue": st.sampled_from([None, 0, 1000, 3440, 4300]),
        "years__2025__rd_expense": st.sampled_from([None, 0, 99, 128, 129, 700]),
        "years__2024__rd_expense": st.sampled_from([None, 0, 99, 117]),
        "years__2025__liabilities": st.sampled_from([None, 0, 4800, 4801, 7000]),
        "years__2025__assets": st.sampled_from([None, 0, 6000]),
        "years__2025__tech_staff": st.sampled_from([None, 0, 8, 24]),
        "ip": st.sampled_from([None, []]),
        "titles": st.sampled_from([None, []]),
        "platform_score": st.sampled_from([{}, {"2026": 49}, {"2026": 50}]),
        "equity": st.sampled_from([None, []]),
    },
)


@given(st.sampled_from(["zj26", "kx", "cx"]), FIGURES)
@settings(deadline=None, max_examples=60)
def test_whatever_is_missing_the_climb_holds(book: str, changes: dict[str, Any]) -> None:
    entry = with_(**changes)
    for alternative in climbed(book, entry).alternatives:
        check(book, entry, alternative)


def test_many_firms_climb_as_one_does() -> None:
    """On other processes too: the books and firms travel there and the climbs back."""
    firms = [firm_of(with_(years__2025__revenue=1400 - n)) for n in range(41)]
    book = SHELF.book("zj26")
    assert climbs(book, firms, ON) == [climb(book, firm, ON) for firm in firms]
