"""Proposed edges in a browser: nothing sideways, nothing that axe finds, decided by the keyboard alone."""

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

DESK = Path(__file__).parents[1] / "desk"
for folder in ("register/ledger", "chains"):
    sys.path.insert(0, str(DESK / folder))

TEXT = "公司主要生产轴承、陶瓷轴承，以轴承钢为原料生产滚珠。拟建设减速机项目。"


@pytest.fixture
def proposed(cast, tmp_path, settings, monkeypatch):
    """The cast, with a firm's description that was looked through."""
    from brought_rows import bring
    from chain_rows import COUNTY

    from yanzhen.codes.uscc import check_character
    from yanzhen.desk.chains.proposals.looking import look_through
    from yanzhen.desk.frame.memory import Memory

    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.YANZHEN_HOME = tmp_path / "home"
    monkeypatch.setattr("yanzhen.desk.chains.held._graphs", Memory(4))
    code = "91370725MA3C0AAA1" + check_character("91370725MA3C0AAA1")
    bring("firms", {"uscc": code, "name": "昌乐轴承", "region": "370725", "main_business": TEXT}, office=COUNTY)
    bring("product-links", {"product": "轴承", "relation": "made_from", "other": "轴承钢"}, office=COUNTY)
    look_through(cast["clerk"], now=datetime(2026, 11, 23, tzinfo=UTC), today=date(2026, 11, 23))
    return cast


@pytest.mark.parametrize(("width", "scheme", "language"), [(1440, "light", "zh-hans"), (360, "dark", "en")])
def test_pages_are_clean(proposed, visit, axe_faults, sideways, width, scheme, language):
    from yanzhen.desk.chains.models import Proposal

    planned = Proposal.objects.get(mood="planned")
    for address in ("/chains/proposals", f"/chains/proposals/{planned.pk}/correct?end=target&q=轴"):
        page = visit(proposed["clerk"], address, width=width, scheme=scheme, language=language)
        assert axe_faults(page) == []
        assert sideways(page) <= 0


def test_the_keyboard_confirms_and_goes_on(proposed, visit):
    from yanzhen.desk.chains.models import Proposal

    page = visit(proposed["clerk"], "/chains/proposals", width=1440)
    first, second = (page.locator("[data-item]").nth(at).get_attribute("id") for at in (0, 1))
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.locator(f"#{first}.confirmed").wait_for()
    page.locator(f"#{second}.on").wait_for()
    page.keyboard.press("x")
    page.locator(f"#{second}.rejected").wait_for()
    page.keyboard.press("s")
    assert page.locator(".proposed.on input:checked").count() == 1
    standings = {row.pk: row.standing for row in Proposal.objects.all()}
    assert standings[int(first[2:])] == "confirmed"
    assert standings[int(second[2:])] == "rejected"
