"""The formation's addresses."""

from __future__ import annotations

from django.urls import path

from yanzhen.desk.formation import asks, views

app_name = "formation"
urlpatterns = [
    path("", views.index, name="index"),
    path("export/<slug:form>", views.export, name="export"),
    path("choose", asks.choose, name="choose"),
    path("leaving", asks.leaving, name="leaving"),
    path("leaving/export/<slug:form>", asks.leaving_export, name="leaving_export"),
    path("timing", asks.timing, name="timing"),
    path("effect", asks.effect, name="effect"),
]
