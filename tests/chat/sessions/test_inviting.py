"""An agent speaks first; a conversation begins only when the visitor answers."""

import json
from typing import Any

import pytest
from django.utils import timezone

from chat.models import Conversation, Message
from tests.chat.sessions.test_live import hears
from tests.chat.shop import client_id
from tests.chat.wire import Frame, People, Tab, outside
from tests.visitors.tracking.page import ORIGIN, Page, view
from visitors.models import Customer, Invitation, Visit, Visitor
from visitors.models.invitation import UNSEEN_FOR, settle_due
from visitors.presence import presence
from visitors.presence.tabs import Tabs
from visitors.tracking import finding
from visitors.tracking.hit import Browser, Hit


class Wire:
    """A page's socket; keeps what it hears."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []

    def hear(self, frame: str) -> None:
        self.frames.append(json.loads(frame))


@pytest.fixture
async def guest(people: People) -> tuple[Page, Wire, Visit]:
    """Return somebody who looks at a page."""
    page, wire = Page(), Wire()
    await page.hit(view("1"))
    visit = await outside(Visit.objects.get)
    presence.enter(wire, visit.pk, visit.site_id)
    presence.tick()
    return page, wire, visit


Guest = tuple[Page, Wire, Visit]


def about(invitation: str, verb: str) -> Frame:
    return {"type": f"invitation.{verb}", "invitation": invitation}


async def invited(tab: Tab, visit: Visit, text: str = "Shall I help?", **more: Any) -> Frame:
    return await tab.ask("visitor.invite", visitor=visit.pk, text=text, **more)


async def test_an_invitation_is_seen_and_answered(people: People, guest: Guest) -> None:
    page, wire, visit = guest
    mara = await people.agent(people.shop.mara)
    await mara.ask("agent.status", status="online")
    await mara.ask("visitors.watch", id="w")
    assert (await invited(mara, visit))["type"] == "ack"
    (offered,) = wire.frames
    invitation = offered["invitation"]
    assert (invitation["text"], invitation["author"]["name"]) == ("Shall I help?", "Mara")
    later = Wire()
    presence.enter(later, visit.pk, visit.site_id)
    assert later.frames == [offered]
    states = [(await hears(mara, "visitor.changed"))["visitors"][0]["invitation"]["state"]]
    for verb in ("shown", "accept"):
        assert (await page.hit(about(invitation["id"], verb))).status == 204
        states.append((await hears(mara, "visitor.changed"))["visitors"][0]["invitation"]["state"])
    assert states == ["delivered", "shown", "accepted"]
    assert wire.frames[1:] == [
        {"type": "invitation.withdrawn", "invitation": invitation["id"], "reason": "accepted"}
    ]
    assert await outside(Conversation.objects.count) == 0
    tab = await chat_of(people, page)
    await tab.ask("conversation.open", text="Yes, please", invitation=invitation["id"])
    conversation = await outside(lambda: Conversation.objects.select_related("agent", "visit").get())
    assert (conversation.agent, conversation.visit_id) == (people.shop.mara, visit.pk)
    texts = await outside(lambda: list(Message.objects.order_by("entry__seq").values_list("text", flat=True)))
    assert texts == ["Shall I help?", "Yes, please"]
    first = next(frame for frame in tab.news if frame["type"] == "message.created")
    assert (first["message"]["author"]["kind"], first["message"]["author"]["name"]) == ("agent", "Mara")
    card = (await hears(mara, "visitor.changed"))["visitors"][0]["invitation"]
    assert (card["state"], card["conversation"]) == ("accepted", conversation.pk)


async def chat_of(people: People, page: Page) -> Tab:
    """Open the chat on the page."""
    headers = [("origin", "http://testserver"), ("user-agent", page.user_agent)]
    tab = people.socket("/ws/visitor/fjord/", headers=headers, address=page.address)
    return await (await people.connected(tab)).greet(page={"view": "1", "url": f"{ORIGIN}/"})


async def test_who_declines_is_left_alone_and_has_left_no_trace(people: People, guest: Guest) -> None:
    page, _wire, visit = guest
    mara = await people.agent(people.shop.mara)
    await invited(mara, visit)
    id = (await outside(Invitation.objects.get)).pk
    await page.hit(about(id, "decline"))
    assert (await outside(Invitation.objects.get)).state == "declined"
    assert await outside(lambda: (Visitor.objects.count(), Customer.objects.count())) == (0, 0)
    tab = await chat_of(people, page)
    await tab.ask("conversation.open", text="Something else", invitation=id)
    assert await outside(lambda: list(Message.objects.values_list("text", flat=True))) == ["Something else"]


async def test_an_invitation_is_answered_from_its_own_visit_while_it_stands(
    people: People, guest: Guest
) -> None:
    page, _wire, visit = guest
    mara = await people.agent(people.shop.mara)
    said = {"client_id": client_id()}
    await invited(mara, visit, **said)
    id = (await outside(Invitation.objects.get)).pk
    stranger = Page(address="198.51.100.9")
    await stranger.hit(view("1"))
    await (await chat_of(people, stranger)).ask("conversation.open", text="Mine", invitation=id)
    assert (await outside(Invitation.objects.get)).state == "delivered"
    await outside(lambda: Invitation.objects.get().expire())
    await (await chat_of(people, page)).ask("conversation.open", text="Late", invitation=id)
    assert await outside(lambda: set(Message.objects.values_list("text", flat=True))) == {"Mine", "Late"}
    # What was lost on the way was the answer alone: said again it is answered as before.
    assert (await invited(mara, visit, **said))["type"] == "ack"


async def passes_on(people: People, page: Page) -> list[str]:
    """Go on to a page of a process that knows nothing of the visit, by either way; return what is offered there."""
    presence.tabs = Tabs()
    headers = [("origin", ORIGIN), ("user-agent", page.user_agent)]
    tab = people.socket("/ws/visitor/fjord/", headers=headers, address=page.address)
    await (await people.connected(tab)).greet(passive=True, page={"view": "2", "url": f"{ORIGIN}/oak"})
    frames = [frame for frame in await tab.settle() if frame["type"] != "heartbeat"]
    presence.tabs = Tabs()
    polled = await page.hit(view("2", "/oak"), poll=True)
    frames += polled.json()["frames"]
    return [frame["invitation"]["id"] for frame in frames]


async def test_an_offer_follows_to_pages_of_another_process_until_it_is_over(
    people: People, guest: Guest, django_assert_num_queries: Any
) -> None:
    page, _wire, visit = guest
    mara = await people.agent(people.shop.mara)

    def find() -> finding.Found:
        with django_assert_num_queries(1):
            return finding._open(Hit(Browser(people.shop.site), timezone.now(), [], key=str(visit.open_key)))

    assert await outside(find) == finding.Found(visit.pk)
    assert await passes_on(people, page) == []
    for verb in ("decline", "accept", "expire", "", "show"):
        assert (await invited(mara, visit))["type"] == "ack"
        id = (await outside(Invitation.objects.first)).pk
        assert await passes_on(people, page) == [id, id]
        if not verb:  # due to be settled, which happens once a while
            rows = Invitation.objects.filter(pk=id)
            await outside(lambda rows=rows: rows.update(created_at=timezone.now() - UNSEEN_FOR * 2))
        else:
            await outside(lambda id=id, verb=verb: getattr(Invitation.objects.get(pk=id), verb)())
        assert await passes_on(people, page) == ([id, id] if verb == "show" else [])
        await outside(lambda: list(settle_due()))


async def test_who_begins_to_write_is_not_invited_any_more(people: People, guest: Guest) -> None:
    page, wire, visit = guest
    mara = await people.agent(people.shop.mara)
    await invited(mara, visit)
    tab = await chat_of(people, page)
    await tab.ask("conversation.open", text="Hello")
    assert (await outside(Invitation.objects.get)).reason == "chat_started"
    assert wire.frames[-1]["reason"] == "chat_started"
    assert (await invited(mara, visit))["code"] == "taken"
    await tab.ask("preference.set", contact="quiet")
    assert (await invited(mara, visit))["code"] == "quiet"


async def test_nobody_is_invited_whom_it_does_not_reach(people: People, guest: Guest) -> None:
    _page, wire, visit = guest
    mara, olga = await people.agent(people.shop.mara), await people.agent(people.shop.olga)
    assert (await invited(olga, visit))["code"] == "not_found"
    assert (await invited(mara, visit, text="  "))["code"] == "invalid"
    presence.leave(wire)
    presence.tabs.here[visit.pk].pages = {0: 0.0}
    presence.tabs.sweep()
    presence.tick()
    assert (await invited(mara, visit))["code"] == "unreachable"
    assert await outside(Invitation.objects.count) == 0


async def test_a_visit_that_neighbours_share_is_not_spoken_to_by_name(people: People, guest: Guest) -> None:
    page, _wire, visit = guest
    mara = await people.agent(people.shop.mara)
    tab = await chat_of(people, page)
    id = (await tab.ask("conversation.open", text="Hello"))["conversation"]
    await tab.ask("conversation.close", conversation=id)
    assert (await invited(mara, visit))["code"] == "unreachable"
