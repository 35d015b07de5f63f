"""The ladder's pages: what they say of a small region, to whom."""

from __future__ import annotations

import pytest
from ladder_region import BARE, FAR, MET, NEAR

from yanzhen.desk.ladder.models import Run, Tally, Verdict


def test_the_region_is_judged(judged):
    run = Run.objects.get()
    assert run.state == "done", (run.what, run.seen)
    assert (run.total, run.done, run.refused) == (4, 4, 0)
    answers = {row.uscc: row.answer for row in Verdict.objects.filter(run=run, book="zj26")}
    assert answers == {MET: "met", NEAR: "unmet", FAR: "unmet", BARE: "unmet"}
    print(
        list(Verdict.objects.filter(book="zj26").values("uscc", "stops", "opens", "missing", "near", "effort", "step"))
    )
    print(list(Tally.objects.filter(book="zj26").values_list("criterion", "what", "number")))


@pytest.mark.parametrize(
    "address",
    [
        "/ladder/",
        "/ladder/firms/",
        f"/ladder/firms/{NEAR}",
        f"/ladder/firms/{BARE}",
        f"/ladder/firms/{FAR}",
        f"/ladder/firms/{FAR}/climb/zj26",
        f"/ladder/firms/{MET}/compare",
        f"/ladder/firms/{MET}/card.xlsx",
        f"/ladder/firms/{FAR}/card.pdf",
        f"/ladder/firms/{FAR}/whatif/zj26",
        f"/ladder/firms/{FAR}/answers/gx",
        f"/ladder/firms/{FAR}/answers/zj26",
        "/ladder/efforts",
        "/ladder/books/",
        "/ladder/books/gx",
        "/ladder/books/zj26",
        "/ladder/books/points",
        "/ladder/books/simon",
        "/ladder/drafts/",
        "/ladder/drafts/new",
        "/ladder/titles/",
        "/ladder/champions/",
        f"/ladder/champions/{MET}",
        "/ladder/sheet",
        "/ladder/tables",
        "/ladder/firms.xlsx",
        "/",
    ],
)
def test_pages_open(judged, sign_in, address):
    answer = sign_in(judged["bureau_head"]).get(address)
    assert answer.status_code == 200, answer.content[:500]
