"""A deal file (TOML) becomes a :class:`~yanzhen.securitization.deal.Deal`, or is refused with the place in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yanzhen.securitization.class_rows import (
    comparable_of,
    curve_of,
    fee_of,
    reserve_of,
    subsidy_of,
    support_of,
    tranche_of,
    trigger_of,
)
from yanzhen.securitization.consistency import check_deal
from yanzhen.securitization.dates import payment_dates, year_fractions
from yanzhen.securitization.deal import Deal, Note
from yanzhen.securitization.firm_rows import licence_of, obligors_of, patent_of, recovery_of, risk_of
from yanzhen.securitization.rows import Row, Sheet, parse_rows, read_rows
from yanzhen.securitization.steps import Waterfall, read_step

if TYPE_CHECKING:
    from pathlib import Path


def read_deal(path: Path) -> Deal:
    """The deal that a file describes; a deal that cannot be is refused with its place in the file."""
    return _deal(read_rows(path))


def parse_deal(text: str, file: str = "deal.toml") -> Deal:
    """The deal that a text describes; ``file`` is how errors name it."""
    return _deal(parse_rows(text.encode(), file))


def _deal(sheet: Sheet) -> Deal:
    head, risk, recovery = (_one(sheet, table) for table in ("deal", "risk", "recovery"))
    licence = sheet.one("licence")
    static = licence is None and not (sheet.rows[""] and sheet.rows[""][0].has("waterfall"))
    periods = 1 if static else _periods(head)
    per_year = head.whole("periods_per_year")
    dates = payment_dates(sheet.one("dates"), periods, per_year)
    fractions = year_fractions(sheet.one("dates"), dates, periods, per_year)
    years = _horizon(head, periods, per_year, static)
    obligors = obligors_of(sheet, licence_of(licence), recovery_of(recovery), years)
    curve = curve_of(sheet.one("curve"))
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
        risk=risk_of(risk),
        obligors=obligors,
        tranches=tuple(tranche_of(row, pool, fractions, curve, static) for row in sheet.many("tranche")),
        year_fractions=fractions,
        waterfall=_waterfall(sheet.rows[""], "waterfall"),
        acceleration=_waterfall(sheet.rows["waterfalls"], "acceleration"),
        default=_waterfall(sheet.rows["waterfalls"], "default"),
        fees=tuple(fee_of(row) for row in sheet.many("fee")),
        reserves=tuple(reserve_of(row) for row in sheet.many("reserve")),
        supports=tuple(support_of(row, years) for row in sheet.many("support")),
        triggers=tuple(trigger_of(row) for row in sheet.many("trigger")),
        cleanup_below=cleanup.rate("below") if (cleanup := sheet.one("cleanup")) else None,
        patents=tuple(patent_of(row) for row in sheet.many("patent")),
        dates=dates,
        issued_on=issued.day("issued_on") if issued else None,
        curve=curve,
        subsidies=tuple(subsidy_of(row) for row in sheet.many("subsidy")),
        comparables=tuple(comparable_of(row) for row in sheet.many("comparable")),
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


def _waterfall(rows: tuple[Row, ...], key: str) -> Waterfall:
    if not rows:
        return ()
    row = rows[0]
    return tuple(read_step(text, place=row.place.of(f"{key}[{index}]")) for index, text in enumerate(row.texts(key)))
