"""Something to answer, asked by an agent and answered by a visitor, over their sockets."""

from typing import Any

import pytest

from tests.chat.shop import Shop, client_id, texts
from tests.chat.wire import People, Poll, opened, outside, seen

CHOICES = {"text": "Which?", "kind": "choices", "data": {"choices": ["This", "That"]}}


async def test_everybody_hears_what_is_asked_and_what_is_answered(shop: Shop, people: People) -> None:
    mara, tab = await people.agent(shop.mara), await people.visitor(echo=False)
    id = await opened(tab)
    asked = await mara.ask("message.send", conversation=id, **CHOICES)
    heard = await tab.until("message.created", seq=asked["seq"])
    assert (heard["message"]["text"], heard["message"]["kind"]) == ("Which?\n• This\n• That", "choices")
    await mara.settle()
    answer = {"kind": "answer", "data": {"of": asked["seq"], "choice": "That"}, "text": "forged"}
    ack = await tab.ask("message.send", conversation=id, **answer)
    entry = await mara.until("message.created", seq=ack["seq"])
    assert (entry["message"]["text"], entry["message"]["data"]) == ("That", answer["data"])
    assert seen(await tab.settle(), id) == []  # it wants no echo
    page = await tab.ask("sync", conversation=id, after=asked["seq"] - 1)
    assert [each["message"]["kind"] for each in page["entries"]] == ["choices", "answer"]


async def test_a_second_answer_is_refused_and_a_resent_one_is_the_first(shop: Shop, people: People) -> None:
    mara, tab, poll = await people.agent(shop.mara), await people.visitor(), Poll()
    id = await opened(tab)
    asked = await mara.ask("message.send", conversation=id, **CHOICES)
    answer = {"conversation": id, "kind": "answer", "text": "", "client_id": client_id()}
    answer["data"] = {"of": asked["seq"], "choice": "This"}
    first = await tab.ask("message.send", **answer)
    await poll.greet(token=tab.welcome["token"])
    again = await poll.ask("message.send", **answer)
    assert (first["type"], again["type"], again["seq"]) == ("ack", "ack", first["seq"])
    nack = await tab.ask("message.send", **answer | {"client_id": client_id()})
    assert (nack["code"], nack["retry"]) == ("conflict", False)
    assert (await outside(lambda: texts(id)))[2:] == ["This"]


@pytest.mark.parametrize(
    "data",
    [
        {"of": 3, "choice": "This"},
        {"of": 4, "choice": "Neither"},
        {"of": 4, "values": {}},
        {"of": 5, "choice": "This"},
    ],
    ids=["words", "not offered", "no choice", "nothing there"],
)
async def test_what_is_no_answer_is_refused_and_stored_nowhere(
    shop: Shop, people: People, data: dict[str, Any]
) -> None:
    mara, tab = await people.agent(shop.mara), await people.visitor()
    id = await opened(tab)
    assert (await mara.ask("message.send", conversation=id, **CHOICES))["seq"] == 4
    nack = await tab.ask("message.send", conversation=id, kind="answer", text="This", data=data)
    assert (nack["code"], nack["retry"]) == ("invalid", False)
    assert len(await outside(lambda: texts(id))) == 2


async def test_asking_somebody_who_has_left_opens_the_conversation_again(shop: Shop, people: People) -> None:
    mara, tab = await people.agent(shop.mara), await people.visitor()
    id = await opened(tab)
    await tab.ask("conversation.close", conversation=id)
    ack = await mara.ask("message.send", conversation=id, **CHOICES)
    heard = await tab.until("message.created", seq=ack["seq"])
    assert heard["message"]["data"] == CHOICES["data"] | {"lead": "Which?"}
