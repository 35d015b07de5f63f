"""Anyone who sees a figure can contest it; the contest stands beside it until an approver decides."""

from __future__ import annotations

import pytest
from room_fixtures import change, said

from yanzhen.desk.accounts.models import Person, TrailEntry
from yanzhen.desk.register import decisions
from yanzhen.desk.register.models import Contest

HTMX = {"HX-Request": "true"}


@pytest.fixture
def figure(cast, page):
    return decisions.accept(said(page, "销售收入"), change(cast["clerk"]))


@pytest.fixture
def contested(cast, sign_in, figure) -> Contest:
    Person.objects.filter(username="park").update(department="")
    reader = Person.objects.get(username="park")
    sign_in(reader).post(f"/register/statements/{figure.pk}/contest", {"reason": "审计报告是4.31亿元"})
    return Contest.objects.get()


def test_a_reader_contests_and_everyone_sees_it_beside_the_figure(cast, sign_in, page, figure, contested):
    assert contested.by_name == "赵园区 (park)" and contested.standing == "open"
    client = sign_in(cast["clerk"])
    for address in (
        f"/reading/documents/{page.pk}?said={figure.pk}",
        f"/register/statements/{figure.pk}/source",
        "/register/contests",
    ):
        assert "审计报告是4.31亿元" in client.get(address).text
    assert "有人存疑" in client.get("/reading/statements").text
    figure.refresh_from_db()
    assert figure.standing == "accepted"
    assert TrailEntry.objects.filter(action="figure contested").exists()


def test_a_contest_wants_a_reason(cast, sign_in, figure):
    answer = sign_in(cast["clerk"]).post(f"/register/statements/{figure.pk}/contest", {"reason": "  "})
    assert answer.status_code == 400 and "请写明哪里不对" in answer.text
    assert not Contest.objects.exists()


def test_an_approver_upholds_and_the_figure_goes_back_to_review(cast, sign_in, figure, contested):
    answer = {"standing": "upheld", "answer": "已核对，应为4.31亿元"}
    sign_in(cast["bureau_head"]).post(f"/register/contests/{contested.pk}/settle", answer)
    contested.refresh_from_db()
    figure.refresh_from_db()
    assert (contested.standing, contested.decided_by) == ("upheld", "王局 (bureau_head)")
    assert figure.standing == "waiting" and figure.decisions.last().act == "withdraw"


def test_an_approver_dismisses_and_the_figure_stands_with_the_answer(cast, sign_in, figure, contested):
    answer = {"standing": "dismissed", "answer": "口径不同"}
    client = sign_in(cast["bureau_head"])
    client.post(f"/register/contests/{contested.pk}/settle", answer)
    figure.refresh_from_db()
    assert figure.standing == "accepted"
    assert "口径不同" in client.get(f"/register/statements/{figure.pk}/source").text


def test_only_an_approver_decides_once_and_with_a_reason(cast, sign_in, figure, contested):
    address = f"/register/contests/{contested.pk}/settle"
    assert sign_in(cast["clerk"]).post(address, {"standing": "upheld", "answer": "x"}).status_code == 403
    head = sign_in(cast["bureau_head"])
    head.post(address, {"standing": "upheld", "answer": ""})
    contested.refresh_from_db()
    assert contested.standing == "open"
    head.post(address, {"standing": "dismissed", "answer": "口径不同"})
    late = head.post(address, {"standing": "upheld", "answer": "晚了"}, follow=True)
    contested.refresh_from_db()
    assert contested.standing == "dismissed" and "另一位审批人" in late.text


def test_the_drawer_is_a_fragment_or_a_page_with_the_sentence_marked(cast, sign_in, figure):
    client = sign_in(cast["clerk"])
    fragment = client.get(f"/register/statements/{figure.pk}/source", headers=HTMX).text
    assert "<mark>4.34亿元</mark>" in fragment and "<html" not in fragment
    page = client.get(f"/register/statements/{figure.pk}/source").text
    assert "<html" in page and "<mark>4.34亿元</mark>" in page
