"""The home page and the list of keys."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yanzhen.desk.accounts.models import Person
from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.frame.paper import Paper, Visit
from yanzhen.desk.rooms import ROOMS, built_rooms, home_part


@permitted(Right.READ)
def home(request: HttpRequest) -> HttpResponse:
    """The morning paper: what waits, what changed, what contradicts, then the rooms that have something to say."""
    assert isinstance(request.user, Person)
    visit = Visit(request.user, timezone.localdate())
    paper = Paper(tuple((room, home_part(room, visit)) for room in built_rooms()))
    unbuilt = [room for room in ROOMS if not room.built]
    return render(request, "frame/home.html", {"paper": paper, "unbuilt": unbuilt})


@permitted(Right.READ)
def keys(request: HttpRequest) -> HttpResponse:
    """The keys, as a page for browsers without script."""
    return render(request, "frame/keys.html")
