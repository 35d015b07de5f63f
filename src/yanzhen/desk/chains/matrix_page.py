"""The two-way matrix: products of the chain against the kinds of innovation, each cell open to its evidence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from yanzhen.chains.innovation import PERSON, TECHNOLOGY
from yanzhen.chains.matrix import Evidence, Fill, Matrix, MatrixCell, matrix
from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.chains.asking import Asked
from yanzhen.desk.chains.chain import MOST_PRODUCTS, standing_of
from yanzhen.desk.chains.held import Held
from yanzhen.desk.chains.innovation import CELLS, KINDS, LACKS, TABLES, matrix_of, pieces_of
from yanzhen.desk.chains.models import ConcordanceTable
from yanzhen.desk.chains.sources import cell_figure
from yanzhen.desk.chains.views import common, question_of
from yanzhen.desk.frame.counts import may_share, shared_count
from yanzhen.desk.frame.exporting import exported

if TYPE_CHECKING:
    from markupsafe import Markup

    from yanzhen.desk.accounts.models import Person

MOST_ROWS = 80
MOST_UNPLACED = 20
MOST_EVIDENCE = 200
FILL_WORDS = {"full": "●", "thin": "▲", "empty": "○"}


@dataclass(frozen=True, slots=True)
class Answer:
    """The matrix with what it was asked for."""

    matrix: Matrix
    products: int
    table: ConcordanceTable | None
    tables: tuple[ConcordanceTable, ...]


@permitted(Right.READ)
@require_safe
def matrix_of_chain(request: HttpRequest) -> HttpResponse:
    """The matrix of the chain that is asked for."""
    person, asked, held = question_of(request)
    shown: dict[str, Any] = {**common(held, asked), "kind_words": KINDS, "shapes": FILL_WORDS, "answer": None}
    shown["tables"] = _tables(person)
    if held.is_empty or (answer := _answer(request, person, asked, held)) is None:
        return render(request, "chains/matrix.html", shown)
    unplaced = Counter((one.kind, one.node) for one in answer.matrix.unplaced).most_common(MOST_UNPLACED)
    rows = [(node, _cells(request, asked, answer.matrix, node)) for node in answer.matrix.nodes]
    told = {
        "answer": answer,
        "rows": rows,
        "unserved": answer.matrix.empty_nodes(),
        "bottlenecks": answer.matrix.lacking_nodes(),
        "unplaced": [
            (str(KINDS[kind]), node, number, _address(request, asked, "chains:cell", kind, node=node))
            for (kind, node), number in unplaced
        ],
        "exports": [(form, _address(request, asked, "chains:matrix_export", form)) for form in ("xlsx", "csv")],
    }
    return render(request, "chains/matrix.html", {**shown, **told})


@permitted(Right.READ)
@require_safe
def cell(request: HttpRequest, kind: str) -> HttpResponse:
    """The evidence of one cell."""
    person, asked, held = question_of(request)
    node = request.GET.get("node", "")
    if kind not in KINDS:
        raise Http404(kind)
    answer = _answer(request, person, asked, held)
    if answer is None or (found := _found(answer.matrix, node, kind)) is None:
        raise Http404(node)
    told = {
        "node": node,
        "cell": found,
        "kind_word": str(KINDS[kind]),
        "lines": [_line(held, kind, one) for one in found.evidence[:MOST_EVIDENCE]],
        "lacking": [(_line(held, kind, one), LACKS[one.lack]) for one in found.lacking[:MOST_EVIDENCE] if one.lack],
        "answer": answer,
        "by_product": kind in (PERSON, TECHNOLOGY),
        "placed": (node, kind) in answer.matrix.cells,
    }
    back = _address(request, asked, "chains:matrix")
    return render(request, "chains/cell.html", {**common(held, asked), **told, "back": back})


def _found(told: Matrix, node: str, kind: str) -> MatrixCell | None:
    """The cell, or what innovation there is without a product of the chain; ``None`` where there is neither."""
    if (node, kind) in told.cells:
        return told.cells[node, kind]
    rest = [one for one in told.unplaced if (one.node, one.kind) == (node, kind)]
    return matrix((node,), (kind,), rest).cells[node, kind] if rest else None


def _line(held: Held, kind: str, one: Evidence) -> tuple[Markup, str, str, bool]:
    """The piece as a button to its source, its holder, the holder's name, and whether the register has a page of the holder."""
    figure = cell_figure(TABLES[kind], one.source, CELLS[kind], one.name, told=True)
    return figure, one.holder, held.name_of(one.holder), one.holder in held.names


@permitted(Right.READ)
@require_safe
def matrix_export(request: HttpRequest, form: str) -> HttpResponse:
    """The matrix as a file to pass on: pieces and holders a cell, small counts of holders held back."""
    person, asked, held = question_of(request)
    answer = _answer(request, person, asked, held)
    if answer is None:
        raise Http404(form)
    headings = [gettext("Product")]
    headings += [f"{word} {part}" for word in KINDS.values() for part in (gettext("pieces"), gettext("holders"))]
    headings.append(gettext("Key technologies that are lacking"))
    cells = answer.matrix.cells
    rows = [
        [node, *(part for kind in KINDS for part in _pair(cells[node, kind])), len(cells[node, TECHNOLOGY].lacks)]
        for node in answer.matrix.nodes
    ]
    return exported(form, f"chain-matrix-{asked.day.isoformat()}", headings, rows)


def _pair(found: MatrixCell) -> tuple[int | str, int | str]:
    """Pieces and holders; of fewer than three holders neither is told, nor of fewer than three people."""
    holders = shared_count(found.holders)
    if holders.is_shown and (found.kind != PERSON or may_share(len(found.evidence))):
        return len(found.evidence), found.holders
    return gettext("held back"), holders.text


def _answer(request: HttpRequest, person: Person, asked: Asked, held: Held) -> Answer | None:
    """``None`` where there is no chain to judge: none was chosen, or the product is not known."""
    if asked.product not in held.graph.number and (asked.product or len(held.graph.products) > MOST_PRODUCTS):
        return None
    tables = _tables(person)
    chosen = request.GET.get("concordance", "")
    table = next((one for one in tables if str(one.pk) == chosen), None)
    standing = standing_of(held, asked)
    nodes = sorted(standing.nodes, key=lambda node: (-len(node.local), node.product))
    products = tuple(node.product for node in nodes[:MOST_ROWS])
    concordance = table.concordance if table else None
    found = matrix_of(held, products, pieces_of(person, asked.day), asked.region, concordance)
    return Answer(found, len(standing.near), table, tables)


def _tables(person: Person) -> tuple[ConcordanceTable, ...]:
    own: Any = ConcordanceTable.objects.all()
    return tuple(own.used_by(person).order_by("-at"))


def _cells(request: HttpRequest, asked: Asked, found: Matrix, node: str) -> list[tuple[MatrixCell, str]]:
    cells = []
    for kind in KINDS:
        one = found.cells[node, kind]
        opens = one.fill is not Fill.EMPTY or one.lacking
        address = _address(request, asked, "chains:cell", kind, node=node) if opens else ""
        cells.append((one, address))
    return cells


def _address(request: HttpRequest, asked: Asked, view: str, *parts: str, **more: str) -> str:
    chosen = {"concordance": request.GET.get("concordance", ""), **more}
    query = urlencode([*asked.fields(), *((key, value) for key, value in chosen.items() if value)])
    place = reverse(view, args=parts or None)
    return f"{place}?{query}" if query else place
