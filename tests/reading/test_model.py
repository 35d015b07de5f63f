"""The second extractor, against a small server on 127.0.0.1 that speaks the protocol, well and badly."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import example_page
import pytest

from yanzhen.errors import InputError
from yanzhen.reading.endpoint import Endpoint, endpoint_from, endpoint_from_environment
from yanzhen.reading.model import propose
from yanzhen.values import Quantity, Relation

if TYPE_CHECKING:
    from yanzhen.reading.page import Page

Answering = Callable[["Speaker", dict[str, Any]], None]
KEY = "sk-secret-0123"
GOOD = {
    "quote": "县里拿出4.34亿元",
    "low": 434000000,
    "high": 434000000,
    "unit": "CNY",
    "relation": "=",
    "subject": "县里",
    "property": "支持资金",
}


class Speaker(BaseHTTPRequestHandler):
    """One request of the model's protocol; the test says how it is answered."""

    server: ModelServer

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen.append((self.path, self.headers.get("Authorization"), request))
        self.server.answering(self, request)

    def say(self, body: bytes, code: int = 200, kind: str = "application/json", length: int | None = None) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: the test's output stays clean."""


class ModelServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Speaker)
        self.seen: list[tuple[str, str | None, dict[str, Any]]] = []
        self.answering: Answering = content({"statements": [], "names": []})

    def endpoint(self, **changes: Any) -> Endpoint:
        url = f"http://127.0.0.1:{self.server_address[1]}/v1"
        return replace(Endpoint(url, "wild-goose", KEY, timeout=5, retries=1, pause=0.01), **changes)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what some tests are about."""


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def said(text: str) -> bytes:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


def content(answer: Any) -> Answering:
    """Answers the first article with this, and finds nothing in the second."""
    text = answer if isinstance(answer, str) else json.dumps(answer)

    def answering(speaker: Speaker, request: dict[str, Any]) -> None:
        first = "县里拿出" in request["messages"][1]["content"]
        speaker.say(said(text if first else "{}"))

    return answering


def statements(*claims: dict[str, Any]) -> Answering:
    return content({"statements": list(claims), "names": []})


def bare() -> Page:
    """The page as if the grammar had found nothing."""
    return replace(example_page.page(), statements=(), names=(), warnings=())


def read(server: ModelServer, answering: Answering, page: Page | None = None, **changes: Any) -> Page:
    server.answering = answering
    return propose(page or bare(), example_page.original(), server.endpoint(**changes))


def test_a_quote_of_the_page_becomes_a_statement_with_its_place_and_origin(server: ModelServer) -> None:
    page = read(server, statements(GOOD))
    (found,) = page.statements
    assert found.origin == "model: wild-goose"
    assert found.span == example_page.at("４.３４亿元")
    assert found.quantity == Quantity(Decimal(434000000), Decimal(434000000), "CNY")
    assert (found.article, found.subject, found.property, found.quote) == (1, "县里", "支持资金", "县里拿出４.３４亿元")


def test_it_asks_article_by_article_in_the_protocol_with_the_key(server: ModelServer) -> None:
    read(server, statements())
    assert len(server.seen) == 2
    path, authorisation, request = server.seen[0]
    assert path == "/v1/chat/completions"
    assert authorisation == f"Bearer {KEY}"
    assert request["model"] == "wild-goose"
    assert request["response_format"] == {"type": "json_object"}
    assert "让企业找到自己的位置" in request["messages"][1]["content"]
    assert "别让专利睡在抽屉里" not in request["messages"][1]["content"]


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        (GOOD | {"quote": "县里拿出5.34亿元", "low": 534000000, "high": 534000000}, "quote is not in the article"),
        (GOOD | {"low": 434000, "high": 434000}, "figure is not in its quote"),
        (GOOD | {"unit": "家"}, "figure is not in its quote"),
        (GOOD | {"relation": ">", "high": None}, "figure is not in its quote"),
        (GOOD | {"quote": "设在溪口园区", "low": 640, "high": 640, "unit": "家"}, "figure is not in its quote"),
        (GOOD | {"quote": "其中80%", "low": 0.8, "high": 0.8, "unit": "1"}, "figure is not in its quote"),
        (GOOD | {"quote": "4亿元", "low": 4e8, "high": 4e8}, "figure is not in its quote"),
        (GOOD | {"quote": "34亿元", "low": 34e8, "high": 34e8}, "figure is not in its quote"),
        (GOOD | {"low": 5, "high": 3}, "contradicts itself"),
        (GOOD | {"low": "many"}, "of another form"),
        (GOOD | {"low": float("nan"), "high": float("nan")}, "of another form"),
        (GOOD | {"relation": "roughly"}, "of another form"),
        ({"subject": "县里"}, "of another form"),
    ],
)
def test_what_the_page_does_not_print_is_not_kept(server: ModelServer, claim: dict[str, Any], reason: str) -> None:
    page = read(server, statements(claim))
    assert page.statements == ()
    (warning,) = page.warnings
    assert warning.startswith("model: wild-goose: not kept:")
    assert reason in warning


@pytest.mark.parametrize(
    ("quote", "low", "high", "unit", "relation", "figure"),
    [
        ("新增科技型中小企业640多家", 640, None, "家", ">", "640多家"),
        ("其中80%以上", "0.8", None, "1", ">=", "80%"),
        ("单家支持600万至3200万元", 6000000, 32000000, "CNY", "range", "600万至3200万元"),
        ("增长15％", 0.15, 0.15, "1", "=", "15%"),
        ("企业 640 多 家", 640, None, "家", ">", "640多家"),
    ],
)
def test_bounds_shares_and_ranges_are_proved_by_their_words(
    server: ModelServer, quote: str, low: Any, high: Any, unit: str, relation: str, figure: str
) -> None:
    claim = {"quote": quote, "low": low, "high": high, "unit": unit, "relation": relation}
    page = read(server, statements(claim))
    (found,) = page.statements
    assert found.span == example_page.at(figure)
    assert found.quantity is not None
    assert found.quantity.relation is Relation(relation)


def test_a_subject_of_the_models_own_making_is_left_open(server: ModelServer) -> None:
    (found,) = read(server, statements(GOOD | {"subject": "省财政厅", "scope": "支持24家企业建设中试线"})).statements
    assert found.subject is None
    assert found.scope == "支持24家企业建设中试线"


def test_what_the_grammar_found_is_not_told_twice(server: ModelServer) -> None:
    before = replace(example_page.page(), warnings=())
    after = read(server, statements(GOOD, GOOD), before)
    assert after == before


def test_another_value_at_the_same_place_is_kept_and_told(server: ModelServer) -> None:
    before = replace(example_page.page(), warnings=())
    wrong = replace(before.statements[3], quantity=Quantity(Decimal(43400), Decimal(43400), "CNY"))
    before = replace(before, statements=(wrong,))
    after = read(server, statements(GOOD), before)
    assert [s.origin for s in after.statements] == ["grammar", "model: wild-goose"]
    (warning,) = after.warnings
    assert warning.startswith("contradiction at ")
    assert "grammar reads CNY 43,400" in warning
    assert "model: wild-goose reads CNY 434 million" in warning


def test_names_are_taken_at_each_mention_that_is_not_known(server: ModelServer) -> None:
    names = [
        {"text": "周禾", "kind": "person"},
        {"text": "赵虚构", "kind": "person"},
        {"text": "周禾", "kind": "dragon"},
    ]
    page = read(server, content({"statements": [], "names": names}), example_page.page())
    added = page.names[3:]
    assert [(name.text, name.span, name.origin) for name in added] == [
        ("周禾", example_page.at("周禾"), "model: wild-goose"),
        ("周禾", example_page.at("周禾", 1), "model: wild-goose"),
    ]
    assert "names that are not in the article" in page.warnings[-1]


@pytest.mark.parametrize(
    "wrapped",
    ["```json\n{}\n```", "<think>first I look</think>\n{}", "Here it is: {}"],
    ids=["fenced", "thinking aloud", "chatty"],
)
def test_json_is_found_in_its_wrapping(server: ModelServer, wrapped: str) -> None:
    answer = wrapped.replace("{}", json.dumps({"statements": [GOOD]}))
    assert len(read(server, content(answer)).statements) == 1


def test_a_server_that_refuses_response_format_is_asked_without(server: ModelServer) -> None:
    def picky(speaker: Speaker, request: dict[str, Any]) -> None:
        if "response_format" in request:
            speaker.say(b'{"error": "unknown field"}', 400)
        else:
            statements(GOOD)(speaker, request)

    page = read(server, picky)
    assert len(page.statements) == 1
    assert page.warnings == ()


def test_a_busy_server_is_asked_again(server: ModelServer) -> None:
    def busy_once(speaker: Speaker, request: dict[str, Any]) -> None:
        if len(server.seen) == 1:
            speaker.say(b"busy", 503)
        else:
            content({"statements": []})(speaker, request)

    assert read(server, busy_once).warnings == ()
    assert len(server.seen) == 3


def hangs_up(speaker: Speaker, _: dict[str, Any]) -> None:
    speaker.close_connection = True


def stops_halfway(speaker: Speaker, _: dict[str, Any]) -> None:
    speaker.say(said("{")[:20], length=5000)


def redirects(speaker: Speaker, _: dict[str, Any]) -> None:
    speaker.send_response(302)
    speaker.send_header("Location", "http://127.0.0.1:9/elsewhere")
    speaker.send_header("Content-Length", "0")
    speaker.end_headers()


TROUBLES: dict[str, tuple[Answering, str]] = {
    "HTML": (lambda s, _: s.say(b"<html>It works!</html>", kind="text/html"), "not of the protocol"),
    "empty": (lambda s, _: s.say(b""), "not of the protocol"),
    "no choices": (lambda s, _: s.say(b'{"choices": []}'), "not of the protocol"),
    "a list": (lambda s, _: s.say(b"[1, 2]"), "not of the protocol"),
    "no text": (lambda s, _: s.say(b'{"choices": [{"message": {"content": null}}]}'), "without text"),
    "prose": (content("I am sorry, I cannot do that."), "not a JSON object"),
    "broken JSON": (content('{"statements": [{"quote": "县里'), "not a JSON object"),
    "deep JSON": (content('{"a":' + "[" * 100_000 + "]" * 100_000 + "}"), "not a JSON object"),
    "deep envelope": (lambda s, _: s.say(b"[" * 200_000), "not of the protocol"),
    "not UTF-8": (lambda s, _: s.say(b"\xff\xfe\x00"), "not of the protocol"),
    "too large": (lambda s, _: s.say(b"x" * 2_000_000), "more than 1000000 bytes"),
    "500": (lambda s, _: s.say(b"oops", 500), "HTTP 500"),
    "401": (lambda s, _: s.say(b"who are you", 401), "HTTP 401"),
    "400 twice": (lambda s, _: s.say(b"no", 400), "refused the request"),
    "redirect": (redirects, "HTTP 302"),
    "hangs up": (hangs_up, "broke"),
    "half": (stops_halfway, "stopped halfway"),
    "wrong lists": (content({"statements": "none", "names": {"a": 1}}), "lists of another form"),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_no_trouble_loses_anything(server: ModelServer, trouble: str) -> None:
    answering, told = TROUBLES[trouble]
    before = example_page.page()
    after = read(server, answering, before)
    assert replace(after, warnings=()) == replace(before, warnings=())
    assert after.warnings[:-1] == before.warnings
    assert told in after.warnings[-1]


def test_a_slow_server_ends_at_the_time_limit_and_is_not_asked_again(server: ModelServer) -> None:
    server_is_done = threading.Event()

    def slow(speaker: Speaker, _: dict[str, Any]) -> None:
        server_is_done.wait(60)

    started = time.monotonic()
    page = read(server, slow, timeout=0.2)
    server_is_done.set()
    assert time.monotonic() - started < 20, "it hangs"
    assert page.warnings == ("model: wild-goose: no answer within 0.2 s; 2 of 2 pieces of the page were not read",)


def test_a_dripping_server_is_cut_off(server: ModelServer) -> None:
    def drips(speaker: Speaker, _: dict[str, Any]) -> None:
        speaker.send_response(200)
        speaker.end_headers()
        for _drop in range(1000):
            speaker.wfile.write(b" ")
            speaker.wfile.flush()
            time.sleep(0.05)

    started = time.monotonic()
    page = read(server, drips, timeout=0.3)
    assert time.monotonic() - started < 20, "it hangs"
    assert "no whole answer within 0.3 s" in page.warnings[0]


def test_nobody_there_is_one_warning(server: ModelServer) -> None:
    free = ThreadingHTTPServer(("127.0.0.1", 0), Speaker)
    port = free.server_address[1]
    free.server_close()
    page = propose(bare(), example_page.original(), server.endpoint(url=f"http://127.0.0.1:{port}"))
    assert len(page.warnings) == 1
    assert "no connection" in page.warnings[0]


def test_half_an_answer_of_two_articles_keeps_the_good_one(server: ModelServer) -> None:
    def second_fails(speaker: Speaker, request: dict[str, Any]) -> None:
        if len(server.seen) == 1:
            statements(GOOD)(speaker, request)
        else:
            speaker.say(b"<html>", kind="text/html")

    page = read(server, second_fails)
    assert len(page.statements) == 1
    assert page.warnings == ("model: wild-goose: an answer that is not of the protocol",)


def test_neither_key_nor_text_is_logged(server: ModelServer, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        read(server, lambda s, _: s.say(b"no", 400))
        read(server, lambda s, _: s.say(b"busy", 503))
        page = read(server, statements(GOOD))
    logged = caplog.text + "".join(page.warnings) + repr(server.endpoint())
    assert "yanzhen.reading.endpoint" in caplog.text
    for secret in (KEY, "县里", "林知秋"):
        assert secret not in logged


def test_long_articles_are_asked_in_pieces(server: ModelServer) -> None:
    page = bare()
    long = replace(page.articles[0], blocks=page.articles[0].blocks * 60)
    read(server, statements(), replace(page, articles=(long,)))
    lengths = [len(request["messages"][1]["content"]) for _, _, request in server.seen]
    assert len(lengths) > 1
    assert max(lengths) <= 6000


def test_a_block_without_end_is_asked_in_pieces(server: ModelServer) -> None:
    page = bare()
    endless = replace(page.articles[0].blocks[4], text="云溪" * 10_000)
    read(server, statements(), replace(page, articles=(replace(page.articles[0], blocks=(endless,)),)))
    assert [len(request["messages"][1]["content"]) for _, _, request in server.seen] == [6000, 6000, 6000, 2000]


def test_off_by_default() -> None:
    assert endpoint_from({}) is None
    assert endpoint_from({"YANZHEN_MODEL_NAME": "m", "YANZHEN_MODEL_KEY": KEY}) is None


def test_the_environment_names_the_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YANZHEN_MODEL_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("YANZHEN_MODEL_NAME", "wild-goose")
    monkeypatch.setenv("YANZHEN_MODEL_KEY", KEY)
    assert endpoint_from_environment() == Endpoint("http://127.0.0.1:1/v1", "wild-goose", KEY)
    assert endpoint_from_environment("swan") == Endpoint("http://127.0.0.1:1/v1", "swan", KEY)


def test_a_model_without_an_address_is_refused() -> None:
    with pytest.raises(InputError, match="set YANZHEN_MODEL_URL"):
        endpoint_from({}, "wild-goose")


@pytest.mark.parametrize(
    ("url", "model", "key"),
    [
        ("file:///etc/passwd", "m", ""),
        ("localhost:8000", "m", ""),
        ("http://user:word@127.0.0.1/v1", "m", ""),
        ("http://127.0.0.1/v1?key=1", "m", ""),
        ("http://127.0.0.1/v1", "", ""),
        ("http://127.0.0.1/v1", "m", "a\nb"),
    ],
)
def test_an_endpoint_that_cannot_be_meant_is_refused_without_telling_the_secret(url: str, model: str, key: str) -> None:
    with pytest.raises(InputError) as error:
        Endpoint(url, model, key)
    assert "word" not in str(error.value).replace("password", "")
    assert "a\nb" not in str(error.value)
