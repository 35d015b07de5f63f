"""The workload's rules as plain comparisons, for the libraries beside ours: each is right in Python, in pandas and in zen's language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

GATES = (
    ("years >= 2",), ("rd >= 1000000",), ("rd * 100 >= 3 * sales",), ("sales >= 10000000", "fin >= 20000000"), ("penal <= 0",), ("env <= 0",),
    ("founded <= 2022",), ("staff <= 1000", "sales <= 400000000"), ("inv >= 1", "copyr >= 5", "stds >= 1"), ("equity >= 0", "fin >= 50000000"),
    ("tax * 1000 >= sales", "exports * 10 >= sales", "wages * 20 >= sales"),
)  # fmt: skip
_ITEMS = """
main_sales/sales 80:5 70:3 60:1
sales/sales_prev 110:10 108:8 106:6 104:4 100:2
years 10:5 5:3 3:1
field 2:5 1:3
digital 4:5 3:4 2:3 1:2
certs+brand 3:5 1:3
profit/sales 10:10 8:8 6:6 4:4 2:2
liab/assets <=50:5 <=60:3 <=70:1
10*inv+um* 30:15 20:12 10:9 5:6 1:3
rd/sales* 6:50 5:40 4:30 3:20 2:10
rd_staff/staff* 20:5 10:3 5:1
plat* 3:10 2:6 1:3
awn*10+awp* 10:10 1:5
share_bp 3000:10 1000:6 500:3
"""


@dataclass(frozen=True, slots=True)
class Item:
    """A banded score: its columns, the bands from the best, and whether it counts for innovation."""

    columns: tuple[str, ...]
    bands: tuple[tuple[str, int], ...]
    innovation: bool

    @property
    def most(self) -> int:
        return self.bands[0][1]


def items() -> list[Item]:
    """The fourteen items; a ratio is compared by cross-multiplication, in per cent."""
    return [_item(line) for line in _ITEMS.strip().splitlines()]


def columns_in(text: str) -> tuple[str, ...]:
    """The columns that a comparison reads."""
    return tuple(dict.fromkeys(re.findall(r"[a-z_]+", text)))


def _item(line: str) -> Item:
    of, *bands = line.split()
    innovation = of.endswith("*")
    of = of.removesuffix("*")
    return Item(columns_in(of), tuple(_bands(of, bands)), innovation)


def _bands(of: str, bands: list[str]) -> Iterator[tuple[str, int]]:
    for band in bands:
        bound, points = band.removeprefix("<=").split(":")
        sign = "<=" if band.startswith("<=") else ">="
        if "/" in of:
            top, bottom = of.split("/")
            yield f"{top} * 100 {sign} {bound} * {bottom}", int(points)
        else:
            yield f"{of} {sign} {bound}", int(points)
