"""The store: many browsers in one batch, a handful of statements, each fact where it belongs."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from realtime.bulk import Bulk
from realtime.errors import Refusal
from tests.chat.shop import Shop
from tests.chat.wire import People, outside
from visitors.models import Event, PageView, Tally, Visit
from visitors.tracking import deeds
from visitors.tracking import store as module
from visitors.tracking.campaigns import Campaign
from visitors.tracking.drops import Reason, counted
from visitors.tracking.modes import Purpose
from visitors.tracking.placing import Placing
from visitors.tracking.store import pages, store
from visitors.tracking.told import Attention, Deed, Fact, Machine, Told, View, Withdrawal, event_id

DAY = datetime(2026, 11, 21, tzinfo=UTC)
PURPOSES = frozenset({Purpose.CHAT, Purpose.ANALYTICS})

pytestmark = pytest.mark.django_db


def at(clock: str) -> datetime:
    hours, minutes, seconds = map(int, clock.split(":"))
    return DAY + timedelta(hours=hours, minutes=minutes, seconds=seconds)


def told(shop: Shop, *facts: Fact, at: datetime = DAY, key: str = "a", **more: Any) -> Told:
    return Told(site=shop.site.pk, key=key, at=at, facts=list(facts), purposes=PURPOSES, **more)


def view(key: int, path: str = "/", **more: Any) -> View:
    return View(key, f"https://fjordwood.example{path}", "Title", "load", **more)


def statements(captured: CaptureQueriesContext) -> int:
    transaction = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return len([query for query in captured if not query["sql"].startswith(transaction)])


@pytest.mark.parametrize("number", [1, 3, 200])
def test_a_batch_is_eight_statements_however_much_is_told(shop: Shop, number: int) -> None:
    def batch(minutes: int) -> list[Told | Machine]:
        moment = DAY + timedelta(minutes=minutes)
        items: list[Told | Machine] = [Machine(shop.site.pk, moment, 1)]
        for n in range(number):
            facts = [
                view(minutes),
                Attention(minutes - 1, 500, 10, True),
                Deed(event_id("a", f"{minutes}"), "x", {}),
            ]
            key = f"{n:026}" if n % 2 else f"key-{n}"
            items.append(told(shop, *facts, at=moment, key=key, browser=key if n % 2 else ""))
        items.append(told(shop, view(minutes), at=moment, key=f"new-{minutes}", browser=f"new-{minutes:022}"))
        return items

    store(batch(1))
    with CaptureQueriesContext(connection) as captured:
        store(batch(2))
    assert statements(captured) == 8
    assert PageView.objects.count() == 2 * number + 2


def test_visits_begin_and_end_as_written(shop: Shop) -> None:
    sale = Campaign(name="sale")
    for clock, fact in (
        ("10:00:00", view(1)),
        ("10:10:00", view(2)),
        ("10:40:00", view(3)),
        ("11:10:01", view(4)),
        ("11:15:00", view(5, campaign=sale)),
        ("11:20:00", Attention(5, 1000, 0, False)),
        ("11:46:00", Attention(5, 2000, 0, True)),
    ):
        store([told(shop, fact, at=at(clock))])
    visits = Visit.objects.order_by("started_at")
    assert [(visit.started_at, visit.pages, visit.end_reason) for visit in visits] == [
        (at("10:00:00"), 3, "gap"),
        (at("11:10:01"), 1, "campaign"),
        (at("11:15:00"), 1, "gap"),
        (at("11:46:00"), 1, ""),
    ]
    first, _second, third, last = visits
    assert (first.ended_at, third.ended_at, last.ended_at) == (at("10:40:00"), at("11:15:00"), None)
    assert (third.campaign, last.open_key, last.url) == ({"name": "sale"}, "a", third.url)
    assert [view.nav for view in last.views.all()] == ["resume"]


def test_one_batch_is_the_same_as_one_by_one(shop: Shop) -> None:
    facts = [view(1), view(1), Attention(1, 60_000, 50, True), view(2), Attention(1, 100, 70, False)]
    items = [told(shop, fact, at=DAY + timedelta(seconds=n * 10)) for n, fact in enumerate(facts)]
    gone = told(shop, view(3), at=DAY + timedelta(hours=2))
    store([*items, gone, told(shop, Withdrawal(), at=gone.at)])
    names = ("pages", "active_ms", "end_reason", "open_key")
    assert list(Visit.objects.order_by("started_at").values_list(*names)) == [
        (2, 22_000, "gap", None),
        (1, 0, "withdrawn", None),
    ]
    assert list(PageView.objects.values_list("key", "active_ms", "scroll_pct")) == [
        (1, 22_000, 70),
        (2, 0, 0),
        (3, 0, 0),
    ]
    assert list(
        Tally.objects.filter(span="hour").order_by("at").values_list("visits", "views", "active_ms")
    ) == [
        (1, 2, 22_000),
        (1, 1, 0),
    ]


@pytest.mark.parametrize(
    ("zone", "days"),
    [
        ("UTC", {"2026-11-20T00:00": 4, "2026-11-21T00:00": 1}),
        ("Europe/Berlin", {"2026-11-19T23:00": 1, "2026-11-20T23:00": 4}),
        ("Asia/Kathmandu", {"2026-11-20T18:15": 5}),  # five hours and three quarters ahead
    ],
)
def test_a_day_is_added_up_by_the_clocks_of_the_site_in_the_same_commit(
    shop: Shop, zone: str, days: dict[str, int]
) -> None:
    evening = DAY - timedelta(hours=1, minutes=30)
    for number, minutes in enumerate((0, 35, 40, 60)):
        store([told(shop, view(number), at=evening + timedelta(minutes=minutes), zone=zone)])
    store([told(shop, view(9), at=DAY + timedelta(minutes=1), zone=zone)])
    rows = Tally.objects.filter(span="day").order_by("at").values_list("at", "views")
    assert {f"{at:%Y-%m-%dT%H:%M}": views for at, views in rows} == days


def test_attention_counts_when_the_page_was_opened(shop: Shop) -> None:
    store([told(shop, view(1), at=DAY - timedelta(seconds=1))])
    store([told(shop, Attention(1, 5000, 0, True), at=DAY + timedelta(seconds=30))])
    sums = Tally.objects.values_list("span", "at", "active_ms")
    assert set(sums) == {("hour", DAY - timedelta(hours=1), 5000), ("day", DAY - timedelta(days=1), 5000)}


def test_events_begin_a_visit_and_end_a_bounce_but_for_those_that_happen_by_themselves(shop: Shop) -> None:
    leaving = Deed("0" * 26, "page.exit_intent", {}, by_itself=True)
    store([told(shop, leaving)])
    assert (Visit.objects.count(), Event.objects.count()) == (0, 0)
    store([told(shop, view(1)), told(shop, leaving)])
    assert (Visit.objects.get().is_bounce, Event.objects.count()) == (True, 1)
    store([told(shop, Deed("1" * 26, "cart.changed", {"value": "1.00"}))])
    assert (Visit.objects.get().is_bounce, Event.objects.count()) == (False, 2)
    store([told(shop, Deed("2" * 26, "checkout.completed", {}), key="b")])
    assert Visit.objects.get(open_key="b").acted


def test_a_visit_of_a_thousand_pages_takes_no_more(shop: Shop) -> None:
    store([told(shop, *(view(n) for n in range(1001)))])
    assert (PageView.objects.count(), Visit.objects.get().pages) == (1000, 1000)


def test_visits_in_which_nothing_happens_end_with_their_last_activity(shop: Shop) -> None:
    store([told(shop, view(1)), told(shop, view(1), at=DAY + timedelta(seconds=1), key="b")])
    later = DAY + timedelta(seconds=1800)
    assert Visit.end_due(at=later) == 0
    assert Visit.end_due(at=later + timedelta(seconds=0.5)) == 1
    ended = Visit.objects.get(open_key=None)
    assert (ended.ended_at, ended.end_reason) == (DAY, "gap")


async def test_a_poison_fact_fails_alone(shop: Shop, people: People) -> None:
    items = [told(shop, view(1)), told(shop, view(2**70), key="p"), told(shop, view(1), key="b")]
    outcomes = await asyncio.gather(*map(pages.submit, items), return_exceptions=True)
    assert [isinstance(outcome, Exception) for outcome in outcomes] == [False, True, False]
    assert await outside(lambda: set(Visit.objects.values_list("open_key", flat=True))) == {"a", "b"}


@pytest.mark.several_processes
async def test_two_processes_that_begin_a_visit_at_once_begin_one(
    shop: Shop, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, others = module._read, [told(shop, view(1))]

    def read_and_be_overtaken(bulk: Bulk, items: Sequence[Told]) -> Placing:
        placing = read(bulk, items)
        if others:
            elsewhere = Thread(target=lambda items: (store(items), connection.close()), args=[[others.pop()]])
            elsewhere.start()
            elsewhere.join()
        return placing

    monkeypatch.setattr(module, "_read", read_and_be_overtaken)
    await pages.submit(told(shop, view(2)))
    assert await outside(lambda: list(Visit.objects.values_list("open_key", "pages"))) == [("a", 2)]


def test_a_token_of_another_visitor_row_is_refused_and_its_neighbours_are_not(shop: Shop) -> None:
    visitor = shop.visitor()
    good = told(shop, view(1), key=visitor.pk, browser=visitor.pk)
    stale = told(shop, view(2), key=visitor.pk, browser=visitor.pk, epoch=3)
    outcomes = store([stale, good])
    assert isinstance(outcomes[0], Refusal)
    assert list(PageView.objects.values_list("key", flat=True)) == [1]


def test_events_without_end_are_let_go_and_counted_but_not_those_a_server_tells(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deeds, "MOST_EVENTS", 3)
    before = counted[Reason.MANY_EVENTS]
    for batch in range(2):
        events = [Deed(event_id("a", f"{batch}.{n}"), "custom.click", {}) for n in range(3)]
        store([told(shop, view(batch), *events), told(shop, view(batch), key="b")])
    visit, other = Visit.objects.get(open_key="a"), Visit.objects.get(open_key="b")
    assert (visit.events.count(), counted[Reason.MANY_EVENTS] - before, visit.pages) == (3, 3, 2)
    store([told(shop, Deed("1" * 26, "checkout.completed", {}), visit=visit.pk)])
    store([told(shop, Deed("2" * 26, "checkout.completed", {}), key="b")])
    assert (visit.events.count(), other.events.count()) == (4, 1)


def test_how_much_was_told_is_remembered_of_the_latest_visits_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deeds, "MOST_EVENTS", 1)
    monkeypatch.setattr(deeds, "MOST_VISITS", 2)
    amounts = deeds.Amounts()
    assert [amounts.admits(visit) for visit in "abacba"] == [True, True, False, True, True, True]
