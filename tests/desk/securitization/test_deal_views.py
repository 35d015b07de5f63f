"""The deal's pages for those who may see it."""

from __future__ import annotations

import pytest
from deal_fixtures import STATIC, brought, guangzhou

PAGES = ("", "/risk", "/cash", "/stresses", "/firms", "/checks", "/papers", "/versions")


@pytest.mark.parametrize("tail", PAGES)
@pytest.mark.parametrize("make", [brought, guangzhou, lambda person: brought(person, STATIC)])
def test_every_page_of_a_deal_answers(cast, sign_in, tail, make):
    deal = make(cast["clerk"])
    answer = sign_in(cast["clerk"]).get(f"/securitization/deals/{deal.pk}{tail}")
    assert answer.status_code == 200 and deal.name in answer.text
