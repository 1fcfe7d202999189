"""A conversation outlives its server, and spans two of them."""

from collections.abc import Callable

import pytest

from tests.stories.browser import People
from tests.stories.roles import Agent, Visitor
from tests.stories.server import Installation, Server

CONNECTION_LOST = r"WebSocket connection|ERR_CONNECTION_REFUSED|Failed to load resource|Failed to fetch"


@pytest.fixture
def fresh_server(fresh_installation: Callable[..., Installation]) -> Server:
    """Return a demo that a story may break."""
    return fresh_installation().serve("quickstart")


def test_a_server_that_is_killed_loses_nothing(people: People, fresh_server: Server) -> None:
    people.expect_error(CONNECTION_LOST)
    visitor = Visitor(people.arrive(), fresh_server).open_chat()
    visitor.begin("Is the oak oiled?")
    agent = Agent(people.arrive(), fresh_server)
    agent.take("Is the oak oiled?")
    fresh_server.kill()
    visitor.write("Or is it lacquered?")
    agent.answer("It is oiled, twice.")
    fresh_server.start()
    for side in (visitor, agent):
        for text in ("Is the oak oiled?", "Or is it lacquered?", "It is oiled, twice."):
            side.sees(text, seconds=40)


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


@pytest.mark.several_processes
def test_two_servers_are_one_house(people: People, fresh_installation: Callable[..., Installation]) -> None:
    installation = fresh_installation()
    one = installation.serve("quickstart")
    other = installation.serve("serve")
    visitor = Visitor(people.arrive(), one).open_chat()
    visitor.begin("Does anybody hear me over there?")
    agent = Agent(people.arrive(), other)
    agent.take("Does anybody hear me over there?")
    agent.answer("Loud and clear.")
    visitor.sees("Loud and clear.")
    visitor.write("Good.")
    agent.sees("Good.")
