"""What both rooms put on the morning paper."""

from __future__ import annotations

from room_fixtures import OTHER_PAGE, change, said

from yanzhen.desk.accounts.models import Person
from yanzhen.desk.frame.paper import Visit
from yanzhen.desk.reading import room as reading_room
from yanzhen.desk.reading.models import ReadingJob
from yanzhen.desk.register import room as register_room
from yanzhen.desk.register.contests import contest


def visit(person: Person, page) -> Visit:
    return Visit(person, page.read_at.date())


def test_an_empty_desk_says_what_to_bring(cast, sign_in):
    assert "放入材料" in sign_in(cast["clerk"]).get("/").text


def test_the_clerk_sees_what_waits_contradicts_and_is_new(cast, sign_in, page, read_page):
    read_page(cast["clerk"], OTHER_PAGE, "other.txt")
    part = reading_room.home(visit(cast["clerk"], page))
    assert [m.text for m in part.waiting] == ["2 条陈述待复核", "6 条陈述待复核"]
    assert part.changed[0].startswith("昨天以来读了 2 份材料，得到 8 条")
    assert reading_room.badge(visit(cast["clerk"], page)) == 8
    html = sign_in(cast["clerk"]).get("/").text
    assert "矛盾" in html and "&gt; 640 场次" in html and "638 场次" in html


def test_a_failed_page_is_the_first_that_waits(cast, page):
    ReadingJob.objects.update(state="failed")
    assert reading_room.home(visit(cast["clerk"], page)).waiting[0].text == "一份材料读不出来"


def test_a_contest_waits_for_the_approver_alone(cast, page):
    contest(said(page, "就业率"), "口径", change(cast["clerk"]).actor, now=page.read_at)
    assert register_room.badge(visit(cast["bureau_head"], page)) == 1
    assert "被存疑" in register_room.home(visit(cast["bureau_head"], page)).waiting[0].text
    assert register_room.badge(visit(cast["clerk"], page)) == 0


def test_a_reader_has_nothing_to_review(cast, page):
    assert reading_room.badge(visit(cast["park"], page)) == 0
    assert not reading_room.home(visit(cast["auditor"], page)).waiting
