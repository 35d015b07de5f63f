"""Deals that cannot be: cash used twice, a class never paid, assets and assumptions that do not match.

Every refusal names the place in the file.
"""

from __future__ import annotations

import difflib
from itertools import pairwise
from typing import TYPE_CHECKING

from yanzhen.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yanzhen.securitization.deal import Deal, Tranche
    from yanzhen.securitization.rows import Row, Sheet
    from yanzhen.securitization.steps import Waterfall

STATIC_ONLY = ("attach", "detach")
CASH_ONLY = ("share", "balance", "coupon", "coupons", "margin", "schedule", "target", "matures")
CASH_TABLES = ("fee", "reserve", "support", "trigger", "cleanup", "waterfalls")


def check_deal(deal: Deal, sheet: Sheet) -> None:
    """Refuses a deal that cannot be."""
    for table in ("obligor", "tranche", "fee", "reserve", "support", "trigger"):
        _names_once(sheet.many(table))
    if deal.is_static:
        _check_static(deal, sheet)
    else:
        _check_cash(deal, sheet)
    _check_patents(deal, sheet)
    if deal.risk.correlation + deal.risk.industry_correlation + deal.risk.region_correlation > 1:
        raise sheet.rows["risk"][0].error(
            "correlation",
            "correlations that sum to more than 1",
            expected="common, industry and region together at most 1",
        )


def _names_once(rows: Sequence[Row]) -> None:
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, 1):
        name = row.text("name")
        if name in seen:
            raise row.error(
                "name",
                "the name is there twice",
                seen=f"{name!r}, also in number {seen[name]}",
                expected="each name once",
            )
        seen[name] = number


def _check_static(deal: Deal, sheet: Sheet) -> None:
    for table in CASH_TABLES:
        for row in sheet.many(table):
            key = next(iter(row.values), "")
            raise row.error(
                key,
                f"a static pool has no [{table}]",
                expected="a [licence] and a waterfall for a deal with cash",
                todo="add them, or remove the table",
            )
    for row in sheet.many("tranche"):
        for key in CASH_ONLY:
            if row.has(key) and row.values[key]:
                raise row.error(
                    key,
                    "a static pool's tranche has attach and detach alone",
                    todo="remove it, or add a [licence] and a waterfall",
                )
    if deal.obligors[0].recovery.lag and deal.is_static:
        raise sheet.rows["recovery"][0].error("lag", "a static pool has no dates", expected="no lag", todo="remove it")


def _check_cash(deal: Deal, sheet: Sheet) -> None:
    head = sheet.rows["deal"][0]
    if sheet.one("licence") is None:
        raise head.error(
            "name",
            "a waterfall, but nothing that pays into it",
            expected="a [licence] table",
            todo="add [licence] (许可)",
        )
    if not deal.waterfall:
        raise head.error(
            "name",
            "a licence, but no waterfall",
            expected="waterfall at the top of the file",
            todo="add waterfall (分配顺序)",
        )
    if deal.horizon_years is not None:
        raise head.error("horizon_years", "a deal with cash runs for its periods", todo="remove horizon_years")
    _check_licence(deal, sheet)
    _check_tranches(deal, sheet)
    _check_waterfalls(deal, sheet)
    _check_reserves(deal, sheet)
    _check_supports(deal, sheet)
    _check_triggers(deal, sheet)


def _check_licence(deal: Deal, sheet: Sheet) -> None:
    row = sheet.rows["licence"][0]
    if row.whole("instalments") > deal.periods:
        raise row.error(
            "instalments",
            "instalments after the last payment date",
            seen=str(row.whole("instalments")),
            expected=f"at most {deal.periods} periods",
        )


def _check_tranches(deal: Deal, sheet: Sheet) -> None:
    rows = sheet.many("tranche")
    for row, tranche in zip(rows, deal.tranches, strict=True):
        for key in STATIC_ONLY:
            if row.has(key):
                raise row.error(
                    key, "attach and detach belong to a static pool", expected="share or balance", todo="remove it"
                )
        _check_principal(row, tranche, deal.periods)
    total = sum(tranche.balance for tranche in deal.tranches)
    if total > deal.pool_fen:
        raise rows[-1].error(
            "share" if rows[-1].has("share") else "balance",
            "shares above 1",
            seen=f"{float(total / deal.pool_fen):g} of the pool in all",
            expected="at most 1",
            todo="lower a share",
        )


def _check_principal(row: Row, tranche: Tranche, periods: int) -> None:
    if (tranche.principal == "scheduled") != bool(tranche.schedule):
        raise row.error(
            "schedule",
            "schedule and principal do not match",
            seen=tranche.principal,
            expected="scheduled with a schedule",
        )
    if (tranche.principal == "target") != (tranche.target is not None):
        raise row.error(
            "target", "target and principal do not match", seen=tranche.principal, expected="target with a target"
        )
    if tranche.schedule and (len(tranche.schedule) > periods or sum(tranche.schedule) != 1):
        raise row.error(
            "schedule",
            "a schedule that does not repay the class",
            seen=f"{len(tranche.schedule)} dates, sum {float(sum(tranche.schedule)):g}",
            expected=f"at most {periods} shares that sum to 1",
        )
    if tranche.matures is not None and tranche.matures > periods:
        raise row.error(
            "matures", "after the last payment date", seen=str(tranche.matures), expected=f"at most {periods}"
        )
    if len(tranche.coupons) > periods:
        raise row.error(
            "coupons", "more coupons than periods", seen=str(len(tranche.coupons)), expected=f"at most {periods}"
        )


def _check_waterfalls(deal: Deal, sheet: Sheet) -> None:
    for key, steps in (("waterfall", deal.waterfall), ("acceleration", deal.acceleration), ("default", deal.default)):
        if steps:
            row = sheet.rows["" if key == "waterfall" else "waterfalls"][0]
            _check_names(deal, steps, row, key)
            _check_once(steps, row, key)
            _check_all_paid(deal, steps, row, key)


def _check_names(deal: Deal, steps: Waterfall, row: Row, key: str) -> None:
    tranches = [tranche.name for tranche in deal.tranches]
    known = {
        "fee": [fee.name for fee in deal.fees],
        "interest": tranches,
        "principal": tranches,
        "all principal": tranches,
        "reserve": [reserve.name for reserve in deal.reserves],
        "reimburse": [support.name for support in deal.supports],
        "residual": [],
    }
    for index, step in enumerate(steps):
        for name in step.names:
            if name not in known[step.kind]:
                close = difflib.get_close_matches(name, known[step.kind], n=3, cutoff=0.3)
                raise row.error(
                    f"{key}[{index}]",
                    f"no such name for the step {step.kind}",
                    seen=repr(name),
                    expected=", ".join(close or known[step.kind]) or f"a [[{step.kind.split()[-1]}]] table",
                    todo="correct the name",
                )


def _check_once(steps: Waterfall, row: Row, key: str) -> None:
    seen: dict[tuple[str, str], int] = {}
    for index, step in enumerate(steps):
        if step.kind == "residual" and index + 1 < len(steps):
            raise row.error(
                f"{key}[{index}]",
                "cash used twice: steps after the residual has taken all that is left",
                seen=f"then {steps[index + 1]}",
                expected="residual last",
                todo="move residual to the end",
            )
        for name in step.names:
            if (step.kind, name) in seen:
                raise row.error(
                    f"{key}[{index}]",
                    "cash used twice: the step is there twice",
                    seen=f"{step.kind} {name}, also step {seen[step.kind, name] + 1}",
                    expected="each step once",
                    todo="remove one",
                )
            seen[step.kind, name] = index


def _check_all_paid(deal: Deal, steps: Waterfall, row: Row, key: str) -> None:
    paid = {(step.kind, name) for step in steps for name in step.names}
    for tranche in deal.tranches:
        if not {("principal", tranche.name), ("all principal", tranche.name)} & paid:
            raise _never_paid(row, key, f"principal {tranche.name}")
        if any(tranche.coupons) and ("interest", tranche.name) not in paid:
            raise _never_paid(row, key, f"interest {tranche.name}")
    for fee in deal.fees:
        if ("fee", fee.name) not in paid:
            raise _never_paid(row, key, f"fee {fee.name}")
    for reserve in deal.reserves:
        if key == "waterfall" and reserve.target_fen > 0 and ("reserve", reserve.name) not in paid:
            raise _never_paid(row, key, f"reserve {reserve.name}")


def _never_paid(row: Row, key: str, step: str) -> InputError:
    return row.error(key, f"never paid: {step}", seen="no such step", expected=f'a step "{step}"', todo="add the step")


def _check_reserves(deal: Deal, sheet: Sheet) -> None:
    known = {
        f"{step.kind} {name}" for step in deal.waterfall for name in step.names if step.kind in ("fee", "interest")
    }
    for row, reserve in zip(sheet.many("reserve"), deal.reserves, strict=True):
        for index, covered in enumerate(reserve.covers):
            if covered not in known:
                raise row.error(
                    f"covers[{index}]",
                    "no such step",
                    seen=repr(covered),
                    expected=", ".join(sorted(known)),
                    todo="name a step",
                )


def _check_supports(deal: Deal, sheet: Sheet) -> None:
    names = [tranche.name for tranche in deal.tranches]
    for row, support in zip(sheet.many("support"), deal.supports, strict=True):
        if (support.kind == "shortfall") != bool(support.covers):
            raise row.error(
                "covers", "kind and classes do not match", seen=support.kind, expected="classes with shortfall alone"
            )
        for index, name in enumerate(support.covers):
            if name not in names:
                raise row.error(f"covers[{index}]", "no such class", seen=repr(name), expected=", ".join(names))


def _check_triggers(deal: Deal, sheet: Sheet) -> None:
    for row, trigger in zip(sheet.many("trigger"), deal.triggers, strict=True):
        if not (deal.acceleration if trigger.effect == "acceleration" else deal.default):
            raise row.error(
                "effect",
                "the event leads to a waterfall that is not there",
                seen=trigger.effect,
                expected=f"[waterfalls] {trigger.effect}",
                todo="add it",
            )
        if trigger.kind in ("cumulative_default", "cover", "unpaid_interest") and not trigger.thresholds:
            raise row.error("threshold", "missing", expected="threshold or thresholds", todo="add it")
        if trigger.kind == "unpaid_interest" and trigger.tranche not in [tranche.name for tranche in deal.tranches]:
            raise row.error(
                "tranche", "no such class", seen=repr(trigger.tranche), expected="the class that is watched"
            )
        if trigger.kind == "supporter_default" and trigger.support not in [support.name for support in deal.supports]:
            raise row.error(
                "support", "no such supporter", seen=repr(trigger.support), expected="the supporter that is watched"
            )
        if trigger.kind == "cumulative_default" and any(low > high for low, high in pairwise(trigger.thresholds)):
            raise row.error(
                "thresholds", "thresholds of a cumulative rate that fall", expected="each at least the one before"
            )


def _check_patents(deal: Deal, sheet: Sheet) -> None:
    owners = {obligor.name for obligor in deal.obligors}
    for row, patent in zip(sheet.many("patent"), deal.patents, strict=True):
        if patent.owner not in owners:
            close = difflib.get_close_matches(patent.owner, owners, n=3, cutoff=0.3)
            raise row.error(
                "owner", "no such obligor", seen=repr(patent.owner), expected=", ".join(close) or "an [[obligor]]"
            )
        days = [day for day in (patent.filed_on, patent.granted_on, patent.expires_on) if day is not None]
        if days != sorted(days):
            raise row.error(
                "filed_on", "dates out of order", seen=", ".join(map(str, days)), expected="filed, granted, expires"
            )
    if deal.obligors[0].recovery.source == "patents":
        valued = {patent.owner for patent in deal.patents if patent.value_fen is not None}
        for row, obligor in zip(sheet.many("obligor"), deal.obligors, strict=True):
            if obligor.name not in valued:
                raise row.error(
                    "name",
                    "recovery from patents, but no valued patent of this firm",
                    seen=obligor.name,
                    expected="a [[patent]] with a value",
                    todo='add one, or set [recovery] source = "rate"',
                )
