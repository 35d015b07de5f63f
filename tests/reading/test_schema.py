"""The JSON schema is the code's, and the page fits it."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import example_page
import jsonschema
import pytest

from yanzhen.reading.encode import page_json
from yanzhen.reading.schema import main, page_schema, schema_text

DOCUMENTED = Path(__file__).parents[2] / "docs" / "schema" / "page.schema.json"


def written() -> Any:
    return json.loads(json.dumps(page_json(example_page.page())))


def test_the_documented_schema_has_not_drifted() -> None:
    assert DOCUMENTED.read_text(encoding="utf-8") == schema_text(), "run: python -m yanzhen.reading.schema"


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(page_schema())


def test_a_page_and_several_pages_fit() -> None:
    jsonschema.validate(written(), page_schema())
    several = {"schema_version": 1, "pages": [written(), {"file": "b.png", "error": "no text in it"}]}
    jsonschema.validate(several, page_schema())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda page: page.pop("unplaced"),
        lambda page: page.update(schema_version=99),
        lambda page: page["statements"][0].update(span=[1]),
        lambda page: page["statements"][3]["quantity"].update(low="many"),
        lambda page: page["articles"][0]["blocks"][0].update(kind="poem"),
        lambda page: page["checks"][0].update(answer="perhaps"),
    ],
)
def test_what_is_no_page_does_not_fit(spoil: Any) -> None:
    page = copy.deepcopy(written())
    spoil(page)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(page, page_schema())


def test_what_stays_inside_is_not_told() -> None:
    assert "stated_to" not in page_schema()["$defs"]["Quantity"]["properties"]
    assert "stated_to" not in page_schema()["$defs"]["Quantity"]["required"]


def test_keys_are_described_by_the_code() -> None:
    parts = page_schema()["$defs"]
    assert parts["Block"]["properties"]["status"]["description"].startswith("`rejoined`: a piece")
    assert parts["PageStatement"]["properties"]["span"]["description"] == "Of the figure itself."
    assert parts["Quantity"]["description"] == "A figure as its source states it."


def test_it_is_written_where_told(tmp_path: Path) -> None:
    assert main([str(tmp_path / "new" / "page.json")]) == 0
    assert json.loads((tmp_path / "new" / "page.json").read_text(encoding="utf-8")) == page_schema()
