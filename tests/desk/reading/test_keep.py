"""What a reading gave is what the desk holds, and every figure leads to its place."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from room_fixtures import PAGE, said

from yanzhen.desk.register.models import Source, Statement, Subject


def test_every_statement_stands_on_its_place_in_the_original(page):
    for statement in Statement.objects.select_related("source"):
        source = statement.source
        assert page.text[source.start : source.end] == source.quote
        assert page.text[source.context_start :].startswith(source.context)


def test_a_figure_is_no_rounder_than_it_was(page):
    more = said(page, "培训场次")
    assert (more.low, more.high, more.relation) == (Decimal(640), None, ">")
    sales = said(page, "销售收入")
    assert (sales.low, sales.unit, sales.stated_to) == (Decimal(434_000_000), "CNY", Decimal(1_000_000))
    share = said(page, "就业率")
    assert (share.low, share.unit, share.relation) == (Decimal("0.8"), "1", ">=")


def test_twenty_digits_come_back_as_they_went(page):
    exact = Decimal("12345678901234567890.0123456789")
    Statement.objects.filter(pk=said(page, "融资企业").pk).update(low=exact, high=exact)
    assert said(page, "融资企业").low == exact


def test_a_figure_that_is_cut_off_is_told_as_such(page):
    cut = said(page, "产品占比")
    assert (cut.status, cut.low, cut.high) == ("truncated", None, None)


def test_a_short_form_is_the_same_subject_within_its_document(page):
    paper = Subject.objects.get(name="示例晨光纸业有限公司")
    assert said(page, "销售收入").subject == paper
    assert paper.variants == ["晨光纸业"] and paper.kind == "organisation"


def test_what_fits_nowhere_is_kept(page):
    assert page.blocks.get(article=None).text == "图为晨光纸业车间"
    shown = "".join(block.text for block in page.blocks.all())
    assert all(word in shown for word in ("领头雁", "一[杖=>枝]独秀", "产品占比"))


@pytest.mark.parametrize(
    "place",
    [
        {"kind": "span", "start": 3, "end": 3, "quote": "x"},
        {"kind": "span", "start": 3, "end": 5, "quote": ""},
        {"kind": "cell", "sheet": "", "row": 1, "column": "A"},
        {"kind": "derived", "operation": ""},
        {"kind": "rumour"},
    ],
)
def test_the_database_refuses_a_source_that_is_no_place(page, place):
    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.create(document=page, **place)


def test_the_database_refuses_a_statement_without_a_source(page):
    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.create(source=None, read_at=page.read_at)


def test_the_database_refuses_an_accepted_statement_without_a_name(page):
    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.update(standing="accepted")


def test_the_original_is_kept_to_the_letter(page):
    assert page.text == PAGE
