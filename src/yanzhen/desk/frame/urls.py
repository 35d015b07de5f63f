from __future__ import annotations

from django.urls import path

from yanzhen.desk.frame import gallery, health, views

app_name = "frame"
urlpatterns = [
    path("", views.home, name="home"),
    path("keys", views.keys, name="keys"),
    path("health", health.health, name="health"),
    path("look", gallery.look, name="look"),
    path("look/source/<slug:kind>", gallery.source, name="look_source"),
]
