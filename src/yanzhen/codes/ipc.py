"""The International Patent Classification: whether a symbol has the shape of one."""

from __future__ import annotations

import re

_SYMBOL = re.compile(r"([A-H])(\d{2})(?:([A-Z])(?:\s*(\d{1,4})(?:\s*/\s*(\d{2,6}))?)?)?(?:\s*\(?\d{4}\.\d{2}\)?)?")


def is_ipc(symbol: str) -> bool:
    """Whether it is a class, subclass, main group or subgroup: H01, H01M, H01M 10, C07D 401/04.

    >>> [is_ipc(s) for s in ("C07D 401/04", "H01M10/0525", "H01M", "X01M10/05", "H01M10/5")]
    [True, True, True, False, False]
    """
    return _SYMBOL.fullmatch(symbol) is not None


def canonical(symbol: str) -> str:
    """The symbol as one word, without the version behind it; what is no symbol stays as it is.

    >>> canonical("C07D 401/04 (2006.01)"), canonical("?")
    ('C07D401/04', '?')
    """
    found = _SYMBOL.fullmatch(symbol)
    if not found:
        return symbol
    section, main, subclass, group, below = found.groups()
    return f"{section}{main}{subclass or ''}{group or ''}{'/' + below if below else ''}"
