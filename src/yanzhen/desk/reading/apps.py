"""The reading room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ReadingRoom(AppConfig):
    name = "yanzhen.desk.reading"
    label = "reading"

    def ready(self) -> None:
        from yanzhen.desk.reading import indexing

        indexing.listen()
