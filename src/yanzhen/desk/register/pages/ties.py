"""A person says which firm a page speaks of."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.accounts.trail import actor_of
from yanzhen.desk.register.ledger.ties import tie_to_firm, untie_from_firm
from yanzhen.desk.register.models import Firm, Subject
from yanzhen.desk.register.pages.visitors import person_of


@permitted(Right.EDIT)
@require_POST
def tie_firm(request: HttpRequest, subject: int) -> HttpResponse:
    """The page's subject is the firm of this code."""
    person = person_of(request)
    found = get_object_or_404(Subject.objects.visible_to(person), pk=subject)
    code = request.POST.get("firm", "").strip().upper()
    firm = Firm.objects.visible_to(person).filter(subject=code).first()
    if firm is None:
        messages.error(request, gettext("No firm of that code is in the register: %(code)s") % {"code": code[:40]})
    else:
        tie_to_firm(found, firm, actor_of(request))
        messages.success(request, gettext("What pages say of it stands on the firm's page from now on."))
    return redirect(back(request, reverse("register:subject", args=[found.pk])))


@permitted(Right.EDIT)
@require_POST
def untie_firm(request: HttpRequest, subject: int) -> HttpResponse:
    """The page's subject is no firm of the register, as far as anyone knows."""
    found = get_object_or_404(Subject.objects.visible_to(person_of(request)), pk=subject)
    untie_from_firm(found, actor_of(request))
    messages.success(request, gettext("It is tied to no firm any more."))
    return redirect(back(request, reverse("register:subject", args=[found.pk])))


def back(request: HttpRequest, otherwise: str) -> str:
    """Where the form wants to go next, if it is a place of this desk."""
    wish = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wish, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wish if safe else otherwise
