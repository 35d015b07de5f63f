from __future__ import annotations

from django.urls import path

from yanzhen.desk.accounts import own_views, people_views, trail_views, views

app_name = "accounts"
urlpatterns = [
    path("sign-in", views.sign_in, name="sign_in"),
    path("sign-in/code", views.sign_in_code, name="sign_in_code"),
    path("sign-in/oidc", views.oidc_away, name="oidc_away"),
    path("sign-in/oidc/back", views.oidc_back, name="oidc_back"),
    path("sign-out", views.sign_out, name="sign_out"),
    path("language", views.language, name="language"),
    path("password", own_views.password, name="password"),
    path("me", own_views.me, name="me"),
    path("me/sessions/end", own_views.sessions_end, name="sessions_end"),
    path("me/sessions/<int:number>/end", own_views.session_end, name="session_end"),
    path("second-factor", own_views.second_factor_page, name="second_factor"),
    path("second-factor/confirm", own_views.second_factor_confirm, name="second_factor_confirm"),
    path("second-factor/codes", own_views.recovery_codes, name="recovery_codes"),
    path("second-factor/off", own_views.second_factor_off, name="second_factor_off"),
    path("people", people_views.people, name="people"),
    path("people/new", people_views.person_new, name="person_new"),
    path("people/<int:number>", people_views.person_edit, name="person_edit"),
    path("people/<int:number>/password", people_views.person_password, name="person_password"),
    path("people/<int:number>/second-factor", people_views.person_factor, name="person_factor"),
    path("people/<int:number>/sessions", people_views.person_sessions, name="person_sessions"),
    path("people/<int:number>/delete", people_views.person_delete, name="person_delete"),
    path("trail", trail_views.trail, name="trail"),
    path("trail/export", trail_views.trail_export, name="trail_export"),
    path("trail/export/workbook", trail_views.trail_workbook, name="trail_workbook"),
]
