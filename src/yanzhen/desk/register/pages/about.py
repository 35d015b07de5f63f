"""What a table's columns mean, its template, and the table as a file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import islice, tee
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from yanzhen.desk.accounts.exports import BlankFile
from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.accounts.trail import actor_of, record_export
from yanzhen.desk.register.ledger.asof import end_of, merged_at
from yanzhen.desk.register.ledger.export import TAKEN_OUT
from yanzhen.desk.register.ledger.merging import merge
from yanzhen.desk.register.ledger.said import Cells
from yanzhen.desk.register.ledger.voices import Imports, live_voices
from yanzhen.desk.register.models import Import
from yanzhen.desk.register.pages import wording
from yanzhen.desk.register.pages.filters import Held, day_of, kept
from yanzhen.desk.register.pages.kinds import table_of
from yanzhen.desk.register.pages.lists import EXPORTS, TableList, table_list
from yanzhen.desk.register.pages.visitors import person_of
from yanzhen.sheets.export import write_export
from yanzhen.sheets.template import write_template
from yanzhen.tables import Column

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

PIECE = 2000
LANGUAGES = ("zh", "en")
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}


@permitted(Right.READ)
@require_safe
def about(request: HttpRequest, kind: str) -> HttpResponse:
    """Every column of the table: what it holds, in which form."""
    table = table_of(kind)
    key = [wording.column_name(table.column(name)) for name in table.key]
    shown = {
        "kind": table.name,
        "name": wording.table_name(table),
        "meaning": wording.table_meaning(table),
        "key": key,
        "columns": [(column, wording.column_name(column), *_form(column)) for column in table.columns],
    }
    return render(request, "register/about.html", shown)


@permitted(Right.READ)
@require_safe
def template(request: HttpRequest, kind: str, language: str = "") -> FileResponse:
    """The empty workbook of the table, in the language of the page or the one in the address."""
    table = table_of(kind)
    if language and language not in LANGUAGES:
        raise Http404(language)
    chosen = language or ("en" if wording.in_english() else "zh")
    name = f"{table.label_zh if chosen == 'zh' else table.name}-{'模板' if chosen == 'zh' else 'template'}.xlsx"
    return written(name, lambda path: write_template(table, path, language=chosen), BlankFile)


@permitted(Right.READ)
@require_safe
def export(request: HttpRequest, kind: str, form: str) -> FileResponse:
    """The list as a file, with the cell that says each value: the same filters, the same scope."""
    if form not in EXPORTS:
        raise Http404(form)
    person = person_of(request)
    shown = table_list(request, table_of(kind), person)
    name = f"{kind}-{timezone.localdate():%Y%m%d}.{form}"
    asked = dict(shown.listing.kept("page"))

    def write(path: Path) -> None:
        rows = _write(shown, person, path)
        record_export(actor_of(request), TAKEN_OUT, rows, asked, person.region, name)

    return written(name, write)


def written(name: str, write: Any, made: type[FileResponse] = FileResponse) -> FileResponse:
    """The file that ``write(path)`` makes, sent and gone."""
    # The folder goes when this function ends; the open file stays readable until it is sent.
    with tempfile.TemporaryDirectory(prefix="yanzhen-export-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / f"export{Path(name).suffix}"
        write(path)
        file = path.open("rb")
    ending = Path(name).suffix.removeprefix(".")
    return made(file, as_attachment=True, filename=name, content_type=TYPES[ending])


def _write(shown: TableList, person: Person, path: Path) -> int:
    imports = Imports()
    rows = islice(_merged(shown, person, imports), settings.EXPORT_MOST_ROWS)
    values, cells = tee(_with_cells(rows, imports))
    files = dict(Import.objects.visible_to(person).filter(kind=shown.table.name).values_list("sha256", "file"))
    told = (sources for _, sources in cells)
    return write_export((row for row, _ in values), shown.table, path, sources=told, file_names=files)


def _with_cells(rows: Iterator[Any], imports: Imports) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    cells = Cells(imports)
    while piece := list(islice(rows, PIECE)):
        cells.fetch(piece)
        for one in piece:
            yield one.values, {column: cells.of(one, column) for column in one.chosen}


def _merged(shown: TableList, person: Person, imports: Imports) -> Iterator[Any]:
    """What is in force for each row of the list, in its order."""
    if known := day_of(shown.known):
        yield from _merged_then(shown, person, known)
        return
    keys = shown.listing.every_row.values_list("key", flat=True).iterator(chunk_size=PIECE)
    while piece := list(islice(keys, PIECE)):
        voices = live_voices(shown.table.name, piece, imports)
        yield from (one for key in piece if (one := merge(voices.get(key, []))) is not None)


def _merged_then(shown: TableList, person: Person, known: Any) -> Iterator[Any]:
    """The same as it was known on a day."""
    asked = {one.shown.key: shown.listing.value(one.shown.key) for one in shown.filters}
    as_of = day_of(shown.listing.value("as_of"))
    for row, one in merged_at(shown.table, end_of(known), person):
        held = Held(row.subject, row.region, row.values, row.true_from, row.true_to)
        if row.is_true_on(as_of) and any(kept(shown.filters, asked, iter((held,)))):
            yield one


def _form(column: Column) -> tuple[str, str, str, str]:
    """What the column means, its kind, its unit, and what may stand in it."""
    kinds = {
        "text": gettext("text"), "integer": gettext("whole number"), "number": gettext("number"),
        "exact": gettext("decimal number"), "date": gettext("day"), "flag": gettext("yes or no"),
    }  # fmt: skip
    return wording.column_meaning(column), kinds[column.kind], wording.unit_name(column.unit), _allowed(column)


def _allowed(column: Column) -> str:
    if column.choices:
        return " · ".join(wording.choice_name(column, value) for value in column.choices)
    codes = {
        "uscc": gettext("unified social credit code"), "region": "GB/T 2260", "industry": "GB/T 4754-2017",
        "strategic": gettext("classification of 2018"), "ipc": "IPC", "firm": gettext("code or name of a firm"),
    }  # fmt: skip
    bounds = [
        f"≥ {column.low}" if column.low is not None else "",
        f"≤ {column.high}" if column.high is not None else "",
    ]
    return codes.get(column.codes) or ", ".join(bound for bound in bounds if bound)
