"""Two people on one figure: what each decides is kept, told, and can be taken back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from room_fixtures import change, said

from yanzhen.desk.accounts.models import Person, TrailEntry
from yanzhen.desk.accounts.trail import verify_chain
from yanzhen.desk.reading import search
from yanzhen.desk.register import decisions
from yanzhen.desk.register.models import Decision, Statement

HTMX = {"HX-Request": "true"}


@pytest.fixture
def figure(page) -> Statement:
    return said(page, "销售收入")


def correction(**fields) -> dict[str, str]:
    """What the form sends; a test names only what differs."""
    usual = {
        "subject_text": "晨光纸业",
        "property": "销售收入",
        "status": "known",
        "relation": "=",
        "low": "4.34",
        "high": "",
        "unit": "亿元",
        "period_start": "2019-01-01",
        "period_end": "2019-12-31",
        "scope": "",
        "version": "1",
    }
    return usual | fields


def test_the_clerk_accepts_and_the_register_knows_who_and_when(cast, sign_in, page, figure):
    answer = sign_in(cast["clerk"]).post(f"/reading/statements/{figure.pk}/decide", {"act": "accept", "version": 1})
    assert answer.status_code == 302 and answer["Location"].endswith(f"#s-{figure.pk}")
    figure.refresh_from_db()
    assert (figure.standing, figure.version) == ("accepted", 2)
    assert figure.decided_by == "林科员 (clerk)" and figure.decided_at
    entry = TrailEntry.objects.get(action="statement accepted")
    assert entry.person == cast["clerk"] and entry.after["standing"] == "accepted" and verify_chain().whole


def test_by_htmx_the_answer_is_the_statement_alone_with_the_counts(cast, sign_in, figure):
    answer = sign_in(cast["clerk"]).post(
        f"/reading/statements/{figure.pk}/decide", {"act": "reject", "version": 1}, headers=HTMX
    )
    assert f'id="s-{figure.pk}"' in answer.text and "<html" not in answer.text
    assert 'hx-swap-oob="true"' in answer.text and 'value="undo"' in answer.text


def test_undo_brings_everything_back(cast, sign_in, page, figure):
    client, address = sign_in(cast["clerk"]), f"/reading/statements/{figure.pk}"
    client.post(f"{address}/correct", correction(low="4.5", subject_text="另一家公司"))
    figure.refresh_from_db()
    assert (figure.low, figure.corrected) == (Decimal(450_000_000), True)
    client.post(f"{address}/decide", {"act": "undo", "version": 2})
    figure.refresh_from_db()
    back = (figure.standing, figure.low, figure.subject_text, figure.corrected, figure.decided_by, figure.decided_at)
    assert back == ("waiting", Decimal(434_000_000), "晨光纸业", False, "", None)
    assert figure.subject == said(page, "研发投入").subject
    assert [d.act for d in figure.decisions.order_by("version")] == ["correct", "undo"]


def test_undo_goes_back_one_step_at_a_time_and_then_no_further(cast, figure):
    clerk = cast["clerk"]
    figure = decisions.accept(figure, change(clerk, 1))
    figure = decisions.reject(figure, change(clerk, 2))
    figure = decisions.undo(figure, change(clerk, 3))
    assert figure.standing == "accepted"
    figure = decisions.undo(figure, change(clerk, 4))
    assert figure.standing == "waiting"
    with pytest.raises(decisions.NothingToUndoError):
        decisions.undo(figure, change(clerk, 5))


def test_a_correction_keeps_what_the_machine_read_beside_it(cast, sign_in, figure):
    client = sign_in(cast["clerk"])
    client.post(f"/reading/statements/{figure.pk}/correct", correction(low="４.３５", relation=">=", scope="合并口径"))
    figure.refresh_from_db()
    assert (figure.low, figure.high, figure.relation, figure.scope) == (Decimal(435_000_000), None, ">=", "合并口径")
    assert figure.stated_to == Decimal(1_000_000)
    assert figure.machine["low"] == "434000000" and figure.machine["relation"] == "="
    assert "4.34 亿元" in client.get(f"/reading/statements/{figure.pk}", headers=HTMX).text
    assert list(Statement.objects.filter(pk__in=search.matching("statement", "合并口径"))) == [figure]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"low": "四亿"}, "“四亿”不是数字。"),
        ({"low": ""}, "请填数字"),
        ({"low": "5", "high": "3", "relation": "range"}, "区间要有上限"),
        ({"low": "5", "high": "7"}, "只有区间才有上限"),
        ({"status": "truncated"}, "数字未知就不能有数"),
        ({"period_start": "2020-01-02", "period_end": "2020-01-01"}, "期间的结束早于开始"),
        ({"relation": "~"}, "relation"),
        ({"low": "1e99"}, "不是数字"),
        ({"low": "NaN"}, "不是数字"),
    ],
)
def test_a_correction_that_cannot_be_is_told_and_changes_nothing(cast, sign_in, figure, fields, message):
    answer = sign_in(cast["clerk"]).post(f"/reading/statements/{figure.pk}/correct", correction(**fields))
    assert answer.status_code == 400 and message in answer.text
    assert not Decision.objects.exists()


def test_a_figure_that_was_misread_can_be_said_to_be_cut_off(cast, sign_in, figure):
    sign_in(cast["clerk"]).post(f"/reading/statements/{figure.pk}/correct", correction(status="truncated", low=""))
    figure.refresh_from_db()
    assert (figure.status, figure.low, figure.high, figure.size) == ("truncated", None, None, None)


def test_the_second_reviewer_sees_what_the_first_did_and_loses_nothing(cast, sign_in, figure):
    clerk, head = sign_in(cast["clerk"]), sign_in(cast["bureau_head"])
    address = f"/reading/statements/{figure.pk}/correct"
    assert clerk.get(address).status_code == head.get(address).status_code == 200
    clerk.post(address, correction(low="4.35"))
    stale = head.post(address, correction(low="4.36", scope="我写的口径"))
    assert stale.status_code == 409
    assert "林科员" in stale.text and "435000000" in stale.text
    assert 'value="4.36"' in stale.text and 'value="我写的口径"' in stale.text
    assert 'name="version" value="2"' in stale.text
    figure.refresh_from_db()
    assert figure.low == Decimal(435_000_000)
    head.post(address, correction(low="4.36", scope="我写的口径", version="2"))
    figure.refresh_from_db()
    assert (figure.low, figure.scope, figure.version) == (Decimal(436_000_000), "我写的口径", 3)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_stale_accept_is_told_and_not_taken(cast, sign_in, figure, headers):
    decisions.reject(figure, change(cast["bureau_head"]))
    client = sign_in(cast["clerk"])
    answer = client.post(
        f"/reading/statements/{figure.pk}/decide", {"act": "accept", "version": 1}, headers=headers, follow=True
    )
    assert "别人先作了决定" in answer.text and "王局" in answer.text
    figure.refresh_from_db()
    assert figure.standing == "rejected"


def test_a_reader_and_an_auditor_see_but_do_not_decide(cast, sign_in, page, figure):
    Person.objects.filter(username="park").update(department="")
    for name in ("park", "auditor"):
        client = sign_in(Person.objects.get(username=name))
        shown = client.get(f"/reading/documents/{page.pk}")
        assert shown.status_code == 200 and 'data-key="a"' not in shown.text
        assert (
            client.post(f"/reading/statements/{figure.pk}/decide", {"act": "accept", "version": 1}).status_code == 403
        )
        assert client.post(f"/reading/statements/{figure.pk}/correct", correction()).status_code == 403
    assert not Decision.objects.exists()


def test_changing_the_subject_makes_it_a_subject_of_the_page(cast, sign_in, page, figure):
    address = f"/reading/statements/{figure.pk}/correct"
    sign_in(cast["clerk"]).post(address, correction(subject_text="示例晨光纸业有限公司"))
    figure.refresh_from_db()
    assert figure.subject == said(page, "研发投入").subject
    sign_in(cast["clerk"]).post(address, correction(subject_text="示例新公司", version="2"))
    figure.refresh_from_db()
    assert figure.subject.name == "示例新公司" and figure.subject.document == page
