"""Generated firms for the properties of the judge."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

YEARS = ("2023", "2024", "2025")
AMOUNTS = st.one_of(
    st.integers(0, 60000),
    st.sampled_from([0, 1, 100, 500, 1000, 1500, 2000, 5000, 10000, 20000, 40000]),
    st.decimals(0, 30000, places=2, allow_nan=False, allow_infinity=False).map(str),
)
HEADS = st.integers(0, 1200)
TRUTH = st.booleans()
DAYS = st.dates().map(str)


@st.composite
def _year(draw: st.DrawFn) -> dict[str, Any]:
    figures: dict[str, Any] = {name: draw(HEADS) for name in ("employees", "tech_staff", "rd_staff")}
    names = (
        "revenue", "main_revenue", "sales", "total_income", "hitech_income", "rd_expense", "rd_domestic", "cost_expense", "assets", "liabilities",
    )  # fmt: skip
    figures |= {name: draw(AMOUNTS) for name in names}
    return figures | {"net_profit": draw(st.integers(-5000, 9000))}


@st.composite
def _right(draw: st.DrawFn) -> dict[str, Any]:
    kinds = ("invention", "utility_model", "software_copyright", "defence_patent")
    right: dict[str, Any] = {
        "type": draw(st.sampled_from(kinds)),
        "acquired": draw(st.sampled_from(["own", "transfer", "gift", "merger", "licence"])),
    }
    right |= {
        name: draw(TRUTH) for name in ("main_product", "applied", "benefit", "high_value", "valid", "used_for_gx")
    }
    return right | {
        "owner_rank": draw(st.integers(1, 5)),
        "granted": draw(st.dates(min_value=_day(2016), max_value=_day(2026)).map(str)),
        "transferred_on": draw(st.dates(min_value=_day(2016), max_value=_day(2026)).map(str)),
    }


def _day(year: int) -> Any:
    from datetime import date

    return date(year, 1, 1)


TITLES = ("科技型中小企业", "创新型中小企业", "高新技术企业", "专精特新中小企业", "专精特新小巨人", "制造业单项冠军")


@st.composite
def _title(draw: st.DrawFn) -> dict[str, Any]:
    start = draw(st.dates(min_value=_day(2021), max_value=_day(2027)))
    end = draw(st.dates(min_value=start))
    return {"title": draw(st.sampled_from(TITLES)), "valid_from": str(start), "valid_to": str(end)}


def _listed(**attributes: Any) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries(attributes), max_size=2)


@st.composite
def full_firms(draw: st.DrawFn) -> dict[str, Any]:
    """A firm of which everything is known, as ``yanzhen score`` takes it; its figures begin with the year of registration."""
    registered = draw(st.dates(min_value=_day(2008), max_value=_day(2026)))
    level = st.sampled_from(["national", "provincial"])
    year = st.integers(2019, 2026)
    return {
        "name": "甲",
        "industry": draw(st.sampled_from(["C3562", "I6510", "F51", "E47", "K7020", "G5311", "L", "R87"])),
        "registered_on": str(registered),
        "segment_since": draw(st.dates(min_value=_day(2008), max_value=_day(2026)).map(str)),
        "years": {name: draw(_year()) for name in YEARS if int(name) >= registered.year},
        "transformations": {name: draw(st.integers(0, 7)) for name in YEARS if int(name) >= registered.year},
        "platform_score": {"2025": draw(st.integers(0, 100)), "2026": draw(st.integers(0, 100))},
        "ip": draw(st.lists(_right(), max_size=6)),
        "titles": draw(st.lists(_title(), max_size=3)),
        "awards": draw(_listed(level=level, year=year, rank=st.integers(1, 6))),
        "institutions": draw(_listed(level=st.sampled_from(["national", "provincial", "municipal", "county"]))),
        "standards": draw(
            _listed(level=st.sampled_from(["international", "national", "industry"]), year=year, rank=st.integers(1, 7))
        ),
        "equity": draw(_listed(year=year, amount=AMOUNTS, qualified=TRUTH, paid_in=TRUTH)),
        "contests": draw(
            _listed(name=st.just("创客中国"), group=st.just("enterprise"), year=year, rank=st.integers(1, 600))
        ),
        "share": {
            "percent": draw(st.integers(0, 100)),
            "rank_world": draw(st.integers(1, 20)),
            "rank_nation": draw(st.integers(1, 20)),
        },
        "conditions": {name: draw(st.sampled_from([True, True, True, False])) for name in CONDITIONS},
        **{name: draw(TRUTH) for name in FLAGS},
        "province_points": draw(st.integers(0, 15)),
        "digital_level": draw(st.integers(0, 4)),
        "quality_items": draw(st.integers(0, 4)),
        "products": draw(st.integers(1, 5)),
        "field_class": draw(st.sampled_from(["A", "B", "C"])),
    }


CONDITIONS = ("sector_allowed", "clean_record", "not_listed", "sound_accounts", "high_tech_field", "owns_core_ip")
FLAGS = (
    "resident", "mountain_or_island_county", "strategic_field", "own_brand", "international_certificate", "credit_ok", "core_business_on_it",
    "management_certificate", "new_product", "controlled_by_xj", "group_similar_product",
)  # fmt: skip


@st.composite
def hidden(draw: st.DrawFn, firm: dict[str, Any]) -> dict[str, Any]:
    """The same firm with some of its figures unknown: a key left out at any depth (but not those that have a default)."""
    kept: dict[str, Any] = {}
    for key, value in firm.items():
        if key not in ("valid", "used_for_gx", "name") and draw(st.integers(0, 4)) == 0:
            continue
        if isinstance(value, dict):
            kept[key] = draw(hidden(value))
        elif isinstance(value, list):
            kept[key] = [draw(hidden(entry)) for entry in value]
        else:
            kept[key] = value
    return kept
