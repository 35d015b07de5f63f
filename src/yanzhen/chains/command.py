"""``yanzhen chains complexity``: the table in, one JSON object or a readable table out."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yanzhen.errors import InputError

if TYPE_CHECKING:
    from yanzhen.chains.bootstrap import Draws
    from yanzhen.chains.complexity import ActivityComplexity, Complexity, RegionComplexity
    from yanzhen.chains.withheld import Completed

Writer = Callable[[str], None]
SHOWN = 20


def complexity_of_file(
    path: Path, *, threshold: str, period: str | None, draws: int, spread: float, seed: int, as_json: bool, out: Writer
) -> int:
    """Answer one table; returns the exit code."""
    from yanzhen.chains.activities import read_activities
    from yanzhen.chains.bootstrap import Draws, are_counts, with_rank_intervals
    from yanzhen.chains.complexity import complexity
    from yanzhen.chains.withheld import complexity_within, read_bounded

    wanted = threshold_of(threshold)
    bounded = read_bounded(path, period)
    if bounded is not None:
        found = complexity_within(bounded, wanted, completions=draws, seed=seed)
        out(json.dumps(told_within(found, seed), ensure_ascii=False) + "\n" if as_json else as_text(found.answer))
        return 0
    cells = read_activities(path).cells(period)
    if not cells.value.size:
        raise InputError(f"table {path.name}", seen="no value above zero", expected="what regions have")
    how = Draws(draws, seed, spread)
    answer = with_rank_intervals(cells, complexity(cells, wanted), wanted, how)
    if as_json:
        out(json.dumps(told(answer, how, are_counts(cells, how)), ensure_ascii=False) + "\n")
    else:
        out(as_text(answer))
    return 0


def correlated_of_file(path: Path, *, period: str | None, as_json: bool, out: Writer) -> int:
    """Answer one table by correlated shares; a pair that it does not hold is unknown."""
    from yanzhen.chains.activities import read_activities
    from yanzhen.chains.correlated import correlated_complexity

    cells = read_activities(path).cells(period)
    found = correlated_complexity(cells)
    warnings = [f"{found.unknown} pairs are not in the table and count as unknown"] if found.unknown else []
    rows = {"regions": ("eci", found.regions), "activities": ("pci", found.activities)}
    if as_json:
        told: dict[str, Any] = {
            name: [{"id": one.id, "size": one.size, index: one.complexity, "rank": one.rank} for one in kept]
            for name, (index, kept) in rows.items()
        }
        told |= {"refused": [], "warnings": warnings}
        head = {"schema_version": 1, "method": "correlation", "components": 1, "period": cells.period}
        out(json.dumps({**head, **told}, ensure_ascii=False) + "\n")
        return 0
    lines = [f"warning: {one}" for one in warnings]
    for name, (_, kept) in rows.items():
        lines += [f"\n{name}: {len(kept)}"]
        best = sorted(kept, key=lambda row: row.rank)[:SHOWN]
        lines += [f"{one.rank:>6}  {one.id}  {one.complexity:+.3f}  {one.size:g}" for one in best]
    out("\n".join(lines) + "\n")
    return 0


def threshold_of(word: str) -> Fraction:
    """The RCA threshold as an exact number above zero."""
    try:
        value = Fraction(Decimal(word))
    except (InvalidOperation, ValueError, OverflowError):
        value = Fraction(0)
    if value <= 0:
        raise InputError("--threshold", seen=word, expected="a number above 0, such as 1")
    return value


def told_within(found: Completed, seed: int) -> dict[str, Any]:
    """The answer of a table with withheld cells as the object of ``--json``: each row with the range of its index beside that of its rank."""
    rows = _told(
        found.answer,
        {
            "completions": found.completions,
            "seed": seed,
            "level": None,
            "noise": "withheld cells evenly within their bounds",
        },
    )
    for kind, name, index in (("region", "regions", "eci"), ("activity", "activities", "pci")):
        for row in rows[name]:
            row[f"{index}_low"], row[f"{index}_high"] = found.indices[kind, row["id"]]
    return {**rows, "withheld": found.withheld}


def told(answer: Complexity, draws: Draws, counts: bool) -> dict[str, Any]:
    """The answer as the object of ``--json``."""
    noise = "poisson" if counts else f"lognormal, standard deviation {draws.spread} of the log"
    return _told(answer, {"draws": draws.count, "seed": draws.seed, "level": draws.level, "noise": noise})


def _told(answer: Complexity, intervals: dict[str, Any]) -> dict[str, Any]:
    several = answer.components > 1
    return {
        "schema_version": 1,
        "regions": [_row(region, several) for region in answer.regions],
        "activities": [_row(activity, several) for activity in answer.activities],
        "refused": [
            {key: value for key, value in asdict(refused).items() if value is not None} for refused in answer.refused
        ],
        "components": answer.components,
        "threshold": float(answer.threshold),
        "period": answer.period,
        "intervals": intervals,
        "warnings": list(answer.warnings),
    }


def _row(one: RegionComplexity | ActivityComplexity, several: bool) -> dict[str, Any]:
    row = asdict(one)
    if not several:
        del row["component"]
    return row


def as_text(answer: Complexity) -> str:
    """The first of each list, for people."""
    lines = [f"components: {answer.components}" + (f", period {answer.period}" if answer.period else "")]
    lines += [f"warning: {warning}" for warning in answer.warnings]
    lines += _list("regions", answer.regions) + _list("activities", answer.activities)
    lines += [f"refused: {one.kind} {one.id}: {one.reason}" for one in answer.refused[:SHOWN]]
    if len(answer.refused) > SHOWN:
        lines.append(f"… and {len(answer.refused) - SHOWN} more refused (all with --json)")
    return "\n".join(lines) + "\n"


def _list(title: str, rows: Sequence[RegionComplexity | ActivityComplexity]) -> list[str]:
    head = f"\n{title}: {len(rows)}" + (f", the first {SHOWN} by rank" if len(rows) > SHOWN else "")
    return [head, *(_line(row) for row in sorted(rows, key=lambda row: (row.component, row.rank))[:SHOWN])]


def _line(row: RegionComplexity | ActivityComplexity) -> str:
    from yanzhen.chains.complexity import RegionComplexity

    value, having = (row.eci, row.diversity) if isinstance(row, RegionComplexity) else (row.pci, row.ubiquity)
    interval = f" ({row.rank_low} to {row.rank_high})" if row.rank_low is not None else ""
    return f"{row.rank:>6}{interval}  {row.id}  {value:+.3f}  {having}"
