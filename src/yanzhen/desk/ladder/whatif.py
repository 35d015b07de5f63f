"""What if: figures of a firm changed on the page, judged again beside what is. Nothing is kept."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.frame.engine_words import engine_in_words
from yanzhen.desk.ladder.asked import Asked, asked_of
from yanzhen.desk.ladder.cards import Line, Part, part_of
from yanzhen.desk.ladder.climbs import figure_of_path, shown_changes, shown_ways, step_of, weights_of
from yanzhen.desk.ladder.words import said, unit_words, value_words
from yanzhen.desk.register.pages.filters import region_word
from yanzhen.errors import InputError
from yanzhen.ladder import tree
from yanzhen.ladder.book import Book
from yanzhen.ladder.catalogue import FIGURES, LISTS
from yanzhen.ladder.climb import climb
from yanzhen.ladder.firm import Firm
from yanzhen.ladder.firm_json import read_firm
from yanzhen.ladder.judge import judge

if TYPE_CHECKING:
    from yanzhen.ladder.book import Criterion

MOST_ADDED = 50
MOST_LETTERS = 60
TITLE_DAYS = 3 * 365
"""How long a title that is tried on is valid."""


@dataclass(frozen=True, slots=True)
class Field:
    """A figure that may be changed on the page: what it is now, and what was typed."""

    path: str
    label: str
    unit: str
    kind: str
    now: str
    typed: str
    fault: str


@dataclass(frozen=True, slots=True)
class Turned:
    """A criterion whose answer or points differ."""

    before: Line
    after: Line


@permitted(Right.READ)
@require_safe
def whatif(request: HttpRequest, uscc: str, book: str) -> HttpResponse:
    """The form, and the firm as it would stand."""
    asked = asked_of(request)
    held, chosen = asked.firm(uscc), asked.book(book)
    if chosen.frame is not None or held.firm is None:
        raise Http404(book)
    typed = {name: value.strip()[:MOST_LETTERS] for name, value in request.GET.items() if isinstance(value, str)}
    changed, faults = _changed(held.firm, typed, asked, chosen)
    before = part_of(judge(chosen, held.firm, asked.on, asked.applicant))
    after = part_of(judge(chosen, changed, asked.on, asked.applicant))
    way = climb(chosen, changed, asked.on, asked.applicant, weights_of(asked.person))
    shown = {
        **asked.fields,
        "uscc": uscc,
        "name": held.name or uscc,
        "region": region_word(held.region),
        "book": chosen,
        "title": said(chosen.title),
        "before": before,
        "after": after,
        "turned": _turned(before, after),
        "is_changed": changed != held.firm,
        "groups": _groups(chosen, held.firm, asked, typed, faults),
        "additions": _additions(chosen, typed, faults),
        "titles": _titles(chosen, typed),
        "persons": _persons(chosen, held.firm, typed),
        "ways": shown_ways(way),
        "blocked": [said(one) for one in way.blocked],
        "applied": _applied(held.firm, typed, asked, chosen),
        "apply": typed.get("apply", ""),
        "faults": faults,
    }
    return render(request, "ladder/whatif.html", shown)


def with_figures(firm: Firm, document: dict[str, Any]) -> Firm:
    """The firm with what the document says in place of what it had; lists are added to. Raises InputError for what is no such figure."""
    said_ = read_firm(document)
    years = {year: dict(values) for year, values in firm.years.items()}
    for year, values in said_.years.items():
        years.setdefault(year, {}).update(values)
    lists = {**firm.lists}
    for name, entries in said_.lists.items():
        lists[name] = (*lists.get(name, ()), *entries)
    return replace(
        firm,
        figures={**firm.figures, **said_.figures},
        years=years,
        lists=lists,
        manual={**firm.manual, **said_.manual},
    )


def _changed(firm: Firm, typed: dict[str, str], asked: Asked, book: Book) -> tuple[Firm, dict[str, str]]:
    """The firm with all that was typed, and what of it is no such figure."""
    faults: dict[str, str] = {}
    for document in _from_way(firm, typed, asked, book):
        firm = with_figures(firm, document)
    for path, text in typed.items():
        try:
            firm = with_figures(firm, _document(path, text, asked)) if text else firm
        except InputError as error:
            faults[path] = gettext("expected: %(what)s") % {"what": engine_in_words(error.expected)}
    return firm, faults


def _document(path: str, text: str, asked: Asked) -> dict[str, Any]:
    """What was typed, as a firm's JSON would say it; nothing for a word that is no figure."""
    if path.startswith("add."):
        return _added(path.removeprefix("add."), text, asked)
    if path == "title":
        last = asked.on + timedelta(days=TITLE_DAYS)
        return {"titles": [{"title": text, "valid_from": asked.on.isoformat(), "valid_to": last.isoformat()}]}
    if path.startswith("manual."):
        return {"manual": {path.removeprefix("manual."): text == "yes"}}
    row, _ = figure_of_path(path)
    if row is None:
        return {}
    return _nested(path.split("."), text == "yes" if row.kind == "flag" else text)


def _nested(parts: list[str], value: Any) -> dict[str, Any]:
    return {parts[0]: value if len(parts) == 1 else _nested(parts[1:], value)}


def _added(name: str, text: str, asked: Asked) -> dict[str, Any]:
    if name not in _entries():
        return {}
    if name == "equity":
        return {name: [_entry(name, asked.on, text)]}
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= MOST_ADDED:
        raise InputError(name, seen=text, expected=f"1 … {MOST_ADDED}")
    return {name: [_entry(name, asked.on, text)] * int(text)}


def _entry(name: str, on: date, number: str) -> dict[str, Any]:
    words: dict[str, Any] = {
        "@t": on.year - 1, "@number": number, "@two-years-ago": date(on.year - 2, 1, 1).isoformat(), "true": True, "false": False,
    }  # fmt: skip
    return {attribute: words.get(value, value) for attribute, value in _entries()[name].items()}


@cache
def _entries() -> dict[str, dict[str, str]]:
    """The thing that is added to each list, as ``whatif_additions.csv`` says."""
    text = (files("yanzhen.desk.ladder") / "whatif_additions.csv").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = {}
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["list"], {})[row["attribute"]] = row["value"]
    return found


def _from_way(firm: Firm, typed: dict[str, str], asked: Asked, book: Book) -> list[dict[str, Any]]:
    """The changes of the way that was chosen on the climb, each as a firm's JSON would say it."""
    step = _chosen(firm, typed, asked, book)
    found: list[dict[str, Any]] = []
    for change in step.get("changes", ()):
        path = str(change["figure"])
        if path.endswith("[+]"):
            found.append({path.removesuffix("[+]"): [change["to"]] * int(change.get("count") or 1)})
        else:
            found.append(_nested(path.split("."), change["to"]))
    return found


def _chosen(firm: Firm, typed: dict[str, str], asked: Asked, book: Book) -> dict[str, Any]:
    wish = typed.get("apply", "")
    if not (wish.isascii() and wish.isdigit() and len(wish) < 3):
        return {}
    ways = climb(book, firm, asked.on, asked.applicant, weights_of(asked.person)).alternatives
    return step_of(ways[int(wish)]) if int(wish) < len(ways) else {}


def _applied(firm: Firm, typed: dict[str, str], asked: Asked, book: Book) -> Any:
    return shown_changes(_chosen(firm, typed, asked, book))


def _turned(before: Part, after: Part) -> list[Turned]:
    pairs = zip(before.lines, after.lines, strict=True)
    return [
        Turned(one, other)
        for one, other in pairs
        if (one.lamp, one.word, one.points) != (other.lamp, other.word, other.points)
    ]


def _groups(
    book: Book, firm: Firm, asked: Asked, typed: dict[str, str], faults: dict[str, str]
) -> list[tuple[str, list[Field]]]:
    """The figures that the book reads: by year, the latest first; then those without a year."""
    year = asked.on.year - 1
    yearly: dict[int, list[Field]] = {}
    others: list[Field] = []
    for name, offset in sorted(_figures(book), key=lambda one: (-(one[1] or 0), list(FIGURES).index(one[0]))):
        row = FIGURES[name]
        if row.kind in ("text", "day") and name not in ("segment_since",):
            continue
        path = row.path.format(year=year + (offset or 0)) if offset is not None else row.path
        now = firm.years.get(year + offset, {}).get(name) if offset is not None else firm.figures.get(name)
        field = Field(
            path,
            said(row.label),
            unit_words(row.unit),
            row.kind,
            value_words(now, row.unit),
            typed.get(path, ""),
            faults.get(path, ""),
        )
        (others if offset is None else yearly.setdefault(year + offset, [])).append(field)
    groups = [(str(one), fields) for one, fields in sorted(yearly.items(), reverse=True)]
    return [*groups, (gettext("Without a year"), others)] if others else groups


def _figures(book: Book) -> set[tuple[str, int | None]]:
    found: set[tuple[str, int | None]] = set()
    for node in _nodes(book):
        match node:
            case tree.Figure(name=name, offset=offset):
                found.add((name, offset))
            case tree.Flag(name=name):
                found.add((name, None))
            case tree.OverYears(name=name, offsets=offsets):
                found |= {(name, offset) for offset in offsets}
    return found


def _nodes(book: Book) -> Iterator[Any]:
    """Every node of the book and of the books that it refers to."""
    for criterion in book.criteria.values():
        for top in criterion.trees():
            yield from book.below(top)
    for other in book.others.values():
        yield from _nodes(other)


def _additions(book: Book, typed: dict[str, str], faults: dict[str, str]) -> list[Field]:
    used = {node.name for node in _nodes(book) if isinstance(node, tree.Tally)}
    found = []
    for name in LISTS:
        if name in used and name in _entries():
            row, path = LISTS[name], f"add.{name}"
            unit = unit_words("万元") if name == "equity" else unit_words(row.unit)
            found.append(Field(path, said(row.label), unit, "number", "", typed.get(path, ""), faults.get(path, "")))
    return found


def _titles(book: Book, typed: dict[str, str]) -> list[tuple[str, bool]]:
    """The titles that the book asks for, and which is chosen."""
    names = dict.fromkeys(title for node in _nodes(book) if isinstance(node, tree.Holds) for title in node.titles)
    return [(name, typed.get("title") == name) for name in names]


def _persons(book: Book, firm: Firm, typed: dict[str, str]) -> list[Field]:
    """The criteria that a person decides."""
    found = []
    for criterion in book.criteria.values():
        if any(isinstance(node, tree.Manual) for top in criterion.trees() for node in book.below(top)):
            path = f"manual.{criterion.id}"
            found.append(
                Field(
                    path,
                    _label(criterion),
                    "",
                    "flag",
                    value_words(firm.manual.get(criterion.id)),
                    typed.get(path, ""),
                    "",
                )
            )
    return found


def _label(criterion: Criterion) -> str:
    return f"{criterion.clause} {said(criterion.wording)}"
