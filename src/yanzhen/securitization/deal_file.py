"""A deal file (TOML) becomes a :class:`~yanzhen.securitization.deal.Deal`, or is refused with the place in the file."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from yanzhen.securitization.consistency import check_deal
from yanzhen.securitization.dates import payment_dates, year_fractions
from yanzhen.securitization.deal import (
    Comparable,
    Copula,
    Curve,
    Deal,
    Fee,
    Licence,
    Note,
    Obligor,
    Patent,
    Recovery,
    Reserve,
    Risk,
    Subsidy,
    Support,
    Tranche,
    Trigger,
)
from yanzhen.securitization.rates import curve_rate
from yanzhen.securitization.rows import Row, Sheet, parse_rows, read_rows
from yanzhen.securitization.steps import Waterfall, read_step

if TYPE_CHECKING:
    from collections.abc import Sequence


def read_deal(path: Path) -> Deal:
    """The deal that a file describes; a deal that cannot be is refused with its place in the file."""
    return _deal(read_rows(path))


def parse_deal(text: str, file: str = "deal.toml") -> Deal:
    """The deal that a text describes; ``file`` is how errors name it."""
    return _deal(parse_rows(text.encode(), file))


def flat_pd(annual: float, years: float) -> float:
    """Cumulative probability of default at a flat yearly one: 1 - (1 - annual)^years.

    >>> round(flat_pd(0.02, 3), 6)
    0.058808
    """
    return -math.expm1(years * math.log1p(-annual))


def _deal(sheet: Sheet) -> Deal:
    head, risk, recovery = (_one(sheet, table) for table in ("deal", "risk", "recovery"))
    licence = sheet.one("licence")
    static = licence is None and not (sheet.rows[""] and sheet.rows[""][0].has("waterfall"))
    periods = 1 if static else _periods(head)
    per_year = head.whole("periods_per_year")
    dates = payment_dates(sheet.one("dates"), periods, per_year)
    fractions = year_fractions(sheet.one("dates"), dates, periods, per_year)
    years = _horizon(head, periods, per_year, static)
    obligors = _obligors(sheet, _licence(licence), _recovery(recovery), years)
    curve = _curve(sheet.one("curve"))
    pool = sum(obligor.exposure_fen for obligor in obligors)
    issued = sheet.one("dates")
    deal = Deal(
        name=head.text("name"),
        unit=head.text("money"),
        unit_fen=head.unit_fen,
        periods_per_year=per_year,
        periods=periods,
        horizon_years=head.number("horizon_years"),
        originator=head.text("originator"),
        region=head.text("region"),
        listing=head.text("listing"),
        risk=_risk(risk),
        obligors=obligors,
        tranches=tuple(_tranche(row, pool, fractions, curve, static) for row in sheet.many("tranche")),
        year_fractions=fractions,
        waterfall=_waterfall(sheet.rows[""], "waterfall"),
        acceleration=_waterfall(sheet.rows["waterfalls"], "acceleration"),
        default=_waterfall(sheet.rows["waterfalls"], "default"),
        fees=tuple(_fee(row) for row in sheet.many("fee")),
        reserves=tuple(_reserve(row) for row in sheet.many("reserve")),
        supports=tuple(_support(row, years) for row in sheet.many("support")),
        triggers=tuple(_trigger(row) for row in sheet.many("trigger")),
        cleanup_below=cleanup.rate("below") if (cleanup := sheet.one("cleanup")) else None,
        patents=tuple(_patent(row) for row in sheet.many("patent")),
        dates=dates,
        issued_on=issued.day("issued_on") if issued else None,
        curve=curve,
        subsidies=tuple(_subsidy(row) for row in sheet.many("subsidy")),
        comparables=tuple(_comparable(row) for row in sheet.many("comparable")),
        notes=tuple(
            Note(row.text("on"), row.text("mark"), row.text("text"), row.text("source")) for row in sheet.many("note")
        ),
    )
    check_deal(deal, sheet)
    return deal


def _one(sheet: Sheet, table: str) -> Row:
    row = sheet.one(table)
    assert row is not None, table  # read_rows has refused files without the required tables
    return row


def _periods(head: Row) -> int:
    periods = head.integer("periods")
    if periods is None:
        raise head.error("periods", "missing", expected="the number of payment dates", todo="add periods (期数)")
    return periods


def _horizon(head: Row, periods: int, per_year: int, static: bool) -> tuple[float, ...]:
    """The end of each period in years; a static pool has one, its horizon."""
    if not static:
        return tuple(period / per_year for period in range(1, periods + 1))
    years = head.number("horizon_years")
    if years is None:
        raise head.error(
            "horizon_years",
            "a deal without a licence and a waterfall is a static pool and needs its horizon",
            expected="years",
            todo="add horizon_years, or a [licence] and a waterfall",
        )
    return (float(years),)


def _risk(row: Row) -> Risk:
    copula = Copula(row.text("copula"))
    degrees = row.integer("degrees_of_freedom")
    if (copula is Copula.STUDENT_T) != (degrees is not None):
        raise row.error(
            "degrees_of_freedom",
            "copula and degrees of freedom do not match",
            seen=f"copula {copula}, degrees_of_freedom {degrees}",
            expected="degrees of freedom with student_t alone",
            todo="name both, or neither",
        )
    return Risk(
        copula=copula,
        correlation=float(row.rate("correlation")),
        degrees_of_freedom=degrees,
        industry_correlation=float(row.rate("industry_correlation")),
        region_correlation=float(row.rate("region_correlation")),
    )


def _licence(row: Row | None) -> Licence | None:
    if row is None:
        return None
    licence = Licence(
        rate=row.rate("rate"),
        instalments=row.whole("instalments"),
        shape=row.text("shape"),
        growth=row.rate("growth"),
        weights=row.numbers("weights"),
        grace=row.whole("grace"),
        deposit=row.rate("deposit"),
    )
    if (licence.shape == "custom") != bool(licence.weights):
        raise row.error(
            "weights", "shape and weights do not match", seen=licence.shape, expected="weights with custom alone"
        )
    if licence.weights and (len(licence.weights) != licence.instalments or sum(licence.weights) != 1):
        raise row.error(
            "weights",
            "weights that do not repay the exposure",
            seen=f"{len(licence.weights)} weights, sum {float(sum(licence.weights)):g}",
            expected=f"{licence.instalments} weights that sum to 1",
        )
    if licence.grace >= licence.instalments:
        raise row.error(
            "grace",
            "no instalment is left after the grace",
            seen=str(licence.grace),
            expected=f"below {licence.instalments}",
        )
    if licence.shape != "step" and licence.growth != 1:
        raise row.error("growth", "growth belongs to the shape step", seen=licence.shape, expected='shape = "step"')
    return licence


def _recovery(row: Row) -> Recovery:
    return Recovery(
        rate=row.rate("rate"),
        lag=row.whole("lag"),
        source=row.text("source"),
        sale_discount=row.rate("sale_discount"),
        decay=row.rate("decay"),
        wrong_way=row.rate("wrong_way"),
    )


def _obligors(sheet: Sheet, licence: Licence | None, recovery: Recovery, years: Sequence[float]) -> tuple[Obligor, ...]:
    posterior = _posterior_pd(sheet.one("posterior"))
    return tuple(_obligor(row, licence, recovery, years, posterior) for row in sheet.many("obligor"))


def _obligor(
    row: Row, licence: Licence | None, recovery: Recovery, years: Sequence[float], posterior: float | None
) -> Obligor:
    exposure = row.fen("exposure")
    assert exposure is not None  # required
    if licence is not None:
        licence = replace(
            licence, rate=row.number("rate") or licence.rate, deposit=row.number("deposit") or licence.deposit
        )
        if row.number("rate") == 0:
            licence = replace(licence, rate=Fraction(0))
    own_rate, own_lag = row.number("recovery"), row.integer("lag")
    recovery = replace(
        recovery,
        rate=recovery.rate if own_rate is None else own_rate,
        lag=recovery.lag if own_lag is None else own_lag,
    )
    return Obligor(
        name=row.text("name"),
        uscc=row.text("uscc"),
        exposure_fen=exposure,
        pd=_pd(row, years, licence.instalments if licence else 1, posterior),
        licence=licence,
        recovery=recovery,
        industry=row.text("industry"),
        region=row.text("region"),
        tier=row.text("tier"),
    )


def _pd(row: Row, years: Sequence[float], needed: int, fallback: float | None) -> tuple[float, ...]:
    """Cumulative probabilities by period, as stated or flat."""
    stated, annual = row.numbers("cumulative_pd"), row.number("annual_pd")
    if row.has("cumulative_pd") and annual is not None:
        raise row.error(
            "cumulative_pd", "two probabilities of default", expected="annual_pd or cumulative_pd, not both"
        )
    if row.has("cumulative_pd"):
        _check_cumulative(row, stated, needed)
        padded = [float(figure) for figure in stated] + [float(stated[-1])] * (len(years) - len(stated))
        return tuple(padded[: len(years)])
    flat = float(annual) if annual is not None else fallback
    if flat is None:
        raise row.error(
            "annual_pd",
            "no probability of default",
            expected="annual_pd, cumulative_pd or a [posterior] table",
            todo="add one",
        )
    return tuple(flat_pd(flat, year) for year in years)


def _check_cumulative(row: Row, stated: tuple[Fraction, ...], needed: int) -> None:
    if len(stated) < needed:
        raise row.error("cumulative_pd", "too short", seen=f"{len(stated)} periods", expected=f"at least {needed}")
    for period in range(1, len(stated)):
        if stated[period] < stated[period - 1]:
            raise row.error(
                f"cumulative_pd[{period}]",
                "a cumulative probability that falls",
                seen=f"{float(stated[period]):g} after {float(stated[period - 1]):g}",
                expected="at least the one before it",
                todo="state cumulative, not yearly, probabilities",
            )


def _posterior_pd(row: Row | None) -> float | None:
    """The yearly probability at the posterior mean of the Beta."""
    if row is None:
        return None
    defaults, firms = row.whole("defaults"), row.whole("firms")
    if defaults > firms:
        raise row.error("defaults", "more defaults than firms", seen=str(defaults), expected=f"at most {firms}")
    a, b = float(row.rate("prior_a")) + defaults, float(row.rate("prior_b")) + firms - defaults
    return flat_pd(a / (a + b), 1 / float(row.rate("years")))


def _tranche(row: Row, pool: int, fractions: tuple[Fraction, ...], curve: Curve | None, static: bool) -> Tranche:
    attach, detach = row.number("attach"), row.number("detach")
    if static:
        if attach is None or detach is None or attach >= detach:
            raise row.error(
                "detach",
                "a static pool's tranche lies between attach and detach",
                seen=f"attach {_plain(attach)}, detach {_plain(detach)}",
                expected="attach below detach",
            )
        balance = (detach - attach) * pool
    else:
        balance = _balance(row, pool)
    return Tranche(
        name=row.text("name"),
        balance=balance,
        coupons=_coupons(row, fractions, curve),
        interest_on_interest=bool(row.flag("interest_on_interest")),
        principal=row.text("principal"),
        schedule=row.numbers("schedule"),
        target=row.number("target"),
        matures=row.integer("matures"),
        retained=bool(row.flag("retained")),
        price=row.rate("price"),
        target_el=row.number("target_el"),
        attach=attach,
        detach=detach,
    )


def _plain(figure: Fraction | None) -> str:
    return "missing" if figure is None else f"{float(figure):g}"


def _balance(row: Row, pool: int) -> Fraction:
    share, amount = row.number("share"), row.fen("balance")
    if (share is None) == (amount is None):
        raise row.error(
            "share",
            "how large is the tranche?",
            expected="share or balance, one of them",
            todo="name the one, remove the other",
        )
    return share * pool if share is not None else Fraction(amount or 0)


def _coupons(row: Row, fractions: tuple[Fraction, ...], curve: Curve | None) -> tuple[Fraction, ...]:
    margin = row.number("margin")
    ways = (
        [
            key
            for key in ("coupon", "coupons", "margin")
            if row.number(key) or row.numbers(key) or (key == "margin" and margin is not None)
        ]
        if row.has("coupons") or margin is not None
        else []
    )
    if len(ways) > 1:
        raise row.error(ways[1], "two coupons", seen=" and ".join(ways), expected="one of coupon, coupons, margin")
    if margin is not None:
        if curve is None:
            raise row.error("margin", "a floating coupon without a curve", expected="a [curve] table", todo="add it")
        return tuple(
            curve_rate(curve, sum(fractions[: period + 1], Fraction(0))) + margin for period in range(len(fractions))
        )
    return row.numbers("coupons") or (row.rate("coupon"),)


def _fee(row: Row) -> Fee:
    return Fee(
        name=row.text("name"),
        annual_rate=row.rate("annual_rate"),
        amount_fen=row.fen("amount") or 0,
        base=row.text("base"),
        carried=bool(row.flag("carried")),
        cap_fen=row.fen("cap"),
        first_only=bool(row.flag("first_only")),
    )


def _reserve(row: Row) -> Reserve:
    initial = row.fen("initial") or 0
    target = row.fen("target")
    return Reserve(
        name=row.text("name"),
        initial_fen=initial,
        target_fen=initial if target is None else target,
        covers=row.texts("covers"),
    )


def _support(row: Row, years: Sequence[float]) -> Support:
    correlation = row.number("correlation")
    return Support(
        name=row.text("name"),
        kind=row.text("kind"),
        covers=row.texts("covers"),
        limit_fen=row.fen("limit"),
        share=row.rate("share"),
        pd=_pd(row, years, len(years), None),
        correlation=None if correlation is None else float(correlation),
        industry=row.text("industry"),
        region=row.text("region"),
    )


def _trigger(row: Row) -> Trigger:
    threshold = row.number("threshold")
    return Trigger(
        name=row.text("name"),
        kind=row.text("kind"),
        thresholds=row.numbers("thresholds") or (() if threshold is None else (threshold,)),
        effect=row.text("effect"),
        tranche=row.text("tranche"),
        support=row.text("support"),
        curable=bool(row.flag("curable")),
        from_period=row.integer("from_period"),
    )


def _patent(row: Row) -> Patent:
    return Patent(
        number=row.text("number"),
        owner=row.text("owner"),
        type=row.text("type"),
        ipc=row.text("ipc"),
        filed_on=row.day("filed_on"),
        granted_on=row.day("granted_on"),
        expires_on=row.day("expires_on"),
        annuity_paid_to=row.day("annuity_paid_to"),
        pledged=row.flag("pledged"),
        product=row.text("product"),
        value_fen=row.fen("value"),
        value_low_fen=row.fen("value_low"),
        value_high_fen=row.fen("value_high"),
    )


def _curve(row: Row | None) -> Curve | None:
    if row is None:
        return None
    years, rates = row.numbers("years"), row.numbers("rates")
    if not years or len(years) != len(rates) or list(years) != sorted(set(years)):
        raise row.error(
            "years",
            "tenors and rates do not match",
            seen=f"{len(years)} and {len(rates)}",
            expected="rising tenors, a rate each",
        )
    return Curve(row.text("name"), years, rates)


def _subsidy(row: Row) -> Subsidy:
    return Subsidy(name=row.text("name"), rate=row.rate("rate"), upfront=row.rate("upfront"), cap_fen=row.fen("cap"))


def _comparable(row: Row) -> Comparable:
    return Comparable(
        name=row.text("name"),
        years=row.rate("years"),
        coupon=row.rate("coupon"),
        source=row.text("source"),
        base_rate=row.number("base_rate"),
        issued_on=row.day("issued_on"),
    )


def _waterfall(rows: tuple[Row, ...], key: str) -> Waterfall:
    if not rows:
        return ()
    row = rows[0]
    return tuple(read_step(text, place=row.place.of(f"{key}[{index}]")) for index, text in enumerate(row.texts(key)))
