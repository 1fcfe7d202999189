"""What a visitor says and hears is the same by socket and by HTTP."""

from typing import Any

import pytest

from chat.models import Conversation, Entry
from tests.chat.shop import texts
from tests.chat.wire import Frame, People, Poll, Tab, opened, outside, types

MISSING = "0" * 26
FIRST = ["conversation.opened", "conversation.queued", "message.created"]

# name: the frame, what the answer holds at least, and what is heard besides it
CASES: dict[str, tuple[str, Frame, Frame, list[str]]] = {
    "words": ("message.send", {"text": "Is it oak?"}, {"type": "ack", "seq": 4}, ["message.created"]),
    "words nobody knows": (
        "message.send",
        {"text": "?", "conversation": MISSING},
        {"type": "nack", "code": "not_found", "retry": False},
        [],
    ),
    "no words": ("message.send", {"text": " \n\t"}, {"type": "nack", "code": "invalid"}, []),
    "too many words": ("message.send", {"text": "x" * 4001}, {"type": "nack", "code": "invalid"}, []),
    "words that are none": ("message.send", {"text": {"$gt": ""}}, {"type": "nack", "code": "invalid"}, []),
    "a NUL": ("message.send", {"text": "a\0b"}, {"type": "nack", "code": "invalid"}, []),
    "half a character": ("message.send", {"text": "\ud800"}, {"type": "nack", "code": "invalid"}, []),
    "a frame without end": (
        "message.send",
        {"text": "x", "padding": "x" * 32768},
        {"type": "error", "code": "too_large"},
        [],
    ),
    "an id of one's own making": (
        "message.send",
        {"text": "x", "client_id": "1 OR 1=1"},
        {"type": "nack", "code": "invalid", "client_id": "1 OR 1=1"},
        [],
    ),
    "an end": ("conversation.close", {}, {"type": "ack", "seq": 4}, ["conversation.closed"]),
    "a rating before the end": ("conversation.rate", {"score": 5}, {"type": "nack", "code": "invalid"}, []),
    "no score": ("conversation.rate", {"score": 6}, {"type": "nack", "code": "invalid"}, []),
    "own words read": ("conversation.read", {"seq": 3}, {"type": "ack"}, []),
    "own words received": ("conversation.received", {"seq": 3}, {"type": "ack"}, []),
    "a page before": (
        "sync",
        {"after": 1, "limit": 1},
        {"type": "sync.page", "head": 3, "more": True},
        [],
    ),
    "a name": ("visitor.update", {"name": "Ada"}, {"type": "ack"}, []),
    "no address": ("visitor.update", {"email": "nowhere"}, {"type": "nack", "code": "invalid"}, []),
    "a page": ("page.view", {"view": "1", "url": "https://fjordwood.example/"}, {"type": "ack"}, []),
    "another hello": ("hello", {"protocol": 1}, {"type": "nack", "code": "invalid"}, []),
    "another protocol": ("hello", {"protocol": 2}, {"type": "nack", "code": "invalid"}, []),
    "what agents do": ("conversation.take", {}, {"type": "nack", "code": "unknown_type"}, []),
    "what nobody does": ("websocket.close", {}, {"type": "nack", "code": "unknown_type"}, []),
    "a second conversation": (
        "conversation.open",
        {"text": "Hello again"},
        {"type": "ack", "seq": 3},
        FIRST,
    ),
    "nowhere to go": (
        "conversation.open",
        {"text": "x", "department": MISSING},
        {"type": "nack", "code": "invalid"},
        [],
    ),
}


@pytest.fixture(params=["socket", "http"])
async def visitor(request: pytest.FixtureRequest, people: People) -> Tab | Poll:
    """Return a visitor who is connected one way or the other."""
    return await (people.visitor() if request.param == "socket" else Poll().greet())


@pytest.fixture
async def conversation(visitor: Tab | Poll) -> str:
    """Return the id of a conversation in which the visitor has said one thing."""
    return await opened(visitor)


@pytest.mark.parametrize("case", CASES)
async def test_a_frame_has_one_answer_and_one_effect(
    visitor: Tab | Poll, conversation: str, case: str
) -> None:
    type, fields, expected, heard = CASES[case]
    fields = {"conversation": conversation} | fields
    before = await outside(Entry.objects.count)
    if expected["type"] == "error":  # nobody to answer to: the frame was not even read
        answer = await unanswered(visitor, type, fields)
    else:
        answer = await visitor.ask(type, **fields)
    assert expected.items() <= answer.items(), answer
    assert types(await visitor.settle()) == heard
    assert await outside(Entry.objects.count) == before + len(heard)


async def unanswered(visitor: Tab | Poll, type: str, fields: Frame) -> Frame:
    if isinstance(visitor, Poll):
        (answer,) = await visitor.call({"type": type} | fields)
        return answer
    await visitor.send(type, **fields)
    return await visitor.hear()


async def test_words_said_twice_are_stored_once_and_acknowledged_alike(
    visitor: Tab | Poll, conversation: str
) -> None:
    words = {
        "conversation": conversation,
        "text": "Is it oak?",
        "client_id": "0" * 8 + "-0000-4000-8000-" + "0" * 12,
    }
    first, second = [await visitor.ask("message.send", **words) for _ in range(2)]
    other = await visitor.ask("message.send", **words | {"text": "Is it ash?"})
    assert {"seq": 4, "at": first["at"]}.items() <= second.items()
    assert (other["type"], other["code"], other["retry"]) == ("nack", "conflict", False)
    assert await outside(lambda: texts(conversation)) == ["Hello", "Is it oak?"]


async def test_opening_twice_with_one_id_is_one_conversation(visitor: Tab | Poll) -> None:
    frame = {"text": "Hello", "client_id": "0" * 8 + "-0000-7000-8000-" + "0" * 12}
    first, second = [await visitor.ask("conversation.open", **frame) for _ in range(2)]
    assert first.items() - {("id", first["id"])} == second.items() - {("id", second["id"])}
    other = await visitor.ask("conversation.open", **frame | {"text": "Good evening"})
    assert other["code"] == "conflict"
    assert await outside(Conversation.objects.count) == 1


async def test_words_to_a_closed_conversation_open_it_again(visitor: Tab | Poll, conversation: str) -> None:
    await visitor.ask("conversation.close", conversation=conversation)
    rated = await visitor.ask("conversation.rate", conversation=conversation, score=4, comment="Quick")
    said = await visitor.ask("message.send", conversation=conversation, text="One more thing")
    assert (rated["seq"], said["seq"]) == (5, 8)
    assert types(await visitor.settle()) == [
        "conversation.closed",
        "conversation.rated",
        "conversation.reopened",
        "conversation.queued",
        "message.created",
    ]


async def test_the_record_reads_the_same_live_and_afterwards(visitor: Tab | Poll) -> None:
    ack = await visitor.ask(
        "conversation.open",
        text="See https://fjordwood.example/ask <b>now</b>\nor never",
        page={"url": "https://fjordwood.example/ask", "title": "ASK"},
    )
    id = ack["conversation"]
    await visitor.ask("conversation.close", conversation=id)
    await visitor.ask("conversation.rate", conversation=id, score=4, comment="Quick")
    live = await visitor.settle()
    page = await visitor.ask("sync", conversation=id, after=0)
    assert page["entries"] == live
    assert [entry["seq"] for entry in live] == [1, 2, 3, 4, 5]
    assert (page["head"], page["more"]) == (5, False)


async def test_sync_pages_both_ways(visitor: Tab | Poll, conversation: str) -> None:
    for n in range(9):
        await visitor.ask("message.send", conversation=conversation, text=f"{n}")
    pages: list[tuple[dict[str, Any], list[int], bool]] = [
        ({"after": 0}, list(range(1, 13)), False),
        ({}, list(range(1, 13)), False),
        ({"after": 4, "limit": 3}, [5, 6, 7], True),
        ({"after": 9, "limit": 3}, [10, 11, 12], False),
        ({"after": 12}, [], False),
        ({"after": 99}, [], False),
        ({"before": 13, "limit": 2}, [11, 12], True),
        ({"before": 4, "limit": 3}, [1, 2, 3], False),
        ({"before": 1}, [], False),
    ]
    for asked, seqs, more in pages:
        page = await visitor.ask("sync", conversation=conversation, **asked)
        got = ([entry["seq"] for entry in page["entries"]], page["head"], page["more"])
        assert got == (seqs, 12, more), asked


async def test_sync_takes_numbers_within_reason(visitor: Tab | Poll, conversation: str) -> None:
    for asked in ({"after": -1}, {"after": 2**31}, {"limit": 0}, {"limit": 501}, {"after": "1 OR 1=1"}):
        answer = await visitor.ask("sync", conversation=conversation, **asked)
        assert (answer["type"], answer["code"]) == ("nack", "invalid"), asked
