"""What is kept of whom, why and how long (``kinds.csv``), and the columns that name who did something (``hands.csv``)."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from django.apps import apps

if TYPE_CHECKING:
    from django.db.models import Model


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of personal data. ``erasure``: ``erased``, ``index`` (out of index and search alone), ``pseudonym`` or ``kept``.

    ``days`` is how long it is kept after its end; ``None`` where no number of days says it.
    """

    key: str
    erasure: str
    days: int | None
    setting: str
    label: str
    what: str
    why: str
    kept: str


@dataclass(frozen=True, slots=True)
class Hand:
    """A column that holds the name of who did something."""

    model: type[Model]
    field: str


def kinds(language: str) -> tuple[Kind, ...]:
    """Every kind in the words of the language (``en`` or Chinese), with the office's own retention where it is set."""
    tail = "en" if language.startswith("en") else "zh"
    return tuple(
        Kind(
            key=row["key"],
            erasure=row["erasure"],
            days=_days(row),
            setting=row["setting"],
            label=row[f"label_{tail}"],
            what=row[f"what_{tail}"],
            why=row[f"why_{tail}"],
            kept=row[f"kept_{tail}"],
        )
        for row in _rows("kinds.csv")
    )


def days_of(key: str) -> int:
    """The retention of a kind that has one, in days."""
    days = next(_days(row) for row in _rows("kinds.csv") if row["key"] == key)
    if days is None:
        raise ValueError(f"{key} has no retention in days")
    return days


def hands() -> tuple[Hand, ...]:
    """The columns of ``hands.csv``."""
    return tuple(Hand(apps.get_model(row["model"]), row["field"]) for row in _rows("hands.csv"))


@cache
def _rows(name: str) -> list[dict[str, Any]]:
    text = (files("yanzhen.desk.privacy") / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _days(row: dict[str, str]) -> int | None:
    given = os.environ.get(row["setting"], "") if row["setting"] else ""
    return int(given or row["days"]) if given or row["days"] else None
