"""``yanzhen score`` takes and gives what the contract says."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from yanzhen.cli import main

FIRM: dict[str, Any] = {
    "uscc": "91330100799655058B", "name": "甲公司", "region": "330110", "industry": "C3562", "registered_on": "2012-03-01",
    "segment_since": "2013-01-01", "resident": True,
    "years": {
        "2024": {"revenue": 4000, "rd_expense": 200},
        "2025": {
            "employees": 80, "tech_staff": 24, "rd_staff": 20, "revenue": 4300, "main_revenue": 4000, "sales": 4200, "total_income": 4400,
            "hitech_income": 3444, "rd_expense": 300, "rd_domestic": 270, "cost_expense": 3360, "net_profit": 300, "assets": 6000, "liabilities": 2100,
        },
    },
    "ip": [{"class": "I", "type": "invention", "granted": "2021-05-01", "acquired": "own", "main_product": True, "applied": True, "benefit": True}],
    "titles": [{"title": "科技型中小企业", "valid_from": "2024-12-01", "valid_to": "2027-11-30"}],
    "awards": [], "institutions": [], "standards": [], "equity": [], "platform_score": {"2026": 62},
    "conditions": {"sector_allowed": True, "clean_record": True, "not_listed": True, "sound_accounts": True},
    "manual": {"zj26.5": True},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YANZHEN_HOME", str(tmp_path / "home"))


@pytest.fixture
def firms(tmp_path: Path) -> Path:
    path = tmp_path / "firms.json"
    poor = {
        **FIRM,
        "uscc": "91330100MA27XYTK1E",
        "name": "乙公司",
        "years": {**FIRM["years"], "2024": {"revenue": 4000, "rd_expense": 99}},
        "platform_score": {},
    }
    path.write_text(json.dumps({"money_unit": "万元", "firms": [FIRM, poor]}, ensure_ascii=False), encoding="utf-8")
    return path


def _json(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    assert main(["score", *map(str, arguments), "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    found: dict[str, Any] = json.loads(out)
    return found


def test_the_json_is_the_contract_s(firms: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = _json(capsys, "zj26", firms, "--on", "2026-05-01")
    assert (document["schema_version"], document["on"], document["applicant"]) == (1, "2026-05-01", "new")
    assert {"id", "title", "doc_no", "status"} <= set(document["book"])
    good, poor = document["firms"]
    assert (good["uscc"], good["name"], good["answer"], good["score"], good["climb"]) == (
        FIRM["uscc"],
        "甲公司",
        "met",
        None,
        [],
    )
    assert good["warnings"] == [] and poor["answer"] == "unmet"
    by_id = {one["id"]: one for one in poor["criteria"]}
    research = by_id["zj26.3"]
    assert research["answer"] == "unmet" and research["points"] is None and research["clause"] == "附件1（三）"
    assert research["checks"][0]["text"] == "研发费用(2024) 99万元 ≥ 100万元"
    assert (research["seen"], research["expected"], research["margin"], research["unit"]) == (
        "99",
        "≥ 100万元",
        -1,
        "万元",
    )
    assert {
        "figure": "years.2024.rd_expense",
        "label": "研发费用(2024)",
        "value": 99,
        "unit": "万元",
        "source": None,
    } in research["sources"]
    assert by_id["zj26.6"]["answer"] == "unknown"
    assert by_id["zj26.6"]["missing"] == [
        {"figure": "platform_score.2026", "label": "2026 年专精特新发展评价得分", "from": "优质中小企业梯度培育平台"}
    ]
    assert poor["climb"][0]["changes"][0].keys() == {"figure", "from", "to", "unit", "year"}


def test_a_score_is_a_range_and_an_item_only_scores(firms: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = _json(capsys, "kx", firms, "--on", "2026-05-01")
    firm = document["firms"][0]
    assert firm["score"] == {"low": 100, "high": 100, "max": 100, "pass": 60}
    staff = next(one for one in firm["criteria"] if one["id"] == "kx.staff")
    assert (staff["answer"], staff["points"], staff["max"]) == (None, [20, 20], 20)
    assert staff["seen"] == "科技人员数(2025) 24人 ÷ 职工总数(2025) 80人 = 30%"


def test_numbers_without_an_end_are_fractions_with_a_decimal_beside(
    firms: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = _json(capsys, "zj26", firms, "--on", "2026-05-01")
    share = next(one for one in document["firms"][0]["criteria"] if one["id"] == "zj26.2b")
    assert share["margin"] == "28/215" and share["margin_decimal"] == pytest.approx(28 / 215)
    assert share["seen"] == "93.02%"


def test_the_class_is_the_answer_of_sme_class(firms: Path, capsys: pytest.CaptureFixture[str]) -> None:
    firm = _json(capsys, "sme", firms, "--on", "2026-05-01")["firms"][0]
    assert firm["answer"] == "met"
    assert [one["answer"] for one in firm["criteria"] if one["id"] == "sme.class"] == ["small"]


def test_reasons_may_be_english(firms: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = _json(capsys, "zj26", firms, "--on", "2026-05-01", "--language", "en")
    text = json.dumps([one["reasons"] for one in document["firms"][1]["criteria"]], ensure_ascii=False)
    assert "R&D expense (2024) 99 ×10⁴ CNY ≥ 100 ×10⁴ CNY" in text
    assert "missing: score of the platform of 2026, from the ministry's platform" in text


def test_money_in_yuan_gives_the_same_answers(firms: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(firms.read_text(encoding="utf-8"))
    money = ("revenue", "main_revenue", "sales", "total_income", "hitech_income", "rd_expense", "rd_domestic", "cost_expense", "net_profit", "assets", "liabilities")  # fmt: skip
    for firm in document["firms"]:
        for year in firm["years"].values():
            year.update({name: value * 10000 for name, value in year.items() if name in money})
    document["money_unit"] = "元"
    yuan = tmp_path / "yuan.json"
    yuan.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    for book in ("kx", "zj26"):
        one, other = (_json(capsys, book, path, "--on", "2026-05-01")["firms"] for path in (firms, yuan))
        assert [firm["criteria"] for firm in one] == [firm["criteria"] for firm in other]


def test_all_judges_by_every_book_in_force(firms: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = _json(capsys, "all", firms, "--on", "2026-05-01", "--no-climb")
    assert {"kx", "gx", "sme", "zj26"} <= {one["book"]["id"] for one in document["books"]}
    assert all("climb" not in firm for one in document["books"] for firm in one["firms"])


def test_a_book_that_is_not_in_force_is_refused_with_the_one_that_is(
    firms: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["score", "zj26", str(firms), "--on", "2026-03-31", "--json"]) == 2
    out, err = capsys.readouterr()
    assert out == "" and "rulebook zj26 for new applicants" in err and "use zj22" in err
    assert main(["score", "zj26", str(firms), "--on", "2026-04-01"]) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("zz", "F"), "rulebook; seen: zz; expected: one of "),
        (("kx", "F", "--on", "2026-13-01"), "--on; seen: 2026-13-01"),
        (("kx", "none.json"), "none.json"),
        (("none/kx.yaml", "F"), "none/kx.yaml"),
        (("kx", "F", "--books", "nowhere"), "folder of rulebooks; seen: nowhere"),
        (("kx", "F", "--out", "x.doc"), "--out; seen: x.doc"),
    ],
)
def test_bad_input_ends_with_one_message(
    firms: Path, arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["score", *(str(firms) if one == "F" else one for one in arguments)]) == 2
    out, err = capsys.readouterr()
    assert out == "" and message in err and err.count("\n") == 1


def test_a_book_may_lie_in_the_home_folder_or_be_a_file(
    firms: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = "rulebook: {id: own, extends: sme, title: {zh: 本局口径, en: own}}\n"
    (tmp_path / "home" / "books").mkdir(parents=True)
    (tmp_path / "home" / "books" / "own.yaml").write_text(own, encoding="utf-8")
    assert _json(capsys, "own", firms, "--on", "2026-05-01")["book"]["title"] == "本局口径"
    (tmp_path / "draft.yaml").write_text(own.replace("本局口径", "草稿"), encoding="utf-8")
    assert _json(capsys, tmp_path / "draft.yaml", firms, "--on", "2026-05-01")["book"]["title"] == "草稿"


def test_without_json_it_is_a_table_and_warnings_go_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    firm = {**FIRM, "years": {"2025": {**FIRM["years"]["2025"], "main_revenue": 9999}}}
    (tmp_path / "f.json").write_text(json.dumps([firm], ensure_ascii=False), encoding="utf-8")
    assert main(["score", "kx", str(tmp_path / "f.json"), "--on", "2026-05-01"]) == 0
    out, err = capsys.readouterr()
    assert "✓ 甲公司 91330100799655058B  满足  100/100 (≥ 60)" in out
    assert "未与公报核对" in out
    assert "甲公司, years.2025.main_revenue: 2025 年主营业务收入大于营业收入" in err


def test_the_result_may_be_a_spreadsheet(firms: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for ending in ("csv", "xlsx", "json"):
        assert main(["score", "kx", str(firms), "--on", "2026-05-01", "--out", str(tmp_path / f"o.{ending}")]) == 0
    assert capsys.readouterr().out == ""
    rows = list(csv.DictReader(io.StringIO((tmp_path / "o.csv").read_text(encoding="utf-8-sig"))))
    assert (rows[0]["企业名称"], rows[0]["条款编号"], rows[0]["总分下限"], len(rows)) == (
        "甲公司",
        "kx.resident",
        "100",
        32,
    )
    sheet = load_workbook(tmp_path / "o.xlsx").active
    assert sheet is not None and sheet.max_row == 33 and sheet["G2"].value == 100
    assert json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))["book"]["id"] == "kx"


def test_a_name_cannot_become_a_formula(firms: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "f.json").write_text(json.dumps([{**FIRM, "name": "=1+1"}]), encoding="utf-8")
    for ending in ("csv", "xlsx"):
        assert (
            main(
                ["score", "kx", str(tmp_path / "f.json"), "--on", "2026-05-01", "--out", str(tmp_path / f"o.{ending}")]
            )
            == 0
        )
    assert ",'=1+1," in (tmp_path / "o.csv").read_text(encoding="utf-8-sig")
    sheet = load_workbook(tmp_path / "o.xlsx").active
    assert sheet is not None and sheet["E2"].data_type == "s"
