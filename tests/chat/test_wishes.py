"""Who wants to be left alone is: at once, on every device, and in the eyes of whoever answers."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from chat.introductions import introduce
from chat.models import Conversation, FollowUp
from chat.models.follow_up import Stage
from chat.wishes import wish
from tests.chat.letterbox import carry, mails, reachable
from tests.chat.shop import Shop
from tests.chat.wire import People, Poll, outside
from visitors.models import Contact, Visitor

LATER = timedelta(minutes=4)


def own_devices(shop: Shop) -> list[Visitor]:
    """Return two browsers of one person."""
    laptop, phone = shop.visitor(), shop.visitor()
    phone.is_behind(laptop.says(name="Sofia", email="sofia@mail.example"))
    return [laptop, phone]


def wishes() -> dict[str, str]:
    return {visitor.pk: visitor.wish for visitor in Visitor.objects.select_related("customer")}


def test_it_holds_for_the_person_on_every_device(shop: Shop) -> None:
    laptop, phone = own_devices(shop)
    stranger = shop.visitor()
    wish(laptop, contact="quiet")
    assert wishes() == {laptop.pk: "quiet", phone.pk: "quiet", stranger.pk: "open"}
    wish(Visitor.objects.get(pk=phone.pk), contact="open")
    assert wishes()[laptop.pk] == "open"


@pytest.mark.parametrize(
    ("before", "person", "after"),
    [("none", "open", "none"), ("open", "quiet", "quiet"), ("quiet", "none", "none")],
)
def test_who_turns_out_to_be_a_person_keeps_the_stricter_wish(
    shop: Shop, before: str, person: str, after: str
) -> None:
    laptop, phone = shop.visitor(), shop.visitor()
    customer = laptop.says(name="Sofia")
    wish(laptop, contact=person)
    wish(phone, contact=before)
    customer.refresh_from_db()
    phone.is_behind(customer)
    assert set(wishes().values()) == {after}


def test_silence_is_the_browsers_own(shop: Shop) -> None:
    laptop, phone = own_devices(shop)
    wish(laptop, muted=True)
    assert [Visitor.objects.get(pk=one.pk).preference() for one in (laptop, phone)] == [
        {"contact": "open", "muted": True},
        {"contact": "open", "muted": False},
    ]


@pytest.mark.parametrize(("contact", "left"), [("open", 1), ("quiet", 1), ("none", 0)])
def test_only_none_stops_the_mail_of_an_answer(shop: Shop, contact: str, left: int) -> None:
    conversation = reachable(shop)
    conversation.say("Ten weeks.", by=shop.mara.actor)
    wish(conversation.visitor, contact=contact)
    carry(timezone.now() + LATER)
    assert len(mails()) == left


def test_a_mail_on_its_way_is_called_back(shop: Shop) -> None:
    conversation = reachable(shop)
    conversation.say("Ten weeks.", by=shop.mara.actor)
    now = timezone.now() + LATER
    Conversation.objects.get(pk=conversation.pk).begin_follow_up(now=now)
    wish(conversation.visitor, contact="none")
    carry(now)
    assert (mails(), FollowUp.objects.get().outcome) == ([], "cancelled")


def test_mail_begins_again_with_another_mind_and_not_with_another_address(shop: Shop) -> None:
    conversation = reachable(shop)
    stages = []
    for step in ("none", "address", "open"):
        if step == "address":
            introduce(conversation.visitor, {"email": "sophia@mail.example"})
        else:
            wish(conversation.visitor, contact=step)
        stages.append(Conversation.objects.get().follow_up)
    assert stages == [Stage.NONE, Stage.NONE, Stage.READY]


def test_a_link_that_is_asked_for_is_sent_all_the_same(shop: Shop) -> None:
    conversation = reachable(shop)
    wish(conversation.visitor, contact="none")
    assert conversation.ask_for_link(now=timezone.now())


async def test_other_tabs_and_whoever_answers_hear_of_it(shop: Shop, people: People) -> None:
    tab = await people.visitor()
    await tab.ask("conversation.open", text="Hello")
    other = await people.visitor(token=tab.welcome["token"])
    mara = await people.agent(shop.mara)
    assert other.welcome["preference"] == {"contact": "open", "muted": False}
    assert (await tab.ask("preference.set", contact="quiet", muted=True))["type"] == "ack"
    for one in (tab, other):
        changed = await one.until("preference.changed")
        assert changed["preference"] == {"contact": "quiet", "muted": True}
    assert (await mara.until("visitor.changed"))["visitor"]["contact"] == "quiet"
    again = await people.visitor(token=tab.welcome["token"])
    assert again.welcome["preference"]["contact"] == "quiet"
    assert "preference.changed" not in {frame["type"] for frame in await mara.settle()}


async def test_it_can_be_said_before_anything_is_written_and_by_http(people: People) -> None:
    poll = await Poll().greet()
    assert (await poll.ask("preference.set", contact="none"))["type"] == "ack"
    await poll.call()
    assert poll.welcome["preference"]["contact"] == "none"
    assert await outside(lambda: [one.contact for one in Visitor.objects.all()]) == [Contact.NONE]


@pytest.mark.parametrize("fields", [{"contact": "loud"}, {"muted": "yes"}], ids=str)
async def test_nonsense_is_refused(people: People, fields: dict[str, Any]) -> None:
    tab = await people.visitor()
    assert (await tab.ask("preference.set", **fields))["code"] == "invalid"
    assert await outside(Visitor.objects.count) == 0
