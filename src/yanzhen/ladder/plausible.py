"""What is implausible about a firm's figures. A warning names the figure; nothing is changed or dropped for it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from importlib.resources import files

from yanzhen.ladder.catalogue import FIGURES, Words
from yanzhen.ladder.firm import Firm, Warned

BOUGHT = ("transfer", "gift", "merger", "licence")


def implausible(firm: Firm) -> Iterator[Warned]:
    """All warnings about one firm."""
    yield from _out_of_bounds(firm)
    yield from _larger_part(firm)
    yield from _before_registration(firm)
    yield from _titles(firm)


def _out_of_bounds(firm: Firm) -> Iterator[Warned]:
    for name, value in firm.figures.items():
        if isinstance(value, Fraction):
            yield from _bounded(FIGURES[name].path, name, value)
    for year, figures in firm.years.items():
        for name, value in figures.items():
            yield from _bounded(FIGURES[name].path.format(year=year), name, value)


def _bounded(path: str, name: str, value: Fraction) -> Iterator[Warned]:
    row = FIGURES[name]
    if row.low is not None and value < row.low:
        yield Warned(path, Words(f"{row.label.zh}小于 {row.low}", f"{row.label.en} is below {row.low}"))
    if row.high is not None and value > row.high:
        yield Warned(path, Words(f"{row.label.zh}大于 {row.high}", f"{row.label.en} is above {row.high}"))


def _larger_part(firm: Firm) -> Iterator[Warned]:
    """A part that is larger than its whole; a debt ratio above one is no fault, so liabilities are not among them."""
    for year, figures in firm.years.items():
        for smaller, larger in _PAIRS:
            if smaller in figures and larger in figures and figures[smaller] > figures[larger]:
                one, other = FIGURES[smaller], FIGURES[larger]
                yield Warned(
                    one.path.format(year=year),
                    Words(
                        f"{year} 年{one.label.zh}大于{other.label.zh}",
                        f"{one.label.en} of {year} is above {other.label.en}",
                    ),
                )


def _before_registration(firm: Firm) -> Iterator[Warned]:
    registered = firm.figures.get("registered_on")
    if not isinstance(registered, date):
        return
    for number, right in enumerate(firm.lists.get("ip", ())):
        granted = right.get("granted")
        if isinstance(granted, date) and granted < registered and right.get("acquired") not in BOUGHT:
            yield Warned(
                f"ip[{number}].granted",
                Words(
                    f"授权日 {granted} 早于成立日期 {registered}",
                    f"granted {granted}, before registration {registered}",
                ),
            )
    since = firm.figures.get("segment_since")
    if isinstance(since, date) and since < registered:
        yield Warned(
            "segment_since",
            Words(
                f"进入细分市场 {since} 早于成立日期 {registered}",
                f"in the segment since {since}, before registration {registered}",
            ),
        )
    for year in firm.years:
        if year < registered.year:
            yield Warned(
                f"years.{year}",
                Words(f"{year} 年早于成立日期 {registered}", f"figures of {year}, before registration {registered}"),
            )


def _titles(firm: Firm) -> Iterator[Warned]:
    for number, title in enumerate(firm.lists.get("titles", ())):
        start, end = title.get("valid_from"), title.get("valid_to")
        if isinstance(start, date) and isinstance(end, date) and end < start:
            yield Warned(
                f"titles[{number}].valid_to",
                Words(f"有效期止 {end} 早于起 {start}", f"valid to {end}, before it begins {start}"),
            )


def _pairs() -> list[tuple[str, str]]:
    written = (files("yanzhen.ladder") / "plausible.csv").read_text(encoding="utf-8")
    return [(row["smaller"], row["larger"]) for row in csv.DictReader(written.splitlines())]


_PAIRS = _pairs()
