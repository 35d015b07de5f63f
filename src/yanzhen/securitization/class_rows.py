"""The rows of a deal file that speak of classes, fees, accounts, supporters and events."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from yanzhen.errors import RefusalError
from yanzhen.securitization.deal import Comparable, Curve, Fee, Reserve, Subsidy, Support, Tranche, Trigger
from yanzhen.securitization.firm_rows import cumulative_pd
from yanzhen.securitization.rates import curve_rate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yanzhen.securitization.rows import Row


def tranche_of(row: Row, pool: int, fractions: tuple[Fraction, ...], curve: Curve | None, static: bool) -> Tranche:
    """One ``[[tranche]]`` of the file: its share or amount, coupon and way of repayment."""
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
    ways = [key for key in ("coupon", "coupons", "margin") if row.has(key)]
    if len(ways) > 1:
        raise row.error(ways[1], "two coupons", seen=" and ".join(ways), expected="one of coupon, coupons, margin")
    margin = row.number("margin")
    if margin is None:
        return row.numbers("coupons") or (row.number("coupon") or Fraction(0),)
    if curve is None:
        raise row.error("margin", "a floating coupon without a curve", expected="a [curve] table", todo="add it")
    ends = [sum(fractions[: period + 1], Fraction(0)) for period in range(len(fractions))]
    try:
        return tuple(curve_rate(curve, end) + margin for end in ends)
    except RefusalError as error:
        raise row.error("margin", error.what, seen=error.seen, expected=error.expected, todo=error.todo) from None


def fee_of(row: Row) -> Fee:
    """One ``[[fee]]``: its rate or amount, its cap, and whether what is unpaid is carried."""
    return Fee(
        name=row.text("name"),
        annual_rate=row.rate("annual_rate"),
        amount_fen=row.fen("amount") or 0,
        base=row.text("base"),
        carried=bool(row.flag("carried")),
        cap_fen=row.fen("cap"),
        first_only=bool(row.flag("first_only")),
    )


def reserve_of(row: Row) -> Reserve:
    """One ``[[reserve]]``: what it starts with and is filled up to."""
    initial = row.fen("initial") or 0
    target = row.fen("target")
    return Reserve(
        name=row.text("name"),
        initial_fen=initial,
        target_fen=initial if target is None else target,
        covers=row.texts("covers"),
    )


def support_of(row: Row, years: Sequence[float]) -> Support:
    """One ``[[support]]``: who pays a shortfall, for which tranches, and how likely the supporter itself is to fail."""
    correlation = row.number("correlation")
    return Support(
        name=row.text("name"),
        kind=row.text("kind"),
        covers=row.texts("covers"),
        limit_fen=row.fen("limit"),
        share=row.rate("share"),
        pd=cumulative_pd(row, years, len(years), None),
        correlation=None if correlation is None else float(correlation),
        industry=row.text("industry"),
        region=row.text("region"),
    )


def trigger_of(row: Row) -> Trigger:
    """One ``[[trigger]]``: what sets it off, and what it changes."""
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


def curve_of(row: Row | None) -> Curve | None:
    """One ``[[curve]]``: the rates of a floating coupon by date."""
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


def subsidy_of(row: Row) -> Subsidy:
    return Subsidy(name=row.text("name"), rate=row.rate("rate"), upfront=row.rate("upfront"), cap_fen=row.fen("cap"))


def comparable_of(row: Row) -> Comparable:
    """One ``[[comparable]]``: a deal that was priced, with its tenor and spread."""
    return Comparable(
        name=row.text("name"),
        years=row.rate("years"),
        coupon=row.rate("coupon"),
        source=row.text("source"),
        base_rate=row.number("base_rate"),
        issued_on=row.day("issued_on"),
    )
