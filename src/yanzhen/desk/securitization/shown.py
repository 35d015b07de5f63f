"""Figures as the deal's pages write them: no finer than their standard error."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from markupsafe import Markup

from yanzhen.desk.frame.figures import quantity_text
from yanzhen.values import Quantity

if TYPE_CHECKING:
    from yanzhen.desk.securitization.pricing import Sure

FEN = Decimal(100)
MOST_DIGITS = 8


def money(fen: float | Fraction) -> str:
    """An amount of fen in the page's steps (亿元, 万元, 元)."""
    amount = (Decimal(round(fen)) / FEN).normalize()
    return quantity_text(Quantity(amount, amount, "CNY"))


def yuan(fen: int) -> str:
    """An amount of fen to the fen.

    >>> yuan(72774110), yuan(-5)
    ('727,741.10', '-0.05')
    """
    return f"{Decimal(fen) / FEN:,.2f}"


def percent(share: float | Fraction, digits: int = 3) -> str:
    """A share as a percentage with about three digits.

    >>> percent(0.0015068), percent(0.95), percent(0), percent(4.9e-7)
    ('0.151%', '95%', '0%', '0.000049%')
    """
    value = float(share) * 100
    return f"{_plain(value, _places(abs(value), digits))}%"


def sure_percent(figure: Sure) -> Markup:
    """A share with its standard error, as percentages."""
    places = _places(figure.error * 100, 2)
    return _with_error(f"{figure.value * 100:.{places}f}%", f"{figure.error * 100:.{places}f}")


def sure_money(figure: Sure) -> Markup:
    """An amount of fen with its standard error, both to two digits of the error."""
    return _with_error(rounded_money(figure.value, figure.error), rounded_money(figure.error, figure.error))


def rounded_money(fen: float, error: float) -> str:
    """A simulated amount of fen, no finer than two digits of its error.

    >>> rounded_money(275030148.2, 1353161.4)
    '275 万元'
    """
    step = 10 ** max(0, math.floor(math.log10(error)) - 1) if error > 0 else 1
    return money(round(fen / step) * step)


def about_money(fen: float) -> str:
    """An amount of fen in about four digits, for the edge of a picture."""
    return rounded_money(fen, abs(fen) / 100)


def sure_number(figure: Sure) -> Markup:
    """A number with its standard error."""
    places = _places(figure.error, 2)
    return _with_error(f"{figure.value:.{places}f}", f"{figure.error:.{places}f}")


def plain_sure(figure: Sure | None, scale: float = 1.0) -> str:
    """The same as a line of text."""
    if figure is None:
        return gettext("unknown")
    places = _places(figure.error * scale, 2)
    return f"{figure.value * scale:.{places}f} ± {figure.error * scale:.{places}f}"


def _with_error(value: str, error: str) -> Markup:
    title = gettext("standard error of the simulation")
    return Markup('<span class="n">{} <span class="src" title="{}">± {}</span></span>').format(value, title, error)


def _places(size: float, digits: int) -> int:
    """Decimal places that show ``digits`` digits of a number of this size."""
    if size <= 0 or not math.isfinite(size):
        return 0
    return min(MOST_DIGITS, max(0, digits - 1 - math.floor(math.log10(size))))


def _plain(value: float, places: int) -> str:
    text = f"{value:.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
