"""What a person confirmed once of a sheet's headers is remembered for their office."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as _

from yanzhen.desk.accounts.trail import Actor, Subject, record_change
from yanzhen.desk.register.ledger.models import HeaderMapping
from yanzhen.desk.register.ledger.office import Office
from yanzhen.errors import InputError
from yanzhen.tables import Table

CONFIRMED, MAPPING = _("headers confirmed"), _("header mapping")


@transaction.atomic
def remember_mapping(
    office: Office, table: Table, headers: Iterable[str], mapping: Mapping[str, str], actor: Actor, *, now: datetime
) -> HeaderMapping:
    """Remember which column of the table each of these headers means; for the same set of headers it replaces what was known.

    Raises:
        InputError: a header that the sheet does not have, or a column that the table does not have.
    """
    told = sorted(set(headers))
    _refuse_unknown(table, told, mapping)
    place: dict[str, Any] = {
        "region": office.region,
        "department": office.department,
        "kind": table.name,
        "heading": _fingerprint(told),
    }
    before = HeaderMapping.objects.filter(**place).first()
    if before is not None and before.mapping == dict(mapping):
        return before
    fields: dict[str, Any] = {"headers": told, "mapping": dict(mapping), "by_name": actor.name[:150], "at": now}
    made, _new = HeaderMapping.objects.update_or_create(**place, defaults=fields)
    subject = Subject(MAPPING, str(made.pk), table.name, office.region)
    record_change(actor, CONFIRMED, subject, dict(before.mapping) if before else None, dict(mapping))
    return made


def mapping_for(office: Office, kind: str, headers: Iterable[str]) -> dict[str, str]:
    """Header to column, as this office confirmed it for a sheet with just these headers; empty where it never did."""
    found = HeaderMapping.objects.filter(
        region=office.region, department=office.department, kind=kind, heading=_fingerprint(sorted(set(headers)))
    ).first()
    return dict(found.mapping) if found else {}


def has_mapping(office: Office, kind: str) -> bool:
    """Whether this office ever confirmed headers of such a table."""
    place = {"region": office.region, "department": office.department, "kind": kind}
    return HeaderMapping.objects.filter(**place).exists()


def _fingerprint(headers: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(headers).encode()).hexdigest()


def _refuse_unknown(table: Table, headers: list[str], mapping: Mapping[str, str]) -> None:
    names = {column.name for column in table.columns}
    for header, column in mapping.items():
        if header not in headers:
            raise InputError("header", seen=header, expected="one of " + ", ".join(headers))
        if column and column not in names:
            raise InputError(
                f"column for the header {header}", seen=column, expected="one of " + ", ".join(sorted(names))
            )
