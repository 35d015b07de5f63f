"""The Jinja2 environment of all templates of the desk."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined

from yanzhen.desk.frame import figures, pictures


def environment(**options: Any) -> Environment:
    """Autoescaping is on (Django's backend sets it); a name that is not given to a template is an error.

    Globals: ``static(path)``, ``url(name, *args)``, ``figure(quantity, at=…)``, ``bars(…)``, ``bands(…)`` and gettext's ``_``, ``ngettext``.
    Filters: ``day``, ``moment``, ``count``, ``decimal``, ``quantity``.
    """
    made = Environment(extensions=["jinja2.ext.i18n"], **{**options, "undefined": StrictUndefined})
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext)  # type: ignore[attr-defined]
    made.globals.update(static=static, url=url, figure=figures.figure, bars=pictures.bars, bands=pictures.bands)
    made.filters.update(
        day=figures.day,
        moment=figures.moment,
        count=figures.count,
        decimal=figures.decimal,
        quantity=figures.quantity_text,
    )
    made.trim_blocks = made.lstrip_blocks = True
    return made


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a named page."""
    return reverse(name, args=args or None, kwargs=kwargs or None)
