"""The ladder as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class LadderRoom(AppConfig):
    name = "yanzhen.desk.ladder"
    label = "ladder"
