"""The whole path: from the launcher on a page of the shop to the saved transcript."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.stories.browser import People, assert_accessible
from tests.stories.roles import BEGIN, Agent, Visitor, said
from tests.stories.secrecy import MARK
from tests.stories.server import Installation, Server
from tests.stories.wire import BadLine, Record, Wire

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1280, "height": 800}},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 568}, "reduced_motion": "reduce"},
    "from right to left": {"viewport": {"width": 1024, "height": 768}},
}
TURNED = 'addEventListener("DOMContentLoaded", () => { document.dir = "rtl"; });'
TWO = pytest.param("two servers", marks=pytest.mark.several_processes)


@pytest.fixture(params=["one server", TWO])
def house(
    request: pytest.FixtureRequest, server: Server, installation: Installation
) -> Iterator[tuple[Server, Server]]:
    """Return the server the visitor is on and the one the agents are on."""
    if request.param == "one server":
        yield server, server
        return
    neighbour = installation.serve("serve")
    yield server, neighbour
    neighbour.stop()


def test_a_visitor_is_answered_passed_on_and_asked_how_it_was(
    house: tuple[Server, Server], people: People
) -> None:
    here, there = house
    page = people.arrive()
    wire = Wire(page)
    visitor = Visitor(page, here, "ask-dining-table/").open_chat()
    visitor.begin("Does the table come apart?", "Support")
    mara = Agent(people.arrive(), there)
    jonas = Agent(people.arrive(), there, "agent2@example.com")
    expect(visitor.log.get_by_text(re.compile("sent$"))).to_be_visible()

    mara.take("Does the table come apart?")
    expect(visitor.log.get_by_text(re.compile("^Mara joined"))).to_be_visible()
    expect(visitor.log.get_by_text(re.compile("read$"))).to_be_visible()
    mara.page.get_by_role("textbox", name=re.compile("^Answer ")).press_sequentially("It d")
    expect(visitor.chat.get_by_text("Mara is writing")).to_be_attached()
    mara.answer("It does, four screws a leg.")
    visitor.sees("It does, four screws a leg.")
    expect(mara.log.get_by_text(re.compile(r"Read \d\d:\d\d"))).to_be_visible()
    visitor.chat.get_by_role("textbox", name="Write a message").press_sequentially("And th")
    expect(mara.log.get_by_text("is typing")).to_be_visible()

    mara.note("Sounds like the staircase man.")
    mara.sees("Sounds like the staircase man.")
    mara.pass_on("Jonas Berg")
    expect(visitor.log.get_by_text("You are now with Jonas")).to_be_visible()
    jonas.page.get_by_role("button", name=re.compile("It does, four screws a leg")).first.click()
    jonas.sees("Sounds like the staircase man.")
    visitor.write("And through a narrow staircase?")
    jonas.sees("And through a narrow staircase?")
    jonas.answer("The top goes upright, 98 cm is enough.")
    visitor.sees("The top goes upright, 98 cm is enough.")
    jonas.close()

    expect(visitor.log.get_by_text("Jonas ended the conversation")).to_be_visible()
    visitor.chat.get_by_role("radio", name="Great").check(force=True)
    visitor.chat.get_by_label("Anything to add? (optional)").fill("Quick and kind.")
    visitor.chat.get_by_role("button", name="Send").click()
    expect(visitor.chat.get_by_text("Thank you. Your answer is stored.")).to_be_visible()
    expect(jonas.log.get_by_text("rated 5 of 5: “Quick and kind.”")).to_be_visible()

    spoken = [
        "Does the table come apart?",
        "It does, four screws a leg.",
        "And through a narrow staircase?",
        "The top goes upright, 98 cm is enough.",
    ]
    assert said(visitor.log) == said(mara.log) == said(jonas.log) == spoken
    record = Record(jonas)
    assert record.messages() == [*spoken[:2], f"Sounds like the staircase man. {MARK}", *spoken[2:]]
    assert not [heard for heard in wire.heard if "staircase man" in heard]
    assert len(wire.frames("entry.hidden")) >= 1
    jonas.page.goto(record.transcript)
    lines = jonas.page.get_by_role("main").get_by_role("listitem").all_inner_texts()
    assert_in_order(
        lines,
        "wrote from “Ask dining table",
        "Waiting for Support",
        "Mara Lindqvist took over",
        "It does, four screws a leg.",
        "Sounds like the staircase man.",
        "Mara Lindqvist passed this on to Jonas Berg",
        "And through a narrow staircase?",
        "The top goes upright, 98 cm is enough.",
        "Jonas Berg ended the conversation",
        "Rated 5 of 5: Quick and kind.",
    )
    assert [server.tracebacks() for server in house] == [[], []]


def assert_in_order(lines: list[str], *expected: str) -> None:
    """Fail unless every expected text stands in a line after the one before it."""
    rest = iter(lines)
    missing = [text for text in expected if not any(text in line for line in rest)]
    assert not missing, "\n".join(lines)


@pytest.mark.parametrize("name", LOOKS)
def test_every_state_of_the_chat_is_accessible(people: People, server: Server, name: str) -> None:
    look = LOOKS[name]
    page = people.arrive(**look)
    if name == "from right to left":
        page.add_init_script(TURNED)
    line = BadLine(page, "/ws/visitor/")
    visitor = Visitor(page, server)
    agent = Agent(people.arrive(), server)
    expect(visitor.launcher).to_be_visible()
    assert_accessible(visitor.page)
    visitor.open_chat()
    expect(visitor.chat.get_by_role("button", name=BEGIN)).to_be_visible()
    assert_accessible(visitor.page)
    visitor.chat.get_by_role("button", name=BEGIN).click()
    expect(visitor.chat.get_by_role("group", name="Who is it for?")).to_be_visible()
    assert_accessible(visitor.page)
    question = f"Is the oak from here, {look['viewport']['width']} {look.get('color_scheme')}?"
    visitor.write(question)
    agent.take(question)
    agent.answer("From the next valley: https://shop.example/oak")
    visitor.sees("From the next valley")
    visitor.chat.get_by_role("button", name="Menu").click()
    assert_accessible(visitor.page)
    visitor.page.keyboard.press("Escape")
    visitor.chat.get_by_role("button", name="Back").click()
    expect(visitor.chat.get_by_role("heading", name="Your conversations")).to_be_visible()
    assert_accessible(visitor.page)
    visitor.chat.get_by_role("button", name=re.compile("From the next valley")).click()
    agent.close()
    expect(visitor.chat.get_by_role("group", name="How did Mara do?")).to_be_visible()
    assert_accessible(visitor.page)
    visitor.chat.get_by_role("radio", name="Poor").check(force=True)
    assert_accessible(visitor.page)
    visitor.chat.get_by_role("button", name="Send").click()
    expect(visitor.chat.get_by_text("Thank you. Your answer is stored.")).to_be_visible()
    assert_accessible(visitor.page)
    line.to_page = lambda frame: True
    line.cut()
    expect(visitor.chat.get_by_role("status").filter(has_text="Connecting again")).to_be_visible()
    assert_accessible(page)
