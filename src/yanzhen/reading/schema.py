"""The JSON schema of ``yanzhen read --json``, generated from the classes of :mod:`yanzhen.reading.page`.

``python -m yanzhen.reading.schema [FILE]`` writes it to ``docs/schema/page.schema.json``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from yanzhen.reading.encode import INTERNAL
from yanzhen.reading.page import SCHEMA_VERSION, Page

if TYPE_CHECKING:
    from collections.abc import Sequence

WRITTEN_TO = Path("docs/schema/page.schema.json")
DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _AsWritten(GenerateJsonSchema):
    """Decimals as :func:`yanzhen.reading.encode.figure_json` writes them; every key is always written."""

    def decimal_schema(self, schema: Any) -> JsonSchemaValue:
        return {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?\d+(\.\d+)?([eE][-+]?\d+)?$"}]}

    def field_is_required(self, field: Any, total: bool) -> bool:
        return True

    def default_schema(self, schema: Any) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def page_schema() -> dict[str, Any]:
    """What ``yanzhen read --json`` prints: one page, or with several files an object of pages."""
    one: dict[str, Any] = TypeAdapter(Page).json_schema(mode="serialization", schema_generator=_AsWritten)
    parts: dict[str, Any] = one.pop("$defs")
    parts["Page"] = one
    _leave_out_internal(parts)
    _pin_version(one)
    return {
        "$schema": DIALECT,
        "title": "yanzhen read --json",
        "description": "Spans are [start, end) in Unicode code points of the decoded file, or of document.text.",
        "anyOf": [{"$ref": "#/$defs/Page"}, {"$ref": "#/$defs/Pages"}],
        "$defs": dict(sorted((parts | _several_files()).items())),
    }


def schema_text() -> str:
    """The schema as the file holds it."""
    return json.dumps(page_schema(), ensure_ascii=False, indent=1) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the schema to the file named, or to its place in the docs."""
    arguments = sys.argv[1:] if arguments is None else arguments
    target = Path(arguments[0]) if arguments else WRITTEN_TO
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(schema_text(), encoding="utf-8")
    return 0


def _leave_out_internal(parts: dict[str, Any]) -> None:
    for name, internal in INTERNAL.items():
        for field in internal:
            parts[name]["properties"].pop(field, None)
        parts[name]["required"] = [key for key in parts[name]["required"] if key not in internal]


def _pin_version(page: dict[str, Any]) -> None:
    page["properties"]["schema_version"] = {"const": SCHEMA_VERSION}


def _several_files() -> dict[str, Any]:
    return {
        "Pages": {
            "description": "Several files: one object a file, in the order given.",
            "type": "object",
            "properties": {
                "schema_version": {"const": SCHEMA_VERSION},
                "pages": {
                    "type": "array",
                    "items": {"anyOf": [{"$ref": "#/$defs/Page"}, {"$ref": "#/$defs/UnreadFile"}]},
                },
            },
            "required": ["schema_version", "pages"],
        },
        "UnreadFile": {
            "description": "A file that could not be read, with the reason.",
            "type": "object",
            "properties": {"file": {"type": "string"}, "error": {"type": "string"}},
            "required": ["file", "error"],
        },
    }


if __name__ == "__main__":
    sys.exit(main())
