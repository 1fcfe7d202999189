"""Two agents in one conversation see each other, and nobody answers twice without knowing."""

import re

from playwright.sync_api import expect

from tests.stories.browser import People, assert_accessible
from tests.stories.roles import Agent
from tests.stories.server import Server
from tests.stories.test_console import asks
from tests.stories.test_talk import house

__all__ = ["house"]

Two = tuple[Server, Server]


def test_colleagues_see_who_looks_who_writes_and_whose_answers_cross(people: People, house: Two) -> None:
    here, there = house
    question, answer = f"Does the bench fold, {there.port}?", f"Yes, it folds, {there.port}."
    visitor = asks(people, here, question)
    mara = Agent(people.arrive(), here)
    mara.take(question)
    jonas = Agent(people.arrive(), there, "agent2@example.com")
    jonas.page.locator(".row", has_text=question).click()
    theirs = mara.page.locator(".colleagues")
    expect(theirs).to_contain_text("Jonas is looking", timeout=2_000)
    expect(jonas.page.locator(".colleagues")).to_contain_text("Mara is looking")
    assert_accessible(mara.page)

    jonas.page.get_by_role("button", name="Note", exact=True).click()
    jonas.page.get_by_role("textbox", name="Note, only your team sees this").press_sequentially("He")
    expect(mara.page.get_by_text("Jonas is writing a note")).to_be_visible()
    jonas.page.get_by_role("button", name="Reply", exact=True).click()
    field = jonas.page.get_by_role("textbox", name=re.compile("^Answer "))
    field.fill("It does.")
    expect(mara.page.get_by_text("Jonas is writing an answer")).to_be_visible()

    mine = mara.page.get_by_role("textbox", name=re.compile("^Answer "))
    mine.fill(answer)
    field.press("Enter")
    mara.sees("It does.")
    mine.press("Enter")
    expect(mara.page.locator(".crossing")).to_have_text(
        re.compile("^Jonas answered .* while you were writing")
    )
    expect(mine).to_have_value(answer)
    assert_accessible(mara.page)
    expect(visitor.log.get_by_text(answer)).to_have_count(0)
    mine.press("Enter")
    visitor.sees(answer)

    jonas.page.get_by_role("button", name=re.compile("^Put .* away$")).click()
    expect(theirs).to_have_count(0)
    jonas.page.locator(".row", has_text=answer).click()
    expect(theirs).to_contain_text("Jonas is looking")
    jonas.page.close()
    expect(theirs).to_have_count(0)
