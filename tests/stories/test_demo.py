"""The demo comes alive: simulated people ask, take the answers, and say what they are."""

from collections.abc import Callable

from playwright.sync_api import expect

from demo.callers import CALLERS
from tests.stories.browser import People, assert_accessible
from tests.stories.roles import Agent
from tests.stories.server import Installation


def test_people_come_as_soon_as_somebody_is_there_and_take_the_answers(
    people: People, fresh_installation: Callable[..., Installation]
) -> None:
    server = fresh_installation().serve("quickstart")
    first = CALLERS[0]
    mara = Agent(people.arrive(), server)
    card = mara.page.get_by_role("article").filter(has_text=first.first)
    expect(card).to_be_visible(timeout=15_000)
    assert mara.page.get_by_role("article").count() == 1  # the next one takes his time
    mara.page.keyboard.press("g")
    mara.page.keyboard.press("v")
    row = mara.page.locator(".row-line:not(.gone)", has_text=first.person.name)
    expect(row).to_contain_text("2 pages")
    mara.page.keyboard.press("g")
    mara.page.keyboard.press("i")
    mara.take(first.first)
    expect(mara.page.get_by_role("region", name="Who this is")).to_contain_text("Test visitor")
    mara.answer("Yes, in one piece, within two weeks.")
    mara.sees(first.replies[0], seconds=30)
    expect(mara.log.get_by_text("Read ")).to_be_visible()
    assert_accessible(mara.page)
    assert server.tracebacks() == []
