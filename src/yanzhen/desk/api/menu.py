"""What the menu under a person's name shows of this app."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yanzhen.desk.accounts.rights import Right

MENU = (("api:tokens", _("API tokens"), Right.READ),)
