"""200,000 rows in bounded memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from sheet_files import code, write_csv

ROWS, MOST_BYTES = 200_000, 1 << 30
FIGURES = ("employees", "rd_staff", "revenue", "main_revenue", "rd_expense", "net_profit", "assets", "liabilities")
MEASURE = """
import json, resource, sys
from yanzhen.cli import main
status = main(["import", "firm-years", sys.argv[1], "--json"])
sys.stderr.write(json.dumps([status, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024]))
"""


@pytest.mark.slow
def test_two_hundred_thousand_rows_stay_below_a_gibibyte(tmp_path):
    rows = ([code(n), 2025, *(n % 1000 + k for k in range(len(FIGURES)))] for n in range(ROWS))
    path = write_csv(tmp_path / "years.csv", [("uscc", "year", *FIGURES), *rows])
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("YANZHEN", "DJANGO"))}
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, path], env={**kept, "YANZHEN_HOME": str(tmp_path / "home")},
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    status, most = json.loads(done.stderr.splitlines()[-1])
    assert status == 0 and json.loads(done.stdout)["written"] == ROWS
    assert most < MOST_BYTES, f"{most / 2**20:.0f} MiB"
