"""The OpenAPI document is valid, and what it says is true of whatever is sent."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections
from hypothesis import HealthCheck, strategies
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from agents.api.schema import document
from agents.models.api_token import SCOPES
from tests.api.program import Program
from tests.api.test_access import World
from tests.chat.shop import Shop

OPERATIONS = [(path, method) for path, methods in document()["paths"].items() for method in methods]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 25
HANDLER = WSGIHandler()


@pytest.fixture
def wsgi() -> Iterator[WSGIHandler]:
    """Return the application; as with Django's own test client the connection outlives a request."""
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield HANDLER
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


@cache
def described(wsgi: WSGIHandler) -> Any:
    """Return the document as programs read it; it takes longer to make than to try an operation."""
    return schemathesis.openapi.from_wsgi("/api/schema/", wsgi)


@pytest.mark.static
def test_every_operation_has_a_name_a_summary_and_a_scope() -> None:
    described = [operation for methods in document()["paths"].values() for operation in methods.values()]
    assert len({operation["operationId"] for operation in described}) == len(described)
    assert all(operation["summary"] and operation["x-scope"] in SCOPES for operation in described)


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_whatever_is_sent_is_answered_as_described(
    shop: Shop, wsgi: WSGIHandler, path: str, method: str
) -> None:
    world, program = World.make(shop), Program(shop.karin)
    operation = described(wsgi)[path][method.upper()]
    valid = operation.as_strategy(generation_mode=schemathesis.GenerationMode.POSITIVE)
    invalid = operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)

    @hypothesis.settings(
        max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @hypothesis.given(strategies.one_of(valid, invalid), strategies.booleans())
    def send(case: Any, real: bool) -> None:
        if real and "{id}" in path:
            case.path_parameters["id"] = world.path(path.removeprefix("/api/v1/")).split("/")[1]
        case.call_and_validate(checks=CHECKS, headers={"Authorization": f"Bearer {program.token}"})

    send()
