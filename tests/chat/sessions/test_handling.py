"""The verbs of a conversation over the wire, and who may do what to whom."""

import asyncio

import pytest

from tests.chat.shop import Shop, client_id
from tests.chat.wire import OPENED, People, opened, outside, seen


async def test_take_answer_and_close(shop: Shop, people: People) -> None:
    visitor, mara = await people.visitor(), await people.agent(shop.mara)
    id = await opened(visitor)
    for verb, fields in {
        "conversation.take": {},
        "message.send": {"text": "Good morning"},
        "conversation.close": {},
        "conversation.reopen": {},
    }.items():
        assert (await mara.ask(verb, conversation=id, **fields))["type"] == "ack"
    heard = seen(await visitor.settle(), id)
    assert heard == [
        "conversation.assigned",
        "message.created",
        "conversation.closed",
        "conversation.reopened",
    ]
    assert seen(await mara.settle(), id) == OPENED + heard


async def test_two_who_take_at_once_do_not_both_get_it(shop: Shop, people: People) -> None:
    id = (await outside(lambda: shop.conversation("Hello"))).pk
    mara, jonas = await people.agent(shop.mara), await people.agent(shop.jonas)
    answers = await asyncio.gather(*[tab.ask("conversation.take", conversation=id) for tab in (mara, jonas)])
    assert sorted(answer["type"] for answer in answers) == ["ack", "nack"]
    (refused,) = [answer for answer in answers if answer["type"] == "nack"]
    assert (refused["code"], refused["retry"]) == ("taken", False)


@pytest.mark.parametrize("verb", ["take", "assign", "transfer", "close", "reopen"])
async def test_a_verb_sent_again_is_acknowledged_with_its_first_place(
    shop: Shop, people: People, verb: str
) -> None:
    conversation = await outside(lambda: shop.conversation("Hello"))
    if verb == "reopen":
        await outside(lambda: conversation.close(by=shop.mara.actor))
    fields = {"assign": {"agent": shop.jonas.pk}, "transfer": {"agent": shop.jonas.pk, "note": "Yours"}}
    frame = {"conversation": conversation.pk, "client_id": client_id()} | fields.get(verb, {})
    mara = await people.agent(shop.mara)
    first, again = [await mara.ask(f"conversation.{verb}", **frame) for _ in range(2)]
    assert first["type"] == again["type"] == "ack"
    assert (first["seq"], first["at"]) == (again["seq"], again["at"])


async def test_passed_out_of_reach_it_is_heard_of_no_more(shop: Shop, people: People) -> None:
    mara, nora, visitor = (
        await people.agent(shop.mara),
        await people.agent(shop.nora),
        await people.visitor(),
    )
    id = await opened(visitor, department=shop.sales.pk)
    await mara.ask("conversation.take", conversation=id)
    await mara.ask("sync", conversation=id, after=0)
    for tab in (mara, nora):
        await tab.settle()
    ack = await mara.ask("conversation.transfer", conversation=id, department=shop.support.pk, note="Yours")
    assert seen(await mara.settle(), id) == ["message.created", "conversation.transferred"]
    assert seen(await nora.settle(), id) == ["conversation.transferred"]
    page = await nora.ask("sync", conversation=id, after=0)
    assert page["entries"][-1]["seq"] == ack["seq"]
    assert [e["message"]["text"] for e in page["entries"] if "message" in e] == ["Hello", "Yours"]
    await nora.ask("message.send", conversation=id, text="Good morning")
    assert await mara.settle() == []
    assert (await mara.ask("sync", conversation=id, after=0))["code"] == "not_found"
    assert (await mara.ask("message.send", conversation=id, text="Me too"))["code"] == "not_found"


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("assign", {"agent": "nora"}),
        ("assign", {"agent": "olga"}),
        ("transfer", {"agent": "olga"}),
        ("transfer", {"department": "elsewhere"}),
        ("transfer", {"department": "sales", "agent": "nora"}),
        ("transfer", {}),
    ],
    ids=str,
)
async def test_it_is_passed_only_to_those_who_answer_for_it(
    shop: Shop, people: People, verb: str, fields: dict[str, str]
) -> None:
    conversation = await outside(lambda: shop.conversation("Hello"))
    mara = await people.agent(shop.mara)
    there = {name: getattr(shop, who).pk for name, who in fields.items()}
    nack = await mara.ask(f"conversation.{verb}", conversation=conversation.pk, **there)
    assert (nack["type"], nack["code"]) == ("nack", "invalid")
    await outside(conversation.refresh_from_db)
    assert (conversation.head, conversation.agent_id, conversation.department_id) == (
        3,
        None,
        shop.sales.pk,
    )


async def test_who_passes_on_to_another_department_may_name_who_there(shop: Shop, people: People) -> None:
    conversation = await outside(lambda: shop.conversation("Hello"))
    mara = await people.agent(shop.mara)
    there = {"department": shop.support.pk, "agent": shop.nora.pk}
    assert (await mara.ask("conversation.transfer", conversation=conversation.pk, **there))["type"] == "ack"
    await outside(conversation.refresh_from_db)
    assert (conversation.agent_id, conversation.department_id) == (shop.nora.pk, shop.support.pk)


async def test_a_note_reaches_colleagues_as_words(shop: Shop, people: People) -> None:
    conversation = await outside(lambda: shop.conversation("Hello"))
    mara, jonas = await people.agent(shop.mara), await people.agent(shop.jonas)
    await jonas.settle()
    await mara.ask("message.send", conversation=conversation.pk, text="Careful", audience="agents")
    (entry,) = await jonas.settle()
    assert (entry["message"]["text"], entry["message"]["audience"]) == ("Careful", "agents")
    assert entry["actor"]["name"] == "Mara"
