"""The figures that a text itself prints: the proof of what a language model claims.

Kept apart from the grammar that reads the page on purpose: a second, shorter reading of its own, which
only has to answer whether a quote says what somebody claims that it says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from yanzhen.reading.places import plain
from yanzhen.values import Quantity, Relation, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yanzhen.reading.original import Span

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
YEARS = (1900, 2100)

FIGURE = re.compile(
    r"""(?P<minus>零下|(?<![\d%.])-)?
    (?P<of_hundred>百分之)?
    (?:(?P<digits>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)
      |(?P<words>[〇零一二两三四五六七八九十百千]+(?:点[〇零一二三四五六七八九]+)?))
    (?P<over>[多余])?
    (?P<scale>(?:[十百千]?[万亿]{1,2}|[百千](?![分米克瓦]))?)
    (?P<more>[多余])?
    (?P<share>%|‰|成)?""",
    re.VERBOSE,
)
RANGE = re.compile(r"[^\d,。;、:\n]{0,4}?(?:至|到|-|–|—{1,2}|~)")
BEFORE: tuple[tuple[str, frozenset[Relation]], ...] = (
    ("不超过|不高于|不多于|最高|最多|至多", frozenset({Relation.AT_MOST})),
    ("不少于|不低于|不小于|至少|最低|最少", frozenset({Relation.AT_LEAST})),
    ("突破", frozenset({Relation.ABOVE, Relation.AT_LEAST})),
    ("超过|高于|大于|多于|超出|超|逾", frozenset({Relation.ABOVE})),
    ("不足|低于|少于|小于|不到", frozenset({Relation.BELOW})),
    ("接近|将近|近", frozenset({Relation.ABOUT, Relation.BELOW})),
    ("大约|约|大概|约为|约合", frozenset({Relation.ABOUT})),
)
AFTER: tuple[tuple[str, frozenset[Relation]], ...] = (
    ("以上", frozenset({Relation.AT_LEAST})),
    ("以下", frozenset({Relation.AT_MOST, Relation.BELOW})),
    ("以内|之内", frozenset({Relation.AT_MOST})),
    ("左右|上下", frozenset({Relation.ABOUT})),
)
OPEN = (Relation.ABOVE, Relation.AT_LEAST)
CLOSED = (Relation.BELOW, Relation.AT_MOST)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a text, or both ends of a range; ``share`` says that it is a part of a whole."""

    low: Decimal
    high: Decimal
    share: bool
    relations: frozenset[Relation]
    span: Span
    after: str


def stated(text: str, claim: Quantity, within: Span | None = None) -> Span | None:
    """Where the text prints the claimed figure, unit included; ``None`` where it does not.

    The figure, its unit and its bound or approximation must all be what the text says. With ``within``
    the figure must stand in that part, but it is read with the words around it: a quote that leaves
    out 以上 proves nothing.

    >>> from yanzhen.values import at_least, exactly
    >>> stated("融资４.３４亿元", exactly(Decimal(434000000), "CNY"))
    (2, 8)
    >>> stated("占80%以上", exactly(Decimal("0.8"), "1")) is None
    True
    >>> stated("占80%以上", at_least(Decimal("0.8"), "1"))
    (1, 4)
    """
    if claim.status is not Status.KNOWN:
        return None
    first, last = within or (0, len(text))
    for figure in figures(text):
        if not first <= figure.span[0] < figure.span[1] <= last:
            continue
        if claim.relation in figure.relations and _ends(figure, claim.relation) == (claim.low, claim.high):
            tail = _unit_end(figure, claim.unit)
            if tail is not None:
                return figure.span[0], figure.span[1] + tail
    return None


def figures(text: str) -> Iterator[Figure]:
    """The figures of the text in their order; dates, ordinals and the indefinite 一 are none."""
    text = "".join(plain(character) for character in text)
    found = list(_printed(text))
    at = 0
    while at < len(found):
        pair = at + 1 < len(found) and RANGE.fullmatch(text, found[at].end, found[at + 1].start)
        if pair and not re.search(r"[从由]\Z", text[: found[at].start]):
            yield _range(text, found[at], found[at + 1])
            at += 2
            continue
        yield _single(text, found[at])
        at += 1


@dataclass(frozen=True, slots=True)
class _Printed:
    """A figure in its parts: 3亿5000万 is made of two."""

    parts: tuple[re.Match[str], ...]

    @property
    def start(self) -> int:
        return self.parts[0].start()

    @property
    def end(self) -> int:
        return self.parts[-1].end()

    @property
    def value(self) -> Decimal:
        return sum((_value(part) for part in self.parts), Decimal(0))

    @property
    def last(self) -> re.Match[str]:
        return self.parts[-1]


def _printed(text: str) -> Iterator[_Printed]:
    parts: list[re.Match[str]] = []
    for match in FIGURE.finditer(text):
        if parts and not (parts[-1].end() == match.start() and parts[-1]["scale"]):
            yield _Printed(tuple(parts))
            parts = []
        if not _names_something(text, match):
            parts.append(match)
    if parts:
        yield _Printed(tuple(parts))


def _single(text: str, printed: _Printed) -> Figure:
    span = (printed.start, printed.end)
    return Figure(
        printed.value, printed.value, _is_share(printed.last), _relations(text, printed), span, text[span[1] :]
    )


def _range(text: str, first: _Printed, last: _Printed) -> Figure:
    """The first end takes the scale and the percent sign of the last where it has none: 20至30亿."""
    low, high = first.value, last.value
    if not first.last["scale"]:
        low *= _power(last.last["scale"])
    if _is_share(last.last) and not _is_share(first.last):
        low *= _share(last.last)
    low, high = min(low, high), max(low, high)
    span = (first.start, last.end)
    return Figure(low, high, _is_share(last.last), frozenset({Relation.RANGE}), span, text[last.end :])


def _names_something(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    if before.endswith("第") or match["words"] in ("一", "千", "百"):
        return not match["scale"] and not match["of_hundred"] and not match["share"]
    if re.match("月(?!份?内)|日|号", after) and not match["scale"]:
        return True
    digits = match["digits"] or ""
    year = len(digits) == 4 and digits.isdigit() and YEARS[0] <= int(digits) <= YEARS[1]
    return (year and bool(re.match("年|[-—至到]", after))) or bool(re.match("[〇零一二]{2}", match["words"] or ""))


def _relations(text: str, printed: _Printed) -> frozenset[Relation]:
    if printed.last["over"] or printed.last["more"]:
        return frozenset({Relation.ABOVE})
    for words, relations in AFTER:
        if re.match(rf"[^\d,。;、\n]{{0,4}}?(?:{words})", text[printed.end :]):
            return relations
    for words, relations in BEFORE:
        if re.search(rf"(?:{words})(?:了|达|为|到)?\Z", text[: printed.start]):
            return relations
    return frozenset({Relation.EQUAL})


def _ends(figure: Figure, relation: Relation) -> tuple[Decimal | None, Decimal | None]:
    return (None if relation in CLOSED else figure.low), (None if relation in OPEN else figure.high)


def _unit_end(figure: Figure, unit: str) -> int | None:
    """How many characters of unit follow the figure; ``None`` where another unit stands there."""
    if unit == "1":
        return 0 if figure.share else None
    if figure.share:
        return None
    wanted = r"(?:人民币|块)?元(?!素)" if unit == "CNY" else "个?" + re.escape("".join(map(plain, unit)))
    following = re.match(rf"[^\S\n]*{wanted}", figure.after) if unit else None
    return following.end() if following else None


def _value(match: re.Match[str]) -> Decimal:
    printed = Decimal(match["digits"].replace(",", "")) if match["digits"] else _in_words(match["words"])
    value = printed * _power(match["scale"]) * _share(match)
    return -value if match["minus"] else value


def _power(scale: str) -> Decimal:
    power = Decimal(1)
    for character in scale:
        power *= POWERS[character]
    return power


def _is_share(match: re.Match[str]) -> bool:
    return bool(match["share"] or match["of_hundred"])


def _share(match: re.Match[str]) -> Decimal:
    if match["of_hundred"]:
        return Decimal("0.01")
    return {"%": Decimal("0.01"), "‰": Decimal("0.001"), "成": Decimal("0.1")}.get(match["share"] or "", Decimal(1))


def _in_words(words: str) -> Decimal:
    """A number below ten thousand in Chinese characters.

    >>> _in_words("一百零五"), _in_words("十五"), _in_words("三点六"), _in_words("二四")
    (Decimal('105'), Decimal('15'), Decimal('3.6'), Decimal('24'))
    """
    whole, _, fraction = words.partition("点")
    decimals = "".join(str(DIGITS[character]) for character in fraction)
    return Decimal(f"{_whole(whole)}.{decimals}" if decimals else _whole(whole))


def _whole(words: str) -> int:
    if not any(character in POWERS for character in words):
        return int("".join(str(DIGITS[character]) for character in words))
    total, digit = 0, 0
    for character in words:
        if character in POWERS:
            total += (digit or 1) * POWERS[character]
            digit = 0
        else:
            digit = DIGITS[character]
    return total + digit
