"""``yanzhen lead pull|timing|leaving|effect`` from tables on disk."""

import json
from pathlib import Path

import pytest

from yanzhen.cli import main

FIRMS = [f"firm{n:02d}" for n in range(40)]


@pytest.fixture
def links(tmp_path: Path) -> str:
    """Twelve suppliers of one lead, two suppliers of the first of them; firms go by name."""
    rows = [(FIRMS[n], "lead", "supplies", "100", "2023-05-01") for n in range(12)]
    rows += [(FIRMS[n], FIRMS[0], "supplies", "50", "2023-05-01") for n in (20, 21)]
    return _csv(tmp_path / "links.csv", "source,target,kind,weight,from", rows)


def _csv(path: Path, head: str, rows: list[tuple[str, ...]]) -> str:
    path.write_text("\n".join([head, *(",".join(row) for row in rows)]) + "\n", encoding="utf-8")
    return str(path)


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict:
    assert main(["lead", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_pull_of_sure_links_is_everyone(links, capsys):
    told = answer(capsys, "pull", "lead", "--links", links, "--chance", "supplies=1")
    assert told["reach"] == 14
    assert told["through"][0] == {"firm": FIRMS[0], "passes": 3.0}
    ranked = answer(capsys, "pull", "--links", links)
    assert ranked["leads"][0]["firm"] == "lead"


def test_a_chance_of_an_unknown_kind_is_refused(links, capsys):
    assert main(["lead", "pull", "--links", links, "--chance", "luck=1"]) == 2
    assert "supplies" in capsys.readouterr().err


def test_leaving_tells_both_rounds(links, capsys):
    told = answer(capsys, "leaving", "lead", "--links", links)
    rounds = {one["firm"]: one["round"] for one in told["exposed"]}
    assert rounds[FIRMS[0]] == 1
    assert rounds[FIRMS[20]] == 2
    assert told["unknown"] == 14
    assert main(["lead", "leaving", "nobody", "--links", links]) == 2


def test_timing_needs_moves(links, capsys):
    assert main(["lead", "timing", "--links", links]) == 2
    assert "--titles" in capsys.readouterr().err


def test_too_few_firms_are_refused(links, tmp_path, capsys):
    from yanzhen.codes.uscc import check_character

    body = "91370725MA3C0AAA1"
    years = _csv(tmp_path / "y.csv", "uscc,year,revenue,employees", [(body + check_character(body), "2022", "10", "5")])
    words = ["effect", "--links", links, "--firm-years", years, "--lead", "lead", "--year", "2023"]
    assert main(["lead", *words]) != 0
    assert "both years" in capsys.readouterr().err
