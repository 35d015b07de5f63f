"""Keeps the search in step with what persons correct."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from yanzhen.desk.reading import search
from yanzhen.desk.reading.keep import searched
from yanzhen.desk.register.models import Statement
from yanzhen.desk.register.signals import statements_changed


def listen() -> None:
    """Hear of every changed statement."""
    statements_changed.connect(_index_again, dispatch_uid="reading.search")


def _index_again(sender: object, statements: Sequence[Statement], **_: Any) -> None:
    search.put(searched(statement) for statement in statements)
