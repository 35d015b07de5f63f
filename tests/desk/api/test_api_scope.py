"""Every address of the API for every member of the cast: the clerk of another county sees nothing anywhere."""

from __future__ import annotations

import pytest
from api_fixtures import SECRET_WORD
from brought_rows import A
from room_fixtures import said

from yanzhen.desk.api.endpoints import endpoints
from yanzhen.desk.register.models import ENTRIES

WORDS = (SECRET_WORD, A, "晨光", "4.34", "434000000", "示例县", "page.txt")
NEEDS = {"derived": {"year": 2024}, "search": {"q": "晨光"}}
OPEN = {"tables", "regions", "industries"}
"""National code lists and the columns of tables: nobody's rows."""


@pytest.fixture
def addresses(held, page) -> list[tuple[str, str, dict[str, object]]]:
    """Name, address with a row of the clerk's, and what must be asked."""
    figure = said(page, "销售收入")
    rows = {"statement": figure.pk, "source": figure.source_id, "document": page.pk}
    rows |= {kind: model.objects.get().pk for kind, model in ENTRIES.items()}
    found = []
    for one in endpoints():
        key = one.name if one.name in rows else one.route.split("/")[0]
        address = one.route.replace("<int:number>", str(rows.get(key, "")))
        found.append((one.name, address, NEEDS.get(one.name, {})))
    return found


def days(name: str) -> list[dict[str, str]]:
    """A table is also asked as of and as known on a day."""
    return [{}, {"as_of": "2024-12-31"}, {"known": "2026-11-24"}] if name.endswith(".rows") else [{}]


@pytest.mark.parametrize("member", ["foreign", "park"])
def test_another_county_and_another_department_see_nothing(api, cast, addresses, member):
    assert len(addresses) > 50
    for name, address, given in addresses:
        if member == "park" and name.startswith("region-figures"):
            continue  # a region's figures belong to every department of the region
        for day in days(name):
            answer = api(cast[member], address, **given, **day)
            assert not any(word in answer.content.decode() for word in WORDS), address
            if any(part.isdigit() for part in address.split("/")):
                assert answer.status_code == 404 and answer.json()["type"] == "not-found", address
            else:
                assert answer.status_code == 200, address
                assert name in OPEN or _is_empty(answer.json()), address


def _is_empty(told: dict[str, object]) -> bool:
    lists = [value for value in told.values() if isinstance(value, list)]
    return lists != [] and all(value == [] for value in lists)


@pytest.mark.parametrize("member", ["clerk", "bureau_head", "auditor", "administrator"])
def test_those_of_the_region_see_it(api, cast, addresses, member):
    for name, address, given in addresses:
        for day in days(name):
            answer = api(cast[member], address, **given, **day)
            assert answer.status_code == 200, (address, answer.content)
            assert name in OPEN or not _is_empty(answer.json()), address


def test_a_filter_cannot_widen_the_scope(api, cast, held):
    for region in ("", "37", "370725", "370000"):
        assert api(cast["foreign"], "firms", region=region).json()["items"] == []
    assert api(cast["foreign"], "firms", subject=A).json()["items"] == []
    assert api(cast["foreign"], "counts/firms", region="370725").json()["total"]["number"] == 0
