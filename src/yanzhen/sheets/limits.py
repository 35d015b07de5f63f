"""What a file may ask of this machine; beyond it, it is refused with one message."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on one file. Memory stays below roughly 60 bytes a cell, plus its texts.

    ``file_bytes`` is the file as it lies on disk, ``unpacked_bytes`` all its parts unpacked, ``part_ratio`` how much larger a part
    may be than its packed form (asked only of parts above ``part_free_bytes``), ``texts_bytes`` the table of shared texts,
    ``cells`` the rectangle from A1 to the last filled cell, ``heading_rows`` how far down the header is looked for.
    """

    file_bytes: int = 256 * MIB
    unpacked_bytes: int = 1536 * MIB
    part_free_bytes: int = 16 * MIB
    part_ratio: int = 200
    parts: int = 5000
    texts_bytes: int = 256 * MIB
    old_format_bytes: int = 64 * MIB
    sheets: int = 200
    rows: int = 1_048_576
    columns: int = 2048
    cells: int = 20_000_000
    text_length: int = 100_000
    heading_rows: int = 40


DEFAULT = Limits()
