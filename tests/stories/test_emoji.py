"""An emoji found by its name and put where one writes."""

import re

from playwright.sync_api import expect

from tests.stories.browser import People, assert_accessible
from tests.stories.roles import BEGIN, Agent, Visitor
from tests.stories.server import Server
from tests.stories.test_console import asks


def test_an_emoji_is_found_by_keys_and_sent(people: People, server: Server) -> None:
    visitor = asks(people, server, "Is it for a birthday table?")
    page = people.arrive(color_scheme="dark")
    names: list[str] = []
    page.on("request", lambda request: names.append(request.url))
    mara = Agent(page, server)
    mara.take("Is it for a birthday table?")
    field = page.get_by_role("textbox", name=re.compile("^Answer "))
    field.fill("Happy birthday")
    assert not [name for name in names if "emoji" in name and "vendor" in name]
    page.keyboard.press("Alt+j")
    panel = page.get_by_role("dialog", name="Emoji")
    expect(panel.get_by_role("option").first).to_be_visible()
    assert_accessible(page)
    page.keyboard.type("party pop")
    expect(panel.get_by_role("option").first).to_have_accessible_name("party popper")
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    expect(field).to_have_value("Happy birthday 🎉")
    page.keyboard.press("Enter")
    visitor.sees("Happy birthday 🎉")
    page.get_by_role("button", name="Emoji").click()
    expect(panel.get_by_role("option")).to_have_text(["🎉"])
    page.keyboard.type("xyzzy")
    expect(panel.get_by_role("status")).to_have_text("No emoji for “xyzzy”.")
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(field).to_have_value("")


def test_a_visitor_finds_one_by_keys_alone_and_it_stands_at_the_caret(people: People, server: Server) -> None:
    page = people.arrive(color_scheme="dark")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    visitor = Visitor(page, server).open_chat()
    visitor.chat.get_by_role("button", name=BEGIN).click()
    field = visitor.chat.get_by_role("textbox", name="Write a message")
    field.fill("Happy day")
    for _letter in " day":
        field.press("ArrowLeft")
    opener = visitor.chat.get_by_role("button", name="Emoji")
    assert not [url for url in asked if "emoji" in url]
    opener.press("Enter")
    picker = visitor.chat.get_by_role("dialog", name="Emoji")
    found = picker.get_by_role("gridcell")
    expect(picker.get_by_role("textbox", name="Find an emoji")).to_be_focused()
    assert_accessible(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(found.nth(9)).to_be_focused()
    assert picker.locator("[tabindex='0']").count() == 1
    page.keyboard.type("party pop")
    expect(found).to_have_text(["🎉"])
    page.keyboard.press("Enter")
    expect(picker).to_have_count(0)
    expect(field).to_be_focused()
    expect(field).to_have_value("Happy🎉 day")
    opener.click()
    page.keyboard.type("xyzzy")
    expect(picker.get_by_role("status")).to_have_text("No emoji for “xyzzy”.")
    page.keyboard.press("Escape")
    expect(picker).to_have_count(0)
    expect(field).to_be_focused()
    expect(visitor.launcher).to_have_attribute("aria-expanded", "true")

    page.evaluate("visavis('setLocale', 'de')")
    visitor.chat.get_by_role("button", name=re.compile("Gespräch beginnen|Nachricht hinterlassen")).click()
    visitor.chat.locator(".smile").click()
    expect(found.nth(9)).to_be_visible()
    page.keyboard.type("konfetti")
    expect(found).to_have_text(["🎉"])
