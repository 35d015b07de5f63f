"""The chain as lists: every product as the region makes it, the gaps, what one firm holds up, what is to be done; also as files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from yanzhen.chains.graph import Maker
from yanzhen.chains.standing import BreakRisk, Gap, Node, Strength, Task, Work
from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.chains import words
from yanzhen.desk.chains.asking import Asked
from yanzhen.desk.chains.chain import MOST_PRODUCTS, Standing, standing_of
from yanzhen.desk.chains.held import Held
from yanzhen.desk.chains.sources import cell_figure
from yanzhen.desk.chains.views import common, question_of
from yanzhen.desk.frame.counts import shared_count
from yanzhen.desk.frame.exporting import exported

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise
    from markupsafe import Markup

MOST_ROWS = 200
MOST_FIRMS = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One row: a product with its lamp, why it stands here, and the firms that matter."""

    product: str
    url: str
    strength: Strength | None
    task: Task | None
    reason: str
    firms: tuple[FirmAt, ...]
    firm_count: int
    output: float | None
    outside: float | None
    more: str
    more_products: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FirmAt:
    """A firm with the cell that says that it makes the product."""

    firm: str
    name: str
    in_register: bool
    region: str
    source: Markup


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of list: its title, the question that it answers, what its firms are, and its rows."""

    key: str
    title: _StrPromise
    question: _StrPromise
    firms: _StrPromise
    more: _StrPromise
    lines: Callable[[Held, Standing, Asked], list[Line]]


@permitted(Right.READ)
@require_safe
def chain_list(request: HttpRequest, kind: str) -> HttpResponse:
    """One list of the chain that is asked for."""
    chosen = _kind(kind)
    _person, asked, held = question_of(request)
    shown = {**common(held, asked), "kind": chosen, "tasks": words.TASKS}
    if (refusal := _refusal(held, asked)) is not None:
        return render(request, "chains/list.html", {**shown, "refusal": refusal, "lines": [], "all": 0, "left": 0})
    standing = standing_of(held, asked)
    lines = _narrowed(chosen.lines(held, standing, asked), asked)
    told = {"lines": lines[:MOST_ROWS], "all": len(lines), "refusal": "", "left": standing.left}
    return render(request, "chains/list.html", {**shown, **told, "exports": _exports(chosen, asked)})


@permitted(Right.READ)
@require_safe
def chain_export(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """The list as a file: with sources, or to pass on without the firms' names and with small counts held back."""
    chosen = _kind(kind)
    _person, asked, held = question_of(request)
    if _refusal(held, asked) is not None:
        raise Http404(kind)
    lines = _narrowed(chosen.lines(held, standing_of(held, asked), asked), asked)
    headings = [gettext("Product"), gettext("Task"), pgettext("node", "Standing"), gettext("Reason"), str(chosen.more)]
    headings += (
        [gettext("Number of firms")]
        if asked.shared
        else [
            gettext("Known output here, 10,000 yuan"),
            gettext("Elsewhere, %"),
            gettext("Firms"),
            gettext("Sources"),
        ]
    )
    return exported(form, f"chain-{kind}-{asked.day.isoformat()}", headings, [_row(line, asked) for line in lines])


def _row(line: Line, asked: Asked) -> list[Any]:
    task = str(words.TASKS[line.task]) if line.task else ""
    strength = str(words.STRENGTHS[line.strength]) if line.strength else ""
    if asked.shared:
        count = shared_count(line.firm_count)
        return [line.product, task, strength, "", line.more, count.number if count.is_shown else count.text]
    firms = gettext("; ").join(f"{one.name} ({one.firm})" for one in line.firms)
    outside = None if line.outside is None else round(line.outside * 100, 1)
    sources = gettext("; ").join(_cells(line))
    return [line.product, task, strength, line.reason, line.more, line.output, outside, firms, sources]


def _cells(line: Line) -> list[str]:
    """The addresses of the rows that name the firms' products."""
    return [f"firm-products:{one.firm}:{line.product}" for one in line.firms]


def _kind(kind: str) -> Kind:
    found = next((one for one in KINDS if one.key == kind), None)
    if found is None:
        raise Http404(kind)
    return found


def _refusal(held: Held, asked: Asked) -> str | None:
    """Why the chain is not judged; ``None`` where it is."""
    if held.is_empty:
        return ""
    if asked.product and asked.product not in held.graph.number:
        return gettext("“%(product)s” is no product of the chain.") % {"product": asked.product}
    if not asked.product and len(held.graph.products) > MOST_PRODUCTS:
        return gettext("The chain has %(num)s products. Choose one, and the chain around it is judged.") % {
            "num": f"{len(held.graph.products):,d}"
        }
    return None


def _narrowed(lines: list[Line], asked: Asked) -> list[Line]:
    if not asked.strength:
        return lines
    return [line for line in lines if line.strength is None or line.strength == asked.strength]


def _exports(kind: Kind, asked: Asked) -> list[tuple[str, str]]:
    return [
        (gettext("Excel"), asked.address("chains:export", kind.key, "xlsx", shared=False)),
        ("CSV", asked.address("chains:export", kind.key, "csv", shared=False)),
        (gettext("To pass on, without names (Excel)"), asked.address("chains:export", kind.key, "xlsx", shared=True)),
    ]


def _firms(held: Held, makers: Sequence[Maker]) -> tuple[FirmAt, ...]:
    firms: dict[str, Maker] = {}
    for maker in sorted(makers, key=lambda one: (-(one.output or 0), not one.champion, one.firm)):
        firms.setdefault(maker.firm, maker)
    return tuple(
        FirmAt(
            maker.firm,
            held.name_of(maker.firm),
            maker.firm in held.names,
            words.region_name(maker.region) if maker.region else gettext("unknown"),
            cell_figure("firm-products", maker.source, "product", gettext("source"), told=True, label=_label(held, maker))
        )
        for maker in firms.values()
    )  # fmt: skip


def _label(held: Held, maker: Maker) -> str:
    return gettext("Source: %(firm)s makes %(product)s") % {
        "firm": held.name_of(maker.firm),
        "product": maker.product,
    }


def _line(
    held: Held, asked: Asked, node: Node | None, product: str, reason: str, makers: Sequence[Maker],
    more: Sequence[str] = (), task: Task | None = None,
) -> Line:  # fmt: skip
    firms = _firms(held, makers)
    return Line(
        product,
        asked.address(product=product, without=asked.without),
        node.strength if node else None,
        task,
        reason,
        firms,
        len(firms),
        node.local_output if node else None,
        node.outside if node else None,
        words.named(list(more)),
        tuple((one, asked.address(product=one)) for one in more[: words.MOST_NAMED]),
    )


def _nodes(held: Held, standing: Standing, asked: Asked) -> list[Line]:
    order = {Strength.MISSING: 0, Strength.WEAK: 1, Strength.STRONG: 2, Strength.UNKNOWN: 3}
    nodes = sorted(standing.nodes, key=lambda node: (order[node.strength], -len(node.local), node.product))
    if asked.here:
        nodes = [node for node in nodes if node.local]
    return [_line(held, asked, node, node.product, words.reason(node), node.local or node.elsewhere) for node in nodes]


def _gaps(held: Held, standing: Standing, asked: Asked) -> list[Line]:
    return [_gap(held, standing, asked, gap) for gap in standing.gaps]


def _gap(held: Held, standing: Standing, asked: Asked, gap: Gap) -> Line:
    node = standing.by_name[gap.product]
    return _line(held, asked, node, gap.product, words.gap_reason(gap), gap.makers, (*gap.before, *gap.behind))


def _risks(held: Held, standing: Standing, asked: Asked) -> list[Line]:
    return [_risk(held, standing, asked, risk) for risk in standing.risks]


def _risk(held: Held, standing: Standing, asked: Asked, risk: BreakRisk) -> Line:
    node = standing.by_name[risk.product]
    told = words.risk_reason(risk) + gettext(": ") + words.named(risk.lost)
    return _line(held, asked, node, risk.product, told, node.local, risk.substitutes)


def _works(held: Held, standing: Standing, asked: Asked) -> list[Line]:
    return [_work(held, standing, asked, work) for work in standing.works]


def _work(held: Held, standing: Standing, asked: Asked, work: Work) -> Line:
    told = words.work_reason(work, standing.graph, standing.by_name, standing.gap_of, standing.risk_of)
    node = standing.by_name.get(work.product)
    return _line(held, asked, node, work.product, told, work.makers, task=work.task)


KINDS = (
    Kind("products", _("Every product"), _("How does the region stand at each product of the chain?"), _("Firms"), _("Beside"), _nodes),
    Kind("gaps", _("Gaps"), _("What is missing between what is strong?"), _("Who makes it elsewhere"), _("Between"), _gaps),
    Kind("risks", _("Break risks"), _("Where does the chain hang on one firm?"), _("The one firm"), _("May stand in"), _risks),
    Kind("work", _("Work lists"), _("What is to be strengthened, mended, extended?"), _("Firms to talk to"), _("Beside"), _works),
)  # fmt: skip
