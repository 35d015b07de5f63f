"""A sheet on the desk: brought, looked at, checked, decided, undone; each step by the worker, none without a decision."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import openpyxl
import pytest
from sheet_fixtures import (
    FIRM_HEADERS,
    HERE,
    PAPER,
    THERE,
    YEAR_HEADERS,
    bring_in,
    code,
    content_of,
    sheet,
    upload,
    work,
)

from yanzhen.desk.accounts.models import TrailEntry
from yanzhen.desk.register.ledger.kept import kept_path
from yanzhen.desk.register.models import ENTRIES, Firm, HeaderMapping, Import, SheetDraft, SheetFinding, SheetJob
from yanzhen.desk.register.pages import jobs
from yanzhen.desk.register.pages.errors_book import errors_path, work_folder

pytestmark = pytest.mark.django_db
GOOD = sheet(FIRM_HEADERS, [(code(11), "示例甲有限公司", "", HERE, "", "C3562", "", "存续", "2020-01-01")])
WRONG = code(12)[:-1] + ("0" if code(12)[-1] != "0" else "1")
MIXED = sheet(
    FIRM_HEADERS,
    [
        (code(11), "示例甲有限公司", "", HERE, "", "C3562", "", "存续", "2020-01-01"),
        (WRONG, "示例乙有限公司", "", HERE, "", "C3562", "", "存续", "2020-01-01"),
        (code(13), "示例丙有限公司", "", "999999", "", "C3562", "", "存续", "2020-02-30"),
    ],
)
LOOKUP = sheet(
    ("企业名称", "统一社会信用代码", "所属行业门类", "单位大门朝向"),
    [("示例甲有限公司", code(11), "制造业", "南"), ("示例丁有限公司", code(14), "农业", "北")],
)


@pytest.fixture(autouse=True)
def home_of_its_own(tmp_path, settings):
    settings.YANZHEN_HOME = tmp_path


@pytest.fixture
def clerk(cast, sign_in):
    return sign_in(cast["clerk"])


def brought(client, data: bytes, name: str = "firms.csv", **fields) -> str:
    """The address of the draft."""
    answer = client.post("/register/import", upload(name, data, **fields))
    assert answer.status_code == 302, answer.text
    return answer["Location"]


def job_of(address: str) -> SheetJob:
    return SheetJob.objects.get(draft=address.rsplit("/", 1)[1])


def decide(client, address: str, rows: str, version: int | None = None):
    chosen = {"rows": rows, "version": version if version is not None else job_of(address).version}
    return client.post(f"{address}/decide", chosen, follow=True)


class TestAGoodSheet:
    def test_it_is_guessed_checked_decided_and_stands(self, clerk):
        address = brought(clerk, GOOD)
        assert "等待处理" in clerk.get(address).text and not Firm.objects.exists()
        assert work() == 1
        page = clerk.get(address).text
        assert "所有行都无误" in page and "导入全部 1 行" in page and not Firm.objects.exists()
        decide(clerk, address, "all")
        assert work() == 1
        made = Import.objects.get()
        assert clerk.get(address)["Location"] == f"/register/imports/{made.pk}"
        assert Firm.objects.get().subject == code(11)
        assert "新增或变化 1 行" in clerk.get(f"/register/imports/{made.pk}").text

    def test_who_brought_it_and_from_where_is_in_the_trail(self, clerk, cast):
        address = brought(clerk, GOOD)
        work()
        decide(clerk, address, "all")
        work()
        entry = TrailEntry.objects.get(action="sheet imported")
        assert entry.person == cast["clerk"] and entry.address == "127.0.0.1" and entry.request_id

    def test_pasted_cells_are_a_sheet(self, clerk):
        text = "统一社会信用代码\t企业名称\t行政区划代码\n" + f"{code(11)}\t示例甲有限公司\t{HERE}\n"
        answer = clerk.post("/register/import", {"pasted": text, "kind": "firms"})
        work()
        assert job_of(answer["Location"]).counts["good"] == 1

    def test_the_same_sheet_again_is_nothing_new(self, clerk):
        for _ in range(2):
            address = brought(clerk, GOOD)
            work()
            page = clerk.get(address).text
            decide(clerk, address, "all")
            work()
        assert "没有什么可导入" in page
        assert Import.objects.count() == 1

    def test_without_script_the_page_says_how_to_go_on(self, clerk):
        address = brought(clerk, GOOD)
        assert f'href="{address}"' in clerk.get(address).text
        assert "progress" in clerk.get(f"{address}/work").text
        work()
        answer = clerk.get(f"{address}/work")
        assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")


class TestASheetWithFaults:
    @pytest.fixture
    def address(self, clerk):
        address = brought(clerk, MIXED, "mixed.csv")
        work()
        return address

    def test_the_report_names_row_column_value_and_what_to_do(self, clerk, address):
        page = clerk.get(address).text
        assert "有 2 行有误" in page and "导入无误的 1 行" in page
        assert WRONG in page and "校验码不符" in page and "2020-02-30" in page and "999999" in page
        assert SheetFinding.objects.filter(severity="error").count() >= 3
        rows = list(SheetFinding.objects.order_by("number").values_list("row", flat=True))
        assert rows == sorted(rows), "as the sheet is read"

    def test_it_is_worded_in_the_reader_s_language(self, clerk, address):
        clerk.cookies["django_language"] = "en"
        page = clerk.get(address).text
        assert "check character does not fit" in page and "校验码不符" not in page

    def test_findings_are_filtered(self, clerk, address):
        page = clerk.get(f"{address}?row=4").text
        assert "999999" in page and WRONG not in page.split("<tbody>")[1]
        assert "没有符合筛选的发现" in clerk.get(f"{address}?row=777").text

    def test_all_or_nothing_is_refused_while_rows_are_bad(self, clerk, address):
        assert "有的行有误" in decide(clerk, address, "all").text
        assert work() == 0 and not Firm.objects.exists()

    def test_the_good_rows_alone(self, clerk, address):
        decide(clerk, address, "good")
        work()
        assert [firm.subject for firm in Firm.objects.all()] == [code(11)]
        made = Import.objects.get()
        assert (made.written, made.bad) == (1, 2) and "校验码不符" in clerk.get(f"/register/imports/{made.pk}").text

    def test_the_person_s_own_workbook_has_the_reasons(self, clerk, address):
        answer = clerk.get(f"{address}/errors")
        assert content_of(answer)[:2] == b"PK" and "mixed" in answer["Content-Disposition"]

    def test_nothing_is_an_answer_too(self, clerk, address):
        job = job_of(address)
        sha256 = job.draft.sha256
        assert kept_path(sha256).exists() and errors_path(job).exists()
        assert "没有导入" in clerk.post(f"{address}/drop", follow=True).text
        assert not SheetDraft.objects.exists() and not kept_path(sha256).exists() and not errors_path(job).exists()
        assert clerk.get(address).status_code == 404

    def test_another_office_s_rows_are_bad(self, clerk):
        rows = [(code(21, THERE), "示例外县有限公司", "", THERE, "", "", "", "", "")]
        address = brought(clerk, sheet(FIRM_HEADERS, rows))
        work()
        assert job_of(address).counts["bad"] == 1 and "管辖" in clerk.get(address).text


class TestHeadersOfTheirOwn:
    @pytest.fixture
    def address(self, clerk):
        address = brought(clerk, LOOKUP, "lookup.csv", kind="firms")
        work()
        return address

    def test_unknown_columns_are_asked_for_with_their_values(self, clerk, address):
        page = clerk.get(address).text
        assert "所属行业门类" in page and "单位大门朝向" in page and "制造业" in page and "南" in page
        assert "企业名称</td>" not in page and not SheetFinding.objects.exists()

    def test_row_numbers_and_provinces_are_not_asked_for(self, clerk, tmp_path):
        book = openpyxl.Workbook()
        book.active.append(("序号", "企业名称", "统一社会信用代码", "所属省份", "所属城市", "所属区县", "参保人数"))
        book.active.append((1, "示例甲有限公司", code(11), "山东省", "潍坊市", "昌乐县", 30))
        book.save(tmp_path / "service.xlsx")
        address = brought(clerk, (tmp_path / "service.xlsx").read_bytes(), "service.xlsx", kind="firms")
        work()
        page = clerk.get(address).text
        assert "有 1 列是什么意思" in page and "参保人数" in page and "所属省份" not in page
        assert "30.0" not in page and ">30<" in page
        self.answer(clerk, address, c0="-")
        work()
        decide(clerk, address, "all")
        work()
        assert Firm.objects.get(key=code(11)).region == HERE and HeaderMapping.objects.count() == 1

    def answer(self, clerk, address, **chosen):
        return clerk.post(f"{address}/headers", {"version": job_of(address).version, **chosen}, follow=True)

    def test_the_answer_is_used_and_remembered(self, clerk, address):
        self.answer(clerk, address, c0="-", c1="segment")
        work()
        job = job_of(address)
        assert (job.act, job.state, job.counts["good"]) == ("check", "done", 2)
        decide(clerk, address, "all")
        work()
        assert Firm.objects.get(key=code(14)).values["segment"] == "北"
        again = brought(clerk, LOOKUP.replace("北".encode(), "东".encode()), "lookup.csv", kind="firms")
        work()
        assert job_of(again).act == "check" and HeaderMapping.objects.count() == 1

    def test_two_headers_cannot_mean_one_column(self, clerk, address):
        assert "两个表头不能对应同一列" in self.answer(clerk, address, c0="segment", c1="segment").text
        assert job_of(address).act == "look"

    def test_a_column_that_does_not_exist_is_not_used(self, clerk, address):
        self.answer(clerk, address, c0="no_such_column", c1="-")
        work()
        assert "no_such_column" not in job_of(address).draft.mapping.values()

    def test_another_table_can_be_chosen(self, clerk, address):
        clerk.post(f"{address}/choose", {"kind": "titles"})
        work()
        assert job_of(address).draft.kind == "titles"
        assert clerk.post(f"{address}/choose", {"kind": "nothing"}).status_code == 404


class TestWhatChangedMeanwhile:
    @pytest.fixture
    def address(self, clerk):
        address = brought(clerk, GOOD)
        work()
        return address

    def test_a_decision_on_an_older_check_is_refused(self, clerk, address):
        version = job_of(address).version
        clerk.post(f"{address}/again")
        work()
        assert "请看过再决定" in decide(clerk, address, "all", version).text
        assert work() == 0 and not Firm.objects.exists()

    def test_a_register_that_changed_before_the_decision_is_compared_anew(self, clerk, address, cast, tmp_path):
        bring_in(cast["clerk"], tmp_path, "firms", "other.csv", GOOD, source="别处")
        assert "正在重新检查" in decide(clerk, address, "all").text
        assert work() == 1 and job_of(address).act == "check"

    def test_and_one_that_changed_after_it_too(self, clerk, address, cast, tmp_path):
        decide(clerk, address, "all")
        bring_in(cast["clerk"], tmp_path, "firms", "other.csv", GOOD, source="别处")
        assert work() == 1
        job = job_of(address)
        assert (job.act, job.state, job.counts["stale"], job.import_pk) == ("check", "done", True, None)
        assert "已重新检查" in clerk.get(address).text

    def test_deciding_twice_imports_once(self, clerk, address):
        version = job_of(address).version
        decide(clerk, address, "all", version)
        decide(clerk, address, "all", version)
        assert work() == 1 and Import.objects.count() == 1


class TestTheQueue:
    def test_a_lost_worker_s_sheet_is_taken_up_again(self, clerk):
        from django.utils import timezone

        brought(clerk, GOOD)
        lost = jobs.QUEUE.claim_next("lost", now=timezone.now() - 2 * jobs.LEASE)
        assert lost is not None
        assert work() == 1 and not jobs.QUEUE.finish(lost, now=timezone.now())

    def test_an_import_that_was_cut_off_after_it_wrote_is_not_made_twice(self, clerk):
        address = brought(clerk, GOOD)
        work()
        decide(clerk, address, "all")
        job = job_of(address)
        work()
        made = Import.objects.get()
        SheetJob.objects.filter(pk=job.pk).update(state="waiting", attempts=0)
        assert work() == 1 and Import.objects.get() == made and job_of(address).import_pk == made.pk

    def test_what_fails_twice_is_given_up_with_a_reason(self, clerk):
        from django.utils import timezone

        address = brought(clerk, GOOD)
        for step in range(jobs.MOST_ATTEMPTS + 1):
            jobs.QUEUE.claim_next("dies", now=timezone.now() + timedelta(hours=step))
        assert "无法检查完这张表" in clerk.get(address).text

    def test_stopping_writes_nothing_and_it_can_go_on(self, clerk):
        address = brought(clerk, GOOD)
        assert "已停止" in clerk.post(f"{address}/stop", follow=True).text
        assert work() == 0
        clerk.post(f"{address}/again")
        assert work() == 1 and "所有行都无误" in clerk.get(address).text

    @pytest.mark.parametrize(
        ("name", "data", "words"),
        [
            ("x.xlsx", b"PK\x03\x04garbage", "无法解压"),
            ("x.pdf", b"%PDF-1.7 nothing", "PDF"),
            ("x.xls", b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        ],
    )
    def test_a_file_that_is_no_sheet_says_so_and_writes_nothing(self, clerk, name, data, words):
        address = brought(clerk, data, name, kind="firms")
        work()
        page = clerk.get(address).text
        assert words in page and job_of(address).state == "failed" and not Import.objects.exists()

    def test_headers_of_no_table_are_asked_for(self, clerk):
        address = brought(clerk, sheet(("甲", "乙"), [("1", "2")]))
        work()
        assert "这是哪张表" in clerk.get(address).text

    def test_nothing_is_left_in_the_work_folder(self, clerk):
        brought(clerk, GOOD)
        work()
        assert list(work_folder().iterdir()) == []


class TestUndoing:
    @pytest.fixture
    def made(self, cast, tmp_path) -> Import:
        report = bring_in(cast["clerk"], tmp_path, "firms", "firms.csv", GOOD)
        return Import.objects.get(pk=report.import_pk)

    def test_it_says_first_what_goes_with_it(self, clerk, made):
        page = clerk.get(f"/register/imports/{made.pk}/undo").text
        assert "其中 1 行没有别的来源" in page and code(11) in page
        assert Firm.objects.exists()

    def test_it_is_taken_back_once(self, clerk, made):
        assert "已撤回" in clerk.post(f"/register/imports/{made.pk}/undo", follow=True).text
        assert not Firm.objects.exists()
        assert "已有人先撤回" in clerk.post(f"/register/imports/{made.pk}/undo", follow=True).text
        assert "已撤回" in clerk.get("/register/imports?standing=undone").text

    def test_the_original_comes_back_byte_for_byte(self, clerk, made):
        answer = clerk.get(f"/register/imports/{made.pk}/original")
        assert content_of(answer) == GOOD and answer["Content-Type"] == "application/octet-stream"

    def test_a_reader_takes_nothing_back(self, cast, sign_in, made):
        client = sign_in(cast["auditor"])
        assert client.post(f"/register/imports/{made.pk}/undo").status_code == 403
        assert "撤回</a>" not in client.get(f"/register/imports/{made.pk}").text


class TestTheForm:
    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({}, "请选择文件，或粘贴单元格"),
            ({"pasted": "a\tb", "stated_on": "2999-01-01"}, "日期在将来"),
            ({"pasted": "a\tb", "kind": "nothing"}, "kind"),
            ({"pasted": "a\tb", "rank": "77"}, "rank"),
        ],
    )
    def test_what_is_wrong_is_said_beside_the_field(self, clerk, fields, words):
        answer = clerk.post("/register/import", fields)
        assert answer.status_code == 400 and words in answer.text and not SheetDraft.objects.exists()

    def test_a_file_and_pasted_cells_are_too_much(self, clerk):
        answer = clerk.post("/register/import", upload("a.csv", GOOD, pasted="a\tb"))
        assert answer.status_code == 400 and "只能选一种" in answer.text

    def test_a_file_beyond_the_limit_is_not_kept(self, clerk, settings):
        settings.UPLOAD_MOST_BYTES = 10
        assert clerk.post("/register/import", upload("a.csv", GOOD)).status_code == 400
        assert not SheetDraft.objects.exists()

    def test_a_reader_brings_nothing(self, cast, sign_in):
        for name in ("park", "auditor"):
            client = sign_in(cast[name])
            assert client.get("/register/import").status_code == 403
            assert client.post("/register/import", upload("a.csv", GOOD)).status_code == 403

    def test_the_name_of_a_file_is_a_name_alone(self, clerk):
        address = brought(clerk, GOOD, "..\\..\\etc/passwd\u202e.csv")
        assert "/" not in job_of(address).draft.file and "\u202e" not in job_of(address).draft.file


def test_what_waits_is_on_the_morning_paper_and_in_the_rail(clerk):
    brought(clerk, MIXED, "mixed.csv")
    work()
    home = clerk.get("/").text
    assert "有误 2 行，待您决定" in home and "mixed.csv" in home


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_worker_itself_does_it_in_processes_of_their_own(cast, sign_in, settings, tmp_path):
    """The real worker and its bounded children, on this test's database and folders."""
    from django.db import connection

    clerk = sign_in(cast["clerk"])
    address = brought(clerk, sheet(YEAR_HEADERS, [(PAPER, 2024, 4, "1", "2")]), "years.csv")
    settings_file = tmp_path / "sheet_settings.py"
    name = str(connection.settings_dict["NAME"])
    settings_file.write_text(
        "from yanzhen.desk.settings import *\n"
        f"DATABASES['default'] = {{**DATABASES['default'], 'NAME': {name!r}}}\n"
        f"MEDIA_ROOT = {str(settings.MEDIA_ROOT)!r}\n",
        encoding="utf-8",
    )
    environment = {
        **os.environ,
        "YANZHEN_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "sheet_settings",
        "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path]),
    }
    command = [sys.executable, "-m", "yanzhen.desk.register.pages.worker", "--once"]
    subprocess.run(command, env=environment, check=True, timeout=120)
    assert job_of(address).counts["good"] == 1
    decide(clerk, address, "all")
    subprocess.run(command, env=environment, check=True, timeout=120)
    assert ENTRIES["firm-years"].objects.get().subject == PAPER
