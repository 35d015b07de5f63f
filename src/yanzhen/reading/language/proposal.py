"""What one finder proposes, before the proposals are weighed against each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Reason = Literal[
    "looks alike",
    "mark for a character",
    "letter for a digit",
    "character lost",
    "character doubled",
    "stray space",
    "stray mark",
]


@dataclass(frozen=True, slots=True)
class Proposal:
    """``text[start:end]`` should read ``read``."""

    start: int
    end: int
    read: str
    reason: Reason
    confidence: float
