"""The door of host pages: what is told there is stored, as far as the site and the visitor allow."""

from typing import Any

import pytest

from tests.chat.shop import Shop
from tests.chat.wire import People, outside
from tests.visitors.tracking.page import Page, activity, consent, event, leave, view
from visitors.identity import Ticket, new_ticket
from visitors.models import Customer, Event, PageView, Site, Tally, Visit, Visitor
from visitors.tracking.drops import Reason, counted
from visitors.tracking.purposes import purposes_in

ALL = ["chat", "engagement", "analytics", "attribution", "cross_brand"]
GRANTED = {"analytics": "granted", "engagement": "granted"}


async def mode(shop: Shop, mode: str, **more: Any) -> None:
    """Let the site collect more, or less."""
    shop.site.mode = mode
    for name, value in more.items():
        setattr(shop.site, name, value)
    await outside(shop.site.save)


async def rows(model: Any, *names: str) -> list[tuple[Any, ...]]:
    """Return what the database has, in the order it came."""
    return await outside(lambda: list(model.objects.order_by("pk").values_list(*names)))


async def number(*models: Any) -> list[int]:
    """Return how many rows there are of each."""
    return await outside(lambda: [model.objects.count() for model in models])


async def test_a_page_and_what_is_done_on_it_is_stored_before_the_answer(people: People) -> None:
    page = Page(body={"timezone": "Europe/Oslo"})
    referrer = "https://www.google.com/search?q=oak+table"
    first = view(
        "1", "/tables?utm_source=news&utm_medium=email&token=secret", title="Tables", referrer=referrer
    )
    answer = await page.hit(first, event("e1", "cart", value="120.00", currency="EUR"))
    assert (answer.status, answer.body) == (204, b"")
    (visit,) = await outside(lambda: list(Visit.objects.all()))
    assert visit.url == "https://fjordwood.example/tables?utm_source=news&utm_medium=email"
    assert (visit.title, visit.source, visit.campaign) == (
        "Tables",
        "email",
        {"source": "news", "medium": "email"},
    )
    assert visit.referrer == "https://www.google.com/search"
    assert (visit.locale, visit.timezone, visit.pages, visit.acted) == ("nb", "Europe/Oslo", 1, True)
    assert await rows(PageView, "visit", "url", "title", "nav") == [(visit.pk, visit.url, "Tables", "load")]
    assert await rows(Event, "visit", "type", "data") == [
        (visit.pk, "cart.changed", {"value": "120.00", "currency": "EUR"})
    ]
    assert await rows(Tally, "visits", "views", "bots") == [(1, 1, 0)] * 2  # of the hour and of the day
    assert (visit.country, visit.placed_by) == ("NO", "zone")
    assert await number(Visitor, Customer) == [0, 0]


async def test_what_is_told_twice_is_stored_once(people: People) -> None:
    page = Page()
    for _ in range(2):
        await page.hit(view("1"), event("e1", "order"), view("2", "/b", nav="spa"))
    assert await number(Visit, PageView, Event) == [1, 2, 1]
    assert await rows(Tally, "visits", "views") == [(1, 2)] * 2


async def test_counters_are_absolute_and_no_longer_than_the_clock(people: People) -> None:
    page = Page()
    await page.hit(view("1"))
    for active_ms, scroll in ((1500, 40), (900, 90), (1500, 10)):
        await page.hit(activity("1", active_ms, scroll_pct=scroll))
    assert await rows(PageView, "active_ms", "scroll_pct") == [(1500, 90)]
    await page.hit(leave("1", 10_000_000))
    ((active_ms, on_visit, in_hour),) = await rows(
        PageView, "active_ms", "visit__active_ms", "visit__site__id"
    )
    assert 2000 <= active_ms <= 12_000
    assert on_visit == active_ms
    assert await rows(Tally, "active_ms") == [(active_ms,)] * 2
    assert in_hour


async def test_a_heartbeat_of_a_page_nobody_opened_is_counted_and_let_go(people: People) -> None:
    await Page().hit(activity("1", 5000), leave("1", 5000))
    assert await number(Visit, PageView) == [0, 0]
    assert counted[Reason.UNKNOWN_VIEW] == 2


class TestCookieless:
    """A key of the day groups pages, and is good for nothing else."""

    async def test_it_never_yields_a_token_and_no_token_counts(self, shop: Shop, people: People) -> None:
        page = Page(token=await outside(new_ticket(shop.site, "tracking").token))
        for id in "123":
            assert (await page.hit(view(id))).status == 204
        assert await rows(Visit, "browser", "visitor", "pages") == [("", None, 3)]

    async def test_it_groups_by_network_browser_and_site(self, shop: Shop, people: People) -> None:
        await Page(address="192.0.2.7").hit(view("1"))
        await Page(address="192.0.2.200").hit(view("2"))
        await Page(address="192.0.3.7").hit(view("1"))
        await Page(user_agent="Mozilla/5.0 (Macintosh) Safari/605").hit(view("1"))
        assert sorted(await rows(Visit, "pages")) == [(1,), (1,), (2,)]

    async def test_neither_address_nor_salt_can_be_read_from_a_row(self, people: People) -> None:
        await Page(address="203.0.113.77").hit(view("1", "/?ip=203.0.113.77"))
        (row,) = await outside(lambda: list(Visit.objects.values()))
        assert "203.0.113" not in str(row)
        assert len(row["open_key"]) == 32


class TestFull:
    """A browser is known again by a token of its own."""

    async def test_the_first_hit_brings_a_token_and_the_next_belong_to_it(
        self, shop: Shop, people: People
    ) -> None:
        await mode(shop, "full")
        page = Page()
        first = await page.hit(view("1"))
        assert (first.status, first.json()["frames"]) == (200, [])
        assert (await page.hit(view("2"))).status == 204
        page.address = "198.51.100.1"  # on the move
        await page.hit(view("3"))
        ((browser, key, pages),) = await rows(Visit, "browser", "open_key", "pages")
        assert (len(browser), key, pages) == (26, browser, 3)
        assert await number(Visitor, Customer) == [0, 0]

    async def test_a_revoked_token_tells_nothing_any_more(self, shop: Shop, people: People) -> None:
        await mode(shop, "full")
        visitor = await outside(shop.visitor)
        page = Page(token=Ticket(shop.site, visitor.pk, "tracking", visitor).token())
        assert (await page.hit(view("1"))).status == 204
        assert await rows(Visit, "visitor") == [(visitor.pk,)]
        await outside(visitor.revoke_tokens)
        answer = await page.hit(view("2"))
        assert (answer.status, answer.code) == (403, "forbidden")
        assert (await number(PageView), counted[Reason.REVOKED]) == ([1], 1)

    async def test_a_heartbeat_alone_makes_nobody_known(self, shop: Shop, people: People) -> None:
        await mode(shop, "full")
        assert (await Page().hit(activity("1", 5000))).status == 204
        assert counted[Reason.NO_VISIT] == 1


class TestAsk:
    """Nothing before it was allowed."""

    async def test_nothing_is_stored_and_no_token_given_before_consent(
        self, shop: Shop, people: People
    ) -> None:
        await mode(shop, "ask")
        for said in ({}, {"consent": {"analytics": "refused"}}, {"consent": {"chat": "granted"}}):
            assert (await Page().hit(view("1"), event("e", "order"), **said)).status == 204
        assert await number(Visit, PageView, Event) == [0, 0, 0]
        assert counted[Reason.CONSENT] == 6

    async def test_with_consent_it_is_as_full(self, shop: Shop, people: People) -> None:
        await mode(shop, "ask")
        page = Page()
        assert (await page.hit(consent(**GRANTED), view("1"))).json()["token"]
        await page.hit(view("2"), consent=GRANTED)
        assert await rows(Visit, "pages", "purposes", "source") == [
            (2, ["chat", "engagement", "analytics"], "")
        ]
        bits = await rows(PageView, "purposes")
        assert {purposes_in(each[0]) for each in bits} == {frozenset({"chat", "engagement", "analytics"})}

    async def test_taking_it_back_ends_the_visit_and_begins_no_other(
        self, shop: Shop, people: People
    ) -> None:
        await mode(shop, "ask")
        page = Page(body={"consent": GRANTED})
        await page.hit(view("1"))
        await page.hit(consent(analytics="refused", engagement="refused"), view("2"))
        await page.hit(view("3"), consent={"analytics": "refused"})
        assert await rows(Visit, "pages", "open_key", "end_reason") == [(1, None, "withdrawn")]


WISHES = {
    "GPC": ({"sec-gpc": "1"}, "cookieless", True, Reason.GPC),
    "GPC, everything": ({"sec-gpc": "1"}, "full", False, Reason.GPC),
    "DNT": ({"dnt": "1"}, "full", True, Reason.DNT),
    "off": ({}, "off", True, Reason.OFF),
}


@pytest.mark.parametrize(("headers", "site", "dnt", "reason"), WISHES.values(), ids=WISHES)
async def test_who_wants_to_be_left_alone_is(
    shop: Shop, people: People, headers: dict[str, str], site: str, dnt: bool, reason: Reason
) -> None:
    await mode(shop, site, honours_dnt=dnt)
    for _ in range(2):
        answer = await Page(headers=headers).hit(view("1"), event("e", "order"), consent=GRANTED)
        assert (answer.status, answer.body) == (204, b"")
    assert await number(Visit, PageView, Event, Tally) == [0, 0, 0, 0]
    assert counted == {reason: 4}


async def test_a_site_may_say_that_do_not_track_is_not_honoured(shop: Shop, people: People) -> None:
    await mode(shop, "cookieless", honours_dnt=False)
    await Page(headers={"dnt": "1"}).hit(view("1"))
    assert await number(PageView) == [1]


MACHINES: dict[str, dict[str, Any]] = {
    "its name": {"user_agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
    "webdriver": {"body": {"webdriver": True}},
}


@pytest.mark.parametrize("given_away", MACHINES.values(), ids=MACHINES)
async def test_a_machine_is_counted_and_no_visitor(people: People, given_away: dict[str, Any]) -> None:
    await Page(**given_away).hit(view("1"), view("2"), activity("2", 5))
    assert await number(Visit, PageView) == [0, 0]
    assert (counted[Reason.BOT], await rows(Tally, "views", "bots")) == (3, [(0, 2)] * 2)


async def test_nobody_looks_at_sixty_pages_in_a_minute(people: People) -> None:
    page = Page()
    for id in range(3):
        await page.hit(*(view(f"{id}-{n}") for n in range(25)))
    assert (await number(Visit, PageView), counted[Reason.BOT]) == ([0, 0], 75)


async def test_a_page_that_is_loaded_ahead_is_no_view(people: People) -> None:
    await Page(headers={"sec-purpose": "prefetch;prerender"}).hit(view("1"))
    assert (await number(Visit), counted[Reason.PREFETCH]) == ([0], 1)


HOSTILE = {
    "script": {"url": "javascript:alert(1)//x", "title": "<script>alert(1)</script>"},
    "e-mail and token": {"url": "https://fjordwood.example/reset/nora@mail.example/" + "a1B2" * 12},
    "turned around": {"url": "https://fjordwood.example/\u202e", "title": "\u202egpj.exe\u0007"},
    "endless": {
        "url": "https://fjordwood.example/" + "x" * 7000,
        "title": "x" * 2000,
        "referrer": "y" * 8000,
    },
    "sql": {"url": "https://fjordwood.example/'; DROP TABLE visitors_visit; --", "title": "'%s\\'"},
    "nonsense": {"url": "https://[::1:99999/%zz%", "referrer": "https://[::"},
}


@pytest.mark.parametrize("said", HOSTILE.values(), ids=HOSTILE)
async def test_hostile_pages_are_stored_harmlessly_or_not_at_all(
    people: People, said: dict[str, str]
) -> None:
    page = Page(user_agent="Fire\x01fox <script>'\"" + "x" * 900)
    answer = await page.hit({"type": "page.view", "view": "\u202e'", **said})
    assert answer.status == 204
    for url, title in await rows(PageView, "url", "title"):
        assert url.startswith("https://fjordwood.example/")
        assert "nora@" not in url
        assert "a1B2a1B2" not in url
        assert (url + title).isprintable()
    for (agent,) in await rows(Visit, "user_agent"):
        assert agent.isprintable()
        assert len(agent) <= 400


BROKEN = [
    {"type": "page.view"},
    {"type": "page.view", "view": "1", "url": 7},
    {"type": "page.view", "view": "1", "url": "a\u0000b"},
    {"type": "page.activity", "view": "1", "active_ms": -1},
    {"type": "page.activity", "view": "1", "active_ms": 2**40},
    {"type": "event.track", "event_id": "1", "name": "Not a name"},
    {"type": "event.track", "event_id": "1", "name": "many", "properties": {f"p{n}": n for n in range(33)}},
    {"type": "event.track", "event_id": "1", "name": "much", "properties": {"text": "x" * 5000}},
    {"type": "consent.set", "purposes": {"everything": "granted"}},
]


@pytest.mark.parametrize("frame", BROKEN, ids=ascii)
async def test_a_frame_that_is_none_fails_alone(people: People, frame: dict[str, Any]) -> None:
    answer = await Page().hit(view("1"), frame | {"id": "7"}, view("2"))
    ((nack),) = answer.json()["frames"]
    assert (nack["type"], nack["id"], nack["code"]) == ("nack", "7", "invalid")
    assert (await number(PageView), counted[Reason.MALFORMED]) == ([2], 1)


async def test_one_network_may_not_send_without_end(people: People, settings: Any) -> None:
    from visitors.tracking import reading

    settings.VISITOR_FRAMES_PER_SECOND = 0.1
    reading._allowances.cache_clear()
    try:
        answers = [(await Page().hit()).status for _ in range(5)]
    finally:
        reading._allowances.cache_clear()
    assert answers == [204] * 4 + [429]


async def test_another_sites_pages_are_its_own(shop: Shop, people: People) -> None:
    await outside(
        lambda: Site.objects.filter(key="other").update(allowed_origins=["https://fjordwood.example"])
    )
    await Page().hit(view("1"))
    await Page(site="other").hit(view("1"))
    assert sorted(await rows(Visit, "site", "pages")) == sorted([(shop.site.pk, 1), (shop.other_site.pk, 1)])
