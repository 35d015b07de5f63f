"""A thing that would count: the entry of a list that a rule's ``where`` asks for, with just the keys that it asks for.

Each attribute gets the value that is easiest to reach: the last place that still counts, the lowest level, the latest day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction

from yanzhen.ladder import tree
from yanzhen.ladder.catalogue import LISTS
from yanzhen.ladder.climb.change import Addition, day_before
from yanzhen.ladder.climb.effort import things
from yanzhen.ladder.firm import Value
from yanzhen.ladder.ranges import Range
from yanzhen.ladder.sight import MET, Sight

EASIEST = (
    "own",
    "invention",
    "enterprise",
    "county",
    "municipal",
    "group",
    "local",
    "provincial",
    "industry",
    "national",
)
"""Of several choices the first of these that a rule takes; others in their own order."""
MOST = 6


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What an entry must be: fixed values, and numbers between ends."""

    fixed: Mapping[str, Value] = field(default_factory=dict)
    ends: Mapping[str, Range] = field(default_factory=dict)

    def both(self, other: _Wanted) -> _Wanted | None:
        """What meets both, or nothing."""
        if any(self.fixed[name] != other.fixed[name] for name in self.fixed.keys() & other.fixed.keys()):
            return None
        ends = dict(self.ends)
        for name, right in other.ends.items():
            left = ends.get(name, Range(None, None))
            ends[name] = Range(_inner(left.low, right.low, max), _inner(left.high, right.high, min))
        return _Wanted({**self.fixed, **other.fixed}, ends)

    def entry(self) -> dict[str, Value] | None:
        """One entry of this kind: of numbers the largest that counts, where there is one."""
        found = dict(self.fixed)
        for name, ends in self.ends.items():
            if ends.low is not None and ends.high is not None and ends.low > ends.high:
                return None
            end = ends.high if ends.high is not None else ends.low
            if end is not None:
                found[name] = end
        return found


def addition(sight: Sight, tally: tree.Tally) -> Addition | None:
    """The easiest entry that the tally would count; ``None`` where none can be made."""
    for wanted in _ways(sight, tally.where) if tally.where is not None else [_Wanted()]:
        entry = wanted.entry()
        if entry is None:
            continue
        if tally.attribute:
            entry.setdefault(tally.attribute, Fraction(0))
        if tally.where is None or sight.test(tally.where, {**_defaults(tally.name), **entry}) is MET:
            return Addition(tally.name, tuple(sorted(entry.items())))
    return None


def title_addition(sight: Sight, title: str) -> Addition:
    """The title, valid from the day of judging for as long as it usually lasts."""
    last = day_before(sight.on, -things()["titles"].lasts_years) - timedelta(days=1)
    return Addition("titles", (("title", title), ("valid_from", sight.on), ("valid_to", last)))


def _defaults(name: str) -> dict[str, Value]:
    return {row.name: row.default for row in LISTS[name].attributes.values() if row.default is not None}


def _ways(sight: Sight, test: tree.Test, wanted: bool = True) -> list[_Wanted]:
    match test:
        case tree.All(parts=parts) | tree.AnyOf(parts=parts):
            together = isinstance(test, tree.All) is wanted
            return (
                _together(sight, parts, wanted) if together else [way for p in parts for way in _ways(sight, p, wanted)]
            )
        case tree.Not(part=part):
            return _ways(sight, part, not wanted)
        case tree.EntryFlag(name=name):
            return [_Wanted({name: wanted})]
        case tree.OneOf(term=tree.Attribute(name=name), choices=choices):
            return [_Wanted({name: choice}) for choice in _choices(sight, name, choices, wanted)]
        case tree.Compare():
            return list(_compared(sight, test, wanted))
        case tree.Attribute():
            return []
    answer = sight.test(test, {})
    return [_Wanted()] if (answer is MET) is wanted else []


def _together(sight: Sight, parts: tuple[tree.Test, ...], wanted: bool) -> list[_Wanted]:
    found = [_Wanted()]
    for part in parts:
        ways = _ways(sight, part, wanted)
        found = [both for one in found for way in ways if (both := one.both(way)) is not None][: 4 * MOST]
    return found


def _choices(sight: Sight, name: str, choices: tuple[str, ...], wanted: bool) -> list[str]:
    known = next((row.attributes[name].choices for row in LISTS.values() if name in row.attributes), ())
    allowed = [choice for choice in (choices if wanted else known) if wanted or choice not in choices]
    order = {choice: place for place, choice in enumerate(EASIEST)}
    return sorted(allowed, key=lambda choice: order.get(choice, len(order)))[:2]


def _compared(sight: Sight, test: tree.Compare, wanted: bool) -> Iterator[_Wanted]:
    """One side is an attribute (or the years since one), the other a number that the firm's entry does not change."""
    relation = test.relation if wanted else _OPPOSITE[test.relation]
    for near, far, told in ((test.left, test.right, relation), (test.right, test.left, _MIRROR[relation])):
        if isinstance(near, (tree.Attribute, tree.Elapsed)):
            number = sight.amount(far, {}).exact
            if number is None:
                continue
            if isinstance(near, tree.Attribute):
                yield _Wanted({}, {near.name: _ends(told, number)})
            elif isinstance(near.since, tree.Attribute):
                yield _Wanted({near.since.name: _since(sight, near, told, number)})


def _ends(relation: str, number: Fraction) -> Range:
    match relation:
        case ">=":
            return Range(number, None)
        case ">":
            return Range(number + 1, None)
        case "<=":
            return Range(None, number)
        case "<":
            return Range(None, number - 1)
    return Range(number, number)


def _since(sight: Sight, elapsed: tree.Elapsed, relation: str, number: Fraction) -> date:
    """The latest first day after which so much time has passed (the day itself, where less is asked)."""
    until = sight._until(elapsed.until)
    if relation in ("<", "<="):
        return until
    least = int(number) + (relation == ">")
    if elapsed.unit == "days":
        return until - timedelta(days=max(0, least - 1))
    return day_before(until + timedelta(days=1), least)


_OPPOSITE: Mapping[str, tree.Relation] = {">=": "<", ">": "<=", "<=": ">", "<": ">=", "=": "!=", "!=": "="}
_MIRROR: Mapping[str, tree.Relation] = {">=": "<=", ">": "<", "<=": ">=", "<": ">", "=": "=", "!=": "!="}


def _inner(one: Fraction | None, other: Fraction | None, choose: object) -> Fraction | None:
    if one is None or other is None:
        return one if other is None else other
    return choose(one, other)  # type: ignore[operator,no-any-return]


def counted(addition: Addition, count: int) -> Addition:
    """So many of it."""
    return replace(addition, count=count)


def valued(addition: Addition, attribute: str, value: Fraction) -> Addition:
    """It with another value of one attribute."""
    return replace(addition, entry=tuple(sorted({**addition.what, attribute: value}.items())))
