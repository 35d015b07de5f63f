"""The Jinja2 environment of all templates of the desk."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.templatetags.static import static
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.translation import gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined

from yanzhen.desk.accounts import trail
from yanzhen.desk.frame import counts, engine_words, figures, pictures


def environment(**options: Any) -> Environment:
    """Autoescaping is on (Django's backend sets it); a name that is not given to a template is an error.

    Globals: ``static(path)``, ``url(name, *args)``, ``figure(quantity, at=…)``, ``bars(…)``, ``bands(…)`` and gettext's ``_``, ``ngettext``.
    Filters: ``day``, ``moment``, ``count``, ``decimal``, ``quantity``, ``shared``, ``in_words`` (what an instrument says in English, in the page's language).
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
        shared=counts.shared,
        in_words=engine_words.engine_in_words,
        who=trail.who,
    )
    made.trim_blocks = made.lstrip_blocks = True
    return made


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a named page."""
    if kwargs or not all(isinstance(one, (str, int)) for one in args):
        return reverse(name, args=args or None, kwargs=kwargs or None)
    return _known_url(name, args, get_script_prefix(), get_urlconf())


@lru_cache(maxsize=4096)
def _known_url(name: str, args: tuple[object, ...], _prefix: str, urlconf: str | None) -> str:
    """Kept, since a page has a dozen addresses that are the same on every page; the prefix is a part of them."""
    return reverse(name, urlconf, args=args or None)
