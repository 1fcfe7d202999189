"""What a visitor begins with a conversation, and says of themselves."""

from datetime import timedelta

from django.utils import timezone

from chat.models import Conversation, Entry
from tests.chat.shop import Shop
from tests.chat.wire import People, opened, outside, settled
from visitors.models import Customer, Visitor


async def test_what_the_hello_said_is_kept_with_the_conversation(shop: Shop, people: People) -> None:
    page = {"view": "1", "url": "https://fjordwood.example/ask", "title": "ASK", "referrer": ""}
    tab = await people.visitor(locale="de", timezone="Europe/Oslo", page=page, tab="tab-1")
    id = await opened(tab)
    conversation = await outside(
        lambda: Conversation.objects.select_related("visitor", "visit", "department").get(pk=id)
    )
    assert (conversation.locale, conversation.page_title) == ("de", "ASK")
    assert (conversation.visitor.pk, conversation.visitor.timezone) == (
        tab.welcome["visitor"]["id"],
        "Europe/Oslo",
    )
    assert (conversation.visit.tab, conversation.visit.purposes) == ("tab-1", ["chat"])
    assert conversation.department == shop.sales  # the first of the site, when none was chosen


async def test_a_department_of_another_site_is_none(shop: Shop, people: People) -> None:
    tab = await people.visitor()
    nack = await tab.ask("conversation.open", text="Hi", department=shop.elsewhere.pk)
    assert nack["code"] == "invalid"
    ack = await tab.ask("conversation.open", text="Hi", department=shop.support.pk)
    department = await outside(
        lambda: Conversation.objects.select_related("department").get(pk=ack["conversation"]).department
    )
    assert department == shop.support


async def test_a_name_is_a_claim_and_raises_no_reach(shop: Shop, people: People) -> None:
    victim = await people.visitor()
    await opened(victim, "My order is late")
    await victim.ask("visitor.update", name="Ada", email="ada@mail.example")
    impostor = await people.visitor()
    id = await opened(impostor, "I am Ada")
    await impostor.ask("visitor.update", name="Ada", email="ada@mail.example")
    again = await people.visitor(token=impostor.welcome["token"])
    assert [summary["id"] for summary in again.welcome["conversations"]] == [id]
    assert await outside(Customer.objects.count) == 2
    ack = await impostor.ask("message.send", conversation=id, text="Hello?")
    entry = await outside(lambda: Entry.objects.get(conversation=id, seq=ack["seq"]))
    assert entry.actor_name == "Ada"


async def test_who_says_a_name_before_the_first_word_keeps_language_and_clock(people: People) -> None:
    tab = await people.visitor(locale="nb", timezone="Europe/Oslo")
    await tab.ask("visitor.update", name="Ada")
    visitor = await outside(Visitor.objects.get)
    assert (visitor.locale, visitor.timezone) == ("nb", "Europe/Oslo")


async def test_a_name_turns_no_words_around_it_and_stands_on_one_line(people: People) -> None:
    tab = await people.visitor()
    await tab.ask("visitor.update", name="\u202e Ada\n\u2066 Lov\u200celace\u0007", phone="\u202e1")
    customer = await outside(Customer.objects.get)
    assert (customer.name, customer.phone) == ("Ada Lov\u200celace", "1")


async def test_who_says_nothing_is_nobody(people: People) -> None:
    tab = await people.visitor()
    assert (await tab.ask("visitor.update", name=" ", attributes={"plan": "pro"}))["type"] == "ack"
    assert await outside(Visitor.objects.count) == await outside(Customer.objects.count) == 0


async def test_what_two_tabs_say_is_said_of_one_person(people: People) -> None:
    first = await people.visitor()
    await opened(first)
    second = await people.visitor(token=first.welcome["token"])
    await first.ask("visitor.update", name="Ada")
    await second.ask("visitor.update", email="ada@mail.example")
    customer = await outside(Customer.objects.get)
    assert (customer.name, customer.email) == ("Ada", "ada@mail.example")


async def test_a_name_reaches_the_agents_who_follow_and_nobody_else(shop: Shop, people: People) -> None:
    visitor = await people.visitor()
    id = await opened(visitor, department=shop.sales.pk)
    mara, nora = await people.agent(shop.mara), await people.agent(shop.nora)
    other = await people.visitor(token=visitor.welcome["token"])
    await settled(mara, nora, other, visitor)
    await visitor.ask("visitor.update", name="Ada", email="ada@mail.example")
    who = {
        "id": visitor.welcome["visitor"]["id"],
        "name": "Ada",
        "email": "ada@mail.example",
        "test": False,
        "contact": "open",
    }
    state = {"state": "ready", "at": None}
    reachable = {"type": "follow_up.changed", "conversation": id, "follow_up": state}
    assert await settled(mara, nora, other, visitor) == [
        [{"type": "visitor.changed", "visitor": who}, reachable],
        [],
        [],
        [],
    ]
    (summary,) = (await people.agent(shop.mara)).welcome["conversations"]
    assert (summary["id"], who.items() <= summary["visitor"].items()) == (id, True)


async def test_an_opening_says_to_agents_all_that_a_summary_says(shop: Shop, people: People) -> None:
    mara = await people.agent(shop.mara)
    visitor = await people.visitor(locale="nb", timezone="Europe/Oslo")
    await visitor.ask("visitor.update", name="Ada", email="ada@mail.example")
    page = {"url": "https://fjordwood.example/", "title": "Tables", "referrer": ""}
    await opened(visitor, department=shop.sales.pk, page=page)
    entry = await mara.until("conversation.opened")
    (summary,) = (await people.agent(shop.mara)).welcome["conversations"]
    assert {name: entry[name] for name in ("site", "visitor", "department", "channel", "page")} == {
        name: summary[name] for name in ("site", "visitor", "department", "channel", "page")
    }


async def test_a_visitor_cannot_write_a_note(people: People) -> None:
    tab = await people.visitor()
    id = await opened(tab)
    smuggled = {"audience": "agents", "actor": {"kind": "agent"}, "seq": 1, "at": "1970"}
    ack = await tab.ask("message.send", conversation=id, text="Psst", **smuggled)
    entry = await outside(lambda: Entry.objects.get(conversation=id, seq=ack["seq"]))
    assert (entry.audience, entry.actor_kind, entry.seq) == ("everyone", "visitor", 4)
    assert timezone.now() - entry.at < timedelta(minutes=5)
