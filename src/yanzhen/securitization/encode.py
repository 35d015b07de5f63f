"""A priced deal as JSON and as a table to read."""

from __future__ import annotations

import json
import unicodedata
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from yanzhen.securitization.model import effective_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yanzhen.securitization.exact import Exact
    from yanzhen.securitization.figures import Estimate, Figures, TrancheFigures
    from yanzhen.securitization.price import Pricing

SCHEMA_VERSION = 1


def pricing_json(pricing: Pricing) -> str:
    """One JSON object; but for ``seconds`` it is the same to the last character for any number of threads."""
    return json.dumps(pricing_object(pricing), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def pricing_object(pricing: Pricing) -> dict[str, Any]:
    """The object that is printed; amounts are in the deal's own unit of money."""
    deal = pricing.deal
    return {
        "schema_version": SCHEMA_VERSION,
        "deal": deal.name,
        "money": deal.unit,
        "paths": pricing.paths,
        "seed": pricing.seed,
        "design": pricing.design,
        "pool": {
            "balance": _amount(Fraction(deal.pool_fen, deal.unit_fen)),
            "obligors": len(deal.obligors),
            "effective_names": float(effective_names(deal)),
            "el": pricing.exact.pool_el,
        },
        "tranches": [_tranche(pricing, place) for place in range(len(deal.tranches))],
        "residual": None if deal.is_static else _scaled(pricing.alone.residual_fen, deal.unit_fen),
        "support": _support(pricing),
        "events": [{"name": name, "probability": e.value, "se": e.error} for name, e in _last(pricing).events],
        "exact": _exact(pricing.exact, deal.unit_fen)
        | ({"supported": _exact(pricing.exact_supported, deal.unit_fen)} if pricing.exact_supported else {}),
        "checks": [{"name": check.name, "holds": check.holds, "seen": check.seen} for check in pricing.checks],
        "seconds": round(pricing.seconds, 3),
    }


def pricing_text(pricing: Pricing) -> str:
    """The same as a table to read."""
    deal = pricing.deal
    head = [
        f"{deal.name}: pool {_amount(Fraction(deal.pool_fen, deal.unit_fen)):,} {deal.unit}, {len(deal.obligors)} obligors, "
        f"{float(effective_names(deal)):.1f} effective names, expected loss {pricing.exact.pool_el:.4%}",
        f"{pricing.paths:,} paths ({pricing.design} sampling), seed {pricing.seed}, {pricing.seconds:.2f} s",
        "",
    ]
    rows: list[tuple[str, ...]] = [
        ("class", "balance", "coupon", "EL", "±", "PD", "±", "ES 99%", "WAL", "yield", "cover", "exact EL")
    ]
    rows += [_text_row(pricing, place, pricing.alone) for place in range(len(deal.tranches))]
    lines = head + _aligned(rows)
    if pricing.supported is not None:
        lines += ["", "with support (" + ", ".join(layer.name for layer in pricing.layers) + "):"]
        lines += _aligned(
            [rows[0], *(_text_row(pricing, place, pricing.supported) for place in range(len(deal.tranches)))]
        )
    lines += ["", *(f"{'ok ' if check.holds else 'NOT'} {check.name}: {check.seen}" for check in pricing.checks)]
    if pricing.exact.reason:
        lines.append(f"no exact figures: {pricing.exact.reason}")
    return "\n".join(lines) + "\n"


def _last(pricing: Pricing) -> Figures:
    return pricing.supported or pricing.alone


def _tranche(pricing: Pricing, place: int) -> dict[str, Any]:
    tranche, deal = pricing.deal.tranches[place], pricing.deal
    found = {
        "name": tranche.name,
        "balance": _amount(tranche.balance / deal.unit_fen),
        "coupon": None if deal.is_static else float(tranche.coupons[0]),
        **_figures(pricing.alone.tranches[place]),
        "supported": None,
    }
    if pricing.supported is not None:
        found["supported"] = _figures(pricing.supported.tranches[place])
    return found


def _figures(figures: TrancheFigures) -> dict[str, Any]:
    found: dict[str, Any] = {}
    named = (
        ("el", figures.el),
        ("pd", figures.pd),
        ("es99", figures.es99),
        ("wal", figures.wal),
        ("yield", figures.yield_),
        ("cover", figures.cover),
        ("unpaid_interest", figures.unpaid_interest),
    )
    for name, estimate in named:
        found[name] = estimate.value if estimate else None
        found[f"{name}_se"] = estimate.error if estimate else None
    return found


def _support(pricing: Pricing) -> list[dict[str, Any]]:
    """Each supporter: what it pays, how often it defaults, and what it takes off each class's expected loss."""
    found = []
    for layer in pricing.layers:
        own = next(figures for figures in layer.figures.layers if figures.name == layer.name)
        tranches = [
            {
                "name": tranche.name,
                "el": el,
                "worth": worth,
                "joint_default": joint.value,
                "joint_default_se": joint.error,
            }
            for tranche, el, worth, (_, joint) in zip(
                pricing.deal.tranches, layer.el, layer.worth, own.joint, strict=True
            )
        ]
        found.append(
            {
                "name": layer.name,
                "paid": _scaled(own.paid_fen, pricing.deal.unit_fen),
                "default": {"value": own.default.value, "se": own.default.error},
                "tranches": tranches,
            }
        )
    return found


def _exact(exact: Exact, unit_fen: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        "pool": {"el": exact.pool_el},
        "tranches": [{"name": tranche.name, "el": tranche.el, "pd": tranche.pd} for tranche in exact.tranches],
        "method": exact.method or None,
        "reason": exact.reason or None,
    }
    if exact.residual_fen is not None:
        found["residual"] = exact.residual_fen / unit_fen
    return found


def _scaled(estimate: Estimate, unit_fen: int) -> dict[str, float]:
    return {"value": estimate.value / unit_fen, "se": estimate.error / unit_fen}


def _amount(amount: Fraction) -> int | float:
    return int(amount) if amount.denominator == 1 else float(amount)


def _text_row(pricing: Pricing, place: int, figures: Figures) -> tuple[str, ...]:
    tranche, found = pricing.deal.tranches[place], figures.tranches[place]
    alone = figures is pricing.alone
    exact = pricing.exact if alone else pricing.exact_supported
    true = exact.tranches[place].el if exact and exact.tranches else None
    return (
        tranche.name,
        f"{_amount(tranche.balance / pricing.deal.unit_fen):,}",
        "" if pricing.deal.is_static else f"{float(tranche.coupons[0]):.2%}",
        f"{found.el.value:.4%}",
        f"{found.el.error:.4%}",
        f"{found.pd.value:.4%}",
        f"{found.pd.error:.4%}",
        f"{found.es99.value:.2%}",
        f"{found.wal.value:.2f}" if found.wal else "",
        f"{found.yield_.value:.3%}" if found.yield_ else "",
        f"{found.cover.value:.3f}" if found.cover else "",
        f"{true:.6%}" if true is not None else "",
    )


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(_cells(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(
            f"{cell}{' ' * (width - _cells(cell))}" if column == 0 else f"{' ' * (width - _cells(cell))}{cell}"
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _cells(text: str) -> int:
    """How many cells of a terminal it takes: a Chinese sign takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
