"""``docs/schema/rulebook.schema.json`` says what the loader takes."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from yanzhen.ladder import loading
from yanzhen.ladder.book import APPLICANTS, ROLES, STATUSES
from yanzhen.ladder.marked import read_marked
from yanzhen.ladder.shelf import Shelf

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "schema" / "rulebook.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
FAULTS = Path(__file__).parent / "faults"
SHAPES = ("clause-missing", "english-missing", "key-unknown", "several-kinds", "status-unknown", "bands-gap")


def _document(path: Path) -> Any:
    return json.loads(
        json.dumps(
            read_marked(path).plain(),
            default=lambda number: float(number) if isinstance(number, Decimal) else str(number),
        )
    )


@pytest.mark.parametrize("book", Shelf().ids)
def test_every_book_is_of_the_schema(book: str) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(_document(Shelf().path(book)))] == []


@pytest.mark.parametrize("name", SHAPES)
def test_a_fault_of_shape_is_against_the_schema(name: str) -> None:
    assert not VALIDATOR.is_valid(_document(FAULTS / f"{name}.yaml"))


def test_the_schema_and_the_loader_know_the_same_keys() -> None:
    parts = SCHEMA["properties"]
    assert set(parts) == set(loading.TOP)
    assert set(parts["rulebook"]["properties"]) == set(loading.HEADER)
    assert set(parts["definitions"]["additionalProperties"]["properties"]) == set(loading.DEFINITION)
    assert set(parts["score"]["properties"]) == set(loading.SCORE)
    assert set(SCHEMA["$defs"]["criterion"]["properties"]) == set(loading.CRITERION)
    assert SCHEMA["$defs"]["status"]["enum"] == list(STATUSES)
    assert SCHEMA["$defs"]["criterion"]["properties"]["role"]["enum"] == list(ROLES)
    assert list(parts["rulebook"]["properties"]["in_force"]["properties"]) == list(APPLICANTS)
    assert parts["rulebook"]["properties"]["boundary"]["enum"] == list(loading.BOUNDARIES)
