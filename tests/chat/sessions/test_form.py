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


ORDER = {"key": "Order number", "label": {"": "Order number"}, "required": True}
ASKED = {"fields": [{"key": "name"}, ORDER]}


class TestAskedBefore:
    """A department that asks before the first words."""

    @pytest.fixture
    async def tab(self, shop: Shop, people: People) -> Any:
        def ask() -> None:
            shop.sales.form = ASKED
            shop.sales.save()

        await outside(ask)
        await people.agent(shop.mara)
        return await people.visitor()

    async def test_visitors_are_told_what_it_asks(self, shop: Shop, tab: Any) -> None:
        told = {row["name"]: row["form"] for row in tab.welcome["availability"]["departments"]}
        assert told == {"Sales": ASKED, "Support": None}
        assert tab.welcome["visitor"]["known"] == []

    async def test_what_is_missing_is_named_and_nothing_is_opened(self, shop: Shop, tab: Any) -> None:
        for form in (None, {"name": "Ingrid"}, {"attributes": {"Order number": " "}}):
            nack = await tab.ask("conversation.open", text="Hello", department=shop.sales.pk, form=form)
            assert (nack["code"], nack["fields"]) == ("invalid", {"Order number": "required"})
        assert not await outside(Conversation.objects.exists)
        ack = await tab.ask("conversation.open", text="Hello", department=shop.support.pk)
        assert ack["type"] == "ack", "the other department asks nothing"

    async def test_answers_are_kept_with_the_person_and_nothing_else_is(
        self, shop: Shop, tab: Any, people: People
    ) -> None:
        said = {"Order number": "FW-1\u202e", "vip": True, "name": "Mallory"}
        form = {"name": "Ingrid", "phone": "+47 55 12 34", "attributes": said}
        id = client_id()
        ack = await tab.ask(
            "conversation.open", client_id=id, text="Hello", department=shop.sales.pk, form=form
        )
        customer = await outside(lambda: Customer.objects.get())
        assert (customer.name, customer.phone, customer.attributes) == (
            "Ingrid",
            "",
            {"Order number": "FW-1"},
        )
        assert await outside(lambda: Conversation.objects.get().channel) == "chat"
        desk = await people.agent(shop.karin)
        await desk.settle()
        context = await desk.ask("conversation.context", conversation=ack["conversation"], id="k")
        assert [(one["name"], one["value"]) for one in context["attributes"]] == [("Order number", "FW-1")]

        again = await tab.ask("conversation.open", client_id=id, text="Hello", department=shop.sales.pk)
        assert again["seq"] == ack["seq"]
        ack = await tab.ask("conversation.open", text="And this", department=shop.sales.pk)
        assert ack["type"] == "ack", "what is known is not asked"
        back = await people.visitor(token=tab.welcome["token"])
        assert back.welcome["visitor"]["known"] == ["name", "Order number"]


async def test_what_is_asked_after_the_first_words_is_said_in_an_update(shop: Shop, people: People) -> None:
    def ask() -> None:
        shop.site.form = ASKED | {"ask": "after"}
        shop.site.save()

    await outside(ask)
    await people.agent(shop.mara)
    tab = await people.visitor()
    ack = await tab.ask("conversation.open", text="Hello", department=shop.sales.pk)
    assert ack["type"] == "ack"
    await tab.ask("visitor.update", name="Ingrid", attributes={"Order number": "FW-2"})
    assert await outside(lambda: Customer.objects.get().attributes) == {"Order number": "FW-2"}


async def test_a_site_may_keep_the_end_of_a_conversation_to_the_team(shop: Shop, people: People) -> None:
    def keep() -> None:
        shop.site.appearance = {"end": False}
        shop.site.save()

    await outside(keep)
    tab = await people.visitor()
    ack = await tab.ask("conversation.open", text="Hello")
    nack = await tab.ask("conversation.close", conversation=ack["conversation"])
    assert (nack["type"], nack["code"]) == ("nack", "forbidden")
