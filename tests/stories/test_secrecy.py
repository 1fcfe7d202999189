"""The watch over what visitors receive sees what it is for; every story is under it."""

import json

import pytest

from tests.stories.browser import People
from tests.stories.roles import Agent
from tests.stories.secrecy import MARK, leaks_in
from tests.stories.server import Server
from tests.stories.test_console import asks


@pytest.mark.parametrize(
    "leak",
    [
        {"type": "message.created", "message": {"audience": "everyone", "text": f"He is angry {MARK}"}},
        {"frames": [{"type": "sync.page", "entries": [{"message": {"audience": "agents"}}]}]},
        {"type": "welcome", "conversations": [{"id": "1", "tags": ["vip"]}]},
        {"type": "typing.started", "audience": "agents"},
        {"type": "conversation.presence"},
    ],
)
def test_a_leak_is_found_however_deep(leak: object) -> None:
    assert leaks_in(json.dumps(leak)) != []
    assert leaks_in(f"<p>{MARK}</p>") != []
    assert leaks_in('{"type": "entry.hidden", "conversation": "1", "seq": 4}') == []


def test_visitors_are_listened_to_and_hear_no_note(people: People, server: Server) -> None:
    visitor = asks(people, server, "Is this table heavy?")
    mara = Agent(people.arrive(), server)
    mara.take("Is this table heavy?")
    mara.note("Asked the workshop.")
    mara.sees("Asked the workshop.")
    mara.answer("About 60 kg.")
    visitor.sees("About 60 kg.")
    visitor.page.reload()
    visitor.open_chat().sees("About 60 kg.")
    assert people.guard.heard > 10
