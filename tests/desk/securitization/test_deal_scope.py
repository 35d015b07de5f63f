"""Every address of the deal room for every member of the cast: who sees, who changes, and that 外县 sees nothing."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from deal_fixtures import NOW, actor
from django.urls import get_resolver

import yanzhen.desk.securitization as room
from yanzhen.desk.securitization import keep
from yanzhen.desk.securitization.models import PricingJob

WORDS = ("示例专利许可", "甲公司", "乙公司", "市平台", "page.txt")
ANSWERING = ("views", "pages", "checks", "exports", "asked", "room", "reconcile")
"""What prepares answers for persons; ``keep``, ``jobs`` and ``changes`` work on rows that a view has found."""


@pytest.fixture
def everything(cast, tiny, page) -> dict[str, int]:
    keep.attach(tiny, page, actor(cast["clerk"]), now=NOW)
    statement = page.sources.first().statement
    keep.tie(tiny, statement, "pool", actor(cast["clerk"]), now=NOW)
    job = PricingJob.objects.create(version=tiny.versions.get(), paths=100_000, asked_by="林科员", asked_at=NOW)
    return {"pk": tiny.pk, "paper": tiny.papers.get().pk, "tied": tiny.ties.get().pk, "job": job.pk, "place": 0}


def addresses(keys: dict[str, int]) -> list[str]:
    """Every address that names the deal."""
    resolver = next(r for r in get_resolver().url_patterns if getattr(r, "app_name", "") == "securitization")
    found = []
    for pattern in resolver.url_patterns:
        route = str(pattern.pattern)
        for name, key in keys.items():
            route = route.replace(f"<int:{name}>", str(key))
        if "deals/" in route:
            assert "<" not in route, route
            found.append(f"/securitization/{route}")
    return found


def body_of(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace")


def test_the_sweep_knows_every_address(everything):
    assert len(addresses(everything)) >= 20


@pytest.mark.parametrize("name", ["foreign", "park"])
def test_another_county_and_another_department_see_nothing(cast, sign_in, everything, name):
    client = sign_in(cast[name])
    for address in addresses(everything):
        for answer in (client.get(address), client.post(address, {"turn": 1, "version": 1})):
            assert answer.status_code in (403, 404, 405), address
            assert not any(word in body_of(answer) for word in WORDS), address
    assert not any(word in body_of(client.get("/securitization/")) for word in WORDS)
    assert not any(word in body_of(client.get("/")) for word in WORDS)


def test_who_is_not_signed_in_is_sent_to_the_door(client, everything):
    for address in addresses(everything):
        assert client.get(address)["Location"].startswith("/sign-in"), address


@pytest.mark.parametrize("name", ["clerk", "bureau_head", "auditor"])
def test_those_of_the_region_see_it(cast, sign_in, everything, name):
    client = sign_in(cast[name])
    for address in addresses(everything):
        assert client.get(address).status_code in (200, 403, 405), address
    assert "示例专利许可" in client.get("/securitization/").text


def test_an_auditor_reads_and_changes_nothing(cast, sign_in, everything):
    client = sign_in(cast["auditor"])
    assert "新版本" not in client.get(f"/securitization/deals/{everything['pk']}/versions").text
    for tail in ("change", "force", "attach", "tie", "pricings"):
        assert client.post(f"/securitization/deals/{everything['pk']}/{tail}", {}).status_code == 403, tail


def test_no_answer_starts_elsewhere_than_from_what_one_may_see():
    elsewhere = []
    for module in ANSWERING:
        tree = ast.parse((Path(room.__file__).parent / f"{module}.py").read_text("utf-8"))
        for node in ast.walk(tree):
            inside = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute)
            if inside and node.value.attr == "objects" and node.attr != "visible_to":
                elsewhere.append(f"{module}: {ast.unparse(node)}")
    assert elsewhere == []
