"""A conversation outlives its server, and spans two of them."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.services import Redis
from tests.stories.browser import People
from tests.stories.roles import Agent, Visitor, said
from tests.stories.server import Installation, Server
from tests.stories.test_tracking import ORDINARY
from tests.stories.test_visitors import goes, person
from tests.stories.wire import Record, Wire, until

CONNECTION_LOST = r"WebSocket connection|ERR_CONNECTION_REFUSED|Failed to load resource|Failed to fetch"


@pytest.fixture
def fresh_server(fresh_installation: Callable[..., Installation]) -> Server:
    """Return a demo that a story may break."""
    return fresh_installation().serve("quickstart --no-visitors")


def test_a_server_that_is_killed_while_both_write_loses_nothing(people: People, fresh_server: Server) -> None:
    people.expect_error(CONNECTION_LOST)
    visitor = Visitor(people.arrive(), fresh_server).open_chat()
    visitor.begin("Question 0.")
    agent = Agent(people.arrive(), fresh_server)
    agent.take("Question 0.")
    for number in range(1, 7):
        visitor.write(f"Question {number}.")
        agent.answer(f"Answer {number}.")
        if number in (2, 4):
            fresh_server.kill()
        if number in (3, 5):
            fresh_server.start()
    for number in range(1, 7):
        for side in (visitor, agent):
            side.sees(f"Question {number}.", seconds=40)
            side.sees(f"Answer {number}.", seconds=40)
    expect(visitor.chat.get_by_text("sending")).to_have_count(0)
    record = Record(agent)
    assert record.messages("visitor") == [f"Question {number}." for number in range(7)]
    assert record.messages("agent") == [f"Answer {number}." for number in range(1, 7)]
    assert record.messages() == said(visitor.log) == said(agent.log)


def test_a_server_that_is_asked_to_stop_says_goodbye(people: People, fresh_server: Server) -> None:
    people.expect_error(CONNECTION_LOST)
    visitor = Visitor(people.arrive(), fresh_server).open_chat()
    visitor.begin("Before the restart")
    visitor.sees("Before the restart")
    fresh_server.stop()
    visitor.write("During the restart")
    fresh_server.start()
    visitor.sees("During the restart", seconds=40)
    assert fresh_server.tracebacks() == []


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    """Return a Redis that a story may stop."""
    service = Redis()
    service.start()
    yield service
    service.close()


@pytest.fixture(scope="module")
def two(redis: Redis) -> Iterator[tuple[Server, Server]]:
    """Return two servers of one installation, which hear of each other by that Redis alone."""
    installation = Installation(REDIS_URL=redis.url)
    try:
        yield installation.serve("quickstart --no-visitors"), installation.serve("serve")
    finally:
        installation.close()


@pytest.mark.several_processes
def test_who_comes_to_one_server_is_seen_and_spoken_to_at_the_other(
    people: People, two: tuple[Server, Server]
) -> None:
    here, there = two
    console = Agent(people.arrive(viewport={"width": 1440, "height": 900}), there).page
    console.keyboard.press("g")
    console.keyboard.press("v")
    expect(console.get_by_text("Nobody is on the site.")).to_be_visible()
    rows = console.locator(".row-line:not(.gone)")

    page = person(people, ORDINARY, "Europe/Amsterdam", "nl-NL")
    goes(page, here.shop)
    expect(rows).to_have_count(1, timeout=2000)
    goes(page, here.shop + "lund-bench/")
    expect(console.locator(".group-title")).to_have_text(re.compile("Lund bench"), timeout=1000)
    expect(rows).to_contain_text("2 pages")

    rows.click()
    box = console.get_by_role("form", name="Invite")
    box.get_by_role("textbox").fill("Shall I measure it for you?")
    box.get_by_role("button", name="Invite").click()
    bubble = page.locator("visavis-widget .offer")
    expect(bubble).to_contain_text("Shall I measure it for you?", timeout=2000)
    bubble.get_by_role("button", name="Answer").click()
    visitor = Visitor(page, here, None)
    visitor.write("Please do")
    expect(visitor.log.get_by_text(re.compile("sent$|delivered$|read$"))).to_be_visible()
    console.get_by_role("button", name="Open the conversation").click()
    thread = console.get_by_role("log")
    expect(thread).to_contain_text("Shall I measure it for you?")
    expect(thread).to_contain_text("Please do")

    console.goto(there.url + "/console/#visitors")
    expect(rows).to_have_count(1)
    page.goto("about:blank")
    expect(rows).to_have_count(0, timeout=5000)


@pytest.mark.several_processes
def test_while_redis_is_away_nobody_is_cut_off_and_nothing_is_lost(
    people: People, redis: Redis, two: tuple[Server, Server]
) -> None:
    here, there = two
    theirs, ours = people.arrive(), people.arrive()
    wires = [Wire(theirs), Wire(ours)]
    visitor = Visitor(theirs, here).open_chat()
    visitor.begin("Before Redis went")
    agent = Agent(ours, there)
    agent.take("Before Redis went")
    # The lobby's socket makes way for the whole line.
    until(theirs, lambda: all(len(wire.open) == 1 for wire in wires))
    over = [wire.closed for wire in wires]
    redis.stop()
    visitor.write("Asked in between")
    agent.answer("Answered in between")
    stranger = Visitor(people.arrive(), here).open_chat()
    stranger.begin("Somebody new in between")
    expect(stranger.log.get_by_text(re.compile("sent$"))).to_be_visible()
    expect(visitor.log.get_by_text("sending")).to_have_count(0)
    # Stored at least: a heartbeat may have shown the visitor by now, by the database.
    expect(agent.log.locator(".tick:not(.kept)")).to_have_count(1)
    redis.start()
    visitor.sees("Answered in between", seconds=5)
    agent.sees("Asked in between", seconds=5)
    card = agent.page.get_by_role("article").filter(has_text="Somebody new in between")
    expect(card).to_be_visible(timeout=5_000)
    visitor.write("And after")
    agent.sees("And after", seconds=5)
    assert [wire.closed for wire in wires] == over
    assert Record(agent).messages() == said(visitor.log) == said(agent.log)
