"""Who is on the site, as agents see it: at once, in its place, and gone when they are gone."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.stories.browser import People, assert_accessible
from tests.stories.host import Host
from tests.stories.roles import Agent
from tests.stories.server import Server
from tests.stories.test_tracking import BY_HAND, ORDINARY

OTHER = ORDINARY.replace("140.0", "139.0")
HOSTILE = "<img src=x onerror=alert(1)> \u202e gro.live"
LIVE = """async (frames) => {
  const { NOBODY, told, parted, onPage } = await import("/static/console/live.js");
  let live = told(NOBODY, frames.slice(0, 1), 0);
  const seen = [];
  for (const [at, frame] of frames.slice(1).map((one, index) => [1000 * index, one])) {
    live = parted(told(live, [frame], at), at);
    seen.push(Object.values(live.visits).map((v) => [v.id, v.page.url, v.left === undefined]));
  }
  seen.push(Object.keys(parted(live, 60000).visits));
  seen.push(onPage({ ...live.visits.a, looking: true, told_at: new Date(0).toISOString() }, 500000));
  const more = { type: "visitor.arrived", site: "s", count: 9, visitors: [] };
  seen.push([live, told(live, [more], 0)].map(({ sites }) => sites.map(({ count }) => count)));
  return seen;
}"""
ORDER = """async (moments) => {
  const { settled } = await import("/static/console/live-order.js");
  let standing = { order: [], led: new Map() };
  return moments.map(([at, sizes]) => {
    const groups = Object.entries(sizes).map(([key, size]) => ({ key, size, due: Infinity, entries: [] }));
    standing = settled(standing, groups, at);
    return standing.order.join("");
  });
}"""


def line(id: str, url: str) -> dict[str, Any]:
    """Return as much of a line as these tests look at."""
    return {"id": id, "page": {"url": url, "active_ms": 2000}, "told_at": "1970-01-01T00:00:00Z"}


@pytest.fixture
def console(people: People, server: Server) -> Page:
    """Return an agent's console, on its page of visitors."""
    page = Agent(people.arrive(viewport={"width": 1440, "height": 900}), server).page
    page.keyboard.press("g")
    page.keyboard.press("v")
    expect(page.get_by_role("heading", name="Visitors")).to_be_visible()
    return page


def test_what_is_told_changes_what_stands_there_and_a_list_replaces_it(console: Page) -> None:
    listed = {
        "type": "visitors.listed",
        "sites": [{"id": "s", "count": 2}],
        "visitors": [line("a", "/1"), line("b", "/1")],
    }
    seen = console.evaluate(
        LIVE,
        [
            listed,
            {"type": "page.viewed", "visitors": [{"id": "a", "page": {"url": "/2", "active_ms": 2000}}]},
            {"type": "visitor.left", "visitors": [{"id": "b"}, {"id": "nobody"}]},
            {"type": "visitor.arrived", "visitors": [line("c", "/3")]},
            {"type": "visitor.arrived", "visitors": [line("b", "/4")]},
            listed,
        ],
    )
    assert seen == [
        [["a", "/2", True], ["b", "/1", True]],
        [["a", "/2", True], ["b", "/1", False]],
        [["a", "/2", True], ["b", "/1", False], ["c", "/3", True]],
        [["a", "/2", True], ["b", "/4", True], ["c", "/3", True]],
        [["a", "/1", True], ["b", "/1", True]],
        ["a", "b"],
        22,  # a page that fell silent is believed for twenty seconds more
        [[2], [9]],
    ]


def test_a_group_moves_up_only_once_it_has_led_by_two_for_ten_seconds(console: Page) -> None:
    moments = [(0, {"a": 3, "b": 2}), (1000, {"a": 3, "b": 5}), (5000, {"a": 3, "b": 4})]
    moments += [(6000, {"a": 3, "b": 5}), (15_999, {"a": 3, "b": 5}), (16_000, {"a": 3, "b": 5, "c": 4})]
    assert console.evaluate(ORDER, moments) == ["ab", "ab", "ab", "ab", "ab", "bac"]


def rows(console: Page) -> Locator:
    """Return the rows of those who are here."""
    return console.locator(".row-line:not(.gone)")


def person(people: People, browser: str, zone: str, language: str) -> Page:
    """Return the page of somebody who is no machine."""
    page = people.arrive(user_agent=browser, timezone_id=zone, locale=language)
    page.context.add_init_script(BY_HAND)
    return page


def goes(page: Page, address: str) -> None:
    """Go to a page, and wait until it begins to tell of it."""
    with page.expect_request("**/hit"):
        page.goto(address)


def test_somebody_comes_looks_about_and_leaves(
    people: People, server: Server, host: Host, console: Page
) -> None:
    expect(console.get_by_text("Visitors appear within 2 seconds of arriving.")).to_be_visible(timeout=35_000)
    assert_seen_by_everybody(console)

    anna = person(people, ORDINARY, "Europe/Amsterdam", "nl-NL")
    goes(anna, server.shop)
    expect(rows(console)).to_have_count(1, timeout=2000)
    expect(rows(console)).to_contain_text("Visitor from Netherlands")
    expect(rows(console)).to_contain_text("1 page")
    goes(anna, server.shop + "lund-bench/")
    expect(console.locator(".group-title")).to_have_text(re.compile("Lund bench"), timeout=1000)
    expect(rows(console)).to_contain_text("2 pages")

    script = f"<script async src='{server.url}/w/guest.js'></script>"
    host.add("/hostile", body=f"<script>document.title = {json.dumps(HOSTILE)}</script>{script}")
    brian = person(people, OTHER, "Europe/Dublin", "en-IE")
    brian.context.grant_permissions(["local-network-access"])
    goes(brian, host.url + "/hostile")
    expect(console.locator(".group-title", has_text="<img src=x onerror=alert(1)>")).to_be_visible()
    assert console.evaluate("document.querySelectorAll('.visits img').length") == 0
    expect(console.get_by_role("tab", name="Alone")).to_have_text(re.compile("2"))
    assert_seen_by_everybody(console)

    found_and_filtered(console)
    looked_at(console)

    console.locator(".row-line").first.hover()
    anna.goto("about:blank")
    expect(console.locator(".row-line.gone")).to_contain_text("left", timeout=30_000)
    expect(rows(console)).to_have_count(1)
    console.wait_for_timeout(6000)  # as long as a pointer is in the table nothing closes up
    expect(console.locator(".row-line")).to_have_count(2)
    console.mouse.move(10, 10)
    console.keyboard.press("Escape")  # the focus is there still
    expect(console.locator(".row-line")).to_have_count(1)
    on_a_phone(console)


def found_and_filtered(console: Page) -> None:
    """Find somebody by place, narrow the list, group it otherwise, and put everything back."""
    console.keyboard.press("/")
    console.keyboard.type("irel")
    expect(rows(console)).to_have_count(1)
    console.keyboard.press("Escape")
    expect(rows(console)).to_have_count(2)
    console.get_by_role("button", name="Filter").click()
    console.get_by_label("Country").select_option("Netherlands")
    assert_accessible(console)
    console.keyboard.press("Escape")
    expect(rows(console)).to_have_count(1)
    expect(rows(console)).to_contain_text("Netherlands")
    console.get_by_role("button", name="Filter, 1 in use").click()
    console.get_by_role("button", name="Clear").click()
    console.keyboard.press("Escape")
    console.get_by_role("button", name="Grouped by").click()
    console.get_by_role("menuitemradio", name="country").click()
    expect(console.locator(".group-title")).to_have_text(["Netherlands", "Ireland"])
    console.get_by_role("button", name="Grouped by").click()
    console.get_by_role("menuitemradio", name="nothing").click()
    expect(console.get_by_role("columnheader", name="Page", exact=True)).to_be_visible()
    assert_accessible(console)


def looked_at(console: Page) -> None:
    """Look at the one who came first, by keys alone; their way is told with the newest page on top."""
    rows(console).first.focus()
    console.keyboard.press("ArrowDown")
    console.keyboard.press("ArrowUp")
    console.keyboard.press("Enter")
    pane = console.get_by_role("complementary", name="Who this visitor is")
    expect(pane.get_by_role("heading", name="Visitor from Netherlands")).to_be_visible()
    expect(pane.locator(".visit-step")).to_have_count(2)
    expect(pane.locator(".visit-step").first).to_contain_text("Lund bench")
    link = pane.locator(".visit-step a").first
    assert link.get_attribute("rel") == "noopener noreferrer"
    expect(pane).to_contain_text("Dutch")
    assert_seen_by_everybody(console)


def assert_seen_by_everybody(console: Page) -> None:
    """Hold the page against axe in the light, in the dark and from right to left."""
    expect(console.locator(".row-line.came")).to_have_count(0)  # what fades in has come
    assert_accessible(console)
    console.emulate_media(color_scheme="dark")
    assert_accessible(console)
    console.emulate_media(color_scheme="light")
    console.evaluate("document.dir = 'rtl'")
    assert_accessible(console)
    console.evaluate("document.dir = 'ltr'")


def on_a_phone(console: Page) -> None:
    """Go from the list to somebody and back where there is but one column."""
    console.keyboard.press("Escape")
    for width in (390, 320):
        console.set_viewport_size({"width": width, "height": 720})
        expect(rows(console)).to_be_visible()
        assert_accessible(console)
        rows(console).click()
        expect(console.get_by_role("heading", name="Visitor from Ireland")).to_be_visible()
        expect(console.get_by_role("navigation")).to_be_hidden()
        assert_accessible(console)
        assert console.evaluate("document.documentElement.scrollWidth") <= width
        console.get_by_role("button", name="Back to the visitors").click()
        expect(rows(console)).to_be_visible()
