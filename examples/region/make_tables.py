"""Makes the tables of the example region: 48 invented firms of an invented county's bearing chain, the same every time.

``python examples/region/make_tables.py`` writes ``tables/*.csv``. Firms, codes, people and figures are made up; the codes have the right
check characters, so that the register takes them, and name no firm that exists by intent.
"""

from __future__ import annotations

import csv
import random
from pathlib import Path

from yanzhen.codes.uscc import check_character
from yanzhen.tables import register_table

TABLES = Path(__file__).with_name("tables")
REGION = "371300"
LEAD = "山东岱峰轴承科技股份有限公司"
TOWNS = ("城关街道", "轴承大道园区", "南沂镇", "北岭镇")
YEARS = (2022, 2023, 2024, 2025)
CHAIN = (
    ("轴承锻件", "轴承钢"), ("轴承套圈", "轴承锻件"), ("滚动体", "轴承钢"), ("保持架", "黄铜带"), ("密封件", "氟橡胶"),
    ("深沟球轴承", "轴承套圈"), ("深沟球轴承", "滚动体"), ("深沟球轴承", "保持架"), ("深沟球轴承", "密封件"), ("深沟球轴承", "润滑脂"),
    ("薄壁轴承", "轴承套圈"), ("薄壁轴承", "滚动体"), ("薄壁轴承", "保持架"), ("风电主轴轴承", "轴承套圈"), ("风电主轴轴承", "滚动体"),
    ("谐波减速器", "薄壁轴承"), ("谐波减速器", "柔轮"), ("机器人关节", "谐波减速器"), ("机器人关节", "伺服电机"), ("风电机组", "风电主轴轴承"),
)  # fmt: skip
MADE = (
    "轴承锻件",
    "轴承套圈",
    "滚动体",
    "保持架",
    "密封件",
    "深沟球轴承",
    "薄壁轴承",
    "风电主轴轴承",
    "机器人关节",
    "轴承钢",
)
NAMES = (
    "恒岳",
    "鲁东",
    "沂源",
    "蒙山",
    "金轮",
    "华轴",
    "正达",
    "瑞锋",
    "同辉",
    "北岭",
    "南沂",
    "齐力",
    "永固",
    "三和",
    "东润",
    "中锐",
)
KINDS = ("精密轴承", "锻造", "滚子", "保持架", "密封科技", "机械", "智能装备", "新材料")


def main() -> None:
    """Writes every table."""
    pick = random.Random(20260918)
    firms = _firms(pick)
    TABLES.mkdir(exist_ok=True)
    _write("firms", firms)
    _write("firm-years", [row for firm in firms for row in _years(pick, firm)])
    _write("patents", [row for number, firm in enumerate(firms) for row in _patents(pick, firm, number)])
    _write("titles", [row for firm in firms for row in _titles(pick, firm)])
    _write("institutions", [row for number, firm in enumerate(firms) for row in _institutions(firm, number)])
    _write(
        "product-links",
        [{"product": product, "relation": "made_from", "other": made_from} for product, made_from in CHAIN],
    )
    _write("firm-products", [row for number, firm in enumerate(firms) for row in _products(pick, firm, number)])
    _write("links", _links(pick, firms))
    _write("technologies", _technologies(firms))
    for kind in ("awards", "standards", "equity", "contests"):  # an empty table says that there is none
        _write(kind, [], [column.name for column in register_table(kind).columns])


def _firms(pick: random.Random) -> list[dict[str, object]]:
    rows = []
    for number in range(48):
        name = (
            LEAD
            if number == 0
            else f"沂陵{NAMES[number % 16]}{KINDS[(number + 3 * (number // 16)) % 8]}有限公司"
            if number < 40
            else f"沂陵县{NAMES[number % 16]}轴承配件厂"
        )
        since = 2004 + number % 17
        rows.append({
            "uscc": _code(pick), "name": name, "region": REGION, "township": TOWNS[number % 4], "industry": "C3451" if number % 5 else "C3393",
            "status": "operating", "registered_on": f"{since}-0{1 + number % 9}-16", "segment_since": f"{since + 1}-01-08",
            "main_product": MADE[number % 10], "segment": MADE[number % 10], "products": 1 + number % 4,
            "share_percent": [None, "12.5", "8", "3"][number % 4], "share_rank_nation": [2, 5, None, 14][number % 4], "own_brand": _yes(number % 3),
            "management_certificate": _yes(number % 4), "core_business_on_it": _yes(number % 2), "resident": _yes(1), "sector_allowed": _yes(1),
            "clean_record": _yes(number != 17), "not_listed": _yes(1), "sound_accounts": _yes(number % 11), "strategic_field": _yes(number % 2),
                "high_tech_field": "",
                "owns_core_ip": "",
            "digital_level": number % 4, "quality_items": number % 5, "field_class": "ABC"[number % 3],
        })  # fmt: skip
    for row in rows:
        row["aliases"] = ""
        row["share_rank_world"] = None
    flags = (
        "own_brand",
        "management_certificate",
        "core_business_on_it",
        "sound_accounts",
        "strategic_field",
        "high_tech_field",
        "owns_core_ip",
    )
    rows[0] |= dict.fromkeys(flags, _yes(1)) | {"digital_level": 3, "quality_items": 3}
    rows[0] |= {
        "aliases": "岱峰轴承",
        "share_percent": "31",
        "share_rank_nation": 1,
        "share_rank_world": 6,
        "main_product": "薄壁轴承",
        "segment": "薄壁轴承",
        "products": 2,
    }
    return rows


def _years(pick: random.Random, firm: dict[str, object]) -> list[dict[str, object]]:
    lead = firm["name"] == LEAD
    revenue = 27_500.0 if lead else pick.choice((600, 1200, 1450, 2600, 4200, 7800, 15_000))
    ratio = 0.043 if lead else pick.choice((0.018, 0.031, 0.034, 0.045, 0.06))
    rows = []
    for year in YEARS:
        revenue *= 1 + pick.uniform(-0.03, 0.16)
        whole = round(revenue)
        staff = max(8, round(whole / pick.uniform(55, 95)))
        assets = round(whole * 1.3)
        rows.append({
            "uscc": firm["uscc"], "year": year, "employees": staff, "tech_staff": round(staff * pick.uniform(0.08, 0.35)),
            "rd_staff": round(staff * pick.uniform(0.05, 0.22)), "revenue": whole, "main_revenue": round(whole * pick.uniform(0.72, 0.99)), "sales": whole,
            "total_income": round(whole * 1.02), "hitech_income": round(whole * pick.uniform(0.4, 0.9)), "rd_expense": round(whole * ratio),
            "rd_domestic": round(whole * ratio * 0.95), "cost_expense": round(whole * 0.9), "net_profit": round(whole * pick.uniform(0.01, 0.12)),
            "assets": assets, "liabilities": round(assets * pick.uniform(0.25, 0.82)), "platform_score": pick.choice((None, 46, 52, 58, 63, 71)),
        })  # fmt: skip
    rows.append(
        {
            "uscc": firm["uscc"],
            "year": YEARS[-1] + 1,
            "platform_score": 74 if lead else pick.choice((None, 46, 49, 52, 58, 63)),
        }
    )
    return rows


def _patents(pick: random.Random, firm: dict[str, object], number: int) -> list[dict[str, object]]:
    count = 9 if number == 0 else pick.choice((0, 0, 1, 2, 4))
    kinds = ("invention", "utility_model", "invention", "utility_model")
    rows = []
    for at in range(count):
        year = 2016 + (number + 2 * at) % 9
        rows.append({
            "number": f"ZL{year}1{number:03}{at:02}0.X", "uscc": firm["uscc"], "title": f"一种{firm['main_product']}的加工方法", "type": kinds[at % 4],
            "ipc": ("F16C 33/58", "F16C 19/06", "B21K 1/04", "F16H 49/00")[at % 4], "applicants": firm["name"], "filed_on": f"{year}-03-0{1 + at % 9}",
            "granted_on": f"{year + 2}-06-1{at % 9}", "status": "granted", "valid": _yes(1), "acquired": "own" if at % 3 else pick.choice(("own", "transfer")),
            "owner_rank": 1, "main_product": _yes(1), "applied": _yes(at % 4), "benefit": _yes(at % 3),
        })  # fmt: skip
    return rows


def _titles(pick: random.Random, firm: dict[str, object]) -> list[dict[str, object]]:
    if firm["name"] == LEAD:
        wanted = (
            ("高新技术企业", "2024-12-07", "2027-12-06"),
            ("创新型中小企业", "2024-07-01", "2027-06-30"),
            ("专精特新中小企业", "2023-12-29", "2026-12-28"),
            ("专精特新小巨人", "2024-09-02", "2027-09-01"),
        )
    else:
        wanted = pick.choice((
            (), (), (("科技型中小企业", "2026-04-01", "2027-03-31"),), (("创新型中小企业", "2024-07-01", "2027-06-30"),),
            (("创新型中小企业", "2023-10-20", "2026-10-19"), ("高新技术企业", "2023-12-08", "2026-12-07")), (("专精特新中小企业", "2024-01-05", "2027-01-04"),),
        ))  # fmt: skip
    return [
        {"uscc": firm["uscc"], "title": title, "valid_from": start, "valid_to": end} for title, start, end in wanted
    ]


def _institutions(firm: dict[str, object], number: int) -> list[dict[str, object]]:
    level = {0: "provincial", 5: "provincial", 9: "municipal", 14: "county", 21: "municipal"}.get(number)
    return [{"uscc": firm["uscc"], "name": "企业技术中心", "level": level, "since": "2021-11-30"}] if level else []


def _products(pick: random.Random, firm: dict[str, object], number: int) -> list[dict[str, object]]:
    made = (
        ["薄壁轴承", "风电主轴轴承"]
        if number == 0
        else [MADE[number % 8]] + (["深沟球轴承"] if number % 6 == 0 else [])
    )
    return [
        {
            "uscc": firm["uscc"],
            "product": product,
            "year": 2025,
            "share": str(pick.randint(30, 60)),
            "output": pick.randint(300, 9000),
        }
        for product in dict.fromkeys(made)
    ]


def _links(pick: random.Random, firms: list[dict[str, object]]) -> list[dict[str, object]]:
    lead = firms[0]["uscc"]
    rows = [
        {
            "source": firm["uscc"],
            "target": lead,
            "kind": "supplies",
            "weight": pick.randint(80, 2400),
            "note": "2025 年供货额，万元",
            "from": f"{2019 + at % 5}-01-01",
        }
        for at, firm in enumerate(firms[1:27])
    ]
    rows += [
        {
            "source": lead,
            "target": firm["uscc"],
            "kind": "licenses",
            "weight": None,
            "note": "热处理工艺许可",
            "from": "2023-03-01",
        }
        for firm in firms[3:12:3]
    ]
    rows += [
        {
            "source": lead,
            "target": firms[at]["uscc"],
            "kind": "owns",
            "weight": "0.35",
            "note": "持股比例",
            "from": "2021-06-01",
        }
        for at in (2, 8)
    ]
    for at in range(4, 44, 4):
        rows.append(
            {
                "source": firms[at]["uscc"],
                "target": firms[(at * 7) % 48]["uscc"],
                "kind": "supplies",
                "weight": pick.randint(30, 400),
                "note": "2025 年供货额，万元",
                "from": "2022-01-01",
            }
        )
    rows += [
        {
            "source": firms[at]["uscc"],
            "target": firms[at + 1]["uscc"],
            "kind": "co_files",
            "weight": 1,
            "note": "共同申请专利件数",
            "from": "2022-05-01",
        }
        for at in (5, 13, 29)
    ]
    return [row for row in rows if row["source"] != row["target"]]


def _technologies(firms: list[dict[str, object]]) -> list[dict[str, object]]:
    told = (
        ("薄壁套圈变形控制", "薄壁轴承", firms[0]["uscc"], "mastered"), ("滚子凸度超精研", "滚动体", firms[2]["uscc"], "partial"),
        ("高纯净轴承钢冶炼", "轴承钢", None, "imported"), ("柔轮疲劳寿命试验", "柔轮", None, "missing"), ("保持架冲压模具设计", "保持架", firms[3]["uscc"], "mastered"),
    )  # fmt: skip
    return [
        {
            "name": name,
            "product": product,
            "holder": holder,
            "mastery": mastery,
            "basis": "沂陵县轴承产业链调研",
            "stated_on": "2026-03-20",
        }
        for name, product, holder, mastery in told
    ]


def _code(pick: random.Random) -> str:
    """A code with the right check characters (GB 32100-2015, GB 11714-1997)."""
    body = "MA" + "".join(pick.choice("0123456789ABCDEFGH") for _ in range(6))
    weights, signs = (3, 7, 9, 10, 5, 8, 4, 2), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    rest = 11 - sum(signs.index(sign) * weight for sign, weight in zip(body, weights, strict=True)) % 11
    stem = f"91{REGION}{body}{'X' if rest == 10 else rest % 11}"
    return stem + check_character(stem)


def _yes(value: object) -> str:
    return "是" if value else "否"


def _write(kind: str, rows: list[dict[str, object]], columns: list[str] | None = None) -> None:
    with (TABLES / f"{kind}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns or list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: "" if value is None else value for key, value in row.items()} for row in rows)


if __name__ == "__main__":
    main()
