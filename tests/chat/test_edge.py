"""The HTTP side of the wire: long polling, limits, and what the raw edge must not lose."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import pytest

from chat.availability import board
from chat.edge.sync import MAX_FRAMES
from chat.models import Entry
from chat.timetable import timetable
from chat.typists import typists
from chat.viewing import looks
from chat.warden import warden
from realtime.edge import MAX_BODY
from realtime.hub import hub
from tests.chat.shop import Shop
from tests.chat.wire import HOST, OWN_ORIGIN, Headers, People, Poll, http, opened, outside, types
from visitors.presence import presence

SYNC = "/w/fjord/sync"
HELLO = b'{"frames":[{"type":"hello","protocol":1}]}'


class TestPolling:
    """A call answers at once when there is news, and waits for some when there is none."""

    async def test_what_is_missing_comes_with_the_welcome(self, shop: Shop, people: People) -> None:
        poll = await Poll().greet()
        id = await opened(poll)
        (page,) = await Poll(hello=poll.hello | {"last": {id: 1}}).call(wait_ms=20_000)
        assert (page["type"], [entry["seq"] for entry in page["entries"]]) == ("sync.page", [2, 3])

    async def test_waiting_ends_with_the_first_news(self, shop: Shop, people: People) -> None:
        poll = await Poll().greet()
        id = await opened(poll)
        poll.hello["last"] = {id: 3}
        loop = asyncio.get_running_loop()
        waiting = loop.create_task(poll.call(wait_ms=20_000))
        mara = await people.agent(shop.mara)  # whose arrival is news, too
        frames = await waiting
        while "message.created" not in types(frames):
            waiting = loop.create_task(poll.call(wait_ms=20_000))
            await mara.ask("message.send", conversation=id, text="Hello")
            frames = await waiting

    async def test_nobody_waits_who_has_something_to_say(self, people: People) -> None:
        poll = await Poll().greet()
        async with asyncio.timeout(5):
            assert types(
                await poll.call({"type": "page.view", "view": "1", "url": "", "id": "1"}, wait_ms=20_000)
            )

    @pytest.mark.parametrize("wait", [0, -5, 30])
    async def test_waiting_has_an_end(self, people: People, wait: int) -> None:
        poll = await Poll().greet()
        async with asyncio.timeout(5):
            assert await poll.call(wait_ms=wait) == []

    async def test_who_has_gone_is_forgotten(self, people: People) -> None:
        await Poll().greet()
        assert hub.readers == set()
        assert set().union(*hub.topics.values()) == {board, looks, presence, timetable, typists, warden}

    async def test_who_writes_is_told_once_whether_a_call_waits_or_not(
        self, shop: Shop, people: People
    ) -> None:
        poll = await Poll().greet()
        id = await opened(poll)
        poll.hello["last"] = {id: 3}
        mara = await people.agent(shop.mara)
        await mara.ask("typing.start", conversation=id, audience="agents")
        assert await poll.call() == []
        await mara.ask("typing.start", conversation=id)  # nobody calls just now
        other = Poll(hello=poll.hello | {"tab": "other"})
        for tab in (poll, other):
            (told,) = await tab.call(wait_ms=20_000)
            assert (told["type"], told["conversation"], told["author"]["name"]) == (
                "typing.started",
                id,
                "Mara",
            )
            assert await tab.call() == []
        waiting = asyncio.get_running_loop().create_task(poll.call(wait_ms=20_000))
        while not hub.topics.get(f"conversation:{id}"):
            await asyncio.sleep(0.01)
        await mara.ask("typing.start", conversation=id)
        assert types(await waiting) == ["typing.started"]
        assert await poll.call() == []
        await mara.ask("typing.start", conversation=id)
        await mara.ask("typing.stop", conversation=id)
        assert await poll.call() == []

    async def test_an_answer_is_kept_by_nobody(self, people: People) -> None:
        answer = await http("POST", SYNC, HELLO)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-type"] == "application/json"


class TestRefusals:
    """Every refusal has the one shape of HTTP errors."""

    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [
            (b"", 400, "malformed"),
            (b"null", 400, "malformed"),
            (b"[]", 400, "malformed"),
            (b'{"frames":{}}', 400, "malformed"),
            (b'{"frames":[]}', 400, "malformed"),
            (b'{"frames":[1]}', 400, "malformed"),
            (b'{"frames":[{"type":"hello"}]}', 400, "invalid"),
            (b'{"frames":[{"type":"page.view","view":"1","url":""}]}', 403, "forbidden"),
            (b'{"frames":[{"type":"hello","protocol":1}],"wait_ms":"long"}', 400, "malformed"),
            (b"[" * 60_000, 400, "malformed"),
            (b'{"frames":[' + b",".join([b"1"] * (MAX_FRAMES + 1)) + b"]}", 413, "too_large"),
            (b'{"frames":["' + b"x" * MAX_BODY + b'"]}', 413, "too_large"),
            ([b'{"frames":["', *[b"x" * 8192] * 9], 413, "too_large"),
            (b"\xff\xfe", 400, "malformed"),
        ],
        ids=[
            "nothing",
            "null",
            "a list",
            "no list",
            "an empty list",
            "no frame",
            "half a hello",
            "no hello",
            "a wait that is none",
            "too deep",
            "too many",
            "too long",
            "too long in pieces",
            "no text",
        ],
    )
    async def test_a_call_that_is_none_says_so(
        self, people: People, body: bytes | list[bytes], status: int, code: str
    ) -> None:
        headers = [("origin", OWN_ORIGIN)]
        if isinstance(body, bytes):
            headers.append(("content-length", str(len(body))))
        answer = await http("POST", SYNC, body, headers=headers)
        assert (answer.status, answer.code) == (status, code)

    @pytest.mark.parametrize(
        ("headers", "status", "code"),
        [
            ([], 403, "forbidden"),
            ([("origin", "null")], 403, "forbidden"),
            ([("origin", "https://other.example")], 403, "forbidden"),
            ([("host", "evil.example"), ("origin", "http://evil.example")], 400, "malformed"),
            ([("host", HOST), ("host", HOST), ("origin", OWN_ORIGIN)], 400, "malformed"),
            ([("origin", OWN_ORIGIN), ("content-encoding", "gzip")], 400, "malformed"),
            ([("origin", OWN_ORIGIN), ("content-length", "-1")], 400, "malformed"),
            ([("origin", OWN_ORIGIN), ("content-length", "999999999")], 413, "too_large"),
            ([("origin", OWN_ORIGIN), ("content-length", "9" * 5000)], 413, "too_large"),
        ],
        ids=[
            "no origin",
            "a null origin",
            "another site's origin",
            "a foreign host",
            "two hosts",
            "a packed body",
            "a length that is none",
            "a declared flood",
            "an absurd length",
        ],
    )
    async def test_a_call_from_nowhere_good_says_so(
        self, people: People, headers: Headers, status: int, code: str
    ) -> None:
        answer = await http("POST", SYNC, HELLO, headers=headers)
        assert (answer.status, answer.code) == (status, code)
        assert answer.headers["x-content-type-options"] == "nosniff"

    @pytest.mark.parametrize(
        ("method", "path", "allow"),
        [("GET", SYNC, "POST"), ("DELETE", SYNC, "POST"), ("POST", "/w/fjord.js", "GET, HEAD")],
    )
    async def test_another_method_is_named_the_right_one(
        self, people: People, method: str, path: str, allow: str
    ) -> None:
        answer = await http(method, path)
        assert (answer.status, answer.code, answer.headers["allow"]) == (405, "method_not_allowed", allow)

    async def test_a_site_that_does_not_exist_is_not_found(self, people: People) -> None:
        answer = await http("POST", "/w/nowhere/sync", HELLO)
        assert (answer.status, answer.code) == (404, "not_found")

    async def test_a_spoiled_frame_does_not_take_the_others_along(self, people: People) -> None:
        poll = await Poll().greet()
        id = await opened(poll)
        fields = {"type": "message.send", "conversation": id}
        good, bad = "0" * 8 + "-0000-4000-8000-" + "0" * 12, "1" * 8 + "-0000-4000-8000-" + "0" * 12
        spoiled, ack, *_entry = await poll.call(
            fields | {"text": "\ud83d", "client_id": bad}, fields | {"text": "Hello", "client_id": good}
        )
        assert (spoiled["code"], spoiled["client_id"]) == ("invalid", bad)
        kinds = types([ack, *_entry])
        assert sorted(kinds) == ["ack", "message.created"]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/api/v1/conversations/\0/entries/", ""),
        ("/conversations/a\0b/transcript/", ""),
        ("/admin/login/\0", ""),
        ("/w/fjord/\0sync", ""),
        ("/api/v1/conversations/", "before=%00"),
    ],
)
async def test_nul_in_an_address_goes_no_further(people: People, path: str, query: str) -> None:
    answer = await http("GET", path, query=query)
    assert (answer.status, answer.code) == (400, "malformed")


class TestProxies:
    """Whose word about addresses and schemes is taken."""

    FORWARDED = (("origin", OWN_ORIGIN), ("x-forwarded-for", "203.0.113.9"), ("x-forwarded-proto", "https"))

    @pytest.fixture(autouse=True)
    def slow(self, allow: Callable[..., None]) -> None:
        allow(VISITOR_FRAMES_PER_SECOND=1)

    async def answers(self, forwarded: list[str]) -> list[str]:
        """Return how a page view from each of these claimed addresses is answered, all from one peer."""
        answers = []
        frame = {"type": "page.view", "view": "1", "url": "", "id": "1"}
        for claimed in forwarded:
            headers = [("origin", OWN_ORIGIN), ("x-forwarded-for", claimed)]
            answer = await Poll().post(
                {"frames": [{"type": "hello", "protocol": 1}, frame]}, headers=headers, address="10.9.9.9"
            )
            answers += types(frame for frame in answer.json()["frames"] if frame.get("id") == "1")
        return answers

    async def test_nobody_is_believed_by_default(self, people: People) -> None:
        assert await self.answers([f"203.0.113.{n}" for n in range(6)]) == ["ack"] * 4 + ["nack"] * 2

    async def test_behind_a_trusted_proxy_the_last_address_it_saw_counts(
        self, people: People, settings: Any
    ) -> None:
        settings.TRUSTED_PROXIES = 1
        assert await self.answers([f"203.0.113.{n}" for n in range(6)]) == ["ack"] * 6
        spoofed = [f"198.51.100.{n}, 203.0.113.99" for n in range(6)]
        assert await self.answers(spoofed) == ["ack"] * 4 + ["nack"] * 2

    async def test_a_scheme_is_believed_only_from_a_proxy(self, people: People, settings: Any) -> None:
        headers = (("origin", f"https://{HOST}"), ("x-forwarded-proto", "https"))
        assert (await http("POST", SYNC, HELLO, headers=headers)).status == 403
        settings.TRUSTED_PROXIES = 1
        assert (await http("POST", SYNC, HELLO, headers=headers)).status == 200


async def test_no_token_and_no_query_reaches_a_log(people: People, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    poll = await Poll().greet(page={"url": "https://fjordwood.example/?card=4111"})
    await opened(poll, "My secret words")
    await http("POST", SYNC, HELLO, query="token=from-the-address", headers=[])
    await people.visitor(token=poll.hello["token"])
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert "POST /w/fjord/sync 403" in logged
    secrets = (poll.hello["token"], "from-the-address", "4111", "My secret words", poll.address)
    assert [secret for secret in secrets if secret in logged] == []


async def test_a_storm_of_repeated_calls_stores_each_word_once(shop: Shop, people: People) -> None:
    poll = await Poll().greet()
    id = await opened(poll)
    words = [
        {
            "type": "message.send",
            "conversation": id,
            "text": f"{n}",
            "client_id": f"{n:08}-0000-4000-8000-{0:012}",
        }
        for n in range(5)
    ]
    calls = await asyncio.gather(*[poll.call(*words) for _ in range(3)])
    seqs = [{f["client_id"]: f["seq"] for f in frames if f["type"] == "ack"} for frames in calls]
    assert seqs[0] == seqs[1] == seqs[2]
    assert sorted(seqs[0].values()) == [4, 5, 6, 7, 8]
    assert await outside(Entry.objects.count) == 8
