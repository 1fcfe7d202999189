"""Frames that are none: an error code or a close, never a traceback, nothing stored, nobody else disturbed."""

import json
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from chat.models import Entry
from chat.protocol import MAX_FRAME_BYTES, Rejected, agent_parser, visitor_parser
from tests.chat.shop import Shop, client_id
from tests.chat.wire import Closed, People, Tab, opened, outside
from visitors.models import Customer

UUID = "00000000-0000-4000-8000-000000000001"

# Written by hand, so that something hostile is tried wherever the data sets are absent.
HOSTILE = [
    "",
    "null",
    "[]",
    '"x"',
    "1e400",
    "{",
    '{"type":null}',
    '{"type":["message.send"]}',
    '{"type":"__proto__"}',
    '{"type":"chat.message","text":"handler injection"}',
    '{"type":"message_send"}',
    '{"type":"_submit"}',
    '{"type":"message.send","conversation":"{id}","text":"x"}',
    '{"type":"message.send","conversation":"{id}","client_id":null,"text":"x"}',
    '{"type":"message.send","conversation":{"$gt":""},"client_id":"' + UUID + '","text":"x"}',
    '{"type":"message.send","conversation":"{id}","client_id":"' + UUID + '","text":"\\u0000"}',
    '{"type":"message.send","conversation":"{id}","client_id":"' + UUID + '","text":"\\ud800"}',
    '{"type":"message.send","conversation":"{id}\\u0000","client_id":"' + UUID + '","text":"x"}',
    '{"type":"sync","conversation":"{id}","after":-1}',
    '{"type":"sync","conversation":"{id}","after":' + "9" * 5000 + "}",
    '{"type":"sync","conversation":"{id}","after":NaN}',
    '{"type":"hello","protocol":1,"last":{"' + "x" * 65 + '":1}}',
    "[" * 30_000,
    '{"a":' * 6000 + "1" + "}" * 6000,
    '{"type":"message.send","text":"' + "x" * MAX_FRAME_BYTES + '"}',
    "\ufeff{}",
    '{"type":"sync"}{"type":"sync"}',
]

# The words of the corpus, in the words of this wire.
NAMES = {"t": "type", "cid": "client_id", "b": "text", "upto": "seq"}
TYPES = {
    "send": "message.send",
    "read": "conversation.read",
    "typing": "typing.start",
    "page": "page.view",
    "identify": "visitor.update",
    "close": "conversation.close",
}


def in_our_words(raw: str, conversation: str) -> list[str]:
    """Return a payload as it is, and with the keys and types this wire knows."""
    variants = [raw]
    renamed = raw
    for theirs, ours in NAMES.items():
        renamed = renamed.replace(f'"{theirs}":', f'"{ours}":')
    for theirs, ours in TYPES.items():
        renamed = renamed.replace(f'"type":"{theirs}"', f'"type":"{ours}","conversation":"{conversation}"')
    renamed = renamed.replace('"type":"sync"', f'"type":"sync","conversation":"{conversation}"')
    return variants if renamed == raw else [*variants, renamed]


def understood(raw: str, parser: Any) -> bool:
    """Tell whether a payload is a proper frame after all, which may do what it says."""
    try:
        parser.parse(raw)
    except Rejected:
        return False
    return True


@pytest.fixture
def payloads(data: Callable[[str], Path]) -> list[str]:
    """Return the JSON payloads of the corpus."""
    items = json.loads(data("adversarial/ws_frames.json").read_text())["items"]
    return [item["s"] for item in items if item["kind"] == "json"]


class Quarry:
    """A conversation, a healthy socket on it, and sockets that send whatever they like."""

    def __init__(self, shop: Shop, people: People, role: str) -> None:
        self.shop, self.people, self.role = shop, people, role
        self.parser = visitor_parser if role == "visitor" else agent_parser

    async def ready(self) -> "Quarry":
        self.healthy = await self.people.visitor()
        self.conversation = await opened(self.healthy)
        self.token = self.healthy.welcome["token"]
        return self

    async def socket(self) -> Tab:
        if self.role == "agent":
            return await self.people.agent(self.shop.mara)
        return await self.people.visitor(token=self.token)

    async def endure(self, payloads: list[str]) -> None:
        """Send everything; each is answered with a code or a close, and stores nothing."""
        tab = await self.socket()
        for proper, alike in groupby(payloads, key=lambda payload: understood(payload, self.parser)):
            # Answered in turn with whatever a proper frame before has left to be recorded.
            await tab.ask("conversation.received", conversation=self.conversation, seq=0)
            before = await outside(self.stored)
            for payload in alike:
                try:
                    await tab.send_raw(payload)
                    heard = await tab.settle()
                except Closed as closed:
                    assert 4400 <= closed.code < 4500
                    tab = await self.socket()
                    continue
                codes = [frame["code"] for frame in heard if frame["type"] in ("nack", "error")]
                assert proper or len(codes) == 1, payload[:200]
            assert proper or await outside(self.stored) == before

    async def still_works(self) -> None:
        ack = await self.healthy.ask("message.send", conversation=self.conversation, text="Still here")
        assert ack["type"] == "ack"

    @staticmethod
    def stored() -> tuple[int, int]:
        return Entry.objects.count(), Customer.objects.count()


@pytest.fixture(params=["visitor", "agent"])
async def quarry(request: pytest.FixtureRequest, shop: Shop, people: People, allow: Any) -> Quarry:
    """Return a socket of either role to send things to, with no limit to how many."""
    allow(VISITOR_FRAMES_PER_SECOND=10_000, VISITOR_MESSAGES_PER_SECOND=10_000)
    return await Quarry(shop, people, request.param).ready()


async def test_frames_that_are_none_are_answered_and_store_nothing(
    quarry: Quarry, caplog: pytest.LogCaptureFixture
) -> None:
    await quarry.endure([raw.replace("{id}", quarry.conversation) for raw in HOSTILE if raw])
    await quarry.still_works()
    assert [record for record in caplog.records if record.exc_info] == []


async def test_the_corpus_is_answered_and_stores_nothing(
    quarry: Quarry, payloads: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    variants = [variant for raw in payloads for variant in in_our_words(raw, quarry.conversation) if variant]
    await quarry.endure(variants)
    await quarry.still_works()
    assert [record for record in caplog.records if record.exc_info] == []


async def test_bytes_are_read_like_text(people: People) -> None:
    tab = await people.visitor()
    for raw, codes in (
        (b"\x00\x01", ["malformed"]),
        (b"\xff\xfe{}", ["malformed"]),
        (b'{"type":"x"}', ["unknown_type"]),
    ):
        await tab.send_raw(raw)
        assert [frame["code"] for frame in await tab.settle()] == codes


@pytest.mark.parametrize("until", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"])
def test_the_ends_of_time_are_no_time_to_sleep_until(until: str) -> None:
    raw = {"type": "conversation.snooze", "conversation": "x", "client_id": UUID, "until": until}
    with pytest.raises(Rejected) as rejected:
        agent_parser.parse(json.dumps(raw))
    assert (rejected.value.refusal.code, rejected.value.refusal.retry) == ("invalid", False)


@pytest.mark.parametrize("parser", [visitor_parser, agent_parser], ids=["visitor", "agent"])
class TestParsing:
    """The one parser, frame by frame."""

    @staticmethod
    def rejected(parser: Any, raw: str) -> Rejected:
        with pytest.raises(Rejected) as rejected:
            parser.parse(raw)
        return rejected.value

    def test_unknown_fields_are_ignored(self, parser: Any) -> None:
        raw = json.dumps({"type": "sync", "conversation": "x", "sender": "agent", "limit": 5})
        assert parser.parse(raw).limit == 5

    def test_whoever_asked_is_named_in_the_refusal(self, parser: Any) -> None:
        id = client_id()
        for text in (None, "\0", "\ud800", ""):
            raw = json.dumps(
                {"type": "message.send", "id": "7", "client_id": id, "conversation": "x", "text": text}
            )
            rejected = self.rejected(parser, raw)
            assert (rejected.id, rejected.client_id, rejected.refusal.code) == ("7", id, "invalid")

    @pytest.mark.parametrize("id", [7, "", "x" * 65, "\ud800", ["x"]], ids=repr)
    def test_an_id_that_is_none_is_not_sent_back(self, parser: Any, id: Any) -> None:
        raw = json.dumps({"type": "sync", "id": id, "client_id": id})
        rejected = self.rejected(parser, raw)
        assert not rejected.id
        assert not rejected.client_id

    @pytest.mark.parametrize("field", ["text", "conversation", "id"])
    def test_nul_is_refused_wherever_it_stands(self, parser: Any, field: str) -> None:
        frame = {"type": "message.send", "id": "7", "client_id": UUID, "conversation": "x", "text": "x"}
        for nul in ("\0", "a\0b"):
            assert self.rejected(parser, json.dumps(frame | {field: nul})).refusal.code == "invalid"
        assert parser.parse(json.dumps(frame | {"text": "\\u0000"})).text == "\\u0000"  # only looks like one

    def test_nul_in_a_list_is_refused(self, parser: Any) -> None:
        raw = {"type": "message.send", "conversation": "x", "client_id": UUID, "text": "x"}
        assert self.rejected(parser, json.dumps(raw | {"attachments": ["x\0"]})).refusal.code == "invalid"

    def test_nul_in_a_key_is_refused(self, parser: Any) -> None:
        raw = json.dumps({"type": "hello", "protocol": 1, "last": {"a\0": 1}})
        assert self.rejected(parser, raw).refusal.code == "invalid"

    @pytest.mark.parametrize("version", ["1", "3", "5", "8", "4 "])
    def test_a_client_id_is_a_uuid_of_version_4_or_7(self, parser: Any, version: str) -> None:
        def raw(id: str) -> str:
            return json.dumps({"type": "message.send", "client_id": id, "conversation": "x", "text": "x"})

        assert parser.parse(raw(UUID.replace("-4", "-7").upper())).text == "x"
        assert self.rejected(parser, raw(UUID.replace("-4", f"-{version}"))).refusal.code == "invalid"

    def test_a_frame_is_measured_in_bytes(self, parser: Any) -> None:
        for character, length in (("x", MAX_FRAME_BYTES), ("é", MAX_FRAME_BYTES // 2)):
            assert (
                self.rejected(parser, '{"type":"x","pad":"' + character * length + '"}').refusal.code
                == "too_large"
            )
