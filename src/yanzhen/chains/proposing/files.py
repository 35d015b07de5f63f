"""What is known beforehand, and the texts to be read, from files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from yanzhen.chains.proposing.proposal import Firm, Known
from yanzhen.errors import InputError

DESCRIBING = ("main_business", "main_product")
"""The columns of a firm that tell in words what it makes."""
PLAIN = (".txt", ".md")
MOST_BYTES = 20 * 2**20


@dataclass(frozen=True, slots=True)
class Reading:
    """A text to be read: a file, or a cell of a firm; ``place`` names it."""

    place: str
    text: str
    subject: Firm | None = None


def known_of_files(products: Sequence[Path], firms: Path | None, today: date) -> tuple[Known, list[Reading]]:
    """The names of these files, and what the firms' own columns tell of them.

    ``products`` are ``product-links`` or ``firm-products`` tables, or plain texts with one name a line and its other names behind ``；``;
    ``firms`` is a table of firms. Raises :class:`~yanzhen.errors.InputError` for files that are none of these.
    """
    names: list[str] = []
    aliases: dict[str, str] = {}
    for path in products:
        for name, *others in _names(path, today):
            names.append(name)
            aliases |= dict.fromkeys(others, name)
    rows = _firm_rows(firms, today) if firms else []
    known = Known.of(names, (_firm(row) for row in rows), aliases=aliases)
    return known, [reading for row in rows for reading in _described(row, firms)]


def text_of(path: Path) -> Reading:
    """The text of a file in UTF-8, UTF-16 or GB18030."""
    from yanzhen.sheets.textfile import encoding_of

    if not path.is_file():
        raise InputError("text", seen=str(path), expected="a file of text that is there", todo="correct the name")
    if path.stat().st_size > MOST_BYTES:
        raise InputError(path.name, seen=f"{path.stat().st_size} bytes", expected=f"at most {MOST_BYTES}")
    return Reading(path.name, path.read_text(encoding=encoding_of(path)))


def parted(text: object) -> tuple[str, ...]:
    """Names of one cell, parted by semicolons of either width or 、.

    >>> parted("泰岭轴承；泰岭、TL")
    ('泰岭轴承', '泰岭', 'TL')
    """
    for mark in ("；", "、", "\n"):
        text = str(text or "").replace(mark, ";")
    return tuple(name.strip() for name in str(text).split(";") if name.strip())


def _names(path: Path, today: date) -> Iterator[tuple[str, ...]]:
    if path.suffix.lower() in PLAIN:
        yield from (names for line in text_of(path).text.splitlines() if (names := parted(line)))
        return
    for kind, columns in (("product-links", ("product", "other")), ("firm-products", ("product",))):
        if (rows := _rows_of(kind, path, today)) is not None:
            yield from ((row[column],) for row in rows for column in columns)
            return
    raise InputError(
        path.name, seen="neither table", expected="product-links, firm-products, or a text with one name a line"
    )


def _rows_of(kind: str, path: Path, today: date) -> list[dict[str, Any]] | None:
    """The rows of the table; nothing where the file is another table."""
    from yanzhen.sheets.frames import table_of_file

    if not path.is_file():
        raise InputError("products", seen=str(path), expected="a file that is there", todo="correct the name")
    try:
        return list(table_of_file(kind, path, today).iter_rows(named=True))
    except InputError:
        return None


def _firm_rows(path: Path, today: date) -> list[dict[str, Any]]:
    from yanzhen.sheets.frames import table_of_file

    return list(table_of_file("firms", path, today).iter_rows(named=True))


def _firm(row: dict[str, Any]) -> Firm:
    names = (*parted(row["aliases"]), *parted(row["former_names"]))
    return Firm(row["uscc"], row["name"] or row["uscc"], names)


def _described(row: dict[str, Any], path: Path | None) -> Iterator[Reading]:
    for column in DESCRIBING:
        if text := row.get(column):
            place = f"{path.name if path else ''}:{row['uscc']}:{column}"
            yield Reading(place, text, _firm(row))
