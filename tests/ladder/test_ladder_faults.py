"""A faulty book is refused with file, line, column, field, what was seen, what was expected and what to do.

``faults/NAME.yaml`` holds one fault each, ``faults/NAME.txt`` the message; ``faults/sound.yaml`` is the same book without a fault.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from yanzhen.errors import InputError
from yanzhen.ladder.marked import BookError
from yanzhen.ladder.shelf import Shelf

FAULTS = Path(__file__).parent / "faults"
NAMES = sorted(path.stem for path in FAULTS.glob("*.txt"))


@pytest.mark.parametrize("name", NAMES)
def test_a_fault_is_told_with_its_place(name: str) -> None:
    path = FAULTS / f"{name}.yaml"
    with pytest.raises(BookError) as refused:
        Shelf().add(path)
    assert str(refused.value).replace(str(path), path.name) == (FAULTS / f"{name}.txt").read_text("utf-8").strip()


def test_every_faulty_book_has_its_message_and_the_sound_one_loads() -> None:
    assert {path.stem for path in FAULTS.glob("*.yaml")} == {*NAMES, "sound"}
    assert Shelf().add(FAULTS / "sound.yaml").id == "small"


def test_a_fault_in_a_folder_of_books_names_the_file(tmp_path: Path) -> None:
    shutil.copy(FAULTS / "unknown-figure.yaml", tmp_path / "own.yaml")
    with pytest.raises(BookError, match=r"own\.yaml, line 36, column 11, field criteria\.small\.revenue\.test"):
        Shelf((tmp_path,)).book("small")


def test_two_files_of_one_folder_cannot_have_one_id(tmp_path: Path) -> None:
    for name in ("one.yaml", "two.yaml"):
        shutil.copy(FAULTS / "sound.yaml", tmp_path / name)
    with pytest.raises(BookError, match=r"two\.yaml, line 2, column 7, field rulebook\.id; seen: small; .*one\.yaml"):
        Shelf((tmp_path,))


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (b"", "the whole file; seen: nothing"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"- 1\n- 2\n", "a mapping"),
        (b"rulebook: {}\n", "rulebook.id"),
    ],
)
def test_what_is_no_book_is_refused(tmp_path: Path, written: bytes, message: str) -> None:
    (tmp_path / "odd.yaml").write_bytes(written)
    with pytest.raises(InputError, match=message):
        Shelf().add(tmp_path / "odd.yaml")
