"""What a row is known by, of whom it speaks and when it is true."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from yanzhen.desk.register.ledger.office import Office
from yanzhen.tables import Table

KEY_MOST, SUBJECT_MOST = 250, 200
PART = "␟"
"""Stands between the parts of a key; a value of a sheet that holds it has it doubled."""
_CODE = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{18}")
CODED = ("uscc", "region")

Values = Mapping[str, Any]


def key_of(table: Table, values: Values, office: Office) -> str:
    """The text by which a row of the table is known.

    What is told by a national code is the same for every office; what only a name tells is the office's own, so that two firms,
    people or products of one name in two offices are never taken for one.

    >>> from yanzhen.tables import register_table
    >>> key_of(register_table("firm-years"), {"uscc": "91370725MA3C0ABC1X", "year": 2025}, Office("370725"))
    '91370725MA3C0ABC1X␟2025'
    >>> key_of(register_table("product-links"), {"product": "钢", "relation": "used_in", "other": "桥"}, Office("370725"))
    '370725/␟钢␟used_in␟桥␟'
    """
    parts = [str(values.get(name, "")) for name in table.key]
    if any(PART in part for part in parts):
        parts = [part.replace(PART, PART * 2) for part in parts]
    if not is_coded(table, values):
        parts.insert(0, office.text)
    key = PART.join(parts)
    if len(key) <= KEY_MOST:
        return key
    return key[: KEY_MOST - 64] + hashlib.sha256(key.encode()).hexdigest()


def is_coded(table: Table, values: Values) -> bool:
    """Whether the row names its subject by a national code, not by a mere name."""
    codes = table.column(table.subject).codes
    if codes in CODED:
        return True
    return codes == "firm" and is_firm_code(str(values.get(table.subject, "")))


def is_firm_code(text: str) -> bool:
    """Whether it has the shape of a 统一社会信用代码.

    >>> is_firm_code("91370725MA3C0ABC1X"), is_firm_code("某某公司")
    (True, False)
    """
    return _CODE.fullmatch(text) is not None


def subject_of(table: Table, values: Values) -> str:
    """Of whom the row speaks: a code or a name."""
    return str(values.get(table.subject, ""))[:SUBJECT_MOST]


def true_days(table: Table, values: Values) -> tuple[date | None, date | None]:
    """The first and the last day on which the row is true; ``None`` is open or unknown. A year is true from its last day on.

    >>> from yanzhen.tables import register_table
    >>> true_days(register_table("firm-years"), {"year": 2025})
    (datetime.date(2025, 12, 31), None)
    """
    return _day(values, table.true_from), _day(values, table.true_to)


def _day(values: Values, column: str) -> date | None:
    value = values.get(column) if column else None
    if value is None:
        return None
    return date(value, 12, 31) if isinstance(value, int) else date.fromisoformat(value)
