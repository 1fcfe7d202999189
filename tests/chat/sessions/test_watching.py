"""What an agent follows: what the view holds, and what was opened."""

from typing import Any

import pytest

from chat import presence
from chat.models import Conversation
from chat.sessions.agent import AgentSession
from realtime.hub import Hub, hub
from realtime.runtime import runtime
from tests.chat.shop import Shop
from tests.chat.wire import OPENED, Frame, People, Tab, opened, outside, seen, types


async def snapshot(tab: Tab, view: str) -> set[str]:
    """Return the ids of what a view holds."""
    answer = await tab.ask("inbox.watch", view=view)
    assert (answer["type"], answer["view"]) == ("inbox.snapshot", view)
    return {summary["id"] for summary in answer["conversations"]}


@pytest.fixture
async def three(shop: Shop) -> dict[str, str]:
    """Return a conversation that is Mara's, one that is Jonas's and one that is nobody's."""

    def talk() -> dict[str, str]:
        rows = {name: shop.conversation("Hello") for name in ("mine", "his", "waiting")}
        rows["mine"].take(by=shop.mara)
        rows["his"].take(by=shop.jonas)
        return {name: row.pk for name, row in rows.items()}

    return await outside(talk)


@pytest.mark.parametrize(
    ("view", "held"),
    [
        ("mine", {"mine"}),
        ("unassigned", {"waiting"}),
        ("all", {"mine", "his", "waiting"}),
    ],
)
async def test_a_view_holds_and_follows_its_conversations(
    shop: Shop, people: People, three: dict[str, str], view: str, held: set[str]
) -> None:
    mara, jonas = await people.agent(shop.mara), await people.agent(shop.jonas)
    assert {s["id"] for s in mara.welcome["conversations"]} == {three["mine"], three["waiting"]}
    assert await snapshot(mara, view) == {three[name] for name in held}
    await mara.settle()
    for id in three.values():
        assert (await jonas.ask("message.send", conversation=id, text="Hello"))["type"] == "ack"
    heard = {frame["conversation"] for frame in await mara.settle()}
    assert heard == {three[name] for name in held}


async def test_a_conversation_read_back_is_followed_whatever_the_view(
    shop: Shop, people: People, three: dict[str, str]
) -> None:
    mara, jonas = await people.agent(shop.mara), await people.agent(shop.jonas)
    await mara.ask("sync", conversation=three["his"], after=0)
    await snapshot(mara, "mine")
    await mara.settle()
    await jonas.ask("message.send", conversation=three["his"], text="Hello")
    assert seen(await mara.settle(), three["his"]) == ["message.created"]


async def test_what_is_taken_leaves_the_others_queue_with_the_news(
    shop: Shop, people: People, three: dict[str, str]
) -> None:
    mara, jonas = await people.agent(shop.mara), await people.agent(shop.jonas)
    await snapshot(jonas, "unassigned")
    await jonas.settle()
    await mara.ask("conversation.take", conversation=three["waiting"])
    assert seen(await jonas.settle(), three["waiting"]) == ["conversation.assigned"]
    await mara.ask("message.send", conversation=three["waiting"], text="Hello")
    assert await jonas.settle() == []


async def test_a_new_conversation_comes_to_the_desk_it_belongs_to(shop: Shop, people: People) -> None:
    desks = {name: await people.agent(getattr(shop, name)) for name in ("mara", "nora", "olga", "karin")}
    for tab in desks.values():
        await tab.settle()
    id = await opened(await people.visitor(), department=shop.sales.pk)
    heard = {name: seen(await tab.settle(), id) for name, tab in desks.items()}
    assert heard == {"mara": OPENED, "nora": [], "olga": [], "karin": OPENED}


async def test_a_conversation_whose_beginning_was_lost_is_found(
    shop: Shop, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    mara, nora = await people.agent(shop.mara), await people.agent(shop.nora)
    with monkeypatch.context() as broken:
        broken.setattr(Hub, "publish", lambda *_: None)
        id = (await outside(lambda: shop.conversation("Does anybody hear?"))).pk
        assert seen(await mara.settle(), id) == []
    runtime.pulse.hasten()
    await mara.until("heartbeat", heads={id: len(OPENED)})
    page = await mara.ask("sync", conversation=id, after=0)
    assert types(page["entries"]) == OPENED
    await nora.ask("test.barrier")
    assert not [frame for frame in nora.news if id in str(frame)]


async def test_what_is_said_while_a_record_is_read_is_not_passed_over(
    shop: Shop, people: People, three: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mara = await people.agent(shop.mara)
    page = AgentSession.page

    def slowly(session: AgentSession, id: str, *args: Any) -> Frame:
        read = page(session, id, *args)
        Conversation.objects.get(pk=id).say("Wait", by=shop.jonas.actor)
        return read

    monkeypatch.setattr(AgentSession, "page", slowly)
    answer = await mara.ask("sync", conversation=three["his"], after=0)
    said = [entry for entry in await mara.settle() if entry["type"] == "message.created"]
    assert [entry["seq"] for entry in said] == [answer["head"] + 1]


async def test_who_asked_for_what_was_missed_is_not_reminded_of_it(
    shop: Shop, people: People, three: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mara = await people.agent(shop.mara)
    await runtime.pulse.stop()  # no heart beats here but by hand
    with monkeypatch.context() as broken:
        broken.setattr(Hub, "publish", lambda *_: None)
        await outside(lambda: Conversation.objects.get(pk=three["mine"]).say("Hi", by=shop.jonas.actor))
    heads = await outside(lambda: presence.heads_of(list(three.values())))
    (session,) = hub.topics[f"agent:{shop.mara.pk}"]
    session.nudge(heads)
    told = await mara.until("heartbeat")
    await mara.ask("sync", conversation=three["mine"], after=told["heads"][three["mine"]] - 1)
    mara.news.clear()
    session.nudge(heads)
    await mara.ask("test.barrier")
    assert types(mara.news) == []


async def test_what_is_said_while_a_view_is_read_is_not_passed_over(
    shop: Shop, people: People, three: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mara = await people.agent(shop.mara)
    summaries = AgentSession._summaries

    def slowly(session: AgentSession, ids: list[str]) -> list[Frame]:
        conversation = Conversation.objects.get(pk=three["mine"])
        conversation.say("Still there?", by=conversation.visitor.actor)
        return summaries(session, ids)

    monkeypatch.setattr(AgentSession, "_summaries", slowly)
    await snapshot(mara, "mine")
    assert seen(await mara.settle(), three["mine"]) == ["message.created"]


async def test_hello_with_what_was_open_resumes_it(shop: Shop, people: People, three: dict[str, str]) -> None:
    mara = await people.agent(shop.mara, last={three["his"]: 1, "0" * 26: 0})
    (page,) = [frame for frame in await mara.settle() if frame["type"] == "sync.page"]
    assert (page["conversation"], [e["seq"] for e in page["entries"]]) == (three["his"], [2, 3, 4])
