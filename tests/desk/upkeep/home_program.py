"""What the tests of upkeep ask of a home, in a process of its own.

``home_program.py HOME QUESTION [WORD…] [+ QUESTION [WORD…]]…`` answers each in a line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def rows() -> dict[str, list[Any]]:
    """Every row of every table of today's code, asked of the models themselves."""
    from django.apps import apps

    def key(row: dict[str, Any]) -> str:
        return json.dumps(row, sort_keys=True, default=str)

    told = {}
    for model in apps.get_models(include_auto_created=True):
        found = [{**row} for row in model._base_manager.order_by("pk").values()]
        if model._meta.label_lower == "reading.searchpair":
            found = sorted(({"entry_id": row["entry_id"], "pair": row["pair"]} for row in found), key=key)
        told[model._meta.label_lower] = json.loads(json.dumps(found, default=str))
    return told


def write_until_told(home: Path) -> int:
    """Upload files, note them on the trail and correct people, until a file named ``stop`` lies beside the home."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from yanzhen.desk.accounts.models import FailedSignIn, Person
    from yanzhen.desk.accounts.trail import Actor
    from yanzhen.desk.reading.uploads import bring

    person = Person.objects.order_by("pk").first()
    assert person is not None
    for number in count():
        upload = SimpleUploadedFile(f"page-{number}.txt", f"第{number}页，投入{number}万元。".encode() * 500)
        bring(upload, "2020-09", person, Actor(person, "writer"), now=NOW)
        FailedSignIn.objects.create(username=f"w{number}", address="127.0.0.1", at=NOW)
        if Path(f"{home}.stop").exists():
            return number + 1
        time.sleep(0.002)
    return 0


def pack_rows(home: Path, file: Path) -> None:
    """The archive that PostgreSQL would give, from whatever database this is."""
    from yanzhen import __version__
    from yanzhen.desk.upkeep.archive import Contents, packing
    from yanzhen.desk.upkeep.backups import _pack_files
    from yanzhen.desk.upkeep.rows import applied, label, lines, tables

    with packing(file) as packed:
        for model in tables("default", applied("default")):
            packed.add_pieces(f"rows/{label(model)}.jsonl", lines(model, "default"))
        _pack_files(home, packed)
        packed.finish(Contents(__version__, "", packed.sha256, applied("default")))


def pages() -> dict[str, int]:
    """The answers of the pages that show what the register holds, as an administrator sees them."""
    from django.conf import settings
    from django.test import Client

    from yanzhen.desk.accounts.models import Person
    from yanzhen.desk.reading.models import ReadingJob
    from yanzhen.desk.register.models import Document, Statement, Subject

    settings.ALLOWED_HOSTS = ["testserver"]
    person = Person.objects.get(username="admin")
    person.must_change_password = False
    person.save()
    client = Client()
    client.force_login(person)
    wanted = ["/", "/people", "/reading/", "/register/", f"/reading/documents/{Document.objects.get().pk}"]
    wanted += [f"/register/subjects/{Subject.objects.order_by('pk')[0].pk}", "/reading/search?q=轴承"]
    wanted += [f"/reading/statements/{Statement.objects.order_by('pk')[0].pk}", "/reading/statements"]
    assert ReadingJob.objects.count() == 1
    return {address: client.get(address, follow=True).status_code for address in wanted}


def found(words: str) -> list[int]:
    """What the search finds."""
    from yanzhen.desk.reading.search import matching
    from yanzhen.desk.register.models import Statement

    return sorted(Statement.objects.filter(pk__in=matching("statement", words)).values_list("pk", flat=True))


def next_number() -> int:
    """The number that a new row gets."""
    from yanzhen.desk.accounts.models import FailedSignIn

    return FailedSignIn.objects.create(username="next", address="", at=NOW).pk


def prepared_with(home: Path, migrations: str) -> list[str]:
    """Prepare with migrations of a version to come."""
    from django.conf import settings

    from yanzhen.desk.setup import prepare

    sys.path.insert(0, str(Path(__file__).parent))
    settings.MIGRATION_MODULES = {"frame": migrations}
    told: list[str] = []
    prepare(home, told.append)
    return told


def tables_beside_models() -> list[str]:
    from django.apps import apps
    from django.db import connection

    models = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return sorted(set(connection.introspection.table_names()) - models - {"django_migrations"})


def answer(home: Path, question: str, words: list[str]) -> object:
    from yanzhen.desk import upkeep
    from yanzhen.desk.setup import prepare, set_up

    if question == "restore":
        return upkeep.restore(Path(words[0]), home)
    if question == "backup":
        set_up(home)
        return upkeep.backup(home, Path(words[0]), NOW).trail
    if question == "prepare":
        told: list[str] = []
        prepare(home, told.append)
        return {"told": told}
    set_up(home)
    if question == "doctor":
        return {one.what: [one.good, one.words] for one in upkeep.doctor(home)}
    return _asked(home, question, words)


def _asked(home: Path, question: str, words: list[str]) -> object:
    asked = {
        "rows": rows,
        "write": lambda: write_until_told(home),
        "pack": lambda: pack_rows(home, Path(words[0])),
        "pages": pages,
        "found": lambda: found(words[0]),
        "next": next_number,
        "with": lambda: prepared_with(home, words[0]),
        "beside": tables_beside_models,
    }
    return asked[question]()


def main(arguments: list[str]) -> Iterator[str]:
    home, *asked = arguments
    while asked:
        end = asked.index("+") if "+" in asked else len(asked)
        question, *words = asked[:end]
        yield json.dumps(answer(Path(home), question, words), ensure_ascii=False) + "\n"
        asked = asked[end + 1 :]


if __name__ == "__main__":
    sys.stdout.writelines(main(sys.argv[1:]))
