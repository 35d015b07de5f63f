"""Who may do what: every view says it, and one that does not is never run."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from yanzhen.desk.accounts.rights import RIGHTS, Right, Role

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

__all__ = ["Right", "Role", "comes_first", "declared_right", "permitted", "require", "sign_in_first"]

P = ParamSpec("P")
V = TypeVar("V", bound=Callable[..., Any])
View = Callable[Concatenate[HttpRequest, P], "HttpResponseBase"]


def permitted(right: Right) -> Callable[[View[P]], View[P]]:
    """Declare what a view needs. Who is not signed in is sent to sign in; who lacks the right is told which role has it."""

    def declare(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if right is not Right.ANYONE:
                if not request.user.is_authenticated:
                    return sign_in_first(request)
                require(request.user, right)
            return view(request, *args, **kwargs)

        guarded.right = right  # type: ignore[attr-defined]
        return guarded

    return declare


def comes_first(view: V) -> V:
    """Marks a view that stays open to someone whose password or second factor is still due. Outermost."""
    view.comes_first = True  # type: ignore[attr-defined]
    return view


def declared_right(view: Callable[..., Any]) -> Right | None:
    """The right that the view declares, if it does."""
    return getattr(view, "right", None)


def require(person: Any, right: Right) -> None:
    """Refuse, with the roles that have the right, unless this person has it."""
    if not person.may(right):
        roles = ", ".join(str(role.label) for role in Role if right in RIGHTS[role])
        raise PermissionDenied(gettext("This needs one of these roles: %(roles)s.") % {"roles": roles})


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; a fragment would show the page inside a page, so htmx is told to go there."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("accounts:sign_in")})
    return redirect_to_login(request.get_full_path() if request.method == "GET" else reverse("frame:home"))
