"""What pages tell over the socket, and whose visit it was when somebody writes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from tests.chat.shop import Shop, client_id
from tests.chat.wire import OWN_ORIGIN, People, Tab, opened, outside
from tests.visitors.tracking.page import FIREFOX, Page, consent, view
from visitors.identity import new_ticket
from visitors.models import Event, PageView, Visit
from visitors.tracking import speaking
from visitors.tracking.store import pages

ADDRESS = "192.0.2.7"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PAGE = {"view": "1", "url": "https://fjordwood.example/"}


async def chat(people: People) -> Tab:
    """Return a chat in the browser that a page of the same name is open in."""
    headers = [("origin", OWN_ORIGIN), ("user-agent", FIREFOX)]
    tab = people.socket("/ws/visitor/fjord/", headers=headers, address=ADDRESS)
    return await (await people.connected(tab)).greet(page=PAGE)


async def test_a_page_tells_over_its_socket_what_it_would_by_its_door(shop: Shop, people: People) -> None:
    tab = await people.visitor(token=await outside(new_ticket(shop.site, "tracking").token))
    for frame in (
        {"type": "page.view", **PAGE},
        {"type": "page.activity", "view": "1", "active_ms": 900, "scroll_pct": 30},
        {"type": "event.track", "event_id": "e", "name": "order", "properties": {}},
        {"type": "page.leave", "view": "1", "active_ms": 1200},
    ):
        assert (await tab.ask(**frame))["type"] == "ack"
    looks = await outside(
        lambda: list(PageView.objects.values_list("active_ms", "scroll_pct", "visit__acted"))
    )
    assert looks == [(1200, 30, True)]
    assert await outside(Event.objects.count) == 1


async def test_the_chat_itself_stores_nothing_of_the_page(shop: Shop, people: People) -> None:
    tab = await chat(people)
    await tab.ask("page.view", **PAGE)
    for type, fields in (("page.leave", {"view": "1", "active_ms": 1}), ("consent.set", {"purposes": {}})):
        assert (await tab.ask(type, **fields))["code"] == "forbidden"
    assert not await outside(Visit.objects.exists)


async def test_who_writes_is_found_to_be_whose_visit_it_was(shop: Shop, people: People) -> None:
    await Page(address=ADDRESS).hit(view("1", "/tables"))
    first, second = await chat(people), await chat(people)
    await opened(first)
    await opened(second)  # behind the same network, in the same browser
    visits = await outside(
        lambda: list(Visit.objects.order_by("pk").values_list("visitor", "url", "open_key"))
    )
    mine, other = first.welcome["visitor"]["id"], second.welcome["visitor"]["id"]
    assert [(visitor, bool(key)) for visitor, _url, key in visits] == [(mine, True), (other, False)]
    assert visits[0][1] == "https://fjordwood.example/tables"
    assert first.welcome["conversations"] == second.welcome["conversations"] == []


async def test_a_visit_is_nobodys_by_the_network_alone(people: People) -> None:
    await Page(address=ADDRESS).hit(view("another page"))
    tab = await chat(people)
    await opened(tab)
    owners = await outside(lambda: list(Visit.objects.order_by("pk").values_list("visitor", flat=True)))
    assert owners == [None, tab.welcome["visitor"]["id"]]


async def known(shop: Shop, people: People, page: Page, **more: str) -> Tab:
    """Return a chat on a page of a site that knows its browsers again."""
    shop.site.mode = "full"
    await outside(shop.site.save)
    await page.hit(view("1", "/tables"))
    tab = people.socket("/ws/visitor/fjord/", headers=[("origin", OWN_ORIGIN)], address=ADDRESS)
    return await (await people.connected(tab)).greet(page=PAGE | {"tracking": page.token} | more)


async def test_a_browser_that_is_known_again_has_one_history(shop: Shop, people: People) -> None:
    page = Page()
    tab = await known(shop, people, page)
    await outside(lambda: Visit.objects.create(site=shop.site, browser=Visit.objects.get().browser))
    await opened(tab)
    await outside(lambda: Visit.objects.update(open_key=None))
    await page.hit(view("2", "/chairs"))
    visits = await outside(lambda: set(Visit.objects.values_list("visitor", "pages")))
    me = tab.welcome["visitor"]["id"]
    assert visits == {(me, 0), (me, 1)}
    assert await outside(Visit.objects.count) == 3


async def test_a_page_cannot_say_whose_it_is_by_any_other_token(shop: Shop, people: People) -> None:
    page = Page()
    mine = await outside(new_ticket(shop.site).token)
    tab = await known(shop, people, page, tracking=mine)
    await opened(tab)
    told = await outside(lambda: list(Visit.objects.exclude(browser="").values_list("visitor", flat=True)))
    assert told == [None]


async def say(tab: Tab, conversation: str, text: str) -> None:
    """Write in a conversation."""
    answer = await tab.ask("message.send", conversation=conversation, client_id=client_id(), text=text)
    assert answer["type"] == "ack"


class TestWords:
    """What is written is activity of the visit; what is answered is not."""

    @pytest.fixture(autouse=True)
    def at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Tell of all words, however soon they follow."""
        monkeypatch.setattr(speaking, "PAUSE", 0.0)

    async def settled(self, number: int = 1) -> list[tuple[Any, ...]]:
        """Return the visits of the site, once the store of pages has taken what was told to it."""
        for _ in range(3):
            await pages.run(lambda: None)
        fields = ("visitor", "acted", "last_activity_at", "end_reason", "url")
        visits = await outside(
            lambda: list(Visit.objects.exclude(country="").order_by("pk").values_list(*fields))
        )
        assert len(visits) == number
        return visits

    async def test_words_make_the_visit_last_and_answers_do_not(self, shop: Shop, people: People) -> None:
        with time_machine.travel(NOON, tick=True) as clock:
            await Page(address=ADDRESS, body={"timezone": "Europe/Oslo"}).hit(view("1", "/tables"))
            tab = await chat(people)
            conversation = await opened(tab)
            clock.move_to(NOON + timedelta(minutes=29))
            await say(tab, conversation, "Is it oak?")
            ((_, acted, last, reason, _),) = await self.settled()
            assert (acted, last > NOON + timedelta(minutes=28), reason) == (True, True, "")
            agent = await people.agent(shop.mara)
            clock.move_to(NOON + timedelta(minutes=40))
            await agent.ask("conversation.take", conversation=conversation)
            await say(agent, conversation, "It is.")
            assert (await self.settled())[0][2] == last

    async def test_words_in_a_row_are_told_of_once_and_the_last_at_the_latest_when_somebody_leaves(
        self, shop: Shop, people: People, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(speaking, "PAUSE", 600.0)
        with time_machine.travel(NOON, tick=True) as clock:
            await Page(address=ADDRESS, body={"timezone": "Europe/Oslo"}).hit(view("1", "/tables"))
            tab = await chat(people)
            conversation = await opened(tab)
            await self.settled()
            before = pages.rows
            for minutes in (1, 2, 3):
                clock.move_to(NOON + timedelta(minutes=minutes))
                await say(tab, conversation, "Hello?")
            assert pages.rows == before
            await tab.hang_up()
            ((_, _, last, *_),) = await self.settled()
            assert (pages.rows, last >= NOON + timedelta(minutes=3)) == (before + 1, True)

    async def test_words_after_half_an_hour_are_another_visit_of_the_same_visitor(
        self, shop: Shop, people: People
    ) -> None:
        with time_machine.travel(NOON, tick=True) as clock:
            await Page(address=ADDRESS, body={"timezone": "Europe/Oslo"}).hit(view("1", "/tables"))
            tab = await chat(people)
            conversation = await opened(tab)
            await self.settled()
            clock.move_to(NOON + timedelta(minutes=45))
            await say(tab, conversation, "Still there?")
            first, second = await self.settled(2)
            assert (first[3], second[3]) == ("gap", "")
            assert first[0] == second[0] == tab.welcome["visitor"]["id"]
            assert first[4] == second[4]

    async def test_nobody_who_took_back_what_they_allowed_is_seen_again(
        self, shop: Shop, people: People
    ) -> None:
        with time_machine.travel(NOON, tick=True) as clock:
            page = Page(address=ADDRESS, body={"timezone": "Europe/Oslo"})
            await page.hit(view("1", "/tables"))
            tab = await chat(people)
            conversation = await opened(tab)
            await self.settled()
            await page.hit(consent(analytics="refused", engagement="refused"))
            clock.move_to(NOON + timedelta(minutes=1))
            await say(tab, conversation, "Still there?")
            assert [each[3] for each in await self.settled()] == ["withdrawn"]
