"""The region judged by the worker: what it keeps, what it reuses, how it goes on after a loss, when it is out of date."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from brought_rows import bring
from ladder_region import ACTOR, BARE, DAY, FAR, MET, NEAR, NOW, OTHER, judge_all, year_row

from yanzhen.desk.ladder import judging, pieces, runs
from yanzhen.desk.ladder.books import desk_books
from yanzhen.desk.ladder.held import firms_held, told_whole
from yanzhen.desk.ladder.models import Run, Tally, Turned, Verdict, Whole
from yanzhen.desk.register.ledger.undoing import undo_import
from yanzhen.ladder import crew
from yanzhen.ladder.climb import climb
from yanzhen.ladder.judge import answer


def verdicts(run: Run, book: str = "zj26") -> dict[str, str]:
    return dict(Verdict.objects.filter(run=run, book=book).values_list("uscc", "answer"))


def test_each_firm_of_the_office_is_judged_by_every_book_in_force(judged):
    run = Run.objects.get()
    assert (run.state, run.total, run.done, run.refused) == ("done", 4, 4, 0)
    assert verdicts(run) == {MET: "met", NEAR: "unmet", FAR: "unmet", BARE: "unmet"}
    books = {book.id for book in desk_books().in_force(DAY, "new")}
    assert set(Verdict.objects.values_list("book", flat=True)) == books | {"marks"}
    assert not Verdict.objects.filter(uscc=OTHER).exists()


def test_the_kept_answers_are_those_of_the_judge(judged):
    held = {one.uscc: one.firm for one in firms_held([MET, NEAR, FAR, BARE], judged["bureau_head"], DAY)}
    books = desk_books()
    for row in Verdict.objects.exclude(book="marks"):
        assert row.answer == answer(books.shelf.book(row.book), held[row.uscc], DAY).value, (row.uscc, row.book)


def test_one_change_is_found_and_is_the_climb_s(judged):
    row = Verdict.objects.get(uscc=NEAR, book="zj26")
    assert (row.stops, row.opens, row.near) == (" zj26.3 ", "", True)
    assert row.step["changes"][0] == {
        "figure": "years.2025.rd_expense",
        "from": 128,
        "to": 129,
        "unit": "万元",
        "year": 2025,
    }
    firm = firms_held([NEAR], judged["bureau_head"], DAY)[0].firm
    assert climb(desk_books().shelf.book("zj26"), firm, DAY).alternatives[0].changes[0].after == 129


def test_counts_are_those_of_the_rows(judged):
    run = Run.objects.get()
    for book in ("zj26", "kx", "gx"):
        for what in ("met", "unmet", "unknown"):
            told = sum(
                Tally.objects.filter(run=run, book=book, criterion="", what=what).values_list("number", flat=True)
            )
            assert told == Verdict.objects.filter(run=run, book=book, answer=what).count()
    assert Tally.objects.get(run=run, book="zj26", criterion="zj26.3", what="alone").number == 1
    assert Tally.objects.get(run=run, book="zj26", criterion="zj26.3", what="among").number == 1


def test_an_unchanged_firm_is_not_judged_again_and_a_changed_one_is(judged):
    head = judged["bureau_head"]
    again = judge_all(head)
    assert (again.reused, verdicts(again)) == (4, verdicts(Run.objects.earliest("pk")))
    bring("firm-years", year_row(NEAR, 2025, rd_expense="200"), source="乙", rank=1)
    third = judge_all(head)
    assert third.reused == 3
    assert verdicts(third)[NEAR] == "met"
    turned = Turned.objects.get(book="zj26")
    assert (turned.uscc, turned.before, turned.after) == (NEAR, "unmet", "met")


def test_a_run_says_when_the_register_changed_since(judged):
    run = Run.objects.get()
    assert not runs.is_stale(run)
    imported, _ = bring("firm-years", year_row(NEAR, 2025, rd_expense="200"), source="乙", rank=1)
    assert runs.is_stale(run)
    again = judge_all(judged["bureau_head"])
    assert not runs.is_stale(again)
    undo_import(imported, ACTOR, now=NOW)
    assert runs.is_stale(again)


def test_a_run_whose_worker_is_lost_goes_on_where_it_stood(region, monkeypatch):
    monkeypatch.setattr(pieces, "PIECE", 1)
    head = region["bureau_head"]
    runs.ask(head, DAY, "new", ACTOR, now=NOW)
    run = runs.QUEUE.claim_next("first", now=datetime.now(UTC))
    calls = []

    def lost() -> bool:
        calls.append(1)
        if len(calls) > 3:
            raise KeyboardInterrupt
        return False

    with pytest.raises(KeyboardInterrupt):
        judging.judge_region(run, ending=lost)
    run.refresh_from_db()
    before = set(Verdict.objects.filter(run=run).values_list("pk", flat=True))
    assert (run.state, run.done) == ("running", 2)
    assert runs.QUEUE.claim_next("second", now=datetime.now(UTC)) is None, "the lease still holds"
    later = runs.QUEUE.claim_next("second", now=datetime.now(UTC) + runs.LEASE + timedelta(seconds=1))
    assert later.attempts == 2
    assert judging.judge_region(later)
    later.refresh_from_db()
    assert (later.state, later.done, len(verdicts(later))) == ("done", 4, 4)
    assert before <= set(Verdict.objects.filter(run=run).values_list("pk", flat=True)), "what was judged stands"


def test_a_run_that_is_stopped_writes_no_more(region):
    run = runs.ask(region["bureau_head"], DAY, "new", ACTOR, now=NOW)
    held = runs.QUEUE.claim_next("one", now=datetime.now(UTC))
    assert runs.stop(run, ACTOR, now=NOW)
    assert not judging.judge_region(held)
    run.refresh_from_db()
    assert (run.state, Verdict.objects.count()) == ("stopped", 0)


def test_a_worker_that_is_told_to_end_puts_its_run_back(region):
    runs.ask(region["bureau_head"], DAY, "new", ACTOR, now=NOW)
    run = runs.QUEUE.claim_next("one", now=datetime.now(UTC))
    assert not judging.judge_region(run, ending=lambda: True)
    run.refresh_from_db()
    assert (run.state, run.worker, run.attempts) == ("waiting", "", 0)


def test_a_run_that_is_lost_three_times_says_so(region):
    runs.ask(region["bureau_head"], DAY, "new", ACTOR, now=NOW)
    moment = NOW
    for number in range(runs.MOST_ATTEMPTS):
        assert runs.QUEUE.claim_next(f"worker {number}", now=moment) is not None
        moment += runs.LEASE + timedelta(seconds=1)
    assert runs.QUEUE.claim_next("another", now=moment) is None
    assert Run.objects.get().state == "failed"


def test_asking_twice_asks_once(region):
    first = runs.ask(region["bureau_head"], DAY, "new", ACTOR, now=NOW)
    assert runs.ask(region["bureau_head"], DAY, "new", ACTOR, now=NOW) == first


def test_what_the_time_left_for_climbs_does_not_reach_is_told_and_done_by_the_next_run(region):
    runs.ask(region["bureau_head"], DAY, "new", ACTOR, now=NOW)
    run = runs.QUEUE.claim_next("one", now=datetime.now(UTC))
    assert judging.judge_region(run, climb_seconds=0)
    run.refresh_from_db()
    assert (run.state, run.climbed) == ("done", 0)
    assert run.climbs > 0
    assert Verdict.objects.get(run=run, uscc=NEAR, book="zj26").near is None
    again = judge_all(region["bureau_head"])
    assert again.reused == 4
    assert again.climbed == again.climbs == run.climbs
    assert Verdict.objects.get(run=again, uscc=NEAR, book="zj26").near is True


def test_a_firm_that_cannot_be_judged_is_counted_and_stops_nobody(region):
    from yanzhen.desk.register.models import ENTRIES

    row = ENTRIES["firm-years"].objects.get(subject=FAR, c_year=2025)
    row.content = row.content.replace('"revenue":"900"', '"revenue":"many"')
    row.save(update_fields=["content"])
    run = judge_all(region["bureau_head"])
    assert (run.state, run.done, run.refused) == ("done", 4, 1)
    assert set(verdicts(run)) == {MET, NEAR, BARE}


def test_an_earlier_day_is_judged_by_the_books_of_that_day(region):
    run = judge_all(region["bureau_head"], date(2026, 3, 31))
    used = set(Verdict.objects.filter(run=run).values_list("book", flat=True))
    assert {"zj22", "xj22"} <= used
    assert not {"zj26", "xj26"} & used


def test_reviews_are_judged_apart(region):
    run = judge_all(region["bureau_head"], applicant="review")
    assert "xj22" in set(Verdict.objects.filter(run=run).values_list("book", flat=True))


def test_a_table_without_a_row_of_the_region_is_unknown_until_the_office_says_it_is_whole(region):
    head = region["bureau_head"]
    assert told_whole(["370725"], head)["370725"] == {"patents", "titles"}
    Whole.objects.create(region="370700", kind="awards", is_whole=True, by_name="x", at=NOW)
    Whole.objects.create(region="370725", kind="patents", is_whole=False, by_name="x", at=NOW)
    assert told_whole(["370725"], head)["370725"] == {"awards", "titles"}
    firms = {one.uscc: one.firm for one in firms_held([MET, BARE], head, DAY)}
    assert "ip" not in firms[BARE].lists
    assert firms[BARE].lists["awards"] == ()
    assert len(firms[MET].lists["ip"]) == 4


def test_of_old_runs_the_last_three_are_kept(region):
    kept = [judge_all(region["bureau_head"]).pk for _ in range(5)]
    assert list(Run.objects.order_by("pk").values_list("pk", flat=True)) == kept[-3:]
    assert set(Verdict.objects.values_list("run", flat=True)) == set(kept[-3:])


def test_a_narrower_office_reads_the_run_of_a_wider_one(judged):
    assert runs.latest(judged["clerk"], "new") == Run.objects.get()
    assert runs.latest(judged["foreign"], "new") is None
    own = judge_all(judged["clerk"])
    assert runs.latest(judged["clerk"], "new") == own
    assert runs.latest(judged["bureau_head"], "new") != own


def test_other_processes_find_what_one_does(judged, monkeypatch):
    """Verdicts, climbs and their order: the rows travel there, what is found comes back."""
    monkeypatch.setattr(judging, "ENOUGH_FIRMS", 1)
    monkeypatch.setattr(judging, "ENOUGH_CLIMBS", 1)
    monkeypatch.setattr(crew, "cores", lambda: 2)
    monkeypatch.setattr(pieces, "PIECE", 1)
    first = Run.objects.get()
    shown = ("uscc", "book", "answer", "score", "stops", "opens", "missing", "near", "effort", "step", "digest")
    alone = list(Verdict.objects.filter(run=first).order_by("uscc", "book").values_list(*shown))
    first.delete()
    again = judge_all(judged["bureau_head"])
    assert (again.state, again.done, again.reused) == ("done", 4, 0)
    assert list(Verdict.objects.filter(run=again).order_by("uscc", "book").values_list(*shown)) == alone
