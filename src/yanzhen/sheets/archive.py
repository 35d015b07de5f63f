"""The parts of a ZIP file, unpacked with their size watched.

What the directory says is never trusted: a part is unpacked here, piece by piece, and refused when it is larger than declared.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from yanzhen.errors import InputError
from yanzhen.sheets.limits import MIB, Limits

PIECE = MIB // 4
_DIRECTORY_BYTES = 2 * MIB
_STORED, _DEFLATED = 0, 8


@dataclass(frozen=True, slots=True)
class Part:
    """One file inside: where its packed bytes start, how many, and how many they claim to become."""

    name: str
    start: int
    packed: int
    size: int
    method: int


def parts_of(path: Path, limits: Limits) -> dict[str, Part]:
    """The parts by name (with ``/``).

    Raises :class:`~yanzhen.errors.InputError` for a file that is cut off, has too many parts, unpacks beyond the limits, is locked by a
    password, or has a part whose name leads out of it or stands twice.
    """
    _watch_directory(path)
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            parts = [_part(entry, file) for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, struct.error, ValueError, OverflowError, NotImplementedError, IndexError) as fault:
        raise _broken(path, str(fault)) from fault
    _watch_sizes(path, parts, limits)
    named = {part.name: part for part in parts}
    if len(named) < len(parts):
        raise _broken(path, "two parts of one name")
    return named


def pieces(path: Path, part: Part) -> Iterator[bytes]:
    """The bytes of a part in pieces of at most 256 KiB, which stay in a processor's cache while they are looked through."""
    total = 0
    for piece in _stored(path, part) if part.method == _STORED else _inflated(path, part):
        total += len(piece)
        if total > part.size:
            raise _bomb(path, part, f"more than the {part.size} bytes that it declares")
        yield piece
    if total != part.size:
        raise _broken(path, f"{part.name}: {total} of {part.size} bytes")


def whole(path: Path, part: Part, limit: int = 16 * MIB) -> bytes:
    """A small part at once."""
    if part.size > limit:
        raise _bomb(path, part, f"{part.size} bytes")
    return b"".join(pieces(path, part))


def _stored(path: Path, part: Part) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(part.start)
        left = part.packed
        while left and (piece := file.read(min(left, PIECE))):
            left -= len(piece)
            yield piece


def _inflated(path: Path, part: Part) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(-15)
    try:
        for packed in _stored(path, part):
            while packed and not unpacker.eof:
                piece = unpacker.decompress(packed, PIECE)
                packed = unpacker.unconsumed_tail
                if piece:
                    yield piece
        while not unpacker.eof and (piece := unpacker.decompress(b"", PIECE)):
            yield piece
    except zlib.error as fault:
        raise _broken(path, f"{part.name}: {fault}") from fault
    if not unpacker.eof:
        raise _broken(path, f"{part.name} is cut off")


def _part(entry: zipfile.ZipInfo, file: BinaryIO) -> Part:
    name = entry.filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or ":" in name:
        raise ValueError(f"a part named {name[:80]}, which leads out of the file")
    if entry.flag_bits & 1:
        raise ValueError(f"part {name[:80]} is locked by a password")
    if entry.compress_type not in (_STORED, _DEFLATED):
        raise ValueError(f"part {name[:80]} is packed by method {entry.compress_type}")
    file.seek(entry.header_offset)
    head = file.read(30)
    if len(head) < 30 or head[:4] != b"PK\3\4":
        raise ValueError(f"part {name[:80]} does not begin where the list of parts says")
    start = entry.header_offset + 30 + sum(struct.unpack_from("<HH", head, 26))
    return Part(name, start, entry.compress_size, entry.file_size, entry.compress_type)


def _watch_directory(path: Path) -> None:
    """The list of parts is read as a whole by :mod:`zipfile`; a list of millions of names must not get there."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 65536 - 22))
        tail = file.read()
    end = len(tail) - 22
    if end < 0 or tail[end : end + 4] != b"PK\5\6" or tail[-2:] != b"\0\0":
        end = tail.rfind(b"PK\5\6")
    if end < 0 or len(tail) < end + 22:
        raise _broken(path, "no list of parts at its end")
    if tail[max(0, end - 20) : end][:4] == b"PK\6\7":
        raise _broken(path, "a ZIP64 list of parts")
    if struct.unpack_from("<I", tail, end + 12)[0] > _DIRECTORY_BYTES:
        raise _broken(path, "a list of parts beyond 2 MiB")


def _watch_sizes(path: Path, parts: list[Part], limits: Limits) -> None:
    if len(parts) > limits.parts:
        raise _broken(path, f"{len(parts)} parts")
    if (total := sum(part.size for part in parts)) > limits.unpacked_bytes:
        raise _too_large(path, f"{total} bytes unpacked", f"at most {limits.unpacked_bytes}")
    for part in parts:
        if part.size > limits.part_free_bytes and part.size > limits.part_ratio * part.packed:
            raise _bomb(path, part, f"{part.size} bytes from {part.packed}")


def _bomb(path: Path, part: Part, seen: str) -> InputError:
    return InputError(
        f"{path.name}, part {part.name}",
        seen=f"{seen}: packed far more tightly than a sheet of figures is",
        expected="a workbook as a spreadsheet program saves it",
        todo="open it in Excel or WPS, delete the empty formatted rows and columns, and save it again",
    )


def _too_large(path: Path, seen: str, expected: str) -> InputError:
    return InputError(path.name, seen=seen, expected=expected, todo="split it into several files")


def _broken(path: Path, seen: str) -> InputError:
    return InputError(
        f"{path.name} cannot be unpacked",
        seen=seen,
        expected="a whole, unlocked workbook",
        todo="fetch or send it again, or open it in Excel or WPS and save it as .xlsx",
    )
