"""What makes itself heard, and what does not."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.stories.browser import People, assert_accessible
from tests.stories.roles import Agent
from tests.stories.server import Server
from tests.stories.test_console import asks
from tests.stories.wire import until

# Counts the sounds and keeps the notifications; a sound is two or three tones that begin together.
LISTEN = """
window.tones = 0;
window.shown = [];
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (at) { window.tones += 1; return start.call(this, at); };
window.Notification = class {
  static permission = "default";
  static async requestPermission() {
    window.askedBy = navigator.userActivation.isActive;
    this.permission = window.decide ?? "granted";
    return this.permission;
  }
  constructor(title, options) { window.shown.push([title, options.body]); }
};
"""


@pytest.fixture
def desk(people: People, server: Server) -> Page:
    """Return the console of somebody who listens."""
    page = people.arrive()
    page.context.add_init_script(LISTEN)
    mara = Agent(page, server)
    expect(mara.page.get_by_role("tablist").first).to_be_visible()
    return page


# Sounds may be heard by now, and whoever waited for that has been told.
SOUNDING = """async () => {
  await new AudioContext().resume();
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
}"""


def settings(page: Page) -> None:
    page.keyboard.press(",")
    expect(page.get_by_role("dialog", name="Sounds and notifications")).to_be_visible()


def test_one_of_several_tabs_sounds_and_what_is_looked_at_does_not(
    people: People, server: Server, desk: Page
) -> None:
    tabs = [desk, desk.context.new_page(), desk.context.new_page()]
    for tab in tabs[1:]:
        tab.goto(desk.url)
        expect(tab.get_by_role("tablist").first).to_be_visible()
        tab.mouse.click(700, 500)
    desk.bring_to_front()
    desk.mouse.click(700, 500)
    visitor = asks(people, server, "Does anybody hear me?")
    for tab in tabs:
        expect(tab.get_by_role("article").filter(has_text="Does anybody hear me?")).to_be_visible()
        expect(tab).to_have_title(re.compile(r"^\(\d+\) Inbox"))
    until(desk, lambda: sum(tones(tab) for tab in tabs) == 2)
    for tab in tabs[1:]:
        tab.close()
    so_far = tones(desk)
    card = desk.get_by_role("article").filter(has_text="Does anybody hear me?")
    card.get_by_role("button", name=re.compile("^Take ")).click()
    expect(desk.get_by_role("log").get_by_text("You took over")).to_be_visible()
    visitor.write("I am glad")
    expect(desk.get_by_role("log").get_by_text("I am glad")).to_be_visible()
    desk.get_by_role("button", name=re.compile("^Put .* away$")).click()
    visitor.write("Are you gone?")
    until(desk, lambda: tones(desk) > so_far)
    assert tones(desk) == so_far + 1  # a message is one tone: the one that was looked at made none


def tones(page: Page) -> int:
    """Return how many tones a tab has played."""
    return int(page.evaluate("window.tones"))


def test_each_event_is_chosen_tried_and_kept(people: People, server: Server, desk: Page) -> None:
    settings(desk)
    assert_accessible(desk)
    desk.get_by_label("Somebody new waits", exact=True).select_option("off")
    desk.get_by_label("A message in a conversation of yours", exact=True).select_option("notification")
    desk.get_by_role("button", name="Try the sound: A conversation is passed to you").click()
    until(desk, lambda: bool(desk.evaluate("window.tones === 3")))
    assert desk.evaluate("window.askedBy === undefined")
    desk.get_by_role("button", name="Allow notifications").click()
    expect(desk.get_by_role("button", name="Allow notifications")).to_have_count(0)
    assert desk.evaluate("window.askedBy")
    desk.reload()
    settings(desk)
    expect(desk.get_by_label("Somebody new waits", exact=True)).to_have_value("off")
    desk.evaluate("window.decide = 'denied'")
    desk.get_by_role("button", name="Allow notifications").click()
    expect(desk.get_by_text("This browser refuses notifications.")).to_be_visible()
    assert_accessible(desk)


def test_a_sound_kept_back_is_told_and_healed(desk: Page) -> None:
    desk.reload()
    line = desk.get_by_text("Sounds are kept back here.")
    expect(line).to_be_visible()
    assert_accessible(desk)
    desk.get_by_role("button", name="Let them sound").click()
    expect(line).to_have_count(0)
    desk.reload()
    expect(line).to_be_visible()
    desk.get_by_role("heading", name="Inbox").hover()
    desk.mouse.down()
    desk.evaluate(SOUNDING)
    expect(line).to_be_visible()  # what goes under a pressed pointer moves the rest away from it
    desk.mouse.up()
    expect(line).to_have_count(0)
