"""The register's list of firms, its search, and twenty users at once, beside what they are measured against.

    python bench/desk/firm_list.py [--firms 50000] [--rounds 15] [--seconds 10]

Prints JSON, all of it from one run on one machine; ratios are what counts. The firms are invented from a fixed seed and imported as a person
would, from a CSV. The page is measured as a view in one process: ours with the whole frame (rail, top bar), the plain Django template over ORM
objects with the same filters, columns, links and words but without rail and top bar, which is to its advantage. The twenty users ask the real
server (``yanzhen.desk`` under waitress, one process) over HTTP, each signed in, without a pause.
"""

from __future__ import annotations

import argparse
import csv
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from list_page import _prepare, _request, _side_by_side  # noqa: E402

USERS = 20
COUNTIES = ("370702", "370703", "370704", "370705", "370724", "370725", "370781", "370782", "370783", "370784")
INDUSTRIES = ("C3562", "C2221", "C1411", "C3982", "C2651", "I6513", "C3489", "A0111")
SYLLABLES = "华金鑫源达兴隆盛恒瑞泰安康宏远大新科创智能海天和信"
TRADES = ("机械", "化工", "纸业", "食品", "电子", "材料", "装备", "软件")
RARE = ("磁悬浮", "雁阵", "许可现金流")
HEADERS = ("uscc", "name", "region", "township", "industry", "status", "registered_on", "main_product")
PAGES = {
    "first page": "",
    "one county": "?region=370725",
    "sorted by day": "?sort=-registered_on",
    "page 150": "?page=150",
}
PLAIN = """{% load i18n %}<!doctype html><html><head><title>{{ name }}</title></head><body><main><header><h1>{{ name }}</h1><p>{{ meaning }}</p></header>
<form class="filters" method="get" action="{{ listing.path }}">{% for filter in listing.filters %}{% if filter.word %}<a class="word" href="{{ filter.remove_url }}">{{ filter.title }}: {{ filter.word }}</a><input type="hidden" name="{{ filter.key }}" value="{{ filter.value }}">{% elif filter.choices %}<label><span class="sr">{{ filter.title }}</span><select name="{{ filter.key }}"><option value="">{{ filter.title }}</option>{% for value, word in filter.choices %}<option value="{{ value }}">{{ word }}</option>{% endfor %}</select></label>{% else %}<label><span class="sr">{{ filter.title }}</span><input type="{{ filter.kind }}" name="{{ filter.key }}" placeholder="{{ filter.title }}"></label>{% endif %}{% endfor %}<span>{{ count }}</span>{% for words, address in listing.exports %}<a href="{{ address }}">{{ words }}</a>{% endfor %}</form>
<table class="stacks"><thead><tr>{% for column in listing.columns %}<th scope="col"{% if column.numeric %} class="n"{% endif %}{% if column.sorted %} aria-sort="{{ column.sorted }}"{% endif %}>{% if column.sort_url %}<a href="{{ column.sort_url }}">{{ column.title }}</a>{% else %}{{ column.title }}{% endif %}</th>{% endfor %}</tr></thead><tbody>
{% for firm in rows %}<tr data-item><td><a href="{% url 'register:firm' firm.subject %}" data-open>{{ firm.c_name }}</a> <span class="src">{{ firm.subject }}</span></td><td data-label="{% translate 'Region' %}" title="{{ firm.region_path }}">{% if firm.c_region %}{{ firm.region_name }}{% else %}<span class="unknown" title="{% translate 'no source gives it' %}">{% translate "unknown" %}</span>{% endif %}</td><td data-label="township">{% if firm.c_township %}{{ firm.c_township }}{% else %}<span class="unknown" title="{% translate 'no source gives it' %}">{% translate "unknown" %}</span>{% endif %}</td><td data-label="{% translate 'Industry' %}">{% if firm.c_industry %}<span>{{ firm.c_industry }} <span class="src">{{ firm.industry_name }}</span></span>{% else %}<span class="unknown" title="{% translate 'no source gives it' %}">{% translate "unknown" %}</span>{% endif %}</td><td class="nowrap" data-label="status">{% if firm.c_status %}{{ firm.status_word }}{% else %}<span class="unknown" title="{% translate 'no source gives it' %}">{% translate "unknown" %}</span>{% endif %}</td><td class="nowrap" data-label="day">{% if firm.c_registered_on %}{{ firm.c_registered_on|date:"Y-m-d" }}{% else %}<span class="unknown" title="{% translate 'no source gives it' %}">{% translate "unknown" %}</span>{% endif %}</td>{% if firm.conflict %}<td data-label="{% translate 'Sources' %}"><span class="lamp bad"><span aria-hidden="true">■</span> {% translate "disagree" %}</span></td>{% else %}<td class="src" data-label="{% translate 'Sources' %}">{% blocktranslate count num=firm.sources %}{{ num }} source{% plural %}{{ num }} sources{% endblocktranslate %}</td>{% endif %}</tr>
{% endfor %}</tbody></table><nav class="pages">{% if listing.before_url %}<a href="{{ listing.before_url }}" rel="prev">{% translate "before" %}</a>{% endif %}<span>{{ listing.page }} / {{ listing.pages }}</span>{% if listing.after_url %}<a href="{{ listing.after_url }}" rel="next">{% translate "after" %}</a>{% endif %}</nav></main></body></html>"""


def main() -> int:
    """Measure, and print what came out."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="yanzhen-bench-") as home:
        _prepare(home)
        person, seconds = _filled(Path(home), options.firms)
        measured = {
            "firms": options.firms,
            "imported_seconds": round(seconds, 1),
            "list": _lists(person, options.rounds),
            "search": _searches(person, options.rounds),
            "users": _users(Path(home), person, options.seconds),
        }
        from django.db import connections

        connections.close_all()
    sys.stdout.write(json.dumps(measured, ensure_ascii=False, indent=1) + "\n")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--firms", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=10)
    return parser.parse_args()


def _filled(home: Path, number: int) -> tuple[Any, float]:
    """The person who asks, and how long the import took."""
    from yanzhen.desk.accounts.models import Person
    from yanzhen.desk.accounts.trail import Actor
    from yanzhen.desk.register.ledger.importing import Order, import_file
    from yanzhen.desk.register.ledger.office import office_of

    person = Person.objects.make("bench", "bench-2026-Goose", full_name="王局", role="editor", region="370700")
    sheet = home / "firms.csv"
    with sheet.open("w", newline="", encoding="utf-8-sig") as file:
        rows = csv.writer(file)
        rows.writerow(HEADERS)
        rows.writerows(_firms(number))
    start = time.perf_counter()
    order = Order(kind="firms", path=sheet, source="bench")
    report = import_file(order, office_of(person), Actor(person, "bench"), now=datetime.now(UTC))
    if report.written != number:
        raise SystemExit(f"{report.written} of {number} firms were written: {report.findings[:3]}")
    return person, time.perf_counter() - start


def _firms(number: int) -> Iterator[tuple[str, ...]]:
    from yanzhen.codes.uscc import check_character, organisation_check

    numbers = random.Random(20261124)
    for place in range(number):
        county = numbers.choice(COUNTIES)
        organisation = f"MA{place:06d}"
        code = f"91{county}{organisation}{organisation_check(organisation)}"
        name = "示例" + "".join(numbers.choice(SYLLABLES) for _ in range(4)) + numbers.choice(TRADES)
        if numbers.random() < 0.002:
            name += numbers.choice(RARE)
        day = date(2000, 1, 1) + timedelta(days=numbers.randrange(9_000))
        yield (
            code + check_character(code), f"{name}有限公司", county, f"街道{numbers.randrange(9)}", numbers.choice(INDUSTRIES),
            numbers.choice(("operating",) * 9 + ("closed",)), day.isoformat(), numbers.choice(TRADES),
        )  # fmt: skip


def _lists(person: Any, rounds: int) -> dict[str, Any]:
    from django.template import engines
    from django.test import RequestFactory

    page = engines["plain"].from_string(PLAIN)
    found: dict[str, Any] = {}
    for name, query in PAGES.items():
        ours = lambda query=query: _ours(RequestFactory().get(f"/register/tables/firms{query}"), person)  # noqa: E731
        plain = lambda query=query: _plain(RequestFactory().get(f"/register/tables/firms{query}"), person, page)  # noqa: E731
        _same_rows(ours(), plain())
        found[name] = _side_by_side(ours, plain, rounds)
    return found | {"target": "at most 1/3 of the plain page's time: a ratio of 3 or more"}


def _ours(request: Any, person: Any) -> str:
    request = _request(request, person)
    match = request.resolver_match
    text: str = match.func(request, *match.args, **match.kwargs).content.decode()
    return text


def _plain(request: Any, person: Any, page: Any) -> str:
    """The same list the usual way: objects, their properties, the Django template language, and the count of each visit."""
    from yanzhen.desk.register.pages.kinds import table_of
    from yanzhen.desk.register.pages.lists import table_list

    request = _request(request, person)
    shown = table_list(request, table_of("firms"), person)
    listing = shown.listing
    count = listing.every_row.order_by().count()
    first = (listing.page - 1) * listing.page_rows
    rows = [_Firm(row) for row in listing.every_row[first : first + listing.page_rows]]
    html: str = page.render({"name": "企业", "meaning": "", "listing": listing, "count": count, "rows": rows})
    return html


class _Firm:
    """A row with the words that its page needs, as a model would have them."""

    def __init__(self, row: Any) -> None:
        self._row = row

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)

    @property
    def region_name(self) -> str:
        from yanzhen.desk.register.pages.values import code_name

        return code_name("region", self._row.c_region)

    @property
    def region_path(self) -> str:
        from yanzhen.desk.register.pages.values import region_path

        return region_path(self._row.c_region)

    @property
    def industry_name(self) -> str:
        from yanzhen.desk.register.pages.values import code_name

        return code_name("industry", self._row.c_industry)

    @property
    def status_word(self) -> str:
        from yanzhen.desk.register.models import Firm
        from yanzhen.desk.register.pages.wording import choice_name

        return choice_name(Firm.table.column("status"), self._row.c_status)


def _same_rows(ours: str, plain: str) -> None:
    """Both pages must show the same firms in the same order."""
    first, second = (text.split("<tbody>")[1].split("</tbody>")[0].split("data-open>")[1:] for text in (ours, plain))
    if [cell.split("<")[0] for cell in first] != [cell.split("<")[0] for cell in second] or len(first) != 50:
        raise SystemExit("the two pages do not show the same rows")


def _searches(person: Any, rounds: int) -> dict[str, Any]:
    """The firms of a name that holds a word: ours beside the same query with LIKE over the names."""
    from django.db.models import Q

    from yanzhen.desk.register.models import FirmName
    from yanzhen.desk.register.pages.search import firms_named

    found: dict[str, Any] = {}
    for term in (*RARE, "鑫源", "纸业"):
        ours = lambda term=term: _codes(firms_named(term), person)  # noqa: E731
        named = FirmName.objects.filter(name_key__contains=term).values("code")
        like = lambda named=named: _codes(Q(subject__in=named), person)  # noqa: E731
        if sorted(ours()) != sorted(like()):
            raise SystemExit(f"{term}: the search and LIKE do not find the same firms")
        found[term] = {"hits": len(ours()), **_side_by_side(ours, like, rounds)}
    return found | {"target": "at least 10 times LIKE for rare terms (the first three)"}


def _codes(condition: Any, person: Any) -> list[str]:
    from yanzhen.desk.register.models import Firm

    return list(Firm.objects.visible_to(person).filter(condition).values_list("subject", flat=True))


def _users(home: Path, person: Any, seconds: float) -> dict[str, Any]:
    """Twenty signed-in users ask the real server for lists, without a pause; every answer must be the page."""
    from django.db import connections

    from yanzhen.desk.accounts.models import Person

    fields = {"role": person.role, "region": person.region}
    people = [
        Person.objects.make(f"user{n}", f"bench-2026-Goose-{n}", full_name=f"用户{n}", **fields) for n in range(USERS)
    ]
    sessions = [_session(one) for one in people]
    connections.close_all()
    environment = {**os.environ, "YANZHEN_HOME": str(home)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    server = subprocess.Popen(
        [sys.executable, "-c", SERVE], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert server.stdout is not None
        port = int(server.stdout.readline().rsplit(":", 1)[1].strip().rstrip("/"))
        return _asked(port, sessions, seconds)
    finally:
        server.terminate()
        server.wait(20)


SERVE = (
    "import os, pathlib\n"
    "from yanzhen.desk.serve import prepare, serve\n"
    "home = pathlib.Path(os.environ['YANZHEN_HOME'])\n"
    "prepare(home)\n"
    "serve(home, port=0, with_worker=False)\n"
)


def _session(person: Any) -> str:
    from django.test import Client

    client = Client()
    client.force_login(person)
    return str(client.cookies["sessionid"].value)


def _asked(port: int, sessions: list[str], seconds: float) -> dict[str, Any]:
    alone = _round(port, sessions[:1], min(seconds, 3))
    together = _round(port, sessions, seconds)
    return {"one": _told(*alone), "twenty": _told(*together), "target": "no error"}


def _round(port: int, sessions: list[str], seconds: float) -> tuple[list[float], list[str], float]:
    """Milliseconds of each answer, those that were not the page, and how long it all took."""
    times: list[float] = []
    errors: list[str] = []
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=_visitor, args=(port, session, place, until, times, errors))
        for place, session in enumerate(sessions)
    ]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, errors, time.perf_counter() - start


def _visitor(port: int, session: str, place: int, until: float, times: list[float], errors: list[str]) -> None:
    queries = list(PAGES.values())
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while time.monotonic() < until:
        address = "/register/tables/firms" + queries[place % len(queries)]
        place += 1
        start = time.perf_counter()
        try:
            connection.request("GET", address, headers={"Cookie": f"sessionid={session}"})
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            errors.append(repr(error))
            connection.close()
            continue
        times.append((time.perf_counter() - start) * 1000)
        if answer.status != 200 or body.count(b"<tr data-item>") != 50:
            errors.append(
                f"{answer.status} {address} {answer.getheader('Location')} {body.count(b'<tr data-item>')} rows"
            )
    connection.close()


def _told(times: list[float], errors: list[str], seconds: float) -> dict[str, Any]:
    ordered = sorted(times)
    return {
        "answers": len(ordered),
        "errors": len(errors),
        **({"first_error": errors[0]} if errors else {}),
        "p50_ms": round(statistics.median(ordered), 1),
        "p90_ms": round(ordered[int(len(ordered) * 0.9)], 1),
        "p99_ms": round(ordered[int(len(ordered) * 0.99)], 1),
        "per_second": round(len(ordered) / seconds, 1),
    }


if __name__ == "__main__":
    sys.exit(main())
