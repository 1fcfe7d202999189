"""What a role may do is what the console offers, from the moment it is given."""

import json
from collections.abc import Callable
from typing import Any
from urllib.request import Request, urlopen

from playwright.sync_api import expect

from tests.stories.browser import People, assert_accessible
from tests.stories.roles import Agent
from tests.stories.server import Installation
from tests.stories.test_console import asks


def test_who_becomes_a_viewer_reads_along_and_is_offered_nothing(
    people: People, fresh_installation: Callable[..., Installation]
) -> None:
    installation = fresh_installation()
    server = installation.serve("quickstart --no-visitors")
    token = installation.manage("create_api_token", "manager@example.com").strip()

    def rest(method: str, path: str, **body: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        data = json.dumps(body).encode() if body else None
        with urlopen(Request(f"{server.url}/api/v1/{path}", data, headers, method=method)) as answer:
            return json.load(answer)

    team = {agent["name"]: agent["id"] for agent in rest("GET", "agents/")["results"]}
    asks(people, server, "May a viewer read this?")
    mara = Agent(people.arrive(), server)
    mara.take("May a viewer read this?")
    page = mara.page
    expect(page.get_by_role("button", name="Close", exact=True)).to_be_visible()
    rest("PATCH", f"agents/{team['Mara Lindqvist']}/", role="viewer")
    expect(page.get_by_text("You read along as a viewer")).to_be_visible(timeout=15_000)
    expect(page.get_by_role("textbox", name="Answer")).to_have_count(0)
    expect(page.get_by_role("button", name="Close", exact=True)).to_have_count(0)
    mara.sees("May a viewer read this?")
    assert_accessible(page)
    rest("PATCH", f"agents/{team['Mara Lindqvist']}/", role="agent", departments=[])
    expect(page.get_by_text("You have no department yet")).to_be_visible(timeout=15_000)
    assert_accessible(page)
