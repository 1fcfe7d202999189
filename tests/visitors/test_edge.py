"""The door for frames about the host page: little may be said there, and from few places."""

import json
import re
from typing import Any

import pytest

from chat.models import Conversation
from tests.chat.shop import Shop
from tests.chat.wire import OWN_ORIGIN, Answer, People, http, outside
from visitors.identity import new_ticket
from visitors.models import Visitor

HIT = "/w/fjord/hit"
PAGE = "https://fjordwood.example"


async def hit(body: Any, origin: str | None = PAGE) -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = [("content-type", "text/plain"), *([("origin", origin)] if origin else [])]
    return await http("POST", HIT, raw, headers=headers)


async def test_what_happens_on_the_page_is_taken_and_nothing_of_it_stored(people: People) -> None:
    token = await outside(new_ticket(people.shop.site, "tracking").token)
    types = ("page.view", "page.leave", "event.track", "invitation.shown", "consent.set", "visitor.identify")
    frames = [{"type": type, "view": "1", "url": PAGE} for type in types]
    answer = await hit({"token": token, "frames": frames})
    assert (answer.status, answer.body) == (204, b"")
    assert (answer.headers["access-control-allow-origin"], answer.headers["vary"]) == (PAGE, "Origin")
    assert not await outside(Visitor.objects.exists)


async def test_what_belongs_to_the_chat_is_refused_whatever_the_token(shop: Shop, people: People) -> None:
    types = ("message.send", "conversation.open", "sync", "hello", "visitor.update", "", None)
    frames = [{"type": type, "id": f"{type}", "client_id": "c", "text": "Hello"} for type in types]
    for kind in ("tracking", "conversation"):
        token = await outside(new_ticket(shop.site, kind).token)
        answer = await hit({"token": token, "frames": [{"type": "page.view"}, *frames]})
        nacks = answer.json()["frames"]
        assert [nack["id"] for nack in nacks] == [frame["id"] for frame in frames]
        assert {(nack["type"], nack["code"], nack["client_id"]) for nack in nacks} == {
            ("nack", "forbidden", "c")
        }
    assert not await outside(Conversation.objects.exists)


@pytest.mark.parametrize(
    ("origin", "status"),
    [(PAGE, 204), (OWN_ORIGIN, 204), (None, 403), ("null", 403), ("https://other.example", 403)],
)
async def test_it_is_open_to_pages_the_site_may_stand_on(
    people: People, origin: str | None, status: int
) -> None:
    assert (await hit({"frames": []}, origin)).status == status


async def test_a_token_of_another_site_is_refused(shop: Shop, people: People) -> None:
    for token in (await outside(new_ticket(shop.other_site, "tracking").token), "forged"):
        answer = await hit({"token": token, "frames": []})
        assert (answer.status, answer.code) == (403, "forbidden")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "malformed"),
        (b"[]", 400, "malformed"),
        ({"frames": {}}, 400, "malformed"),
        ({"frames": [1]}, 400, "malformed"),
        ({"frames": [], "token": 7}, 400, "malformed"),
        (b'{"frames":' + b"[" * 60_000, 400, "malformed"),
        ({"frames": [{"type": "page.view"}] * 51}, 413, "too_large"),
    ],
    ids=ascii,
)
async def test_a_body_that_is_none_says_so(people: People, body: Any, status: int, code: str) -> None:
    answer = await hit(body)
    assert (answer.status, answer.code) == (status, code)


async def test_the_frame_stands_only_where_the_site_allows(shop: Shop, people: People) -> None:
    def policy(answer: Answer) -> dict[str, str]:
        return dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))

    chat, page = [await http("GET", f"/w/fjord/{name}", headers=[]) for name in ("chat", "page")]
    assert (policy(chat)["frame-ancestors"], policy(page)["frame-ancestors"]) == (PAGE, "'none'")
    shop.site.allowed_origins = []
    await outside(shop.site.save)
    assert policy(await http("GET", "/w/fjord/chat", headers=[]))["frame-ancestors"] == "'none'"


async def test_what_a_chat_loads_on_use_is_allowed_by_its_whole_address(people: People) -> None:
    chat = await http("GET", "/w/fjord/chat", headers=[("host", "testserver:8000")])
    policy = chat.headers["content-security-policy"]
    assert re.search(r"script-src '\S+' testserver:8000/w/fjord/part/;", policy)
    rare = await http("GET", "/w/fjord/part/rating.js", headers=[])
    assert (rare.status, rare.headers["x-content-type-options"]) == (200, "nosniff")
    assert rare.headers["content-type"].startswith("text/javascript")


async def test_what_tells_of_pages_is_there_where_something_is_collected(shop: Shop, people: People) -> None:
    found = await http("GET", "/w/fjord/track.js", headers=[])
    assert (found.status, found.headers["access-control-allow-origin"]) == (200, "*")
    assert found.headers["content-type"].startswith("text/javascript")
    shop.site.mode = "off"
    await outside(shop.site.save)
    assert (await http("GET", "/w/fjord/track.js", headers=[])).status == 404


async def test_what_shows_an_invitation_is_there_where_somebody_can_be_invited(
    shop: Shop, people: People
) -> None:
    assert (await http("GET", "/w/fjord/invite.js", headers=[])).status == 200
    shop.site.mode = "off"
    await outside(shop.site.save)
    assert (await http("GET", "/w/fjord/invite.js", headers=[])).status == 404


async def test_the_loader_is_sent_again_only_when_it_has_changed(shop: Shop, people: People) -> None:
    first = await http("GET", "/w/fjord.js", headers=[])
    unchanged = [("if-none-match", first.headers["etag"])]
    assert first.headers["content-type"].startswith("text/javascript")
    assert (await http("GET", "/w/fjord.js", headers=unchanged)).status == 304
    shop.site.appearance = {"brand": "#aa0000"}
    await outside(shop.site.save)
    assert (await http("GET", "/w/fjord.js", headers=unchanged)).status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/w/nowhere.js",
        "/w/nowhere/chat",
        "/w/nowhere/page",
        "/w/nowhere/track.js",
        "/w/nowhere/part/rating.js",
        "/w/fjord/part/nothing.js",
    ],
)
async def test_a_site_that_does_not_exist_is_not_found(people: People, path: str) -> None:
    answer = await http("GET", path, headers=[])
    assert (answer.status, answer.code) == (404, "not_found")


@pytest.mark.parametrize(
    ("query", "accepted", "spoken"),
    [
        ("", "sv, zh-TW;q=0.9, de;q=0.1", "zh-hans"),
        ("", "fr;q=0.2, de-AT;q=0.8", "de"),
        ("", "sv", "en"),
        ("", "", "en"),
        ("lang=zh", "de", "zh-hans"),
        ("lang=sv", "de", "en"),
    ],
)
async def test_the_chat_speaks_as_the_page_says_or_the_browser_asks(
    shop: Shop, people: People, query: str, accepted: str, spoken: str
) -> None:
    shop.site.texts = {"de": {}, "zh-hans": {}}
    await outside(shop.site.save)
    headers = [("accept-language", accepted)]
    for path in ("chat", "page"):
        answer = await http("GET", f"/w/fjord/{path}", headers=headers, query=query)
        assert f'<html lang="{spoken}"'.encode() in answer.body
