"""The desk's list page and its search, beside what they are measured against.

    python bench/desk/list_page.py [--statements 50000] [--rounds 15]

Prints JSON: the view of 50 rows (Jinja2 on tuples) beside the same page as a plain Django template on ORM objects, and the search
beside LIKE, in one process and one run. Ratios are what counts; milliseconds are of this machine. The database is SQLite in a
temporary folder, filled with invented sentences from a fixed seed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

PLAIN = """<table class="stacks said-table"><thead><tr>{% for column in listing.columns %}<th scope="col"{% if column.numeric %} class="n"{% endif %}{% if column.sorted %} aria-sort="{{ column.sorted }}"{% endif %}>{% if column.sort_url %}<a href="{{ column.sort_url }}">{{ column.title }}</a>{% else %}{{ column.title }}{% endif %}</th>{% endfor %}</tr></thead><tbody>
{% for row in rows %}{% with said=row.said %}
<tr data-item><td><span class="lamp {{ row.lamp.0 }}"><span aria-hidden="true">{{ row.lamp.1 }}</span> {{ row.standing }}</span>{% if row.disputed %} <span class="lamp bad"><span aria-hidden="true">■</span> {% translate "contradicted" %}</span>{% endif %}{% if row.contested %} <span class="lamp bad"><span aria-hidden="true">■</span> {% translate "contested" %}</span>{% endif %}</td><td data-label="{% translate 'Subject' %}">{% if said.subject_id %}<a href="{% url 'register:subject' said.subject_id %}">{{ said.subject_text }}</a>{% else %}<span class="unknown">{% translate "unknown" %}</span>{% endif %}</td><td data-label="{% translate 'Property' %}"><span>{% if said.property %}{{ said.property }}{% else %}<span class="unknown">{% translate "unknown" %}</span>{% endif %}{% if said.scope %}<br><span class="src">{{ said.scope }}</span>{% endif %}</span></td><td class="n" data-label="{% translate 'Figure' %}"><span><button class="figure{% if said.status != 'known' %} unknown{% endif %}" form="go" formaction="{% url 'register:source' said.pk %}" aria-expanded="false" data-statement="{{ said.pk }}">{{ row.figure }}</button>{% if said.corrected %}<br><span class="src">{% translate "corrected" %}</span>{% endif %}</span></td><td data-label="{% translate 'Period' %}">{{ row.period }}</td><td data-label="{% translate 'Source' %}"><span><a class="src" data-open href="{% url 'reading:document' said.source.document_id %}?said={{ said.pk }}#s-{{ said.pk }}">{{ said.source.document.file }}</a>{% if said.source.article_title %} <span class="src">{{ said.source.article_title }}</span>{% endif %}</span></td></tr>
{% endwith %}{% endfor %}</tbody></table>"""
FILTERS = """<form class="filters" method="get" action="{{ listing.path }}">{% for filter in listing.filters %}{% if filter.word %}<a class="word" href="{{ filter.remove_url }}">{{ filter.title }}: {{ filter.word }}</a><input type="hidden" name="{{ filter.key }}" value="{{ filter.value }}">{% elif filter.choices %}<label><span class="sr">{{ filter.title }}</span><select name="{{ filter.key }}"><option value="">{{ filter.title }}</option>{% for value, word in filter.choices %}<option value="{{ value }}">{{ word }}</option>{% endfor %}</select></label>{% else %}<label><span class="sr">{{ filter.title }}</span><input type="search" name="{{ filter.key }}" placeholder="{{ filter.title }}"></label>{% endif %}{% endfor %}<span>{{ listing.count }}</span>{% for words, address in listing.exports %}<a href="{{ address }}">{{ words }}</a>{% endfor %}</form>"""
PAGE = (
    "{% load i18n %}<!doctype html><html><head><title>list</title></head><body><main>"
    + FILTERS
    + PLAIN
    + "</main></body></html>"
)
WORDS = [
    "产业",
    "创新",
    "企业",
    "研发",
    "融资",
    "专利",
    "成果",
    "培训",
    "园区",
    "平台",
    "技术",
    "人才",
    "项目",
    "政策",
    "示范",
    "市场",
    "标准",
    "设备",
    "材料",
    "能源",
]
RARE = ["磁悬浮产业链", "专精特新小巨人", "许可现金流"]
TERMS = ("产业链", "磁悬浮产业链", "专精特新小巨人", "许可现金流", "院士", "链")


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="yanzhen-bench-") as home:
        _prepare(home)
        person = _fill(options.statements)
        measured = {
            "statements": options.statements,
            "list": _measure_list(person, options.rounds),
            "search": _measure_search(options.rounds),
        }
        from django.db import connections

        connections.close_all()
    sys.stdout.write(json.dumps(measured, ensure_ascii=False, indent=1) + "\n")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--statements", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=15)
    return parser.parse_args()


def _prepare(home: str) -> None:
    os.environ["YANZHEN_HOME"] = home
    os.environ.pop("YANZHEN_DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "yanzhen.desk.settings"
    import django
    from django.conf import settings

    plain = {"BACKEND": "django.template.backends.django.DjangoTemplates", "NAME": "plain", "OPTIONS": {}}
    settings.TEMPLATES.append(plain)
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.ALLOWED_HOSTS.append("testserver")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _sentence(numbers: random.Random) -> str:
    words = [numbers.choice(WORDS) for _ in range(17)]
    if numbers.random() < 0.006:
        words.insert(5, numbers.choice(RARE))
    if numbers.random() < 0.19:
        words.insert(3, numbers.choice(("院士", "产业链")))
    return "".join(words) + f"达到{numbers.randrange(1, 9999)}家。"


def _fill(number: int) -> Any:
    from yanzhen.desk.accounts.models import Person
    from yanzhen.desk.accounts.trail import Actor, record_change
    from yanzhen.desk.accounts.trail import Subject as Changed
    from yanzhen.desk.reading import search
    from yanzhen.desk.register.models import Document, Source, Statement, Subject

    numbers = random.Random(20261123)
    now = datetime(2026, 11, 23, tzinfo=UTC)
    office = {"region": "370725", "department": ""}
    person = Person.objects.make("bench", "bench-2026-Goose", full_name="林科员", role="editor", region="370725")
    documents = Document.objects.bulk_create(
        Document(**office, sha256=f"{i:064x}", file=f"第{i}版.txt", brought_by="bench", brought_at=now, read_at=now)
        for i in range(max(1, number // 200))
    )
    subjects = Subject.objects.bulk_create(
        Subject(**office, name=f"示例企业{i}", key=f"示例企业{i}", document=documents[i % len(documents)])
        for i in range(max(1, number // 20))
    )
    sentences = [_sentence(numbers) for _ in range(number)]
    sources = Source.objects.bulk_create(
        (
            Source(
                kind="span",
                document=documents[i * len(documents) // number],
                start=10 * i,
                end=10 * i + 5,
                quote="1家",
                context=text,
                context_start=10 * i,
                article=1,
                article_title="示例文章的题目",
            )
            for i, text in enumerate(sentences)
        ),
        batch_size=2_000,
    )
    rows = (_statement(numbers, source, subjects, office, now) for source in sources)
    statements = Statement.objects.bulk_create(rows, batch_size=2_000)
    search.put(search.Entry("statement", s.pk, s.source.context) for s in statements)
    # A desk in use has a trail; its last entry names the state for which the rail's numbers are counted once.
    record_change(Actor(person, "bench"), "page brought", Changed("document", "1"), None, {})
    return person


def _statement(numbers: random.Random, source: Any, subjects: list[Any], office: dict[str, str], now: datetime) -> Any:
    from yanzhen.desk.register.models import Statement

    subject, figure, year = numbers.choice(subjects), numbers.randrange(1, 10**9), numbers.randrange(2015, 2026)
    return Statement(
        **office,
        source=source,
        subject=subject,
        subject_text=subject.name,
        property=numbers.choice(("销售收入", "员工总数", "研发投入", "培训场次")),
        low=figure,
        high=figure,
        size=figure,
        unit=numbers.choice(("CNY", "家", "人")),
        relation="=",
        period_start=date(year, 1, 1),
        period_end=date(year, 12, 31),
        scope="全县口径" if numbers.random() < 0.3 else "",
        read_at=now,
    )


def _measure_list(person: Any, rounds: int) -> dict[str, Any]:
    from django.template import engines
    from django.test import RequestFactory

    from yanzhen.desk.reading.lists import statements

    page = engines["plain"].from_string(PAGE)
    found: dict[str, Any] = {}
    for name, query in (("first page", ""), ("filtered by unit", "?unit=CNY"), ("page 150", "?page=150")):
        request = _request(RequestFactory().get(f"/reading/statements{query}"), person)
        ours = lambda request=request: statements(request).content  # noqa: E731
        plain = lambda request=request: _plain(request, person, page)  # noqa: E731
        found[name] = _side_by_side(ours, plain, rounds)
    found["the table alone, rows given"] = _measure_table(person, rounds)
    return found | {"target": "view at most 1/5 of the plain page (performance.md E)"}


def _measure_table(person: Any, rounds: int) -> dict[str, float]:
    """Fifty rows that are there already, by both engines: what the choice of the engine is worth."""
    from django.template import engines
    from django.test import RequestFactory

    from yanzhen.desk.reading.lists import _list_rows
    from yanzhen.desk.reading.selection import shown_rows, statement_list

    listing = statement_list(_request(RequestFactory().get("/reading/statements"), person), person)
    first = listing.every_row.select_related("source__document", "subject")[: listing.page_rows]
    objects, tuples = list(_list_rows(list(first), person)), list(_list_rows(shown_rows(listing), person))
    given = '{% from "reading/rows.html" import said_rows %}{{ said_rows(rows) }}'
    ours = engines["jinja2"].from_string(given)
    plain = engines["plain"].from_string("{% load i18n %}" + PLAIN)
    return _side_by_side(
        lambda: ours.render({"rows": tuples}), lambda: plain.render({"listing": listing, "rows": objects}), rounds
    )


def _request(request: Any, person: Any) -> Any:
    from django.contrib.messages.storage.cookie import CookieStorage
    from django.urls import resolve

    request.user, request.resolver_match = person, resolve(request.path)
    request._messages = CookieStorage(request)
    return request


def _plain(request: Any, person: Any, page: Any) -> str:
    """The same table the usual way: objects, the Django template language."""
    from yanzhen.desk.reading.lists import _list_rows
    from yanzhen.desk.reading.selection import statement_list

    listing = statement_list(request, person)
    first = (listing.page - 1) * listing.page_rows
    rows = listing.every_row.select_related("source__document", "subject")[first : first + listing.page_rows]
    html: str = page.render({"listing": listing, "count": listing.count, "rows": list(_list_rows(list(rows), person))})
    return html


def _measure_search(rounds: int) -> dict[str, Any]:
    from yanzhen.desk.reading import search
    from yanzhen.desk.reading.models import Searched
    from yanzhen.desk.register.models import Statement

    found: dict[str, Any] = {}
    for term in TERMS:
        ours = lambda term=term: list(  # noqa: E731
            Statement.objects.filter(pk__in=search.matching("statement", term)).values_list("pk", flat=True)
        )
        like = lambda term=term: list(  # noqa: E731
            Searched.objects.filter(kind="statement", text__contains=term).values_list("target", flat=True)
        )
        if sorted(ours()) != sorted(like()):
            raise SystemExit(f"{term}: the search and LIKE do not find the same")
        found[term] = {"hits": len(ours()), **_side_by_side(ours, like, rounds)}
    return found | {"target": "at least 10 times LIKE for terms of at most 1,000 hits (performance.md E)"}


def _side_by_side(ours: Callable[[], Any], other: Callable[[], Any], rounds: int) -> dict[str, float]:
    """Medians of turns taken by both, so that both meet the same machine."""
    ours(), other()
    mine, theirs = [], []
    for _ in range(rounds):
        mine.append(_milliseconds(ours))
        theirs.append(_milliseconds(other))
    a, b = statistics.median(mine), statistics.median(theirs)
    return {"ours_ms": round(a, 3), "other_ms": round(b, 3), "ratio": round(b / a, 2)}


def _milliseconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    sys.exit(main())
