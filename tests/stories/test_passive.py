"""Somebody who only looks keeps one light socket, whatever the number of tabs; without one the page asks."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Request
from websockets.sync.client import ClientConnection, connect

from realtime.ids import new_id
from tests.stories.browser import People
from tests.stories.host import PLAIN, Host
from tests.stories.server import Server
from tests.stories.test_tracking import BY_HAND, HIDES, ORDINARY, REST
from tests.stories.wire import Wire, until

Frame = dict[str, Any]

VIEWER = "from agents.models import Agent; Agent.objects.filter(email='viewer@example.com')"
MAKE_VIEWER = """
from agents.models import Agent, ApiToken
from visitors.models import Site
viewer = Agent.objects.create_user("viewer@example.com", name="Viewer", role="viewer")
viewer.sites.set(Site.objects.all())
print(ApiToken.issue(viewer))
"""
WAVERED = """
from visitors.models import Event
print(*Event.objects.filter(visit__views__url="%s").values_list("type", flat=True))
"""


class Watcher:
    """A program that watches who is on the sites."""

    def __init__(self, server: Server, line: ClientConnection) -> None:
        self.line = line
        self._say("hello", protocol=1)
        self._say("visitors.watch", id="w")
        while json.loads(self.line.recv(timeout=10))["type"] != "visitors.listed":
            pass

    def hear(self, type: str, seconds: float = 10, **fields: Any) -> Frame:
        """Wait for a frame of a type, and return the visitor in it who has these fields."""
        until = time.monotonic() + seconds
        while True:
            frame = json.loads(self.line.recv(timeout=until - time.monotonic()))
            for visitor in frame["visitors"] if frame["type"] == type else []:
                if fields.items() <= (visitor | {"url": visitor.get("page", {}).get("url")}).items():
                    return dict(visitor)

    def _say(self, type: str, **fields: Any) -> None:
        self.line.send(json.dumps({"type": type} | fields))


@pytest.fixture
def watcher(server: Server, host: Host) -> Iterator[Watcher]:
    """Return who watches all sites by a program, and is there for nobody."""
    token = server.installation.manage("shell", "-v0", "-c", MAKE_VIEWER).split()[-1]
    headers = {"Authorization": f"Bearer {token}"}
    with connect(f"ws://127.0.0.1:{server.port}/ws/agent/", additional_headers=headers) as line:
        yield Watcher(server, line)
    server.installation.manage("shell", "-v0", "-c", f"{VIEWER}.delete()")


@pytest.fixture
def visitor(people: People) -> Page:
    """Return the page of somebody who sits before it."""
    page = people.arrive(user_agent=ORDINARY)
    page.context.add_init_script(BY_HAND)
    return page


@pytest.fixture
def shop(host: Host, server: Server) -> str:
    """Return a page of a site that remembers its visitors, which nobody else looks at."""
    return host.add(f"/{new_id()}", body=f'{PLAIN}<script async src="{server.url}/w/guest-full.js"></script>')


def told(wire: Wire) -> int:
    return len(wire.frames("welcome"))


def in_front(wires: list[Wire]) -> Wire | None:
    """Return the one tab of several that holds the socket they share, once each of them has asked for it."""
    holding = [wire for wire in wires if wire.open]
    if not all(wire.sockets for wire in wires) or len(holding) != 1 or len(holding[0].open) != 1:
        return None
    return holding[0] if holding[0].open[0] in holding[0].welcomed else None


def test_the_tabs_of_a_browser_share_one_socket_and_are_seen_at_once(
    visitor: Page, shop: str, watcher: Watcher
) -> None:
    tabs = [visitor, *(visitor.context.new_page() for _ in range(4))]
    wires = [Wire(tab) for tab in tabs]
    for tab in tabs:
        tab.goto(shop)
    arrived = watcher.hear("visitor.arrived", seconds=2, url=shop)
    until(visitor, lambda: in_front(wires) is not None)
    tab = next(tab for tab, wire in zip(tabs, wires, strict=True) if wire is in_front(wires))
    tab.evaluate("history.pushState(null, '', `${location.pathname}/chairs`)")
    address = f"{shop}/chairs"
    watcher.hear("page.viewed", seconds=1, id=arrived["id"], url=address)
    for tab in tabs:
        tab.goto("about:blank")
    watcher.hear("visitor.left", seconds=5, id=arrived["id"])


def test_who_is_forgotten_in_one_tab_is_let_go_of_by_all(visitor: Page, shop: str, watcher: Watcher) -> None:
    tabs = [visitor, visitor.context.new_page()]
    wires = [Wire(tab) for tab in tabs]
    for tab in tabs:
        tab.goto(shop)
    arrived = watcher.hear("visitor.arrived", url=shop)
    until(visitor, lambda: in_front(wires) is not None)
    aside = next(tab for tab, wire in zip(tabs, wires, strict=True) if wire is not in_front(wires))
    before = [len(wire.sockets) for wire in wires]
    aside.evaluate("visavis('forget')")
    watcher.hear("visitor.left", seconds=5, id=arrived["id"])
    until(visitor, lambda: not any(wire.open for wire in wires))
    for tab in tabs:
        tab.evaluate("dispatchEvent(new Event('focus')); visavis('track', 'tasted')")
        tab.evaluate(REST)
    assert [len(wire.sockets) for wire in wires] == before
    assert visitor.evaluate("Object.keys(localStorage)") == ["visavis:guest-full:consent"]


def test_a_page_from_the_cache_is_there_again_within_a_second(visitor: Page, host: Host, shop: str) -> None:
    wire = Wire(visitor)
    visitor.goto(shop)
    until(visitor, lambda: told(wire) == 1)
    visitor.evaluate("addEventListener('pageshow', (event) => { window.cameBack = event.persisted; })")
    visitor.goto(host.add("/elsewhere-looked-at", body=PLAIN))
    visitor.evaluate("() => { setTimeout(() => history.back()); }")
    visitor.wait_for_function("window.cameBack === true")
    until(visitor, lambda: told(wire) == 2, seconds=1)


def leaves_through_the_top(page: Page) -> None:
    """Move the pointer from the middle of the page to where the tabs of the browser are."""
    for y in (300, 100, -10):
        page.mouse.move(400, y)


def test_who_hides_the_page_for_a_minute_lets_the_socket_go(visitor: Page, shop: str, server: Server) -> None:
    visitor.context.add_init_script(HIDES)
    visitor.clock.install()
    wire = Wire(visitor)
    said: list[Frame] = []
    visitor.on("websocket", lambda socket: socket.on("framesent", lambda raw: said.append(json.loads(raw))))
    visitor.goto(shop)
    visitor.clock.run_for(1000)
    until(visitor, lambda: told(wire) == 1)
    leaves_through_the_top(visitor)  # too early to mean anything
    visitor.clock.run_for(5000)
    for _time in range(2):  # it counts once
        leaves_through_the_top(visitor)
    until(visitor, lambda: any(frame["type"] == "event.track" for frame in said))
    until(visitor, lambda: len(wire.frames("ack")) == len([frame for frame in said if "id" in frame]))
    assert server.installation.manage("shell", "-v0", "-c", WAVERED % shop).split() == ["page.exit_intent"]
    visitor.evaluate("turn(true)")
    visitor.clock.run_for(59_000)
    assert not wire.closed
    visitor.clock.run_for(2_000)
    until(visitor, lambda: len(wire.closed) == 1)
    visitor.evaluate("turn(false)")
    until(visitor, lambda: told(wire) == 2)


def test_where_no_socket_is_to_be_had_the_page_asks(visitor: Page, shop: str, watcher: Watcher) -> None:
    visitor.route_web_socket(lambda url: "/ws/visitor/" in url, lambda socket: socket.close())
    asked: list[Request] = []
    visitor.on("request", lambda request: "/hit" in request.url and asked.append(request))
    visitor.clock.install()
    visitor.goto(shop)
    visitor.clock.run_for(1000)
    arrived = watcher.hear("visitor.arrived", url=shop)

    def polls() -> list[Request]:
        return [request for request in asked if json.loads(request.post_data or "{}").get("poll")]

    for _second in range(20):
        visitor.clock.run_for(1000)
        if polls():
            break
    until(visitor, lambda: len(polls()) > 0)
    answer = polls()[0].response()
    assert answer is not None
    assert 0 < answer.json()["next_ms"] <= 15_000
    watcher.hear("visitor.changed", id=arrived["id"], reachable=True)
    before = len(polls())
    visitor.clock.run_for(15_000)
    until(visitor, lambda: len(polls()) > before)


def test_a_strict_policy_that_names_the_server_is_no_hindrance(
    visitor: Page, server: Server, host: Host
) -> None:
    socket = server.url.replace("http", "ws")
    policy = f"default-src 'none'; script-src {server.url}; connect-src {server.url} {socket}"
    script = f'<script async src="{server.url}/w/guest.js"></script>'
    address = host.add("/strict-looked-at", body=script, Content_Security_Policy=policy)
    wire = Wire(visitor)
    visitor.goto(address)
    until(visitor, lambda: told(wire) == 1)
    assert visitor.evaluate("[localStorage.length, sessionStorage.length, document.cookie.length]") == [
        0,
        0,
        0,
    ]
