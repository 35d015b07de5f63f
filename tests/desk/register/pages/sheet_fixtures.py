"""A small register of two counties, imported as a person would, and the steps of the sheets' worker run at once."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from yanzhen.codes.uscc import check_character, organisation_check
from yanzhen.desk.accounts.models import Person
from yanzhen.desk.accounts.trail import Actor
from yanzhen.desk.register.ledger.importing import Order, import_file
from yanzhen.desk.register.ledger.office import office_of
from yanzhen.desk.register.pages import jobs, running

HERE, THERE = "370725", "330110"
FIRM_HEADERS = (
    "统一社会信用代码",
    "企业名称",
    "曾用名",
    "行政区划代码",
    "归口部门",
    "国民经济行业代码",
    "战略性新兴产业代码",
    "经营状态",
    "成立日期",
)
YEAR_HEADERS = ("统一社会信用代码", "年度", "职工总数", "营业收入（万元）", "研发费用（万元）")


def code(number: int, region: str = HERE) -> str:
    """A well-formed code that no firm has."""
    organisation = f"MA{number:06d}"
    first = f"91{region}{organisation}{organisation_check(organisation)}"
    return first + check_character(first)


PAPER, TWIN, SOFT, OTHERS, FAR = code(1), code(2), code(3), code(4), code(5, THERE)
FIRMS = (
    (PAPER, "示例晨光纸业有限公司", "示例老纸厂", HERE, "科技局", "C2221", "1.2", "存续", "2010-01-15"),
    (TWIN, "示例同名科技有限公司", "", HERE, "", "C3562", "", "存续", "2012-05-01"),
    (SOFT, "示例同名科技有限公司", "", HERE, "", "I6513", "", "注销", "2015-07-09"),
    (OTHERS, '=HYPERLINK("http://x")&<b>示例</b>', "", HERE, "开发区", "C3562", "", "存续", "2016-01-01"),
)
YEARS = (
    (PAPER, 2023, 40, "1000", "50"),
    (PAPER, 2024, 44, "1200.5", "60"),
    (TWIN, 2024, 12, "300", ""),
)
AUDIT = ((PAPER, 2024, "", "1250", ""),)
TITLES = (
    (PAPER, "高新技术企业", "国家级", "2023-12-01", "2026-11-30"),
    (PAPER, "专精特新中小企业", "省级", "2020-12-01", "2023-11-30"),
    (TWIN, "创新型中小企业", "市级", "2024-01-01", ""),
)


def sheet(headers: tuple[str, ...], rows: Any) -> bytes:
    """The rows as a CSV that a spreadsheet would write."""
    text = io.StringIO()
    csv.writer(text).writerows([headers, *rows])
    return text.getvalue().encode("utf-8-sig")


def bring_in(person: Person, folder: Path, kind: str, name: str, data: bytes, **chosen: Any) -> Any:
    """Import the sheet for this person's office."""
    path = folder / name
    path.write_bytes(data)
    order = Order(kind=kind, path=path, file=name, **chosen)
    report = import_file(order, office_of(person), Actor(person, str(person)), now=chosen_now(chosen))
    assert report.bad == 0, report.findings
    return report


def chosen_now(chosen: dict[str, Any]) -> datetime:
    """The audit came a day after the firms' own figures."""
    return datetime(2026, 3, 2 if chosen.get("rank") == 1 else 1, 10, tzinfo=UTC)


@pytest.fixture
def register(cast: dict[str, Person], tmp_path: Path) -> dict[str, Any]:
    """Four firms of 昌乐县, one of 余杭区, their years by two sources, titles and a link."""
    head, far = cast["bureau_head"], cast["foreign"]
    own = {"source": "企业填报", "rank": 4, "stated_on": date(2026, 2, 1)}
    made = {
        "firms": bring_in(head, tmp_path, "firms", "firms.csv", sheet(FIRM_HEADERS, FIRMS), **own),
        "years": bring_in(head, tmp_path, "firm-years", "years.csv", sheet(YEAR_HEADERS, YEARS), **own),
        "audit": bring_in(
            head, tmp_path, "firm-years", "audit.csv", sheet(YEAR_HEADERS, AUDIT), source="审计报告", rank=1
        ),
        "titles": bring_in(
            head,
            tmp_path,
            "titles",
            "titles.csv",
            sheet(("统一社会信用代码", "称号", "级别", "有效期起", "有效期止"), TITLES),
            **own,
        ),
        "links": bring_in(
            head,
            tmp_path,
            "links",
            "links.csv",
            sheet(("来源企业", "目标企业", "关系", "权重"), [(PAPER, TWIN, "供应", 12)]),
            **own,
        ),
    }
    far_firm = [(FAR, "示例外县企业有限公司", "", THERE, "", "C3562", "", "存续", "2011-01-01")]
    made["far"] = bring_in(far, tmp_path, "firms", "far.csv", sheet(FIRM_HEADERS, far_firm), **own)
    return made


def upload(name: str, data: bytes, **fields: Any) -> dict[str, Any]:
    """What the form of a sheet sends."""
    return {"file": SimpleUploadedFile(name, data), "kind": "", **fields}


def work() -> int:
    """Do everything that waits, in this process; gives how many steps there were."""
    done = 0
    while (job := jobs.QUEUE.claim_next("test", now=datetime.now(UTC))) is not None:
        running.run(job, lambda _stage, _done: None)
        done += 1
    return done


def content_of(answer: Any) -> bytes:
    """All that the answer holds. Closing the answer itself would end the request, and with it the test's connection."""
    content: bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if getattr(answer, "file_to_stream", None) is not None:
        answer.file_to_stream.close()
    return content
