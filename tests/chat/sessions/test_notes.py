"""What agents do with a note is as hidden as the note."""

from realtime.hub import Delivery, encode_frame, hub
from tests.chat.shop import Shop
from tests.chat.wire import People, opened


async def test_a_note_that_reaches_a_colleague_is_not_told_of(shop: Shop, people: People) -> None:
    tab, mara, jonas = (
        await people.visitor(),
        await people.agent(shop.mara),
        await people.agent(shop.jonas),
    )
    id = await opened(tab)
    await jonas.ask("conversation.read", conversation=id, seq=3)
    await tab.settle()
    note = await mara.ask("message.send", conversation=id, text="Between us", audience="agents")
    for mark in ("received", "read"):
        await jonas.ask(f"conversation.{mark}", conversation=id, seq=note["seq"])
    assert await tab.settle() == []
    again = await people.visitor(token=tab.welcome["token"])
    (summary,) = again.welcome["conversations"]
    assert (summary["head"], summary["marks"]["agents"]) == (4, {"received": 4, "read": 4})


async def test_an_old_entry_that_comes_late_gives_no_note_away(shop: Shop, people: People) -> None:
    tab, mara = await people.visitor(), await people.agent(shop.mara)
    id = await opened(tab)
    said = await mara.ask("message.send", conversation=id, text="Oak")
    await mara.ask("message.send", conversation=id, text="Between us", audience="agents")
    await tab.settle()
    (session,) = [one for one in hub.topics[f"conversation:{id}"] if one.reach.visitor]
    frame = encode_frame({"type": "message.created", "conversation": id, "seq": said["seq"]})
    session.receive(Delivery((f"conversation:{id}",), frame, id, said["seq"], "everyone"))
    assert [heard["type"] for heard in await tab.settle()] == ["message.created"]
    await mara.ask("message.send", conversation=id, text="Yes")
    assert [heard["type"] for heard in await tab.settle()] == ["entry.hidden", "message.created"]
