"""On a phone, from right to left and in the dark."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.stories.browser import People, assert_accessible
from tests.stories.roles import BEGIN, Agent, Visitor, said
from tests.stories.server import Server
from tests.stories.test_console import INTRODUCE, asks
from tests.stories.wire import Record

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
SPEAK_ARABIC = """
from visitors.models import Site
site = Site.objects.get(key="demo")
site.texts = {"ar": {}}
site.save()
"""
FILLS_THE_SCREEN = """() => {
  const panel = document.querySelector("visavis-widget").shadowRoot.querySelector("iframe");
  const { x, y, width, height } = panel.getBoundingClientRect();
  return [x, y, width - innerWidth, height - innerHeight].every((off) => Math.abs(off) < 0.5);
}"""
TOUCHABLE = """() => [...document.querySelectorAll("button, a[href], textarea, select, input")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .map((one) => [one.getBoundingClientRect(), one.getAttribute("aria-label") ?? one.textContent])
  .filter(([box]) => box.width > 0 && (box.left < -1 || box.right > innerWidth + 1))
  .map(([, name]) => name)"""


def test_two_phones_talk(people: People, server: Server, tmp_path: Path) -> None:
    visitor = Visitor(people.arrive(**PHONE), server)
    agent = Agent(people.arrive(**PHONE), server)
    visitor.launcher.tap()
    panel = visitor.page.locator("iframe[src*='/w/demo/chat']")
    expect(panel).to_be_visible()
    visitor.page.wait_for_function(FILLS_THE_SCREEN)  # once it has arrived
    visitor.chat.get_by_role("button", name=BEGIN).tap()
    field = visitor.chat.get_by_role("textbox", name="Write a message")
    field.fill("Written with a thumb")
    field.press("Enter")  # on a phone, a new line
    field.press_sequentially("and sent with a button")
    visitor.chat.get_by_role("button", name="Send").tap()
    visitor.sees("Written with a thumb")
    agent.take("Written with a thumb")
    fits(agent.page)
    agent.answer("Read on the bus")
    visitor.sees("Read on the bus")
    visitor.page.screenshot(path=tmp_path / "visitor.png")
    agent.page.screenshot(path=tmp_path / "agent.png")
    assert_accessible(visitor.page)
    assert_accessible(agent.page)
    assert Record(agent).messages() == said(visitor.log) == said(agent.log)
    agent.page.get_by_role("button", name="Back to the list").tap()
    expect(agent.page.get_by_role("tab", name=re.compile("Mine"))).to_be_visible()
    fits(agent.page)
    visitor.chat.get_by_role("button", name="Close the chat").tap()
    expect(panel).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_three_people_are_answered_at_once_with_a_thumb(people: People, server: Server, scheme: str) -> None:
    names = ["Ask", "Birk", "Cleo"]
    visitors = {name: asks(people, server, f"{name} has a question, {scheme}") for name in names}
    agent = Agent(people.arrive(**PHONE, color_scheme=scheme), server)
    page = agent.page
    back = page.get_by_role("button", name="Back to the list")
    for name, visitor in visitors.items():
        visitor.chat.locator("body").evaluate(INTRODUCE, {"name": name})
        expect(page.get_by_role("article").filter(has_text=name).first).to_be_visible()
        agent.take(f"{name} has a question, {scheme}")
        agent.answer(f"I am with you, {name}.")
        visitor.sees(f"I am with you, {name}.")
        back.tap()
    assert_accessible(page)
    for name in ("Cleo", "Ask"):
        visitors[name].write(f"{name} has one more")
        expect(page.locator(".row", has_text=f"{name} has one more")).to_be_visible()
    page.locator(".row", has_text="Cleo has one more").tap()
    agent.answer("Yes, Cleo.")
    visitors["Cleo"].sees("Yes, Cleo.")
    page.get_by_role("button", name="Go to Ask, 1 unread").tap()  # without a way back to the list
    agent.sees("Ask has one more")
    page.get_by_label("Add a file").set_input_files(
        {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"90 by 90"}
    )
    agent.answer("Here is the plan, Ask.")
    for text in ("Here is the plan, Ask.", "plan.txt"):
        visitors["Ask"].sees(text)
    fits(page)
    assert_accessible(page)
    page.get_by_role("button", name="More", exact=True).tap()
    assert_accessible(page)
    page.get_by_role("menuitem", name="Pass Ask on").tap()
    expect(page.get_by_role("dialog", name="Pass Ask on").get_by_label("To")).to_be_visible()
    fits(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Who Ask is").tap()
    pane = page.get_by_role("region", name="Who this is")
    expect(pane.get_by_role("button", name="Note about Ask")).to_be_visible()
    fits(page)
    assert_accessible(page)
    pane.get_by_role("button", name="Close").tap()
    expect(back).to_be_visible()


@pytest.fixture(scope="module")
def arabic(server: Server) -> Server:
    """Return a server whose site speaks Arabic to those who do."""
    server.installation.manage("shell", "-c", SPEAK_ARABIC)
    return server


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_from_right_to_left(people: People, arabic: Server, tmp_path: Path, scheme: str) -> None:
    page = people.arrive(**PHONE, color_scheme=scheme, locale="ar-EG")
    page.goto(f"{arabic.url}/w/demo/page")
    assert page.evaluate("[document.dir, document.documentElement.lang]") == ["rtl", "ar"]
    page.get_by_role(
        "button", name=re.compile("ابدأ محادثة|اترك رسالة")
    ).tap()  # somebody may be there or not
    page.get_by_role("textbox", name="اكتب رسالة").fill("هل الطاولة من خشب البلوط؟ Ask 160 cm")
    page.get_by_role("button", name="إرسال").tap()
    bubble = page.get_by_role("log").locator(".bubble")
    expect(bubble).to_be_visible()
    # The time keeps its own direction and has the digits of the reader's country.
    expect(page.get_by_text(re.compile("^\u2068[٠-٩]{1,2}:[٠-٩]{2}.*\u2069، أُرسلت$"))).to_be_visible()
    fits(page)
    mine, back = bubble.bounding_box(), page.get_by_role("button", name="رجوع").bounding_box()
    assert mine is not None and back is not None
    middle = PHONE["viewport"]["width"] / 2
    assert mine["x"] < 2 * middle - mine["x"] - mine["width"]  # the end is on the left
    assert back["x"] > middle
    assert page.evaluate("getComputedStyle(document.querySelector('.bubble')).fontSize") == "16px"
    page.screenshot(path=tmp_path / f"{scheme}.png")
    assert_accessible(page)


def test_nobody_who_waits_stands_behind_an_edge(people: People, server: Server) -> None:
    for number in range(1, 6):
        asks(people, server, f"Number {number} of five waits")
    page = Agent(people.arrive(**PHONE), server).page
    last = page.get_by_role("article").filter(has_text="Number 5 of five waits")
    last.get_by_role("button", name=re.compile("^Take ")).scroll_into_view_if_needed()
    heading = page.get_by_role("heading", name="Waiting for a first answer").bounding_box()
    card = last.bounding_box()
    assert heading and card and heading["y"] < 0 < card["y"]  # the list as a whole has moved
    further = page.get_by_role("button", name="Look at finished ones")
    further.scroll_into_view_if_needed()
    below, card = further.bounding_box(), last.bounding_box()
    assert below and card and card["y"] + card["height"] <= below["y"]
    fits(page)


def fits(page: Page) -> None:
    """Fail when something is to be reached only by scrolling sideways, or not at all."""
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate(TOUCHABLE) == []
