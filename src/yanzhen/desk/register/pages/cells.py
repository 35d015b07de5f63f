"""The source of one cell of the register: where it stands in its sheet, who else speaks of it, and why this one is in force."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from yanzhen.desk.frame.figures import decimal, moment
from yanzhen.desk.frame.parts import Drawer, OtherSource, SheetRow
from yanzhen.desk.register.ledger.ranks import rank_label
from yanzhen.desk.register.ledger.said import Said, Standing, sources_of
from yanzhen.desk.register.models import CellContest, Entry, Import, Record
from yanzhen.desk.register.pages import wording
from yanzhen.desk.register.pages.passages import passage_of
from yanzhen.desk.register.pages.values import is_figure, shown, with_unit
from yanzhen.tables import Column, Table

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

AROUND = 1
"""Columns to the left and right of the cell, and rows above and below, that the drawer shows."""
MOST_LETTERS = 60
WHY = {
    Standing.IN_FORCE: _("in force"),
    Standing.SAME: _("says the same"),
    Standing.LOWER_RANK: _("its source is of a lower rank"),
    Standing.EARLIER_DAY: _("of the same rank, but stated on an earlier day"),
    Standing.EARLIER_RECORDING: _("of the same rank and day, but recorded earlier"),
    Standing.REPLACED: _("the same source said otherwise later"),
    Standing.UNDONE: _("its import was taken back"),
}
"""Why a statement is in force, or why it is not: the visible rule."""


def cell_address(table: Table, entry: Entry, column: str) -> str:
    """Where the source of the cell is shown."""
    return reverse("register:cell", args=[table.name, entry.pk, column])


def cell_button(table: Table, entry: Entry, column: Column, text: str = "") -> Markup:
    """The value as a button that opens its source; an unknown one says so."""
    value = entry.values.get(column.name)
    told = text or with_unit(column, value)
    if not told:
        why, word = gettext("no source gives it"), gettext("unknown")
        return Markup('<span class="unknown" title="{0}">{1}<span class="sr"> ({0})</span></span>').format(why, word)
    classes = "figure" if is_figure(column) else "figure told"
    return Markup('<button class="{}" form="go" formaction="{}" aria-expanded="false">{}</button>').format(
        classes, cell_address(table, entry, column.name), told
    )


def cell_drawer(table: Table, entry: Entry, column: Column, person: Person) -> Drawer | None:
    """The drawer of one cell; ``None`` where nobody ever said anything of it."""
    said = sources_of(entry, column.name)
    if not said:
        return None
    first = said[0]
    name = wording.column_name(column)
    return Drawer(
        figure=with_unit(column, first.value) or gettext("unknown"),
        note=name,
        source=passage_of(first.import_pk, person) or sheet_part(table, first, column, person),
        others=tuple(_other(column, one, first) for one in said[1:]),
        contest_url=reverse("register:contest_cell", args=[table.name, entry.pk, column.name]),
        more=(*_more(first, column), *_contests(table, entry, column, person)),
    )


def sheet_part(table: Table, said: Said, column: Column, person: Person) -> SheetRow:
    """The cell in its sheet: its header, its row, the cells and rows beside it."""
    record = Record.objects.visible_to(person).filter(pk=said.record_pk).select_related("imported").first()
    place = f"{said.file} · {said.cell.sheet}!{said.cell.column}{said.cell.row}"
    if record is None:
        return SheetRow((wording.column_name(column),), (with_unit(column, said.value),), 0, place, "")
    heading = record.imported.headings.get(record.sheet, [])
    chosen, marked = _columns_around(heading, column.name, table)
    return SheetRow(
        headers=tuple(one[2] for one in chosen),
        cells=_cells(table, record, chosen),
        marked=marked,
        place=place,
        url=import_address(record.imported, person),
        number=record.row,
        letters=tuple(one[0] for one in chosen),
        above=_neighbours(table, record, chosen, person, range(record.row - AROUND, record.row)),
        below=_neighbours(table, record, chosen, person, range(record.row + 1, record.row + 1 + AROUND)),
    )


def import_address(imported: Import, person: Person) -> str:
    """The page of the import, for who may see it."""
    seen = Import.objects.visible_to(person).filter(pk=imported.pk).exists()
    return reverse("register:imported", args=[imported.pk]) if seen else ""


def why_words(standing: Standing) -> str:
    """The rule, in words."""
    return str(WHY[standing])


def _columns_around(heading: list[list[Any]], key: str, table: Table) -> tuple[list[list[Any]], int]:
    """The column of the subject, and those around the cell; where the cell stands among them."""
    known = [one for one in heading if one[1]]
    at = next((place for place, one in enumerate(known) if one[1] == key), 0)
    chosen = known[max(0, at - AROUND) : at + AROUND + 1]
    subject = next((one for one in known if one[1] == table.subject), None)
    if subject is not None and subject not in chosen:
        chosen = [subject, *chosen]
    return chosen, next((place for place, one in enumerate(chosen) if one[1] == key), 0)


def _cells(table: Table, record: Record, columns: list[list[Any]]) -> tuple[str, ...]:
    return tuple(_as_written(table, record.values.get(one[1]), one) for one in columns)


def _as_written(table: Table, value: Any, heading: list[Any]) -> str:
    """The value in the sheet's own unit: what stands there in 亿元 is kept in 万元."""
    column = next((one for one in table.columns if one.name == heading[1]), None)
    if value is None or column is None:
        return "" if value is None else str(value)
    factor = Decimal(heading[4])
    if column.kind == "exact" and factor not in (0, 1):
        return decimal(Decimal(value) / factor)
    text = str(value) if column.codes else shown(column, value)
    return text if len(text) <= MOST_LETTERS else text[:MOST_LETTERS] + "…"


def _neighbours(
    table: Table, record: Record, columns: list[list[Any]], person: Person, rows: range
) -> tuple[tuple[int, tuple[str, ...]], ...]:
    found = Record.objects.visible_to(person).filter(
        imported=record.imported_id, sheet=record.sheet, row__in=rows, erased_at=None
    )
    return tuple((one.row, _cells(table, one, columns)) for one in found.order_by("row"))


def _contests(table: Table, entry: Entry, column: Column, person: Person) -> list[tuple[str, str]]:
    """What was contested about the cell, and what was answered."""
    rows = CellContest.objects.visible_to(person).filter(table=table.name, key=entry.key, column=column.name)
    lines = []
    for row in rows.order_by("pk"):
        label = gettext("Contested") if row.standing == CellContest.Standing.OPEN else str(row.get_standing_display())
        answer = f" → {row.answer} ({row.decided_by})" if row.answer else ""
        lines.append((label, f"{row.value}: {row.reason} · {row.by_name} · {moment(row.at)}{answer}"))
    return lines


def _other(column: Column, said: Said, first: Said) -> OtherSource:
    place = f"{said.file} · {said.cell.sheet}!{said.cell.column}{said.cell.row} · {_whose(said)}"
    return OtherSource(
        Markup("<b>{}</b>").format(with_unit(column, said.value) or gettext("unknown")),
        place,
        said.value == first.value,
        why_words(said.standing),
    )


def _whose(said: Said) -> str:
    """``审计报告 2024 · 审计报告 · 2025-04-30``: the source, its rank, the day it stated it."""
    return " · ".join((said.source, rank_label(said.rank, get_language() or "zh"), said.stated_on.isoformat()))


def _more(said: Said, column: Column) -> list[tuple[str, str]]:
    rows = [
        (gettext("What it is"), wording.column_meaning(column)),
        (pgettext("who supplied it", "Source"), said.source),
        (gettext("Rank of the source"), f"{said.rank} · {rank_label(said.rank, get_language() or 'zh')}"),
        (gettext("Stated on"), said.stated_on.isoformat()),
        (gettext("Recorded at"), moment(said.recorded_at)),
        (gettext("Standing"), why_words(said.standing)),
        (gettext("The rule"), gettext("the better rank goes first, then the later day, then the later recording")),
    ]
    return [(label, value) for label, value in rows if value]
