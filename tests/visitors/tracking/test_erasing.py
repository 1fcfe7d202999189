"""Being forgotten: by a token everything of the browser, by a page the visit it is in, and nothing of anybody else."""

from typing import Any

import pytest

from tests.chat.shop import Shop
from tests.chat.wire import People, outside
from tests.visitors.tracking.page import Page, event, view
from tests.visitors.tracking.test_hit import mode, number, rows
from visitors.identity import Ticket, new_ticket
from visitors.models import Event, PageView, Tally, Visit
from visitors.presence import presence
from visitors.tracking.attaching import Whereabouts, attach
from visitors.tracking.hit import Browser


def forget(page: Page, view: str = "") -> dict[str, Any]:
    """Return what a page sends whose visitor wants to be forgotten."""
    return {"type": "visitor.forget", "view": view, "tracking": page.token or ""}


async def test_a_browser_loses_all_its_visits_and_others_none(shop: Shop, people: People) -> None:
    await mode(shop, "full")
    one, other = Page(), Page()
    for page in (one, other):
        await page.hit(view("1"), event("e", "order"))
    await outside(lambda: Visit.objects.update(open_key=None))
    await one.hit(view("2"))
    for _ in range(2):
        assert (await one.hit(forget(one), view("3"))).status == 204
    assert await number(Visit, PageView, Event) == [1, 1, 1]
    assert await rows(Tally, "views", "purged_events") == [(3, 1)] * 2


async def test_who_is_forgotten_is_not_here_any_more(shop: Shop, people: People) -> None:
    page = Page()
    await page.hit(view("1"))
    here = len(presence.tabs)
    await page.hit(forget(page, "1"))
    assert (len(presence.tabs), await number(Visit, PageView)) == (here - 1, [0, 0])


async def test_a_visit_somebody_wrote_from_keeps_that_and_nothing_else(shop: Shop, people: People) -> None:
    await mode(shop, "full")
    page, visitor = Page(body={"timezone": "Europe/Oslo"}), await outside(shop.visitor)
    await page.hit(view("1", "/tables?utm_source=news", title="Tables"), event("e", "order"))
    await outside(lambda: Visit.objects.update(visitor=visitor))
    await page.hit(forget(page))
    assert await number(PageView, Event) == [0, 0]
    (row,) = await outside(lambda: list(Visit.objects.values()))
    kept = {name for name, value in row.items() if value}
    assert kept == {
        "id",
        "site_id",
        "visitor_id",
        "started_at",
        "last_activity_at",
        "ended_at",
        "end_reason",
        "purposes",
        "acted",
    }


async def test_a_token_that_was_revoked_proves_nothing(shop: Shop, people: People) -> None:
    await mode(shop, "full")
    visitor = await outside(shop.visitor)

    def token() -> str:
        return Ticket(shop.site, visitor.pk, "tracking", visitor).token()

    def attached(page: Page) -> Visit | None:
        return attach(shop.visitor(), Browser(shop.site), Whereabouts(tracking=page.token or ""))

    page = Page(token=token())
    await page.hit(view("1"), event("e", "order"))
    await outside(visitor.revoke_tokens)
    await page.hit(forget(page))
    assert (await number(Visit, Event), await outside(lambda: attached(page))) == ([1, 1], None)
    page.token = token()
    await page.hit(forget(page))
    assert await number(PageView, Event) == [0, 0]


@pytest.mark.parametrize("proof", ["nothing", "another's view", "a token of the chat", "the network"])
async def test_nobody_is_forgotten_without_a_proof(shop: Shop, people: People, proof: str) -> None:
    await mode(shop, "cookieless" if proof in ("another's view", "the network") else "full")
    page = Page()
    await page.hit(view("1"))
    stranger = Page(token=None)
    if proof == "a token of the chat":
        ((browser,),) = await rows(Visit, "browser")
        ticket = new_ticket(shop.site)
        ticket.visitor_id = browser
        stranger.token = await outside(ticket.token)
    said = forget(stranger, {"another's view": "2"}.get(proof, ""))
    stranger.token = None
    assert (await stranger.hit(said)).status == 204
    assert await number(Visit, PageView) == [1, 1]


async def test_whoever_wants_not_to_be_tracked_is_forgotten_all_the_same(shop: Shop, people: People) -> None:
    await mode(shop, "full")
    page = Page()
    await page.hit(view("1"))
    page.headers = {"sec-gpc": "1"}
    await page.hit(forget(page))
    assert await number(Visit, PageView) == [0, 0]
