"""``python peer.py TASK FILE``: one task of the peers, in their environment; prints seconds and megabytes as JSON.

``calamine`` every cell by python-calamine; ``dry-run`` tablib's load and a dry run of django-import-export with its defaults;
``bulk`` tablib's load and an import with ``use_bulk`` and ``skip_diff``. The database is SQLite in memory.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

NUMBERS, TEXTS, DAYS = 27, 7, 3
HEADERS = (
    "code",
    "name",
    "county",
    *(f"n{n}" for n in range(1, NUMBERS + 1)),
    *(f"t{n}" for n in range(1, TEXTS + 1)),
    *(f"d{n}" for n in range(1, DAYS + 1)),
)


def main() -> None:
    task, file = sys.argv[1], Path(sys.argv[2])
    seconds, rows = _calamine(file) if task == "calamine" else _import_export(file, dry_run=task == "dry-run")
    told = {"seconds": seconds, "rows": rows, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000}
    sys.stdout.write(json.dumps(told) + "\n")


def _calamine(file: Path) -> tuple[float, int]:
    from python_calamine import CalamineWorkbook

    start = time.perf_counter()
    cells = sum(map(len, CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()))
    return time.perf_counter() - start, cells


def _import_export(file: Path, *, dry_run: bool) -> tuple[float, int]:
    resource_class = _resource(bulk=not dry_run)
    from tablib import Dataset

    start = time.perf_counter()
    sheet = Dataset().load(file.read_bytes(), format="xlsx")
    sheet.headers = list(HEADERS)
    result = resource_class().import_data(sheet, dry_run=dry_run, raise_errors=True)
    seconds = time.perf_counter() - start
    assert not result.has_errors() and not result.has_validation_errors() and result.totals["new"] == len(sheet)
    return seconds, len(sheet)


def _resource(*, bulk: bool) -> type:
    import django
    from django.apps import AppConfig, apps
    from django.conf import settings
    from django.db import connection, models

    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    settings.configure(INSTALLED_APPS=["import_export", "__main__.Peer"], DATABASES={"default": database}, USE_TZ=True)
    sys.modules["__main__"].Peer = type(
        "Peer", (AppConfig,), {"name": "__main__", "label": "peer", "path": str(Path(__file__).parent)}
    )
    django.setup()
    assert apps.is_installed("__main__")
    fields: dict[str, object] = {
        "code": models.CharField(max_length=18, primary_key=True),
        "name": models.CharField(max_length=200),
        "county": models.CharField(max_length=6),
    }
    fields |= {f"n{n}": models.DecimalField(max_digits=20, decimal_places=4, null=True) for n in range(1, NUMBERS + 1)}
    fields |= {f"t{n}": models.CharField(max_length=200) for n in range(1, TEXTS + 1)}
    fields |= {f"d{n}": models.DateField() for n in range(1, DAYS + 1)}
    model = type(
        "PeerFirm",
        (models.Model,),
        {**fields, "__module__": "__main__", "Meta": type("Meta", (), {"app_label": "peer"})},
    )
    with connection.schema_editor() as editor:
        editor.create_model(model)
    from import_export.resources import ModelResource

    options = {"model": model, "import_id_fields": ("code",), "fields": HEADERS}
    if bulk:
        options |= {"use_bulk": True, "skip_diff": True}
    return type("PeerResource", (ModelResource,), {"Meta": type("Meta", (), options)})


if __name__ == "__main__":
    main()
