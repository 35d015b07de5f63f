"""What the tests of the API start from: every table of the register with rows of 昌乐县, a page of it, and tokens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from brought_rows import A, bring
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from yanzhen.desk.accounts.models import Person
from yanzhen.desk.accounts.trail import Actor
from yanzhen.desk.api.tokens import make_token
from yanzhen.desk.register.ledger.office import Office
from yanzhen.tables import REGISTER_TABLES, Column, Table

SECRET_WORD = "昌乐秘点"
"""Stands in every text of every row: whoever is not to see the rows must never meet it."""

OFFICE = Office("370725", "科技局")
CODED = {"uscc": A, "firm": A, "region": "370725", "industry": "C3562", "strategic": "1.1", "ipc": "H01M10/0525"}
KINDS = {"integer": 3, "number": 3, "exact": "12.5", "date": "2024-01-02", "flag": True}


def row_of(table: Table) -> dict[str, Any]:
    """A row with every column filled."""
    row = {column.name: _value(column) for column in table.columns}
    row |= {"year": 2024} if "year" in row else {}
    row |= {"department": "科技局"} if "department" in row else {}
    row |= {table.true_to: "2030-01-02"} if table.true_to else {}
    return row


def _value(column: Column) -> Any:
    if column.choices:
        return column.choices[0]
    return CODED.get(column.codes) or KINDS.get(column.kind) or f"{SECRET_WORD}{column.label_zh}"


@pytest.fixture(autouse=True)
def homes_of_its_own(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.YANZHEN_HOME = tmp_path / "home"


@pytest.fixture(autouse=True)
def fresh_counts():
    """Rates are counted from nothing in each test."""
    cache.clear()


@pytest.fixture
def held(db) -> dict[str, Any]:
    """Each table with one row of a firm of 昌乐县, 科技局."""
    made = {}
    for table in REGISTER_TABLES:
        made[table.name] = bring(table.name, row_of(table), office=OFFICE, source=SECRET_WORD)[0]
    return made


@pytest.fixture
def api() -> Callable[..., HttpResponse]:
    """``api(person, "firms", limit=1)``: asked with a token of this person."""
    tokens: dict[int, str] = {}

    def asked(person: Person, address: str, **given: Any) -> HttpResponse:
        if person.pk not in tokens:
            tokens[person.pk] = make_token(person, "test", 30, Actor(person, "test"), now=timezone.now()).secret
        address = address if address.startswith("/") else f"/api/v1/{address}"
        return Client().get(address, given, headers={"Authorization": f"Bearer {tokens[person.pk]}"})

    return asked
