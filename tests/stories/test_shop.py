"""The demo shop in a browser: what a first-time visitor of the project sees."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.stories.browser import People, assert_accessible
from tests.stories.roles import BEGIN
from tests.stories.server import Server

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PAGES = ["", "ask-dining-table/", "lom-chair/", "delivery/", "bag/"]


def put_into_bag(page: Page, server: Server, product: str) -> None:
    page.goto(server.shop + product)
    page.get_by_role("button", name="Add to bag").click()
    expect(page.get_by_text("It is in your bag")).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible_fits_and_asks_nobody_else(
    people: People, server: Server, path: str
) -> None:
    for options in ({}, PHONE, {"viewport": {"width": 320, "height": 640}}):
        page = people.arrive(**options)
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        put_into_bag(page, server, "ask-dining-table/?finish=smoked")
        page.goto(server.shop + path)
        page.wait_for_load_state("networkidle")
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        ours = re.compile(rf"http://(localhost|127\.0\.0\.1):{server.port}/")
        assert [url for url in asked if not ours.match(url)] == []


def test_the_bag_is_kept_and_the_order_is_not(page: Page, server: Server) -> None:
    page.route("**/w/demo.js", lambda route: route.fulfill(content_type="text/javascript"))
    put_into_bag(page, server, "ask-dining-table/?finish=smoked")
    put_into_bag(page, server, "lom-chair/")
    assert page.evaluate("visavis.q") == [["cart", {"value": 1669, "currency": "EUR", "items": 2}]]
    page.get_by_role("link", name="Your bag, 2 pieces").click()
    page.get_by_role("button", name=re.compile("One more: Lom chair")).click()
    expect(page.get_by_text("€1,948")).to_be_visible()
    page.reload()
    expect(page.get_by_text("€1,948")).to_be_visible()
    page.get_by_role("button", name="Place the order").click()
    expect(page.get_by_label("Name")).to_be_focused()
    expect(page.get_by_text("Write the street and the number.")).to_be_visible()
    fields = {"Name": "Ingrid", "E-mail": "i@mail.example", "Street and number": "Granbakken 18"}
    for label, text in (fields | {"Postcode": "5013", "Town": "Bergen"}).items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="Place the order").click()
    expect(page.get_by_text("nothing was ordered")).to_be_visible()


def test_a_hostile_bag_shows_nothing_and_breaks_nothing(page: Page, server: Server) -> None:
    page.goto(server.shop)
    page.evaluate("""localStorage.setItem("fjordwood.bag", JSON.stringify([
        {slug: "__proto__", options: {}, quantity: 1},
        {slug: "glim-lamp", options: {colour: "constructor"}, quantity: 1},
        {slug: "lom-chair", options: {finish: "<img src=x onerror=alert(1)>", seat: "moss"}, quantity: 2},
        7, null]))""")
    page.goto(server.shop + "bag/")
    expect(page.get_by_role("heading", name="Your bag is empty")).to_be_visible()


def test_the_widget_stands_on_the_shop_and_comes_from_the_other_origin(page: Page, server: Server) -> None:
    page.goto(server.shop)
    page.locator("visavis-widget button").click()
    frame = page.frame_locator("visavis-widget iframe")
    expect(frame.get_by_role("button", name=BEGIN)).to_be_visible()
    assert any(frame.url.startswith(f"{server.url}/w/demo/chat") for frame in page.frames)
