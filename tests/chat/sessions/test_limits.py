"""What holds when a token costs nothing: limits by address, and an end to those who never stop."""

import asyncio
from collections.abc import Callable
from typing import Any

from chat.models import Conversation
from chat.sessions.limits import connections
from realtime.edge import network_of
from tests.chat.shop import texts
from tests.chat.wire import People, Poll, Tab, an_address, opened, outside, types


async def strangers(people: People, count: int) -> list[Tab]:
    """Return visitors with a token each, all from one address."""
    address = an_address()
    tabs = [people.socket("/ws/visitor/fjord/", address=address) for _ in range(count)]
    return [await (await people.connected(tab)).greet() for tab in tabs]


async def test_fresh_tokens_open_no_more_conversations(allow: Callable[..., None], people: People) -> None:
    allow(VISITOR_MESSAGES_PER_SECOND=1)
    tabs = await strangers(people, 6)
    answers = [await tab.ask("conversation.open", text="Hello") for tab in tabs]
    assert types(answers) == ["ack"] * 4 + ["nack"] * 2
    assert (answers[-1]["code"], answers[-1]["retry"]) == ("too_many", True)
    assert await outside(Conversation.objects.count) == 4
    assert (await (await people.visitor()).ask("conversation.open", text="Hello"))["type"] == "ack"


async def test_polling_opens_no_more_conversations_either(allow: Callable[..., None], people: People) -> None:
    allow(VISITOR_MESSAGES_PER_SECOND=1)
    (tab,) = await strangers(people, 1)
    for _ in range(4):
        await tab.ask("conversation.open", text="Hello")
    answer = await (await Poll(address=tab.address).greet()).ask("conversation.open", text="Hello")
    assert (answer["type"], answer["code"]) == ("nack", "too_many")


async def test_a_call_costs_something_even_if_it_only_says_hello(
    allow: Callable[..., None], people: People
) -> None:
    allow(VISITOR_FRAMES_PER_SECOND=1)
    poll = Poll(address=an_address())
    answers = [await poll.post({"frames": [poll.hello]}) for _ in range(50)]
    kept = [answer.status for answer in answers].count(200)
    assert 40 <= kept <= 44
    assert (answers[-1].status, answers[-1].code, answers[-1].headers["retry-after"]) == (
        429,
        "too_many",
        "1",
    )
    assert (await Poll().post({"frames": [poll.hello]})).status == 200


async def test_who_waits_for_news_by_http_takes_a_place_like_a_socket(people: People, settings: Any) -> None:
    settings.SOCKETS_PER_ADDRESS = 2
    address = an_address()
    await (await people.connected(people.socket("/ws/visitor/fjord/", address=address))).greet()
    poll = await Poll(address=address).greet()
    waiting = asyncio.get_running_loop().create_task(poll.call(wait_ms=20_000))
    while connections._taken[network_of(address)] < 2:
        await asyncio.sleep(0)
    refused = await poll.post({"frames": [poll.hello]})
    assert (refused.status, refused.code) == (429, "too_many")
    waiting.cancel()
    while connections._taken[network_of(address)] > 1:
        await asyncio.sleep(0)
    assert await poll.call() == []


async def test_many_sockets_say_no_more_than_ten(allow: Callable[..., None], people: People) -> None:
    allow(VISITOR_FRAMES_PER_SECOND=1)
    tabs = await strangers(people, 12)
    answers = [await tab.ask("page.view", view="1", url="") for tab in tabs for _ in range(4)]
    kept = types(answers).count("ack")
    assert 40 <= kept <= 44
    assert {answer["code"] for answer in answers if answer["type"] == "nack"} == {"too_many"}


async def test_who_does_not_stop_is_closed(allow: Callable[..., None], people: People) -> None:
    allow(VISITOR_FRAMES_PER_SECOND=1)
    tab = await people.visitor()
    for _ in range(60):
        await tab.send("feature.of_tomorrow")
    assert await tab.closed() == 4429
    assert {frame["code"] for frame in tab.news} == {"unknown_type"}


async def test_who_does_not_even_say_hello_is_closed_as_well(
    allow: Callable[..., None], people: People
) -> None:
    allow(VISITOR_FRAMES_PER_SECOND=1)
    tab = await people.connected(people.socket("/ws/visitor/fjord/"))
    for _ in range(60):
        await tab.send("feature.of_tomorrow")
    assert await tab.closed() == 4429


async def test_an_end_and_a_rating_cost_as_much_as_a_message(
    allow: Callable[..., None], people: People
) -> None:
    allow(VISITOR_MESSAGES_PER_SECOND=1)
    tab = await people.visitor()
    id = await opened(tab)
    await tab.ask("conversation.close", conversation=id)
    answers = [await tab.ask("conversation.rate", conversation=id, score=score) for score in (1, 2, 3, 4)]
    assert types(answers) == ["ack", "ack", "nack", "nack"]
    assert await outside(lambda: texts(id)) == ["Hello"]
