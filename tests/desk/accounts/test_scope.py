"""Whose rows are whose, on the audit trail as a table that has regions."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import models

from yanzhen.desk.accounts.models import Person
from yanzhen.desk.scope import ScopedQuerySet, region_prefix, scope_of


class PeopleInScope(ScopedQuerySet[Person]):
    department_field = "department"


@pytest.fixture
def rows(cast) -> ScopedQuerySet[Person]:
    return PeopleInScope(Person)


def seen_by(rows: ScopedQuerySet[Person], person: Person) -> set[str]:
    return set(rows.visible_to(person).values_list("username", flat=True))


def test_a_clerk_sees_the_county_and_their_department_or_none(rows, cast):
    assert seen_by(rows, cast["clerk"]) == {"clerk"}


def test_a_bureau_head_sees_every_county_and_department_of_the_city(rows, cast):
    assert seen_by(rows, cast["bureau_head"]) == {"bureau_head", "clerk", "park", "auditor"}


def test_the_clerk_of_another_county_sees_nothing_of_ours(rows, cast):
    assert seen_by(rows, cast["foreign"]) == {"foreign"}


def test_who_is_not_signed_in_sees_nothing(rows):
    assert not rows.visible_to(AnonymousUser()).exists()


def test_an_empty_region_is_the_whole_country(rows, cast):
    assert seen_by(rows, cast["administrator"]) == set(cast)


@pytest.mark.parametrize(
    ("code", "prefix"),
    [("", ""), ("370000", "37"), ("370700", "3707"), ("370725", "370725"), ("110000", "11"), ("100", "100")],
)
def test_a_region_holds_the_regions_inside_it(code, prefix):
    assert region_prefix(code) == prefix


def test_the_condition_can_be_used_in_joins(cast):
    assert isinstance(scope_of(cast["clerk"], "document__region", "document__department"), models.Q)
