"""The patterns and the words of the files beside this one, compiled once.

``patterns.csv`` writes a sentence with slots: ``<in>`` is a list of names, ``<buyer>`` a firm, ``<goods?>`` a list that may be absent, ``{make}``
a class of ``words.csv`` (``{activities}`` a run of them with a making among them), ``[x]`` what may be absent, ``~`` up to eight characters, ``#`` an amount, ``^`` and ``$`` the
beginning and the end of a clause, ``@`` a firm, a word for one, or the beginning of a clause; the rest is a regular expression. ``edges`` says which slots it ties: ``made_from:out>in``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from yanzhen.chains.proposing.proposal import Mood, Relation, Sureness

FIRM_FIRST, FIRM_NEXT = "\ue000", "\ue001"
"""Stand in the working text for the first and the further characters of a firm's name, so that 泰岭轴承 is no 轴承."""
FIRM_SLOTS = ("firm", "buyer")
SPEAKER, GIVEN = "FIRM", "GIVEN"
"""In ``edges``: the firm of which the clause speaks, wherever it is named; the firm whose description the text is."""
MARKS = "，。；：！？"
_INSIDE = f"[^{MARKS}{FIRM_FIRST}{FIRM_NEXT}]"
_FIRM = f"{FIRM_FIRST}{FIRM_NEXT}*"
_AMOUNT = r"[\d.一二三四五六七八九十百千万两几数]+(?:多|余)?[十百千万亿]*(?:多|余)?(?:公里|千米|平方米|立方米|吨|台|套|件|只|个|米|辆|片|颗|支|条|头|升|千克|公斤|块|箱|瓶|盒|块|双|根|组|k?wh|mw|gw)*(?:/年)?"
_BOUNDED = {"": "", "*": "{0,4}", "+": "{1,4}"}
"""How often what may be repeated is: without a bound, a text made for it could keep the search busy for ever."""
_TOKEN = re.compile(r"<(\w+)(\?)?>|\{([a-z]+)\}([*+]?)|\[|\]([*+]?)|[~#@^$]")


@dataclass(frozen=True, slots=True)
class EdgeRule:
    """One edge of a pattern: ``source`` and ``target`` are its slots, or :data:`SPEAKER`."""

    relation: Relation
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row of ``patterns.csv``; ``needs`` says which names must be known beforehand: ``any``, ``one_known`` of a link's two, or ``all_known``."""

    id: str
    found: re.Pattern[str]
    edges: tuple[EdgeRule, ...]
    mood: Mood | None
    needs: str
    sureness: Sureness
    example: str


@dataclass(frozen=True, slots=True)
class Hedge:
    """Words that make a plan, a memory or a denial of what follows."""

    found: re.Pattern[str]
    mood: Mood

    @property
    def reaches_back(self) -> bool:
        """Whether it may stand in a clause before (投产后，年产…); the others count in their own clause."""
        return "，" in self.found.pattern


@cache
def words() -> dict[str, tuple[str, ...]]:
    """The words of each class, the longer first."""
    return _classes("words.csv", "class")


@cache
def name_words() -> dict[str, tuple[str, ...]]:
    """What is no product, what ends a name, what stands before and after one."""
    return _classes("not_products.csv", "how")


@cache
def patterns() -> tuple[Pattern, ...]:
    """Every pattern, in the order of its file."""
    return tuple(
        Pattern(
            id=row["id"],
            found=re.compile(compiled(row["template"])),
            edges=tuple(_edge(text) for text in row["edges"].split(";")),
            mood=Mood(row["mood"]) if row["mood"] else None,
            needs=row["needs"],
            sureness=Sureness(row["sureness"]),
            example=row["example"],
        )
        for row in _rows("patterns.csv")
    )


@cache
def hedges() -> tuple[Hedge, ...]:
    """The words of each mood; where several stand in a clause, the first row of the file that fits decides."""
    return tuple(Hedge(re.compile(row["pattern"]), Mood(row["mood"])) for row in _rows("hedges.csv"))


@cache
def pronoun() -> re.Pattern[str]:
    """A word for the firm that was named before."""
    return re.compile(_any_of("pronoun"))


def compiled(template: str) -> str:
    """The regular expression of a template.

    >>> bool(re.search(compiled("<in>[主要]用于<out>"), "铜箔主要用于锂电池"))
    True
    """
    parts, at = [], 0
    for token in _TOKEN.finditer(template):
        parts.append(template[at : token.start()])
        parts.append(_part(token, is_last=token.end() == len(template)))
        at = token.end()
    return "".join([*parts, template[at:]])


def _part(token: re.Match[str], *, is_last: bool) -> str:
    text = token[0]
    if token[1]:
        inside = (
            f"{_FIRM}(?:[、和与及]{_FIRM})*" if token[1] in FIRM_SLOTS else f"{_INSIDE}{{1,90}}{'' if is_last else '?'}"
        )
        return f"(?P<{token[1]}>{inside}){token[2] or ''}"
    if token[3]:
        return (_activities() if token[3] == "activities" else _any_of(token[3])) + _BOUNDED[token[4]]
    if text.startswith("]"):
        return ")" + (_BOUNDED[token[5]] or "?")
    begin = f"(?:^|(?<=[{MARKS}]))"
    speaks = f"(?:{_FIRM}|{_any_of('pronoun')}|{begin})(?:{_any_of('adverb')}|{_any_of('hedge')}){_BOUNDED['*']}"
    simple = {"[": "(?:", "~": f"[^{MARKS}]{{0,8}}?", "#": f"(?:{_AMOUNT})", "@": speaks, "^": begin}
    return simple.get(text, f"(?=[{MARKS}]|$)")


def _activities() -> str:
    """研发、生产和销售: a run of activities of which one is making; who only sells makes nothing."""
    run = f"(?:{_any_of('activity')}(?:[、和与及，]|以及){{0,2}})+"
    return f"(?=[^{MARKS}]{{0,40}}?{_any_of('making')})(?>{run})"


def _any_of(group: str) -> str:
    return f"(?:{'|'.join(map(re.escape, words()[group]))})"


def _edge(text: str) -> EdgeRule:
    relation, _, ends = text.partition(":")
    source, _, target = ends.partition(">")
    return EdgeRule(Relation(relation), source, target)


def _classes(file: str, column: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for row in _rows(file):
        found.setdefault(row[column], set()).add(row["word"])
    return {group: tuple(sorted(members, key=lambda one: (-len(one), one))) for group, members in found.items()}


def _rows(file: str) -> Iterator[dict[str, str]]:
    text = (files("yanzhen.chains.proposing") / file).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())
