"""A small region: one firm that meets 专精特新, one that lacks 1万元 of R&D, one far away, one of which little is known, one of another county."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from brought_rows import bring

from yanzhen.codes.uscc import check_character, organisation_check
from yanzhen.desk.accounts.trail import Actor
from yanzhen.desk.ladder import runs
from yanzhen.desk.ladder.models import Run
from yanzhen.desk.ladder.worker import Worker


def code_of(letters: str, region: str = "370725") -> str:
    """A well-formed code."""
    organisation = f"MA3C{letters * 4}"
    first = f"91{region}{organisation}{organisation_check(organisation)}"
    return first + check_character(first)


MET, NEAR, FAR, BARE = (code_of(letter) for letter in "ABDE")
OTHER = code_of("C", "330110")
DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ACTOR = Actor(None, "test")
FLAGS = ("sector_allowed", "clean_record", "not_listed", "sound_accounts", "resident", "credit_ok", "own_brand")


def firm_row(code: str, name: str, region: str = "370725", **more: Any) -> dict[str, Any]:
    flags = dict.fromkeys(FLAGS, True)
    return {
        "uscc": code, "name": name, "region": region, "industry": "C3562", "registered_on": "2010-03-01", "segment_since": "2012-01-01",
        "products": 2, "share_percent": "12.5", "share_rank_nation": 2, **flags, **more,
    }  # fmt: skip


def year_row(code: str, year: int, **more: Any) -> dict[str, Any]:
    return {
        "uscc": code, "year": year, "employees": 80, "tech_staff": 24, "rd_staff": 20, "revenue": "4300", "main_revenue": "4000",
        "sales": "4200", "rd_expense": "300", "rd_domestic": "270", "cost_expense": "3360", "net_profit": "300", "assets": "6000",
        "liabilities": "2100", "total_income": "4400", "hitech_income": "3444", **more,
    }  # fmt: skip


def bring_region() -> None:
    """The register's tables as sheets would bring them."""
    bring(
        "firms", firm_row(MET, "甲轴承"), firm_row(NEAR, "乙阀门"), firm_row(FAR, "丙纸业", share_rank_nation=30, share_percent="1"),
        {"uscc": BARE, "name": "丁材料", "region": "370725"}, firm_row(OTHER, "外县公司", "330110"),
    )  # fmt: skip
    years = [year_row(code, year) for code in (MET, OTHER) for year in (2023, 2024, 2025)]
    years += [year_row(NEAR, 2023), year_row(NEAR, 2024), year_row(NEAR, 2025, rd_expense="128", revenue="4300")]
    years += [
        year_row(NEAR, 2026, platform_score="60"),
        year_row(MET, 2026, platform_score="62"),
        year_row(OTHER, 2026, platform_score="70"),
    ]
    years += [year_row(FAR, year, revenue="900", main_revenue="500", rd_expense="10") for year in (2023, 2024, 2025)]
    for row in years:
        if row["year"] == 2026:
            for name in ("revenue", "rd_expense", "main_revenue"):
                row.pop(name)
    bring("firm-years", *years)
    right = {
        "type": "invention",
        "granted_on": "2020-05-01",
        "acquired": "own",
        "main_product": True,
        "applied": True,
        "benefit": True,
    }
    codes = [(MET, 4), (NEAR, 1), (OTHER, 1)]
    bring(
        "patents",
        *({"number": f"ZL{code[-3]}{n}", "uscc": code, **right} for code, n_all in codes for n in range(n_all)),
    )
    title = {"title": "科技型中小企业", "valid_from": "2026-01-01", "valid_to": "2026-12-31"}
    bring("titles", {"uscc": MET, **title}, {"uscc": NEAR, **title}, {"uscc": OTHER, **title})
    person = {"criterion": "zj26.5", "answer": True, "basis": "会议纪要"}
    bring("manual", {"uscc": MET, **person}, {"uscc": NEAR, **person})


def judge_all(person: Any, on: date = DAY, applicant: str = "new") -> Run:
    """Have the person's firms judged, here and now."""
    run = runs.ask(person, on, applicant, ACTOR, now=NOW)
    worker = Worker()
    while worker.next():
        pass
    run.refresh_from_db()
    return run
