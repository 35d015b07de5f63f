"""What does this page say, and which figures does it vouch for?

>>> from yanzhen.reading import read_bytes
>>> page = read_bytes("沂陵县今年培训农民640多场次。".encode(), name="note.txt", published="2020-09")
>>> [(s.quote, s.quantity.low) for s in page.statements if s.quantity][0]
('640多场次', Decimal('640'))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yanzhen.reading.reader import Reading, read, read_bytes, read_file, read_original

__all__ = ["Reading", "read", "read_bytes", "read_file", "read_original"]


def __getattr__(name: str) -> Any:
    """The reader loads a model and a lexicon: only when it is asked for."""
    if name in __all__:
        from yanzhen.reading import reader

        return getattr(reader, name)
    raise AttributeError(f"module 'yanzhen.reading' has no attribute {name!r}; it has {', '.join(__all__)}")
