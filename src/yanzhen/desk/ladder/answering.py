"""Answers that only persons give: a criterion that no figure decides, points that experts award. Entered by an approver with the ground.

They go into the register's own tables as a sheet of one row, so that each has its source, its place on the trail, and can be taken back.
"""

from __future__ import annotations

import csv
import io
import tempfile
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.accounts.trail import Actor, actor_of
from yanzhen.desk.frame.engine_words import error_sentence
from yanzhen.desk.ladder.asked import Asked, asked_of
from yanzhen.desk.ladder.cards import Line, part_of
from yanzhen.desk.register.ledger.importing import Order, import_file
from yanzhen.desk.register.ledger.office import office_of
from yanzhen.desk.register.ledger.said import sources_of
from yanzhen.desk.register.ledger.undoing import AlreadyUndoneError, undo_import
from yanzhen.desk.register.models import ENTRIES, Import
from yanzhen.desk.register.pages.filters import region_word
from yanzhen.errors import YanzhenError
from yanzhen.ladder.book import Book
from yanzhen.ladder.judge import judge

if TYPE_CHECKING:
    from yanzhen.desk.ladder.held import Held

OUR_REVIEW = "本单位人工认定"
"""The source of answers that were entered on this page."""
SHEETS = {"manual": gettext_noop("a person's answer"), "experts": gettext_noop("experts' points")}
MOST_LETTERS = 500


@dataclass(frozen=True, slots=True)
class Open:
    """A criterion that waits for a person: what stands there now, and whether it was entered here."""

    line: Line
    answer: str
    low: str
    high: str
    basis: str
    entered: bool


@permitted(Right.APPROVE)
@require_http_methods(["GET", "POST"])
def answers(request: HttpRequest, uscc: str, book: str) -> HttpResponse:
    """Every criterion of the book that asks a person, with what was answered."""
    asked = asked_of(request, post=request.method == "POST")
    held, chosen = asked.firm(uscc), asked.book(book)
    address = f"{reverse('ladder:answers', args=[uscc, book])}{asked.query}"
    if request.method == "POST":
        _keep(request, held, chosen, asked)
        return redirect(address)
    shown = {
        **asked.fields,
        "held": held,
        "uscc": uscc,
        "name": held.name or uscc,
        "region": region_word(held.region),
        "book": chosen,
        "open": _open(held, chosen, asked),
        "address": address,
    }
    return render(request, "ladder/answers.html", shown)


def enter(kind: str, row: dict[str, str], asked: Asked, actor: Actor, *, basis: str) -> None:
    """One row of the register's ``manual`` or ``experts``; raises InputError where it is not taken."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(row))
    writer.writeheader()
    writer.writerow(row)
    with tempfile.TemporaryDirectory(prefix="yanzhen-answer-") as folder:
        path = Path(folder) / f"{kind}.csv"
        path.write_text(out.getvalue(), encoding="utf-8-sig")
        file = f"{gettext(SHEETS[kind])} {next(reversed(row.values()))[:40] if kind == 'manual' else basis[:40]}.csv"
        order = Order(kind=kind, path=path, file=file, source=OUR_REVIEW, stated_on=asked.today)
        import_file(order, office_of(asked.person), actor, now=timezone.now())


def take_back(kind: str, key: dict[str, str], asked: Asked, actor: Actor) -> bool:
    """Undo what was entered here; False where nothing was."""
    entry = _entry(kind, key, asked)
    column = "answer" if kind == "manual" else "low"
    said = [one for one in sources_of(entry, column) if one.source == OUR_REVIEW] if entry else []
    done = False
    for one in said:
        imported = Import.objects.visible_to(asked.person).filter(pk=one.import_pk, rows=1, undone_at=None).first()
        if imported is not None:
            try:
                undo_import(imported, actor, now=timezone.now())
            except AlreadyUndoneError:
                continue
            done = True
    return done


def _keep(request: HttpRequest, held: Held, book: Book, asked: Asked) -> None:
    name, act = request.POST.get("criterion", ""), request.POST.get("act", "")
    if held.firm is None:
        return
    lines = part_of(judge(book, held.firm, asked.on, asked.applicant)).lines
    line = next((one for one in lines if one.id == name), None)
    if line is None:
        messages.error(request, gettext("There is no such criterion."))
        return
    kind = "manual" if line.asks_person else "experts"
    key = {"uscc": held.uscc, "criterion" if kind == "manual" else "item": name}
    if act == "withdraw":
        done = take_back(kind, key, asked, actor_of(request))
        told = (
            gettext("Taken back.")
            if done
            else gettext("Nothing of it was entered here; take back the import that says it.")
        )
        (messages.success if done else messages.warning)(request, told)
        return
    basis = " ".join(request.POST.get("basis", "").split())[:MOST_LETTERS]
    if not basis:
        messages.error(request, gettext("Say on what ground: a decision without one is not kept."))
        return
    row = _row(request, kind, key, basis, line)
    if row is None:
        return
    try:
        enter(kind, row, asked, actor_of(request), basis=basis)
    except YanzhenError as error:
        messages.error(request, error_sentence(error))
    else:
        messages.success(request, gettext("Kept, with its ground. Judge the firms again for the lists to show it."))


def _row(request: HttpRequest, kind: str, key: dict[str, str], basis: str, line: Line) -> dict[str, str] | None:
    """The row to be written; nothing (and a message) for what cannot be."""
    if kind == "manual":
        answer = request.POST.get("answer", "")
        if answer not in ("met", "unmet"):
            messages.error(request, gettext("Choose: met, or not met."))
            return None
        return {**key, "answer": "是" if answer == "met" else "否", "basis": basis}
    low, high = (_points(request.POST.get(end, "")) for end in ("low", "high"))
    bounds = [Decimal(end) for end in line.awarded or ("0", "0")]
    if low is None or high is None or not bounds[0] <= low <= high <= bounds[1]:
        words = gettext("The points must be two numbers between %(low)s and %(high)s, the lower one first.")
        messages.error(request, words % {"low": bounds[0], "high": bounds[1]})
        return None
    return {**key, "low": str(low), "high": str(high)}


def _points(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _open(held: Held, book: Book, asked: Asked) -> list[Open]:
    if held.firm is None:
        return []
    part = part_of(judge(book, held.firm, asked.on, asked.applicant))
    return [_shown(held, line, asked) for line in part.lines if line.asks_person or line.awarded]


def _shown(held: Held, line: Line, asked: Asked) -> Open:
    kind = "manual" if line.asks_person else "experts"
    key = {"uscc": held.uscc, "criterion" if kind == "manual" else "item": line.id}
    entry = _entry(kind, key, asked)
    values: dict[str, Any] = entry.values if entry else {}
    said = values.get("answer")
    answer = "" if said is None else "met" if said else "unmet"
    ours = entry is not None and any(
        one.source == OUR_REVIEW and one.standing != "undone"
        for one in sources_of(entry, "answer" if kind == "manual" else "low")
    )
    return Open(
        line, answer, str(values.get("low", "")), str(values.get("high", "")), str(values.get("basis", "")), ours
    )


def _entry(kind: str, key: dict[str, str], asked: Asked) -> Any:
    rows = ENTRIES[kind].objects.visible_to(asked.person).filter(subject=key["uscc"])
    name = key.get("criterion") or key.get("item")
    column = "criterion" if kind == "manual" else "item"
    return next((row for row in rows if row.values.get(column) == name), None)
