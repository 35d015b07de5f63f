"""``yanzhen price`` as a user runs it, the worked deals, and the schemas."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
import pytest
from tests.securitization.deals import FULL, TINY

from yanzhen.cli import main
from yanzhen.securitization.deal_file import read_deal
from yanzhen.securitization.ledger import run_ledger
from yanzhen.securitization.schema import deal_schema, price_schema

ROOT = Path(__file__).parents[2]
WORKED = sorted((ROOT / "examples" / "deals").glob("*.toml"))
SHARED = ROOT.parent / "shared" / "deals"


def priced(path: Path, *more: str) -> str:
    command = [sys.executable, "-m", "yanzhen.cli", "price", str(path), "--json", *more]
    return subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8").stdout


def test_the_answer_is_one_json_object_whatever_the_threads(tmp_path: Path) -> None:
    path = tmp_path / "tiny.toml"
    path.write_text(TINY, encoding="utf-8")
    answers = [priced(path, "--paths", "2000", "--seed", "3", "--threads", threads) for threads in ("1", "3")]
    jsonschema.validate(json.loads(answers[0]), price_schema())
    without = [re.sub(r'"seconds": [\d.]+', "", answer) for answer in answers]
    assert without[0] == without[1]


def test_bad_input_ends_with_one_message_and_exit_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(TINY.replace("share = 0.85", "share = 1.85"), encoding="utf-8")
    assert main(["price", str(path), "--json"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "bad.toml line" in err
    assert main(["price", str(tmp_path / "none.toml")]) == 2
    assert main(["price", str(path), "--paths", "0"]) == 2


def test_a_table_to_read_without_json(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "tiny.toml"
    path.write_text(TINY, encoding="utf-8")
    assert main(["price", str(path), "--paths", "1000"]) == 0
    text = capsysbinary.readouterr().out.decode()
    assert "class" in text
    assert "0.916250%" in text


@pytest.mark.parametrize("path", WORKED, ids=lambda path: path.stem)
def test_the_worked_deals_are_whole(path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    deal = read_deal(path)
    assert deal.notes
    assert all(note.source for note in deal.notes if note.mark == "sourced")
    assert any(note.mark == "assumed" for note in deal.notes)
    ledger = run_ledger(deal)
    assert all(ledger.imbalance(period) == 0 for period in range(1, deal.periods + 1))
    assert all(ledger.unpaid(tranche.name) == 0 for tranche in deal.tranches)
    assert main(["price", str(path), "--json", "--paths", "2000"]) == 0
    found = json.loads(capsysbinary.readouterr().out)
    jsonschema.validate(found, price_schema())
    assert all(check["holds"] for check in found["checks"])


def test_the_worked_deals_say_what_the_sources_say() -> None:
    pools = {path.stem: read_deal(path) for path in WORKED}
    pair, first, beijing = (pools[name] for name in ("guangzhou-2020", "guangzhou-2019", "zhongguancun-2022-1"))
    yi = 10**10
    assert (len(pair.obligors), pair.pool_fen * 100) == (24, 434 * yi)
    assert sum(firm.exposure_fen for firm in pair.obligors[:14]) * 100 == 234 * yi
    amounts = [firm.exposure_fen for firm in pair.obligors]
    assert (min(amounts), max(amounts)) == (600 * 10**6, 3200 * 10**6)
    assert (len(first.obligors), first.pool_fen * 100) == (11, 301 * yi)
    assert [(t.name, t.balance / 10**8, float(t.coupons[0])) for t in beijing.tranches] == [
        ("A", 73, 0.028),
        ("B", 28, 0.03),
    ]
    assert beijing.pool_fen == 107 * 10**8
    assert [support.covers for support in beijing.supports] == [("A", "B"), ("B",)]


def test_deal_files_keep_the_schema() -> None:
    schema = deal_schema()
    for text in (TINY, FULL, *(path.read_text(encoding="utf-8") for path in WORKED)):
        jsonschema.validate(json.loads(json.dumps(tomllib.loads(text), default=str)), schema)


def test_the_written_schemas_are_those_of_the_code() -> None:
    for name, schema in (("deal", deal_schema()), ("price", price_schema())):
        assert json.loads((ROOT / "docs" / "schema" / f"{name}.schema.json").read_text(encoding="utf-8")) == schema


def test_every_key_and_step_is_documented() -> None:
    from yanzhen.securitization.keys import tables
    from yanzhen.securitization.steps import KINDS

    page = (ROOT / "docs" / "securitization.md").read_text(encoding="utf-8")
    for table in tables():
        for key in table.keys:
            assert f"| `{key.name}` | {key.label_zh} |" in page, (table.name, key.name)
    for kind, chinese in KINDS.items():
        assert f"`{kind}" in page
        assert chinese in page


@pytest.mark.skipif(not SHARED.is_dir(), reason="the contract's deals lie beside the checkout only where it was made")
@pytest.mark.parametrize("name", ["tiny", "pool24"])
def test_the_contracts_deals_are_priced(name: str) -> None:
    found = json.loads(priced(SHARED / f"{name}.toml", "--paths", "20000"))
    for tranche, exact in zip(found["tranches"], found["exact"]["tranches"], strict=True):
        assert abs(tranche["el"] - exact["el"]) < 4 * tranche["el_se"]
