"""A register of an earlier version opens with today's code: a backup first, nothing lost, and left alone where a change fails."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from home_asking import OLD, ask, ask_all, one_by_one, refused

from yanzhen.desk import upkeep

RELEASES = sorted(OLD.glob("*.zip"))
KEPT_LABELS = (
    "register.document",
    "register.statement",
    "register.source",
    "register.subject",
    "register.fact",
    "reading.block",
    "reading.name",
)


@pytest.fixture
def old(tmp_path) -> Path:
    upkeep.restore(OLD / "0.1.0.zip", tmp_path / "home")
    return tmp_path / "home"


def test_one_old_register_a_release_is_kept():
    assert [file.stem for file in RELEASES][:1] == ["0.1.0"]


@pytest.mark.parametrize("release", RELEASES, ids=lambda file: file.stem)
def test_everything_in_it_is_there_and_its_pages_open(release, tmp_path):
    home = tmp_path / "home"
    upkeep.restore(release, home)
    wanted = json.loads((OLD / f"{release.stem}.json").read_text("utf-8"))
    questions = ("prepare",), ("rows",), ("doctor",), ("found", wanted["search"]["words"]), ("pages",)
    prepared, rows, found, hits, pages = ask_all(home, *questions)
    told = prepared["told"]
    counted = {label: len(rows[label]) for label in KEPT_LABELS}
    assert counted == wanted["rows"]
    assert [person["username"] for person in rows["accounts.person"]] == wanted["people"]
    assert [entry["digest"] for entry in rows["accounts.trailentry"]][: len(wanted["trail"])] == wanted["trail"]
    assert found["audit trail"][0] and found["uploads"][0] and found["migrations"][0]
    assert set(pages.values()) == {200}
    assert hits == wanted["search"]["found"]
    assert len(told) in (0, 2) and all("upgrade" in line for line in told)


def test_a_backup_is_taken_before_and_holds_what_was_there(old, tmp_path):
    (old / "backups").mkdir()
    for number in range(7):
        (old / "backups" / f"before-0.0.{number}.zip").write_bytes(b"older")
    (old / "backups" / "mine.zip").write_bytes(b"kept by a person")
    told = ask(old, "with", "version_later.migrations")
    assert any("backup before" in line for line in told)
    files = {path.name for path in (old / "backups").iterdir()}
    made = [name for name in files if name.startswith("before-") and not name.startswith("before-0.0.")]
    assert len(made) == 1 and len(files) == 6 and "mine.zip" in files
    with zipfile.ZipFile(OLD / "0.1.0.zip") as packed, zipfile.ZipFile(old / "backups" / made[0]) as before:
        told = json.loads(before.read("contents.json"))
        assert ["register", "0001_initial"] in told["migrations"] and ["frame", "0001_one_more_table"] not in told[
            "migrations"
        ]
        assert {n for n in packed.namelist() if n.startswith("uploads")} <= set(before.namelist())
    assert ask(old, "with", "version_later.migrations") == []  # nothing waits: no backup, no word
    assert len(list((old / "backups").iterdir())) == 6


def test_a_change_that_fails_leaves_the_register_as_it_was(old):
    _, before = ask_all(old, ("prepare",), ("rows",))
    told = refused(old, "with", "version_failing.migrations")
    assert (
        "could not be brought to this version" in told and "this migration cannot be made" in told and "backups" in told
    )
    prepared, rows, beside = ask_all(old, ("prepare",), ("rows",), ("beside",))
    assert one_by_one(rows, before) == []
    assert not [name for name in beside if name.startswith("frame")]
    assert prepared["told"] == []


def test_a_register_of_a_newer_version_is_left_alone(old):
    ask(old, "with", "version_later.migrations")
    assert "made by a newer version" in refused(old, "with", "version_before.migrations")


def test_a_prepared_home_is_left_as_it_is(old):
    ask(old, "prepare")
    before = contents(old)
    assert ask(old, "prepare") == {"told": []}
    assert contents(old) == before


def contents(home: Path) -> dict[str, bytes]:
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in home.rglob("*") if path.is_file()}
