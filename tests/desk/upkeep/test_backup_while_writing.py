"""A backup while the desk writes: one moment of the register, whole, and every row of it comes back."""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from home_asking import OLD, ask, ask_all, one_by_one, refused, started

from yanzhen.desk import upkeep


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A register with a page, its statements and a trail, brought to today's tables."""
    folder = tmp_path_factory.mktemp("writing") / "home"
    upkeep.restore(OLD / "0.1.0.zip", folder)
    ask(folder, "prepare")
    return folder


def test_each_backup_made_while_rows_come_in_is_one_moment(home, tmp_path):
    writer = started(home, "write")
    made = []
    try:
        for number in range(4):
            made.append(tmp_path / f"{number}.zip")
            made[-1].parent.mkdir(exist_ok=True)
            ask(home, "backup", str(made[-1]))
    finally:
        Path(f"{home}.stop").touch()
        written, _ = writer.communicate(timeout=60)
        Path(f"{home}.stop").unlink()
    live = ask(home, "rows")
    assert int(written) > 10
    counts = [_one_moment(file, tmp_path / f"home-{file.stem}", live) for file in made]
    assert counts == sorted(counts) and len(set(counts)) > 1  # the writer went on meanwhile
    assert counts[0] < len(live["register.document"])

    ask(home, "backup", str(tmp_path / "last.zip"))
    upkeep.restore(tmp_path / "last.zip", tmp_path / "last")
    assert one_by_one(ask(tmp_path / "last", "rows"), live) == []


def _one_moment(file: Path, home: Path, live: dict[str, list[dict[str, object]]]) -> int:
    """Restored: rows that the register has too, the trail whole, a file for each document, no draft; how many documents."""
    upkeep.restore(file, home)
    rows, found = ask_all(home, ("rows",), ("doctor",))
    for label in ("accounts.trailentry", "accounts.failedsignin", "register.document", "register.statement"):
        assert rows[label] == live[label][: len(rows[label])], label
    assert found["audit trail"][0] and found["database"][0] and found["uploads"][0] and found["uploads' content"][0], (
        found
    )
    with zipfile.ZipFile(file) as packed:
        names = packed.namelist()
    assert not any(name.endswith(".part") or "/reading-" in name for name in names)
    return len(rows["register.document"])


def test_half_an_upload_is_left_out(home, tmp_path):
    (home / "uploads" / "tmpabc.part").write_bytes(b"half")
    (home / "uploads" / "reading-1").mkdir(exist_ok=True)
    (home / "uploads" / "reading-1" / "page.txt").write_bytes(b"in hand")
    ask(home, "backup", str(tmp_path / "b.zip"))
    with zipfile.ZipFile(tmp_path / "b.zip") as packed:
        assert not [name for name in packed.namelist() if "half" in name or ".part" in name or "reading-" in name]


def test_rows_of_one_database_come_back_in_another(home, tmp_path):
    """The form that PostgreSQL's backups have, here from SQLite to SQLite."""
    _, wanted, hits = ask_all(home, ("pack", str(tmp_path / "rows.zip")), ("rows",), ("found", "轴承"))
    questions = ("restore", str(tmp_path / "rows.zip")), ("rows",), ("found", "轴承"), ("doctor",), ("next",)
    _, restored, restored_hits, found, number = ask_all(tmp_path / "new", *questions)
    assert len(wanted["register.statement"]) > 100
    assert one_by_one(restored, wanted) == []
    assert restored_hits == hits != []
    assert found["audit trail"][0]
    assert number > max(row["id"] for row in wanted["accounts.failedsignin"])


def test_rows_that_are_damaged_or_lack_a_table_leave_nothing(home, tmp_path):
    ask(home, "pack", str(tmp_path / "rows.zip"))
    with zipfile.ZipFile(tmp_path / "rows.zip") as old, zipfile.ZipFile(tmp_path / "bad.zip", "w") as new:
        for name in old.namelist():
            new.writestr(
                name,
                old.read(name).replace("轴承".encode(), "轮承".encode()) if "statement" in name else old.read(name),
            )
    assert "damaged" in refused(tmp_path / "new", "restore", str(tmp_path / "bad.zip"))
    assert not (tmp_path / "new").exists()


def test_what_is_in_no_model_is_known_and_made_anew(home):
    """A table beside the models would be lost on the way from PostgreSQL: whoever adds one must say how it is made anew."""
    with closing(sqlite3.connect(home / "desk.sqlite3")) as database:
        names = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    known = {"django_migrations", "sqlite_sequence"}
    index = {name for name in names if name.startswith(("reading_statement_pairs", "reading_block_pairs"))}
    from django.apps import apps

    models = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert names - known - index - models == set()
