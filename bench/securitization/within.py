"""What the peers do, in their own environment: reads one JSON object on standard input, writes one.

``python within.py`` with {"pds", "lgds", "eads", "rho", "paths", "attach", "detach", "deal"}.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any


def main() -> None:
    asked = json.load(sys.stdin)
    answer, sys.stdout = sys.stdout, sys.stderr  # a peer greets on standard output
    found = {
        "creditriskengine": _creditriskengine(asked),
        "waterfall": _waterfall(asked),
    }
    json.dump(found, answer)


def _creditriskengine(asked: dict[str, Any]) -> dict[str, Any]:
    """Pool losses at one horizon by simulation; tranche losses from them."""
    import numpy as np
    from creditriskengine.portfolio.copula import simulate_single_factor

    pds, lgds, eads = (np.array(asked[name], dtype=float) for name in ("pds", "lgds", "eads"))
    simulate_single_factor(pds, lgds, eads, asked["rho"], 1000, 1)
    started = time.perf_counter()
    losses = simulate_single_factor(pds, lgds, eads, asked["rho"], asked["paths"], 1, antithetic=False)
    seconds = time.perf_counter() - started
    shares = losses / eads.sum()
    els = [
        float(np.clip(shares - low, 0, high - low).mean() / (high - low))
        for low, high in zip(asked["attach"], asked["detach"], strict=True)
    ]
    return {"seconds": seconds, "el": els}


def _waterfall(asked: dict[str, Any]) -> dict[str, Any]:
    """One path of a scheduled senior loan; what it pays in interest and principal."""
    from datetime import date

    import waterfall
    from waterfall.data.schema import REPORTING_BASES

    deal = asked["deal"]
    loan = waterfall.Tranche(
        name="A",
        tranche_type="senior",
        principal=deal["principal"],
        coupon=deal["coupon"],
        day_count="30/360",
        amort_type="custom",
        term_periods=len(deal["repaid"]),
        custom_principal=deal["repaid"],
    )
    built = waterfall.Deal(
        deal_close_date=date(2021, 1, 1),
        operations_start_date=date(2021, 1, 1),
        period_frequency="Q",
        tranches=[loan],
        cfads_stream=deal["cash"],
        data_currency="CNY",
        reporting_basis=REPORTING_BASES[0],
        project_life_periods=len(deal["repaid"]),
    )
    waterfall.run(built)
    started = time.perf_counter()
    for _ in range(50):
        result = waterfall.run(built)
    seconds = (time.perf_counter() - started) / 50
    periods = result.periods
    return {
        "seconds": seconds,
        "interest": [period.interest_by_tranche["A"] for period in periods],
        "principal": [period.principal_by_tranche["A"] for period in periods],
    }


if __name__ == "__main__":
    main()
