"""The pages for what went wrong: what happened, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from yanzhen.desk.accounts.permission import Right, permitted

if TYPE_CHECKING:
    from django.core.exceptions import PermissionDenied


@permitted(Right.ANYONE)
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400"""
    return _page(
        request, 400, gettext("The desk could not read this request"), gettext("Go back and send the form again.")
    )


@permitted(Right.ANYONE)
def forbidden(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    """403"""
    reason = str(exception) or gettext("Your role does not include this.")
    return _page(request, 403, gettext("You may not see this page"), reason, "no_permission")


@permitted(Right.ANYONE)
def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that does not carry this session's token."""
    todo = gettext(
        "The form was open too long, or cookies are switched off. Open the page again and send it once more."
    )
    return _page(request, 403, gettext("The form could not be accepted"), todo)


@permitted(Right.ANYONE)
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404; also for what exists but lies outside the person's region, so that its existence is not told."""
    todo = gettext(
        "It may have been removed, or it lies outside your region. Search for it, or start from the morning paper."
    )
    return _page(request, 404, gettext("There is no such page here"), todo)


@permitted(Right.ANYONE)
def broken(request: HttpRequest) -> HttpResponse:
    """500; names the request so that the log can be searched."""
    identity = request.META.get("yanzhen.request_id", "")
    todo = gettext(
        "Nothing that you sent was half kept. Try again; if it happens again, tell your administrator this number: %(id)s"
    )
    return _page(request, 500, gettext("The desk made a mistake"), todo % {"id": identity})


def _page(request: HttpRequest, status: int, title: str, todo: str, kind: str = "error") -> HttpResponse:
    return render(request, "frame/error.html", {"title": title, "todo": todo, "kind": kind}, status=status)
