"""Which of several sources is in force, column by column, by one rule that pages show and the documentation states.

A source says of a column what its latest sheet with that column says (an empty cell there is nothing said). Between sources the
better rank goes first, then the later stated day, then the later recording. Nothing here knows the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Voice:
    """What one row of one sheet says of a key: ``covers`` are the columns that the sheet has, ``values`` those that are filled."""

    record: int
    imported: int
    source: str
    rank: int
    stated_on: date
    recorded_at: datetime
    covers: frozenset[str]
    values: dict[str, Any]

    @property
    def recorded(self) -> tuple[datetime, int, int]:
        """The order in which rows entered the register."""
        return self.recorded_at, self.imported, self.record

    @property
    def weight(self) -> tuple[int, date, tuple[datetime, int, int]]:
        """The rule: the heavier one is in force."""
        return -self.rank, self.stated_on, self.recorded


@dataclass(frozen=True, slots=True)
class Merged:
    """What is in force for a key, and which voice says each column; ``conflict`` where two sources differ on one."""

    values: dict[str, Any]
    chosen: dict[str, Voice]
    sources: int
    conflict: bool

    @property
    def main(self) -> Voice:
        """The voice that says most of it; of several the heavier one."""
        said: dict[int, int] = defaultdict(int)
        voices = {voice.record: voice for voice in self.chosen.values()}
        for voice in self.chosen.values():
            said[voice.record] += 1
        return max(voices.values(), key=lambda voice: (said[voice.record], voice.weight))


def merge(voices: Sequence[Voice]) -> Merged | None:
    """What is in force where these voices speak of one key; ``None`` where nobody says anything of it."""
    if len(voices) == 1 and voices[0].values:
        only = voices[0]
        return Merged(only.values, dict.fromkeys(only.values, only), 1, conflict=False)
    spoken = by_source(voices)
    chosen: dict[str, Voice] = {}
    conflict = False
    for said in spoken.values():
        for column, voice in said.items():
            other = chosen.get(column)
            conflict = conflict or (other is not None and other.values[column] != voice.values[column])
            if other is None or voice.weight > other.weight:
                chosen[column] = voice
    if not chosen:
        return None
    return Merged({column: voice.values[column] for column, voice in chosen.items()}, chosen, len(spoken), conflict)


def by_source(voices: Iterable[Voice]) -> dict[str, dict[str, Voice]]:
    """For each source, the voice that speaks for each column now: the latest sheet that has the column."""
    spoken: dict[str, dict[str, Voice]] = {}
    settled: dict[str, set[str]] = {}
    for voice in sorted(voices, key=lambda one: one.recorded, reverse=True):
        said, seen = spoken.setdefault(voice.source, {}), settled.setdefault(voice.source, set())
        said.update((column, voice) for column in voice.values if column not in seen)
        seen |= voice.covers
        seen.update(voice.values)
    return {source: said for source, said in spoken.items() if said}
