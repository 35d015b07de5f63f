"""Rows of a chain: 钢材 → 轴承钢 → 滚珠, 保持架 → 轴承 → 电机 → 风机; who makes what in the county and elsewhere."""

from brought_rows import bring

from yanzhen.desk.register.ledger.office import Office

COUNTY = Office("370725")
LEAD, SECOND, THIRD, ALONE, OUTSIDE = (
    "91370725MA3C0AAA1X", "91370725MA3C0BBB1X", "91370725MA3C0CCC1X", "91370725MA3C0DDD1X", "91330110MA3C0EEE1X",
)  # fmt: skip
FIRMS = {LEAD: "昌乐轴承", SECOND: "昌乐滚动体", THIRD: "昌乐精工", ALONE: "昌乐电机"}
LINKS = (
    ("轴承钢", "钢材"), ("滚珠", "轴承钢"), ("保持架", "钢材"), ("轴承", "滚珠"), ("轴承", "保持架"), ("电机", "轴承"),
    ("电机", "铜线"), ("风机", "电机"), ("减速机", "轴承"),
)  # fmt: skip
MAKERS = (
    (LEAD, "轴承", "60", "5000"), (SECOND, "轴承", "50", "4000"), (THIRD, "轴承", "80", "4500"),
    (LEAD, "轴承钢", "20", "900"), (SECOND, "轴承钢", "20", "800"), (THIRD, "轴承钢", "10", "700"),
    (OUTSIDE, "滚珠", None, "9000"), (OUTSIDE, "保持架", None, None), (ALONE, "电机", "90", "3000"),
    (SECOND, "风机", "5", "200"),
)  # fmt: skip


def bring_chain(office: Office = COUNTY) -> None:
    """The whole chain for that office."""
    bring("firms", *[_firm(code, name) for code, name in FIRMS.items()], office=office)
    links = [{"product": product, "relation": "made_from", "other": other} for product, other in LINKS]
    links.append({"product": "陶瓷滚珠", "relation": "part_of", "other": "滚动体"})
    links.append({"product": "滚珠", "relation": "part_of", "other": "滚动体"})
    bring("product-links", *links, office=office)
    rows = [
        {"uscc": firm, "product": product, "year": 2025, "share": share, "output": output}
        for firm, product, share, output in MAKERS
    ]
    bring("firm-products", *[{k: v for k, v in row.items() if v is not None} for row in rows], office=office)
    patents = [
        {"number": f"ZL20241000000{n}.1", "uscc": firm, "title": f"=一种轴承{n}", "ipc": "F16C 33/32", "filed_on": "2024-03-01"}
        for n, firm in enumerate((LEAD, LEAD, SECOND, ALONE), 1)
    ]  # fmt: skip
    bring("patents", *patents, office=office)
    title = {"uscc": LEAD, "title": "专精特新小巨人", "valid_from": "2024-01-01", "valid_to": "2027-12-31"}
    bring("titles", title, office=office)


def _firm(code: str, name: str) -> dict[str, str]:
    return {
        "uscc": code,
        "name": name,
        "region": "370725",
        "township": "宝都街道",
        "industry": "C3451",
        "status": "operating",
    }
