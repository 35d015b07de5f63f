"""What is in force where sources agree, disagree, are replaced and taken back; and who may write what."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from brought_rows import ACTOR, NOW, A, B, C, bring, firm, year

from yanzhen.desk.accounts.models import TrailEntry
from yanzhen.desk.register.ledger.doctor import altered_entries, altered_records
from yanzhen.desk.register.ledger.entering import Change
from yanzhen.desk.register.ledger.names import names_of
from yanzhen.desk.register.ledger.office import office_of
from yanzhen.desk.register.ledger.said import Standing, sources_of, statements_of
from yanzhen.desk.register.ledger.undoing import AlreadyUndoneError, undo_import
from yanzhen.desk.register.models import ENTRIES, Firm, FirmName, Import, Record

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def entry(kind="firm-years", **wanted):
    return ENTRIES[kind].objects.get(**wanted)


def standings(one, column):
    return [(said.value, said.standing) for said in sources_of(one, column)]


def test_a_row_becomes_an_entry_with_its_typed_columns():
    bring("firms", firm(A, name="晨光", region="370725", registered_on="2012-03-01"))
    one = entry("firms", key=A)
    assert (one.subject, one.region, one.c_name, one.c_registered_on) == (A, "370725", "晨光", date(2012, 3, 1))
    assert one.true_from == date(2012, 3, 1) and one.values["registered_on"] == "2012-03-01"
    bring("firm-years", year(A, 2025, revenue="4300.5", employees=80))
    figures = entry()
    assert (figures.c_revenue, figures.c_employees, figures.true_from) == (4300.5, 80, date(2025, 12, 31))
    assert figures.region == "370725", "what speaks of the firm lies where the firm lies"


def test_the_same_rows_again_change_nothing():
    rows = [year(A, 2025, revenue="4300"), year(B, 2025, revenue="1")]
    bring("firm-years", *rows)
    before = list(Record.objects.values()), list(ENTRIES["firm-years"].objects.values()), TrailEntry.objects.count()
    made, plan = bring("firm-years", *rows, now=LATER)
    assert made is None and plan.changes == [Change.UNCHANGED, Change.UNCHANGED]
    assert before == (
        list(Record.objects.values()), list(ENTRIES["firm-years"].objects.values()), TrailEntry.objects.count(),
    )  # fmt: skip


def test_a_later_sheet_of_the_same_source_replaces_what_its_columns_cover():
    bring("firm-years", year(A, 2025, revenue="4300", employees=80))
    pk = entry().pk
    bring("firm-years", year(A, 2025, revenue="4400"), now=LATER)
    assert entry().values == {"uscc": A, "year": 2025, "revenue": "4400", "employees": 80}
    assert entry().pk == pk and not entry().conflict
    bring("firm-years", year(A, 2025), covers=("uscc", "year", "employees"), now=LATER)
    assert "employees" not in entry().values, "an empty cell of a column that the sheet has says nothing"


def test_two_sources_are_both_kept_and_the_better_rank_is_in_force():
    bring("firm-years", year(A, 2025, revenue="4300", employees=80), source="企业", rank=4)
    bring("firm-years", year(A, 2025, revenue="4100"), source="审计", rank=1, stated_on=date(2020, 1, 1))
    one = entry()
    assert one.values["revenue"] == "4100" and one.values["employees"] == 80
    assert one.conflict and one.sources == 2
    assert standings(one, "revenue") == [("4100", Standing.IN_FORCE), ("4300", Standing.LOWER_RANK)]
    assert standings(one, "employees") == [(80, Standing.IN_FORCE)]


def test_ties_of_rank_go_to_the_later_day_and_then_to_the_later_recording():
    bring("firm-years", year(A, 2025, revenue="1"), source="甲", stated_on=date(2026, 3, 1))
    bring("firm-years", year(A, 2025, revenue="2"), source="乙", stated_on=date(2026, 2, 1), now=LATER)
    assert standings(entry(), "revenue") == [("1", Standing.IN_FORCE), ("2", Standing.EARLIER_DAY)]
    bring("firm-years", year(A, 2025, revenue="3"), source="丙", stated_on=date(2026, 3, 1), now=LATER)
    assert standings(entry(), "revenue")[:2] == [("3", Standing.IN_FORCE), ("1", Standing.EARLIER_RECORDING)]


def test_sources_that_agree_do_not_conflict():
    bring("firm-years", year(A, 2025, revenue="1"), source="甲")
    bring("firm-years", year(A, 2025, revenue="1"), source="乙", now=LATER)
    assert not entry().conflict
    assert {standing for _, standing in standings(entry(), "revenue")} == {Standing.IN_FORCE, Standing.SAME}


def test_every_value_in_force_leads_to_its_cell():
    first, _ = bring("firm-years", year(A, 2025, revenue="4300", employees=80), source="企业")
    second, _ = bring("firm-years", year(A, 2025, revenue="4100"), source="审计", rank=1)
    said = statements_of(entry())
    assert (said["revenue"].source.sha256, said["revenue"].source.row, said["revenue"].source.column) == (
        second.sha256, 2, "C",
    )  # fmt: skip
    assert (said["employees"].source.sha256, said["employees"].source.column) == (first.sha256, "D")
    assert said["revenue"].quantity.low == 41_000_000 and said["revenue"].quantity.unit == "CNY"
    assert said["revenue"].period.start == date(2025, 1, 1) and said["revenue"].period.end == date(2025, 12, 31)


def test_undo_leaves_the_register_as_if_the_sheet_had_never_come():
    bring("firm-years", year(A, 2025, revenue="1"), year(B, 2025, revenue="5"))
    before = list(ENTRIES["firm-years"].objects.order_by("key").values_list("pk", "key", "content", "conflict"))
    other, _ = bring("firm-years", year(A, 2025, revenue="2"), year(C, 2025, revenue="9"), now=LATER)
    assert undo_import(other, ACTOR, now=LATER) == 2
    assert before == list(ENTRIES["firm-years"].objects.order_by("key").values_list("pk", "key", "content", "conflict"))
    assert standings(entry(key__startswith=A), "revenue") == [("1", Standing.IN_FORCE), ("2", Standing.UNDONE)]
    last = TrailEntry.objects.first()
    assert last.action == "import undone" and last.subject_id == str(other.pk)


def test_undo_of_the_older_sheet_keeps_what_the_newer_one_says_too():
    first, _ = bring("firm-years", year(A, 2025, revenue="1"), year(B, 2025, revenue="5"))
    bring("firm-years", year(A, 2025, revenue="2"), year(B, 2025, revenue="5"), now=LATER)
    undo_import(first, ACTOR, now=LATER)
    assert {e.key[:18]: e.values["revenue"] for e in ENTRIES["firm-years"].objects.all()} == {A: "2", B: "5"}
    assert list(altered_entries()) == []


def test_an_import_is_undone_once():
    made, _ = bring("firms", firm(A, name="晨光"))
    undo_import(made, ACTOR, now=LATER)
    assert not Firm.objects.exists() and not FirmName.objects.exists() and Record.objects.count() == 1
    with pytest.raises(AlreadyUndoneError):
        undo_import(made, ACTOR, now=LATER)


def test_firms_of_one_name_stay_two_and_a_former_name_is_kept():
    bring("firms", firm(A, name="晨光", aliases="晨;小晨"), firm(B, name="晨光"))
    bring("firms", firm(A, name="新晨光"), now=LATER)
    assert Firm.objects.count() == 2
    names = names_of(A)
    assert (names.name, [one.name for one in names.former], names.aliases) == ("新晨光", ["晨光"], ("晨", "小晨"))
    assert set(FirmName.objects.filter(code=A).values_list("name", "role")) == {
        ("新晨光", "name"), ("晨光", "former"), ("晨", "alias"), ("小晨", "alias"),
    }  # fmt: skip


def test_another_name_that_a_source_still_gives_is_no_former_one():
    bring("firms", firm(A, name="晨光纸业有限公司"))
    bring("firms", firm(A, name="晨光纸业"), source="查询", rank=5)
    names = names_of(A)
    assert (names.name, names.former, names.aliases) == ("晨光纸业有限公司", (), ("晨光纸业",))


def test_what_speaks_of_a_firm_follows_it(cast):
    bring("firm-years", year(A, 2025, revenue="1"))
    assert entry().region == ""
    bring("firms", firm(A, name="晨光", region="370725", department="科技局"))
    assert (entry().region, entry().department) == ("370725", "科技局")
    assert Record.objects.get(table="firm-years").region == "370725"
    bring("firms", firm(A, region="330110"), now=LATER)
    assert entry().region == "330110" and not ENTRIES["firm-years"].objects.visible_to(cast["clerk"]).exists()
    assert not Record.objects.visible_to(cast["clerk"]).exists()


@pytest.mark.parametrize(
    ("row", "change"),
    [
        (firm(A, region="370725"), Change.NEW),
        (firm(A), Change.NEW),
        (firm(A, region="330110"), Change.OUTSIDE),
        (firm(A, region="370725", department="开发区"), Change.OUTSIDE),
        (firm(C, name="抢注", region="370725"), Change.OUTSIDE),
    ],
)
def test_an_office_writes_only_its_own_rows(cast, row, change):
    bring("firms", firm(C, name="外县的", region="330110"))
    _, plan = bring("firms", row, office=office_of(cast["clerk"]), source="乙")
    assert plan.changes == [change]
    assert Firm.objects.get(key=C).values["name"] == "外县的"


def test_rows_of_a_firm_elsewhere_are_refused(cast):
    bring("firms", firm(C, region="330110"))
    _, plan = bring("firm-years", year(C, 2025, revenue="1"), office=office_of(cast["clerk"]))
    assert plan.changes == [Change.OUTSIDE] and not ENTRIES["firm-years"].objects.exists()


def test_what_only_a_name_tells_is_each_offices_own(cast):
    row = {"name": "王某", "organisation": "某厂", "duty": "科技专员"}
    bring("people", {**row, "phone": "1"}, office=office_of(cast["clerk"]))
    bring("people", {**row, "phone": "2"}, office=office_of(cast["foreign"]))
    people = ENTRIES["people"].objects
    assert people.count() == 2
    assert [one.values["phone"] for one in people.visible_to(cast["clerk"])] == ["1"]
    assert not people.visible_to(cast["park"]).exists(), "another department of the same county"


def test_doctor_sees_what_was_altered():
    made, _ = bring("firm-years", year(A, 2025, revenue="1"), year(B, 2025, revenue="2"))
    assert list(altered_records()) == [] and list(altered_entries()) == []
    record = Record.objects.filter(key__startswith=A).get()
    Record.objects.filter(pk=record.pk).update(content=record.content.replace('"1"', '"100"'))
    assert [(one.record, one.why) for one in altered_records()] == [(record.pk, "a record was altered")]
    assert [one.key for one in altered_entries()] == [record.key]
    Record.objects.filter(pk=record.pk).update(content=record.content)
    ENTRIES["firm-years"].objects.all().delete()
    Record.objects.filter(pk=record.pk).delete()
    assert [one.why for one in altered_records()] == ["records were removed or added"]
    Import.objects.filter(pk=made.pk).update(digest="")
    assert [one.imported for one in altered_records()] == [made.pk]
