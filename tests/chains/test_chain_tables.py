"""The chain graph and the firm network from the register's tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars
import pytest

from yanzhen.chains.graph import Link
from yanzhen.chains.tables import graph_of_tables
from yanzhen.errors import InputError
from yanzhen.formation.tables import last_revenues, links_of_table, small_firms, supply_dependences

LINKS = polars.DataFrame(
    {"product": ["gear", "gear", "steel", "bevel gear"], "relation": ["made_from", "used_in", "made_from", "part_of"], "other": ["steel", "drive", "ore", "gear"]}
)  # fmt: skip
FIRMS = polars.DataFrame({"uscc": ["A", "B"], "name": ["甲", "乙"], "region": ["330110", None]})
MADE = polars.DataFrame(
    {"uscc": ["A", "A", "B"], "product": ["gear", "gear", "gear"], "year": [2024, 2025, 2025], "share": [Decimal(40), Decimal(80), None], "output": [Decimal(5), Decimal(9), None]}
)  # fmt: skip
TITLES = polars.DataFrame(
    {"uscc": ["A"], "title": ["专精特新小巨人"], "valid_from": [date(2024, 1, 1)], "valid_to": [date(2026, 12, 31)]}
)


def test_relations_point_from_input_to_product() -> None:
    graph = graph_of_tables(LINKS)
    assert {(link.made_from, link.product) for link in graph.links} == {
        ("steel", "gear"),
        ("gear", "drive"),
        ("ore", "steel"),
    }
    assert graph.parents == {"bevel gear": ("gear",)}
    assert isinstance(graph.link("ore", "steel"), Link)


def test_a_maker_stands_with_its_last_year_and_its_title() -> None:
    graph = graph_of_tables(LINKS, MADE, FIRMS, TITLES, on=date(2026, 6, 1))
    makers = {maker.firm: maker for maker in graph.makers_of["gear"]}
    assert (makers["A"].share, makers["A"].output, makers["A"].champion, makers["A"].region) == (
        0.8,
        9.0,
        True,
        "330110",
    )
    assert (makers["B"].share, makers["B"].output, makers["B"].champion, makers["B"].region) == (None, None, False, "")
    later = graph_of_tables(LINKS, MADE, FIRMS, TITLES, on=date(2027, 6, 1))
    assert not any(maker.champion for maker in later.makers)


def test_a_bad_relation_is_named_by_the_gate() -> None:
    with pytest.raises(InputError, match="relation"):
        graph_of_tables(LINKS.with_columns(relation=polars.lit("eats")))


FIRM_LINKS = polars.DataFrame(
    {"source": ["S", "S", "S", "P"], "target": ["big", "small", "unknown", "Q"], "kind": ["supplies", "supplies", "supplies", "owns"],
     "weight": [Decimal(75), Decimal(25), None, Decimal("0.6")]}
)  # fmt: skip


def test_dependences_share_out_the_known_sales() -> None:
    told = {(one.firm, one.on): one.share for one in supply_dependences(FIRM_LINKS)}
    assert told == {("S", "big"): 0.75, ("S", "small"): 0.25}
    assert len(links_of_table(FIRM_LINKS)) == 4


def test_small_is_by_the_last_known_revenue() -> None:
    years = polars.DataFrame(
        {"uscc": ["A", "A", "B"], "year": [2024, 2025, 2025], "revenue": [Decimal(9000), Decimal(900), None]}
    )
    assert last_revenues(years) == {"A": 900.0}
    assert small_firms(years, most_revenue=2000) == {"A"}
