"""What reading one cell may come to beside its value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from yanzhen.sheets.rows import RawCell, Value


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell that holds no value to read: a formula error, or a formula without its result."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """The value that is kept in spite of it (``None``: none), and what is to be said: codes of ``wording.csv`` with their parameters."""

    value: Value | None
    faults: tuple[tuple[str, dict[str, str]], ...] = field(default=())


Read = Value | Trouble | None
_MEMO_MOST = 50_000


def trouble(code: str, value: Value | None = None, **parameters: str) -> Trouble:
    """One thing to say of a cell."""
    return Trouble(value, ((code, parameters),))


def remembered(read: Callable[[RawCell | CellFault], Read]) -> Callable[[RawCell | CellFault], Read]:
    """The same, faster where texts recur; it forgets all when it knows 50,000."""
    memo: dict[str, Read] = {}

    def quick(cell: RawCell | CellFault) -> Read:
        if type(cell) is not str:
            return read(cell)
        if cell not in memo:
            if len(memo) >= _MEMO_MOST:
                memo.clear()
            memo[cell] = read(cell)
        return memo[cell]

    return quick


def shown(cell: RawCell | CellFault) -> str:
    """The cell as a person sees it.

    >>> shown(4300.0), shown(0.125), shown(True), shown(None)
    ('4300', '0.125', 'TRUE', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, CellFault):
        return cell.text
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return f"{cell:.15g}" if not cell.is_integer() or abs(cell) >= 1e15 else str(int(cell))
    return str(cell).removesuffix(" 00:00:00")
