"""A column for figures that keeps every digit on every database (SQLite's decimals are floats of 15 digits)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    TextField = models.CharField[Any, Any]
else:
    TextField = models.CharField


class FigureField(TextField):
    """A :class:`~decimal.Decimal` kept as its own digits; it has no order (sort by a float beside it)."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max_length": 60, "null": True, "blank": True, **options})

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Decimal | None:
        return None if value is None else Decimal(value)

    def to_python(self, value: Any) -> Decimal | None:
        return None if value in (None, "") else Decimal(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value in (None, "") else f"{Decimal(value):f}"
