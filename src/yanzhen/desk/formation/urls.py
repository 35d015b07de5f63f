"""The formation's addresses."""

from __future__ import annotations

from django.urls import path

from yanzhen.desk.formation import asks, choosing, leaving, views

app_name = "formation"
urlpatterns = [
    path("", views.index, name="index"),
    path("export/<slug:form>", views.export, name="export"),
    path("flock/export/<slug:form>", views.flock_export, name="flock_export"),
    path("choose", choosing.choose, name="choose"),
    path("choose/export/<slug:form>", choosing.choose_export, name="choose_export"),
    path("leaving", leaving.leaving, name="leaving"),
    path("leaving/export/<slug:form>", leaving.leaving_export, name="leaving_export"),
    path("timing", asks.timing, name="timing"),
    path("timing/export/<slug:form>", asks.timing_export, name="timing_export"),
    path("effect", asks.effect, name="effect"),
    path("effect/export/<slug:form>", asks.effect_export, name="effect_export"),
]
