"""Firms from JSON: exact money, unknown and none, wrong types refused by firm and figure, implausible figures warned of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from yanzhen.errors import InputError
from yanzhen.ladder.firm import Firm
from yanzhen.ladder.firm_json import parse_firms, read_firms


def _one(money_unit: str = "万元", **firm: Any) -> Firm:
    return read_firms({"money_unit": money_unit, "firms": [{"name": "甲公司", **firm}]})[0]


def _warned(firm: Firm) -> dict[str, str]:
    return {warned.figure: warned.message.en for warned in firm.warnings}


@pytest.mark.parametrize(
    ("unit", "revenue", "in_wan"),
    [
        ("万元", 4300, Fraction(4300)),
        ("元", "43000000.01", Fraction("4300.000001")),
        ("CNY", 1, Fraction(1, 10000)),
        ("亿元", Decimal("0.43"), Fraction(4300)),
        ("千元", 15, Fraction(3, 2)),
    ],
)
def test_money_is_converted_exactly(unit: str, revenue: Any, in_wan: Fraction) -> None:
    firm = _one(unit, years={"2025": {"revenue": revenue, "employees": 80}}, equity=[{"year": 2025, "amount": revenue}])
    assert firm.years[2025] == {"revenue": in_wan, "employees": Fraction(80)}
    assert firm.lists["equity"][0]["amount"] == in_wan
    assert firm.money_unit == unit


def test_a_missing_key_and_null_are_unknown_and_an_empty_list_is_none() -> None:
    firm = _one(
        years={"2025": {"revenue": None}, "2024": None}, ip=[], titles=None, resident=None, share={"percent": None}
    )
    assert firm.years == {} and firm.figures == {} and firm.lists == {"ip": ()}


def test_yearly_figures_beside_the_years_are_held_with_them() -> None:
    firm = _one(platform_score={"2026": 62}, transformations={"2025": 6})
    assert firm.years == {2026: {"platform_score": Fraction(62)}, 2025: {"transformations": Fraction(6)}}


def test_class_and_type_complete_each_other_and_only_absence_gives_a_default() -> None:
    firm = _one(ip=[{"type": "design"}, {"class": "I"}, {"type": "ic_layout", "valid": None}, {"used_for_gx": True}])
    assert [right.get("class") for right in firm.lists["ip"]] == ["II", "I", "I", None]
    assert [right.get("type") for right in firm.lists["ip"]] == ["design", "unstated", "ic_layout", None]
    assert [right.get("valid") for right in firm.lists["ip"]] == [True, True, None, True]
    assert [right.get("used_for_gx") for right in firm.lists["ip"]] == [False, False, False, True]


@pytest.mark.parametrize(
    ("firm", "figure", "seen"),
    [
        ({"years": {"2025": {"employees": "about 80"}}}, "years.2025.employees", "about 80"),
        ({"years": {"2025": {"employees": True}}}, "years.2025.employees", "true"),
        ({"years": {"2025": {"employees": "NaN"}}}, "years.2025.employees", "NaN"),
        ({"years": {"2025": {"employees": 1e99}}}, "years.2025.employees", "1e+99"),
        ({"years": {"25": {}}}, "years.25", "25"),
        ({"years": []}, "years", "a list"),
        ({"years": {"2025": 3}}, "years.2025", "3"),
        ({"resident": "yes"}, "resident", "yes"),
        ({"conditions": {"clean_record": 1}}, "conditions.clean_record", "1"),
        ({"registered_on": "2026-02-30"}, "registered_on", "2026-02-30"),
        ({"segment_since": 2013}, "segment_since", "2013"),
        ({"ip": {}}, "ip", "an object"),
        ({"ip": [3]}, "ip[0]", "3"),
        ({"ip": [{"class": "III"}]}, "ip[0].class", "III"),
        ({"awards": [{"level": "nationl"}]}, "awards[0].level", "nationl"),
        ({"experts": {"gx.ip1": [7, 5]}}, "experts.gx.ip1", "a list"),
        ({"experts": {"gx.ip1": "good"}}, "experts.gx.ip1", "good"),
        ({"manual": {"zj26.5": "true"}}, "manual.zj26.5", "true"),
        ({"industry": 3562}, "industry", "3562"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_by_firm_and_figure(firm: dict[str, Any], figure: str, seen: str) -> None:
    with pytest.raises(InputError) as refused:
        _one(**firm)
    assert refused.value.what == f"firms, firm 1 甲公司, figure {figure}"
    assert refused.value.seen == seen and refused.value.expected and refused.value.todo


def test_a_slip_in_a_word_is_given_its_neighbour() -> None:
    with pytest.raises(InputError, match="did you mean national"):
        _one(awards=[{"level": "nationl"}])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "line 1, column 2"),
        ("[1]", "a firm"),
        ('{"firms": 3}', 'expected: {"money_unit"'),
        ('{"firms": [], "money_units": "元"}', "did you mean money_unit"),
        ('{"firms": [], "money_unit": "美元"}', "万元"),
        ('{"firms": [{"name": "甲", "name": "乙"}]}', "each key once"),
        ('{"firms": [{"share": {"percent": NaN}}]}', "finite"),
        ("[" * 100000, "nested"),
    ],
)
def test_a_faulty_document_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_firms(text)


def test_a_firm_alone_or_a_list_will_do() -> None:
    assert [firm.name for firm in parse_firms('{"name": "甲"}')] == ["甲"]
    assert [firm.name for firm in parse_firms('[{"name": "甲"}, {"name": "乙"}]')] == ["甲", "乙"]
    assert parse_firms('{"firms": []}') == ()


def test_unknown_keys_are_warned_of_with_those_that_are_close() -> None:
    firm = _one(yeers={}, years={"2025": {"revenu": 3}}, ip=[{"clas": "I"}], conditions={"clean": True})
    assert "close to years" in _warned(firm)["yeers"]
    assert "close to revenue" in _warned(firm)["years.2025.revenu"]
    assert {"ip[0].clas", "conditions.clean"} <= set(_warned(firm))


def test_implausible_figures_are_warned_of_and_kept() -> None:
    firm = _one(
        registered_on="2020-01-01",
        segment_since="2019-01-01",
        years={"2025": {"revenue": 100, "main_revenue": 101, "employees": -1, "tech_staff": 5}, "2019": {"revenue": 3}},
        share={"percent": 130},
        ip=[
            {"granted": "2019-05-01", "acquired": "own"},
            {"granted": "2019-05-01", "acquired": "transfer"},
            {"class": "II", "type": "invention"},
        ],
        titles=[{"title": "高新技术企业", "valid_from": "2026-01-01", "valid_to": "2025-01-01"}],
    )
    assert firm.years[2025]["main_revenue"] == 101 and firm.figures["registered_on"] == date(2020, 1, 1)
    assert set(_warned(firm)) == {
        "segment_since", "years.2019", "years.2025.main_revenue", "years.2025.employees", "years.2025.tech_staff", "share.percent",
        "ip[0].granted", "ip[2].class", "titles[0].valid_to",
    }  # fmt: skip
    assert _one(years={"2025": {"revenue": 100, "main_revenue": 100}}).warnings == ()
