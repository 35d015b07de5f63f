"""The reading room's words for what a page holds."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.desk.frame.parts import Lamp

ARTICLE_KINDS = {
    "feature": _("feature"),
    "commentary": _("commentary"),
    "brief": _("brief"),
    "caption": _("picture caption"),
    "pull_quote": _("pull quote"),
    "notice": _("notice"),
}
NAME_KINDS = {
    "person": _("Persons"),
    "organisation": _("Organisations"),
    "place": _("Places"),
    "document": _("Documents"),
    "event": _("Events"),
    "programme": _("Programmes"),
    "technology": _("Technologies"),
}
ANSWER_LAMPS = {"met": Lamp.GOOD, "unmet": Lamp.BAD, "unknown": Lamp.UNKNOWN}
ANSWER_WORDS = {
    "met": pgettext_lazy("check", "agrees"),
    "unmet": pgettext_lazy("check", "does not agree"),
    "unknown": pgettext_lazy("check", "cannot be told"),
}
WORDS = {
    "article_kinds": ARTICLE_KINDS,
    "name_kinds": NAME_KINDS,
    "answer_lamps": ANSWER_LAMPS,
    "answer_words": ANSWER_WORDS,
}
