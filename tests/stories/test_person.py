"""The person beside the conversation: who they are, what is known from where, and what the team writes down."""

import re
from datetime import UTC, datetime

from playwright.sync_api import expect

from tests.stories.browser import People, assert_accessible
from tests.stories.roles import Agent, Visitor
from tests.stories.secrecy import MARK
from tests.stories.server import Server
from tests.stories.test_console import INTRODUCE, asks


def where_it_is_night() -> str:
    """Return a zone where it is between two and three now."""
    ahead = (2 - datetime.now(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+}" if ahead else "UTC"


def test_who_somebody_is_comes_with_where_it_is_known_from(people: People, server: Server) -> None:
    visitor = Visitor(people.arrive(timezone_id=where_it_is_night()), server).open_chat()
    visitor.begin("Will the shelf hold books?", "Support")
    visitor.sees("Will the shelf hold books?")
    mara = Agent(people.arrive(permissions=["clipboard-read", "clipboard-write"]), server)
    mara.take("Will the shelf hold books?")
    pane = mara.page.get_by_role("region", name="Who this is")
    expect(pane).to_contain_text("Has not said who they are")
    expect(pane).to_contain_text("None that you may see.")
    expect(pane.get_by_text("It is night there.")).to_be_visible()
    ellen = {"name": "Ellen Brandt", "email": "ellen@posteo.example", "attributes": {"orders": 3}}
    visitor.chat.locator("body").evaluate(INTRODUCE, ellen)
    expect(pane.get_by_role("listitem").filter(has_text="ellen@posteo.example")).to_contain_text("said")
    expect(pane.get_by_role("listitem").filter(has_text=re.compile("Chrome.* on "))).to_contain_text(
        "guessed"
    )
    expect(pane.get_by_role("term")).to_have_text(["orders"])
    pane.get_by_role("listitem").filter(has_text="ellen@").hover()
    pane.get_by_role("button", name="Copy the e-mail address").click()
    assert mara.page.evaluate("navigator.clipboard.readText()") == "ellen@posteo.example"

    visitor.page.goto(server.shop + "ask-dining-table/")
    expect(pane.get_by_role("heading", name=re.compile("^Seen at"))).to_be_visible()
    expect(pane.get_by_role("link", name=re.compile("Ask dining table"))).to_be_visible()

    pane.get_by_role("button", name="Correct").click()
    pane.get_by_label("Phone").fill("+49 40 555 0134")
    assert_accessible(mara.page)
    pane.get_by_role("button", name="Save").click()
    expect(pane.get_by_role("listitem").filter(has_text="+49 40 555 0134")).to_contain_text("said to you")

    pane.get_by_role("button", name="Note about Ellen").click()
    note = pane.get_by_role("textbox", name="Notes about Ellen")
    note.fill(f"Third floor. {MARK}")
    mara.page.reload()
    expect(note).to_have_value(f"Third floor. {MARK}")
    note.press("Enter")
    expect(pane.locator(".person-note")).to_contain_text("Third floor.")

    jonas = Agent(people.arrive(color_scheme="dark"), server, "agent2@example.com")
    jonas.page.locator(".row", has_text="Will the shelf hold books?").click()
    theirs = jonas.page.get_by_role("region", name="Who this is")
    expect(theirs.locator(".person-note")).to_contain_text("Mara")
    expect(theirs.get_by_role("listitem").filter(has_text="+49")).to_contain_text("said to Mara")
    expect(theirs.get_by_role("button", name="Edit or remove this note")).to_have_count(0)
    assert_accessible(jonas.page)
    pane.get_by_role("button", name="Edit or remove this note").click()
    mara.page.get_by_role("menuitem", name="Remove").click()
    expect(theirs.locator(".person-note")).to_have_count(0)
    pane.get_by_role("button", name="Undo").click()
    expect(theirs.locator(".person-note")).to_contain_text("Third floor.")


def test_what_was_said_before_is_one_click_away(people: People, server: Server) -> None:
    visitor = asks(people, server, "Which oil for the bench?")
    mara = Agent(people.arrive(), server)
    mara.take("Which oil for the bench?")
    mara.answer("The hard one.")
    visitor.sees("The hard one.")
    mara.close()
    visitor.chat.get_by_role("button", name=re.compile("Write again")).click()
    visitor.write("And for the table?")
    visitor.sees("And for the table?")
    mara.take("And for the table?")
    pane = mara.page.get_by_role("region", name="Who this is")
    earlier = pane.get_by_role("button", name=re.compile("Which oil for the bench"))
    expect(earlier).to_contain_text("Support · resolved")
    earlier.click()
    mara.sees("The hard one.")
    expect(mara.page.get_by_role("navigation", name="Open conversations").locator(".tab")).to_have_count(2)
