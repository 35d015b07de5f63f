"""One library on the inputs, in the environment of its bench: prints its answers as JSON. ``python peer.py LIBRARY``."""

from __future__ import annotations

import contextlib
import io
import json
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from bench.differences.tables import COMPLEXITY, GROWTH, RULES, WIDE, Row

Answer = dict[str, float] | str


def main() -> None:
    """Every answer, or what the library said in place of one. What it prints and warns of besides is dropped."""
    warnings.simplefilter("ignore")
    with contextlib.redirect_stdout(io.StringIO()):
        told = LIBRARIES[sys.argv[1]]()
    sys.stdout.write(json.dumps(told))


def complexity(answer: Callable[[Any], Any], tables: dict[str, list[Row]] = COMPLEXITY) -> dict[str, Answer]:
    return {name: _answered(answer, rows) for name, rows in tables.items()}


def _answered(answer: Callable[[Any], Any], rows: list[Row]) -> Answer:
    import pandas

    frame = pandas.DataFrame(rows, columns=["region", "activity", "value"])
    try:
        return {str(region): float(eci) for region, eci in answer(frame).items()}
    except Exception as error:  # noqa: BLE001 (whatever it raises is its answer)
        return f"{type(error).__name__}: {error}"


def ecomplexity() -> dict[str, Answer]:
    from ecomplexity import ecomplexity as peer

    columns = {"time": "year", "loc": "region", "prod": "activity", "val": "value"}
    return complexity(
        lambda frame: peer(frame.assign(year=2020), columns).drop_duplicates("region").set_index("region")["eci"]
    )


def econcomplex() -> dict[str, Answer]:
    import econcomplex as peer

    return complexity(lambda frame: peer.eci_pci(peer.rca(_matrix(frame)))[0], WIDE)


def datawheel() -> dict[str, Answer]:
    import economic_complexity as peer

    return complexity(lambda frame: peer.complexity(peer.rca(_matrix(frame)))[0], WIDE)


def _matrix(frame: Any) -> Any:
    """Wide, as these two want it: a cell can neither come twice there nor be told from an empty one."""
    return frame.pivot(index="region", columns="activity", values="value").fillna(0)


def openfisca() -> dict[str, Answer]:
    """A firm of which nothing is known, and a growth of exactly 15 %, under two rules written the usual way."""
    from openfisca_core.entities import build_entity
    from openfisca_core.periods import DateUnit
    from openfisca_core.simulations import SimulationBuilder
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    firm = build_entity(key="firm", plural="firms", label="firm", is_person=True)
    system = TaxBenefitSystem([firm])

    def add(name: str, kind: type, formula: Callable[[Any, Any], Any] | None = None) -> None:
        body: dict[str, Any] = {"value_type": kind, "entity": firm, "definition_period": DateUnit.YEAR}
        if formula is not None:
            body["formula"] = lambda entity, period: formula(entity, period)
        system.add_variable(type(name, (Variable,), body))

    for name, kind in (("employees", int), ("before", float), ("after", float)):
        add(name, kind)
    add("small", bool, lambda entity, period: entity("employees", period) <= 500)
    add("grown", bool, lambda entity, period: entity("after", period) / entity("before", period) - 1 >= 0.15)
    simulation = SimulationBuilder().build_default_simulation(system, count=1)
    for name, value in (("before", GROWTH[0]), ("after", GROWTH[1])):
        simulation.set_input(name, "2025", [value])
    said = [{"firm": float(simulation.calculate(name, "2025")[0])} for name in ("small", "grown")]
    return dict(zip(RULES, said, strict=True))


LIBRARIES: dict[str, Callable[[], dict[str, Answer]]] = {
    "ecomplexity": ecomplexity,
    "econcomplex": econcomplex,
    "economic-complexity": datawheel,
    "openfisca-core": openfisca,
}

if __name__ == "__main__":
    main()
