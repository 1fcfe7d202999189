"""Pages of others, with style sheets that change everything: neither side shows the other's."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page, Route, expect

from tests.stories.browser import People
from tests.stories.roles import BEGIN, Visitor
from tests.stories.server import Server

LANDING = "host_pages/sb-agency/dist"
SHEETS = {
    "landing page": f"{LANDING}/css/styles.css",
    "destyle": "host_pages/resets/destyle.css-4.0.1/destyle.css",
    "modern-normalize": "host_pages/resets/modern-normalize-3.0.1/modern-normalize.css",
    "mvp": "host_pages/resets/mvp.css-1.18.0/mvp.css",
    "normalize": "host_pages/resets/normalize.css-8.0.1/normalize.css",
    "reset": "host_pages/resets/reset-css-5.0.2/reset.css",
    "sanitize": "host_pages/resets/sanitize.css-13.0.0/*.css",
    "the new reset": "host_pages/resets/the-new-css-reset-1.11.3/css/reset.css",
    "water": "host_pages/resets/water.css-2.1.1/out/water.css",
}
DESKTOP = {
    "viewport": {"width": 1000, "height": 800},
    "reduced_motion": "reduce",
    "permissions": ["local-network-access"],
}
# The panel's shadow reaches so far beyond it.
SHADOW = 60
BARE = """<!doctype html><html lang="en"><head><title>Bare</title><style id="host">{sheet}</style>
<style>html, body {{ background: #fff !important; }}</style></head><body>{snippet}</body></html>"""
SWITCH = "off => { document.getElementById('host').sheet.disabled = off; }"
PLACES = """() => [...document.querySelectorAll("body *:not(visavis-widget, script)")].map((one) => {
  const { x, y, width, height } = one.getBoundingClientRect();
  return [one.tagName, x, y, width, height].join(" ");
})"""


@pytest.fixture(params=SHEETS.values(), ids=SHEETS)
def sheet(request: pytest.FixtureRequest, data: Callable[[str], Path]) -> str:
    """Return a style sheet that somebody else's page has."""
    path = Path(request.param)
    files = sorted(data(str(path.parent)).glob(path.name))
    return "\n".join(file.read_text() for file in files)


def serve(page: Page, server: Server, html: str) -> None:
    """Show a page of the site's own origin; nothing but the widget's server answers what it asks for."""

    def answer(route: Route) -> None:
        if route.request.url == f"{server.shop}host":
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif route.request.url.startswith(server.url):
            route.continue_()
        else:
            route.abort()

    page.route("**/*", answer)
    page.goto(f"{server.shop}host")


def snippet(server: Server) -> str:
    """Return the line that embeds the widget."""
    return f'<script async src="{server.url}/w/demo.js"></script>'


def seen(page: Page) -> Image.Image:
    """Return what is seen."""
    return Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")


def test_the_widget_looks_the_same_whatever_the_page_does(people: People, server: Server, sheet: str) -> None:
    page = people.arrive(**DESKTOP)
    serve(page, server, BARE.format(sheet=sheet, snippet=snippet(server)))
    visitor = Visitor(page, server, path=None)
    expect(visitor.launcher).to_be_visible()
    for state in ("launcher", "panel"):
        if state == "panel":
            visitor.open_chat()
            expect(visitor.chat.get_by_role("button", name=BEGIN)).to_be_visible()
            expect(visitor.chat.locator(".who p")).not_to_be_empty()
        there = seen(page)
        page.evaluate(SWITCH, True)
        without = seen(page)
        page.evaluate(SWITCH, False)
        assert there.getcolors(1 << 20) != [(800_000, (255, 255, 255))]
        assert ImageChops.difference(there, without).getbbox() is None, state


def test_the_page_looks_the_same_with_the_widget_on_it(
    people: People, server: Server, sheet: str, data: Callable[[str], Path]
) -> None:
    people.expect_error("Failed to load resource")
    html = data(f"{LANDING}/index.html").read_text()
    html = html.replace("</head>", f"<style>{sheet}</style></head>").replace("css/styles.css", "none.css")
    page = people.arrive(**DESKTOP)
    serve(page, server, html)
    alone, places = seen(page), page.evaluate(PLACES)
    page = people.arrive(**DESKTOP)
    serve(page, server, html.replace("</body>", f"{snippet(server)}</body>"))
    visitor = Visitor(page, server, path=None).open_chat()
    expect(visitor.chat.get_by_role("button", name=BEGIN)).to_be_visible()
    frame = page.locator("visavis-widget iframe").bounding_box()
    assert frame is not None
    changed = ImageChops.difference(alone, seen(page)).getbbox()
    assert changed is not None
    assert changed[0] >= frame["x"] - SHADOW
    assert changed[1] >= max(0, frame["y"] - SHADOW)
    assert page.evaluate(PLACES) == places
