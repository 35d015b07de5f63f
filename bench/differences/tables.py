"""The inputs on which we and others differ: small enough to be checked by hand."""

from __future__ import annotations

Row = tuple[str, str, float]

SOUND: list[Row] = [
    ("A", "p", 6), ("A", "q", 4), ("A", "r", 5), ("B", "q", 3), ("B", "r", 2), ("B", "s", 1),
    ("C", "p", 2), ("C", "s", 4), ("D", "r", 1), ("D", "t", 3), ("E", "s", 2), ("E", "t", 2), ("E", "q", 1),
]  # fmt: skip
APART: list[Row] = [
    ("A", "p", 3), ("A", "q", 2), ("B", "p", 2), ("B", "q", 3), ("B", "r", 2), ("C", "q", 2), ("C", "r", 3),
    ("D", "x", 3), ("D", "y", 2), ("E", "x", 2), ("E", "y", 3), ("E", "z", 2), ("F", "y", 2), ("F", "z", 3),
]  # fmt: skip

COMPLEXITY: dict[str, list[Row]] = {
    "five regions, five activities": SOUND,
    "the same, and a region that has nothing": [*SOUND, ("N", "p", 0.0)],
    "the same, and the cell (A, p) a second time with 60": [*SOUND, ("A", "p", 60)],
    "the same, and the cell (A, t) not a number": [*SOUND, ("A", "t", float("nan"))],
    "two groups of three regions with no activity in common": APART,
}
WIDE = {name: rows for name, rows in COMPLEXITY.items() if "cell" not in name}
"""The tables that can be written as a matrix."""

GROWTH = (400.0, 460.0)
RULES = ("no figure at all; at most 500 employees", "sales of 400, 460 and 529; growth of 15 %")
