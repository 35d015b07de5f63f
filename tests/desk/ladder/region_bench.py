"""How long a region takes to be judged, and its pages to open: ``python tests/desk/ladder/region_bench.py FIRMS CLIMB_SECONDS``.

Synthetic firms with three years each, in a throwaway database. Not a test: it says times, and fails on nothing.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PAGES = (
    "/ladder/", "/ladder/firms/", "/ladder/firms/?book=zj26&answer=unmet", "/ladder/firms/?missing=transformations&sort=-effort",
    "/ladder/firms/?near=yes", "/ladder/champions/", "/ladder/sheet", "/ladder/firms/91370725000000007X", "/ladder/titles/?within=365",
    "/ladder/books/zj26", "/",
)  # fmt: skip


def main(firms: int, climb_seconds: float) -> None:
    sys.path[:0] = [str(folder) for folder in (HERE, HERE.parent, HERE.parent / "register" / "ledger")]
    os.environ["DJANGO_SETTINGS_MODULE"] = "desk_settings"
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        _measure(firms, climb_seconds)
    finally:
        connection.creation.destroy_test_db("", verbosity=0)


def _measure(firms: int, climb_seconds: float) -> None:
    from cast import make_cast
    from django.test import Client

    cast = make_cast()
    _said("filled", lambda: _fill(firms))
    _said("judged", lambda: _judge(cast["bureau_head"], climb_seconds))
    _said("judged again, nothing changed", lambda: _judge(cast["bureau_head"], 0))
    _tell(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")
    client = Client()
    client.force_login(cast["bureau_head"])
    for address in PAGES:
        client.get(address)
        _said(address, lambda address=address: client.get(address).status_code)


def _judge(person: Any, climb_seconds: float) -> str:
    from ladder_region import ACTOR, DAY

    from yanzhen.desk.ladder import judging, runs

    runs.ask(person, DAY, "new", ACTOR, now=datetime.now(UTC))
    run = runs.QUEUE.claim_next("bench", now=datetime.now(UTC))
    assert run is not None
    judging.judge_region(run, climb_seconds=climb_seconds)
    run.refresh_from_db()
    return f"{run.done} firms, {run.reused} as before, {run.climbed} of {run.climbs} climbs"


def _fill(firms: int) -> None:
    from ladder_region import DAY, NOW, firm_row, year_row

    from yanzhen.desk.register.ledger.bulk import insert_rows
    from yanzhen.desk.register.ledger.projection import Shape
    from yanzhen.desk.register.ledger.rows import canonical
    from yanzhen.desk.register.models import Import, Record
    from yanzhen.tables import register_table

    chance = random.Random(7)
    imported = Import.objects.create(
        kind="firms", sha256="0" * 64, file="f.xlsx", source="s", rank=3, stated_on=DAY, by_name="b", recorded_at=NOW
    )
    record = Record.objects.create(imported=imported, table="firms", key="x", row=1, content="{}", digest="").pk

    def put(kind: str, rows: list[dict[str, Any]]) -> None:
        table = register_table(kind)
        shape = Shape(table)
        made = (
            (" ".join(str(row[key]) for key in table.key), row["uscc"], f"3707{1 + int(row['uscc'][8:17]) % 20:02d}", "", canonical(row), None, None, record, 1, False, *shape.typed(row))
            for row in rows
        )  # fmt: skip
        insert_rows(shape.model, shape.fields, list(made))

    for start in range(0, firms, 5000):
        codes = [f"91370725{number:09d}X" for number in range(start, min(firms, start + 5000))]
        put(
            "firms",
            [firm_row(code, f"企业{code[8:17]}", share_percent=chance.choice(["1", "5", "12"])) for code in codes],
        )
        put("firm-years", [row for code in codes for row in _years(code, chance, year_row)])
        put("patents", [_right(code, number) for code in codes for number in range(chance.choice((0, 1, 4)))])
        title = {"title": "创新型中小企业", "valid_from": "2025-01-01", "valid_to": "2027-12-31"}
        put("titles", [{"uscc": code, **title} for code in codes if chance.random() < 0.5])


def _years(code: str, chance: random.Random, year_row: Any) -> list[dict[str, Any]]:
    revenue, share = chance.choice((600, 1400, 3000, 5200, 9000, 30000)), chance.choice((2, 3, 6))
    figures = {
        "revenue": str(revenue),
        "main_revenue": str(revenue * 85 // 100),
        "sales": str(revenue),
        "rd_expense": str(revenue * share // 100),
    }
    return [
        year_row(code, year, platform_score=chance.choice(["40", "55", "65"]), **figures) for year in (2023, 2024, 2025)
    ]


def _right(code: str, number: int) -> dict[str, Any]:
    flags = {"main_product": True, "applied": True, "benefit": True}
    return {
        "number": f"ZL{code[8:]}{number}",
        "uscc": code,
        "type": "invention",
        "granted_on": "2020-01-01",
        "acquired": "own",
        **flags,
    }


def _said(what: str, do: Any) -> None:
    began = time.perf_counter()
    found = do()
    _tell(f"{what}: {time.perf_counter() - began:.3f} s{'' if found is None else f' ({found})'}")


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
