"""The visitor's own menu: how loud, how much of us, what to take along, where to go on, and what was thought of it."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.stories.browser import People, assert_accessible
from tests.stories.roles import Agent, Visitor
from tests.stories.secrecy import MARK
from tests.stories.server import Server
from tests.stories.wire import until

# Counts the tones of every document, whether anybody could hear them or not.
COUNT_TONES = """
window.tones = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) { window.tones += 1; return start.apply(this, when); };
"""


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_visitor_decides_what_there_is_to_decide(people: People, server: Server) -> None:
    sofia = Visitor(people.arrive(), server).open_chat()
    sofia.begin("Does oak darken with the years?", "Sales")
    mara = Agent(people.arrive(), server)
    mara.take("Does oak darken with the years?")
    mara.note("She asked before.")
    mara.answer("It does, slowly.")
    sofia.sees("It does, slowly.")

    chat, menu = sofia.chat, sofia.chat.get_by_role("dialog", name="Menu")
    button = chat.get_by_role("button", name="Menu").and_(chat.locator(":visible"))
    button.focus()
    press(sofia.page, "Enter")
    sound = menu.get_by_role("switch", name="Sound")
    expect(sound).to_be_focused()
    press(sofia.page, "Space")
    expect(sound).not_to_be_checked()
    assert_accessible(sofia.page)
    press(sofia.page, "Escape")
    expect(menu).to_have_count(0)
    expect(button).to_be_focused()
    press(sofia.page, "Enter")
    expect(sound).not_to_be_checked()  # off stays off
    press(sofia.page, "Space", "ArrowUp")
    expect(menu.get_by_role("button", name="End the conversation")).to_be_focused()
    press(sofia.page, "ArrowUp", "ArrowDown", "ArrowUp")
    expect(menu.get_by_role("radio", name="Open")).to_be_focused()
    press(sofia.page, "ArrowDown")
    told = mara.page.get_by_text("Asked for quiet: we answer, but do not start")
    expect(told).to_be_visible()
    expect(menu.get_by_text("Changed to Quiet.")).to_be_visible()
    menu.get_by_role("button", name="Undo").click()
    expect(told).to_have_count(0)
    expect(menu.get_by_role("radio", name="Open")).to_be_checked()

    with sofia.page.expect_download() as saved:
        menu.get_by_role("button", name="Download the transcript").click()
    transcript = Path(saved.value.path()).read_text()
    assert re.fullmatch(r"conversation-\d{4}-\d\d-\d\d\.txt", saved.value.suggested_filename)
    assert "Does oak darken with the years?" in transcript
    assert "It does, slowly." in transcript
    assert MARK not in transcript

    menu.get_by_role("button", name="Continue on your phone").click()
    link = menu.get_by_label("Link").input_value()
    assert_accessible(sofia.page)
    phone = people.arrive(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    phone.goto(link)
    phone.get_by_role("button", name="Go on here").click()
    expect(phone.get_by_role("log").get_by_text("It does, slowly.")).to_be_visible()
    stranger = people.arrive()
    stranger.goto(link)
    stranger.get_by_role("button", name="Go on here").click()
    expect(stranger.get_by_role("heading", name="This link is used up")).to_be_visible()

    menu.get_by_text("Quiet", exact=True).click()  # below what was opened, at the edge of the menu
    expect(menu.get_by_role("button", name="Undo")).to_be_in_viewport(ratio=1)
    menu.get_by_role("button", name="Undo").click()

    press(sofia.page, "Escape")
    mara.close()
    chat.get_by_role("radio", name="Poor").check(force=True)
    expect(mara.log.get_by_text("rated 2 of 5")).to_be_visible()
    expect(chat.get_by_text("What went wrong?")).to_be_visible()
    chat.get_by_role("checkbox", name="Took too long").check(force=True)
    assert_accessible(sofia.page)
    chat.get_by_role("button", name="Send").click()
    expect(mara.log.get_by_text("rated 2 of 5, took too long")).to_be_visible()
    chat.get_by_role("button", name="Change it").click()
    chat.get_by_role("radio", name="Great").check(force=True)
    chat.get_by_role("checkbox", name="Friendly").check(force=True)
    chat.get_by_role("button", name="Send").click()
    expect(mara.log.get_by_text("rated 5 of 5, friendly")).to_be_visible()
    sofia.page.reload()
    sofia.open_chat()
    chat.get_by_role("button", name=re.compile("It does, slowly")).click()
    expect(chat.get_by_role("radio", name="Great")).to_be_checked()

    chat.get_by_role("button", name="Menu").and_(chat.locator(":visible")).click()
    menu.get_by_role("radio", name="None").check()
    expect(mara.page.get_by_text("Asked to be left alone")).to_be_visible()
    press(sofia.page, "Escape")
    chat.get_by_role("button", name="Back").click()
    chat.get_by_role("button", name=re.compile("It does, slowly")).click()
    expect(chat.get_by_role("button", name="Something else? Write again")).to_be_visible()
    expect(chat.get_by_role("group", name="How did Mara do?")).to_have_count(0)


def test_two_tabs_ring_once_and_none_where_it_is_read(people: People, server: Server) -> None:
    first = people.arrive()
    first.context.add_init_script(COUNT_TONES)
    sofia = Visitor(first, server).open_chat()
    sofia.begin("Is the lamp dimmable?", "Sales")
    mara = Agent(people.arrive(), server)
    mara.take("Is the lamp dimmable?")
    second = Visitor(first.context.new_page(), server).open_chat()
    second.sees("Is the lamp dimmable?")
    second.log.click()  # who has touched nothing hears nothing

    def tones() -> int:
        return sum(
            int(frame.evaluate("window.tones ?? 0")) for tab in first.context.pages for frame in tab.frames
        )

    for tab in (sofia, second):
        tab.launcher.click()
    mara.answer("It is.")
    until(mara.page, lambda: tones() > 0)
    second.open_chat().sees("It is.")
    mara.answer("By the wall switch.")
    second.sees("By the wall switch.")
    first.wait_for_timeout(1000)  # long enough for a second tone, if there were one
    assert tones() == 1
