"""The reading room's addresses."""

from __future__ import annotations

from django.urls import path

from yanzhen.desk.reading import lists, review, views

app_name = "reading"
urlpatterns = [
    path("", views.index, name="index"),
    path("bring", views.bring, name="bring"),
    path("progress", views.progress, name="progress"),
    path("stop", views.stop_all, name="stop_all"),
    path("documents/<int:pk>", views.document, name="document"),
    path("documents/<int:pk>/state", views.state, name="state"),
    path("documents/<int:pk>/stop", views.stop, name="stop"),
    path("documents/<int:pk>/again", views.again, name="again"),
    path("documents/<int:pk>/file", views.original_file, name="file"),
    path("statements/<int:pk>", review.item, name="item"),
    path("statements/<int:pk>/decide", review.decide, name="decide"),
    path("statements/<int:pk>/correct", review.correct, name="correct"),
    path("statements", lists.statements, name="statements"),
    path("statements.xlsx", lists.export_xlsx, name="export_xlsx"),
    path("statements.csv", lists.export_csv, name="export_csv"),
    path("search", lists.found, name="search"),
]
