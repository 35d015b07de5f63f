"""Every address of the desk; each built room hangs under its own name."""

from __future__ import annotations

from django.urls import include, path

from yanzhen.desk.rooms import built_rooms, side_apps

urlpatterns = [
    path("", include("yanzhen.desk.frame.urls")),
    path("", include("yanzhen.desk.accounts.urls")),
    *[path("", include(f"{app}.urls")) for app in side_apps()],
    *[path(f"{room.key}/", include(f"{room.package}.urls")) for room in built_rooms()],
]

handler400 = "yanzhen.desk.frame.errors.bad_request"
handler403 = "yanzhen.desk.frame.errors.forbidden"
handler404 = "yanzhen.desk.frame.errors.not_found"
handler500 = "yanzhen.desk.frame.errors.broken"
