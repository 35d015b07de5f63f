"""A deal file's text with other sizes, coupons and amounts: lines are changed or added, all else stays as it is written.

The text that comes out is read again, and must give the deal that was wanted; a file that is written in another way (tables in
one line, say) is refused, and the person changes it by hand.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from yanzhen.desk.securitization.terms import read_terms
from yanzhen.errors import InputError, RefusalError
from yanzhen.securitization.keys import tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yanzhen.securitization.deal import Deal as Terms

HEADER = re.compile(r"\s*\[")


def rewritten(text: str, file: str, wanted: Terms) -> str:
    """The text of the wanted deal, which differs from the text's in sizes, fixed coupons, amounts and firms left out."""
    before = read_terms(text, file)
    lines = text.splitlines()
    kept = {firm.name: firm.exposure_fen for firm in wanted.obligors}
    for place in reversed(range(len(before.patents))):
        if before.patents[place].owner not in kept:
            lines = _without(lines, "patent", place)
    for place in reversed(range(len(before.obligors))):
        firm = before.obligors[place]
        if firm.name not in kept:
            lines = _without(lines, "obligor", place)
        elif kept[firm.name] != firm.exposure_fen:
            lines = _with(lines, "obligor", place, "exposure", Fraction(kept[firm.name], before.unit_fen))
    for place, (old, new) in enumerate(zip(before.tranches, wanted.tranches, strict=True)):
        if new.balance / wanted.pool_fen != old.balance / before.pool_fen or _line(lines, "tranche", place, "balance"):
            lines = _with(lines, "tranche", place, "share", new.balance / wanted.pool_fen, instead="balance")
        if new.coupons != old.coupons:
            lines = _with(lines, "tranche", place, "coupon", new.coupons[0], instead="coupons")
    found = "\n".join(lines) + "\n"
    _same(found, file, wanted)
    return found


def _same(text: str, file: str, wanted: Terms) -> None:
    """Refuses a text that does not give the wanted deal."""
    try:
        read = read_terms(text, file)
    except InputError as error:
        raise _unchanged(error.what) from None
    if read != wanted:
        raise _unchanged("another deal than the one structured")


def _unchanged(seen: str) -> RefusalError:
    return RefusalError(
        "the file is written in a way that the desk does not change",
        seen=seen,
        todo="change the file by hand, as a new version",
    )


def _with(lines: Sequence[str], table: str, place: int, key: str, figure: Fraction, instead: str = "") -> list[str]:
    """The lines with this key of the table's row at this figure, in the key's or the other key's place, or a new line."""
    found = list(lines)
    at = _line(found, table, place, key) or _line(found, table, place, instead)
    if at is None:
        start, _end = _span(found, table, place)
        found.insert(start + 1, f"{key} = {_exact(figure)}")
        return found
    comment = re.search(r"\s+#.*$", found[at])
    found[at] = f"{_spelled(found[at], table, key)} = {_exact(figure)}{comment[0] if comment else ''}"
    return found


def _spelled(line: str, table: str, key: str) -> str:
    """The key in the language in which the line has its own."""
    row = next(one for one in tables() if one.name == table).key(key)
    assert row is not None  # the keys named here are in the list
    return key if line.lstrip(" \t\"'")[:1].isascii() else row.label_zh


def _without(lines: Sequence[str], table: str, place: int) -> list[str]:
    start, end = _span(lines, table, place)
    return [*lines[:start], *lines[end:]]


def _line(lines: Sequence[str], table: str, place: int, key: str) -> int | None:
    """Where the row has the key, by its English or Chinese name."""
    row = next(one for one in tables() if one.name == table).key(key) if key else None
    if row is None:
        return None
    pattern = re.compile(rf"\s*[\"']?({re.escape(row.name)}|{re.escape(row.label_zh)})[\"']?\s*=")
    start, end = _span(lines, table, place)
    return next((at for at in range(start + 1, end) if pattern.match(lines[at])), None)


def _span(lines: Sequence[str], table: str, place: int) -> tuple[int, int]:
    """The lines of the table's row: from its header to the next header."""
    known = next(one for one in tables() if one.name == table)
    pattern = re.compile(rf"\s*\[\[\s*[\"']?({re.escape(known.name)}|{re.escape(known.label_zh)})[\"']?\s*\]\]")
    heads = [at for at, line in enumerate(lines) if pattern.match(line)]
    if place >= len(heads):
        raise _unchanged(f"no [[{known.name}]] of its own for number {place + 1}")
    start = heads[place]
    return start, next((at for at in range(start + 1, len(lines)) if HEADER.match(lines[at])), len(lines))


def _exact(figure: Fraction) -> str:
    """A decimal number that is exactly the figure; one without an end is refused."""
    scale = 10**12
    if (figure * scale).denominator != 1:
        raise RefusalError("a figure without an end as a decimal number", seen=str(figure), todo="round the amounts")
    whole = f"{int(figure * scale):013d}"
    return f"{whole[:-12]}.{whole[-12:]}".rstrip("0").rstrip(".")
