"""One person's mentions as one file, for the person who asks what is kept of them (PIPL art. 45)."""

from __future__ import annotations

import json
from datetime import datetime
from io import BytesIO
from typing import Any

from yanzhen.desk.accounts.models import Person
from yanzhen.desk.privacy.kinds import hands
from yanzhen.desk.privacy.mentions import Mentions, facts_of, hand_rows, statements_of
from yanzhen.desk.reading.models import Block
from yanzhen.desk.register.models import Record

ACCOUNT = (
    "username", "full_name", "department", "region", "region_name", "role", "is_active", "valid_until", "joined", "last_login",
)  # fmt: skip
Row = dict[str, Any]


def as_rows(found: Mentions, asker: Person) -> dict[str, list[Row]]:
    """The mentions by kind, each a plain row; the audit trail is counted alone."""
    return {
        "accounts": [_account(person) for person in found.accounts],
        "people": [_person_row(record) for record in _records(found)],
        "pages": [row for page in found.pages for row in _page(found.name, page.document)],
        "hands": [row for hand in hands() for row in _hand(hand, found.name, asker)],
        "other tables": [{"table": table, "rows": rows} for table, rows in found.tables.items()],
        "audit trail": [{"entries": found.trail, "note": "kept by law; only the auditor reads them"}],
    }


def as_json(found: Mentions, asker: Person, now: datetime) -> bytes:
    """One object with ``schema_version``."""
    told = {"schema_version": 1, "name": found.name, "made": now.isoformat(), **as_rows(found, asker)}
    return json.dumps(told, ensure_ascii=False, indent=1, default=str).encode()


def as_workbook(found: Mentions, asker: Person) -> bytes:
    """A sheet a kind; every cell is text, so that none is run as a formula."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    target = BytesIO()
    with Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        for kind, rows in as_rows(found, asker).items():
            sheet = book.add_worksheet(kind)
            headers = list(dict.fromkeys(name for row in rows for name in row))
            sheet.write_row(0, 0, headers)
            for number, row in enumerate(rows, 1):
                for column, name in enumerate(headers):
                    sheet.write_string(number, column, "" if row.get(name) is None else str(row[name]))
    return target.getvalue()


def _account(person: Person) -> Row:
    tokens = [{"name": token.name, "last_used_at": token.last_used_at} for token in person.tokens.all()]
    sessions = [{"since": one.since, "address": one.address, "device": one.device} for one in person.sessions.all()]
    return {**{name: getattr(person, name) for name in ACCOUNT}, "tokens": tokens, "sessions": sessions}


def _records(found: Mentions) -> list[Record]:
    keys = [entry.key for entry in found.people]
    return list(Record.objects.filter(table="people", key__in=keys).select_related("imported").order_by("pk"))


def _person_row(record: Record) -> Row:
    place = {
        "file": record.imported.file,
        "sheet": record.sheet,
        "row": record.row,
        "recorded": record.imported.recorded_at,
    }
    return {**record.values, **place}


def _page(name: str, document: Any) -> list[Row]:
    place = {"file": document.file, "published": document.published}
    blocks = Block.objects.filter(document=document, text__contains=name).order_by("position")
    texts = [{**place, "what": "text", "words": block.text} for block in blocks]
    said = [
        {**place, "what": "statement", "words": f"{one.subject_text} {one.property}"}
        for one in statements_of(name, document)
    ]
    facts = [
        {**place, "what": one.predicate, "words": f"{one.subject} · {one.object}"} for one in facts_of(name, document)
    ]
    return texts + said + facts


def _hand(hand: Any, name: str, asker: Person) -> list[Row]:
    label = str(hand.model._meta.label_lower)
    return [{"table": label, "row": row.pk, "as": hand.field} for row in hand_rows(hand, name, asker).order_by("pk")]
