"""Every address of both rooms, for every member of the cast; and no view that starts elsewhere than from what one may see."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.urls import get_resolver
from room_fixtures import change, said

import yanzhen.desk
from yanzhen.desk.register.contests import contest

ROOMS = Path(yanzhen.desk.__file__).parent
# What prepares answers for persons. Jobs, keeping, decisions and comparing work on rows that a view has found.
ANSWERING = {
    "reading": ("views", "review", "lists", "selection", "documents", "rows", "sheets", "room"),
    "register": ("views", "portraits", "drawers", "room"),
}
# Conditions on rows that are themselves visible: the inside of Exists(), tied to its row by OuterRef.
TIED_TO_A_VISIBLE_ROW = {("selection", "Contest.objects.filter"), ("portraits", "Contest.objects.filter")}
WORDS = ("晨光", "640", "4.34", "示例县", "page.txt", "口径不对")


@pytest.fixture
def everything(cast, page):
    figure = said(page, "销售收入")
    made = contest(figure, "口径不对", change(cast["clerk"]).actor, now=page.read_at)
    return {"document": page.pk, "statement": figure.pk, "subject": figure.subject_id, "contest": made.pk}


def addresses(keys: dict[str, int]) -> list[tuple[str, bool]]:
    """Every address of both rooms with a row of the clerk's, and whether it names one."""
    found = []
    for room in ("reading", "register"):
        resolver = next(r for r in get_resolver().url_patterns if getattr(r, "app_name", "") == room)
        for pattern in resolver.url_patterns:
            route = str(pattern.pattern)
            if "<" in route.replace("<int:pk>", ""):
                continue  # tables, rows, firms and imports have a sweep of their own (pages/test_pages_scope.py)
            kind = route.split("/")[0].removesuffix("s")
            found.append((f"/{room}/{route.replace('<int:pk>', str(keys.get(kind, 0)))}", "<int:pk>" in route))
    return found


def body_of(answer) -> str:
    """What the person would see, of files too."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    # Tokens against forged requests are random, and may hold any three digits.
    return re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken&#34;:|nonce)=?"?[^">]*', "", body.decode(errors="replace"))


def test_the_sweep_knows_every_address(everything):
    found = addresses(everything)
    assert len(found) >= 25 and all("/0" not in address for address, _ in found)


def test_who_is_not_signed_in_is_sent_to_the_door(client, everything):
    for address, _ in addresses(everything):
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 302 and answer["Location"].startswith("/sign-in"), address


@pytest.mark.parametrize("name", ["foreign", "park"])
def test_another_county_and_another_department_see_nothing(cast, sign_in, everything, name):
    client = sign_in(cast[name])
    for address, names_a_row in addresses(everything):
        for answer in (client.get(address), client.post(address, {"other": everything["subject"], "act": "accept"})):
            assert not any(word in body_of(answer) for word in WORDS), address
            if names_a_row:
                assert answer.status_code in (404, 405, 403), address


@pytest.mark.parametrize("name", ["clerk", "bureau_head", "auditor"])
def test_those_of_the_region_see_it(cast, sign_in, everything, name):
    client = sign_in(cast[name])
    for address, _ in addresses(everything):
        answer = client.get(address)
        assert answer.status_code in (200, 302, 403, 405) and body_of(answer) is not None, address
    assert "示例晨光纸业" in client.get(f"/register/subjects/{everything['subject']}").text


def test_no_answer_starts_elsewhere_than_from_what_one_may_see():
    elsewhere = []
    for room, modules in ANSWERING.items():
        for module in modules:
            tree = ast.parse((ROOMS / room / f"{module}.py").read_text("utf-8"))
            for node in ast.walk(tree):
                if (
                    isinstance(node, ast.Attribute)
                    and isinstance(node.value, ast.Attribute)
                    and node.value.attr == "objects"
                ):
                    told = ast.unparse(node)
                    if node.attr != "visible_to" and (module, told) not in TIED_TO_A_VISIBLE_ROW:
                        elsewhere.append(f"{room}/{module}.py:{node.lineno} {told}")
    assert elsewhere == []


def test_only_the_search_holds_sql_of_its_own():
    for path in (*ROOMS.glob("reading/*.py"), *ROOMS.glob("register/*.py")):
        text = path.read_text("utf-8")
        if path.name != "search.py":
            assert not any(word in text for word in ("RawSQL", ".raw(", ".cursor(", "RunSQL", "contrib.postgres")), path


def test_names_in_the_database_fit_thirty_characters():
    from django.apps import apps

    for label in ("reading", "register"):
        for model in apps.get_app_config(label).get_models():
            names = [model._meta.db_table, *(field.column for field in model._meta.fields)]
            names += [one.name for one in (*model._meta.indexes, *model._meta.constraints)]
            assert all(len(name) <= 30 for name in names), names
