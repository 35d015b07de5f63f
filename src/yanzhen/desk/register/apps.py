"""The register as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class RegisterRoom(AppConfig):
    name = "yanzhen.desk.register"
    label = "register"
