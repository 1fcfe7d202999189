"""Conversations over REST: the same record, the one shape of errors, and nothing a program may not have."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agents.models import ApiToken
from chat.models import Conversation, Entry
from tests.chat.shop import Shop, client_id, kinds, texts

LIST = "/api/v1/conversations/"


@pytest.fixture
def conversation(shop: Shop) -> Conversation:
    """Return a conversation in which a visitor has spoken: three entries."""
    return shop.conversation("Is it oak?")


@pytest.fixture
def mara(shop: Shop) -> Client:
    """Return a program that acts as Mara."""
    return Client(
        headers={"Authorization": f"Bearer {ApiToken.issue(shop.mara)}"}, raise_request_exception=False
    )


def entries(conversation: Conversation) -> str:
    return f"{LIST}{conversation.pk}/entries/"


def messages(conversation: Conversation) -> str:
    return f"{LIST}{conversation.pk}/messages/"


def say(client: Client, conversation: Conversation, body: Any, **more: Any) -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body)
    return client.post(messages(conversation), data, **{"content_type": "application/json"} | more)


def code(response: Any) -> str:
    """Return the code of an error after looking at its shape."""
    body = response.json()
    assert body.keys() == {"error"}
    assert {"code", "message"} <= body["error"].keys() <= {"code", "message", "fields"}
    return str(body["error"]["code"])


class TestReading:
    """Lists and records."""

    def test_a_list_is_what_the_console_is_told(self, mara: Client, conversation: Conversation) -> None:
        body = mara.get(LIST).json()
        (summary,) = body["conversations"]
        assert (summary["id"], summary["head"], summary["unread"], body["more"]) == (
            conversation.pk,
            3,
            1,
            False,
        )

    def test_a_list_goes_on_before_an_id(self, shop: Shop, mara: Client) -> None:
        ids = [shop.conversation().pk for _ in range(3)]
        listed = [row["id"] for row in mara.get(LIST).json()["conversations"]]
        assert listed == sorted(ids, reverse=True)
        after = [row["id"] for row in mara.get(LIST, {"before": listed[0]}).json()["conversations"]]
        assert after == listed[1:]

    def test_a_list_costs_the_same_however_long_it_is(self, shop: Shop, mara: Client) -> None:
        counts = []
        for _ in range(2):
            for _ in range(5):
                shop.conversation("Hello").take(by=shop.mara)
            with CaptureQueriesContext(connection) as queries:
                assert mara.get(LIST).status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 12

    def test_a_record_is_read_from_a_number_on(
        self, shop: Shop, mara: Client, conversation: Conversation
    ) -> None:
        conversation.say("Careful", by=shop.jonas.actor, audience="agents")
        body = mara.get(entries(conversation), {"after": 2}).json()
        assert [(entry["seq"], entry["message"]["text"]) for entry in body["entries"]] == [
            (3, "Is it oak?"),
            (4, "Careful"),
        ]
        assert (body["head"], body["more"]) == (4, False)

    def test_a_long_record_comes_in_pages(self, shop: Shop, mara: Client, conversation: Conversation) -> None:
        for n in range(200):
            conversation.say(f"{n}", by=shop.mara.actor)
        first = mara.get(entries(conversation)).json()
        rest = mara.get(entries(conversation), {"after": first["entries"][-1]["seq"]}).json()
        assert (len(first["entries"]), first["more"], len(rest["entries"]), rest["more"]) == (
            200,
            True,
            3,
            False,
        )

    @pytest.mark.parametrize("after", ["-1", "x", "1.5", "٣", "1" * 20])
    def test_a_number_that_is_none_is_named(
        self, mara: Client, conversation: Conversation, after: str
    ) -> None:
        response = mara.get(entries(conversation), {"after": after})
        assert (response.status_code, code(response)) == (400, "invalid")
        assert "after" in response.json()["error"]["fields"]


class TestSpeaking:
    """A program says something, once."""

    def test_words_are_recorded_and_repeated_words_are_not(
        self, mara: Client, conversation: Conversation
    ) -> None:
        body = {"client_id": client_id(), "text": "Yes, it is"}
        first, again = say(mara, conversation, body), say(mara, conversation, body)
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json() == again.json()
        assert (first.json()["seq"], texts(conversation)) == (4, ["Is it oak?", "Yes, it is"])
        other = say(mara, conversation, body | {"text": "No"})
        assert (other.status_code, code(other)) == (409, "conflict")

    def test_a_note_is_a_note(self, mara: Client, conversation: Conversation) -> None:
        say(mara, conversation, {"client_id": client_id(), "text": "Careful", "audience": "agents"})
        assert Entry.objects.get(conversation=conversation, seq=4).audience == "agents"

    def test_who_and_when_and_where_are_not_for_the_sender_to_say(
        self, shop: Shop, mara: Client, conversation: Conversation
    ) -> None:
        other = shop.conversation()
        smuggled = {
            "conversation": other.pk,
            "type": "conversation.close",
            "sender": shop.karin.pk,
            "author": {"kind": "system"},
            "actor_kind": "visitor",
            "is_staff": True,
            "seq": 99,
            "at": "1970-01-01T00:00:00Z",
            "created_at": "1970-01-01",
            "site": shop.other_site.pk,
            "kind": "data",
        }
        response = say(mara, conversation, smuggled | {"client_id": client_id(), "text": "Hello"})
        entry = Entry.objects.get(conversation=conversation, seq=response.json()["seq"])
        assert (entry.kind, entry.actor_kind, entry.actor_id, entry.seq) == (
            "message.created",
            "agent",
            shop.mara.pk,
            4,
        )
        assert entry.at > conversation.opened_at
        assert len(kinds(other)) == 2
        shop.mara.refresh_from_db()
        assert not shop.mara.is_staff

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            (b"", "invalid"),
            (b"{", "malformed"),
            (b"[]", "malformed"),
            (b"null", "malformed"),
            (b"[" * 100_000, "malformed"),
            (b"\xff", "malformed"),
            ({}, "invalid"),
            ({"text": "x"}, "invalid"),
            ({"client_id": "1", "text": "x"}, "invalid"),
            ({"text": ""}, "invalid"),
            ({"text": " \n"}, "invalid"),
            ({"text": "x" * 4001}, "invalid"),
            ({"text": {"$gt": ""}}, "invalid"),
            ({"text": "a\0b"}, "invalid"),
            ({"text": "\ud800"}, "malformed"),
            ({"text": "x", "audience": "agent:somebody"}, "invalid"),
            (b'{"text":"x","n":' + b"9" * 5000 + b"}", "malformed"),
            ({"text": "x", "n": 2**70, "audience": 1}, "invalid"),
        ],
        ids=str,
    )
    def test_what_is_no_message_says_so(
        self, mara: Client, conversation: Conversation, body: Any, expected: str
    ) -> None:
        if isinstance(body, dict) and "text" in body and body["text"] != "x":
            body = {"client_id": client_id()} | body
        response = say(mara, conversation, body)
        assert (response.status_code, code(response)) == (400, expected)
        assert texts(conversation) == ["Is it oak?"]

    def test_words_to_a_closed_conversation_open_it_again(
        self, shop: Shop, mara: Client, conversation: Conversation
    ) -> None:
        conversation.close(by=shop.mara.actor)
        assert say(mara, conversation, {"client_id": client_id(), "text": "And yet"}).status_code == 201
        assert kinds(conversation)[-2:] == ["conversation.reopened", "message.created"]


class TestRefusals:
    """Every error has the one shape, and none of them is a crash."""

    def test_another_kind_of_body_is_refused(self, mara: Client, conversation: Conversation) -> None:
        response = say(mara, conversation, b"text=x", content_type="application/x-www-form-urlencoded")
        assert (response.status_code, code(response)) == (415, "unsupported_type")

    def test_another_method_is_refused(self, mara: Client, conversation: Conversation) -> None:
        response = mara.delete(entries(conversation))
        assert (response.status_code, code(response)) == (405, "method_not_allowed")

    @pytest.mark.parametrize("id", ["0" * 26, "x" * 3000, "%F0%9F%98%80", "..", "1 OR 1=1"])
    def test_an_id_that_makes_no_sense_finds_nothing(self, mara: Client, shop: Shop, id: str) -> None:
        response = mara.get(f"{LIST}{id}/entries/")
        assert (response.status_code, code(response)) == (404, "not_found")

    @pytest.mark.parametrize("before", ["'; DROP TABLE", "\N{GRINNING FACE}"])
    def test_a_cursor_that_makes_no_sense_is_only_compared(
        self, mara: Client, conversation: Conversation, before: str
    ) -> None:
        assert mara.get(LIST, {"before": before}).status_code == 200

    @pytest.mark.parametrize(
        "authorization",
        ["", "Bearer", "Bearer vv_forged", "Basic eDp5", "Bearer vv_é"],
    )
    def test_without_a_token_there_is_nothing(self, conversation: Conversation, authorization: str) -> None:
        client = Client(headers={"Authorization": authorization} if authorization else {})
        response = client.get(entries(conversation))
        assert (response.status_code, code(response)) == (401, "unauthenticated")
        assert response["WWW-Authenticate"] == "Bearer"

    def test_a_session_speaks_only_with_its_csrf_token(self, shop: Shop, conversation: Conversation) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(shop.mara)
        response = say(client, conversation, {"client_id": client_id(), "text": "Forged"})
        assert (response.status_code, code(response)) == (403, "forbidden")
        assert texts(conversation) == ["Is it oak?"]
