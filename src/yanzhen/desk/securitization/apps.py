"""The deal room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class DealRoom(AppConfig):
    name = "yanzhen.desk.securitization"
    label = "securitization"
