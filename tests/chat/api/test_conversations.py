"""Conversations over REST: the same record, the one shape of errors, and nothing a program may not have."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agents.models import ApiToken
from chat.content import Answer
from chat.files.receiving import receive
from chat.models import Conversation, Entry
from tests.chat.files.pictures import picture
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


def say(client: Client, conversation: Conversation, body: Any, **more: Any) -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body)
    return client.post(entries(conversation), data, **{"content_type": "application/json"} | more)


def code(response: Any) -> str:
    """Return the code of an error after looking at its shape."""
    body = response.json()
    assert body.keys() == {"error"}
    assert {"code", "message"} <= body["error"].keys() <= {"code", "message", "fields"}
    return str(body["error"]["code"])


def test_a_program_says_no_more_than_an_agent_on_the_socket(
    mara: Client, conversation: Conversation, allow: Callable[..., None]
) -> None:
    allow(AGENT_MESSAGES_PER_SECOND=1)
    answers = [say(mara, conversation, {"client_id": client_id(), "text": "Again"}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [201] * 4 + [429]
    assert (code(answers[-1]), answers[-1]["Retry-After"]) == ("too_many", "1")
    closing = mara.post(f"{LIST}{conversation.pk}/close/", {}, content_type="application/json")
    assert closing.status_code == 429


class TestReading:
    """Lists and records."""

    def test_a_list_is_what_the_console_is_told(self, mara: Client, conversation: Conversation) -> None:
        body = mara.get(LIST).json()
        (summary,) = body["results"]
        assert (summary["id"], summary["head"], summary["unread"], body["next"]) == (
            conversation.pk,
            3,
            1,
            None,
        )
        assert mara.get(f"{LIST}{conversation.pk}/").json() == summary

    @pytest.mark.parametrize("ordering", ["opened", "-opened", "updated", "-updated"])
    def test_a_list_goes_on_where_a_page_ended(self, shop: Shop, mara: Client, ordering: str) -> None:
        # Opened in one moment: only the id tells them apart.
        at = timezone.now()
        conversations = [shop.conversation(at=at) for _ in range(4)]
        conversations[1].say("Newest", by=shop.mara.actor)
        ids = [row.pk for row in conversations]
        expected = ids if ordering.endswith("opened") else [ids[0], ids[2], ids[3], ids[1]]
        seen: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            body = mara.get(LIST, {"ordering": ordering, "limit": 2} | cursor).json()
            seen += [row["id"] for row in body["results"]]
            if body["next"] is None:
                break
            cursor = {"cursor": body["next"]}
        assert seen == (expected[::-1] if ordering.startswith("-") else expected)

    def test_a_list_is_narrowed(self, shop: Shop, mara: Client) -> None:
        waiting, mine, done = shop.conversation(), shop.conversation(), shop.conversation()
        mine.take(by=shop.mara)
        done.close(by=shop.mara.actor)
        customer = waiting.visitor.says(name="Nora")
        since = mine.entries.last().at.isoformat()
        expected = {
            ("status", "queued"): {waiting.pk},
            ("status", "closed"): {done.pk},
            ("agent", shop.mara.pk): {mine.pk},
            ("customer", customer.pk): {waiting.pk},
            ("department", shop.sales.pk): {waiting.pk, mine.pk, done.pk},
            ("department", shop.support.pk): set(),
            ("site", "fjord"): {waiting.pk, mine.pk, done.pk},
            ("site", "other"): set(),
            ("updated_since", since): {mine.pk, done.pk},
        }
        for (name, value), ids in expected.items():
            body = mara.get(LIST, {name: value}).json()
            assert {row["id"] for row in body["results"]} == ids, (name, value)

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("status", "open"),
            ("ordering", "name"),
            ("updated_since", "yesterday"),
            ("updated_since", "0001-01-01T00:00:00+23:59"),
            ("limit", "0"),
            ("limit", "201"),
            ("limit", "٣"),
            ("cursor", "'; DROP TABLE"),
            ("cursor", "\N{GRINNING FACE}"),
            ("cursor", "\0"),
            ("agent", "\0"),
        ],
    )
    def test_what_makes_no_sense_is_named(
        self, mara: Client, conversation: Conversation, name: str, value: str
    ) -> None:
        response = mara.get(LIST, {name: value})
        assert (response.status_code, code(response)) == (400, "invalid")
        assert name in response.json()["error"]["fields"]

    def test_a_list_costs_the_same_however_long_it_is(self, shop: Shop, mara: Client) -> None:
        counts = []
        for more in (3, 27):
            for _ in range(more):
                shop.conversation("Hello").take(by=shop.mara)
            with CaptureQueriesContext(connection) as queries:
                assert mara.get(LIST).status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 12

    def test_a_record_is_read_from_a_number_on(
        self, shop: Shop, mara: Client, conversation: Conversation
    ) -> None:
        conversation.say("Careful", by=shop.jonas.actor, audience="agents")
        body = mara.get(entries(conversation), {"cursor": 2}).json()
        assert [(entry["seq"], entry["message"]["text"]) for entry in body["results"]] == [
            (3, "Is it oak?"),
            (4, "Careful"),
        ]
        assert body["next"] is None

    def test_a_long_record_comes_in_pages(self, shop: Shop, mara: Client, conversation: Conversation) -> None:
        for n in range(200):
            conversation.say(f"{n}", by=shop.mara.actor)
        first = mara.get(entries(conversation), {"limit": 200}).json()
        rest = mara.get(entries(conversation), {"limit": 200, "cursor": first["next"]}).json()
        assert (len(first["results"]), first["next"]) == (200, "200")
        assert ([entry["seq"] for entry in rest["results"]], rest["next"]) == ([201, 202, 203], None)

    @pytest.mark.parametrize("cursor", ["-1", "x", "1.5", "٣", "1" * 20])
    def test_a_number_that_is_none_is_named(
        self, mara: Client, conversation: Conversation, cursor: str
    ) -> None:
        response = mara.get(entries(conversation), {"cursor": cursor})
        assert (response.status_code, code(response)) == (400, "invalid")
        assert "cursor" in response.json()["error"]["fields"]


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

    def test_something_to_answer_is_read_with_its_data_and_its_answer(
        self, mara: Client, conversation: Conversation
    ) -> None:
        asked = {"client_id": client_id(), "text": "When?", "kind": "date", "data": {"slots": ["2026-11-26"]}}
        first, again = say(mara, conversation, asked), say(mara, conversation, asked)
        assert (first.status_code, again.status_code) == (201, 200)
        other = say(mara, conversation, asked | {"data": {"slots": ["2026-11-27"]}})
        assert (other.status_code, code(other)) == (409, "conflict")
        conversation.answer(Answer(of=4, date="2026-11-26"), by=conversation.visitor.actor)
        results = mara.get(entries(conversation), {"cursor": 3}).json()["results"]
        date, answer = (entry["message"] for entry in results)
        assert (date["kind"], date["data"]["slots"], date["data"]["lead"]) == (
            "date",
            ["2026-11-26"],
            "When?",
        )
        assert date["text"] == "When?\n• Thursday 26 November 2026"
        assert (answer["kind"], answer["data"]) == ("answer", {"of": 4, "date": "2026-11-26"})
        assert answer["text"] == "Thursday 26 November 2026"

    def test_pictures_of_cards_are_files_of_the_message(
        self, shop: Shop, mara: Client, conversation: Conversation
    ) -> None:
        file = receive(picture("JPEG"), name="ask.jpg", by=shop.mara.actor)
        cards = {"cards": [{"title": "Ask", "picture": file.pk}]}
        body = {"client_id": client_id(), "text": "", "kind": "cards", "data": cards}
        assert code(say(mara, conversation, body)) == "invalid"
        assert say(mara, conversation, body | {"attachments": [file.pk]}).status_code == 201
        (entry,) = mara.get(entries(conversation), {"cursor": 3}).json()["results"]
        (attached,) = entry["message"]["attachments"]
        assert attached["id"] == entry["message"]["data"]["cards"][0]["picture"]

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
            ({"text": "x", "kind": "data"}, "invalid"),
            ({"text": "x", "kind": "answer", "data": {"of": 3, "choice": "x"}}, "invalid"),
            ({"text": "x", "kind": "cards", "data": {"cards": []}}, "invalid"),
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

    @pytest.mark.parametrize("id", ["0" * 26, "x" * 3000, "%F0%9F%98%80", "%00", "..", "1 OR 1=1"])
    def test_an_id_that_makes_no_sense_finds_nothing(self, mara: Client, shop: Shop, id: str) -> None:
        response = mara.get(f"{LIST}{id}/entries/")
        assert (response.status_code, code(response)) == (404, "not_found")

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
