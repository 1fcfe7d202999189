"""Opening and closing, as those who are connected hear of it."""

from datetime import UTC, datetime
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from agents.models import Department
from chat.availability import availabilities, availability, visitors_of
from chat.timetable import Timetable
from realtime.hub import Delivery, Hub, Listener, hub
from realtime.threads import readers
from tests.chat.shop import Shop
from tests.chat.wire import People, outside
from visitors.hours import HOURS
from visitors.models import Site

OFFICE = {"week": [[["09:00", "18:00"]]] * 5 + [[], []]}
NEVER: dict[str, Any] = {"week": [[]] * 7}
EVENING, MORNING = datetime(2026, 11, 20, 20, tzinfo=UTC), datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return how to set the clock by which schedules are read."""
    return lambda at: monkeypatch.setattr("chat.availability.timezone", SimpleNamespace(now=lambda: at))


def rows(site: Site) -> dict[str, tuple[bool, bool, str | None]]:
    return {
        row["name"]: (row["open"], row["online"], row["next_open_at"])
        for row in availability(site.pk)["departments"]
    }


def let_in(*agents: Any) -> None:
    type(agents[0]).mark_alive([agent.pk for agent in agents])


def test_open_is_the_schedule_and_online_is_somebody_there(shop: Shop) -> None:
    shop.sales.hours = NEVER
    shop.sales.save()
    let_in(shop.mara)
    assert rows(shop.site) == {"Sales": (False, True, None), "Support": (True, False, None)}


def test_a_department_keeps_the_hours_of_its_site_unless_it_has_its_own(shop: Shop, clock: Any) -> None:
    clock(EVENING)
    Site.objects.filter(pk=shop.site.pk).update(hours=OFFICE, zone="Europe/Oslo")
    Department.objects.filter(pk=shop.support.pk).update(hours={"week": [[["00:00", "24:00"]]] * 7})
    monday = "2026-11-23T08:00:00.000Z"
    assert rows(shop.site) == {"Sales": (False, False, monday), "Support": (True, False, None)}


@pytest.mark.parametrize(
    ("zone", "opens"), [("", "2026-11-23T08:00:00.000Z"), ("Asia/Tokyo", "2026-11-23T00:00:00.000Z")]
)
def test_hours_are_read_on_the_departments_clock_or_else_the_sites(
    shop: Shop, clock: Any, zone: str, opens: str
) -> None:
    clock(EVENING)
    Site.objects.filter(pk=shop.site.pk).update(zone="Europe/Oslo")
    Department.objects.filter(pk=shop.sales.pk).update(hours=OFFICE, zone=zone)
    assert rows(shop.site)["Sales"] == (False, False, opens)


def test_faces_are_shown_of_departments_that_are_open(shop: Shop) -> None:
    Department.objects.filter(pk=shop.sales.pk).update(hours=NEVER)
    let_in(shop.mara, shop.jonas, shop.olga)
    assert [card["name"] for card in availability(shop.site.pk)["agents"]] == ["Jonas"]


def test_where_messages_are_left_and_nothing_else_nobody_is_promised(shop: Shop) -> None:
    Site.objects.filter(pk=shop.site.pk).update(appearance={"offers": "contact"})
    let_in(shop.mara)
    assert rows(shop.site)["Sales"] == (False, True, None)
    assert availability(shop.site.pk)["agents"] == []


def test_any_number_of_sites_and_departments_costs_the_same(
    shop: Shop, django_assert_num_queries: Any
) -> None:
    let_in(shop.mara, shop.jonas)
    for count in (1, 8):
        for number in range(count):
            department = Department.objects.create(name=f"D{count}{number}", hours=OFFICE)
            department.sites.add(shop.site, Site.objects.create(key=f"s{count}{number}", name="S"))
        with django_assert_num_queries(4):
            assert len(availabilities(Site.objects.all())) >= count


async def test_visitors_hear_at_once_of_hours_that_were_saved(shop: Shop, people: People) -> None:
    here, elsewhere = await people.visitor(), await people.visitor("other")
    await here.settle(), await elsewhere.settle()

    def close() -> None:
        shop.sales.hours = NEVER
        shop.sales.save()

    await outside(close)
    told = await here.until("availability.changed")
    while told["departments"][0]["open"]:  # the first look tells everybody how it was
        told = await here.until("availability.changed")
    assert [(row["name"], row["open"]) for row in told["departments"]] == [
        ("Sales", False),
        ("Support", True),
    ]
    late = await people.visitor()
    assert late.welcome["availability"]["departments"] == told["departments"]


async def test_other_processes_hear_of_it_and_tell_their_own(
    shop: Shop, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed_on: list[Delivery] = []
    monkeypatch.setattr(hub, "uplink", passed_on.extend)
    here = await people.visitor()
    shop.site.hours = NEVER
    await outside(shop.site.save)
    await here.until("availability.changed")
    assert [HOURS in delivery.topics for delivery in passed_on] == [True]


async def test_colleagues_hear_of_the_promise_that_was_saved(shop: Shop, people: People) -> None:
    mara, nora = await people.agent(shop.mara), await people.agent(shop.nora)
    await mara.settle(), await nora.settle()

    def promise() -> None:
        shop.sales.promise_seconds = 180
        shop.sales.save()

    await outside(promise)
    assert (await mara.until("department.changed"))["department"] == {
        "id": shop.sales.pk,
        "name": "Sales",
        "promise_s": 180,
    }
    assert [frame for frame in await nora.settle() if frame["type"] == "department.changed"] == []


async def test_the_beat_tells_when_it_opens_and_nothing_in_between(
    process: Any, shop: Shop, clock: Any
) -> None:
    alone, ear = Hub(loop=process.hub.loop), Ear()
    alone.follow(ear, visitors_of(shop.site.pk))
    await outside(partial(Site.objects.filter(pk=shop.site.pk).update, hours=OFFICE))
    timetable = Timetable(alone)
    counts = []
    for at in (
        EVENING,
        EVENING,
        MORNING.replace(minute=59),
        MORNING.replace(hour=9),
        MORNING.replace(hour=10),
    ):
        clock(at)
        await readers.run(timetable.look)
        counts.append(len(ear.heard))
    assert counts == [1, 1, 1, 2, 2]
    assert '"open":false' in ear.heard[0] and '"open":false' not in ear.heard[1]


class Ear(Listener):
    """Keeps what is told."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def receive(self, delivery: Delivery) -> None:
        self.heard.append(delivery.frame)
