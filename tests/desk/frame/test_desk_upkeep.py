"""Backup, restore and the check-up, on a home folder of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from yanzhen.desk import upkeep
from yanzhen.errors import InputError

NOW = datetime(2026, 11, 23, 8, 0)
PROGRAM = """
import json, sys
from pathlib import Path
from yanzhen.desk.setup import prepare, new_administrator
from yanzhen.desk.upkeep import doctor
home = Path(sys.argv[1])
made = prepare(home)
if "again" in sys.argv: made = new_administrator("admin")
from yanzhen.desk.accounts.models import Person
print(json.dumps({"made": made.password if made else None, "people": Person.objects.count(),
    "fits": bool(made) and Person.objects.get(username="admin").check_password(made.password),
    "found": {one.what: [one.good, one.words] for one in doctor(home)}}))
"""


def ask(home: Path, *words: str) -> dict[str, object]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YANZHEN", "DJANGO"))}
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(home), *words],
        env={**clean, "YANZHEN_ROOMS": "none"},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(told.stdout)


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    ask(folder)
    (folder / "uploads" / "ab").mkdir(parents=True)
    (folder / "uploads" / "ab" / "页.txt").write_text("一页", encoding="utf-8")
    (folder / "columns").mkdir()
    (folder / "columns" / "firms.csv").write_text("name", encoding="utf-8")
    return folder


@pytest.fixture
def packed(home, tmp_path) -> Path:
    upkeep.backup(home, tmp_path / "b.zip", NOW)
    return tmp_path / "b.zip"


def test_a_check_up_of_a_sound_home(home):
    found = ask(home)["found"]
    assert [what for what, (good, _) in found.items() if not good] == []
    assert found["worker"][1] == "no room has one"


def test_who_is_locked_out_gets_a_new_one_time_password(home):
    told = ask(home, "again")
    assert (told["people"], told["fits"]) == (1, True)


def test_what_was_backed_up_comes_back(home, packed, tmp_path):
    target = tmp_path / "other"
    upkeep.restore(packed, target)
    assert (target / "uploads" / "ab" / "页.txt").read_text(encoding="utf-8") == "一页"
    assert (target / "columns" / "firms.csv").read_text(encoding="utf-8") == "name"
    assert (target / "secret.key").read_text() == (home / "secret.key").read_text()
    assert (target / "secret.key").stat().st_mode & 0o077 == 0
    told = ask(target)
    assert (told["made"], told["people"]) == (None, 1)
    assert told["found"]["audit trail"][0]


def test_a_backup_is_readable_by_its_owner_alone(packed):
    assert packed.stat().st_mode & 0o077 == 0


def test_a_home_that_is_in_use_is_not_overwritten(home, packed):
    with pytest.raises(InputError, match="not empty"):
        upkeep.restore(packed, home)


@pytest.mark.parametrize("words", [b"no zip", b""])
def test_another_file_is_not_a_backup(tmp_path, words):
    (tmp_path / "x.zip").write_bytes(words)
    with pytest.raises(InputError, match="not a backup"):
        upkeep.restore(tmp_path / "x.zip", tmp_path / "new")


def test_a_damaged_backup_is_said(packed, tmp_path):
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"other" if name.startswith("uploads") else old.read(name))
    with pytest.raises(InputError, match="damaged"):
        upkeep.restore(changed, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_backup_without_a_part_is_said(packed, tmp_path):
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(tmp_path / "less.zip", "w") as new:
        for name in old.namelist():
            if name != "secret.key":
                new.writestr(name, old.read(name))
    (tmp_path / "new").mkdir()
    with pytest.raises(InputError, match="damaged"):
        upkeep.restore(tmp_path / "less.zip", tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/evil", "uploads/../../evil", "else/x", "uploads/..\\..\\evil", "C:/evil", "desk.sqlite3/x"],
)
def test_a_backup_cannot_write_elsewhere(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as made:
        made.writestr("contents.json", json.dumps({"sha256": {name: "0"}}))
        made.writestr(name, b"evil")
    with pytest.raises(InputError, match="does not belong"):
        upkeep.restore(tmp_path / "x.zip", tmp_path / "new")


def test_nothing_to_back_up_and_a_folder_that_is_not_there_are_refused(home, tmp_path):
    with pytest.raises(InputError, match="nothing to back up"):
        upkeep.backup(tmp_path, tmp_path / "b.zip", NOW)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(InputError, match="no such folder"):
        upkeep.backup(home, tmp_path / "elsewhere" / "b.zip", NOW)


def test_a_backup_of_a_newer_version_is_refused(packed, tmp_path):
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(tmp_path / "newer.zip", "w") as new:
        for name in old.namelist():
            words = old.read(name)
            new.writestr(
                name, json.dumps({**json.loads(words), "yanzhen": "99.1.0"}) if name == "contents.json" else words
            )
    with pytest.raises(InputError, match="newer version"):
        upkeep.restore(tmp_path / "newer.zip", tmp_path / "new")
    assert not (tmp_path / "new").exists()
