"""Who is here, over two processes that have nothing in common but what they tell each other."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from realtime.hub import Delivery, Hub
from visitors.presence import Presence, board, lines, live_topic, tabs
from visitors.presence import news as news_module
from visitors.presence.lines import Line
from visitors.presence.news import PRESENCE
from visitors.tracking.told import Attention, Deed, View

SITE, NOON = "fjord", 1_795_000_000.0
DATABASE: dict[str, dict[str, Any]] = {}
OFFERS: dict[str, dict[str, Any]] = {}


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Wire:
    """A socket of a page; keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def hear(self, frame: str) -> None:
        self.heard.append(frame)


class Process:
    """One process, with an agent who watches the site."""

    def __init__(self, *, watched: bool = True) -> None:
        self.hub = Hub()
        self.presence = Presence(self.hub, self.read)
        self.hub.follow(self.presence, PRESENCE)
        self.frames: list[dict[str, Any]] = []
        self.readings = 0
        if watched:
            self.hub.follow(self, live_topic(SITE))  # type: ignore[arg-type]
            self.presence.board.watch(SITE)

    async def read(self, work: Callable[[], Any]) -> Any:
        if work.func is not lines.read:  # type: ignore[attr-defined]
            return OFFERS.get(work.args[0])  # type: ignore[attr-defined]
        self.readings += 1
        asked = work.args[0]  # type: ignore[attr-defined]
        return {visit: Line(dict(DATABASE[visit]), key=1) for visit in asked if visit in DATABASE}

    def receive(self, delivery: Delivery) -> None:
        self.frames.append(json.loads(delivery.frame))

    def saw(self, visit: str, *facts: Any, key: str = "") -> None:
        DATABASE.setdefault(visit, row(visit))
        self.presence.saw(visit, SITE, key or visit, facts, at=NOON)

    async def tick(self) -> list[dict[str, Any]]:
        """Let a tick pass with what it makes be read, and the next; returns what the agent heard."""
        self.frames.clear()
        for _twice in range(2):
            self.presence.tick()
            if self.presence._reading is not None:
                await self.presence._reading
        self.presence.board.flush()
        return self.frames


def row(visit: str) -> dict[str, Any]:
    page = {"url": "/", "title": "Home", "at": "2026-11-19T13:00:00.000Z", "active_ms": 0}
    return {
        "id": visit,
        "site": SITE,
        "visitor": None,
        "page": page,
        "pages": 1,
        "active_ms": 0,
        "told_at": "",
    }


def view(key: int, url: str = "/tables") -> View:
    return View(key, url, "Tables", "spa")


def told(frames: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    return [(frame["type"], [visitor["id"] for visitor in frame["visitors"]]) for frame in frames]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in (tabs, board):
        monkeypatch.setattr(module, "monotonic", clock)
    monkeypatch.setattr("visitors.presence.monotonic", clock)
    monkeypatch.setattr(lines, "time", lambda: NOON + 3600)
    return clock


@pytest.fixture
def two(clock: Clock) -> Iterator[tuple[Process, Process]]:
    """Return two processes that hear of each other."""
    one, other = Process(), Process()
    one.hub.uplink, other.hub.uplink = other.hub.deliver, one.hub.deliver
    yield one, other
    DATABASE.clear()


Two = tuple[Process, Process]


async def both(two: Two) -> list[dict[str, Any]]:
    """Let a tick pass; returns what the agents of both processes heard alike."""
    one, other = await two[0].tick(), await two[1].tick()
    for frame in (*one, *other):
        for visitor in frame["visitors"]:
            visitor.pop("told_at", None)
            if frame["type"] == "visitor.left":
                visitor.pop("at")
    assert one == other
    return one


async def test_who_comes_looks_on_and_goes_is_told_in_every_process(two: Two, clock: Clock) -> None:
    one = two[0]
    one.saw("a", view(1))
    assert told(await both(two)) == [("visitor.arrived", ["a"])]
    one.saw("a", view(2, "/benches"))
    (viewed,) = await both(two)
    (moved,) = viewed["visitors"]
    assert (viewed["type"], moved["page"]["url"], moved["pages"]) == ("page.viewed", "/benches", 2)
    one.saw("a", Attention(2, 5000, 40, touched=False))
    (changed,) = (await both(two))[0]["visitors"]
    assert changed == {
        "id": "a",
        "looking": False,
        "active_ms": 5000,
        "page": moved["page"] | {"active_ms": 5000},
    }
    one.saw("a", *(Attention(key, 6000, 40, touched=False, left=True) for key in (1, 2)))
    assert told(await both(two)) == [("visitor.changed", ["a"])]
    clock.now += tabs.GRACE_SECONDS + 1
    assert told(await both(two)) == [("visitor.left", ["a"])]


async def test_only_what_changed_is_said_once_a_tick_however_often_it_did(two: Two) -> None:
    one, _other = two
    for visit in "abc":
        one.saw(visit, view(1))
    assert told(await one.tick()) == [("visitor.arrived", ["a", "b", "c"])]
    encoded = one.presence.board.lines[SITE]["a"].encoded
    for number in range(2, 9):
        one.saw("b", view(number))
    frames = await one.tick()
    assert told(frames) == [("page.viewed", ["b"])]
    assert frames[0]["visitors"][0]["pages"] == 8
    assert one.presence.board.lines[SITE]["a"].encoded is encoded
    assert await one.tick() == []


async def test_of_a_crowd_the_newest_have_lines_and_all_are_counted(
    two: Two, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "MOST_LINES", 3)
    one, other = two

    def here() -> list[str]:
        lines = one.presence.board.encoded([SITE])
        assert one.presence.count(SITE) == other.presence.count(SITE) == len(one.presence.board.standing)
        return sorted(json.loads(line)["id"] for line in lines)

    for visit in "abcd":
        one.saw(visit, view(1))
    frame = (await both(two))[-1]
    assert (told([frame]), frame["count"]) == ([("visitor.arrived", ["a", "b", "c"])], 4)
    one.presence.board.rest()
    del one.presence.board.lines[SITE], one.presence.board.beyond[SITE]
    listed = [json.loads(line)["id"] for line in await one.presence.watch([SITE])]
    assert (listed, one.presence.count(SITE)) == (["b", "c", "d"], 4)
    del other.presence.board.lines[SITE], other.presence.board.beyond[SITE]
    await other.presence.watch([SITE])
    one.saw("e", view(1))
    (counted,) = await both(two)
    assert (told([counted]), counted["count"]) == ([("visitor.arrived", [])], 5)
    one.saw("a", view(2, "/benches"))  # nobody is told of who has no line
    assert await both(two) == []
    one.saw("c", Attention(1, 1, 0, touched=False, left=True))
    one.saw("a", *(Attention(key, 1, 0, touched=False, left=True) for key in (1, 2)))
    await both(two)
    clock.now += tabs.GRACE_SECONDS + 1
    left, came = await both(two)
    assert told([left, came]) == [("visitor.left", ["c"]), ("visitor.arrived", ["e"])]
    assert (came["count"], here()) == (3, ["b", "d", "e"])
    for visit in "fgh":
        one.saw(visit, view(1))
    assert (await both(two))[0]["count"] == 6
    # Who uses the chat has a line, however many there are, and is the last to miss in a list of several sites.
    DATABASE["f"]["visitor"] = "v"
    one.hub.publish([news_module.delivery(news_module.Stir("f"))])
    assert told(await both(two)) == [("visitor.arrived", ["f"])]
    assert here() == ["d", "e", "f"]


async def test_nobody_is_read_while_nobody_watches(clock: Clock) -> None:
    process = Process(watched=False)
    process.saw("a", view(1))
    await process.tick()
    assert process.readings == 0
    process.hub.follow(process, live_topic(SITE))  # type: ignore[arg-type]
    listed = [json.loads(line) for line in await process.presence.watch([SITE])]
    assert [(line["id"], line["looking"], line["reachable"]) for line in listed] == [("a", True, False)]
    DATABASE.clear()


async def test_a_socket_keeps_a_visit_and_takes_it_along_into_the_next(two: Two, clock: Clock) -> None:
    one, other = two
    wire = Wire()
    one.saw("a", view(1), key="browser")
    one.presence.enter(wire, "a", SITE)
    await one.tick()
    clock.now += 600
    await one.tick()
    assert other.presence.board.standing["a"].fields["reachable"]
    one.saw("b", view(2), key="browser")
    assert told(await one.tick()) == [("visitor.left", ["a"]), ("visitor.arrived", ["b"])]
    assert list(one.presence.board.standing) == list(other.presence.board.standing) == ["b"]
    other.presence.hub.publish([news_module.delivery(news_module.Say("b", "offer"))])
    assert wire.heard == ["offer"]
    one.presence.leave(wire)
    clock.now += tabs.GRACE_SECONDS + 1
    assert told(await one.tick()) == [("visitor.left", ["b"])]


async def test_a_socket_that_closes_ends_what_other_processes_have_heard(two: Two, clock: Clock) -> None:
    one, other = two
    wire = Wire()
    other.saw("a", view(1))  # the first hit went there
    one.presence.enter(wire, "a", SITE)
    await other.tick()
    await one.tick()
    one.presence.leave(wire)
    clock.now += tabs.GRACE_SECONDS + 1
    await other.tick()
    await one.tick()
    assert list(other.presence.board.standing) == list(one.presence.board.standing) == []


async def test_what_is_said_to_a_page_without_a_socket_waits_for_its_next_word(
    two: Two, clock: Clock
) -> None:
    one, _other = two
    one.saw("a", view(1))
    one.presence.receive(news_module.delivery(news_module.Say("a", "offer")))
    assert await one.presence.polled("a", SITE) == ["offer"]
    assert await one.presence.polled("a", SITE) == []
    one.presence.receive(news_module.delivery(news_module.Say("a", "old")))
    clock.now += tabs.PATIENCE_SECONDS + 1
    assert await one.presence.polled("a", SITE) == []


async def test_what_lasts_is_known_to_pages_of_every_process_however_late_they_come(two: Two) -> None:
    one, other = two
    early, late, later, last = Wire(), Wire(), Wire(), Wire()
    offer = {"type": "invitation.offered"}
    one.presence.enter(early, "a", SITE)
    other.presence.enter(late, "a", SITE, offer)  # as it was read: that it was said was heard before
    assert [json.loads(frame) for frame in late.heard] == [offer]
    OFFERS["b"] = offer
    assert [json.loads(frame) for frame in await one.presence.polled("b", SITE)] == [offer]
    OFFERS.clear()
    one.hub.publish([news_module.delivery(news_module.Say("a", "withdrawn", lasting=False))])
    other.presence.enter(later, "a", SITE, offer)  # read a moment before it was withdrawn
    one.hub.publish([news_module.delivery(news_module.Say("c", "withdrawn", lasting=False))])
    other.presence.enter(last, "c", SITE, offer)
    assert (late.heard[1:], later.heard, last.heard) == (["withdrawn"], [], [])


async def test_who_polls_stays_and_who_falls_silent_goes(two: Two, clock: Clock) -> None:
    one, _other = two
    one.saw("a", view(1))
    one.saw("b", view(1))
    await one.tick()
    for _poll in range(4):
        clock.now += 15
        await one.presence.polled("a", SITE)
        await one.tick()
    assert list(one.presence.board.standing) == ["a"]


async def test_a_process_that_dies_takes_its_visitors_along(two: Two, clock: Clock) -> None:
    one, other = two
    one.saw("a", view(1))
    other.saw("b", view(1))
    await one.tick()
    await other.tick()
    clock.now += board.LEASE_SECONDS + 1
    frames = await other.tick()
    assert ("visitor.left", ["a"]) in told(frames)


async def test_a_process_that_starts_later_or_missed_a_word_hears_it_all(two: Two) -> None:
    one, other = two
    one.hub.uplink = None  # not heard yet
    one.saw("a", view(1))
    await one.tick()
    one.saw("b", view(1))
    one.hub.uplink = other.hub.deliver
    await one.tick()
    assert told(await other.tick()) == [("visitor.arrived", ["a", "b"])]
    await one.presence.stop()
    assert told(await other.tick()) == [("visitor.left", ["a", "b"])]


async def test_a_browser_that_may_be_known_no_longer_is_gone_at_once(two: Two) -> None:
    one, _other = two
    one.saw("a", view(1), key="browser")
    await one.tick()
    one.presence.saw(None, SITE, "browser", [], at=NOON)
    assert told(await one.tick()) == [("visitor.left", ["a"])]


async def test_a_basket_and_other_words_stand_in_the_line(two: Two) -> None:
    one, other = two
    one.saw("a", view(1))
    await one.tick()
    await other.tick()
    one.saw("a", Deed("e", tabs.BASKET, {"value": 640, "currency": "EUR"}))
    await one.tick()
    frames = await other.tick()
    assert frames[0]["visitors"] == [{"id": "a", "basket": {"value": 640, "currency": "EUR"}}]
    one.hub.publish([news_module.delivery(news_module.Word("a", {"invitation": {"state": "shown"}}))])
    assert (await other.tick())[0]["visitors"] == [{"id": "a", "invitation": {"state": "shown"}}]
    DATABASE["a"] |= {"name": "Ellen Brandt", "visitor": "v"}
    one.hub.publish([news_module.delivery(news_module.Stir("a"))])
    assert (await other.tick())[0]["visitors"] == [{"id": "a", "name": "Ellen Brandt", "visitor": "v"}]


async def test_time_a_page_cannot_have_had_is_not_shown(two: Two) -> None:
    one, _other = two
    one.saw("a", view(1))
    await one.tick()
    one.saw("a", view(2))
    await one.tick()
    one.saw("a", Attention(2, 10**12, 0, touched=True))
    frames = await one.tick()
    assert frames[0]["visitors"][0]["active_ms"] == 3_602_000


async def test_nobody_has_more_pages_open_than_fit_into_memory(two: Two) -> None:
    one, _other = two
    for key in range(1000):
        one.saw("a", Attention(key, 1, 0, touched=True))
    assert list(one.presence.tabs.here["a"].pages) == list(range(1000 - tabs.MOST_PAGES, 1000))
    assert len(one.presence.tabs.news["a"].active) == tabs.MOST_PAGES


async def test_who_missed_where_somebody_went_reads_it_with_the_whole(two: Two) -> None:
    one, other = two
    one.saw("a", view(1))
    await both(two)
    one.hub.uplink = None  # one word is lost
    one.saw("a", view(2, "/benches"))
    await one.tick()
    one.hub.uplink = other.hub.deliver
    page = {"url": "/benches", "title": "Benches", "at": "2026-11-19T13:01:00.000Z", "active_ms": 0}
    DATABASE["a"] |= {"page": page, "pages": 2}
    one.saw("b", view(1))
    await one.tick()
    told_of = {line["id"]: line for frame in await other.tick() for line in frame["visitors"]}
    assert (told_of["a"]["pages"], told_of["a"]["page"]) == (2, page)


async def test_what_the_database_has_lost_is_not_there(two: Two) -> None:
    one, _other = two
    one.saw("a", view(1))
    await one.tick()
    del DATABASE["a"]
    one.hub.publish([news_module.delivery(news_module.Stir("a"))])
    assert told(await one.tick()) == [("visitor.left", ["a"])]
