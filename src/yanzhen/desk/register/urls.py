"""The register's addresses."""

from __future__ import annotations

from django.urls import path

from yanzhen.desk.register import views

app_name = "register"
urlpatterns = [
    path("", views.index, name="index"),
    path("subjects/<int:pk>", views.subject, name="subject"),
    path("subjects/<int:pk>/tie", views.tie, name="tie"),
    path("subjects/<int:pk>/untie", views.untie, name="untie"),
    path("statements/<int:pk>/source", views.source, name="source"),
    path("statements/<int:pk>/contest", views.contest, name="contest"),
    path("contests", views.contests, name="contests"),
    path("contests/<int:pk>/settle", views.settle, name="settle"),
    path("contradictions", views.contradictions, name="contradictions"),
]
