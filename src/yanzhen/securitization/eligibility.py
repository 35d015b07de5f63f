"""Is the pool fit to be listed: dated, cited rules as data, patents against their licence, and concentration.

Every answer is met, unmet or unknown; each rule says how sure its text is (``read`` in the source, or ``recalled``).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from importlib.resources import files
from typing import TYPE_CHECKING

from yanzhen.errors import InputError
from yanzhen.values import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yanzhen.securitization.deal import Deal, Patent

TERMS = {"invention": 20, "utility_model": 10, "design": 15}
"""Years from filing that a patent lasts (专利法 2020, article 42)."""


@dataclass(frozen=True, slots=True)
class ListingRule:
    """One dated clause of a set of listing rules."""

    rules: str
    id: str
    kind: str
    limit: Fraction
    meaning_en: str
    meaning_zh: str
    source: str
    valid_from: date
    valid_to: date | None
    verified: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says of one thing: the figure seen, and what the rule asks for."""

    subject: str
    rule: str
    answer: Answer
    seen: str
    asked: str
    source: str
    verified: str


@dataclass(frozen=True, slots=True)
class Concentration:
    """Shares of the pool by one property, the largest first, and the number of equal parts as concentrated."""

    by: str
    shares: tuple[tuple[str, Fraction], ...]
    effective: Fraction


def listing_rules(rules: str, on: date) -> tuple[ListingRule, ...]:
    """The clauses of a set of rules in force on a day; an unknown set is refused with those that are known."""
    text = files("yanzhen.securitization").joinpath("listing_rules.csv").read_text(encoding="utf-8")
    every = [_rule(row) for row in csv.DictReader(text.splitlines())]
    known = sorted({rule.rules for rule in every})
    if rules not in known:
        raise InputError("listing rules", seen=repr(rules), expected=", ".join(known), todo="name one of these")
    return tuple(
        r for r in every if r.rules == rules and r.valid_from <= on and (r.valid_to is None or on <= r.valid_to)
    )


def check_listing(deal: Deal, rules: str, on: date) -> tuple[Finding, ...]:
    """The deal against the clauses in force on a day."""
    return tuple(_finding(deal, rule) for rule in listing_rules(rules, on))


def check_patents(deal: Deal, on: date) -> tuple[Finding, ...]:
    """Each patent on a day: does it outlast the licence, is it free of another pledge, is its annuity paid, is it used."""
    return tuple(finding for patent in deal.patents for finding in _patent(deal, patent, on))


def concentration(deal: Deal, by: str) -> Concentration:
    """Shares of the pool by ``firm``, ``industry``, ``region`` or ``ipc`` (the first four characters, by value).

    What is unknown stands under an empty name.
    """
    amounts: dict[str, Fraction] = defaultdict(Fraction)
    for name, amount in _amounts(deal, by):
        amounts[name] += amount
    total = sum(amounts.values(), Fraction(0))
    if total == 0:
        raise InputError(
            f"concentration by {by}", seen="no amounts", expected="valued patents" if by == "ipc" else "a pool"
        )
    shares = sorted(((name, amount / total) for name, amount in amounts.items()), key=lambda pair: (-pair[1], pair[0]))
    return Concentration(by, tuple(shares), 1 / sum((share**2 for _, share in shares), Fraction(0)))


def expires_on(patent: Patent) -> date | None:
    """The day on which the patent ends: as stated, or filing plus the statutory term."""
    if patent.expires_on is not None or patent.filed_on is None or patent.type not in TERMS:
        return patent.expires_on
    year = patent.filed_on.year + TERMS[patent.type]
    day = 28 if (patent.filed_on.month, patent.filed_on.day) == (2, 29) else patent.filed_on.day
    return patent.filed_on.replace(year=year, day=day)


def _amounts(deal: Deal, by: str) -> Iterable[tuple[str, Fraction]]:
    if by == "ipc":
        return [(patent.ipc[:4], Fraction(patent.value_fen or 0)) for patent in deal.patents]
    keys = {"firm": "name", "industry": "industry", "region": "region"}
    if by not in keys:
        raise InputError("concentration", seen=repr(by), expected="firm, industry, region, ipc")
    return [(getattr(obligor, keys[by]), Fraction(obligor.exposure_fen)) for obligor in deal.obligors]


def _finding(deal: Deal, rule: ListingRule) -> Finding:
    figure = _figure(deal, rule.kind)
    if figure is None:
        answer = Answer.UNKNOWN
    else:
        enough = figure >= rule.limit if rule.kind.endswith("at_least") else figure <= rule.limit
        answer = Answer.MET if enough else Answer.UNMET
    seen = "unknown" if figure is None else f"{float(figure):.4g}"
    return Finding(deal.name, rule.id, answer, seen, rule.meaning_zh, rule.source, rule.verified)


def _figure(deal: Deal, kind: str) -> Fraction | None:
    match kind:
        case "obligors_at_least":
            return Fraction(len(deal.obligors))
        case "single_share_at_most":
            return concentration(deal, "firm").shares[0][1]
        case "top_five_share_at_most":
            return sum((share for _, share in concentration(deal, "firm").shares[:5]), Fraction(0))
        case "retention_at_least":
            kept = sum((tranche.balance for tranche in deal.tranches if tranche.retained), Fraction(0))
            return (kept + _residual(deal)) / deal.pool_fen
        case "years_at_most":
            return None if deal.is_static else Fraction(deal.periods, deal.periods_per_year)
    raise InputError("listing rules: unknown kind", seen=repr(kind), expected="a kind that eligibility.py decides")


def _residual(deal: Deal) -> Fraction:
    """What of the pool no class is issued against; it stays with the originator."""
    return deal.pool_fen - sum((tranche.balance for tranche in deal.tranches), Fraction(0))


def _patent(deal: Deal, patent: Patent, on: date) -> Iterable[Finding]:
    ends, last = expires_on(patent), deal.dates[-1].paid if deal.dates else None
    yield _said(
        patent,
        "patent.term",
        None if ends is None or last is None else ends >= last,
        f"ends {ends or 'unknown'}, licence to {last or 'unknown'}",
        "专利期限覆盖许可期限",
    )
    yield _said(
        patent,
        "patent.free",
        None if patent.pledged is None else not patent.pledged,
        str(patent.pledged),
        "未质押给他人",
    )
    paid = patent.annuity_paid_to
    yield _said(
        patent, "patent.annuity", None if paid is None else paid >= on, f"paid to {paid or 'unknown'}", "年费已缴"
    )
    yield _said(patent, "patent.product", True if patent.product else None, patent.product or "unknown", "已关联产品")


def _said(patent: Patent, rule: str, holds: bool | None, seen: str, asked: str) -> Finding:
    answer = Answer.UNKNOWN if holds is None else Answer.MET if holds else Answer.UNMET
    return Finding(
        patent.number, rule, answer, seen, asked, "专利法（2020）第42条" if rule == "patent.term" else "", "read"
    )


def _rule(row: dict[str, str]) -> ListingRule:
    return ListingRule(
        row["rules"],
        row["id"],
        row["kind"],
        Fraction(row["limit"]),
        row["meaning_en"],
        row["meaning_zh"],
        row["source"],
        date.fromisoformat(row["valid_from"]),
        date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        row["verified"],
    )
