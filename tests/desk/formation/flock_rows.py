"""Rows of a flock: a lead with sixteen suppliers, two of which have suppliers of their own; every one with years, some with titles."""

from brought_rows import bring

from yanzhen.desk.register.ledger.office import Office

COUNTY = Office("370725")
LEAD = "91370725MA3C0AAA1X"
DIRECT = [f"91370725MA3C0B{n:02d}1X" for n in range(16)]
SECOND = [f"91370725MA3C0C{n:02d}1X" for n in range(6)]
ALONE = [f"91370725MA3C0D{n:02d}1X" for n in range(14)]


def bring_flock(office: Office = COUNTY) -> None:
    """The whole flock for that office."""
    names = {LEAD: "昌乐领头雁"} | {c: f"昌乐配套{n}" for n, c in enumerate(DIRECT)}
    names |= {c: f"昌乐二级{n}" for n, c in enumerate(SECOND)} | {c: f"昌乐独行{n}" for n, c in enumerate(ALONE)}
    firms = [
        {"uscc": code, "name": name, "region": "370725", "township": "宝都街道" if n % 2 else "五图街道", "industry": "C3451"}
        for n, (code, name) in enumerate(names.items())
    ]  # fmt: skip
    bring("firms", *firms, office=office)
    links = [_supplies(code, LEAD, 100) for code in DIRECT]
    links += [_supplies(code, DIRECT[n % 2], 50) for n, code in enumerate(SECOND)]
    bring("links", *links, office=office)
    grown = set(DIRECT)
    years = [
        {"uscc": code, "year": year, "revenue": str(1000 + 10 * (n % 16) + 200 * (code in grown and year == 2025)), "employees": 50 + 7 * n % 11}
        for n, code in enumerate(names) for year in (2022, 2025)
    ]  # fmt: skip
    bring("firm-years", *years, office=office)
    titles = [{"uscc": LEAD, "title": "专精特新中小企业", "valid_from": "2022-01-10", "valid_to": "2030-01-01"}]
    titles += [
        {"uscc": code, "title": "专精特新中小企业", "valid_from": f"2022-0{2 + n % 7}-10", "valid_to": "2030-01-01"}
        for n, code in enumerate(DIRECT[:8])
    ]
    bring("titles", *titles, office=office)


def _supplies(source: str, target: str, weight: int) -> dict[str, str]:
    return {"source": source, "target": target, "kind": "supplies", "weight": str(weight), "from": "2023-03-01"}
