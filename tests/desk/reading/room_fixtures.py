"""Pages brought and read in a moment, for the tests of both rooms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from simple_reader import read_simple

from yanzhen.desk.accounts.models import Person
from yanzhen.desk.accounts.trail import Actor
from yanzhen.desk.reading import jobs
from yanzhen.desk.reading.keep import keep
from yanzhen.desk.reading.uploads import bring
from yanzhen.desk.register.decisions import Change
from yanzhen.desk.register.models import Document, Statement

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
PAGE = (
    "## 示例县培育领头雁企业\n"
    "示例县2020年的培训场次超过640场次。示例县的就业率不低于80%。\n"
    "示例晨光纸业有限公司(以下简称晨光纸业)是龙头企业。晨光纸业2019年的销售收入为4.34亿元。"
    "晨光纸业的研发投入在600至3200万元,一[杖=>枝]独秀。赵远创办了晨光纸业。\n"
    "~ 图为晨光纸业车间\n"
    "## 示例县发行证券化产品\n"
    "示例县的融资企业为24家。示例县的产品占比为\n"
)
OTHER_PAGE = "## 科技培训成绩单\n示例县2020年的培训场次为638场次。晨光纸业2019年的销售收入为4.50亿元。\n"


def actor(person: Person) -> Actor:
    return Actor(person, f"{person.full_name} ({person.username})")


def change(person: Person, version: int = 1) -> Change:
    return Change(actor(person), version, NOW)


def upload(text: str | bytes, name: str = "page.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


@pytest.fixture(autouse=True)
def uploads_of_its_own(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture
def read_page(db) -> Callable[..., Document]:
    """``read_page(person, text)``: brought by the person, read and kept."""

    def made(person: Person, text: str = PAGE, name: str = "page.txt", published: str = "2020-09") -> Document:
        document = bring(upload(text, name), published, person, actor(person), now=NOW).document
        job = jobs.QUEUE.claim_next("test", now=NOW)
        assert job is not None and job.document_id == document.pk
        assert keep(job, text, read_simple(text, name=name, published=published), now=NOW)
        return Document.objects.get(pk=document.pk)

    return made


@pytest.fixture
def page(cast, read_page) -> Document:
    """A page of 林科员, read."""
    return read_page(cast["clerk"])


def said(document: Document, prop: str) -> Statement:
    """The document's statement of this property."""
    return Statement.objects.select_related("source__document", "subject").get(source__document=document, property=prop)
