"""How far a source is to be believed: the ranks of ``ranks.csv``, 1 is the best."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files

from yanzhen.errors import InputError


@dataclass(frozen=True, slots=True)
class Rank:
    """One rank with its words."""

    rank: int
    label_zh: str
    label_en: str
    meaning_zh: str
    meaning_en: str

    def label(self, language: str) -> str:
        """Its name in Chinese, or in English for a language that begins with ``en``."""
        return self.label_en if language.startswith("en") else self.label_zh


def _rows() -> list[dict[str, str]]:
    written = (files("yanzhen.desk.register.ledger") / "ranks.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(written.splitlines()))


RANKS = tuple(
    Rank(int(row["rank"]), row["label_zh"], row["label_en"], row["meaning_zh"], row["meaning_en"]) for row in _rows()
)
DEFAULT_RANK = next(int(row["rank"]) for row in _rows() if row["standing"] == "default")


def rank_of(number: int | None) -> Rank:
    """The rank of this number; the default one where none is told.

    >>> rank_of(1).label_en, rank_of(None).label_zh
    ('audited report', '企业填报')

    Raises:
        InputError: there is no such rank.
    """
    wanted = DEFAULT_RANK if number is None else number
    for rank in RANKS:
        if rank.rank == wanted:
            return rank
    known = ", ".join(f"{rank.rank} {rank.label_en} ({rank.label_zh})" for rank in RANKS)
    raise InputError("rank of the source", seen=str(wanted), expected=f"one of {known}", todo="choose one of them")


def rank_label(number: int, language: str) -> str:
    """The name of a rank that a row bears; the number itself where the list no longer has it."""
    return next((rank.label(language) for rank in RANKS if rank.rank == number), str(number))
