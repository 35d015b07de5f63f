"""What the engine says, in the words of the page."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from yanzhen.chains.graph import ChainGraph
from yanzhen.chains.standing import DEFAULT_LINES, BreakRisk, Gap, Lines, Node, Strength, Task, Work
from yanzhen.codes import region_codes
from yanzhen.desk.frame.figures import decimal
from yanzhen.desk.frame.parts import Lamp

STRENGTHS = {
    Strength.STRONG: _("strong"),
    Strength.WEAK: _("weak"),
    Strength.MISSING: _("missing"),
    Strength.UNKNOWN: _("maker unknown"),
}
LAMPS = {
    Strength.STRONG: Lamp.GOOD,
    Strength.WEAK: Lamp.WATCH,
    Strength.MISSING: Lamp.BAD,
    Strength.UNKNOWN: Lamp.UNKNOWN,
}
TASKS = {Task.STRENGTHEN: _("strengthen"), Task.MEND: _("mend"), Task.EXTEND: _("extend")}
MOST_NAMED = 4


def region_name(code: str) -> str:
    """``昌乐县``; the whole country for the empty code."""
    known = region_codes.known(code) if code else None
    return known.name if known else code or gettext("the whole country")


def named(products: tuple[str, ...] | list[str], most: int = MOST_NAMED) -> str:
    """The first few, and that there are more."""
    listed = gettext(", ").join(products[:most])
    return listed + (f" … ({len(products)})" if len(products) > most else "")


def reason(node: Node, lines: Lines = DEFAULT_LINES) -> str:
    """Why the node is strong, weak, missing or unknown."""
    firms = len({maker.firm for maker in node.local})
    others = len({maker.firm for maker in node.elsewhere})
    if node.strength is Strength.UNKNOWN:
        return gettext("the register knows no maker of it anywhere")
    if node.strength is Strength.MISSING:
        return ngettext(
            "one firm elsewhere makes it, none here", "%(num)s firms elsewhere make it, none here", others
        ) % {"num": others}
    here = ngettext("one firm makes it here", "%(num)s firms make it here", firms) % {"num": firms}
    champions = len({maker.firm for maker in node.champions})
    if champions >= lines.champions:
        return gettext("%(here)s, %(num)s of them with a champion's title") % {"here": here, "num": champions}
    told = f"{here}, " + gettext("that count as %(effective)s of equal size") % {"effective": f"{node.effective:.1f}"}
    if node.strength is Strength.STRONG:
        return told
    return gettext("%(told)s; strong from %(firms)s firms that count as %(effective)s, or with a champion") % {
        "told": told if firms > 1 else here,
        "firms": lines.firms,
        "effective": f"{lines.effective:g}",
    }


def measured(node: Node) -> str:
    """What is known of the output here, how far it is spread over firms, and how much stands elsewhere; nothing where no maker is known."""
    if node.outside is None:
        return ""
    told = []
    if node.local_output is not None:
        told.append(
            gettext("known output here %(output)s (10,000 yuan)")
            % {"output": decimal(Decimal(f"{node.local_output:.0f}"))}
        )
    if node.local:
        told.append(gettext("the firms here count as %(num)s of equal size") % {"num": f"{node.effective:.1f}"})
    makers = (*node.local, *node.elsewhere)
    by_output = all(maker.output is not None for maker in makers) and any(maker.output for maker in makers)
    share = {"share": f"{node.outside * 100:.0f}"}
    told.append(
        gettext("%(share)s %% of the known output stands elsewhere") % share
        if by_output
        else gettext("%(share)s %% of the known makers stand elsewhere (not every output is known)") % share
    )
    return gettext("; ").join(told)


def gap_reason(gap: Gap) -> str:
    """Why the gap matters."""
    return gettext("missing between %(before)s and %(behind)s, which are strong here") % {
        "before": named(gap.before),
        "behind": named(gap.behind),
    }


def risk_reason(risk: BreakRisk) -> str:
    """What hangs on the one firm."""
    return ngettext(
        "one product made here depends on it, of %(firms)s firms",
        "%(num)s products made here depend on it, of %(firms)s firms",
        len(risk.lost),
    ) % {"num": len(risk.lost), "firms": risk.lost_firms}


def work_reason(
    work: Work, graph: ChainGraph, nodes: Mapping[str, Node], gaps: Mapping[str, Gap], risks: Mapping[str, BreakRisk]
) -> str:
    """Why the work stands on its list, from the same facts as the engine's own sentence."""
    if work.task is Task.MEND:
        return gap_reason(gaps[work.product])
    if work.task is Task.STRENGTHEN:
        told = reason(nodes[work.product])
        return f"{told}; {risk_reason(risks[work.product])}" if work.product in risks else told
    inputs = graph.inputs(work.product)
    strong = [one for one in inputs if (node := nodes.get(one)) and node.strength is Strength.STRONG]
    return gettext("made from %(inputs)s, strong here (%(num)s of its %(all)s inputs)") % {
        "inputs": named(strong),
        "num": len(strong),
        "all": len(inputs),
    }
