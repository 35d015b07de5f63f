"""Every table as of and as known on a day, against a slow and obvious implementation."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from brought_rows import ACTOR, NOW, A, B, bring
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yanzhen.desk.register.ledger.asof import rows_at
from yanzhen.desk.register.ledger.doctor import altered_entries
from yanzhen.desk.register.ledger.undoing import undo_import
from yanzhen.desk.register.models import Import
from yanzhen.tables import register_table

TABLE = register_table("firm-years")
COLUMNS = ("revenue", "employees", "assets")
DAYS = [NOW.date() + timedelta(days=n) for n in range(-1, 8)]


@st.composite
def sheets(draw):
    """A sheet on some day, or the undoing of an earlier one."""
    if draw(st.integers(0, 4)) == 0:
        return ("undo", draw(st.integers(0, 5)))
    covers = draw(st.sets(st.sampled_from(COLUMNS), min_size=1))
    rows = []
    for code, of in draw(st.sets(st.tuples(st.sampled_from([A, B]), st.sampled_from([2024, 2025])), min_size=1)):
        values = {name: draw(st.sampled_from([None, "1", "2", "3"])) for name in sorted(covers)}
        filled = {name: int(v) if name == "employees" else v for name, v in values.items() if v is not None}
        rows.append({"uscc": code, "year": of, **filled})
    source, rank = draw(st.sampled_from([("甲", None), ("乙", None), ("丙", 1)]))
    stated = draw(st.sampled_from([date(2026, 1, 1), date(2026, 2, 1)]))
    return ("sheet", source, rank, stated, ("uscc", "year", *sorted(covers)), rows)


def obvious(events, known, as_of):
    """What is in force, straight from the words of the rule: event by event, cell by cell."""
    undone = {number for day, kind, number in events if kind == "undo" and day <= known}
    spoken = {}
    for number, (day, kind, sheet) in enumerate(events):
        if kind != "sheet" or day > known or number in undone:
            continue
        _, source, rank, stated, covers, rows = sheet
        for row in rows:
            for column in covers:
                said = (-(rank or 4), stated, number, row.get(column))
                spoken.setdefault((row["uscc"], row["year"], column), {})[source] = said
    found = {}
    for (code, of, column), by_source in spoken.items():
        told = [said for said in by_source.values() if said[3] is not None]
        if told and (as_of is None or date(of, 12, 31) <= as_of):
            found.setdefault((code, of), {})[column] = max(told)[3]
    return found


def asked(known, as_of):
    return {(r.values["uscc"], r.values["year"]): r.values for r in rows_at(TABLE, known=known, as_of=as_of)}


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(sheets(), min_size=1, max_size=7))
def test_every_day_against_the_obvious(given_events):
    with transaction.atomic():
        events, imports = [], {}
        for number, event in enumerate(given_events):
            day = DAYS[0] + timedelta(days=number)
            now = NOW + timedelta(days=number - 1)
            if event[0] == "undo":
                wanted = event[1]
                if wanted in imports:
                    undo_import(imports.pop(wanted), ACTOR, now=now)
                    events.append((day, "undo", wanted))
                    continue
                events.append((day, "nothing", None))
                continue
            _, source, rank, stated, covers, rows = event
            made, _ = bring("firm-years", *rows, source=source, rank=rank, stated_on=stated, covers=covers, now=now)
            if made is not None:
                imports[number] = made
                events.append((day, "sheet", event))
            else:
                events.append((day, "nothing", None))
        for as_of in (None, date(2024, 12, 30), date(2024, 12, 31), date(2025, 12, 31)):
            for known in DAYS:
                assert asked(known, as_of) == obvious(events, known, as_of), (known, as_of)
            assert asked(None, as_of) == obvious(events, DAYS[-1], as_of)
        assert list(altered_entries()) == []
        transaction.set_rollback(True)
    assert not Import.objects.exists()


@pytest.mark.django_db
def test_the_day_ends_where_the_desk_stands():
    """23:30 in Shanghai is 15:30 in UTC: still that day; half an hour past midnight is the next."""
    late = NOW.replace(hour=15, minute=30)
    bring("firm-years", {"uscc": A, "year": 2025, "revenue": "1"}, now=late)
    bring("firm-years", {"uscc": A, "year": 2025, "revenue": "2"}, now=late + timedelta(hours=1))
    assert [row.values["revenue"] for row in rows_at(TABLE, known=NOW.date())] == ["1"]
    assert [row.values["revenue"] for row in rows_at(TABLE)] == ["2"]


@pytest.mark.django_db
def test_a_title_is_true_on_both_its_end_days():
    table = register_table("titles")
    bring("titles", {"uscc": A, "title": "专精特新", "valid_from": "2024-12-01", "valid_to": "2027-11-30"})
    days = [date(2024, 11, 30), date(2024, 12, 1), date(2027, 11, 30), date(2027, 12, 1)]
    for known in (None, NOW.date()):
        assert [len(list(rows_at(table, as_of=day, known=known))) for day in days] == [0, 1, 1, 0]


@pytest.mark.django_db
def test_what_was_known_is_scoped_too(cast):
    bring("firms", {"uscc": A, "region": "370725"})
    table = register_table("firms")
    for known in (None, NOW.date()):
        seen = {who: len(list(rows_at(table, known=known, person=cast[who]))) for who in cast}
        assert seen == {"administrator": 1, "bureau_head": 1, "clerk": 1, "park": 1, "foreign": 0, "auditor": 1}
