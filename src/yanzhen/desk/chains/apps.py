"""The chains as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ChainsRoom(AppConfig):
    name = "yanzhen.desk.chains"
    label = "chains"

    def ready(self) -> None:
        """A row that came from a proposal shows the words from which it was confirmed."""
        from yanzhen.desk.chains.proposals.passages import passage_of_import
        from yanzhen.desk.register.pages.passages import offer

        offer(passage_of_import)
