"""How long a click on the chain map takes on a public graph of 95,559 products, through the whole desk.

``python -m bench.chains.desk FOLDER`` reads ``firms.csv``, ``firm_product.csv`` and ``product_product.csv`` of the folder (they stay there), writes them as the
register's own sheets, brings those in with the register's importer into a throwaway home, and asks for pages with Django's test client: signing in, rights, scope, the
page bound by its template, all middlewares. Told: rows brought and the time of it, the first page (the graph is laid out), then the median and the slowest of the clicks. Firms get made-up codes.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

CLICKS = 60
HEAD = {
    "product-links": ("product", "relation", "other"),
    "firm-products": ("uscc", "product", "year", "share"),
    "firms": ("uscc", "name", "region"),
}
RELATIONS = {"上游材料": "made_from", "产品小类": "part_of", "下游产品": "used_in"}
REGIONS = ("370725", "370702", "330110", "320102", "440106")


def sheets(source: Path, into: Path) -> dict[str, Path]:
    """The three tables of the register from the public files."""
    firms = {row["code"]: row["name"] for row in _rows(source / "firms.csv")}
    makers = list(_rows(source / "firm_product.csv"))
    code_of = {firm: _code(number) for number, firm in enumerate(sorted({row["firm"] for row in makers}))}
    written = {
        "firms": [
            (code, firms.get(firm) or firm, REGIONS[number % len(REGIONS)])
            for number, (firm, code) in enumerate(code_of.items())
        ],
        "product-links": [
            (row["from"], RELATIONS[row["relation"]], row["to"])
            for row in _rows(source / "product_product.csv")
            if row["from"] != row["to"]
        ],
        "firm-products": [
            (code_of[firm], product, 2024, _share(share))
            for (firm, product), share in {
                (row["firm"], row["product"]): row["share_of_revenue"] for row in makers
            }.items()
        ],
    }
    return {kind: _written(into / f"{kind}.csv", HEAD[kind], rows) for kind, rows in written.items()}


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _share(text: str) -> str:
    """Per cent; what cannot be a share is left empty, as a person would have to."""
    try:
        share = round(float(text) * 100, 4)
    except ValueError:
        return ""
    return f"{share:f}" if 0 <= share <= 100 else ""


def _code(number: int) -> str:
    """A made-up code with its check character, so that the importer takes it."""
    from yanzhen.codes.uscc import check_character

    body = f"91370725MA{number:07d}"
    return body + check_character(body)


def _written(path: Path, head: tuple[str, ...], rows: list[tuple[object, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def main() -> int:
    """Bring the graph in, click, tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("source", type=Path)
    source: Path = parser.parse_args().source
    with tempfile.TemporaryDirectory() as folder:
        told = _measured(source, Path(folder))
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    return 0


def _measured(source: Path, folder: Path) -> dict[str, object]:
    os.environ.update(YANZHEN_HOME=str(folder / "home"), DJANGO_SETTINGS_MODULE="yanzhen.desk.settings")
    (folder / "home").mkdir()
    from yanzhen.desk.setup import prepare

    prepare(folder / "home")
    from datetime import UTC, datetime

    from django.test import Client
    from django.utils import timezone

    from yanzhen.desk.accounts.models import Person
    from yanzhen.desk.accounts.trail import Actor
    from yanzhen.desk.chains.held import held_graph
    from yanzhen.desk.register.ledger.importing import Order, import_file
    from yanzhen.desk.register.ledger.office import WHOLE_COUNTRY

    began = time.perf_counter()
    rows = {}
    for kind, path in sheets(source, folder).items():
        order = Order(kind=kind, path=path, source="bench", good_rows=True)
        report = import_file(order, WHOLE_COUNTRY, Actor(None, "bench"), now=datetime.now(UTC))
        rows[kind] = {"rows": report.rows, "written": report.written, "bad": report.bad}
    brought = time.perf_counter() - began
    person = Person.objects.make("bench", "Goose-2026-flies", full_name="bench", role="reader")
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    first = _seconds(client, "/chains/")
    graph = held_graph(person, timezone.localdate()).graph
    products = random.Random(1).sample(sorted(graph.products), CLICKS - 20)
    uses = sorted(graph.products, key=lambda one: -len(graph.uses(one)) - len(graph.inputs(one)))[:20]
    clicks = [_seconds(client, "/chains/", product=product, region="370000") for product in [*uses, *products]]
    searches = [_seconds(client, "/chains/", q=word) for word in ("电池", "钢", "芯片", "医", "锂离电池材")]
    again = [_seconds(client, "/chains/", product=product, region="370000", without="X") for product in uses[:10]]
    lists = [_seconds(client, "/chains/lists/work", product=product, region="370000") for product in uses[:10]]
    return {
        "imported": rows,
        "import_seconds": round(brought, 1),
        "products": len(graph.products),
        "links": len(graph.links),
        "makers": len(graph.makers),
        "first_page_seconds": round(first, 2),
        "clicks": len(clicks),
        "click_median_ms": _ms(statistics.median(clicks)),
        "click_slowest_ms": _ms(max(clicks)),
        "click_without_a_firm_slowest_ms": _ms(max(again)),
        "search_slowest_ms": _ms(max(searches)),
        "work_list_slowest_ms": _ms(max(lists)),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _seconds(client: object, address: str, **query: str) -> float:
    began = time.perf_counter()
    answer = client.get(address, query)  # type: ignore[attr-defined]
    assert answer.status_code == 200, answer.status_code
    return time.perf_counter() - began


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


if __name__ == "__main__":
    sys.exit(main())
