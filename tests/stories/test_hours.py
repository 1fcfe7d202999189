"""Closed: what a visitor reads, what is left behind, and how it is found and answered."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import APIRequestContext, expect

from tests.stories.browser import People, assert_accessible
from tests.stories.roles import BEGIN, Agent, Visitor
from tests.stories.server import Installation, Server

PHONE = {"viewport": {"width": 390, "height": 720}, "locale": "en-GB", "timezone_id": "Etc/UTC"}


@contextmanager
def hours(program: APIRequestContext, server: Server, token: str, change: dict[str, Any]) -> Iterator[None]:
    """Change every department over REST, and put it back at the end."""
    headers, url = {"Authorization": f"Bearer {token}"}, f"{server.url}/api/v1/departments/"
    before = program.get(url, headers=headers).json()["results"]
    for department in before:
        assert program.patch(f"{url}{department['id']}/", headers=headers, data=change).ok
    yield
    for department in before:
        back = {name: department[name] for name in change}
        assert program.patch(f"{url}{department['id']}/", headers=headers, data=back).ok


def test_what_is_left_while_all_is_closed_is_answered_like_anything_else(
    people: People, server: Server, installation: Installation
) -> None:
    token = installation.manage("create_api_token", "manager@example.com").split()[-1]
    visitor = Visitor(people.arrive(**PHONE), server).open_chat()
    expect(visitor.chat.get_by_role("button", name=BEGIN)).to_be_visible()
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    only_tomorrow = {"week": [[]] * 7, "days": {tomorrow: [["09:00", "18:00"]]}}
    change = {"hours": only_tomorrow, "zone": "UTC"}
    with hours(visitor.page.request, server, token, change):
        expect(visitor.chat.get_by_role("heading", level=1)).to_have_text("Back tomorrow at 9:00")
        assert_accessible(visitor.page)
        visitor.chat.get_by_role("button", name="Leave a message").click()
        expect(visitor.chat.get_by_role("group").get_by_text("Back tomorrow at 9:00")).to_have_count(2)
        assert_accessible(visitor.page)
        visitor.chat.get_by_label("Your name").fill("Ingrid")
        visitor.chat.get_by_label("E-mail").fill("nobody")
        visitor.write("Does oak darken with time?")
        expect(visitor.chat.get_by_label("E-mail")).to_be_focused()
        expect(visitor.log.get_by_text("Does oak darken")).to_have_count(0)
        visitor.chat.get_by_label("E-mail").fill("ingrid@mail.example")
        visitor.chat.get_by_label("E-mail").press("Enter")
        visitor.sees("Does oak darken with time?")
        mara = Agent(people.arrive(), server)
        asked = Visitor(people.arrive(**PHONE), server).open_chat()
        card = mara.page.get_by_role("article").filter(has_text="Does oak darken with time?")
        expect(card).to_contain_text("Ingrid")
        expect(card).to_contain_text("left a message")
        mara.take("Does oak darken with time?")
        mara.page.get_by_role("button", name="Department", exact=True).click()
        expect(mara.page.get_by_role("menuitemradio", name="Support closed until")).to_be_visible()
        mara.page.keyboard.press("Escape")
        mara.answer("It does, for a year.")
        visitor.sees("It does, for a year.")
    # Open again: whoever had the chat before them all along is told.
    expect(asked.chat.get_by_role("heading", level=1)).to_contain_text("What can we help with?")
    waiting = mara.page.get_by_role("article").filter(has_text="Does the bench come oiled?")
    with hours(visitor.page.request, server, token, {"promise_seconds": 180}):
        asked.begin("Does the bench come oiled?")
        expect(waiting).to_contain_text(re.compile(r"2:\d\d (of 3:00 )?left"))
    expect(waiting).to_contain_text(re.compile(r"0:\d\d (of 1:00 )?left"))
