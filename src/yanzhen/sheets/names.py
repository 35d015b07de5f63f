"""Which column a header means: the table's own labels and keys, and the column names that other systems use (``names.csv``)."""

from __future__ import annotations

import csv
import difflib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from yanzhen.sheets.units import Unit, unit_of
from yanzhen.tables import Table

NEAR = "@near"
"""The key of a column that is not kept but says in which province or city a county's name is meant."""

OWN_HEADERS = ("导入检查结果", "Import check", "序号", "行号")
"""The column that our reports put beside a person's rows, and the number of a row: passed over, neither asked for nor told."""

_MARKS = re.compile(r"^[*＊#★●]+|[*＊:：]+$")
_NUMBERING = re.compile(r"^(?:其中[:,]?|\d{1,2}[.、]|[一二三四五六七八九十]{1,2}、)")
_BRACKETS = re.compile(r"[(\[【〔{]([^()\[\]【】〔〕{}]*)[)\]】〕}]")
_UNIT_WORD = re.compile(r"^(?:计量|金额|货币)?单位[:：]?")
_LIKE = 0.6


@dataclass(frozen=True, slots=True)
class Named:
    """What a header names: the key, how surely (3 confirmed by a person, 2 the table's own word, 1 a listed synonym), and the unit in it.

    ``remark`` is what stands in brackets and is no unit.
    """

    key: str | None
    rank: int
    unit: Unit | None
    remark: str


@dataclass(frozen=True, slots=True)
class _Names:
    own: dict[str, str]
    listed: dict[str, str]
    suggested: dict[str, tuple[str, ...]]


def named(header: str, table: Table, mapping: dict[str, str]) -> Named:
    """The column that a header names. ``mapping`` is by :func:`plain` header; ``""`` there means none.

    >>> from yanzhen.tables import register_table
    >>> found = named("营业收入（亿元）", register_table("firm-years"), {})
    >>> found.key, found.rank, found.unit.word
    ('revenue', 2, '亿元')
    """
    whole = plain(header)
    base, unit, remark = parted(whole)
    names = _names(table)
    if whole in mapping or base in mapping:
        return Named(mapping.get(whole, mapping.get(base)) or None, 3, unit, remark)
    readings: list[tuple[str, Unit | None, str]] = [(whole, None, ""), (base, unit, remark), *_attached(base)]
    for word, its_unit, its_remark in readings:
        if word in names.own:
            return Named(names.own[word], 2, its_unit or unit, its_remark)
        if word in names.listed:
            return Named(names.listed[word], 1, its_unit or unit, its_remark)
    return Named(None, 0, unit, remark)


def suggestions(header: str, table: Table) -> tuple[str, ...]:
    """The keys that an unknown header may mean, likeliest first; a person has to confirm one.

    >>> from yanzhen.tables import register_table
    >>> suggestions("参保人数", register_table("firm-years"))[0]
    'employees'
    """
    base = parted(plain(header))[0]
    if not base:
        return ()
    names = _names(table)
    listed = list(names.suggested.get(base, ()))
    known = names.own | names.listed
    close = difflib.get_close_matches(base, known, n=3, cutoff=_LIKE)
    within = [name for name in known if len(name) >= 2 and (name in base or (len(base) >= 2 and base in name))]
    found = [*listed, *(known[name] for name in [*close, *within])]
    return tuple(key for key in dict.fromkeys(found) if key != NEAR)[:4]


@lru_cache(maxsize=10_000)
def plain(header: str) -> str:
    """The header in half width and lower case, without spaces, line ends, stars and numbering.

    >>> plain("＊ 营业收入 （万元）"), plain("3. RD Expense")
    ('营业收入(万元)', 'rdexpense')
    """
    text = unicodedata.normalize("NFKC", header).replace("_", "")
    text = _MARKS.sub("", "".join(text.split())).lower()
    return _NUMBERING.sub("", _MARKS.sub("", text))


@lru_cache(maxsize=10_000)
def parted(whole: str) -> tuple[str, Unit | None, str]:
    """A plain header without its brackets, the unit in it, and what else stood in the brackets.

    >>> parted("研发费用(审计)(千元)")[0], parted("占比/%")[1].word, parted("研发费用(审计)")[2]
    ('研发费用', '%', '审计')
    """
    inside = [_UNIT_WORD.sub("", text) for text in _BRACKETS.findall(whole)]
    base = _MARKS.sub("", _BRACKETS.sub("", whole))
    unit = next((found for text in inside if (found := unit_of(text))), None)
    remark = "、".join(text for text in inside if not unit_of(text) and text)
    for mark in ("/", ",", ";", ":", "-", "—", "单位"):
        head, parting, tail = base.rpartition(mark)
        if unit is None and parting and head and (its := unit_of(_UNIT_WORD.sub("", tail))):
            return _UNIT_WORD.sub("", head) or head, its, remark
    return base, unit, remark


@lru_cache(maxsize=10_000)
def _attached(base: str) -> tuple[tuple[str, Unit | None, str], ...]:
    """营业收入万元: a unit right behind the name."""
    ends = ((base[:-size], unit_of(base[-size:])) for size in range(1, min(5, len(base) - 1)))
    return tuple((head, unit, "") for head, unit in ends if unit)


@lru_cache(maxsize=64)
def _names(table: Table) -> _Names:
    own: dict[str, str] = {}
    for column in table.columns:
        own.setdefault(plain(column.label_zh), column.name)
    own |= {plain(column.name): column.name for column in table.columns}
    keys = {column.name for column in table.columns}
    listed: dict[str, str] = {}
    suggested: dict[str, tuple[str, ...]] = {}
    for row in _listed():
        if row["table"] not in ("*", table.name) or (row["key"] not in keys and row["key"] != NEAR):
            continue
        name = plain(row["name"])
        if row["applied"] == "yes":
            listed.setdefault(name, row["key"])
        else:
            suggested[name] = (*suggested.get(name, ()), row["key"])
    return _Names(own, listed, suggested)


@lru_cache(maxsize=1)
def _listed() -> tuple[dict[str, str], ...]:
    text = (resources.files("yanzhen.sheets") / "names.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
