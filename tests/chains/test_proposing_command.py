"""``yanzhen chains propose``, and what it proposes from public pages and the public graph where they are at hand."""

from __future__ import annotations

import csv
import json
import random
import sys
from pathlib import Path

import pytest

from yanzhen.chains.proposing.engine import propose
from yanzhen.chains.proposing.proposal import Firm, Known
from yanzhen.cli import main
from yanzhen.sheets.frames import table_of_file

SHARED = Path(__file__).parents[3] / "shared"
GRAPH = SHARED / "data" / "chain-graph"
TEXT = "以石英砂为原料生产光伏玻璃。泰岭轴承有限公司主要产品为轴承，拟建设轴承钢项目。"
CODE = "91370725MA3C0AAA1"


@pytest.fixture
def code() -> str:
    from yanzhen.codes.uscc import check_character

    return CODE + check_character(CODE)


@pytest.fixture
def words(tmp_path: Path, code: str) -> list[str]:
    (tmp_path / "text.txt").write_text(TEXT, encoding="gb18030")
    (tmp_path / "products.txt").write_text("石英砂；硅砂\n光伏玻璃\n轴承\n轴承钢\n", encoding="utf-8")
    firms = f"uscc,name,region,aliases,main_business\n{code},泰岭轴承有限公司,370725,泰岭轴承,专业生产轴承、滚珠\n"
    (tmp_path / "firms.csv").write_text(firms, encoding="utf-8")
    return [
        str(tmp_path / "text.txt"),
        "--products",
        str(tmp_path / "products.txt"),
        "--firms",
        str(tmp_path / "firms.csv"),
    ]


def test_the_object_tells_edges_with_their_places(words, code, capsys):
    assert main(["chains", "propose", *words, "--date", "2026-03-01", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["on"] == "2026-03-01"
    edges = {(one["source"]["name"], one["relation"], one["target"]["name"], one["mood"]) for one in told["proposals"]}
    assert edges == {
        ("光伏玻璃", "made_from", "石英砂", "stated"),
        ("泰岭轴承有限公司", "makes", "轴承", "stated"),
        ("泰岭轴承有限公司", "makes", "轴承钢", "planned"),
        ("泰岭轴承有限公司", "makes", "滚珠", "stated"),
    }
    first = told["proposals"][0]
    assert TEXT[slice(*first["span"])] == first["words"]
    cell = next(one for one in told["proposals"] if one["target"]["name"] == "滚珠")
    assert cell["text"] == f"firms.csv:{code}:main_business"
    assert cell["target"]["new"]


def test_saved_sheets_go_through_the_register_s_own_check(words, code, tmp_path, capsys):
    from datetime import date

    assert main(["chains", "propose", *words, "--date", "2026-03-01", "--save", str(tmp_path / "out")]) == 0
    assert "planned" in capsys.readouterr().out
    links = table_of_file("product-links", tmp_path / "out" / "product-links.csv", date(2026, 3, 2))
    assert links.select("product", "relation", "other").rows() == [("光伏玻璃", "made_from", "石英砂")]
    made = table_of_file("firm-products", tmp_path / "out" / "firm-products.csv", date(2026, 3, 2))
    assert set(made.select("uscc", "product", "year").rows()) == {(code, "轴承", 2026), (code, "滚珠", 2026)}, (
        "no plans"
    )
    with (tmp_path / "out" / "product-links.csv").open(encoding="utf-8-sig") as file:
        [row] = csv.DictReader(file)
    assert (row["words"], row["characters"]) == ("以石英砂为原料生产光伏玻璃", "0-13")


@pytest.mark.parametrize(("words", "message"), [(["nowhere.txt"], "nowhere.txt"), ([], "TEXT")])
def test_nothing_to_read_is_told(words, message, capsys):
    assert main(["chains", "propose", *words]) == 2
    assert message in capsys.readouterr().err


def known_products() -> list[str]:
    with (GRAPH / "products.csv").open(encoding="utf-8") as file:
        return [row["name"] for row in csv.DictReader(file) if len(row["name"]) > 1]


@pytest.mark.skipif(not (GRAPH / "products.csv").exists(), reason="../shared/data/chain-graph is not at hand")
def test_makers_of_the_public_graph_are_found_again_in_our_sentences(capsys):
    """The graph has no texts: 300 of its firms are put into three sentences of our own, and read with all 95,000 names known."""
    makers: dict[str, list[str]] = {}
    with (GRAPH / "firm_product.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            makers.setdefault(row["firm"], []).append(row["product"])
    names = Known.of(known_products())
    sentences = ("公司主要产品为{}。", "公司主要从事{}的研发、生产和销售。", "公司专业生产{}等产品。")
    right = proposed = there = 0
    for number, firm in enumerate(random.Random(7).sample(sorted(makers), 300)):
        made = set(list(dict.fromkeys(makers[firm]))[:4])
        subject = Firm(firm, "该公司")
        text = sentences[number % 3].format("、".join(sorted(made)))
        told = {one.target.name for one in propose(text, names, subject=subject) if one.relation == "makes"}
        right, proposed, there = right + len(told & made), proposed + len(told), there + len(made)
    with capsys.disabled():
        sys.stdout.write(f"\nchain-graph: {right} of {there} found again, {proposed} proposed")
    assert right / there >= 0.80
    assert right / proposed >= 0.90


@pytest.mark.skipif(not (SHARED / "pages").is_dir() or not GRAPH.is_dir(), reason="../shared is not at hand")
def test_public_pages_propose_few_edges(capsys):
    """None of these pages is about who makes what; what is proposed from them is read by a person."""
    names = Known.of(known_products())
    counts = {}
    for page in sorted((SHARED / "pages").glob("*.txt")):
        counts[page.name] = len(propose(page.read_text(encoding="utf-8"), names))
    with capsys.disabled():
        sys.stdout.write(f"\npages: {counts}")
    assert counts
    assert sum(counts.values()) <= 8
