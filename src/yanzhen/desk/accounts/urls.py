from __future__ import annotations

from django.urls import path

from yanzhen.desk.accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in", views.sign_in, name="sign_in"),
    path("sign-out", views.sign_out, name="sign_out"),
    path("password", views.password, name="password"),
    path("language", views.language, name="language"),
    path("people", views.people, name="people"),
    path("people/new", views.person_new, name="person_new"),
    path("people/<int:number>", views.person_edit, name="person_edit"),
    path("people/<int:number>/password", views.person_password, name="person_password"),
    path("trail", views.trail, name="trail"),
]
