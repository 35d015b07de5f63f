"""The example page, read by the real reader into the desk, as ``make run`` does."""

from __future__ import annotations

from pathlib import Path

import pytest
from room_fixtures import NOW

from yanzhen.desk.reading.demo import fill
from yanzhen.desk.reading.models import ReadingJob
from yanzhen.desk.register.models import Document, Statement
from yanzhen.errors import InputError

EXAMPLE = Path(__file__).parents[3] / "examples" / "region" / "page.txt"


def test_the_example_is_read_once_and_every_figure_leads_to_its_place(cast, sign_in):
    key = fill(None, EXAMPLE, now=NOW, region="370725", department="科技局")
    assert fill(None, EXAMPLE, now=NOW, region="370725", department="科技局") == key
    document = Document.objects.get()
    assert ReadingJob.objects.get().state == "done" and document.text == EXAMPLE.read_text("utf-8-sig")
    statements = list(Statement.objects.select_related("source"))
    assert len(statements) > 50
    for said in statements:
        source = said.source
        start = source.start - source.context_start
        place = document.text[source.start : source.end]
        assert source.context[start : start + len(place)] == place and place
    html = sign_in(cast["clerk"]).get(f"/reading/documents/{key}?article=all").text
    assert all(f'id="o-{said.pk}"' in html and f'id="s-{said.pk}"' in html for said in statements)


def test_a_page_that_cannot_be_read_is_refused_and_leaves_nothing(cast, tmp_path):
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    with pytest.raises(InputError):
        fill(None, empty, now=NOW)
    assert not Document.objects.exists()
