"""What the pages compute: sliders, facts and agreement, differences, paths, distributions, jobs, reports."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from deal_fixtures import NOW, STATIC, TINY, brought, guangzhou

from yanzhen.desk.securitization import bounds, jobs
from yanzhen.desk.securitization.book import as_xlsx
from yanzhen.desk.securitization.differences import changed_fields
from yanzhen.desk.securitization.explorer import explore
from yanzhen.desk.securitization.facts import agreement, facts_of
from yanzhen.desk.securitization.full import averaged, price_in_full
from yanzhen.desk.securitization.models import PricingJob
from yanzhen.desk.securitization.path_charts import path_drawings
from yanzhen.desk.securitization.pool_losses import defaults_on, pool_losses
from yanzhen.desk.securitization.pricing import PRICED, Sliders, _live, live, moved, priced, share_below
from yanzhen.desk.securitization.report import Report, Table
from yanzhen.desk.securitization.terms import examples, read_terms
from yanzhen.desk.securitization.worker import Worker
from yanzhen.desk.worker import Limits
from yanzhen.errors import InputError
from yanzhen.securitization.ledger import ACCOUNT
from yanzhen.values import Answer, Quantity, Relation

GUANGZHOU = examples()["guangzhou-2020"][1]


def said(low: str, high: str | None = None, unit: str = "CNY", step: str | None = None, **more) -> Quantity:
    relation = Relation.RANGE if high else Relation.EQUAL
    top = Decimal(high or low)
    return Quantity(Decimal(low), top, unit, more.get("relation", relation), stated_to=Decimal(step) if step else None)


@pytest.fixture
def facts():
    return {fact.key: fact for fact in facts_of(read_terms(GUANGZHOU, "g"))}


@pytest.mark.parametrize(
    ("fact", "figure", "answer"),
    [
        ("obligors", said("24", unit="家"), Answer.MET),
        ("obligors", said("25", unit="家"), Answer.UNMET),
        ("pool", said("434000000", step="1000000"), Answer.MET),
        ("pool", said("434400000", step="1000000"), Answer.MET),
        ("pool", said("434600000", step="1000000"), Answer.UNMET),
        ("pool", said("434", unit="家"), Answer.UNKNOWN),
        ("exposures", said("6000000", "32000000"), Answer.MET),
        ("exposures", said("7000000", "32000000"), Answer.UNMET),
        ("obligors I6510", said("14", unit="家"), Answer.MET),
        ("pool I6510", said("234000000"), Answer.MET),
        ("patents", said("103", unit="件"), Answer.UNKNOWN),
    ],
)
def test_a_page_agrees_with_the_deal_to_the_step_to_which_it_speaks(facts, fact, figure, answer):
    assert agreement(facts[fact], figure).answer is answer


def test_both_ends_of_a_range_are_told(facts, settings):
    exact = agreement(facts["exposures"], said("6000000", "32000000")).why
    wide = agreement(facts["exposures"], said("5000000", "32000000")).why
    assert exact != wide


def test_sliders_move_the_figures_the_way_they_must():
    base = live(TINY, "d")
    assert live(TINY, "d", Sliders(pd_factor=3)).pool_el_exact > 2 * base.pool_el_exact
    assert live(TINY, "d", Sliders(recovery=0.9)).pool_el_exact < base.pool_el_exact
    assert live(TINY, "d", Sliders(correlation=0.8)).pool_el_exact == pytest.approx(base.pool_el_exact)
    thin = live(TINY, "d", Sliders(below=0.4))
    assert thin.classes[0].exact_el < base.classes[0].exact_el
    assert share_below(moved(read_terms(TINY, "d"), Sliders(below=0.4))) == pytest.approx(0.4)
    assert live(TINY, "d", Sliders()) is base


def test_a_slider_out_of_bounds_is_refused():
    with pytest.raises(InputError):
        moved(read_terms(TINY, "d"), Sliders(below=2.0))


def test_simulated_figures_stand_beside_the_exact_ones_within_their_errors():
    one = live(TINY, "d").classes[0]
    assert abs(one.alone.el.value - one.exact_el) < 4 * one.alone.el.error
    assert one.supported.el.value < one.alone.el.value


def test_the_differences_match_rows_by_name_not_by_place():
    before = read_terms(TINY, "d")
    swapped = TINY.replace("甲公司", "丙公司").replace("exposure = 3200", "exposure = 3300")
    changes = {
        change.place: (change.before, change.after) for change in changed_fields(before, read_terms(swapped, "d"))
    }
    assert "obligors 甲公司.exposure_fen" in changes and "obligors 丙公司.exposure_fen" in changes
    assert not any("乙公司" in place for place in changes)
    assert changed_fields(before, before) == ()


def test_a_path_number_is_the_same_path_every_time_and_its_fen_add_up():
    terms = read_terms(GUANGZHOU, "g")
    hit = next(number for number in range(50) if defaults_on(terms, number))
    assert defaults_on(terms, hit) == defaults_on(terms, hit)
    explored = explore(terms, hit, {})
    assert explored.choice.defaults and all(date.imbalance == 0 for date in explored.dates)
    for date in explored.dates:
        out = sum(amount for _, amount in date.out)
        kept = date.standing.cash - (explored.dates[date.period - 2].standing.cash if date.period > 1 else 0)
        assert date.came + date.support == out + kept


def test_chosen_defaults_make_the_path():
    terms = read_terms(TINY, "d")
    explored = explore(terms, None, {"甲公司": 1, "市平台": 1})
    assert dict(explored.lost)["A"] > 0 and explored.dates[0].defaulted_share == pytest.approx(3200 / 3800)
    assert dict(explore(terms, None, {}).lost)["A"] == 0


def test_the_pool_loss_distribution_is_whole_and_has_the_mean_of_the_closed_form():
    terms = read_terms(TINY, "d")
    shares = pool_losses(terms, paths=20_000, seed=1)
    assert shares.none + sum(shares.chances) == pytest.approx(1)
    mean = sum((place + 0.5) * shares.step * chance for place, chance in enumerate(shares.chances))
    assert mean == pytest.approx(priced(terms, paths=2000, seed=1).pool_el_exact, rel=0.15)


def test_a_pricing_is_kept_as_it_was():
    one = live(TINY, "d")
    assert PRICED.validate_python(PRICED.dump_python(one, mode="json")) == one


def test_pieces_are_averaged_and_their_errors_shrink(db, cast):
    version = brought(cast["clerk"]).versions.get()
    job = PricingJob(version=version, paths=8_000, seed=1)
    told = []
    whole = price_in_full(job, lambda done, total: told.append((done, total)) is None, piece=2_000)
    pieces = [priced(read_terms(TINY, "deal.toml"), paths=2_000, seed=seed) for seed in (1, 2, 3, 4)]
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4)] and whole.paths == 8_000
    mean = sum(piece.classes[0].alone.el.value for piece in pieces) / 4
    assert whole.classes[0].alone.el.value == pytest.approx(mean)
    assert whole.classes[0].alone.el.error < pieces[0].classes[0].alone.el.error
    assert averaged(pieces[:1]) is pieces[0]


def test_the_worker_prices_what_waits_and_the_page_shows_it(cast, sign_in, tiny):
    client = sign_in(cast["clerk"])
    client.post(f"/securitization/deals/{tiny.pk}/pricings", {"paths": 100_000})
    assert "等待定价" in client.get(f"/securitization/deals/{tiny.pk}/risk").text
    Worker().run(once=True)
    job = PricingJob.objects.get()
    assert job.state == "done" and PRICED.validate_python(job.priced).paths == 100_000
    assert "100,000" in client.get(f"/securitization/deals/{tiny.pk}/risk").text


def test_a_pricing_over_its_time_or_memory_fails_with_words_and_takes_nothing_with_it(cast, tiny):
    for limits, words in ((Limits(0.01, 6144), "too long"), (Limits(60, 40), "")):
        jobs.ask(tiny.versions.get(), 100_000, "x", now=NOW)
        Worker(limits).run(once=True)
        job = PricingJob.objects.order_by("-pk")[0]
        assert job.state == "failed" and job.todo and words in job.what


def test_a_deal_too_large_for_a_page_is_still_shown_and_priced_beside_the_desk(cast, sign_in, tiny, monkeypatch):
    monkeypatch.setattr(bounds, "PAGE_SECONDS", 0)
    _live.cache_clear()
    client = sign_in(cast["clerk"])
    for page, words in (("", "甲公司"), ("/risk", "完整定价"), ("/checks", "集中"), ("/structuring", "过大")):
        answer = client.get(f"/securitization/deals/{tiny.pk}{page}")
        assert answer.status_code in (200, 400) and (words in answer.text or not page)
    monkeypatch.setattr(bounds, "FULL_SECONDS", 0)
    assert client.post(f"/securitization/deals/{tiny.pk}/pricings", {"paths": 100_000}).status_code == 400
    assert not PricingJob.objects.exists()


def test_the_over_cover_is_drawn_against_its_trigger_as_the_engine_tests_it():
    event = (
        '[[trigger]]\nname = "覆盖不足"\nkind = "cover"\nthreshold = 12\n[waterfalls]\nacceleration = ["fee service", '
    )
    text = TINY + event + '"interest A", "principal A", "residual"]\n'
    explored = explore(read_terms(text, "d"), None, {"甲公司": 2})
    drawn = path_drawings(explored.ledger.deal, explored)["cover"]
    assert "覆盖不足" in drawn
    for date in explored.dates:
        standing = date.standing
        assert standing.available == sum(m.amount_fen for m in explored.moved(date.period) if m.sink == ACCOUNT)
        assert ("覆盖不足" in standing.events) == any(
            one.standing.available < 12 * one.standing.needed for one in explored.dates[: date.period]
        )


def test_a_stopped_pricing_keeps_nothing(cast, sign_in, tiny):
    job = jobs.ask(tiny.versions.get(), 100_000, "x", now=NOW)
    held = jobs.QUEUE.claim_next("w", now=NOW)
    sign_in(cast["clerk"]).post(f"/securitization/deals/{tiny.pk}/pricings/{job.pk}/stop")
    assert not jobs.tell(held, 1, 2, now=NOW) and not jobs.finish(held, {}, now=NOW)
    assert PricingJob.objects.get().state == "stopped"


def test_an_engine_that_refuses_fails_the_job_with_its_reason(cast, tiny):
    version = tiny.versions.get()
    type(version).objects.filter(pk=version.pk).update(text="[deal]\n")
    jobs.ask(version, 100_000, "x", now=NOW)
    Worker().run(once=True)
    job = PricingJob.objects.get()
    assert job.state == "failed" and job.what


def test_a_version_that_the_engine_no_longer_takes_is_told_not_a_fault(cast, sign_in, tiny):
    type(tiny.versions.get()).objects.update(text="[deal]\n")
    answer = sign_in(cast["clerk"]).get(f"/securitization/deals/{tiny.pk}/risk")
    assert answer.status_code == 400 and "文件所述交易不成立" in answer.text
    assert "无法读取" in sign_in(cast["clerk"]).get("/securitization/").text


def test_the_report_is_a_workbook_with_errors_in_cells_of_their_own(cast, sign_in, tiny):
    answer = sign_in(cast["clerk"]).get(f"/securitization/deals/{tiny.pk}/report.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet = next(book[name] for name in book.sheetnames if "损失由谁承担" in name)
    headers = [cell.value for cell in sheet[1]]
    assert "标准误" in headers
    place = headers.index("标准误")
    assert isinstance(sheet.cell(2, place + 1).value, float) and sheet.cell(2, place + 1).value > 0


def test_no_cell_of_the_workbook_is_run():
    table = Table("t", ("=1+1",), (("=cmd",), ("+5 x",), ("-5",)), "@source")
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(Report("=x", (), (table,)))))
    assert book["1 t"]["A1"].value == "'=1+1" and book["1 t"]["A2"].value == "'=cmd" and book["1 t"]["A4"].value == -5
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)


@pytest.mark.parametrize("make", [brought, guangzhou, lambda person: brought(person, STATIC)])
def test_reports_and_firm_sheets_are_files(cast, sign_in, make):
    deal, client = make(cast["clerk"]), sign_in(cast["clerk"])
    for tail in ("report.pdf", "firms/0.pdf"):
        assert client.get(f"/securitization/deals/{deal.pk}/{tail}").content.startswith(b"%PDF")
    for tail in ("report.xlsx", "firms/0.xlsx"):
        assert zipfile.is_zipfile(io.BytesIO(client.get(f"/securitization/deals/{deal.pk}/{tail}").content))
    assert client.get(f"/securitization/deals/{deal.pk}/firms/99.pdf").status_code == 404
    assert client.get(f"/securitization/deals/{deal.pk}/file").content.decode() == deal.versions.get().text
