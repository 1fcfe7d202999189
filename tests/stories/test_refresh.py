"""A reload at any moment after Send: each message stands once, in order, on the screen and in the record."""

import random

from playwright.sync_api import expect

from tests.stories.browser import People
from tests.stories.roles import BEGIN, Agent, said
from tests.stories.server import Server
from tests.stories.wire import Record

TIMES = 50
SEED = 14
# Milliseconds in which a message leaves, is recorded, and is answered.
WINDOW = 200
RELOAD_SOON = (
    "(ms) => addEventListener('keydown', () => setTimeout(() => location.reload(), ms), { once: true })"
)
READ_BACK = """(count) => {
  document.querySelector("main.scroll").scrollTop = 0;
  return document.querySelectorAll(".log .bubble").length >= count;
}"""


def test_fifty_reloads_in_the_middle_of_sending_lose_double_and_turn_around_nothing(
    people: People, server: Server
) -> None:
    page = people.arrive()
    page.goto(f"{server.url}/w/demo/page")
    page.get_by_role("button", name=BEGIN).click()
    field, log = page.get_by_role("textbox", name="Write a message"), page.get_by_role("log")
    moments = random.Random(SEED)
    written = [f"Message {number:02}" for number in range(TIMES)]
    field.fill(written[0])
    page.wait_for_load_state("networkidle")  # what sends words is loaded with the first letter
    for text in written:
        field.fill(text)
        page.evaluate(RELOAD_SOON, moments.uniform(0, WINDOW))
        with page.expect_event("load"):
            field.press("Enter")
        expect(log.get_by_text(text)).to_have_count(1)
    expect(page.get_by_text("sending")).to_have_count(0)
    page.wait_for_function(READ_BACK, arg=TIMES)
    assert said(log) == written
    agent = Agent(people.arrive(), server)
    agent.take(written[-1])
    assert Record(agent).messages() == written
