"""``yanzhen read`` from outside: whatever it is given, one message or one answer, an exit code, a bounded time.

Each case starts the command as a user does; nothing of the package is imported here but to find it.
"""

from __future__ import annotations

import io
import json
import os
import random
import signal
import struct
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest

SENTENCE = "澄塘县去年培训农民640多场次，惠及1.2万人。企业说，订单已经排到明年，工人们都很忙。\n"
SCHEMA = json.loads((Path(__file__).parents[1] / "docs" / "schema" / "page.schema.json").read_text(encoding="utf-8"))
SECONDS = 60.0
"""The longest that any refusal or answer may take here, on a machine that does other work too."""
MEGABYTES = 1_000
MEASURED = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code if code >= 0 else 128 - code)
"""
"""A small process between: a child's peak counts the memory of the one that it was forked from."""


@dataclass(frozen=True)
class Ran:
    code: int
    out: bytes
    err: str
    seconds: float
    megabytes: float

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Ran]:
    """Runs ``yanzhen read ARGUMENTS`` in the test's folder."""

    def run(
        *arguments: str | bytes | Path, shell_end: str = "", longest: float = SECONDS * 1.5, **environment: str
    ) -> Ran:
        out, err, memory = tmp_path / ".out", tmp_path / ".err", tmp_path / ".memory"
        command: list[Any] = [sys.executable, "-m", "yanzhen.cli", "read", *arguments]
        if shell_end:
            command = ["bash", "-c", f'"$@" {shell_end}', "bash", *command]
        command = [sys.executable, "-S", "-c", MEASURED, str(memory), *command]
        start = time.monotonic()
        with out.open("wb") as to_out, err.open("wb") as to_err:
            child = subprocess.Popen(
                command,
                stdout=to_out,
                stderr=to_err,
                cwd=tmp_path,
                env={**os.environ, **environment},
                start_new_session=True,
            )
            stop = threading.Timer(longest, os.killpg, (child.pid, signal.SIGKILL))
            stop.start()
            child.wait()
            stop.cancel()
        return Ran(
            child.returncode,
            out.read_bytes(),
            err.read_text(encoding="utf-8", errors="replace"),
            time.monotonic() - start,
            float(memory.read_text() if memory.exists() else "inf") / (1024 if sys.platform == "linux" else 1024**2),
        )

    return run


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text("县域观察\n\n" + SENTENCE, encoding="utf-8")
    return path


def assert_refused(ran: Ran, *words: str) -> None:
    """One message that says what, what was seen or expected, and what to do; nothing else anywhere."""
    assert ran.code == 2, (ran.code, ran.err)
    assert ran.out == b""
    lines = ran.err.splitlines()
    assert len(lines) == 1 and lines[0].startswith("yanzhen"), ran.err
    assert "; seen: " in ran.err or "; expected: " in ran.err, ran.err
    for word in words:
        assert word in ran.err, ran.err
    assert ran.seconds < SECONDS and ran.megabytes < MEGABYTES, (ran.seconds, ran.megabytes)


# What can be read


def test_json_stands_alone_on_standard_output(read: Callable[..., Ran], page: Path) -> None:
    ran = read(page, "--json")
    assert ran.code == 0 and ran.err == ""
    assert ran.out.count(b"\n") == 1 and ran.out.endswith(b"\n")
    jsonschema.validate(ran.json, SCHEMA)
    assert ran.json["document"]["file"] == "page.txt"
    assert ran.out == read(page, "--json").out, "the same file, the same bytes"


def test_without_json_a_person_reads_it(read: Callable[..., Ran], page: Path) -> None:
    ran = read(page)
    assert ran.code == 0 and ran.err == ""
    assert "640" in ran.out.decode() and not ran.out.startswith(b"{")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(read: Callable[..., Ran], tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes((SENTENCE * 4).encode(encoding))
    ran = read("a.txt", "--json")
    assert ran.code == 0, ran.err
    found = ran.json
    assert found["document"]["characters"] == len(SENTENCE * 4), "no byte-order mark is counted"
    assert [s["quote"] for s in found["statements"] if s["quantity"]][:1] == ["640多场次"]
    assert (SENTENCE * 4)[slice(*found["statements"][-1]["span"])] == found["statements"][-1]["quote"]


def test_big5(read: Callable[..., Ran], tmp_path: Path) -> None:
    text = "縣裡的工廠去年開工，今年已經有了訂單，工人們說這裡的機器比人快，年產值4.34億元。\n" * 3
    (tmp_path / "a.txt").write_bytes(text.encode("big5"))
    ran = read("a.txt", "--json")
    assert ran.code == 0 and ran.json["document"]["encoding"] == "big5", ran.err
    assert ran.json["document"]["characters"] == len(text)


def test_several_files_and_a_bad_one(read: Callable[..., Ran], page: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    ran = read(page, "empty.txt", "missing.txt", page, "--json")
    assert ran.code == 2
    pages = ran.json["pages"]
    jsonschema.validate(ran.json, SCHEMA)
    assert ["error" in p for p in pages] == [False, True, True, False]
    assert [p["file"] for p in pages[1:3]] == ["empty.txt", "missing.txt"]
    assert len(ran.err.splitlines()) == 2 and "empty.txt" in ran.err and "missing.txt" in ran.err


def test_several_good_files(read: Callable[..., Ran], page: Path) -> None:
    ran = read(page, page, "--json")
    assert (
        ran.code == 0 and ran.err == "" and [set(p) for p in ran.json["pages"]] == [set(read(page, "--json").json)] * 2
    )


@pytest.mark.parametrize(
    ("given", "published"), [("2020", "2020"), ("2020-09", "2020-09"), ("2020-09-01", "2020-09-01")]
)
def test_published_is_said_as_given(read: Callable[..., Ran], page: Path, given: str, published: str) -> None:
    document = read(page, "--json", "--published", given).json["document"]
    assert (document["published"], document["published_from"]) == (published, "given")


@pytest.mark.parametrize(
    "given", ["nonsense", "昨天", "", "2020-13", "2020-02-30", "0000", "20200901", "2020-09-01T00"]
)
def test_published_nonsense(read: Callable[..., Ran], page: Path, given: str) -> None:
    assert_refused(read(page, "--json", "--published", given), "YYYY-MM-DD", given)


# What cannot


def test_missing_file(read: Callable[..., Ran]) -> None:
    assert_refused(read("missing.txt", "--json"), "missing.txt")


def test_a_folder(read: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    assert_refused(read("folder.txt", "--json"), "folder.txt")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_the_right_to_read_it(read: Callable[..., Ran], page: Path) -> None:
    page.chmod(0)
    assert_refused(read(page, "--json"), "page.txt")


def test_a_device_does_not_hold_it_up(read: Callable[..., Ran]) -> None:
    assert_refused(read("/dev/zero", "--json"))


def test_a_pipe_that_nobody_writes_does_not_hold_it_up(read: Callable[..., Ran], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert_refused(read("pipe.txt", "--json"), "pipe.txt")


def _png(width: int, height: int, rows: bytes | None = None) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = b"\0" + b"\xff" * width if rows is None else rows
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    packed = zlib.compress(rows * height, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def _docx(content: bytes, name: str = "word/document.xml") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def _encrypted_pdf() -> bytes:
    """A PDF whose password is nobody's: the check values are made up."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        f"<</Filter/Standard/V 1/R 2/P -44/O<{'3a' * 32}>/U<{'5c' * 32}>>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj{content}endobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return (
        body
        + (
            f"xref\n0 5\n0000000000 65535 f \n{table}trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>\n"
            f"startxref\n{len(body)}\n%%EOF\n"
        ).encode()
    )


LONG = SENTENCE * 6
REFUSED: dict[str, tuple[str, bytes, str]] = {
    "empty": ("a.txt", b"", "empty"),
    "white space": ("a.txt", " \n\t\u3000\r\n\u00a0".encode(), "no text"),
    "a byte-order mark alone": ("a.txt", b"\xef\xbb\xbf", ""),
    "html without text": ("a.html", b"<html><body><p> &nbsp; </p><img src=a></body></html>", "no text"),
    "binary": ("a.bin", bytes(range(256)) * 20, "not text"),
    "binary named text": ("a.txt", bytes(random.Random(7).choices(range(1, 256), k=5000)), "not text"),
    "nul": ("a.txt", "澄塘县\0三家".encode(), "NUL"),
    "utf-8 then gb18030": ("a.txt", LONG.encode() + LONG.encode("gb18030"), "encoding midway"),
    "gb18030 then utf-8": ("a.txt", LONG.encode("gb18030") + LONG.encode(), "encoding midway"),
    "utf-16 then utf-8": ("a.txt", LONG.encode("utf-16") + LONG.encode(), "encoding midway"),
    "utf-8 cut inside a character": ("a.txt", LONG.rstrip().encode()[:-1], "inside a character"),
    "encrypted pdf": ("a.pdf", _encrypted_pdf(), "password"),
    "pdf cut off": ("a.pdf", b"%PDF-1.7\n1 0 obj<<", "PDF"),
    "text named pdf": ("a.pdf", SENTENCE.encode(), ".pdf"),
    "png cut off": ("a.png", _png(400, 300)[:60], "picture"),
    "png of nothing": ("a.png", _png(400, 300), "no text"),
    "png of no size": ("a.png", _png(1, 1), ""),
    "png bomb": ("a.png", _png(60_000, 60_000, b"\0"), "too large"),
    "docx bomb": ("a.docx", _docx(b"<a>" + b" " * 30_000_000), "unpacks to too much"),
    "docx of no document": ("a.docx", _docx(b"x", "a.txt"), "no Word document"),
    "docx cut off": ("a.docx", _docx(b"x")[:40], "DOCX"),
    "docx with entities": (
        "a.docx",
        _docx(b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 1000 + b'">]><a>&b;</a>'),
        "DOCX",
    ),
    "old office": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".docx"),
    "rtf": ("a.rtf", b"{\\rtf1 text}", ".docx"),
    "gif": ("a.gif", b"GIF89a" + b"\0" * 30, "PNG"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_in_one_message(read: Callable[..., Ran], tmp_path: Path, case: str) -> None:
    name, content, word = REFUSED[case]
    (tmp_path / name).write_bytes(content)
    ran = read(name, "--json", "--html", "report.html")
    assert_refused(ran, word, name)
    assert sorted(p.name for p in tmp_path.iterdir() if p.name not in (".out", ".err", ".memory")) == [name], (
        "no partial output"
    )


@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.html", "a.png", "a.docx"])
def test_300_megabytes_are_refused_at_once(read: Callable[..., Ran], tmp_path: Path, name: str) -> None:
    with (tmp_path / name).open("wb") as sparse:
        sparse.truncate(300_000_000)
    ran = read(name, "--json")
    assert_refused(ran, "too large", "300 MB", "at most")
    assert ran.seconds < 10 and ran.megabytes < 150


BOUNDED: dict[str, tuple[str, bytes]] = {
    "100,000 divs inside each other": ("a.html", b"<div>" * 100_000 + SENTENCE.encode() + b"</div>" * 100_000),
    "100,000 inline elements": ("a.html", b"<b>" * 100_000 + SENTENCE.encode()),
    "nothing is ever closed": (
        "a.html",
        ("<html><body>" + ("<p><b>" + SENTENCE + "<table><tr><td>三家") * 200).encode(),
    ),
    "tables inside tables": ("a.html", ("<html>" + "<table><tr><td>" * 3000 + SENTENCE).encode()),
    "a cell that spans everything": ("a.html", b"<table><tr><td colspan=9999999 rowspan=9999999>3<td>4</table>"),
    "brackets": ("a.txt", b"(" * 50_000),
    "quotes": ("a.txt", "“".encode() * 50_000),
    "digits": ("a.txt", b"7" * 50_000),
    "full-width digits": ("a.txt", "７".encode() * 20_000),
    "spaces in a word": ("a.txt", ("县" + " " * 200_000 + "域").encode()),
}


@pytest.mark.parametrize("case", BOUNDED)
def test_answered_or_refused_in_bounded_time(read: Callable[..., Ran], tmp_path: Path, case: str) -> None:
    name, content = BOUNDED[case]
    (tmp_path / name).write_bytes(content)
    _assert_bounded(read("--json", name), SECONDS)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [(SENTENCE.strip() * 8000)[:333_000], "三家企业\n" * 200_000, "7" * 1_000_000, (SENTENCE + "\n") * 8000],
    ids=["1 MB on one line", "200,000 short lines", "1 MB of digits", "8,000 paragraphs"],
)
def test_a_megabyte_is_answered_or_refused_in_bounded_time(read: Callable[..., Ran], tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    _assert_bounded(read("--json", "a.txt", longest=300.0), 300.0, megabytes=2_500)


def _assert_bounded(ran: Ran, seconds: float, megabytes: float = MEGABYTES) -> None:
    if ran.code == 0:
        assert ran.json["schema_version"] == 1 and ran.err == ""
    else:
        assert ran.code == 2 and len(ran.err.splitlines()) == 1 and ran.out == b"", ran.err
    assert ran.seconds < seconds and ran.megabytes < megabytes, (ran.seconds, ran.megabytes)


# Where it writes


def test_report_is_written_whole(read: Callable[..., Ran], page: Path, tmp_path: Path) -> None:
    ran = read(page, "--html", "report.html")
    assert ran.code == 0 and ran.out == b"" and ran.err == ""
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>") and text.rstrip().endswith("</html>") and "640多场次" in text
    assert not list(tmp_path.glob("*.part")) and not list(tmp_path.glob(".*.part"))


def test_report_into_a_missing_folder(read: Callable[..., Ran], page: Path, tmp_path: Path) -> None:
    assert_refused(read(page, "--json", "--html", "nowhere/report.html"), "nowhere", "folder")
    assert not (tmp_path / "nowhere").exists()


def test_report_never_takes_the_place_of_the_page(read: Callable[..., Ran], page: Path) -> None:
    before = page.read_bytes()
    ran = read(page, "--html", page)
    assert page.read_bytes() == before
    assert_refused(ran, "page.txt")


def test_reports_of_files_of_one_name_are_both_kept(read: Callable[..., Ran], tmp_path: Path) -> None:
    for folder, text in (("a", SENTENCE), ("b", "桦溪县有23家企业。")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text(text, encoding="utf-8")
    (tmp_path / "reports").mkdir()
    ran = read("a/x.txt", "b/x.txt", "--html", "reports")
    assert ran.code == 0, ran.err
    written = "".join(p.read_text(encoding="utf-8") for p in (tmp_path / "reports").iterdir())
    assert "640多场次" in written and "23家" in written


def test_reader_of_the_output_may_leave(read: Callable[..., Ran], page: Path) -> None:
    ran = read(page, "--json", shell_end="| head -c 1")
    assert (ran.code, ran.out, ran.err) == (0, b"{", "")


@pytest.mark.parametrize("target", [">&-", "> /dev/full"])
def test_output_that_cannot_be_written_is_told(read: Callable[..., Ran], page: Path, target: str) -> None:
    if "full" in target and not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    ran = read(page, "--json", shell_end=target)
    assert "Traceback" not in ran.err, ran.err
    assert ran.code == 2 and len(ran.err.splitlines()) == 1


def test_without_standard_error_the_exit_code_tells(read: Callable[..., Ran]) -> None:
    assert read("missing.txt", shell_end="2>&-").code == 2


# Where it runs

ASCII = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}


@pytest.mark.parametrize("option", ["--json", "--html=report.html", ""])
def test_a_locale_without_unicode(read: Callable[..., Ran], tmp_path: Path, option: str) -> None:
    (tmp_path / "页.txt").write_text(SENTENCE, encoding="utf-8")
    ran = read("页.txt", *([option] if option else []), **ASCII)
    assert ran.code == 0 and ran.err == "", ran.err
    if option == "--json":
        assert ran.json["statements"]


def test_messages_in_a_locale_without_unicode(read: Callable[..., Ran], tmp_path: Path) -> None:
    ran = read("没有.txt", "--json", **ASCII)
    assert ran.code == 2 and len(ran.err.splitlines()) == 1 and "Traceback" not in ran.err


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such name")
def test_a_file_name_that_is_not_utf8(read: Callable[..., Ran], tmp_path: Path) -> None:
    name = "页面".encode("gb18030") + b".txt"
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(SENTENCE, encoding="utf-8")
    ran = read(name, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["document"]["file"].endswith(".txt")
    assert len(read(name, b"\xff\xfe.txt", "--json").json["pages"]) == 2


def test_a_name_that_begins_with_a_dash(read: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "-x.txt").write_text(SENTENCE, encoding="utf-8")
    assert read("--json", "--", "-x.txt").code == 0


def test_where_nothing_may_be_written(read: Callable[..., Ran], page: Path) -> None:
    """Reading needs no folder of its own."""
    ran = read(page, "--json", HOME="/nonexistent", YANZHEN_HOME="/nonexistent/yanzhen", TMPDIR="/nonexistent")
    assert ran.code == 0, ran.err
