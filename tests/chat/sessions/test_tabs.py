"""One visitor, several tabs: each hears everything once."""

from tests.chat.wire import People, opened, settled, types


async def test_a_conversation_opened_in_one_tab_stands_in_the_other(people: People) -> None:
    one = await people.visitor()
    two = await people.visitor(token=one.welcome["token"])
    ack = await one.ask("conversation.open", text="Hello")
    here, there = await settled(one, two)
    assert here == there
    assert types(there) == ["conversation.opened", "conversation.queued", "message.created"]
    await two.ask("message.send", conversation=ack["conversation"], text="From the other tab")
    here, there = await settled(one, two)
    assert here == there
    assert [entry["message"]["text"] for entry in here] == ["From the other tab"]


async def test_who_wants_no_echo_hears_only_the_others(people: People) -> None:
    one = await people.visitor(echo=False)
    two = await people.visitor(token=one.welcome["token"], echo=False)
    id = await opened(one)
    await two.settle()
    ack = await one.ask("message.send", conversation=id, text="From one")
    await two.ask("message.send", conversation=id, text="From two")
    here, there = await settled(one, two)
    assert ([entry["seq"] for entry in here], [entry["seq"] for entry in there]) == ([5], [ack["seq"]])


async def test_who_wants_no_echo_gets_none_from_a_conversation_that_opens_again(people: People) -> None:
    tab = await people.visitor(echo=False)
    id = await opened(tab)
    await tab.ask("conversation.close", conversation=id)
    await tab.settle()
    ack = await tab.ask("message.send", conversation=id, text="One more thing")
    assert types(await tab.settle()) == ["conversation.reopened", "conversation.queued"]
    assert ack["seq"] == 7


async def test_a_stranger_hears_nothing(people: People) -> None:
    stranger, tab = await people.visitor(), await people.visitor()
    id = await opened(tab)
    await tab.ask("message.send", conversation=id, text="Between us")
    assert await stranger.settle() == []
