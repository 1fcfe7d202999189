"""What holds when a token costs nothing: limits by address, and an end to those who never stop."""

import asyncio
from collections.abc import Callable
from typing import Any

from chat.models import Conversation
from chat.sessions.limits import connections
from realtime.edge import network_of
from tests.chat.shop import Shop, texts
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
    assert (await poll.post({"frames": [poll.hello]})).status == 200


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


async def test_an_agents_messages_are_counted_over_all_sockets(
    allow: Callable[..., None], shop: Shop, people: People
) -> None:
    allow(AGENT_MESSAGES_PER_SECOND=1)
    conversation = await outside(lambda: shop.conversation("Hello"))
    desk, phone = await people.agent(shop.mara), await people.agent(shop.mara)
    answers = [
        await tab.ask("message.send", conversation=conversation.pk, text=f"{n}")
        for n in range(3)
        for tab in (desk, phone)
    ]
    assert types(answers) == ["ack"] * 4 + ["nack"] * 2
    assert {(answer["code"], answer["retry"]) for answer in answers[4:]} == {("too_many", True)}
    assert len(await outside(lambda: texts(conversation))) == 5


class TestLimits:
    """Too much is answered, not punished; what is said later is said."""

    async def test_too_many_messages_are_refused_with_a_time(
        self, allow: Callable[..., None], people: People
    ) -> None:
        allow(VISITOR_MESSAGES_PER_SECOND=1)
        tab = await people.visitor()
        id = await opened(tab)
        answers = [await tab.ask("message.send", conversation=id, text=f"{n}") for n in range(6)]
        kept, refused = answers[:3], answers[3:]  # the first of four was the opening
        assert {answer["type"] for answer in kept} == {"ack"}
        assert {(answer["code"], answer["retry"]) for answer in refused} == {("too_many", True)}
        assert all(0 < answer["retry_after_ms"] <= 1000 for answer in refused)
        assert await outside(lambda: texts(id)) == ["Hello", "0", "1", "2"]

    async def test_too_many_frames_are_refused_with_a_time(
        self, allow: Callable[..., None], people: People
    ) -> None:
        allow(VISITOR_FRAMES_PER_SECOND=1)
        tab = await people.visitor()
        answers = [await tab.ask("page.view", view="1", url="https://x.example/") for _ in range(5)]
        assert types(answers) == ["ack"] * 4 + ["nack"]
        assert (answers[-1]["code"], answers[-1]["retry"]) == ("too_many", True)

    async def test_one_visitor_does_not_use_up_what_another_may_send(
        self, allow: Callable[..., None], people: People
    ) -> None:
        allow(VISITOR_FRAMES_PER_SECOND=1)
        greedy, modest = await people.visitor(), await people.visitor()
        for _ in range(8):
            await greedy.ask("page.view", view="1", url="https://x.example/")
        assert (await modest.ask("page.view", view="1", url="https://x.example/"))["type"] == "ack"
