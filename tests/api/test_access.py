"""What a token may do over REST: every operation, with every scope; roles and places are in ``tests/access``."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from agents.api.schema import document
from agents.models import Agent, ApiToken
from agents.models.api_token import SCOPES
from chat.models import CannedResponse, Conversation, Entry
from tests.api.program import Program, code
from tests.chat.shop import Shop, client_id
from visitors.models import AuditEvent, Customer, Event, Site, Visit


@dataclass(frozen=True, slots=True)
class Row:
    """One operation: the scope it takes, what it says, and how it is answered."""

    scope: str
    body: dict[str, Any] | None = None
    answer: int = 200


TELL = "events:write"
TALK, READ = "conversations:write", "conversations:read"
SET, LOOK = "settings:write", "settings:read"
OPERATIONS: dict[tuple[str, str], Row] = {
    ("get", "conversations/"): Row(READ),
    ("get", "conversations/{id}/"): Row(READ),
    ("get", "conversations/{id}/entries/"): Row(READ),
    ("post", "conversations/{id}/entries/"): Row(TALK, {"text": "Hello"}, answer=201),
    ("post", "conversations/{id}/take/"): Row(TALK, {}),
    ("post", "conversations/{id}/assign/"): Row(TALK, {"agent": "{jonas}"}),
    ("post", "conversations/{id}/transfer/"): Row(TALK, {"department": "{support}", "note": "Please"}),
    ("post", "conversations/{id}/close/"): Row(TALK, {}),
    ("post", "conversations/{id}/reopen/"): Row(TALK, {}),
    ("post", "conversations/{id}/tag/"): Row(TALK, {"add": ["oak"]}),
    ("post", "conversations/{id}/snooze/"): Row(TALK, {}, answer=400),  # nobody has it
    ("post", "conversations/{id}/wake/"): Row(TALK, {}),
    ("get", "canned-responses/"): Row(READ),
    ("post", "canned-responses/"): Row(TALK, {"shortcut": "ash", "text": "Ash.", "own": True}, answer=201),
    ("get", "canned-responses/{id}/"): Row(READ),
    ("patch", "canned-responses/{id}/"): Row(TALK, {"text": "Oak."}),
    ("delete", "canned-responses/{id}/"): Row(TALK, {}, answer=204),
    ("get", "customers/"): Row(READ),
    ("get", "customers/{id}/"): Row(READ),
    ("patch", "customers/{id}/"): Row(TALK, {"name": "Nora"}),
    ("post", "events/"): Row(
        TELL, {"site": "fjord", "visitor": "{visitor}", "event_id": "1", "name": "order"}, answer=201
    ),
    ("get", "agents/"): Row(LOOK),
    ("get", "agents/{id}/"): Row(LOOK),
    ("patch", "agents/{id}/"): Row(SET, {"name": "Mara L."}),
    ("get", "departments/"): Row(LOOK),
    ("post", "departments/"): Row(SET, {"name": "Returns", "sites": ["{site}"]}, answer=201),
    ("get", "departments/{id}/"): Row(LOOK),
    ("patch", "departments/{id}/"): Row(SET, {"position": 3}),
    ("get", "sites/"): Row(LOOK),
    ("post", "sites/"): Row(SET, {"key": "new", "name": "New"}, answer=201),
    ("get", "sites/{id}/"): Row(LOOK),
    ("patch", "sites/{id}/"): Row(SET, {"name": "Fjord"}),
}


@dataclass(frozen=True, slots=True)
class World:
    """What is there to be reached in the first site's sales."""

    shop: Shop
    conversation: Conversation
    customer: Customer
    canned: CannedResponse

    @classmethod
    def make(cls, shop: Shop) -> "World":
        conversation = shop.conversation("Is it oak?")
        Visit.objects.create(site=shop.site, visitor=conversation.visitor, purposes=["chat", "analytics"])
        nora = conversation.visitor.says(name="Nora", email="nora@mail.example")
        canned = CannedResponse.objects.create(shortcut="oak", text="It is oak.", department=shop.sales)
        return cls(shop, conversation, nora, canned)

    def path(self, path: str) -> str:
        """Return an address of something real."""
        ids = {
            "conversations": self.conversation.pk,
            "customers": self.customer.pk,
            "agents": self.shop.mara.pk,
            "departments": self.shop.sales.pk,
            "sites": self.shop.site.pk,
            "canned-responses": self.canned.pk,
        }
        return path.replace("{id}", ids.get(path.split("/")[0], ""))

    def body(self, row: Row) -> dict[str, Any]:
        """Return what is sent."""
        names: dict[str, Any] = {"{jonas}": self.shop.jonas.pk, "{support}": self.shop.support.pk}
        names["{visitor}"] = self.conversation.visitor_id
        names["['{site}']"] = [self.shop.site.pk]
        body = {name: names.get(str(value), value) for name, value in (row.body or {}).items()}
        return body | (
            {"client_id": client_id()} if row.scope == TALK and not {"name", "shortcut"} & body.keys() else {}
        )

    def state(self) -> list[Any]:
        """Return what nobody may have changed."""
        return [
            list(Entry.objects.values_list("pk")),
            list(Conversation.objects.values()),
            list(Customer.objects.values()),
            list(Site.objects.values()),
            list(Event.objects.values()),
            list(Agent.objects.values("name", "is_active", "departments")),
            list(CannedResponse.objects.values()),
            AuditEvent.objects.count(),
        ]


def call(program: Program, world: World, method: str, path: str, row: Row) -> Any:
    if method == "get":
        return program.get(world.path(path))
    return program.send(method, world.path(path), **world.body(row))


def test_every_operation_is_in_the_table_with_its_scope() -> None:
    found = {
        (method, path.removeprefix("/api/v1/")): operation["x-scope"]
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    }
    assert found == {key: row.scope for key, row in OPERATIONS.items()}


@pytest.mark.parametrize("given", [(scope,) for scope in SCOPES] + [()], ids=str)
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_a_token_does_what_it_was_given(shop: Shop, method: str, path: str, given: tuple[str, ...]) -> None:
    world, row = World.make(shop), OPERATIONS[method, path]
    before = world.state()
    response = call(Program(shop.karin, given), world, method, path, row)
    allowed = row.scope in given or row.scope.replace(":read", ":write") in given
    assert response.status_code == (row.answer if allowed else 403), response.content
    if not allowed:
        assert (code(response), world.state()) == ("forbidden", before)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_nobody_does_anything(shop: Shop, method: str, path: str) -> None:
    world, row = World.make(shop), OPERATIONS[method, path]
    program = Program(shop.karin)
    ApiToken.objects.get().revoke()
    before = world.state()
    response = call(program, world, method, path, row)
    assert (response.status_code, code(response), world.state()) == (401, "unauthenticated", before)


def test_a_session_may_what_the_agent_may(shop: Shop) -> None:
    client = Client()
    client.force_login(shop.mara)
    assert client.get("/api/v1/sites/").json()["results"][0]["key"] == "fjord"
    assert client.get("/api/v1/conversations/").json() == {"results": [], "next": None}


def test_an_address_that_is_none_is_refused_in_the_same_shape(shop: Shop) -> None:
    for path in ("nothing/", "sites/x/y/z/", f"sites/{'0' * 26}/"):
        response = Program(shop.karin).get(path)
        assert (response.status_code, code(response)) == (404, "not_found")
