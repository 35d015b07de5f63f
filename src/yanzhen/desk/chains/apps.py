"""The chains as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ChainsRoom(AppConfig):
    name = "yanzhen.desk.chains"
    label = "chains"
