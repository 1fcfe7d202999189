"""The person in a conversation, over the wire: colleagues are told, the visitor never."""

from tests.chat.shop import Shop
from tests.chat.wire import People, opened, outside, types
from visitors.models import Note, Visitor


async def test_a_note_about_a_person_is_told_to_colleagues_and_to_no_visitor(
    shop: Shop, people: People
) -> None:
    tab = await people.visitor()
    mara, jonas = await people.agent(shop.mara), await people.agent(shop.jonas)
    id = await opened(tab)
    await mara.settle()
    await jonas.settle()
    for step in ("add", "edit", "delete"):
        notes = (await jonas.ask("conversation.context", conversation=id))["notes"]
        named = {"note": notes[0]["id"]} if step != "add" else {}
        words = {"text": f"Third floor {step}"} if step != "delete" else {}
        assert (await mara.ask(f"note.{step}", conversation=id, **named, **words))["type"] == "ack"
        assert types(await jonas.settle()) == ["visitor.changed"]
        assert await tab.settle() == []
    assert not await outside(Note.objects.exists)
    refused = await mara.ask("note.add", conversation=id, text="  ")
    assert refused["code"] == "invalid"


async def test_a_correction_is_marked_as_told_to_the_agent(shop: Shop, people: People) -> None:
    tab, mara = await people.visitor(), await people.agent(shop.mara)
    id = await opened(tab)
    await mara.settle()
    await mara.ask("visitor.correct", conversation=id, name=" Ada ", email="ada@mail.example")
    changed = await mara.until("visitor.changed")
    assert (changed["visitor"]["name"], changed["visitor"]["email"]) == ("Ada", "ada@mail.example")
    facts = (await mara.ask("conversation.context", conversation=id))["facts"]
    assert [fact["to"]["name"] for fact in facts if fact["origin"] == "said"] == ["Mara", "Mara"]
    assert await tab.settle() == []
    for wrong in ({}, {"email": "nobody"}):
        assert (await mara.ask("visitor.correct", conversation=id, **wrong))["code"] == "invalid"


async def test_who_looks_is_told_to_those_who_may_know(shop: Shop, people: People) -> None:
    tab = await people.visitor()
    mara, jonas, nora = [await people.agent(agent) for agent in (shop.mara, shop.jonas, shop.nora)]
    id = await opened(tab)
    for agent in (mara, jonas, nora):
        await agent.settle()
    await mara.ask("conversation.view", conversation=id)
    seen = await jonas.until("conversation.presence")
    assert [viewer["name"] for viewer in seen["viewers"]] == ["Mara"]
    await jonas.ask("conversation.view", conversation=id)
    seen = await jonas.until("conversation.presence")
    assert [viewer["name"] for viewer in seen["viewers"]] == ["Mara", "Jonas"]
    await people.hang_up(mara)
    assert [one["name"] for one in (await jonas.until("conversation.presence"))["viewers"]] == ["Jonas"]
    await jonas.ask("conversation.view", conversation=None)
    assert (await jonas.until("conversation.presence"))["viewers"] == []
    assert (await nora.ask("conversation.view", conversation=id))["code"] == "not_found"
    assert "conversation.presence" not in types([*await tab.settle(), *await nora.settle()])


async def test_who_writes_a_note_is_told_to_colleagues_alone(shop: Shop, people: People) -> None:
    tab = await people.visitor()
    mara, jonas = await people.agent(shop.mara), await people.agent(shop.jonas)
    id = await opened(tab)
    await jonas.settle()
    await mara.ask("typing.start", conversation=id, audience="agents")
    assert (await jonas.until("typing.started"))["audience"] == "agents"
    await mara.ask("typing.stop", conversation=id, audience="agents")
    await mara.ask("typing.start", conversation=id)
    heard = await tab.settle()
    assert [(frame["type"], frame["audience"]) for frame in heard] == [("typing.started", "everyone")]


async def test_where_a_visitor_is_now_is_told_and_not_stored(shop: Shop, people: People) -> None:
    mara, tab = await people.agent(shop.mara), await people.visitor()
    page = {"view": "1", "url": "https://fjordwood.example/delivery", "title": "Delivery"}
    await tab.ask("page.view", **page)
    await opened(tab)
    await mara.settle()
    await tab.ask("page.view", **page)
    seen = await mara.until("page.viewed")
    assert (seen["page"]["url"], seen["page"]["title"]) == (page["url"], page["title"])
    assert seen["visitor"] == await outside(lambda: Visitor.objects.get().pk)
    shop.site.mode = "off"
    await outside(shop.site.save)
    quiet = await people.visitor()
    await opened(quiet)
    await mara.settle()
    await quiet.ask("page.view", **page)
    assert await mara.settle() == []
