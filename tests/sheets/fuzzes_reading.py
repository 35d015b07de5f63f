"""A child that fuzzes the reading of files under a bound of memory; only InputError may come of it."""

from __future__ import annotations

import re
import resource
import sys
import tempfile
import zipfile
from contextlib import suppress
from datetime import date
from io import BytesIO
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sheets.hostile import MAIN, pack, parts, sheet_of, small_workbook

from yanzhen.errors import InputError
from yanzhen.sheets.checking import read_table
from yanzhen.tables import register_table

FIRMS = register_table("firms")
FOLDER = Path(tempfile.mkdtemp(prefix="fuzz-"))
WHOLE = small_workbook(FOLDER / "whole.xlsx").read_bytes()
OLD = (Path(__file__).parent / "old_format.xls").read_bytes()
CSV = "统一社会信用代码,企业名称,成立日期\n91330110MA2CCBBB73,甲公司,2012-03-01\n".encode()
KIND = b"application/vnd.oasis.opendocument.spreadsheet"
MOST = 3 * 1024**3
quick = settings(
    max_examples=150, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
edits = st.lists(st.tuples(st.integers(0, 1_000_000), st.integers(0, 255)), min_size=1, max_size=12)
words = st.lists(
    st.sampled_from(
        [f'<c r="{cell}"' for cell in ("A1", "B2", "XFD9", "A1048576", "a1", "1A", "AAAA1", "A99999999", "")]
        + [
            "<c",
            "<x:c",
            "<row",
            '<row r="5"',
            "</row>",
            "<f>1</f>",
            "<v>1</v>",
            "<v/>",
            ' t="e"',
            ' t="s"',
            ">",
            "/>",
            "</c>",
            "<!--",
        ]
        + [
            "<is><t>x</t></is>",
            "<![CDATA[",
            "]]>",
            "-->",
            "<mergeCell ref='A1:B2'/>",
            "&amp;",
            "&x;",
            "甲",
            "<",
            'hidden="1"',
        ]
    ),
    max_size=30,
)


def own_peak() -> int:
    """The most memory of this program in MiB; ``ru_maxrss`` would begin with that of the process that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.findall(r"VmHWM:\s+(\d+)", status.read_text())[0]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def reads(content: bytes, ending: str) -> None:
    path = FOLDER / f"case{ending}"
    path.write_bytes(content)
    with suppress(InputError):
        read_table(path, FIRMS, today=date(2026, 6, 30))


@quick
@given(
    st.binary(max_size=3000),
    st.sampled_from([b"", b"PK\3\4", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"\xef\xbb\xbf"]),
)
def random_bytes(content: bytes, head: bytes) -> None:
    reads(head + content, ".xlsx")


@quick
@given(edits, st.sampled_from([WHOLE, OLD, CSV]))
def changed_bytes(places: list[tuple[int, int]], whole: bytes) -> None:
    content = bytearray(whole)
    for place, byte in places:
        content[place % len(content)] = byte
    reads(bytes(content), ".xlsx")


@quick
@given(st.integers(0, 100_000), st.sampled_from([WHOLE, OLD, CSV]))
def cut_off(place: int, whole: bytes) -> None:
    reads(whole[: place % len(whole)], ".xlsx")


@quick
@given(edits, st.integers(0, 20))
def changed_parts(places: list[tuple[int, int]], which: int) -> None:
    """A sound archive with damage inside one part."""
    with zipfile.ZipFile(BytesIO(WHOLE)) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    name = sorted(content)[which % len(content)]
    part = bytearray(content[name])
    for place, byte in places:
        part[place % len(part)] = byte
    reads(pack(FOLDER / "packed.xlsx", content | {name: bytes(part)}).read_bytes(), ".xlsx")


@quick
@given(words)
def made_up_sheet(pieces: list[str]) -> None:
    reads(pack(FOLDER / "packed.xlsx", parts(sheet_of("".join(pieces)))).read_bytes(), ".xlsx")


@quick
@given(st.text(max_size=200))
def made_up_ods(text: str) -> None:
    inside = f"<x xmlns='{MAIN}'>{text}</x>".encode("utf-8", "replace")
    reads(pack(FOLDER / "packed.ods", {"mimetype": KIND, "content.xml": inside}).read_bytes(), ".ods")


@quick
@given(st.text(max_size=400), st.sampled_from(["utf-8", "utf-16", "gb18030"]))
def made_up_text(text: str, encoding: str) -> None:
    reads(CSV + text.encode(encoding, "replace"), ".csv")


def main() -> int:
    """Runs each; what fails raises."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST, MOST))
    for fuzz in (random_bytes, changed_bytes, cut_off, changed_parts, made_up_sheet, made_up_ods, made_up_text):
        fuzz()
    peak = own_peak()
    sys.stdout.write(f"{peak}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
