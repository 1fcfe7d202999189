"""Pages that are only looked at keep a socket: who may, what they may say by it, and how little is known for it."""

from typing import Any

import pytest
from django.db import connections as databases
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat.sessions import limits
from tests.chat.shop import Shop
from tests.chat.wire import OWN_ORIGIN, People, Tab, outside
from tests.visitors.tracking.page import FIREFOX, Page, consent, view
from visitors.identity import Claim, new_ticket
from visitors.models import PageView, Visit, Visitor
from visitors.presence import presence
from visitors.tracking.finding import NOBODY, _open
from visitors.tracking.hit import Browser, Hit

ADDRESS = "192.0.2.7"
PAGE = {"view": "1", "url": "https://fjordwood.example/"}


@pytest.fixture(autouse=True)
def forgetful() -> None:
    from visitors.tracking import pipeline

    pipeline.conducts._by_key.clear()


async def mode(shop: Shop, mode: str) -> None:
    """Let the site collect more, or less."""
    shop.site.mode = mode
    await outside(shop.site.save)


async def passive(people: People, *more: tuple[str, str], **hello: Any) -> Tab:
    """Return the socket of a page that has said hello and not been answered."""
    headers = [("origin", OWN_ORIGIN), ("user-agent", FIREFOX), *more]
    tab = await people.connected(people.socket("/ws/visitor/fjord/", headers=headers, address=ADDRESS))
    await tab.send("hello", **{"protocol": 1, "passive": True, "page": PAGE} | hello)
    return tab


async def code(tab: Tab) -> int:
    return await tab.closed()


async def welcomed(people: People, **hello: Any) -> Tab:
    tab = await passive(people, **hello)
    tab.welcome = await tab.hear()
    assert tab.welcome["type"] == "welcome", tab.welcome
    return tab


def wires() -> list[str]:
    return [visit for visit, here in presence.tabs.here.items() if here.wires]


async def visits() -> list[str]:
    return await outside(lambda: list(Visit.objects.order_by("pk").values_list("pk", flat=True)))


async def test_a_page_keeps_a_socket_in_the_visit_it_is_part_of(people: People) -> None:
    await Page(address=ADDRESS).hit(view("1"))
    tab = await welcomed(people)
    assert tab.welcome.keys() == {"type", "protocol", "server_time", "heartbeat_ms"}
    (visit,) = await visits()
    assert wires() == [visit]
    presence.tabs.hear(visit, '{"type": "invitation.offered"}')
    assert await tab.hear() == {"type": "invitation.offered"}
    await people.hang_up(tab)
    assert wires() == []
    counts = (PageView.objects.count, Visitor.objects.count)
    assert await outside(lambda: [count() for count in counts]) == [1, 0]


async def test_a_page_without_a_visit_begins_one(people: People) -> None:
    await welcomed(people)
    assert wires() == await visits() != []


@pytest.mark.parametrize(
    ("site", "said", "headers"),
    [
        ("off", {}, []),
        ("ask", {}, []),
        ("ask", {"consent": {"analytics": "refused"}}, []),
        ("cookieless", {"consent": {"analytics": "refused", "engagement": "refused"}}, []),
        ("full", {}, [("sec-gpc", "1")]),
        ("full", {}, [("dnt", "1")]),
        ("full", {"webdriver": True}, []),
        ("full", {}, [("purpose", "prefetch")]),
    ],
)
async def test_what_may_not_be_known_gets_no_socket_and_need_not_come_back(
    shop: Shop, people: People, site: str, said: dict[str, Any], headers: list[tuple[str, str]]
) -> None:
    await mode(shop, site)
    assert await code(await passive(people, *headers, **said)) == 4403
    assert (wires(), await visits()) == ([], [])


async def test_consent_taken_back_ends_the_socket(shop: Shop, people: People) -> None:
    await mode(shop, "ask")
    tab = await welcomed(people, consent={"engagement": "granted"})
    await tab.send(**consent(engagement="refused"))
    assert await code(tab) == 4403


async def test_who_is_banned_while_looking_is_shown_out(shop: Shop, people: People) -> None:
    tab = await welcomed(people)
    await outside(lambda: Visit.objects.get().ban(reason="Rude", by=shop.mara.actor))
    assert await code(tab) == 4403
    assert wires() == []


async def test_a_browser_is_known_by_its_token_and_by_no_other(shop: Shop, people: People) -> None:
    await mode(shop, "full")
    page = Page(address=ADDRESS)
    await page.hit(view("1"))
    tab = await welcomed(people, token=page.token)
    assert "token" not in tab.welcome
    stranger = await welcomed(people, page=PAGE | {"view": "2"})
    assert stranger.welcome["token"] != page.token
    mine, other = await visits()
    assert sorted(wires()) == sorted([mine, other])
    chat = await outside(new_ticket(shop.site).token)
    ticket = await outside(lambda: new_ticket(shop.site, "tracking"))
    revoked = ticket.token()
    await outside(lambda: Visitor.objects.create(pk=ticket.visitor_id, site=shop.site, epoch=1))
    for token in ("forged", chat, revoked):
        assert await code(await passive(people, token=token)) == 4401


async def test_it_says_what_the_page_may_and_nothing_else(people: People) -> None:
    tab = await welcomed(people)
    for frame in (
        {"type": "page.activity", "view": "1", "active_ms": 900, "scroll_pct": 30},
        {"type": "page.leave", "view": "1", "active_ms": 1200},
        {"type": "page.view", "view": "2", "url": "https://fjordwood.example/chairs"},
    ):
        assert (await tab.ask(**frame))["type"] == "ack"
    views = await outside(
        lambda: list(PageView.objects.order_by("pk").values_list("active_ms", "scroll_pct"))
    )
    assert views == [(1200, 30), (0, 0)]
    for type, fields in (("conversation.open", {"text": "Hi"}), ("visitor.update", {"name": "Kim"})):
        assert (await tab.ask(type, **fields))["code"] == "forbidden"
    assert (await tab.ask("hello", protocol=1))["code"] == "invalid"


async def test_where_there_is_no_place_the_page_asks_by_hits_and_chats_go_on(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits.pages, "of_all", 0)
    assert await code(await passive(people)) == 4429
    await people.visitor()
    page = Page(address=ADDRESS)
    assert (await page.hit(view("1"))).status == 204
    (visit,) = await visits()
    presence.tabs.hear(visit, '{"type": "invitation.offered"}')
    beat = {"type": "page.activity", "view": "1", "active_ms": 0}
    answer = (await page.hit(beat, poll=True)).json()
    assert (answer["next_ms"] <= 15_000, answer["frames"]) == (True, [{"type": "invitation.offered"}])
    assert (await page.hit(beat, poll=True)).json()["frames"] == []


async def test_a_place_is_given_back(people: People) -> None:
    tab = await welcomed(people)
    taken = (limits.pages._all, limits.connections._all)
    await people.hang_up(tab)
    assert (taken, limits.pages._all, limits.connections._all) == ((1, 0), 0, 0)


@pytest.mark.parametrize(("site", "number"), [("cookieless", 1), ("full", 2)])
def test_a_visit_is_found_with_one_question_or_two(shop: Shop, site: str, number: int) -> None:
    shop.site.mode = site
    claim = Claim(shop.site.pk, "nobody", "tracking", 0) if site == "full" else None
    browser_id = claim.visitor_id if claim else ""
    hit = Hit(Browser(shop.site), timezone.now(), [], key="nobody", claim=claim, browser_id=browser_id)
    with CaptureQueriesContext(databases["default"]) as asked:
        assert _open(hit) == NOBODY
    assert len(asked) == number
