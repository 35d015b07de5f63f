"""Asks a language model behind an OpenAI-compatible endpoint, bounded in time and size.

``urllib`` of the standard library is enough for one kind of request; a client library would bring a
dependency that most installations, which have no model, never use. Redirects are refused, since they
would carry the key to another host. Neither the key nor any text of a page is ever logged.
"""

from __future__ import annotations

import http.client
import json
import logging
import os
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from yanzhen.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

log = logging.getLogger(__name__)

PIECE = 65_536
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class NoAnswerError(Exception):
    """The endpoint gave nothing usable; the message says why, without a word of what was sent."""


class UnreachableError(NoAnswerError):
    """The endpoint is down, too slow or refuses; asking again for the next article makes no sense."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a language model answers, in the protocol of OpenAI's ``/chat/completions``.

    ``timeout`` is in seconds for one answer, ``retries`` is how often a failed connection or a busy
    server is asked again, ``largest_answer`` is in bytes. The key never shows in ``repr``.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    timeout: float = 60.0
    retries: int = 1
    pause: float = 0.5
    """Seconds before a retry."""
    largest_answer: int = 1_000_000

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError("address of the model", seen=parts.scheme or "nothing", expected="http://… or https://…")
        if parts.username or parts.password or parts.query:
            raise InputError(
                "address of the model",
                seen="a name, password or query inside it",
                expected="a plain address",
                todo="give the key apart (YANZHEN_MODEL_KEY)",
            )
        if not self.model:
            raise InputError("name of the model", seen="nothing", expected="a name", todo="set YANZHEN_MODEL_NAME")
        if any(ord(character) < 0x21 or ord(character) > 0x7E for character in self.key):
            raise InputError("key of the model", expected="printable ASCII without blanks", todo="copy it again")


def endpoint_from(environment: Mapping[str, str], model: str | None = None) -> Endpoint | None:
    """The endpoint that ``YANZHEN_MODEL_URL``, ``…_NAME`` and ``…_KEY`` name; ``None`` where none is asked for.

    ``model`` goes before ``YANZHEN_MODEL_NAME``; asking for a model without an address is an error.

    >>> endpoint_from({}) is None
    True
    >>> endpoint_from({"YANZHEN_MODEL_URL": "http://127.0.0.1:8000/v1", "YANZHEN_MODEL_KEY": "s"}, "m").model
    'm'
    """
    url = environment.get("YANZHEN_MODEL_URL", "").strip()
    if not url and model is None:
        return None
    if not url:
        raise InputError(
            f"language model {model}", seen="no address", expected="http://… or https://…", todo="set YANZHEN_MODEL_URL"
        )
    return Endpoint(url, model or environment.get("YANZHEN_MODEL_NAME", ""), environment.get("YANZHEN_MODEL_KEY", ""))


def endpoint_from_environment(model: str | None = None) -> Endpoint | None:
    """:func:`endpoint_from` this process's environment."""
    return endpoint_from(os.environ, model)


def ask(endpoint: Endpoint, messages: list[dict[str, str]]) -> str:
    """The text that the model answers.

    ``response_format`` asks for JSON; a server that refuses it is asked again without.

    Raises :class:`UnreachableError` or :class:`NoAnswerError`.
    """
    request = {"model": endpoint.model, "messages": messages, "temperature": 0, "stream": False}
    try:
        answer = _patiently(endpoint, request | {"response_format": {"type": "json_object"}})
    except _RefusedRequestError:
        log.info("the model's server refused response_format; asking without it")
        answer = _plainly(endpoint, request)
    return _content(answer)


class _RefusedRequestError(Exception):
    """HTTP 400 or 422: the server does not know a part of the request."""


def _plainly(endpoint: Endpoint, request: dict[str, Any]) -> bytes:
    try:
        return _patiently(endpoint, request)
    except _RefusedRequestError:
        raise UnreachableError("the server refused the request (HTTP 400)") from None


def _patiently(endpoint: Endpoint, request: dict[str, Any]) -> bytes:
    for _ in range(endpoint.retries):
        try:
            return _posted(endpoint, request)
        except _BusyError as busy:
            log.info("the model's server: %s; asking again", busy)
            time.sleep(endpoint.pause)
    try:
        return _posted(endpoint, request)
    except _BusyError as busy:
        raise UnreachableError(str(busy)) from None


class _BusyError(Exception):
    """A failure that may be over in a moment."""


def _posted(endpoint: Endpoint, request: dict[str, Any]) -> bytes:
    deadline = time.monotonic() + endpoint.timeout
    try:
        with _opener(endpoint).open(_request(endpoint, request), timeout=endpoint.timeout) as response:
            answer = _body(response, deadline, endpoint)
    except urllib.error.HTTPError as error:
        error.close()
        raise _refusal(error.code) from None
    except TimeoutError:
        raise UnreachableError(f"no answer within {endpoint.timeout:g} s") from None
    except urllib.error.URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise UnreachableError(f"no answer within {endpoint.timeout:g} s") from None
        raise _BusyError(f"no connection ({type(error.reason).__name__})") from None
    except (OSError, http.client.HTTPException) as error:
        raise _BusyError(f"the connection broke ({type(error).__name__})") from None
    log.debug("the model answered %d bytes", len(answer))
    return answer


def _request(endpoint: Endpoint, request: dict[str, Any]) -> urllib.request.Request:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    sent = json.dumps(request, ensure_ascii=False).encode("utf-8")
    return urllib.request.Request(endpoint.url.rstrip("/") + "/chat/completions", sent, headers, method="POST")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _opener(endpoint: Endpoint) -> urllib.request.OpenerDirector:
    """The user's proxy settings hold, but for a model on this machine."""
    if urlsplit(endpoint.url).hostname in LOOPBACK:
        return urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))
    return urllib.request.build_opener(_NoRedirect)


def _body(response: http.client.HTTPResponse, deadline: float, endpoint: Endpoint) -> bytes:
    """The whole body; a server that drips is cut off at the deadline."""
    parts: list[bytes] = []
    size = 0
    while part := response.read1(PIECE):
        parts.append(part)
        size += len(part)
        if size > endpoint.largest_answer:
            raise NoAnswerError(f"an answer of more than {endpoint.largest_answer} bytes")
        if time.monotonic() > deadline:
            raise UnreachableError(f"no whole answer within {endpoint.timeout:g} s")
    if response.length:
        raise _BusyError("the answer stopped halfway")
    return b"".join(parts)


def _refusal(code: int) -> Exception:
    if code in (400, 422):
        return _RefusedRequestError()
    if code == 429 or code >= 500:
        return _BusyError(f"HTTP {code}")
    return UnreachableError(f"HTTP {code}")


def _content(answer: bytes) -> str:
    try:
        content = json.loads(answer)["choices"][0]["message"]["content"]
    except (ValueError, RecursionError, LookupError, TypeError):
        raise NoAnswerError("an answer that is not of the protocol") from None
    if not isinstance(content, str):
        raise NoAnswerError("an answer without text")
    return content
