from __future__ import annotations

from django.urls import path

from yanzhen.desk.privacy import views

app_name = "privacy"
urlpatterns = [
    path("personal-data", views.index, name="index"),
    path("personal-data/find", views.find, name="find"),
    path("personal-data/export", views.export, name="export"),
    path("personal-data/erase", views.erasure, name="erase"),
]
