"""A page's subject and the firm that it is: by a person or by its code, never by name alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from brought_rows import ACTOR, NOW, A, B, bring, firm

from yanzhen.desk.accounts.models import TrailEntry
from yanzhen.desk.register.ledger.ties import firm_of, same_name_firms, tie_to_firm, untie_from_firm
from yanzhen.desk.register.ledger.undoing import undo_import
from yanzhen.desk.register.models import Document, Firm, Subject
from yanzhen.desk.register.subjects import keep_names, name_key, tie

pytestmark = pytest.mark.django_db


@pytest.fixture
def named():
    """``named("晨光纸业")``: a subject of a page of the county."""

    def made(name: str, code: str = "", file: str = "a") -> Subject:
        office = {"region": "370725", "department": ""}
        place = {"sha256": file * 64, "file": file, "brought_by": "x", "brought_at": NOW}
        document, _ = Document.objects.get_or_create(**office, sha256=place["sha256"], defaults=place)
        subject = Subject.objects.create(document=document, name=name, key=name_key(name), code=code, **office)
        keep_names([subject])
        return subject

    return made


@pytest.fixture
def two_of_one_name():
    return bring("firms", firm(A, name="晨光纸业", region="370725"), firm(B, name="晨光（纸业）", region="370725"))[0]


def test_a_name_alone_ties_nothing(cast, named, two_of_one_name):
    subject = named("晨光纸业")
    assert firm_of(subject, cast["clerk"]) is None
    assert [one.key for one in same_name_firms(subject, cast["clerk"])] == [A]
    assert same_name_firms(subject, cast["foreign"]) == []


def test_a_firm_is_found_by_its_former_name_too(cast, named, two_of_one_name):
    bring("firms", firm(A, name="新晨光"), now=NOW + timedelta(days=1))
    assert [one.key for one in same_name_firms(named("晨光纸业"), cast["clerk"])] == [A]


def test_a_person_ties_and_unties(cast, named, two_of_one_name):
    subject = named("晨光纸业")
    tie_to_firm(subject, Firm.objects.get(key=B), ACTOR)
    assert firm_of(subject, cast["clerk"]).key == B and firm_of(subject, cast["foreign"]) is None
    untie_from_firm(subject, ACTOR)
    assert firm_of(subject, cast["clerk"]) is None
    told = TrailEntry.objects.filter(subject_kind="subject").order_by("number").values_list("before", "after")
    assert list(told) == [({"firm": ""}, {"firm": B}), ({"firm": B}, {"firm": ""})]


def test_the_tie_holds_for_the_subjects_group_and_outlives_an_undone_import(cast, named, two_of_one_name):
    one, other = named("晨光纸业"), named("晨光", file="b")
    tie(one, other, now=NOW)
    tie_to_firm(one, Firm.objects.get(key=A), ACTOR)
    other.refresh_from_db()
    assert firm_of(other, cast["clerk"]).key == A
    undo_import(two_of_one_name, ACTOR, now=NOW)
    assert firm_of(other, cast["clerk"]) is None
    bring("firms", firm(A, name="晨光纸业", region="370725"), now=NOW + timedelta(days=1))
    assert firm_of(other, cast["clerk"]).key == A


def test_a_page_that_gives_the_code_needs_no_person(cast, named, two_of_one_name):
    assert firm_of(named("随便什么", code=A), cast["clerk"]).key == A
    assert firm_of(named("昌乐县", code="370725", file="b"), cast["clerk"]) is None
