from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.reading.inputs.conftest import Open
from tests.reading.inputs.faithful import assert_faithful

from yanzhen.errors import InputError
from yanzhen.reading.inputs import limits, open_bytes, open_original
from yanzhen.reading.inputs.archive import Archive
from yanzhen.reading.inputs.cover import settled, uncovered
from yanzhen.reading.inputs.text import text_chunks
from yanzhen.reading.original import Original

PAGES = Path(__file__).resolve().parents[4] / "shared" / "pages"


def test_a_huge_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(300_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda _path: pytest.fail("it was read"))
    with pytest.raises(InputError, match="too large; seen: 300 MB"):
        open_original(path)


def test_a_text_file_has_a_limit_of_its_own(opened: Open) -> None:
    with pytest.raises(InputError, match="at most 20 MB"):
        opened("a.txt", b"a" * 20_000_001)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", b"", "empty"),
        ("a.pdf", b"text", r"not what its name says \(.pdf\)"),
        ("a.png", "文字".encode(), r"not what its name says \(.png\)"),
        ("a.doc", b"\xd0\xcf\x11\xe0" + bytes(500), "not read"),
        ("a.txt", b"GIF89a" + bytes(50), "GIF"),
        ("a.txt", b"\x1f\x8b" + bytes(50), "unpack"),
    ],
)
def test_the_wrong_file(opened: Open, name: str, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        opened(name, content)


def test_bm_may_begin_a_text(opened: Open) -> None:
    assert opened("a.txt", "BM公司今年营收3亿元").kind == "text"


def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        open_original(tmp_path / "none.txt")
    with pytest.raises(InputError, match="not a file"):
        open_original(tmp_path)


def test_a_child_is_held_to_its_time() -> None:
    start = time.monotonic()
    with pytest.raises(InputError, match="takes too long"):
        limits.bounded(time.sleep, 1.0, 1000, 60)
    assert time.monotonic() - start < 20, "it hangs"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process's memory")
def test_a_child_is_held_to_its_memory() -> None:
    with pytest.raises(InputError, match="needs too much memory"):
        limits.bounded(bytes, 30.0, 500, 900_000_000)


def test_a_crash_ends_the_child_alone() -> None:
    with pytest.raises(InputError, match="could not be read"):
        limits.bounded(os.abort, 30.0, 1000)


def test_a_child_hands_back_answers_and_errors() -> None:
    assert limits.bounded(sorted, 30.0, 1000, [3, 1, 2]) == [1, 2, 3]
    with pytest.raises(InputError, match="directory is missing"):
        limits.bounded(Archive, 30.0, 1000, b"PK")


def test_what_a_reader_leaves_over_is_kept_and_told() -> None:
    text = "一二\n\n三四"
    part = Original("a", "", "text", text, text_chunks(text)[:1])
    assert uncovered(part) == [(4, 6)]
    whole = settled(part)
    assert_faithful(whole)
    assert whole.chunks[-1].lines[0].text == "三四" and whole.warnings


def test_no_heavy_library_before_it_is_needed() -> None:
    code = "import sys, yanzhen.reading.inputs; print([m for m in ('numpy', 'PIL', 'pypdfium2', 'cv2') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


@pytest.mark.skipif(not PAGES.is_dir(), reason="the real pages are not here")
@pytest.mark.parametrize("path", sorted(PAGES.glob("*.*")), ids=lambda path: path.name)
def test_real_pages_are_kept_whole(path: Path) -> None:
    page = open_original(path)
    assert_faithful(page)
    assert page.text == path.read_text(encoding="utf-8")
    assert not page.warnings


def test_too_much_text_is_refused_before_it_is_read() -> None:
    with pytest.raises(InputError, match="too much text"):
        open_bytes("雁阵。".encode() * 200_000, name="book.txt")
