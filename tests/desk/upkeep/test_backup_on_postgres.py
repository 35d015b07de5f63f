"""Backup and restore on PostgreSQL: one moment while the desk writes, every row back, in PostgreSQL and in SQLite."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest
from home_asking import OLD, ask, one_by_one, refused, started

sys.path.insert(0, str(Path(__file__).parents[1] / "frame"))

from test_desk_postgres import cluster  # noqa: F401

pytestmark = pytest.mark.postgres


@pytest.fixture
def database(cluster):  # noqa: F811
    """``database("name")`` makes an empty database and gives its address."""
    psycopg = pytest.importorskip("psycopg")

    def made(name: str) -> str:
        with psycopg.connect(cluster, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name}")
            connection.execute(f"CREATE DATABASE {name}")
        return cluster.rpartition("/")[0] + f"/{name}"

    return made


def test_a_register_moves_from_sqlite_to_postgresql_and_back_while_rows_come_in(database, tmp_path):
    live, again = database("live"), database("again")
    ask(tmp_path / "sqlite", "restore", str(OLD / "0.1.0.zip"))
    ask(tmp_path / "sqlite", "prepare")
    wanted = ask(tmp_path / "sqlite", "rows")
    ask(tmp_path / "sqlite", "backup", str(tmp_path / "sqlite.zip"))

    home = tmp_path / "postgres"
    ask(home, "restore", str(tmp_path / "sqlite.zip"), database=live)
    assert one_by_one(_without_pairs(ask(home, "rows", database=live)), _without_pairs(wanted)) == []
    assert ask(home, "found", "轴承", database=live) == ask(tmp_path / "sqlite", "found", "轴承") != []

    writer = started(home, "write", database=live)
    try:
        trails = [ask(home, "backup", str(tmp_path / f"{n}.zip"), database=live) for n in range(3)]
    finally:
        Path(f"{home}.stop").touch()
        writer.communicate(timeout=60)
    rows = ask(home, "rows", database=live)
    assert trails == sorted(trails) and trails[0] != trails[-1]

    _is_one_moment(tmp_path / "1.zip", tmp_path / "moment", rows)
    ask(home, "backup", str(tmp_path / "last.zip"), database=live)
    ask(tmp_path / "copy", "restore", str(tmp_path / "last.zip"), database=again)
    assert one_by_one(ask(tmp_path / "copy", "rows", database=again), rows) == []
    assert ask(tmp_path / "copy", "next", database=again) > max(row["id"] for row in rows["accounts.failedsignin"])
    assert ask(tmp_path / "copy", "doctor", database=again)["audit trail"][0]
    assert "not empty" in refused(tmp_path / "other", "restore", str(tmp_path / "last.zip"), database=again)

    ask(tmp_path / "back", "restore", str(tmp_path / "last.zip"))
    assert one_by_one(_without_pairs(ask(tmp_path / "back", "rows")), _without_pairs(rows)) == []
    assert ask(tmp_path / "back", "found", "轴承") == ask(home, "found", "轴承", database=live)


def _is_one_moment(file: Path, home: Path, live: dict[str, list[dict[str, object]]]) -> None:
    with zipfile.ZipFile(file) as packed:
        assert "desk.sqlite3" not in packed.namelist()
    ask(home, "restore", str(file))
    rows, found = ask(home, "rows"), ask(home, "doctor")
    assert rows["register.document"] == live["register.document"][: len(rows["register.document"])]
    assert len(rows["accounts.trailentry"]) < len(live["accounts.trailentry"])
    assert found["audit trail"][0] and found["uploads"][0] and found["uploads' content"][0], found


def _without_pairs(rows: dict[str, list[object]]) -> dict[str, list[object]]:
    """SQLite keeps the index of the search in a table of its own kind."""
    return {label: found for label, found in rows.items() if label != "reading.searchpair"}


def test_an_upgrade_that_fails_leaves_postgresql_as_it_was(database, tmp_path):
    address, home = database("failing"), tmp_path / "home"
    ask(home, "restore", str(OLD / "0.1.0.zip"), database=address)
    before = ask(home, "rows", database=address)
    told = refused(home, "with", "version_failing.migrations", database=address)
    assert "could not be brought to this version" in told and "before-" in told
    assert one_by_one(ask(home, "rows", database=address), before) == []
    assert ask(home, "beside", database=address) == []


def test_an_upgrade_of_postgresql_takes_a_backup_first(database, tmp_path):
    address, home = database("upgraded"), tmp_path / "home"
    ask(home, "restore", str(OLD / "0.1.0.zip"), database=address)
    told = ask(home, "with", "version_later.migrations", database=address)
    (file,) = (home / "backups").glob("before-*.zip")
    assert len(told) == 2 and str(file) in told[0]
    assert ask(home, "beside", database=address) == ["frame_extra"]
    assert "made by a migration" in {
        row["username"] for row in ask(home, "rows", database=address)["accounts.failedsignin"]
    }
    ask(tmp_path / "before", "restore", str(file))
    assert ask(tmp_path / "before", "rows")["accounts.failedsignin"] == []
