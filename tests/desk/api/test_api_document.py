"""The OpenAPI document: valid, complete, and kept by every answer (schemathesis asks what it allows and what it does not)."""

from __future__ import annotations

import json

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import get_resolver
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from yanzhen.desk.accounts.trail import Actor
from yanzhen.desk.api.endpoints import endpoints
from yanzhen.desk.api.openapi import document
from yanzhen.desk.api.tokens import make_token
from yanzhen.desk.wsgi import application
from yanzhen.tables import REGISTER_TABLES

FEW = settings(
    max_examples=3,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_the_document_lists_the_addresses_that_there_are():
    routes = {str(one.pattern) for one in _api_patterns()}
    served = {
        route.removeprefix("api/v1/").replace("<int:number>", "{number}") for route in routes if "api/v1/" in route
    }
    assert {path.lstrip("/") for path in document()["paths"]} == served - {"openapi.json", "<path:rest>"}


def _api_patterns():
    return next(one for one in get_resolver().url_patterns if getattr(one, "app_name", "") == "api").url_patterns


def test_every_reference_leads_somewhere():
    told = document()
    text = json.dumps(told)
    for part in text.split('"$ref": "')[1:]:
        name = part.partition('"')[0].removeprefix("#/components/schemas/")
        assert name in told["components"]["schemas"], name


def test_the_columns_of_every_table_are_in_it():
    schemas = document()["components"]["schemas"]
    for table in REGISTER_TABLES:
        name = "".join(word.capitalize() for word in table.name.split("-")) + "Row"
        assert set(schemas[name]["properties"]["values"]["properties"]) == {column.name for column in table.columns}


def test_every_parameter_is_explained():
    for path, item in document()["paths"].items():
        for parameter in item["get"]["parameters"]:
            if parameter["in"] == "query" and parameter["name"] not in (
                "standing",
                "level",
                "by",
                "limit",
                "document",
                "sha256",
            ):
                assert parameter["description"], (path, parameter["name"])


def test_an_office_that_adds_columns_finds_them_in_it(settings):
    folder = settings.YANZHEN_HOME / "columns"
    folder.mkdir(parents=True)
    (folder / "firms.csv").write_text("name,label_zh,kind\nshed_area,厂房面积,exact\n", encoding="utf-8")
    columns = document()["components"]["schemas"]["FirmsRow"]["properties"]["values"]["properties"]
    assert columns["shed_area"]["title"] == "厂房面积"


@pytest.fixture
def headers(cast, held, page, settings):
    settings.API_PER_MINUTE = 10**6
    secret = make_token(cast["bureau_head"], "schemathesis", 1, Actor(None, "test"), now=timezone.now()).secret
    return {"Authorization": f"Bearer {secret}"}


def test_the_document_is_served(headers, client):
    told = client.get("/api/v1/openapi.json", headers=headers)
    assert json.loads(told.content) == json.loads(json.dumps(document()))


@pytest.fixture
def open_connection():
    """As Django's own test client has it: the test's transaction outlives a request."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_answer_is_what_the_document_says(headers, open_connection):
    """Asked in the contract's own words by schemathesis: the status, the type and the schema of each answer, and that a token is needed."""
    schema = schemathesis.openapi.from_dict(document())
    schema.app = application
    operations = [one.ok() for one in schema.get_all_operations()]
    assert len(operations) == len(endpoints())
    asked = 0
    for operation in operations:
        for mode in GenerationMode:
            asked += _asked(operation, mode, headers)
            cache.clear()  # schemathesis asks without and with wrong tokens too
    assert asked >= 2 * len(operations)


def _asked(operation, mode, headers) -> int:
    asked = 0

    @FEW
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case):
        nonlocal asked
        asked += 1
        case.call_and_validate(headers=headers)

    ask()
    return asked
