"""JSON schemas: of a deal file, made from its list of keys, and of what ``yanzhen price --json`` prints.

``python -m yanzhen.securitization.schema`` writes both to ``docs/schema``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from yanzhen.securitization.encode import SCHEMA_VERSION
from yanzhen.securitization.keys import Key, TableKeys, tables, units

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FOLDER = Path("docs/schema")
KINDS: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "amount": {"type": "number"},
    "flag": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
}


def deal_schema() -> dict[str, Any]:
    """The schema of a deal file's tables and keys, under their English names."""
    top, *rest = tables()
    properties = _keys(top)
    for table in rest:
        one = {"type": "object", "title": table.label_zh, "description": table.meaning_en, **_object(table)}
        properties[table.name] = {"type": "array", "items": one} if table.many else one
    return {
        "$schema": DIALECT,
        "title": "A deal file",
        "description": "TOML; every key may also be written in Chinese (the title of each).",
        "type": "object",
        "properties": properties,
        "required": [table.name for table in rest if table.required],
        "additionalProperties": False,
    }


def price_schema() -> dict[str, Any]:
    """The schema of ``yanzhen price --json``."""
    tranche = {
        "name": {"type": "string"},
        "balance": {"type": "number"},
        "coupon": {"type": ["number", "null"]},
        **_figures(),
        "supported": {"anyOf": [{"type": "null"}, _closed(_figures())]},
    }
    exact = {
        "pool": _closed({"el": {"type": "number"}}),
        "tranches": _list({"name": {"type": "string"}, "el": {"type": "number"}, "pd": {"type": "number"}}),
        "method": {"type": ["string", "null"]},
        "reason": {"type": ["string", "null"], "description": "why no exact method applies"},
        "residual": {"type": "number"},
        "supported": {"type": "object"},
    }
    pool = {"balance": _number(), "obligors": {"type": "integer"}, "effective_names": _number(), "el": _number()}
    return {
        "$schema": DIALECT,
        "title": "yanzhen price --json",
        "description": "Amounts are in the deal's own unit (money); el is a share of the tranche's principal, pd the probability "
        "that principal is lost, wal in years; every simulated figure has its standard error beside it.",
        **_closed(
            {
                "schema_version": {"const": SCHEMA_VERSION},
                "deal": {"type": "string"},
                "money": {"type": "string"},
                "paths": {"type": "integer"},
                "seed": {"type": "integer"},
                "design": {"type": "string"},
                "pool": _closed(pool),
                "tranches": _list(tranche),
                "residual": {"anyOf": [{"type": "null"}, _closed({"value": _number(), "se": _number()})]},
                "support": {"type": "array", "items": {"type": "object"}},
                "events": _list({"name": {"type": "string"}, "probability": _number(), "se": _number()}),
                "exact": {"type": "object", "properties": exact, "required": ["pool", "tranches"]},
                "checks": _list({"name": {"type": "string"}, "holds": {"type": "boolean"}, "seen": {"type": "string"}}),
                "seconds": _number(),
            }
        ),
    }


def write_schemas(folder: Path = FOLDER) -> None:
    """Writes both schemas."""
    for name, schema in (("deal", deal_schema()), ("price", price_schema())):
        text = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        (folder / f"{name}.schema.json").write_text(text, encoding="utf-8")


def _object(table: TableKeys) -> dict[str, Any]:
    required = [key.name for key in table.keys if key.required]
    return {"properties": _keys(table), "additionalProperties": False, **({"required": required} if required else {})}


def _keys(table: TableKeys) -> dict[str, Any]:
    return {key.name: _key(key) for key in table.keys}


def _key(key: Key) -> dict[str, Any]:
    single = key.kind.removesuffix("s") if key.kind in ("texts", "numbers", "dates") else key.kind
    value = dict(KINDS[single])
    if key.bounds is not None:
        low, high = (
            ("exclusiveMinimum" if key.bounds.low_open else "minimum"),
            ("exclusiveMaximum" if key.bounds.high_open else "maximum"),
        )
        value |= {} if key.bounds.low is None else {low: float(key.bounds.low)}
        value |= {} if key.bounds.high is None else {high: float(key.bounds.high)}
    choices = [unit for unit, _ in units()] if (key.table, key.name) == ("deal", "money") else list(key.choices)
    if choices:
        value["enum"] = choices
    found = {"type": "array", "items": value} if single != key.kind else value
    return {"title": key.label_zh, "description": key.meaning_en, **found}


def _figures() -> dict[str, Any]:
    names = ("el", "pd", "es99", "wal", "yield", "cover", "unpaid_interest")
    return {f"{name}{end}": {"type": ["number", "null"]} for name in names for end in ("", "_se")}


def _number() -> dict[str, Any]:
    return {"type": "number"}


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _list(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": _closed(properties)}


if __name__ == "__main__":
    write_schemas()
