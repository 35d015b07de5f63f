"""One person's mentions: found, exported, erased with the law's exceptions, on the trail without the name; rows past their time."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO

import pytest
from brought_rows import bring
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone
from openpyxl import load_workbook
from room_fixtures import change, said

from yanzhen.desk.accounts.models import FailedSignIn, Person, SignedIn, TrailEntry
from yanzhen.desk.accounts.rights import Role
from yanzhen.desk.accounts.trail import Actor, verify_chain
from yanzhen.desk.api.tokens import make_token
from yanzhen.desk.privacy.erasing import Choice, erase
from yanzhen.desk.privacy.kinds import hands, kinds
from yanzhen.desk.privacy.mentions import mentions_of
from yanzhen.desk.privacy.retention import erase_overdue, overdue
from yanzhen.desk.reading import search
from yanzhen.desk.reading.models import Block, Name
from yanzhen.desk.reading.worker import Worker
from yanzhen.desk.register.contests import contest
from yanzhen.desk.register.ledger.doctor import altered_entries, altered_records
from yanzhen.desk.register.ledger.kept import keep_file, kept_path
from yanzhen.desk.register.ledger.office import Office
from yanzhen.desk.register.models import ENTRIES, Contest, Document, Fact, Import, Record, Statement, Subject

NAME = "赵远"
OFFICE = Office("370725", "科技局")
NOW = timezone.now()


def person_row(name: str = NAME, **more: object) -> dict[str, object]:
    return {"name": name, "organisation": "晨光纸业", "duty": "联系人", "phone": "0536-1234567", **more}


@pytest.fixture
def named(cast, page):
    """The name in a page's text, in the table of people, in an account and beside a contest."""
    account = Person.objects.make(
        "zhaoyuan", "Goose-2026-flies", full_name=NAME, region="370725", department="科技局", role=Role.EDITOR
    )
    figure = said(page, "销售收入")
    contest(figure, "口径不对", change(account).actor, now=page.read_at)
    imported, _ = bring("people", person_row(), person_row("钱二"), office=OFFICE)
    kept = keep_file(iter([f"{NAME},钱二".encode()]))
    Import.objects.filter(pk=imported.pk).update(sha256=kept.sha256)
    return {"account": account, "page": page, "figure": figure, "sheet": kept.sha256}


def all_of_it(cast) -> Choice:
    found = mentions_of(NAME, cast["administrator"])
    return Choice(
        NAME,
        frozenset(person.pk for person in found.accounts),
        frozenset(row.pk for row in found.people),
        frozenset(page.document.pk for page in found.pages),
        hands=True,
    )


def test_every_mention_is_found(cast, named):
    found = mentions_of(NAME, cast["administrator"])
    assert found.accounts == (named["account"],)
    assert [row.values["phone"] for row in found.people] == ["0536-1234567"]
    (page,) = found.pages
    assert page.document == named["page"] and page.blocks == 1 and page.facts == 1
    assert found.hands["register.contest"] == 1 and found.trail >= 1


def test_who_looks_from_another_region_finds_nothing(cast, named):
    cast["foreign"].role = Role.ADMINISTRATOR
    found = mentions_of(NAME, cast["foreign"])
    assert not (found.accounts or found.people or found.pages or found.hands)


def test_a_dry_run_counts_and_changes_nothing(cast, named):
    before = snapshot()
    done = erase(all_of_it(cast), cast["administrator"], Actor(None, "test"), now=NOW, dry_run=True)
    assert snapshot() == before and kept_path(named["sheet"]).exists()
    assert {what for what, number in done.counts.items() if number} >= {
        "accounts",
        "people",
        "records",
        "sheets",
        "facts",
        "searched",
        "hands",
    }


def snapshot() -> list[object]:
    labels = (
        "accounts.person",
        "register.record",
        "register.statement",
        "register.fact",
        "register.contest",
        "reading.searched",
        "register.subject",
    )
    found = [list(apps.get_model(label).objects.order_by("pk").values()) for label in labels]
    return [*found, list(ENTRIES["people"].objects.values()), TrailEntry.objects.count()]


def test_what_is_erased_is_gone_and_what_the_law_keeps_stays(cast, named):
    text, entries = named["page"].text, TrailEntry.objects.count()
    assert statements_found(NAME) or blocks_found(NAME)
    done = erase(all_of_it(cast), cast["administrator"], Actor(cast["administrator"], "管理员"), now=NOW, dry_run=False)

    assert not Person.objects.filter(full_name=NAME).exists()
    assert [row.values["name"] for row in ENTRIES["people"].objects.all()] == ["钱二"]
    assert (
        not Record.objects.filter(content__contains=NAME).exists()
        and not Record.objects.filter(key__contains=NAME).exists()
    )
    assert not kept_path(named["sheet"]).exists()
    assert (
        not Fact.objects.filter(subject__contains=NAME).exists()
        and not Name.objects.filter(text__contains=NAME).exists()
    )
    assert not Subject.objects.filter(name__contains=NAME).exists()
    assert Contest.objects.get().by_name == "已移除人员" and Contest.objects.get().by is None
    assert statements_found(NAME) == [] and blocks_found(NAME) == []

    assert Document.objects.get(pk=named["page"].pk).text == text and NAME in text
    assert Block.objects.filter(text__contains=NAME).exists() and blocks_found("晨光纸业")
    assert TrailEntry.objects.count() == entries + 1 and verify_chain().whole
    assert list(altered_records()) == []
    assert list(altered_entries()) == []
    assert done.counts["accounts"] == 1 and mentions_of(NAME, cast["administrator"]).accounts == ()


def statements_found(words: str) -> list[int]:
    return list(Statement.objects.filter(pk__in=search.matching("statement", words)).values_list("pk", flat=True))


def blocks_found(words: str) -> list[int]:
    return list(Block.objects.filter(pk__in=search.matching("block", words)).values_list("pk", flat=True))


def test_the_rows_of_others_stay_with_their_places(cast, named):
    erase(all_of_it(cast), cast["administrator"], Actor(None, "test"), now=NOW, dry_run=False)
    other = Record.objects.get(content__contains="钱二")
    gone = Record.objects.get(erased_at__isnull=False)
    assert (gone.content, gone.subject, gone.sheet, gone.row) == ("{}", "", "表1", 2) and gone.digest
    assert other.row == 3


def test_the_trail_does_not_tell_the_name(cast, named, sign_in):
    before = TrailEntry.objects.count()
    client = sign_in(cast["administrator"])
    client.post("/personal-data/find", {"name": NAME})
    client.post("/personal-data/export", {"name": NAME, "form": "json"})
    shown = client.post("/personal-data/erase", {"name": NAME, "hands": "yes"}).text
    digest = shown.partition('name="confirm" value="')[2].partition('"')[0]
    done = client.post("/personal-data/erase", {"name": NAME, "hands": "yes", "confirm": digest})
    assert done.status_code == 200 and "已删除" in done.text
    entries = TrailEntry.objects.filter(number__gt=before).order_by("number")
    assert [entry.action for entry in entries] == [
        "personal data looked up",
        "personal data exported",
        "personal data erased",
    ]
    assert NAME not in json.dumps(list(entries.values()), default=str, ensure_ascii=False)
    assert len({entry.subject_id for entry in entries}) == 1 and all(entry.person_name for entry in entries)


def test_what_is_confirmed_is_what_was_shown(cast, named, sign_in):
    client = sign_in(cast["administrator"])
    shown = client.post("/personal-data/erase", {"name": NAME, "hands": "yes"}).text
    digest = shown.partition('name="confirm" value="')[2].partition('"')[0]
    contest(said(named["page"], "就业率"), "再看", change(named["account"]).actor, now=NOW)
    answer = client.post("/personal-data/erase", {"name": NAME, "hands": "yes", "confirm": digest})
    assert answer.status_code == 400 and "有变" in answer.text
    assert Contest.objects.filter(by_name__contains=NAME).count() == 2


@pytest.mark.parametrize("member", ["clerk", "bureau_head", "auditor", "foreign", "park"])
def test_administrators_alone_may(cast, sign_in, named, member):
    client = sign_in(cast[member])
    assert client.get("/personal-data").status_code == 403
    for step in ("find", "export", "erase"):
        assert client.post(f"/personal-data/{step}", {"name": NAME}).status_code == 403
    assert not TrailEntry.objects.filter(action__startswith="personal data").exists()


def test_the_name_never_stands_in_an_address(cast, sign_in, named):
    client = sign_in(cast["administrator"])
    for step in ("find", "export", "erase"):
        assert client.get(f"/personal-data/{step}", {"name": NAME}).status_code == 405


def test_the_export_holds_everything_that_was_found(cast, named, sign_in):
    client = sign_in(cast["administrator"])
    told = json.loads(client.post("/personal-data/export", {"name": NAME, "form": "json"}).content)
    assert told["schema_version"] == 1 and told["accounts"][0]["username"] == "zhaoyuan"
    assert told["people"][0]["phone"] == "0536-1234567" and told["people"][0]["row"] == 2
    assert (
        any(NAME in row["words"] for row in told["pages"]) and told["hands"] and told["audit trail"][0]["entries"] >= 1
    )
    assert "password" not in json.dumps(told)
    book = load_workbook(BytesIO(client.post("/personal-data/export", {"name": NAME, "form": "xlsx"}).content))
    assert {"accounts", "people", "pages", "hands"} <= set(book.sheetnames)
    assert any("0536-1234567" in str(cell.value) for row in book["people"] for cell in row)


def test_formulas_in_an_export_are_text(cast, db, sign_in):
    bring("people", person_row("=cmd", duty="=1+1"), office=OFFICE)
    body = sign_in(cast["administrator"]).post("/personal-data/export", {"name": "=cmd", "form": "xlsx"}).content
    cells = [cell for row in load_workbook(BytesIO(body))["people"] for cell in row]
    assert any(cell.value == "=1+1" for cell in cells) and all(cell.data_type != "f" for cell in cells)


def test_the_last_administrator_and_oneself_stay(cast, sign_in):
    admin = cast["administrator"]
    answer = sign_in(admin).post("/personal-data/erase", {"name": "管理员", "account": str(admin.pk)})
    assert answer.status_code == 400 and "您自己的账户" in answer.text
    assert Person.objects.filter(pk=admin.pk).exists()


def test_a_choice_reaches_only_what_was_found(cast, named):
    choice = Choice(
        NAME, accounts=frozenset({cast["clerk"].pk}), people=frozenset({0, 10**9}), documents=frozenset({10**9})
    )
    done = erase(choice, cast["administrator"], Actor(None, "test"), now=NOW, dry_run=False)
    assert not any(done.counts.values()) and Person.objects.filter(pk=cast["clerk"].pk).exists()


def test_the_page_tells_every_kind_in_both_languages(cast, sign_in):
    text = sign_in(cast["administrator"]).get("/personal-data").text
    for kind in kinds("zh"):
        assert kind.label in text and kind.what in text and kind.why in text
    cast["administrator"].language = "en"
    cast["administrator"].save()
    english = sign_in(cast["administrator"]).get("/personal-data").text
    assert all(kind.label in english for kind in kinds("en"))


def test_a_column_that_names_who_did_something_is_listed():
    """A new table with a name in it must be listed in hands.csv, or its names would outlive an erasure."""
    listed = {(hand.model, hand.field) for hand in hands()}
    for model in apps.get_models():
        for column in model._meta.get_fields():
            named = column.name.endswith(("_by", "_by_name", "by_name")) or column.name == "by_name"
            if named and isinstance(column, models.CharField) and not column.is_relation:
                assert (model, column.name) in listed, f"{model._meta.label_lower}.{column.name}"


def test_what_ties_to_an_account_lets_it_go():
    """An account must be erasable: no table may hold on to it."""
    for model in apps.get_models():
        for column in model._meta.get_fields():
            if isinstance(column, models.ForeignKey) and column.related_model is Person:
                assert column.remote_field.on_delete in (models.CASCADE, models.SET_NULL), (
                    f"{model._meta.label_lower}.{column.name}"
                )


def test_rows_past_their_time_are_named_and_erased(cast, db):
    long_ago = NOW - timedelta(days=800)
    Person.objects.filter(pk=cast["park"].pk).update(is_active=False, joined=long_ago, last_login=long_ago)
    Person.objects.filter(pk=cast["administrator"].pk).update(is_active=False, joined=long_ago)
    SignedIn.objects.create(person=cast["clerk"], key="k", since=long_ago, seen=long_ago, ended_at=long_ago)
    SignedIn.objects.create(person=cast["clerk"], key="l", since=NOW, seen=NOW)
    FailedSignIn.objects.create(username="x", address="y", at=NOW - timedelta(days=2))
    make_token(cast["clerk"], "old", 1, Actor(None, "test"), now=long_ago)
    make_token(cast["clerk"], "new", 1, Actor(None, "test"), now=NOW)
    bring("people", person_row(until="2020-01-01"), person_row("钱二", until="2999-01-01"), office=OFFICE)
    late = {one.kind: one.rows.count() for one in overdue(NOW)}
    assert late == {"accounts": 1, "sessions": 1, "failures": 1, "tokens": 1, "people": 1}
    assert erase_overdue(NOW) == late and list(overdue(NOW)) == []
    assert (
        not Person.objects.filter(username="park").exists() and Person.objects.filter(username="administrator").exists()
    )
    assert [row.values["name"] for row in ENTRIES["people"].objects.all()] == ["钱二"]
    assert TrailEntry.objects.filter(action="rows past their retention erased").count() == 5 and verify_chain().whole


def test_the_worker_erases_once_a_day_where_the_office_says_so(db, settings):
    worker, long_ago = Worker(), NOW - timedelta(days=2)
    FailedSignIn.objects.create(username="x", address="y", at=long_ago)
    worker.pause()
    assert FailedSignIn.objects.count() == 1
    settings.ERASE_OVERDUE = True
    worker.pause()
    assert FailedSignIn.objects.count() == 0
    entry = TrailEntry.objects.get(action="rows past their retention erased")
    assert (entry.person_name, entry.subject_id, entry.after) == ("yanzhen", "failures", {"rows": 1})
    FailedSignIn.objects.create(username="x", address="y", at=long_ago)
    worker.pause()
    assert FailedSignIn.objects.count() == 1, "once a day"
    Worker().pause()
    assert FailedSignIn.objects.count() == 0


def test_an_office_sets_its_own_retention(cast, monkeypatch):
    Person.objects.filter(pk=cast["park"].pk).update(is_active=False, joined=NOW - timedelta(days=40))
    assert [one.kind for one in overdue(NOW)] == []
    monkeypatch.setenv("YANZHEN_KEEP_ACCOUNTS_DAYS", "30")
    assert [one.kind for one in overdue(NOW)] == ["accounts"]


def test_nothing_is_erased_unless_the_office_says_so():
    assert settings.ERASE_OVERDUE is False
