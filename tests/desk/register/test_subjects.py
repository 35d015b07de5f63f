"""The same name is the same subject only when somebody says so, and then all that was said stands side by side."""

from __future__ import annotations

import pytest
from room_fixtures import NOW, OTHER_PAGE, change, said

from yanzhen.desk.register import decisions
from yanzhen.desk.register.models import Contradiction, Subject
from yanzhen.desk.register.subjects import same_name, tell_apart, tie, untie


@pytest.fixture
def other(cast, page, read_page):
    return read_page(cast["clerk"], OTHER_PAGE, "other.txt")


@pytest.fixture
def firms(page, other):
    return said(page, "销售收入").subject, said(other, "销售收入").subject


def test_a_firm_of_the_same_name_is_suggested_not_merged(cast, sign_in, firms):
    one, two = firms
    assert one.head is None and two.head is None
    assert same_name(one, cast["clerk"]) == [two] and same_name(two, cast["clerk"]) == [one]
    html = sign_in(cast["clerk"]).get(f"/register/subjects/{one.pk}").text
    assert "同名不等于同一主体" in html and "4.50 亿元" not in html


def test_someone_says_that_they_are_the_same_and_the_figures_stand_side_by_side(cast, sign_in, firms):
    one, two = firms
    client = sign_in(cast["clerk"])
    assert not Contradiction.objects.filter(first__property="销售收入").exists()
    client.post(f"/register/subjects/{one.pk}/tie", {"other": two.pk, "verdict": "same"})
    for subject in firms:
        html = client.get(f"/register/subjects/{subject.pk}").text
        assert "4.34 亿元" in html and "4.50 亿元" in html and "有矛盾" in html
    client.post(f"/register/subjects/{one.pk}/untie", {"other": two.pk})
    assert not Contradiction.objects.filter(first__property="销售收入").exists()
    assert "4.50 亿元" not in client.get(f"/register/subjects/{one.pk}").text


def test_someone_says_that_they_are_not_the_same_and_is_not_asked_again(cast, sign_in, firms):
    one, two = firms
    sign_in(cast["clerk"]).post(f"/register/subjects/{one.pk}/tie", {"other": two.pk, "verdict": "apart"})
    assert same_name(one, cast["clerk"]) == same_name(two, cast["clerk"]) == []


def test_three_of_a_name_and_the_head_leaves(cast, page, other, read_page):
    third = said(read_page(cast["clerk"], OTHER_PAGE + "\n", "third.txt"), "销售收入").subject
    one, two = said(page, "销售收入").subject, said(other, "销售收入").subject
    tie(one, two, now=NOW)
    tie(Subject.objects.get(pk=two.pk), third, now=NOW)
    assert {s.head_id for s in Subject.objects.filter(pk__in=(two.pk, third.pk))} == {one.pk}
    untie(Subject.objects.get(pk=one.pk), now=NOW)
    assert Subject.objects.get(pk=two.pk).head is None
    assert Subject.objects.get(pk=third.pk).head_id == two.pk


def test_a_region_of_one_code_needs_nobody_to_say_so(page, other):
    one, two = said(page, "培训场次").subject, said(other, "培训场次").subject
    assert two.head == one
    pair = Contradiction.objects.get()
    assert {pair.first.property, pair.second.property} == {"培训场次"}
    assert pair.reason == "(640, +∞) ∩ [638, 638] = ∅"


def test_a_rejected_figure_contradicts_nothing_and_undo_brings_it_back(cast, page, other):
    wrong = decisions.reject(said(other, "培训场次"), change(cast["clerk"]))
    assert not Contradiction.objects.exists()
    decisions.undo(wrong, change(cast["clerk"], 2))
    assert Contradiction.objects.count() == 1


def test_a_correction_ends_a_contradiction(cast, page, other):
    row = said(other, "培训场次")
    from decimal import Decimal

    decisions.correct(row, {"low": Decimal(700), "high": Decimal(700), "stated_to": Decimal(1)}, change(cast["clerk"]))
    assert not Contradiction.objects.exists()


def test_a_contradiction_with_what_one_may_not_see_is_not_told(cast, sign_in, read_page):
    mine, theirs = read_page(cast["clerk"], OTHER_PAGE), read_page(cast["foreign"], OTHER_PAGE.replace("4.50", "9.99"))
    one, two = said(mine, "销售收入").subject, said(theirs, "销售收入").subject
    tie(one, two, now=NOW)
    assert Contradiction.objects.filter(first__property="销售收入").exists()
    for name in ("clerk", "bureau_head", "foreign"):
        client = sign_in(cast[name])
        assert '<span aria-hidden="true">■</span>' not in client.get("/reading/statements").text
        assert client.get("/register/contradictions").text.count("<tr data-item") == 0
    assert "9.99" not in sign_in(cast["clerk"]).get(f"/register/subjects/{one.pk}").text
    assert "9.99" not in sign_in(cast["clerk"]).get(f"/register/statements/{said(mine, '销售收入').pk}/source").text


def test_facts_and_other_names_stand_on_the_subjects_page(cast, sign_in, firms):
    html = sign_in(cast["clerk"]).get(f"/register/subjects/{firms[0].pk}").text
    assert "创办" in html and "赵远" in html and "晨光纸业" in html


def test_the_list_of_subjects_counts_and_filters(cast, sign_in, page, other):
    client = sign_in(cast["clerk"])
    html = client.get("/register/subjects").text
    assert "示例晨光纸业有限公司" in html and "有矛盾" in html
    assert "示例晨光" not in client.get("/register/subjects?kind=region").text
    assert "示例县" not in client.get("/register/subjects?q=晨光").text.split("<tbody>")[1]
    assert "示例" not in sign_in(cast["foreign"]).get("/register/subjects").text


def test_telling_apart_twice_is_one_row(cast, firms):
    tell_apart(*firms, "林", now=NOW)
    tell_apart(*reversed(firms), "王", now=NOW)
