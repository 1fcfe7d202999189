"""What a host page tells of those who look at it, and what it keeps to itself."""

import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Page, WebSocketRoute

from tests.stories.browser import People, assert_accessible
from tests.stories.host import Host
from tests.stories.roles import BEGIN
from tests.stories.server import Installation, Server
from tests.stories.wire import until

# Browsers under a test say so, and would be taken for what they are.
ORDINARY = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
BY_HAND = "Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false });"
GPC = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true });"
HEARS = "window.shared = []; addEventListener('storage', ({ key }) => shared.push(key));"
REST = "new Promise((done) => requestIdleCallback(() => setTimeout(done, 400)))"
WITHOUT_NAVIGATION_API = "delete window.navigation;"
HIDES = """
let hidden = false;
Object.defineProperty(Document.prototype, "visibilityState", { get: () => (hidden ? "hidden" : "visible") });
window.turn = (now) => { hidden = now; document.dispatchEvent(new Event("visibilitychange")); };
"""
STORED_NAMES = {"visavis:guest:tracking", "visavis:guest:consent"}
ANSWER = """
from agents.models import Agent
from chat.models import Conversation
found = Conversation.objects.get(entries__message__text="zz-table")
mara = Agent.objects.get(email="agent1@example.com")
found.take(by=mara)
found.say("zz-oak", by=mara.actor)
"""
SHOP = "<h1>Nabo</h1><p style='height: 3000px'>…</p>"
STORED = "[localStorage.length, sessionStorage.length, document.cookie.length]"


class Shop:
    """Pages with the widget, from a server that notes what it is told."""

    def __init__(self, host: Host, server: Server, visitor: Page) -> None:
        self.host = host
        self.server = server
        self.visitor = visitor
        host.hits.clear()
        host.pages.pop("/w/guest/present.js", None)
        host.answer = lambda hit: (204, {})

    def page(self, key: str = "guest", body: str = SHOP, path: str = "", **headers: str) -> str:
        """Put up a page and return its address; the scripts come from the same server."""
        for script in (f"/w/{key}.js", f"/w/{key}/track.js"):
            if script not in self.host.pages:
                self.host.copy(script, self.server.url + script)
        return self.host.add(
            path or f"/{key}", body=f'{body}<script async src="/w/{key}.js"></script>', **headers
        )

    def told(self, type: str) -> list[dict[str, Any]]:
        """Return the frames of a type, in their order."""
        return [frame for hit in self.host.hits for frame in hit["frames"] if frame["type"] == type]

    def hears(self, type: str, number: int = 1) -> list[dict[str, Any]]:
        """Wait for so many frames of a type."""
        until(self.visitor, lambda: len(self.told(type)) >= number)
        return self.told(type)


@pytest.fixture
def shop(server: Server, host: Host, visitor: Page) -> Iterator[Shop]:
    """Return the shop, before anybody has come; its scripts go with it."""
    yield Shop(host, server, visitor)
    host.take_down("/w/")


@pytest.fixture
def visitor(people: People) -> Page:
    """Return the page of somebody who sits before it."""
    page = people.arrive(user_agent=ORDINARY)
    page.context.add_init_script(BY_HAND)
    return page


@pytest.mark.parametrize("browser_is", ["", WITHOUT_NAVIGATION_API], ids=["new", "old"])
def test_every_address_of_an_app_is_one_view(visitor: Page, shop: Shop, browser_is: str) -> None:
    visitor.context.add_init_script(browser_is)
    visitor.goto(shop.page())
    shop.hears("page.view")
    for number in range(9):
        visitor.evaluate(
            """(number) => {
              history.pushState(null, "", `/p/${number}?size=${number}`);
              history.replaceState(null, "", `/p/${number}?size=${number}#top`);
              document.title = `Chair ${number}`;
            }""",
            number,
        )
        shop.hears("page.view", number + 2)
    visitor.evaluate("location.hash = 'bottom'")
    visitor.evaluate("() => history.go(-2)")
    views = shop.hears("page.view", 11)
    path = [(view["url"].removeprefix(shop.host.url), view["title"], view["nav"]) for view in views]
    assert path[:3] == [
        ("/guest", "/guest", "load"),
        ("/p/0?size=0", "Chair 0", "spa"),
        ("/p/1?size=1", "Chair 1", "spa"),
    ]
    assert path[-1] == ("/p/7?size=7", "Chair 8", "spa")
    assert [view["referrer"] for view in views[1:]] == [view["url"] for view in views[:-1]]
    assert [leave["view"] for leave in shop.hears("page.leave", 10)] == [view["view"] for view in views[:-1]]
    visitor.goto("about:blank")
    assert shop.hears("page.leave", 11)[-1]["view"] == views[-1]["view"]
    assert len(shop.told("page.view")) == len({view["view"] for view in views}) == 11


def test_a_page_from_the_cache_of_the_browser_is_one_view_more(visitor: Page, shop: Shop) -> None:
    visitor.goto(shop.page())
    shop.hears("page.view")
    visitor.evaluate("addEventListener('pageshow', (event) => { window.cameBack = event.persisted; })")
    visitor.goto(shop.host.add("/elsewhere", body=SHOP))
    visitor.evaluate("() => { setTimeout(() => history.back()); }")
    visitor.wait_for_function("window.cameBack === true")
    shop.hears("page.view", 2)
    visitor.goto("about:blank")
    shop.hears("page.leave", 2)
    assert [view["nav"] for view in shop.told("page.view")] == ["load", "bfcache"]


def test_the_tabs_of_a_browser_are_one_visitor(people: People, visitor: Page, shop: Shop) -> None:
    people.expect_error("403")
    numbers = itertools.count()
    shop.host.answer = lambda hit: (
        (204, {}) if "token" in hit else (200, {"token": f"{next(numbers)}", "frames": []})
    )
    address = shop.page("guest-full")
    tabs = [visitor, *(visitor.context.new_page() for _ in range(4))]
    for tab in tabs:
        tab.evaluate("(address) => { setTimeout(() => { location.href = address; }); }", address)
    shop.hears("page.view", 5)
    assert [hit.get("token") for hit in shop.host.hits] == [None, "0", "0", "0", "0"]
    assert tabs[4].evaluate("Object.keys(localStorage)") == ["visavis:guest-full:tracking"]
    shop.host.answer = lambda hit: (403, {}) if hit.get("token") == "0" else (200, {"token": "1"})
    visitor.evaluate("visavis('track', 'tasted')")
    until(visitor, lambda: visitor.evaluate("localStorage['visavis:guest-full:tracking']") == "1")
    shop.hears("page.view", 9)  # the others look on as the new one
    said = [hit.get("token") for hit in shop.host.hits[5:]]
    assert said.index("0") < said.index(None)
    assert said.count(None) == 1


@pytest.mark.parametrize(
    ("key", "command"), [("guest-full", "reset"), ("guest-full", "forget"), ("guest", "consent")]
)
def test_what_one_tab_is_told_holds_for_all(visitor: Page, shop: Shop, key: str, command: str) -> None:
    """Who is forgotten in one tab is so in each; which one asks who comes next is that one alone."""
    numbers = itertools.count()
    lasts = key == "guest-full"
    shop.host.answer = lambda hit: (
        (200, {"token": f"{next(numbers)}"}) if lasts and "token" not in hit else (204, {})
    )
    visitor.context.add_init_script(HEARS)
    address = shop.page(key)
    visitor.goto(address)
    shop.hears("page.view")
    tabs = [visitor, visitor.context.new_page(), visitor.context.new_page()]
    for number, tab in enumerate(tabs[1:], 2):
        tab.goto(address)
        shop.hears("page.view", number)
    before = len(shop.host.hits)
    visitor.evaluate("(command) => visavis(command, 'refused')", command)
    kept = f"visavis:{key}:{'tracking' if lasts else 'consent'}"
    for tab in tabs[1:]:
        tab.wait_for_function("(kept) => shared.includes(kept)", arg=kept)
    if command == "reset":
        shop.hears("page.view", 6)
    for tab in tabs:
        tab.evaluate("visavis('track', 'tasted'); history.pushState(null, '', '/further')")
        tab.evaluate("dispatchEvent(new Event('online'))")
    if command == "reset":
        shop.hears("page.view", 9)
        said = [hit.get("token") for hit in shop.host.hits[before:]]
        assert said == ["0", None] + ["1"] * (len(said) - 2)
        assert len(shop.told("event.track")) == 3
        return
    for tab in tabs:
        tab.evaluate(REST)
        tab.goto("about:blank")
    assert len(shop.host.hits) == before + 1
    assert {frame["type"] for frame in shop.host.hits[-1]["frames"]} >= {"consent.set", "page.leave"}


def test_time_counts_while_somebody_looks(visitor: Page, shop: Shop) -> None:
    visitor.context.add_init_script(HIDES)
    visitor.clock.install()
    visitor.goto(shop.page())
    visitor.clock.run_for(1000)
    shop.hears("page.view")
    for step in range(10):
        visitor.clock.run_for(4000)
        visitor.mouse.move(200, 200 + step)
    told = shop.hears("page.activity", 3)
    assert [activity["active_ms"] // 1000 for activity in told] == [5, 15, 30]
    visitor.evaluate("turn(true)")
    hidden = shop.hears("page.activity", 4)[-1]
    assert (hidden["visible"], hidden["scroll_pct"] < 50) == (False, True)
    visitor.clock.run_for(600_000)
    visitor.evaluate("() => turn(false)")
    visitor.evaluate("dispatchEvent(new Event('pagehide'))")
    assert shop.hears("page.leave")[-1]["active_ms"] == hidden["active_ms"]
    assert len(shop.told("page.activity")) == 4
    assert visitor.evaluate(STORED) == [0, 0, 0]


def test_who_comes_back_after_a_long_time_looks_anew(visitor: Page, shop: Shop) -> None:
    visitor.clock.install()
    visitor.goto(shop.page())
    visitor.clock.run_for(1000)
    shop.hears("page.view")
    for _second in range(70):  # one after the other: no answer takes ten of them
        visitor.clock.run_for(1000)
    until(visitor, lambda: shop.told("page.activity")[-1]["active_ms"] > 59_900)
    idle = shop.hears("page.activity")[-1]
    assert (idle["visible"], idle["idle_ms"] >= 60_000) == (True, True)
    visitor.clock.run_for(1_700_000)
    visitor.mouse.wheel(0, 5000)
    shop.hears("page.view", 2)
    assert 59_900 < shop.hears("page.leave")[-1]["active_ms"] <= 60_000


def test_what_the_page_says_goes_along_and_what_is_typed_does_not(visitor: Page, shop: Shop) -> None:
    sockets: list[WebSocketRoute] = []
    visitor.route_web_socket(lambda url: "/ws/visitor/" in url, lambda socket: sockets.append(socket))
    shop.host.copy("/w/guest/present.js", f"{shop.server.url}/w/guest/present.js")
    visitor.goto(
        shop.page(
            body="<form data-visavis=order><input name=mail type=email required><button>Go</button></form>"
        )
    )
    until(visitor, lambda: len(sockets) > 0)
    visitor.evaluate(
        """() => {
          visavis("cart", { value: "49.90", currency: "EUR" });
          visavis("cart", { value: "49.90", currency: "EUR" });
          visavis("track", "tasted", { shelf: 3, note: "\\ud800!" });
          visavis("order", { order_id: "7", value: "49.90", currency: "EUR" });
        }"""
    )
    visitor.get_by_role("textbox").fill("kim@exa")
    visitor.get_by_role("textbox").fill("kim")
    visitor.get_by_role("button", name="Go").click()
    told = shop.hears("event.track", 4)
    assert [(event["name"], event["properties"]) for event in told] == [
        ("cart", {"value": "49.90", "currency": "EUR"}),
        ("tasted", {"shelf": 3, "note": "!"}),
        ("order", {"order_id": "7", "value": "49.90", "currency": "EUR"}),
        ("form_error", {"form": "order", "field": "mail"}),
    ]
    visitor.evaluate("visavis('forget')")
    assert shop.hears("visitor.forget")[0]["view"] == shop.told("page.view")[0]["view"]


@pytest.mark.parametrize("state", ["broken", "frozen"])
def test_a_server_in_trouble_is_not_the_trouble_of_the_page(
    people: People, visitor: Page, shop: Shop, state: str
) -> None:
    people.expect_error("500")
    visitor.clock.install()
    shop.host.answer = (lambda hit: (500, {})) if state == "broken" else None
    visitor.goto(shop.page(body="<button onclick='this.textContent += 1'>Own</button>"))
    visitor.evaluate("addEventListener('unhandledrejection', () => { window.rejected = true; })")
    visitor.clock.run_for(1000)
    first = shop.hears("page.view")[0]
    visitor.get_by_role("button", name="Own").click()
    assert visitor.get_by_role("button", name="Own1").is_visible()
    visitor.clock.run_for(20_000)
    shop.host.answer = lambda hit: (204, {})
    if state == "broken":
        assert shop.hears("page.view", 2)[-1]["view"] == first["view"]
    assert visitor.evaluate("window.rejected") is None


def test_nothing_is_asked_and_stored_before_consent_nor_after_it_was_taken_back(
    visitor: Page, shop: Shop
) -> None:
    asked: list[str] = []
    visitor.on("request", lambda request: asked.append(request.url.removeprefix(shop.host.url)))
    address = shop.page("guest-asks")
    visitor.goto(address)
    visitor.evaluate("visavis('track', 'tasted'); visavis('cart', { value: '10.00' })")
    visitor.evaluate(REST)
    assert asked == ["/guest-asks", "/w/guest-asks.js"]
    assert visitor.evaluate(STORED) == [0, 0, 0]
    shop.host.answer = lambda hit: (200, {"token": "one"})
    visitor.evaluate(
        "visavis('consent', { analytics: 'granted', attribution: 'refused' }); visavis('track', 'tasted')"
    )
    shop.hears("event.track")
    assert shop.told("event.track")[0]["name"] == "tasted"
    assert shop.host.hits[0]["consent"] == {"analytics": "granted", "attribution": "refused"}
    visitor.goto(address)
    assert [view["nav"] for view in shop.hears("page.view", 2)] == ["load", "load"]
    until(visitor, lambda: visitor.evaluate(STORED)[0] == 2)  # the answer is on its way
    visitor.evaluate("visavis('consent', 'refused')")
    withdrawn = shop.hears("consent.set", 2)[-1]
    assert set(withdrawn["purposes"].values()) == {"refused"}
    assert shop.host.hits[-1]["token"] == "one"
    assert visitor.evaluate("Object.keys(localStorage)") == ["visavis:guest-asks:consent"]
    before = len(shop.host.hits)
    visitor.goto(address)
    visitor.evaluate("visavis('track', 'tasted')")
    visitor.evaluate(REST)
    visitor.goto("about:blank")
    assert len(shop.host.hits) == before


def test_the_chat_knows_whose_page_it_stands_on(visitor: Page, server: Server, host: Host) -> None:
    said: list[dict[str, Any]] = []
    visitor.on("websocket", lambda socket: socket.on("framesent", lambda raw: said.append(json.loads(raw))))
    kept = "localStorage['visavis:guest-full:tracking']"
    visitor.goto(host.add("/known", body=f'<script async src="{server.url}/w/guest-full.js"></script>'))
    until(visitor, lambda: visitor.evaluate(kept))
    visitor.evaluate("visavis('open', 'Is it oak?')")
    visitor.frame_locator("visavis-widget iframe").locator("textarea").press("Enter")
    until(visitor, lambda: any(frame["type"] == "conversation.open" for frame in said))
    page = next(frame["page"] for frame in said if frame["type"] == "conversation.open")
    assert (bool(page["view"]), page["tracking"]) == (True, visitor.evaluate(kept))


def test_a_browser_that_asks_to_be_left_alone_is(visitor: Page, shop: Shop) -> None:
    visitor.context.add_init_script(GPC)
    visitor.goto(shop.page("guest-full"))
    visitor.evaluate("visavis('consent', 'granted'); visavis('track', 'tasted')")
    visitor.wait_for_function(
        "new Promise((done) => requestIdleCallback(() => setTimeout(() => done(true), 400)))"
    )
    visitor.goto("about:blank")
    assert shop.host.hits == []


def test_a_strict_policy_needs_one_line_more(
    people: People, visitor: Page, server: Server, host: Host
) -> None:
    policy = f"default-src 'none'; script-src {server.url}; frame-src {server.url}"
    trusted = "require-trusted-types-for 'script'; trusted-types 'none'"
    snippet = f'<script async src="{server.url}/w/guest-full.js"></script>'
    connect = f"connect-src {server.url} {server.url.replace('http', 'ws')}"
    whole = host.add("/whole", body=snippet, Content_Security_Policy=f"{policy}; {trusted}; {connect}")
    with visitor.expect_response("**/w/guest-full/hit") as hit:
        visitor.goto(whole)
    assert hit.value.status == 200
    until(visitor, lambda: visitor.evaluate("Object.keys(localStorage)") == ["visavis:guest-full:tracking"])
    people.expect_error("Content Security Policy")
    visitor.goto(host.add("/less", body=snippet, Content_Security_Policy=f"{policy}; {trusted}"))
    until(visitor, lambda: any("Content Security Policy" in error for error in people.errors))
    visitor.evaluate("visavis('track', 'tasted'); visavis('open')")
    assert visitor.frame_locator("visavis-widget iframe").locator("body").inner_text(timeout=10_000)
    assert len([error for error in people.errors if "violates the following" in error]) == 1


def test_a_site_that_asks_does_so_in_the_opened_chat_alone(
    people: People, visitor: Page, server: Server, host: Host
) -> None:
    address = host.add(
        "/asked", body=f'<main><h1>Nabo</h1></main><script async src="{server.url}/w/guest-asks.js"></script>'
    )
    asked: list[str] = []
    visitor.on("request", lambda request: asked.append(request.url))
    visitor.goto(address)
    visitor.wait_for_function("window.visavis && !visavis.q")
    chat = visitor.frame_locator("visavis-widget iframe")
    question = chat.get_by_role("region", name="May we see which pages you look at?")
    visitor.evaluate("new Promise((done) => requestIdleCallback(() => setTimeout(done, 200)))")
    assert asked == [address, f"{server.url}/w/guest-asks.js"]

    visitor.evaluate("visavis('open')")
    ways = question.get_by_role("button")
    ways.first.wait_for()
    boxes = [ways.nth(index).bounding_box() for index in range(2)]
    assert ways.all_inner_texts() == ["No", "Yes"]
    assert len({(box["y"], box["width"], box["height"]) for box in boxes if box}) == 1
    assert not any("track.js" in url for url in asked)
    assert visitor.evaluate(STORED) == [0, 0, 0]
    assert_accessible(visitor)
    ways.first.click()
    question.get_by_text("We do not see which pages you look at.").wait_for()
    until(visitor, lambda: visitor.evaluate("Object.keys(localStorage)") == ["visavis:guest-asks:consent"])

    visitor.goto(address)
    visitor.wait_for_function("window.visavis && !visavis.q")
    visitor.evaluate("visavis('open')")
    with visitor.expect_response("**/w/guest-asks/hit") as hit:
        question.get_by_role("button", name="Allow it").click()
    assert hit.value.status == 200
    question.get_by_role("button", name="Stop").wait_for()
    assert question.get_by_role("button").count() == 1


SECRETS = ("zz-nora", "zz-table", "zz-oak")


def test_two_people_behind_one_address_and_browser_never_see_each_other(
    people: People, server: Server, host: Host, installation: Installation
) -> None:
    """The key of the day is the same for both, and is worth nothing in the chat."""
    told: list[str] = []
    address = host.add("/shared", body=f'<script async src="{server.url}/w/guest.js"></script>')

    def arrive() -> tuple[Page, FrameLocator]:
        page = people.arrive(user_agent=ORDINARY)
        page.context.add_init_script(BY_HAND)
        with page.expect_response("**/w/guest/hit") as hit:
            page.goto(address)
        assert (hit.value.status, hit.value.request.headers.get("authorization")) == (204, None)
        return page, page.frame_locator("visavis-widget iframe")

    one, hers = arrive()
    one.evaluate("visavis('set', { name: 'zz-nora' }); visavis('open', 'zz-table')")
    hers.get_by_role("textbox", name="Write a message").press("Enter")
    hers.get_by_text("zz-table").wait_for()

    other = people.arrive(user_agent=ORDINARY)
    other.context.add_init_script(BY_HAND)
    other.on("websocket", lambda socket: socket.on("framereceived", lambda raw: told.append(str(raw))))
    other.on("response", lambda response: told.append(response.text()) if "/w/" in response.url else None)
    other.goto(address)
    other.evaluate("visavis('open')")
    his = other.frame_locator("visavis-widget iframe")
    his.get_by_text("Your conversations will be here.").wait_for()
    installation.manage("shell", "-c", ANSWER)
    hers.get_by_text("zz-oak").wait_for()
    other.evaluate("visavis('prefill', 'And mine?')")
    his.get_by_role("textbox", name="Write a message").press("Enter")
    his.get_by_text("And mine?").wait_for()
    other.reload()
    other.wait_for_function("window.visavis && !visavis.q")
    other.evaluate("visavis('open')")
    his.get_by_text("And mine?").wait_for()
    assert len(told) > 5
    shown = told + [frame.locator("body").inner_text() for frame in other.frames]
    assert [secret for secret in SECRETS for text in shown if secret in text] == []
    assert "And mine?" not in hers.locator("body").inner_text()
    assert STORED_NAMES.intersection(other.evaluate("Object.keys(localStorage)")) == set()


def test_a_browser_that_has_answered_by_itself_is_not_asked(
    visitor: Page, server: Server, host: Host
) -> None:
    visitor.context.add_init_script(GPC)
    visitor.goto(host.add("/asked", body=f'<script async src="{server.url}/w/guest-asks.js"></script>'))
    visitor.wait_for_function("window.visavis && !visavis.q")
    visitor.evaluate("visavis('open')")
    chat = visitor.frame_locator("visavis-widget iframe")
    chat.get_by_role("button", name=BEGIN).wait_for()
    assert not chat.get_by_text("which pages you look at").is_visible()
