"""Cells that hold a code of a national list, or a name that stands for one."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from yanzhen.codes import industries, region_codes, regions, strategic, uscc
from yanzhen.codes.ipc import is_ipc
from yanzhen.codes.regions import Region
from yanzhen.sheets.rows import RawCell
from yanzhen.sheets.texts import text_of, text_reader
from yanzhen.sheets.trouble import CellFault, Read, Trouble, remembered, trouble

_MEMO_MOST = 50_000
_SEPARATORS = re.compile(r"[\s\-_.·]")
_CANDIDATES = 6


def uscc_reader() -> Callable[[RawCell | CellFault], Read]:
    """What reads unified social credit codes."""

    def read(cell: RawCell | CellFault) -> Read:
        if isinstance(cell, CellFault):
            return trouble(cell.code)
        if isinstance(cell, float) and abs(cell) >= 1e15:
            return trouble("digits-lost")
        written = text_of(cell).upper()
        return _uscc(_SEPARATORS.sub("", written), str(cell)) if written else None

    return read


def firm_reader(*, defused: bool = False) -> Callable[[RawCell | CellFault], Read]:
    """What reads a column of firms: a thing shaped like a uscc is checked as one, anything else is a name."""
    text = text_reader(defused=defused)

    def read(cell: RawCell | CellFault) -> Read:
        code = _SEPARATORS.sub("", text_of(cell).upper()) if isinstance(cell, str) else ""
        if len(code) == uscc.LENGTH and code.isascii() and code.isalnum() and sum(c.isdigit() for c in code) >= 8:
            return _uscc(code, str(cell))
        name = text(cell)
        return name if name is None or isinstance(name, Trouble) else trouble("name-for-code", name)

    return read


def _uscc(code: str, written: str) -> Read:
    found = uscc.faults(code)
    cleaned = [("code-cleaned", dict[str, str]())] if code != written else []
    if not found and not cleaned:
        return code
    said = [
        (f"uscc-{fault.part}", {"position": str(fault.position), "seen": fault.seen, "expected": fault.expected})
        for fault in found
    ]
    return Trouble(code, (*said, *cleaned))


def region_reader() -> Callable[[RawCell | CellFault], Read]:
    """What reads a region by its code or its name."""
    return remembered(lambda cell: region_near(cell, ""))


def region_near(cell: RawCell | CellFault, near: str) -> Read:
    """A region by its code or its name, given the names of province and city in the same row."""
    if isinstance(cell, CellFault):
        return trouble(cell.code)
    text = text_of(cell)
    return _region(text, near) if text else None


@lru_cache(maxsize=_MEMO_MOST)
def _region(text: str, near: str) -> Read:
    digits = text.removesuffix(".0")
    if digits.isascii() and digits.isdigit():
        return _region_code(digits)
    name = "".join(text.split()).replace("/", "").replace("·", "")
    options = _regions_named(name, near)
    if len(options) == 1:
        return trouble("region-resolved", options[0].code, found=options[0].code)
    if options:
        listed = "、".join(f"{option.code} {_full_name(option)}" for option in options[:_CANDIDATES])
        return trouble("region-ambiguous", seen=text, candidates=listed)
    return trouble("region-unknown", hint="")


def _region_code(digits: str) -> Read:
    if len(digits) in (9, 12) and region_codes.known(digits[:6]):
        found = _region_code(digits[:6])
        more = (("region-shortened", dict[str, str]()),)
        return Trouble(found.value, (*found.faults, *more)) if isinstance(found, Trouble) else Trouble(found, more)
    known = region_codes.known(digits)
    if known is None:
        padded = digits.ljust(6, "0") if len(digits) in (2, 4) else digits[:6]
        hint = regions.region(padded)
        return trouble("region-unknown", hint=f"（{hint.code} {hint.name}？）" if hint else "")
    if known.former:
        now = f" → {known.now.code} {known.now.name}" if known.now else ""
        return trouble(
            "region-former", digits, seen=digits, name=known.name, revision=known.last_revision or "—", now=now
        )
    here = regions.region(digits)
    return trouble("region-zone", digits) if here and here.level == "zone" else digits


def _regions_named(name: str, near: str) -> tuple[Region, ...]:
    """The regions that a name may mean: the last of a run of names, each within the one before."""
    whole = near + name
    parts = regions.split_places(whole) or (regions.split_places(name) if near else None)
    if not parts:
        return ()
    chains: list[tuple[Region, ...]] = [()]
    for part in parts:
        named = regions.regions_named(part)
        chains = [(*chain, option) for chain in chains for option in named if not chain or _within(option, chain[-1])]
    found = {chain[-1].code: chain[-1] for chain in chains if chain}
    return tuple(_only_whole(tuple(found.values()), parts[-1]))


def _only_whole(options: tuple[Region, ...], name: str) -> tuple[Region, ...]:
    """A full name means what bears it, not what is called so for short: 吉林省 is no city."""
    whole = tuple(option for option in options if option.name == name)
    return whole or options


def _within(lower: Region, upper: Region) -> bool:
    return lower.code == upper.code or any(above.code == upper.code for above in regions.ancestors(lower.code))


def _full_name(region: Region) -> str:
    return "".join(above.name for above in reversed(regions.ancestors(region.code))) + region.name


def industry_reader() -> Callable[[RawCell | CellFault], Read]:
    """What reads an industry by its code, with or without the letter of its section, or by its name."""

    def read(cell: RawCell | CellFault) -> Read:
        if isinstance(cell, CellFault):
            return trouble(cell.code)
        text = text_of(cell).upper()
        return _industry(text, isinstance(cell, float)) if text else None

    return remembered(read)


def _industry(text: str, as_number: bool) -> Read:
    code = _SEPARATORS.sub("", text)
    leading = re.match(r"[A-T]?\d{2,4}(?!\d)", code)
    found = industries.industry(code) or (industries.industry(leading.group()) if leading else None)
    if found:
        zero_lost = as_number and len(text) == 3 and industries.industry("0" + text) is not None
        return trouble("industry-zero-lost", found.code, seen=text) if zero_lost else found.code
    if as_number and (padded := industries.industry("0" + code)):
        return trouble("industry-zero-lost", padded.code, seen=text)
    named = industries.industries_named(text)
    if named and all(named[0] in (each, *industries.ancestors(each.code)) for each in named[1:]):
        return trouble("industry-resolved", named[0].code, found=named[0].code)
    if named:
        listed = "、".join(f"{each.code} {each.name}" for each in named[:_CANDIDATES])
        return trouble("industry-ambiguous", seen=text, candidates=listed)
    hint = industries.industry(code[1:]) if code[1:].isdigit() else None
    return trouble("industry-unknown", hint=f"（{hint.code} {hint.name}？）" if hint else "")


def strategic_reader() -> Callable[[RawCell | CellFault], Read]:
    """What reads a strategic emerging industry by its code or name."""

    def read(cell: RawCell | CellFault) -> Read:
        if isinstance(cell, CellFault):
            return trouble(cell.code)
        text = text_of(cell)
        if not text:
            return None
        if strategic.strategic(text):
            return text
        named = strategic.strategic_named(text)
        return trouble("strategic-resolved", named.code, found=named.code) if named else trouble("strategic-unknown")

    return remembered(read)


def ipc_reader() -> Callable[[RawCell | CellFault], Read]:
    """What reads a main class of the IPC; a doubtful one is kept."""
    text = text_reader()

    def read(cell: RawCell | CellFault) -> Read:
        found = text(cell)
        if not isinstance(found, str) or is_ipc(found.upper()):
            return found
        return trouble("ipc-shape", found)

    return read
