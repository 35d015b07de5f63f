"""The JSON schema of ``yanzhen read --json``, generated from the classes of :mod:`yanzhen.reading.page`.

``python -m yanzhen.reading.schema [FILE]`` writes it to ``docs/schema/page.schema.json``.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from yanzhen.reading import page as page_module
from yanzhen.reading.encode import INTERNAL
from yanzhen.reading.page import SCHEMA_VERSION, Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import ModuleType

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
    _tell_meanings(parts)
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


def _tell_meanings(parts: dict[str, Any]) -> None:
    """Each key's description is the string under its field in the code; a class's is its first sentence."""
    for name, field, meaning in _field_meanings(page_module):
        if field in parts.get(name, {}).get("properties", {}):
            parts[name]["properties"][field]["description"] = meaning
    for part in parts.values():
        if "description" in part:
            part["description"] = _plain_words(part["description"].split("\n\n")[0])


def _field_meanings(module: ModuleType) -> Iterator[tuple[str, str, str]]:
    for node in ast.parse(inspect.getsource(module)).body:
        if not isinstance(node, ast.ClassDef):
            continue
        for field, below in pairwise(node.body):
            if isinstance(field, ast.AnnAssign) and isinstance(below, ast.Expr) and isinstance(field.target, ast.Name):
                meaning = ast.literal_eval(below.value)
                yield node.name, field.target.id, _plain_words(meaning)


def _plain_words(docstring: str) -> str:
    """One line, without the docstring's markup."""
    named = re.sub(r":\w+:`~?([^`<]+?)(?: <[^>]+>)?`", r"`\1`", docstring)
    return " ".join(named.replace("``", "`").split())


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
