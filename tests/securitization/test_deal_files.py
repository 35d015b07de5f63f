"""Deal files: what is read, in both languages and every unit, and what is refused with its place."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from tests.securitization.deals import FULL, POOL24, TINY

from yanzhen.errors import InputError
from yanzhen.securitization.deal_file import parse_deal, read_deal


def test_the_core_is_read_exactly() -> None:
    deal = parse_deal(TINY)
    assert deal.pool_fen == 6_000_000_000
    assert [tranche.balance for tranche in deal.tranches] == [5_100_000_000, 600_000_000]
    assert deal.obligors[1].pd[3] == pytest.approx(0.05, abs=1e-15)
    assert deal.obligors[0].licence is not None
    assert deal.obligors[0].licence.rate == Fraction(55, 1000)
    assert [str(step) for step in deal.waterfall][-1] == "residual"


@pytest.mark.parametrize(
    ("unit", "fen"),
    [("million CNY", 10**8), ("万元", 10**6), ("CNY", 100), ("亿元", 10**10), ("元", 100), ("fen", 1)],
)
def test_units_of_money_are_exact(unit: str, fen: int) -> None:
    assert parse_deal(TINY.replace("million CNY", unit)).pool_fen == 60 * fen


def test_decimal_amounts_keep_their_fen() -> None:
    deal = parse_deal(TINY.replace("exposure = 32", "exposure = 32.00000001"))
    assert deal.obligors[0].exposure_fen == 3_200_000_001


def test_chinese_keys_say_the_same() -> None:
    chinese = (
        TINY.replace("waterfall =", "分配顺序 =")
        .replace("[deal]", "[交易]")
        .replace("name =", "名称 =")
        .replace("[[obligor]]", "[[债务人]]")
        .replace("exposure", "敞口")
        .replace("annual_pd", "年违约概率")
        .replace('"interest A"', '"利息 A"')
        .replace('"fee service"', '"费用 service"')
        .replace('"residual"', '"剩余"')
        .replace('"level"', '"等额"')
        .replace("million CNY", "百万元")
        .replace("[licence]", "[许可]")
        .replace("instalments", "分期数")
    )
    english, translated = parse_deal(TINY), parse_deal(chinese)
    assert translated.obligors == english.obligors
    assert translated.waterfall == english.waterfall
    assert translated.tranches == english.tranches


def test_every_feature_is_read() -> None:
    deal = parse_deal(FULL)
    assert deal.dates[0].due == date(2020, 11, 30)
    assert deal.dates[0].tested < deal.dates[0].called < deal.dates[0].support_arrived < deal.dates[0].paid
    assert deal.year_fractions[0] == Fraction(91, 365)
    assert deal.supports[1].correlation == 0.4
    assert deal.fees[1].cap_fen == 2_500_000
    assert deal.obligors[1].recovery.rate == Fraction(1, 2)
    assert deal.obligors[2].pd == (0.01, 0.02, 0.03, 0.05, 0.06, 0.07, 0.07, 0.07)


def test_a_deal_without_cash_is_a_static_pool() -> None:
    deal = parse_deal(POOL24)
    assert deal.is_static
    assert deal.obligors[0].pd == (pytest.approx(1 - 0.99**3, abs=1e-15),)


REFUSED = {
    "cash used twice: step": (
        '"principal A", ',
        '"principal A", "principal A", ',
        ["cash used twice", "waterfall[4]", "principal A"],
    ),
    "cash used twice: residual first": (
        '"fee service", ',
        '"residual", "fee service", ',
        ["cash used twice", "waterfall[0]", "residual last"],
    ),
    "interest never paid": ('"interest B", ', "", ["never paid: interest B", "waterfall"]),
    "principal never paid": ('"principal A", ', "", ["never paid: principal A"]),
    "fee never paid": ('"fee service", ', "", ["never paid: fee service"]),
    "shares above 1": ("share = 0.10", "share = 0.16", ["shares above 1", "1.01", "[tranche 2] share"]),
    "negative lag": ("lag = 2", "lag = -1", ["[recovery] lag", "outside its bounds", "seen: -1", "at least 0"]),
    "pd below 0": ("annual_pd = 0.05", "annual_pd = -0.01", ["[obligor 2] annual_pd", "seen: -0.01", "at least 0"]),
    "pd above 1": ("annual_pd = 0.05", "annual_pd = 1.01", ["[obligor 2] annual_pd", "at most 1"]),
    "number of thousands of digits": ("annual_pd = 0.05", f"annual_pd = 0.{'1' * 5000}", ["not of its kind"]),
    "whole number of thousands of digits": ("exposure = 32", f"exposure = {'9' * 5000}", ["not TOML"]),
    "lists in lists": ("[deal]", f"x = {'[' * 3000}{']' * 3000}\n[deal]", ["not TOML"]),
    "control characters": ('name = "tiny"', r'name = "a\u0000"', ["[deal] name", "control characters"]),
    "not a number": ("exposure = 32", "exposure = nan", ["seen: NaN", "a number"]),
    "falling cumulative": (
        "annual_pd = 0.05",
        "cumulative_pd = [0.01, 0.02, 0.015, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.1, 0.11]",
        ["cumulative_pd[2]", "falls", "0.015 after 0.02"],
    ),
    "short cumulative": ("annual_pd = 0.05", "cumulative_pd = [0.01]", ["too short", "at least 12"]),
    "two probabilities": ("annual_pd = 0.05", "annual_pd = 0.05\ncumulative_pd = [0.1]", ["not both"]),
    "no probability": ("annual_pd = 0.05", "", ["no probability of default", "[obligor 2]"]),
    "unknown step": ('"interest B"', '"coupon B"', ["unknown step", "'coupon B'", "interest NAME"]),
    "unknown class": ('"interest B"', '"interest C"', ["no such name", "'C'", "waterfall[2]"]),
    "unknown key": ("coupon = 0.04", "cupon = 0.04", ["unknown key", "'cupon'", "coupon"]),
    "unknown table": ("[recovery]", "[recoverry]", ["unknown table", "recovery"]),
    "part of a fen": ("exposure = 32", "exposure = 32.000000001", ["part of a fen", "[obligor 1] exposure"]),
    "text for a number": ("exposure = 32", 'exposure = "32"', ["not of its kind", "'32'", "a number"]),
    "no number": ("coupon = 0.04", "coupon = nan", ["not of its kind", "[tranche 1] coupon"]),
    "unknown unit": ("million CNY", "dollars", ["unknown unit of money", "'dollars'", "万元"]),
    "unknown word": ('shape = "level"', 'shape = "flat"', ["unknown word", "'flat'", "equal_principal"]),
    "name twice": ('name = "firm 2"', 'name = "firm 1"', ["the name is there twice", "firm 1"]),
    "no licence": ('[licence]\nrate = 0.055\ninstalments = 12\nshape = "level"', "", ["nothing that pays"]),
    "late instalments": ("instalments = 12", "instalments = 15", ["after the last payment date", "at most 14 periods"]),
    "attach with cash": ("share = 0.85", "share = 0.85\nattach = 0.1", ["static pool", "attach"]),
    "degrees without t": ('copula = "gaussian"', 'copula = "gaussian"\ndegrees_of_freedom = 4', ["do not match"]),
    "t without degrees": ('copula = "gaussian"', 'copula = "student_t"', ["do not match", "degrees_of_freedom"]),
    "correlation above 1": ("correlation = 0.2", "correlation = 1.2", ["[risk] correlation", "at most 1"]),
    "share and balance": ("share = 0.85", "share = 0.85\nbalance = 51", ["one of them"]),
    "missing coupon table": ("share = 0.85", "share = 0.85\nmargin = 0.01", ["two coupons", "coupon and margin"]),
    "not TOML": ("[risk]", "[risk", ["not TOML", "line"]),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_a_deal_that_cannot_be_is_refused_with_its_place(fault: str) -> None:
    old, new, told = REFUSED[fault]
    assert old in TINY
    with pytest.raises(InputError) as caught:
        parse_deal(TINY.replace(old, new, 1), "deals/tiny.toml")
    message = str(caught.value)
    assert message.startswith("deals/tiny.toml")
    for words in told:
        assert words in message, message


def test_the_place_has_the_line_of_the_file() -> None:
    text = TINY.replace("annual_pd = 0.05", "annual_pd = 2")
    line = text.splitlines().index("annual_pd = 2") + 1
    with pytest.raises(InputError, match=f"line {line} "):
        parse_deal(text)


FULL_REFUSED = {
    "supporter without a probability": (
        "annual_pd = 0.01\ncorrelation = 0.4",
        "correlation = 0.4",
        ["no probability", "[support 2]"],
    ),
    "unknown covered class": ('covers = ["A"]', 'covers = ["C"]', ["no such class", "'C'"]),
    "event without its waterfall": ('default = ["fee tax"', 'xdefault = ["fee tax"', ["unknown key"]),
    "dates out of order": (
        "first_payment_on = 2020-11-30",
        "first_payment_on = 2020-08-30",
        ["dates out of order", "2020-08-30"],
    ),
    "call before the test": (
        'day_count = "act/365"',
        "test_before = 3\ncall_before = 5",
        ["dates out of order", "test_before 3"],
    ),
    "watched class": ('tranche = "A"\nthreshold', 'tranche = "Z"\nthreshold', ["no such class", "'Z'"]),
    "thresholds that fall": ("[0.1, 0.2, 0.3]", "[0.3, 0.2]", ["fall"]),
    "schedule": ("[0, 0.2, 0.2, 0.2, 0.2, 0.2]", "[0.2, 0.2]", ["does not repay", "0.4"]),
    "reserve step": ('"reserve liquidity", ', "", ["never paid: reserve liquidity"]),
    "covered step": ('covers = ["fee tax", "interest A"]', 'covers = ["interest X"]', ["no such step"]),
    "loss share with classes": ('kind = "loss_share"', 'kind = "loss_share"\ncovers = ["A"]', ["do not match"]),
}


@pytest.mark.parametrize("fault", FULL_REFUSED)
def test_a_full_deal_that_cannot_be_is_refused(fault: str) -> None:
    old, new, told = FULL_REFUSED[fault]
    assert old in FULL
    with pytest.raises(InputError) as caught:
        parse_deal(FULL.replace(old, new, 1))
    for words in told:
        assert words in str(caught.value), str(caught.value)


def test_a_static_pool_with_cash_terms_is_refused() -> None:
    with pytest.raises(InputError, match="static pool"):
        parse_deal(POOL24 + '[[fee]]\nname = "x"\n')
    with pytest.raises(InputError, match="horizon"):
        parse_deal(POOL24.replace("horizon_years = 3", ""))
    with pytest.raises(InputError, match="attach below detach"):
        parse_deal(POOL24.replace("attach = 0\n", "attach = 0.5\n"))


def test_holidays_outside_the_table_are_refused() -> None:
    with pytest.raises(InputError, match="no holidays are known for 2030"):
        parse_deal(FULL.replace("2020-08-31", "2030-08-31").replace("2020-11-30", "2030-11-30"))
    late = FULL.replace("2020-08-31", "2030-08-31").replace("2020-11-30", '2030-11-30\ncalendar = "none"')
    assert parse_deal(late).dates[0].paid == date(2030, 11, 30)


def test_dates_beyond_the_announced_holidays_have_a_calendar_of_their_own() -> None:
    dated = TINY + "[dates]\nissued_on = 2026-09-10\nfirst_payment_on = 2026-10-03\n"
    with pytest.raises(InputError, match=r"\[dates\] calendar: no holidays are known for 2027"):
        parse_deal(dated)
    days = [step.paid for step in parse_deal(dated + 'calendar = "announced"\n').dates]
    assert days[0] == date(2026, 10, 8)  # the National Day holiday is announced
    assert days[1] == date(2027, 1, 4) and all(day.weekday() < 5 for day in days)  # 2027-01-03 is a Sunday
    with pytest.raises(InputError, match="beyond the calendar"):
        parse_deal(TINY + '[dates]\nissued_on = 9998-09-10\ncalendar = "none"\n')


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_deal(tmp_path / "none.toml")
    (tmp_path / "gbk.toml").write_bytes("名称".encode("gbk"))
    with pytest.raises(InputError, match="UTF-8"):
        read_deal(tmp_path / "gbk.toml")
