"""A message left where nobody is there to answer becomes a conversation like any other."""

from typing import Any

import pytest

from chat.models import Conversation
from realtime.errors import Refusal
from tests.chat.shop import Shop, client_id, kinds, texts
from tests.chat.wire import People, Poll, outside
from visitors.models import Customer

INGRID = {"name": "Ingrid", "email": "ingrid@mail.example"}


async def test_it_waits_in_the_department_it_is_for_though_that_is_closed(shop: Shop, people: People) -> None:
    def close() -> None:
        shop.support.hours = {"week": [[]] * 7}
        shop.support.save()

    await outside(close)
    nora, tab = await people.agent(shop.nora), await people.visitor()
    asked = {"text": "Does oak darken?", "department": shop.support.pk, "form": INGRID}
    ack = await tab.ask("conversation.open", **asked)
    entry = await nora.until("conversation.opened", conversation=ack["conversation"])
    assert entry["visitor"].items() >= INGRID.items()
    assert (entry["department"]["name"], entry["channel"], entry["actor"]["name"]) == (
        "Support",
        "form",
        "Ingrid",
    )
    row = await outside(lambda: Conversation.objects.get(pk=ack["conversation"]))
    assert await outside(lambda: (kinds(row), texts(row))) == (
        ["conversation.opened", "conversation.queued", "message.created"],
        ["Does oak darken?"],
    )
    await tab.settle()
    await nora.settle()
    await nora.ask("message.send", conversation=row.pk, text="It does.")
    assert (await tab.until("message.created"))["message"]["text"] == "It does."
    await tab.ask("message.send", conversation=row.pk, text="Thank you")
    said = [frame for frame in await nora.settle() if frame["type"] == "message.created"]
    assert [frame["message"]["author"]["name"] for frame in said] == ["Nora", "Ingrid"]


async def test_over_http_it_is_the_same_and_a_second_try_changes_nothing(shop: Shop, people: People) -> None:
    poll, id = await Poll().greet(), client_id()
    for form in (INGRID, INGRID | {"name": "Somebody else"}):
        ack = await poll.ask("conversation.open", client_id=id, text="Hello", form=form)
        assert (ack["type"], ack["seq"]) == ("ack", 3)
    assert await outside(lambda: Customer.objects.values_list("name", "email").get()) == tuple(
        INGRID.values()
    )


async def test_whoever_leaves_the_form_empty_is_nobody_in_particular(shop: Shop, people: People) -> None:
    ack = await (await people.visitor()).ask("conversation.open", text="Hello", form={"name": " "})
    row = await outside(lambda: Conversation.objects.select_related("visitor").get(pk=ack["conversation"]))
    assert (row.channel, row.visitor.customer_id) == ("form", None)


@pytest.mark.parametrize(
    "form",
    [{"email": "nobody"}, {"email": "a@b"}, {"name": "x" * 121}, {"phone": "1" * 41}, [], "form"],
    ids=str,
)
async def test_nonsense_is_refused_and_opens_nothing(people: People, form: Any) -> None:
    nack = await (await people.visitor()).ask("conversation.open", text="Hello", form=form)
    assert (nack["type"], nack["code"]) == ("nack", "invalid")
    assert not await outside(Conversation.objects.exists)


def test_other_words_under_the_same_id_are_a_conflict_and_say_nothing_new(shop: Shop) -> None:
    visitor, id = shop.visitor(), client_id()
    shop.conversation("Hello", visitor, client_id=id, said=INGRID)
    with pytest.raises(Refusal, match="other words"):
        shop.conversation("Bye", visitor, client_id=id, said={"name": "Mallory"})
    assert Customer.objects.get().name == "Ingrid"
