"""A page as JSON and back: exact figures, ISO dates, lists.

The JSON is the one of ``yanzhen read --json``; :mod:`yanzhen.reading.schema` writes its schema from
the same classes.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any

from yanzhen.errors import InputError
from yanzhen.reading.page import Page

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError

INTERNAL = {"Quantity": {"stated_to"}}
"""Fields that stay inside the program, by class."""

LARGEST_INTEGER = 10**18
"""Above it an integer is written as a string: readers hold integers in 64 bits."""


def page_json(page: Page) -> dict[str, Any]:
    """The page in types that :mod:`json` writes: no Decimal, no date, no tuple.

    A Decimal becomes an int where it is integral, a float where the float's shortest form is the
    same figure, else a string. ``schema_version`` stands first.
    """
    written: dict[str, Any] = _plain(page)
    return {"schema_version": written.pop("schema_version"), **written}


def page_from_json(written: dict[str, Any]) -> Page:
    """The page that :func:`page_json` wrote; keys that a newer version added are passed over.

    Raises :class:`~yanzhen.errors.InputError` that names the place where the JSON is not a page.
    """
    from pydantic import ValidationError

    try:
        return _page_adapter().validate_python(written)
    except ValidationError as error:
        raise _not_a_page(error) from error


def figure_json(figure: Decimal) -> int | float | str:
    """The figure as a JSON number if that loses nothing, else as a string.

    >>> figure_json(Decimal("434000000.0")), figure_json(Decimal("0.8")), figure_json(Decimal("0.1234567890123456789"))
    (434000000, 0.8, '0.1234567890123456789')
    """
    if not figure.is_finite() or abs(figure) > LARGEST_INTEGER:
        return str(figure)
    if figure == figure.to_integral_value():
        return int(figure)
    nearest = float(figure)
    return nearest if Decimal(repr(nearest)) == figure else str(figure)


def _plain(value: Any) -> Any:
    if value is None or type(value) in (str, int, float, bool):
        return value
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        left_out = INTERNAL.get(type(value).__name__, ())
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value) if f.name not in left_out}
    if isinstance(value, (tuple, list)):
        return [_plain(part) for part in value]
    if isinstance(value, Decimal):
        return figure_json(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a page holds no {type(value).__name__}, but {value!r} stands in it")


@cache
def _page_adapter() -> TypeAdapter[Page]:
    from pydantic import TypeAdapter

    return TypeAdapter(Page)


def _not_a_page(error: ValidationError) -> InputError:
    first = error.errors(include_url=False)[0]
    return InputError(
        "page JSON, at " + ".".join(str(step) for step in first["loc"]),
        seen=repr(first["input"])[:80],
        expected=first["msg"],
        todo="write it with `yanzhen read --json`",
    )
