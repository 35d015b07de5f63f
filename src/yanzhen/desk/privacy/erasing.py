"""Erasing one person's mentions: what would change, then the change itself, and a trail of it without the personal data."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, gettext_noop

from yanzhen.desk.accounts.models import Person
from yanzhen.desk.accounts.rights import Role
from yanzhen.desk.accounts.trail import Actor, Subject, record_change
from yanzhen.desk.privacy.kinds import hands
from yanzhen.desk.privacy.mentions import (
    PEOPLE,
    Mentions,
    facts_of,
    hand_rows,
    mentions_of,
    statements_of,
    subjects_of,
)
from yanzhen.desk.reading import search
from yanzhen.desk.reading.models import Block, Name, Searched
from yanzhen.desk.register.ledger.columns import table_of
from yanzhen.desk.register.ledger.kept import kept_path
from yanzhen.desk.register.ledger.projection import project
from yanzhen.desk.register.ledger.rows import canonical
from yanzhen.desk.register.ledger.voices import Imports
from yanzhen.desk.register.models import Document, Import, Record, SheetDraft, Statement
from yanzhen.desk.register.models import Subject as Named
from yanzhen.errors import InputError

if TYPE_CHECKING:
    from django.db.models import QuerySet

MENTIONS = gettext_noop("mentions of a person")
FOUND, EXPORTED, ERASED = (
    gettext_noop("personal data looked up"),
    gettext_noop("personal data exported"),
    gettext_noop("personal data erased"),
)
REMOVED = gettext_noop("removed person")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of the mentions are to go: accounts and rows of people by their keys, pages by their document, all names of hands or none."""

    name: str
    accounts: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()
    documents: frozenset[int] = frozenset()
    hands: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.accounts or self.people or self.documents or self.hands)


@dataclass(slots=True)
class Erased:
    """How many rows went, by what they were."""

    counts: Counter[str] = field(default_factory=Counter)

    @property
    def digest(self) -> str:
        """Shown with a dry run and asked again with the confirmation: what is confirmed is what was shown."""
        return hashlib.sha256(repr(sorted(self.counts.items())).encode()).hexdigest()[:16]


class DryRun(Exception):  # noqa: N818 (no error: it takes the transaction back)
    """Raised at the end of a dry run."""


def erase(choice: Choice, asker: Person, actor: Actor, *, now: datetime, dry_run: bool, seen: str = "") -> Erased:
    """Erase what was chosen, in one transaction; a dry run does the same and takes it all back.

    Raises InputError where what would go is not what was shown (``seen`` is the digest of the dry run), and where the account is the last
    administrator's or the asker's own.
    """
    found = mentions_of(choice.name, asker)
    done = Erased()
    files: list[Path] = []
    try:
        with transaction.atomic():
            files += _people(choice, found, now, done)
            _pages(choice, found, done)
            if choice.hands:
                _hands(choice.name, asker, done)
            _accounts(choice, found, asker, done)
            if dry_run:
                raise DryRun
            if seen and seen != done.digest:
                raise InputError(
                    gettext("Something changed since you looked"), todo=gettext("look again, then confirm")
                )
            note(ERASED, choice.name, actor, dict(done.counts))
    except DryRun:
        return done
    for file in files:
        file.unlink(missing_ok=True)
    return done


def note(action: str, name: str, actor: Actor, counts: dict[str, Any]) -> None:
    """On the trail, without the name: a keyed digest, so that the auditor can tell whether two entries mean the same name."""
    digest = hmac.new(settings.SECRET_KEY.encode(), name.encode(), hashlib.sha256).hexdigest()[:16]
    with transaction.atomic():
        record_change(actor, action, Subject(MENTIONS, digest), None, counts)


def erase_people_rows(entries: QuerySet[Any] | tuple[Any, ...], now: datetime, done: Erased) -> list[Path]:
    """Take these rows out of the table of people: in force, in every sheet's record, and the sheet files that hold them.

    The record keeps its place and its digest, so that the import can still be proved; what it said is gone. Returns the files to
    be deleted once the transaction holds.
    """
    keys = [entry.key for entry in entries]
    records = list(Record.objects.filter(table=PEOPLE, key__in=keys, erased_at=None).select_related("imported"))
    names = {str(record.values.get("name", "")) for record in records}
    for record in records:
        record.key, record.subject, record.content = f"erased-{record.pk}", "", canonical({})
        record.true_from = record.true_to = None
        record.erased_at = now
        record.save()
    done.counts["people"] += len(keys)
    done.counts["records"] += len(records)
    project(table_of(PEOPLE), keys, Imports())
    return _sheets({record.imported_id: record.imported for record in records}.values(), names, done)


def _people(choice: Choice, found: Mentions, now: datetime, done: Erased) -> list[Path]:
    chosen = tuple(entry for entry in found.people if entry.pk in choice.people)
    return erase_people_rows(chosen, now, done) if chosen else []


def _sheets(imports: Any, names: set[str], done: Erased) -> list[Path]:
    files = []
    for imported in imports:
        imported.findings = [one for one in imported.findings if not any(name and name in str(one) for name in names)]
        imported.save(update_fields=["findings"])
        if _is_only_of_people(imported.sha256):
            files.append(kept_path(imported.sha256))
    done.counts["sheets"] += len(files)
    return files


def _is_only_of_people(sha256: str) -> bool:
    """Whether nothing but imports of people speaks of the file."""
    others = Import.objects.filter(sha256=sha256).exclude(kind=PEOPLE).exists()
    drafts = SheetDraft.objects.filter(sha256=sha256).exists()
    return not (others or drafts or Document.objects.filter(sha256=sha256).exists())


def _pages(choice: Choice, found: Mentions, done: Erased) -> None:
    for page in found.pages:
        if page.document.pk in choice.documents:
            _out_of_index(choice.name, page.document, done)


def _out_of_index(name: str, document: Document, done: Erased) -> None:
    """The published text stays; names, facts and subjects taken out of it go, and the search no longer leads to it by the name."""
    statements = list(statements_of(name, document))
    blocks = list(Block.objects.filter(document=document, text__contains=name).values_list("pk", flat=True))
    quoted = Statement.objects.filter(source__document=document, source__context__contains=name)
    done.counts["names"] += Name.objects.filter(document=document, text=name).delete()[0]
    done.counts["facts"] += facts_of(name, document).delete()[0]
    for subject in subjects_of(name, document):
        _pseudonymise_subject(subject, done)
    for statement in statements:
        _pseudonymise_statement(statement, name, done)
    keys = {statement.pk for statement in statements} | set(quoted.values_list("pk", flat=True))
    _forget("statement", sorted(keys), name, done)
    _forget("block", blocks, name, done)


def _pseudonymise_subject(subject: Named, done: Erased) -> None:
    subject.names.all().delete()
    subject.name, subject.key, subject.variants = gettext(REMOVED), f"removed-{subject.pk}", []
    subject.save()
    done.counts["subjects"] += 1


def _pseudonymise_statement(statement: Statement, name: str, done: Erased) -> None:
    word = gettext(REMOVED)
    for column in ("subject_text", "property", "scope", "other_scope"):
        setattr(statement, column, getattr(statement, column).replace(name, word))
    statement.machine = {
        key: value.replace(name, word) if isinstance(value, str) else value for key, value in statement.machine.items()
    }
    statement.save()
    done.counts["statements"] += 1


def _forget(kind: str, targets: list[int], name: str, done: Erased) -> None:
    """The texts stay findable by their other words."""
    word = search.normal(name)
    rows = list(Searched.objects.filter(kind=kind, target__in=targets, text__contains=word)) if word else []
    search.put(search.Entry(kind, row.target, row.text.replace(word, " ")) for row in rows)
    done.counts["searched"] += len(rows)


def _hands(name: str, asker: Person, done: Erased) -> None:
    for hand in hands():
        done.counts["hands"] += hand_rows(hand, name, asker).update(**{hand.field: gettext(REMOVED)})


def _accounts(choice: Choice, found: Mentions, asker: Person, done: Erased) -> None:
    for person in found.accounts:
        if person.pk in choice.accounts:
            refuse_needed(person, asker)
            person.delete()
            done.counts["accounts"] += 1


def refuse_needed(person: Person, asker: Person | None) -> None:
    """Raises InputError for one's own account and for the last administrator's."""
    others = Person.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=person.pk)
    if asker is not None and person.pk == asker.pk:
        raise InputError(gettext("This is your own account"), todo=gettext("ask another administrator"))
    if person.role == Role.ADMINISTRATOR and not others.exists():
        raise InputError(gettext("This is the last administrator"), todo=gettext("name another administrator first"))
