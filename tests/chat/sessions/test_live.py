"""Agents are told who is on the sites they reach: at once, as it changes, and of no other."""

import asyncio
import json

from tests.chat.shop import Shop
from tests.chat.wire import Frame, People, Tab, outside
from tests.visitors.tracking.page import ORIGIN, Page, activity, event, leave, view
from visitors.models import Site, Visit
from visitors.presence import presence


async def hears(tab: Tab, type: str) -> Frame:
    """Return the next frame of a type, whatever else comes."""
    async with asyncio.timeout(5):
        while True:
            frame = await tab.hear()
            if frame["type"] == type and "visitors" in frame:
                return frame


async def test_a_visitor_comes_goes_on_and_leaves(people: People) -> None:
    mara = await people.agent(people.shop.mara)
    listed = await mara.ask("visitors.watch", id="w")
    assert (listed["type"], listed["visitors"]) == ("visitors.listed", [])
    (site,) = listed["sites"]
    assert (site["name"], site["mode"], site["count"]) == ("Fjordwood", "cookieless", 0)
    page = Page(body={"timezone": "Europe/Oslo"})
    await page.hit(view("1", "/tables", title="Tables"), event("e", "cart", value=640, currency="EUR"))
    arrived = await hears(mara, "visitor.arrived")
    (line,) = arrived["visitors"]
    assert (arrived["site"], arrived["count"]) == (site["id"], 1)
    (visit,) = await outside(lambda: list(Visit.objects.all()))
    assert (line["id"], line["visitor"], line["visits"], line["pages"]) == (visit.pk, None, 1, 1)
    assert (line["page"]["title"], line["country"], line["placed_by"]) == ("Tables", "NO", "zone")
    assert (line["device"]["browser"], line["looking"], line["reachable"]) == ("Firefox", True, False)
    assert line["basket"] == {"value": 640, "currency": "EUR"}
    await page.hit(activity("1", 500), view("2", "/benches", title="Benches"))
    (moved,) = (await hears(mara, "page.viewed"))["visitors"]
    assert (moved["page"]["title"], moved["pages"]) == ("Benches", 2)
    await page.hit(leave("1", 900), leave("2", 900))
    (left,) = (await hears(mara, "visitor.left"))["visitors"]
    assert left["id"] == visit.pk


async def test_who_writes_in_the_chat_is_known_by_it_in_the_list(people: People) -> None:
    mara = await people.agent(people.shop.mara)
    await mara.ask("visitors.watch", id="w")
    page = Page(address="192.0.2.7")
    await page.hit(view("1"))
    (line,) = (await hears(mara, "visitor.arrived"))["visitors"]
    headers = [("origin", "http://testserver"), ("user-agent", page.user_agent)]
    tab = people.socket("/ws/visitor/fjord/", headers=headers, address=page.address)
    await (await people.connected(tab)).greet(page={"view": "1", "url": f"{ORIGIN}/"})
    await tab.ask("conversation.open", text="Hello")
    (changed,) = (await hears(mara, "visitor.changed"))["visitors"]
    visitor = tab.welcome["visitor"]["id"]
    assert (changed["id"], changed["visitor"]) == (line["id"], visitor)
    await tab.ask("visitor.update", name="Ellen Brandt", id="n")
    await tab.ask("preference.set", contact="quiet")
    (quiet,) = (await hears(mara, "visitor.changed"))["visitors"]
    assert (line["contact"], quiet) == ("open", {"id": line["id"], "contact": "quiet"})
    # What was said to one department is not told to all who reach the site.
    nora = await people.agent(people.shop.nora)
    assert "Ellen" not in json.dumps(await nora.ask("visitors.watch", id="w"))


async def test_nobody_is_told_of_a_site_they_do_not_reach(people: People) -> None:
    await outside(lambda: Site.objects.create(key="elsewhere", name="Elsewhere", allowed_origins=[]))
    elsewhere = await outside(lambda: Site.objects.get(key="elsewhere").pk)
    mara = await people.agent(people.shop.mara)
    refused = await mara.ask("visitors.watch", id="w", filter={"sites": [elsewhere]})
    assert refused["code"] == "not_found"
    await mara.ask("visitors.watch", id="w")
    await mara.ask("visitors.unwatch", id="u")
    karin = await people.agent(people.shop.karin)
    await karin.ask("visitors.watch", id="w")
    await Page().hit(view("1"))
    await hears(karin, "visitor.arrived")
    assert [frame for frame in await mara.settle() if "visitors" in frame] == []


async def test_many_lines_are_read_in_a_few_queries(
    people: People, shop: Shop, django_assert_num_queries: object
) -> None:
    from visitors.presence import lines

    for number in range(3):
        await Page(address=f"198.51.{number}.1").hit(view("1"), view("2"))

    def read() -> None:
        ids = list(Visit.objects.values_list("pk", flat=True))
        with django_assert_num_queries(4):  # type: ignore[operator]
            found = lines.read(ids)
        assert [json.loads(line.encoded)["pages"] for line in found.values()] == [2, 2, 2]

    await outside(read)


async def test_who_has_not_agreed_to_be_seen_is_counted_alone(people: People, shop: Shop) -> None:
    mara = await people.agent(people.shop.mara)
    await mara.ask("visitors.watch", id="w")
    refused = {"consent": {"engagement": "refused"}}
    page = Page(body=refused)
    await page.hit(view("1"))
    (visit,) = await outside(lambda: list(Visit.objects.all()))
    assert (visit.pages, len(presence.tabs)) == (1, 0)
    headers = [("origin", ORIGIN), ("user-agent", page.user_agent)]
    tab = people.socket("/ws/visitor/fjord/", headers=headers, address=page.address)
    await people.connected(tab)
    await tab.send("hello", protocol=1, passive=True, page={"view": "1", "url": f"{ORIGIN}/"}, **refused)
    assert await tab.closed() == 4403
    assert (await mara.ask("visitor.invite", visitor=visit.pk, text="Hello"))["code"] == "quiet"


async def test_a_site_that_is_switched_off_lets_go_of_its_light_sockets(people: People, shop: Shop) -> None:
    page = Page()
    headers = [("origin", ORIGIN), ("user-agent", page.user_agent)]
    tab = people.socket("/ws/visitor/fjord/", headers=headers, address=page.address)
    await people.connected(tab)
    await tab.greet(passive=True, page={"view": "1", "url": f"{ORIGIN}/"})
    shop.site.mode = Site.Mode.OFF
    await outside(shop.site.save)
    await tab.send("page.view", view="2", url=f"{ORIGIN}/tables", id="x")
    assert await tab.closed() == 4403
