"""Scores quantities, days and names: each label is met by one statement that overlaps it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, TypeVar

from bench.reading.tally import Miss, Tallies
from bench.reading.truth import Day, Figure, Mention, Reading, Span, Spans, Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NAME_KINDS = ("person", "organisation", "place")
_SAME_UNIT = {"摄氏度": "℃", "°C": "℃", "钟头": "小时", "立方": "立方米"}
_LEAD_IN = 12
"""A cut-off figure has no place of its own: a statement this near the cut is about it."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something that the page says it found, and where."""

    span: Span
    value: dict[str, Any]


Label = TypeVar("Label", Figure, Day, Mention)


def score_quantities(text: str, truth: Truth, page: dict[str, Any], tallies: Tallies, misses: list[Miss]) -> None:
    """Value, relation and unit; a figure that was cut off is right when it is said to be truncated."""
    found = _distinct([Found(_span(s), s["quantity"]) for s in page["statements"] if s["quantity"]], truth)
    _match("quantities", text, truth.quantities, found, _same_figure, tallies, misses)


def score_dates(text: str, truth: Truth, page: dict[str, Any], tallies: Tallies, misses: list[Miss]) -> None:
    """Days and spans of days: both ends."""
    days = [s for s in page["statements"] if not s["quantity"] and s["period"]]
    found = _distinct([Found(_span(s), s["period"]) for s in days], truth)
    _match("dates", text, truth.dates, found, _same_day, tallies, misses)


def score_names(text: str, truth: Truth, page: dict[str, Any], tallies: Tallies, misses: list[Miss]) -> None:
    """By kind, once by overlap and once by the exact span (white space at its ends aside)."""
    for kind in NAME_KINDS:
        labels = tuple(n for n in truth.names if n.kind == kind)
        found = _distinct([Found(_span(n), n) for n in page["names"] if n["kind"] == kind], truth)
        forgiven = [n.spans for n in truth.names if n.optional]
        _match(f"{kind}s", text, labels, found, lambda _label, _found: True, tallies, misses, forgiven)
        _match(f"{kind}s exact", text, labels, found, _same_span(text), tallies, [], forgiven)


def _span(entry: dict[str, Any]) -> Span:
    return (entry["span"][0], entry["span"][1])


def _distinct(found: Sequence[Found], truth: Truth) -> list[Found]:
    """Each place and value once: a statement may be told of several subjects."""
    kept: dict[tuple[Span, str], Found] = {}
    for one in found:
        if truth.upto is None or one.span[1] <= truth.upto:
            kept.setdefault((one.span, _key(one.value)), one)
    return list(kept.values())


def _key(value: dict[str, Any]) -> str:
    return repr([value.get(k) for k in ("low", "high", "unit", "relation", "status", "start", "end")])


def _match(
    question: str,
    text: str,
    labels: Sequence[Label],
    found: Sequence[Found],
    same: Callable[[Label, Found], bool],
    tallies: Tallies,
    misses: list[Miss],
    forgiven: Sequence[Spans] = (),
) -> None:
    """One to one by overlap; right ones first, so that a wrong neighbour takes nobody's place."""
    free = list(found)
    met = 0
    for label in (x for x in labels if not x.optional):
        hits = [f for f in free if _near(label, f)]
        hit = next((f for f in hits if same(label, f)), None)
        if hit is None:
            misses.append(Miss(question, f"missed {_words(text, label)} got {[_told(text, f) for f in hits[:3]]}"))
            continue
        met += 1
        free.remove(hit)
    free = [f for f in free if not any(_near(x, f) for x in labels if x.optional)]
    free = [f for f in free if not any(_overlap(f.span, spans) for spans in forgiven)]
    required = [x for x in labels if not x.optional]
    tallies.count(question, met, met + len(free), len(required))
    misses += [Miss(question, f"false {_told(text, f)}") for f in free]


def _near(label: Figure | Day | Mention, found: Found) -> bool:
    if isinstance(label, Figure) and label.status != "known":
        end = label.spans[-1][1]
        return found.value.get("status") != "known" and end - _LEAD_IN <= found.span[1] <= end + _LEAD_IN
    return _overlap(found.span, label.spans)


def _overlap(span: Span, spans: Spans) -> bool:
    return any(span[0] < end and start < span[1] for start, end in spans)


def _same_figure(label: Figure, found: Found) -> bool:
    value = found.value
    if value["status"] != label.status:
        return False
    readings = ((label.low, label.high, label.unit, label.relation), *label.also)
    return label.status != "known" or any(_same_reading(reading, value) for reading in readings)


def _same_reading(reading: Reading, value: dict[str, Any]) -> bool:
    low, high, unit, relation = reading
    return (
        _number(value["low"]) == low
        and _number(value["high"]) == high
        and value["relation"] == relation
        and _unit(value["unit"]) == _unit(unit)
    )


def _number(figure: Any) -> Decimal | None:
    try:
        return None if figure is None else Decimal(str(figure))
    except InvalidOperation:
        return Decimal("NaN")


def _unit(unit: str) -> str:
    """One spelling a unit; the classifier 个 before a unit proper says nothing (个月, 个百分点)."""
    unit = "".join(unit.split())
    unit = unit[1:] if unit.startswith("个") and len(unit) > 1 else unit
    return _SAME_UNIT.get(unit, unit)


def _same_day(label: Day, found: Found) -> bool:
    return found.value.get("start") == label.start and found.value.get("end") == label.end


def _same_span(text: str) -> Callable[[Mention, Found], bool]:
    def same(label: Mention, found: Found) -> bool:
        start, end = found.span
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        return start == label.spans[0][0] and (len(label.spans) > 1 or end == label.spans[0][1])

    return same


def _words(text: str, label: Figure | Day | Mention) -> str:
    printed = "|".join(text[start:end] for start, end in label.spans)
    start, end = label.spans[0][0], label.spans[-1][1]
    value = {k: str(v) for k in ("low", "high", "unit", "relation", "start", "end") if (v := getattr(label, k, None))}
    return f"{printed!r} {value or ''} in …{text[max(0, start - 8) : end + 8]!r}"


def _told(text: str, found: Found) -> str:
    value = {k: v for k in ("low", "high", "unit", "relation", "status", "start", "end") if (v := found.value.get(k))}
    start, end = found.span
    return f"{text[start:end]!r} {value} in …{text[max(0, start - 8) : end + 8]!r}"
