"""Buttons that open the cell behind a link or a maker, in the register's own drawer."""

from __future__ import annotations

from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext
from markupsafe import Markup

from yanzhen.chains.graph import Link, Maker
from yanzhen.desk.frame.figures import decimal

FIGURE = Markup('<button class="figure{}" form="go" formaction="{}" aria-expanded="false"{}>{}</button>')


def cell_figure(kind: str, entry: str | int, column: str, text: str, *, told: bool = False, label: str = "") -> Markup:
    """A button with the text that opens the source of the cell."""
    named = Markup(' aria-label="{}"').format(label) if label else ""
    return FIGURE.format(" told" if told else "", reverse("register:cell", args=[kind, entry, column]), named, text)


def link_button(link: Link) -> Markup:
    """Who says that one product is made from the other."""
    if not link.source.isdigit():
        return Markup("")
    label = gettext("Source: %(product)s is made from %(input)s") % {"product": link.product, "input": link.made_from}
    return cell_figure("product-links", link.source, "relation", gettext("source"), told=True, label=label)


def maker_figure(maker: Maker, what: str) -> Markup:
    """The output or the share of the maker (``output``, ``share``) with its source; unknown in a word."""
    value = maker.output if what == "output" else None if maker.share is None else maker.share * 100
    if value is None or not maker.source.isdigit():
        why = gettext("no source gives this figure")
        return Markup('<span class="unknown" title="{0}">{1}<span class="sr"> ({0})</span></span>').format(
            why, gettext("unknown")
        )
    return cell_figure("firm-products", maker.source, what, decimal(Decimal(repr(round(value, 6)))))
