"""To whom a conversation may be passed on, as the desk is told."""

from functools import partial
from typing import Any

from chat import recipients
from tests.chat.shop import Shop
from tests.chat.wire import People, outside

CLOSED = {"week": [[]] * 7}


async def test_the_desk_hears_of_those_who_answer_and_how_they_stand(shop: Shop, people: People) -> None:
    def arrange() -> str:
        shop.support.hours = CLOSED
        shop.support.save()
        shop.conversation("Taken").take(by=shop.jonas)
        asleep = shop.conversation("Put aside")
        asleep.take(by=shop.jonas)
        asleep.snooze(by=shop.jonas.actor, until=None, client_id=None)
        return shop.conversation("Waits").pk

    id = await outside(arrange)
    mara = await people.agent(shop.mara)
    answer = await mara.ask("recipient.list", conversation=id)
    places = [(row["name"], row["open"], row["online"]) for row in answer["departments"]]
    assert places == [("Sales", True, True), ("Support", False, False)]
    takers = [(row["name"], row["online"], row["load"], row["capacity"]) for row in answer["agents"]]
    assert takers == [("Jonas", False, 1, 4), ("Mara", True, 0, 4)]


async def test_of_what_is_out_of_reach_nothing_is_said(shop: Shop, people: People) -> None:
    conversation = await outside(partial(shop.conversation, "Hello"))
    olga = await people.agent(shop.olga)
    assert (await olga.ask("recipient.list", conversation=conversation.pk))["code"] == "not_found"


def test_without_a_department_the_whole_site_is_offered(shop: Shop) -> None:
    conversation = shop.conversation("Hello", department=None)
    assert [agent.name for agent in recipients.colleagues(conversation)] == ["Jonas", "Mara", "Nora"]


def test_everybody_who_is_offered_may_be_given_it(shop: Shop, django_assert_num_queries: Any) -> None:
    for department in (shop.sales, shop.support, None):
        conversation = shop.conversation("Hello", department=department)
        with django_assert_num_queries(1):
            offered = list(recipients.colleagues(conversation))
        assert [recipients.colleague(agent.pk, conversation) for agent in offered] == offered
