"""Whole files into the register: good rows or none, the same file twice, mappings, scope, and what is left on disk."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from sheet_files import code, firms, write_csv, write_xlsx, years

from yanzhen.desk.accounts.models import TrailEntry
from yanzhen.desk.accounts.trail import Actor
from yanzhen.desk.register.ledger import entering
from yanzhen.desk.register.ledger.doctor import altered_entries, altered_records
from yanzhen.desk.register.ledger.drafts import drop_draft, keep_draft, order_of, sweep_drafts
from yanzhen.desk.register.ledger.importing import Order, import_file
from yanzhen.desk.register.ledger.kept import MARK, kept_path, pieces, sweep_marks
from yanzhen.desk.register.ledger.mapping import mapping_for, remember_mapping
from yanzhen.desk.register.ledger.office import WHOLE_COUNTRY, office_of
from yanzhen.desk.register.ledger.said import sources_of
from yanzhen.desk.register.models import ENTRIES, Firm, HeaderMapping, Import, Record, SheetDraft
from yanzhen.errors import InputError
from yanzhen.tables import register_table

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ACTOR = Actor(None, "test")


def brought(path, kind="firms", *, office=WHOLE_COUNTRY, now=NOW, **wishes):
    return import_file(Order(kind=kind, path=path, **wishes), office, ACTOR, now=now)


def stored(settings):
    return (
        sorted(path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())
        if settings.MEDIA_ROOT.exists()
        else []
    )


def test_a_file_is_imported_with_its_cells(tmp_path, settings):
    report = brought(write_xlsx(tmp_path / "企业.xlsx", firms(3)), "企业")
    assert (report.rows, report.good, report.bad, report.written, report.unchanged) == (3, 3, 0, 3, 0)
    imported = Import.objects.get(pk=report.import_pk)
    assert kept_path(imported.sha256).read_bytes() == (tmp_path / "企业.xlsx").read_bytes()
    said = sources_of(Firm.objects.get(key=code(2)), "name")[0]
    assert (said.cell.sheet, said.cell.row, said.cell.column, said.file) == ("Sheet1", 3, "B", "企业.xlsx")
    assert (said.value, said.source, said.rank, said.stated_on) == ("示例2号厂", "本单位", 4, date(2026, 11, 23))
    entry = TrailEntry.objects.get(action="sheet imported")
    assert entry.subject_id == str(imported.pk) and entry.after["digest"] == imported.digest
    assert not list(altered_records()) and not list(altered_entries())
    assert len(stored(settings)) == 1, "no mark is left"


def test_the_same_file_twice_changes_nothing(tmp_path, settings):
    path = write_csv(tmp_path / "firms.csv", firms(3))
    brought(path)
    before = [list(model.objects.values()) for model in (Import, Record, Firm, TrailEntry)], stored(settings)
    report = brought(path, now=NOW + timedelta(days=3))
    assert (report.good, report.written, report.unchanged, report.import_pk) == (3, 0, 3, None)
    assert before == ([list(model.objects.values()) for model in (Import, Record, Firm, TrailEntry)], stored(settings))


def test_another_day_or_rank_of_the_same_rows_is_a_statement_of_its_own(tmp_path):
    path = write_csv(tmp_path / "years.csv", years(1))
    brought(path, "firm-years")
    assert brought(path, "firm-years", stated_on=date(2026, 1, 1)).written == 1
    assert brought(path, "firm-years", rank=1).written == 1
    assert Import.objects.count() == 3


def test_a_dry_run_writes_nothing(tmp_path, settings):
    report = brought(write_csv(tmp_path / "firms.csv", firms(3)), dry_run=True, mapping={"企业名称": "name"})
    assert (report.good, report.written, report.would_write) == (3, 0, 3)
    assert not any(model.objects.exists() for model in (Import, Record, Firm, TrailEntry, HeaderMapping))
    assert stored(settings) == []


@pytest.mark.parametrize("good_rows", [False, True])
def test_bad_rows_stop_the_file_unless_the_good_ones_are_asked_for(tmp_path, settings, good_rows):
    rows = firms(3)
    rows[2][0] = rows[2][0][:-1] + ("A" if rows[2][0][-1] != "A" else "B")
    report = brought(write_csv(tmp_path / "firms.csv", rows), good_rows=good_rows)
    assert (report.rows, report.good, report.bad, report.written) == (3, 2, 1, 2 if good_rows else 0)
    (finding,) = [one for one in report.findings if one.severity == "error"]
    assert (finding.row, finding.column) == (3, "统一社会信用代码") and not report.all_good
    assert Record.objects.count() == Firm.objects.count() == report.written
    assert len(stored(settings)) == (1 if good_rows else 0)
    if good_rows:
        kept = Import.objects.get()
        assert (kept.mode, kept.bad, kept.findings[0]["row"]) == ("good", 1, 3)


def test_a_key_twice_in_one_file_is_written_once_or_not_at_all(tmp_path):
    rows = firms(2)
    rows.append([rows[1][0], "又一个", "370725", ""])
    path = write_csv(tmp_path / "firms.csv", rows)
    report = brought(path)
    assert report.bad >= 1 and report.written == 0 and not Record.objects.exists()
    report = brought(path, good_rows=True)
    assert report.written == report.good == Record.objects.count() == Firm.objects.count()
    assert report.good + report.bad == report.rows == 3


def test_a_failure_in_the_middle_leaves_nothing(tmp_path, settings, monkeypatch):
    def broken(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr(entering, "project", broken)
    with pytest.raises(OSError, match="full"):
        brought(write_csv(tmp_path / "firms.csv", firms(3)))
    assert not any(model.objects.exists() for model in (Import, Record, Firm, TrailEntry)) and stored(settings) == []


def test_what_a_killed_import_left_on_disk_is_cleared_later(tmp_path, settings):
    settings.MEDIA_ROOT.mkdir(parents=True)
    orphan = "ab" * 32
    kept_path(orphan).parent.mkdir()
    kept_path(orphan).write_bytes(b"x")
    (settings.MEDIA_ROOT / f"{MARK}{orphan}").touch()
    assert sweep_marks(now=time.time()) == 0 and kept_path(orphan).exists(), "it may still be at work"
    assert sweep_marks(now=time.time() + 7200) == 1 and stored(settings) == []
    brought(write_csv(tmp_path / "firms.csv", firms(1)))
    named = Import.objects.get().sha256
    (settings.MEDIA_ROOT / f"{MARK}{named}").touch()
    assert sweep_marks(now=time.time() + 7200) == 0 and kept_path(named).exists(), "a row names it"


def test_rows_of_another_county_are_bad_rows(tmp_path, cast):
    rows = [*firms(2), *firms(1, "330110")[1:]]
    report = brought(write_csv(tmp_path / "firms.csv", rows), office=office_of(cast["clerk"]))
    assert (report.good, report.bad, report.written) == (2, 1, 0)
    (finding,) = [one for one in report.findings if one.code == "outside-scope"]
    assert (finding.row, finding.severity) == (4, "error")
    report = brought(write_csv(tmp_path / "firms.csv", rows), office=office_of(cast["clerk"]), good_rows=True)
    assert report.written == 2 and not Firm.objects.visible_to(cast["foreign"]).exists()
    assert Import.objects.visible_to(cast["clerk"]).count() == 1
    assert not Import.objects.visible_to(cast["foreign"]).exists()


def test_headers_confirmed_once_are_known_the_next_time(tmp_path):
    rows = firms(2)
    rows[0][1] = "我单位叫法"
    path = write_csv(tmp_path / "one.csv", rows)
    brought(path)
    assert "name" not in Firm.objects.get(key=code(1)).values
    assert brought(path, mapping={"我单位叫法": "name"}).written == 2
    assert Firm.objects.get(key=code(1)).values["name"] == "示例1号厂"
    rows[1][1] = "改名厂"
    assert brought(write_csv(tmp_path / "two.csv", rows)).written == 1
    assert Firm.objects.get(key=code(1)).values["name"] == "改名厂"
    with pytest.raises(InputError, match="没有的"):
        brought(path, mapping={"没有的": "name"})


def test_a_mapping_is_its_offices_and_its_headings_own(cast):
    clerk, other, table = office_of(cast["clerk"]), office_of(cast["foreign"]), register_table("firms")
    remember_mapping(clerk, table, ["代码", "名"], {"名": "name"}, ACTOR, now=NOW)
    remember_mapping(clerk, table, ["名", "代码"], {"名": "name"}, ACTOR, now=NOW)
    assert HeaderMapping.objects.count() == TrailEntry.objects.count() == 1
    assert mapping_for(clerk, "firms", ["名", "代码"]) == {"名": "name"}
    assert mapping_for(other, "firms", ["名", "代码"]) == mapping_for(clerk, "firms", ["名"]) == {}
    with pytest.raises(InputError, match="nonsense"):
        remember_mapping(clerk, table, ["名"], {"名": "nonsense"}, ACTOR, now=NOW)


def test_own_columns_are_checked_and_kept(tmp_path, settings):
    folder = settings.YANZHEN_HOME / "columns"
    folder.mkdir(parents=True)
    (folder / "firms.csv").write_text("name,label_zh,kind,unit\nsolar_kw,光伏装机,exact,千瓦\n", encoding="utf-8")
    rows = firms(2)
    for row, value in zip(rows, ("光伏装机", "12.50", "很多"), strict=True):
        row.append(value)
    report = brought(write_csv(tmp_path / "firms.csv", rows), good_rows=True)
    assert (report.good, report.bad) == (1, 1)
    firm = Firm.objects.get()
    assert firm.values["solar_kw"] == "12.5"
    said = sources_of(firm, "solar_kw")[0]
    assert said.cell.column == "E" and said.statement.quantity.unit == "千瓦"


def test_units_in_the_header_are_carried_into_the_table(tmp_path):
    rows = years(1, "4.3")
    rows[0][2] = "营业收入（亿元）"
    brought(write_csv(tmp_path / "y.csv", rows), "firm-years")
    (entry,) = ENTRIES["firm-years"].objects.all()
    assert entry.values["revenue"] == "43000"
    assert sources_of(entry, "revenue")[0].statement.quantity.low == 430_000_000
    assert Import.objects.get().headings[sources_of(entry, "revenue")[0].cell.sheet][2][:2] == ["C", "revenue"]


def test_a_draft_is_a_file_on_its_way(tmp_path, cast, settings):
    path = write_csv(tmp_path / "firms.csv", firms(2))
    office = office_of(cast["clerk"])
    draft = keep_draft(office, "firms", "企业.csv", pieces(path), ACTOR, now=NOW, source="甲", rank=2)
    assert SheetDraft.objects.visible_to(cast["clerk"]).get() == draft
    assert not SheetDraft.objects.visible_to(cast["foreign"]).exists()
    report = import_file(order_of(draft, dry_run=True), office, ACTOR, now=NOW)
    assert (report.file, report.would_write) == ("企业.csv", 2)
    import_file(order_of(draft), office, ACTOR, now=NOW)
    drop_draft(draft)
    assert (Import.objects.get().source, Import.objects.get().rank, len(stored(settings))) == ("甲", 2, 1)
    other = keep_draft(office, "firms", "别的.csv", iter([b"x"]), ACTOR, now=NOW)
    assert sweep_drafts(now=NOW) == 0 and sweep_drafts(now=NOW + timedelta(days=8)) == 1
    assert not kept_path(other.sha256).exists() and len(stored(settings)) == 1
