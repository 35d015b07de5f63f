"""``peer.py LIBRARY ROWS ROUNDS FILE… ANSWER``: one library judges the workload in a process of its own and writes what it found.

Prints one JSON object: seconds to read the files once, seconds of each round of judging what was read, rows judged, megabytes at most
(with Spark's Java). PySpark judges from the files to a file, so it has nothing to read before. ANSWER.npy holds verdict (1 pass, 0 fail,
2 unknown), lowest and highest score of each row.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))
from bench.ladder.memory import megabytes
from bench.ladder.rules import GATES, columns_in, items

ITEMS = items()
Found = tuple[Any, Any, Any]


def main(library: str, rows: int, files: list[str], answer: str, rounds: int) -> None:
    read, judge = LIBRARIES[library](files, rows)
    start = time.perf_counter()
    loaded = read()
    load = time.perf_counter() - start
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        found = judge(loaded)
        seconds.append(time.perf_counter() - start)
    most = megabytes()
    if library == "pyspark":
        found = _spark_answer(found)
    np.save(answer, np.stack([np.asarray(part, np.int16) for part in found]))
    told = {"rows": len(found[0]), "load": load, "seconds": seconds, "megabytes": most}
    sys.stdout.write(json.dumps(told) + "\n")


Library = tuple[Callable[[], Any], Callable[[Any], Found]]


def _frame(files: list[str], rows: int) -> Any:
    import pandas as pd

    frame = pd.concat([pd.read_parquet(file, dtype_backend="pyarrow") for file in files], ignore_index=True)
    return frame.rename(columns=lambda name: name.removeprefix("w_")).head(rows)


def _pandas(files: list[str], rows: int) -> Library:
    def judge(frame: Any) -> Found:
        columns = {name: frame[name] for name in frame.columns}
        passed, failed = np.ones(len(frame), bool), np.zeros(len(frame), bool)
        for routes in GATES:
            met = eval(routes[0], None, columns)
            for route in routes[1:]:
                met = met | eval(route, None, columns)
            passed &= met.fillna(False).to_numpy(bool)
            failed |= ~met.fillna(True).to_numpy(bool)
        low, high, low_new, high_new = (np.zeros(len(frame), np.int16) for _ in range(4))
        for item in ITEMS:
            tests = [eval(test, None, columns) for test, _ in item.bands]
            known = tests[0].notna().to_numpy(bool)
            points = np.select([test.fillna(False).to_numpy(bool) for test in tests], [p for _, p in item.bands], 0)
            low += (points * known).astype(np.int16)
            high += np.where(known, points, item.most).astype(np.int16)
            if item.innovation:
                low_new += (points * known).astype(np.int16)
                high_new += np.where(known, points, item.most).astype(np.int16)
        return _verdict(passed, failed, low, high, low_new, high_new), low, high

    return lambda: _frame(files, rows), judge


def _verdict(passed: Any, failed: Any, low: Any, high: Any, low_new: Any, high_new: Any) -> Any:
    met = passed & (low >= 60) & (low_new >= 20)
    unmet = failed | (high < 60) | (high_new < 20)
    return np.where(met, 1, np.where(unmet, 0, 2))


NULL = -(2**31)


def _openfisca(files: list[str], rows: int) -> Library:
    """Its whole numbers have 32 bits and no unknown: a value beyond them is cut off, and one number stands for unknown."""

    def read() -> dict[str, Any]:
        frame = _frame(files, rows)
        return {name: frame[name].fillna(NULL).to_numpy(np.int64).astype(np.int32) for name in frame.columns}

    return read, _fisca_judge


def _fisca_judge(columns: dict[str, Any]) -> Found:
    from openfisca_core.simulations import SimulationBuilder

    system = _system(tuple(columns))
    simulation = SimulationBuilder().build_default_simulation(system, count=len(columns["sales"]))
    for name, values in columns.items():
        simulation.set_input(name, "2025", values)
    return tuple(simulation.calculate(name, "2025") for name in ("verdict", "low", "high"))  # type: ignore[return-value]


def _system(names: tuple[str, ...]) -> Any:
    from openfisca_core.entities import build_entity
    from openfisca_core.periods import DateUnit
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    firm = build_entity(key="firm", plural="firms", label="firm", is_person=True)
    system = TaxBenefitSystem([firm])

    def add(name: str, formula: Callable[[Any, Any], Any] | None = None) -> None:
        body: dict[str, Any] = {
            "value_type": int,
            "entity": firm,
            "definition_period": DateUnit.YEAR,
            "default_value": 0,
        }
        if formula is not None:
            body["formula"] = lambda entity, period: formula(entity, period)
        system.add_variable(type(name, (Variable,), body))

    def values(entity: Any, period: Any, text: str) -> dict[str, Any]:
        return {name: entity(name, period).astype(np.int64) for name in columns_in(text)}

    def test(entity: Any, period: Any, text: str) -> tuple[Any, Any]:
        own = values(entity, period, text)
        known = np.all([value != NULL for value in own.values()], axis=0)
        return known & eval(text, None, own), known

    for name in names:
        add(name)
    for number, routes in enumerate(GATES):

        def gate(entity: Any, period: Any, routes: tuple[str, ...] = routes) -> Any:
            tests = [test(entity, period, route) for route in routes]
            met = np.any([holds for holds, _ in tests], axis=0)
            unmet = np.all([known & ~holds for holds, known in tests], axis=0)
            return np.where(met, 1, np.where(unmet, 0, 2))

        add(f"gate_{number}", gate)
    for number, item in enumerate(ITEMS):

        def end(entity: Any, period: Any, item: Any = item, missing: int = 0) -> Any:
            tests = [test(entity, period, text) for text, _ in item.bands]
            points = np.select([holds for holds, _ in tests], [points for _, points in item.bands], 0)
            return np.where(tests[0][1], points, missing)

        add(f"low_{number}", end)
        add(f"high_{number}", lambda entity, period, item=item, end=end: end(entity, period, item, item.most))
    for side in ("low", "high"):
        every = [f"{side}_{number}" for number in range(len(ITEMS))]
        new = [f"{side}_{number}" for number, item in enumerate(ITEMS) if item.innovation]
        for name, parts in ((side, every), (f"{side}_new", new)):
            add(name, lambda entity, period, parts=parts: sum(entity(part, period) for part in parts))

    def verdict(entity: Any, period: Any) -> Any:
        gates = [entity(f"gate_{number}", period) for number in range(len(GATES))]
        passed, failed = np.all([gate == 1 for gate in gates], axis=0), np.any([gate == 0 for gate in gates], axis=0)
        return _verdict(passed, failed, *(entity(name, period) for name in ("low", "high", "low_new", "high_new")))

    add("verdict", verdict)
    return system


def _records(files: list[str], rows: int) -> list[dict[str, Any]]:
    import pyarrow.parquet

    table = pyarrow.concat_tables([pyarrow.parquet.read_table(file) for file in files]).slice(0, rows)
    found: list[dict[str, Any]] = table.rename_columns([n.removeprefix("w_") for n in table.column_names]).to_pylist()
    return found


def _there(names: tuple[str, ...], sign: str, word: str, null: str) -> str:
    return f" {word} ".join(f"{name} {sign} {null}" for name in names)


def _expressions(null: str, sure: str, denied: str, choose: Callable[[str, str, str], str]) -> list[tuple[str, str]]:
    """Names and expressions in order: what is met and unmet of each gate, each item's ends, the sums, the verdict."""
    found, gates = [], range(len(GATES))
    for number, routes in enumerate(GATES):
        met = " or ".join(f"({_there(columns_in(r), sure, 'and', null)} and ({r}))" for r in routes)
        unmet = " and ".join(f"({_there(columns_in(r), sure, 'and', null)} and not ({r}))" for r in routes)
        found += [(f"m{number}", met), (f"u{number}", unmet)]
    for number, item in enumerate(ITEMS):
        missing = _there(item.columns, denied, "or", null)
        points = "0"
        for test, value in reversed(item.bands):
            points = choose(test, str(value), points)
        found += [(f"l{number}", choose(missing, "0", points)), (f"h{number}", choose(missing, str(item.most), points))]
    every = range(len(ITEMS))
    new = [number for number in every if ITEMS[number].innovation]
    for name, side, numbers in (("low", "l", every), ("high", "h", every), ("lownew", "l", new), ("highnew", "h", new)):
        found.append((name, " + ".join(f"{side}{number}" for number in numbers)))
    passes = " and ".join([*(f"m{g}" for g in gates), "low >= 60", "lownew >= 20"])
    fails = " or ".join([*(f"u{g}" for g in gates), "high < 60", "highnew < 20"])
    return [*found, ("verdict", choose(passes, "1", choose(fails, "0", "2")))]


def _python(files: list[str], rows: int) -> Library:
    """One straight function over a firm's dictionary, made from the rules."""
    lines = ["def judge(row):"]
    used = dict.fromkeys(name for routes in GATES for r in routes for name in columns_in(r))
    used |= dict.fromkeys(name for item in ITEMS for name in item.columns)
    lines += [f"    {name} = row['{name}']" for name in used]
    for name, expression in _expressions("None", "is not", "is", lambda test, a, b: f"({a} if {test} else {b})"):
        lines.append(f"    {name} = {expression}")
    scope: dict[str, Any] = {}
    exec("\n".join([*lines, "    return verdict, low, high"]), scope)
    one = scope["judge"]
    return lambda: _records(files, rows), lambda records: tuple(zip(*map(one, records), strict=True))  # type: ignore[return-value]


def _zen(files: list[str], rows: int) -> Library:
    """One expression node; a decision prepared once and given by the loader, which is its fastest documented way."""
    import zen

    named = _expressions("null", "!=", "==", lambda test, a, b: f"({test} ? {a} : {b})")
    inner = {name: index for index, (name, _) in enumerate(named)}
    expressions = [
        {"id": str(index), "key": name, "value": _scoped(expression, inner)}
        for index, (name, expression) in enumerate(named)
    ]
    graph = {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode", "position": {"x": 0, "y": 0}},
            {
                "id": "rules",
                "name": "rules",
                "type": "expressionNode",
                "position": {"x": 0, "y": 0},
                "content": {"expressions": expressions},
            },
            {"id": "out", "name": "out", "type": "outputNode", "position": {"x": 0, "y": 0}},
        ],
        "edges": [
            {"id": "a", "sourceId": "in", "targetId": "rules", "type": "edge"},
            {"id": "b", "sourceId": "rules", "targetId": "out", "type": "edge"},
        ],
    }
    content = zen.ZenDecisionContent(json.dumps(graph))
    engine = zen.ZenEngine({"loader": lambda _: content})

    def judge(records: list[dict[str, Any]]) -> Found:
        results = [engine.evaluate("rules", record)["result"] for record in records]
        return tuple([result[name] for result in results] for name in ("verdict", "low", "high"))  # type: ignore[return-value]

    return lambda: _records(files, rows), judge


def _scoped(expression: str, inner: dict[str, int]) -> str:
    """What the node computed before is read from ``$``."""
    import re

    return re.sub(
        r"[a-z]+[0-9]*(_[a-z]+)*", lambda match: f"$.{match[0]}" if match[0] in inner else match[0], expression
    )


def _pyspark(files: list[str], rows: int) -> Library:
    """As somebody writes it by hand: gates and items, then sums, then the verdict, from Parquet to Parquet. Spark is started before."""
    from pyspark.sql import SparkSession

    settings = {"spark.ui.enabled": "false", "spark.sql.ansi.enabled": "false", "spark.log.level": "ERROR"}
    spark = SparkSession.builder.config(map=settings).getOrCreate()
    names = _expressions("NULL", "IS NOT", "IS", lambda test, a, b: f"CASE WHEN {test} THEN {a} ELSE {b} END")
    target = tempfile.mkdtemp(dir=Path(files[0]).parent)

    def judge(frame: Any) -> str:
        inner = "firms"
        for stage in (names[:-5], names[-5:-1], names[-1:]):
            inner = f"(SELECT *, {', '.join(f'{expression} AS {name}' for name, expression in stage)} FROM {inner})"
        frame.createOrReplaceTempView("firms")
        found = spark.sql(f"SELECT file, place, verdict, low, high FROM {inner}")
        found.write.mode("overwrite").parquet(target)
        return target

    def read() -> Any:
        frame = spark.read.parquet(*files)
        own = [f"{name} AS {name.removeprefix('w_')}" for name in frame.columns]
        return frame.selectExpr(*own, "_metadata.file_name AS file", "_metadata.row_index AS place")

    return read, judge


def _spark_answer(folder: str) -> Found:
    import polars as pl

    found = pl.read_parquet(Path(folder) / "*.parquet").sort("file", "place")
    shutil.rmtree(folder)
    return tuple(found[name].to_numpy() for name in ("verdict", "low", "high"))  # type: ignore[return-value]


LIBRARIES = {"pandas": _pandas, "openfisca": _openfisca, "zen": _zen, "python": _python, "pyspark": _pyspark}

if __name__ == "__main__":
    library_name, rows_text, rounds_text, *file_names, answer_name = sys.argv[1:]
    main(library_name, int(rows_text), file_names, answer_name, int(rounds_text))
