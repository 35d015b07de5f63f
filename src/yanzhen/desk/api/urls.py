"""``/api/v1/…`` for programs, ``/api`` and ``/me/tokens`` for people."""

from __future__ import annotations

from django.urls import path

from yanzhen.desk.api import views
from yanzhen.desk.api.endpoints import endpoints
from yanzhen.desk.api.gate import token_only

app_name = "api"
urlpatterns = [
    path("api", views.guide, name="guide"),
    path("me/tokens", views.tokens, name="tokens"),
    path("me/tokens/<int:number>/revoke", views.revoke, name="revoke"),
    *[path(f"api/v1/{one.route}", token_only(one.asked, one.answer), name=one.name) for one in endpoints()],
    path("api/v1/openapi.json", views.openapi, name="openapi"),
    path("api/v1/<path:rest>", views.nowhere, name="nowhere"),
]
