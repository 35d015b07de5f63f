"""``yanzhen chains around|standing|gaps|work|industries`` from tables on disk."""

import json
from pathlib import Path

import pytest

from yanzhen.cli import main

A, B, C, OUT = "91370725MA3C0AAA1X", "91370725MA3C0BBB1X", "91370725MA3C0CCC1X", "91330110MA3C0EEE1X"


@pytest.fixture
def tables(tmp_path: Path) -> list[str]:
    """ore → steel → gear → drive; steel and drive are strong here, gear is made elsewhere."""
    from yanzhen.codes.uscc import check_character

    def code(text: str) -> str:
        return text[:17] + check_character(text[:17])

    links = [("steel", "made_from", "ore"), ("gear", "made_from", "steel"), ("drive", "made_from", "gear")]
    makers = [(firm, product) for firm in (A, B, C) for product in ("steel", "drive")] + [(OUT, "gear")]
    firms = [(A, "370725"), (B, "370725"), (C, "370725"), (OUT, "330110")]
    told = {
        "links": ("product,relation,other", [",".join(row) for row in links]),
        "makers": ("uscc,product,year", [f"{code(firm)},{product},2025" for firm, product in makers]),
        "firms": ("uscc,name,region", [f"{code(firm)},{firm[-6:]},{region}" for firm, region in firms]),
    }
    words = []
    for name, (head, rows) in told.items():
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        words += [f"--{name}", str(path)]
    return words


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict:
    assert main(["chains", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_around_tells_the_steps(tables, capsys):
    told = answer(capsys, "around", "gear", *tables, "--up", "1", "--down", "1")
    assert {(one["product"], one["steps"]) for one in told["near"]} == {("gear", 0), ("steel", -1), ("drive", 1)}


def test_standing_is_by_region(tables, capsys):
    told = answer(capsys, "standing", *tables, "--region", "3707")
    assert {one["product"]: one["strength"] for one in told["nodes"]} == {
        "ore": "unknown", "steel": "strong", "gear": "missing", "drive": "strong",
    }  # fmt: skip


def test_the_gap_lies_between_what_is_strong(tables, capsys):
    told = answer(capsys, "gaps", *tables, "--region", "370725")
    assert [(one["product"], one["before"], one["behind"]) for one in told["gaps"]] == [("gear", ["steel"], ["drive"])]


def test_work_is_for_people_too(tables, capsys):
    assert main(["chains", "work", *tables, "--region", "370725"]) == 0
    assert "mend       gear: missing between steel and drive" in capsys.readouterr().out


def test_an_unknown_product_is_refused_with_those_like_it(tables, capsys):
    assert main(["chains", "around", "gea", *tables]) == 2
    assert "gear" in capsys.readouterr().err


def test_industries_are_ranked_by_the_weights(tmp_path, capsys):
    path = tmp_path / "table.csv"
    rows = ["region,activity,value"]
    rows += [f"r{r},a{a},{10 if a <= r else 1}" for r in range(6) for a in range(6)]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    told = answer(capsys, "industries", str(path), "--region", "r2", "--weight", "quotient=1")
    quotient = {one["activity"]: one["quotient"] for one in told["industries"]}
    assert told["ranking"][0]["candidate"] == max(quotient, key=lambda one: quotient[one])
    assert main(["chains", "industries", str(path), "--region", "r2", "--weight", "luck=1"]) == 2


def test_the_matrix_of_files(tables: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head, rows = (
        "name,product,holder,mastery,stated_on",
        [
            "rolling,steel,mill,mastered,2024-01-05",
            "hobbing,gear,,missing,2024-01-05",
            "hobbing,gear,mill,mastered,2026-01-05",
        ],
    )
    (tmp_path / "t.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    (tmp_path / "p.csv").write_text(
        "name,organisation,duty,product\n某甲,mill,带头人,steel\n某乙,mill,联系人,\n", encoding="utf-8"
    )
    words = ("matrix", *tables, "--technologies", str(tmp_path / "t.csv"), "--people", str(tmp_path / "p.csv"))
    told = answer(capsys, *words, "--on", "2025-06-01")
    cells = {(cell["node"], cell["kind"]): [one["name"] for one in cell["evidence"]] for cell in told["cells"]}
    assert cells == {("steel", "technology"): ["rolling"], ("steel", "person"): ["某甲"], ("gear", "technology"): []}
    assert told["lacking"] == [{"node": "gear", "technologies": ["hobbing"]}]
    assert answer(capsys, *words, "--on", "2026-06-01")["lacking"] == [], "somebody masters it since"
