"""The chain graph from the register's tables: ``product-links``, ``firm-products``, ``firms`` and ``titles``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from yanzhen.chains.graph import ChainGraph, Link, Maker, chain_graph
from yanzhen.tables import check, register_table

CHAMPIONS = ("制造业单项冠军", "专精特新小巨人", "隐形冠军")
"""Titles whose holder counts as a champion of what it makes."""


def graph_of_tables(
    product_links: Any, firm_products: Any = None, firms: Any = None, titles: Any = None, *, on: date | None = None
) -> ChainGraph:
    """The graph on a day from any Arrow-compatible tables; the columns are those of ``docs/tables.md``.

    A firm's product of several years counts in the last year with a figure. Raises what :func:`yanzhen.tables.check` and :func:`~yanzhen.chains.graph.chain_graph` raise.
    """
    links = list(_rows("product-links", product_links))
    regions = {row["uscc"]: row["region"] or "" for row in _rows("firms", firms)}
    champions = {row["uscc"] for row in _rows("titles", titles) if row["title"] in CHAMPIONS and _valid(row, on)}
    return chain_graph(
        [_link(row) for row in links if row["relation"] != "part_of"],
        parents=_kinds(links),
        makers=[_maker(row, regions, champions) for row in _latest(firm_products)],
        on=on,
    )


def _rows(kind: str, table: Any) -> Iterator[dict[str, Any]]:
    if table is not None:
        yield from check(table, register_table(kind)).iter_rows(named=True)


def _link(row: Mapping[str, Any]) -> Link:
    made_from = row["other"] if row["relation"] == "made_from" else row["product"]
    product = row["product"] if row["relation"] == "made_from" else row["other"]
    weight = None if row["weight"] is None else float(row["weight"])
    return Link(made_from, product, weight, row.get("source") or "", row["from"], row["to"])


def _kinds(rows: list[dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    kinds: dict[str, list[str]] = {}
    for row in rows:
        if row["relation"] == "part_of":
            kinds.setdefault(row["product"], []).append(row["other"])
    return {product: tuple(upper) for product, upper in kinds.items()}


def _latest(firm_products: Any) -> list[dict[str, Any]]:
    latest: dict[tuple[str, str], dict[str, Any]] = {}
    for row in _rows("firm-products", firm_products):
        pair = (row["uscc"], row["product"])
        if pair not in latest or _weight(row) > _weight(latest[pair]):
            latest[pair] = row
    return list(latest.values())


def _weight(row: Mapping[str, Any]) -> tuple[bool, int]:
    """Rows with a figure first, then the later year: one that only says that the firm makes it takes no figure away."""
    return row["share"] is not None or row["output"] is not None, row["year"] or 0


def _maker(row: Mapping[str, Any], regions: Mapping[str, str], champions: set[str]) -> Maker:
    return Maker(
        row["uscc"],
        row["product"],
        regions.get(row["uscc"], ""),
        _number(row["output"]),
        None if row["share"] is None else float(row["share"] / 100),
        row["uscc"] in champions,
        row.get("source") or "",
    )


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _valid(row: Mapping[str, Any], on: date | None) -> bool:
    """Whether the title holds on the day; one whose end is unknown does not count as a champion's."""
    if on is None:
        return True
    return (
        (row["valid_from"] is None or row["valid_from"] <= on) and row["valid_to"] is not None and on <= row["valid_to"]
    )
