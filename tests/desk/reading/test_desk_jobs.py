"""A page has one holder; a lost one is read again, and nothing is half kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from room_fixtures import NOW, PAGE, actor, change, said, upload
from simple_reader import read_simple

from yanzhen.desk.reading import jobs, search
from yanzhen.desk.reading import keep as keeping
from yanzhen.desk.reading.child import Trouble
from yanzhen.desk.reading.keep import keep
from yanzhen.desk.reading.models import Article, Block, ReadingJob, Searched
from yanzhen.desk.reading.uploads import bring
from yanzhen.desk.register import decisions
from yanzhen.desk.register.models import Fact, Source, Statement, Subject

LATER = NOW + jobs.LEASE + timedelta(seconds=1)


@pytest.fixture
def waiting(cast):
    return bring(upload(PAGE), "2020-09", cast["clerk"], actor(cast["clerk"]), now=NOW).document


def page():
    return read_simple(PAGE, published="2020-09")


def test_two_workers_never_hold_one_page(waiting):
    assert jobs.QUEUE.claim_next("one", now=NOW).document_id == waiting.pk
    assert jobs.QUEUE.claim_next("two", now=NOW) is None


def test_a_lost_lease_is_taken_and_the_first_holder_keeps_nothing(waiting):
    first = jobs.QUEUE.claim_next("one", now=NOW)
    second = jobs.QUEUE.claim_next("two", now=LATER)
    assert second.attempts == 2
    assert not jobs.QUEUE.renew(first, now=LATER)
    assert not keep(first, PAGE, page(), now=LATER)
    assert not Statement.objects.exists()
    assert keep(second, PAGE, page(), now=LATER)


def test_a_page_that_was_stopped_is_not_kept(waiting):
    job = jobs.QUEUE.claim_next("one", now=NOW)
    assert jobs.QUEUE.stop(job, now=NOW)
    assert not keep(job, PAGE, page(), now=NOW)
    assert ReadingJob.objects.get().state == "stopped"


def test_after_three_lost_workers_the_page_is_given_up_with_a_reason(waiting):
    for attempt in range(jobs.MOST_ATTEMPTS):
        assert jobs.QUEUE.claim_next(f"w{attempt}", now=NOW + attempt * 2 * jobs.LEASE)
    assert jobs.QUEUE.claim_next("w9", now=NOW + 9 * jobs.LEASE) is None
    job = ReadingJob.objects.get()
    assert (job.state, job.what) == ("failed", "the reader ended unexpectedly")


def test_a_failure_in_the_middle_of_keeping_leaves_nothing(waiting, monkeypatch):
    job = jobs.QUEUE.claim_next("one", now=NOW)
    monkeypatch.setattr(keeping, "tie_by_code", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        keep(job, PAGE, page(), now=NOW)
    for model in (Statement, Source, Subject, Article, Block, Fact, Searched):
        assert not model.objects.exists()
    assert ReadingJob.objects.get().state == "reading"
    assert list(Statement.objects.filter(pk__in=search.matching("statement", "培训"))) == []


def test_a_refused_page_says_why_and_can_be_read_again(waiting):
    job = jobs.QUEUE.claim_next("one", now=NOW)
    jobs.fail(job, Trouble("no text", "0", "text", "scan it again"), now=NOW)
    failed = ReadingJob.objects.get()
    assert (failed.state, failed.what, failed.todo) == ("failed", "no text", "scan it again")
    assert jobs.ask_again(failed, "2020", now=NOW)
    again = ReadingJob.objects.get()
    assert (again.state, again.attempts, again.what, again.given_date) == ("waiting", 0, "", "2020")


def test_reading_again_replaces_all_and_only_before_a_person_decided(cast, read_page):
    document = read_page(cast["clerk"])
    before = Statement.objects.count()
    assert jobs.ask_again(document.job, "2021", now=NOW)
    keep(jobs.QUEUE.claim_next("one", now=NOW), PAGE, page(), now=NOW)
    assert Statement.objects.count() == before
    decisions.accept(said(document, "就业率"), change(cast["clerk"]))
    assert not jobs.ask_again(ReadingJob.objects.get(), "2022", now=NOW)


def test_the_database_wants_a_worker_for_a_page_that_is_read(waiting):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadingJob.objects.update(state="reading")
