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


def test_the_network_of_the_links_is_what_choose_reads(links, tmp_path, capsys):
    assert main(["lead", "network", "--links", links, "--chance", "supplies=1"]) == 0
    edges = tmp_path / "edges.txt"
    edges.write_text(capsys.readouterr().out, encoding="utf-8")
    costs, groups = tmp_path / "costs.csv", tmp_path / "groups.txt"
    nodes = ["lead", *(FIRMS[n] for n in (*range(12), 20, 21))]
    costs.write_text("node,cost\n" + "".join(f"{node},1\n" for node in nodes), encoding="utf-8")
    groups.write_text(f"{FIRMS[20]} 轴承\n{FIRMS[20]} 宝都街道\n{FIRMS[1]}\t宝都街道\n", encoding="utf-8")
    words = ["choose", str(edges), "-k", "2", "--budget", "2", "--costs", str(costs), "--groups", str(groups)]
    told = answer(capsys, *words, "--least", "轴承=1", "--least", "宝都街道=1")
    assert (set(told["seeds"]), told["spread"], told["ratio"]) == ({"lead", FIRMS[20]}, 15, 1)


def test_the_links_behind_an_arc_are_told(links, capsys):
    (one, *_) = answer(capsys, "network", "--links", links)["arcs"]
    assert (one["links"][0]["kind"], one["links"][0]["from"]) == ("supplies", "2023-05-01")


def test_a_threshold_is_asked_of_one_firm(links, capsys):
    told = answer(capsys, "pull", "lead", "--links", links, "--model", "threshold", "--by-weight")
    assert (told["model"], len(told["through"])) == ("threshold", 12)
    assert main(["lead", "pull", "--links", links, "--model", "threshold"]) == 2
    assert main(["lead", "pull", "lead", "--links", links, "--draws", "1"]) == 2


def test_a_lead_that_leads_nobody_is_named(links, tmp_path, capsys):
    years = _csv(tmp_path / "y.csv", "uscc,year,revenue,employees", [])
    assert main(["lead", "effect", "--links", links, "--firm-years", years, "--lead", "nobody", "--year", "2023"]) == 2
    assert "nobody" in capsys.readouterr().err
