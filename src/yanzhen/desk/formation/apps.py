"""The formation as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class FormationRoom(AppConfig):
    name = "yanzhen.desk.formation"
    label = "formation"
