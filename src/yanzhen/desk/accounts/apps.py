from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "yanzhen.desk.accounts"

    def ready(self) -> None:
        """Sessions are counted from Django's own signals, whatever door was used."""
        from yanzhen.desk.accounts import sessions  # noqa: F401
