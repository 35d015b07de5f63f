"""The OpenAPI 3.1 document, made from the list of addresses, the shapes and the columns of the tables."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import models_json_schema

from yanzhen import __version__
from yanzhen.desk.api.endpoints import Endpoint, endpoints
from yanzhen.desk.api.problems import CONTENT_TYPE, Problem
from yanzhen.desk.api.shapes import Row
from yanzhen.desk.register.ledger.columns import table_of
from yanzhen.tables import REGISTER_TABLES, Column, Table

REF = "#/components/schemas/{model}"
TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": ["number", "string"]},
    "exact": {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"},
    "date": {"type": "string", "format": "date"},
    "flag": {"type": "boolean"},
}
PROBLEMS = {
    "400": "A parameter cannot be used",
    "401": "No token, or one that opens nothing",
    "403": "The person's role does not include this",
    "404": "No such row, or outside the person's region",
    "405": "Not read with GET",
    "429": "Too many requests in a minute; Retry-After says how many seconds to wait",
}
ABOUT = """\
Read access to the register: its tables, what pages state, their sources, documents and code lists.
A token is made by a person under their account and sees what the person sees, never more.
Lists are read page by page: `next` is the address of the page after. A figure that is not known is absent or null, never zero.
Keys are only ever added within one version; a parameter that is not named here is refused.
"""


def document() -> dict[str, Any]:
    """The whole document, in types that :mod:`json` writes."""
    listed = endpoints()
    schemas = _schemas(listed)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Yanzhen 雁阵",
            "version": __version__,
            "description": ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": {one.path: {"get": _operation(one)} for one in listed},
        "components": {"schemas": schemas, "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }


def _operation(one: Endpoint) -> dict[str, Any]:
    codes = [code for code in PROBLEMS if code != "404" or one.of_one]
    return {
        "operationId": one.name,
        "tags": [one.group],
        "summary": one.summary,
        "parameters": [*_path_parameters(one), *_query_parameters(one)],
        "responses": {
            "200": {
                "description": "The answer",
                "headers": {"ETag": {"schema": {"type": "string"}}},
                "content": {"application/json": {"schema": _answer_schema(one)}},
            },
            "304": {"description": "Nothing changed since the answer with this ETag (If-None-Match)"},
            **{code: _problem(code) for code in codes},
        },
    }


def _problem(code: str) -> dict[str, Any]:
    return {"description": PROBLEMS[code], "content": {CONTENT_TYPE: {"schema": {"$ref": REF.format(model="Problem")}}}}


def _path_parameters(one: Endpoint) -> list[dict[str, Any]]:
    if not one.of_one:
        return []
    schema = {"type": "integer", "minimum": 0, "maximum": 2**53}
    return [{"name": "number", "in": "path", "required": True, "schema": schema}]


def _query_parameters(one: Endpoint) -> list[dict[str, Any]]:
    schema = one.asked.model_json_schema()
    required = schema.get("required", ())
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "description": told.get("description", ""),
            "schema": _plain({key: value for key, value in told.items() if key not in ("description", "title")}),
        }
        for name, told in schema.get("properties", {}).items()
    ]


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """An optional parameter is left out, not sent as null."""
    kinds = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    return kinds[0] if len(kinds) == 1 else schema


def _answer_schema(one: Endpoint) -> dict[str, Any]:
    if one.table:
        name = _row_name(one.table)
        return {"$ref": REF.format(model=name if one.of_one else f"{name}s")}
    schema = TypeAdapter(one.shape).json_schema(ref_template=REF, mode="serialization")
    schema.pop("$defs", None)
    return schema


def _schemas(listed: tuple[Endpoint, ...]) -> dict[str, Any]:
    shapes = {one.shape for one in listed if isinstance(one.shape, type)} | {Problem, Row}
    _, found = models_json_schema([(shape, "serialization") for shape in sorted(shapes, key=str)], ref_template=REF)
    schemas: dict[str, Any] = found["$defs"]
    for table in REGISTER_TABLES:
        schemas |= _table_schemas(table_of(table.name), schemas["Row"])
    return schemas


def _table_schemas(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """A row of the table and a page of rows: the general row with the table's own columns."""
    own = deepcopy(row)
    own["description"] = table.meaning_en
    own["properties"]["values"] = {
        "type": "object",
        "properties": {column.name: _column(column) for column in table.columns},
        "additionalProperties": False,
    }
    name = _row_name(table.name)
    items = {"type": "array", "items": {"$ref": REF.format(model=name)}}
    page = {"items": items, "next": {"type": ["string", "null"]}}
    return {
        name: own,
        f"{name}s": {"type": "object", "properties": page, "required": list(page), "additionalProperties": False},
    }


def _column(column: Column) -> dict[str, Any]:
    unit = f", {column.unit}" if column.unit else ""
    told = {
        **TYPES[column.kind],
        "title": column.label_zh,
        "description": f"{column.meaning_en}{unit} ({column.meaning_zh})",
    }
    return {**told, "enum": list(column.choices)} if column.choices and column.kind == "text" else told


def _row_name(table: str) -> str:
    return "".join(word.capitalize() for word in table.split("-")) + "Row"
