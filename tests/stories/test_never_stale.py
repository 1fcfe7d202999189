"""A console that was away knows everything again by itself: after sleep, and after a line that said nothing."""

from playwright.sync_api import expect

from tests.stories.browser import People, assert_accessible
from tests.stories.roles import Agent, said
from tests.stories.server import Server
from tests.stories.test_console import asks, known
from tests.stories.wire import BadLine, Frame, Record, until

AGENT_SOCKET = "/ws/agent/"


def test_nothing_is_missing_after_an_hour_of_sleep_chatwoot_14934(people: People, server: Server) -> None:
    """A colleague's reply is missed there when the time asked for after a reconnect is too short."""
    page = people.arrive()
    page.clock.install()
    line = BadLine(page, AGENT_SOCKET)
    mara = Agent(page, server)
    jonas = Agent(people.arrive(), server, "agent2@example.com")
    visitor = asks(people, server, "Is the lamp in stock?")
    other = asks(people, server, "Where is my chair?")
    mara.take("Where is my chair?")
    mara.take("Is the lamp in stock?")
    mara.answer("I will look.")
    visitor.sees("I will look.")

    # The lid is shut: no timer runs, and nothing comes or goes.
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    line.to_page = line.to_server = lambda _frame: True
    visitor.write("Are you still there?")
    jonas.page.locator(".row", has_text="Are you still there?").click()
    jonas.answer("It is, Mara is at lunch.")
    visitor.sees("It is, Mara is at lunch.")
    jonas.note("He wants two of them.")
    other.write("It has come, thank you")
    asks(people, server, "Do you have gift cards?")
    expect(page.get_by_text("It is, Mara is at lunch.")).to_have_count(0)

    line.heal()
    page.clock.fast_forward("01:00:00")
    page.clock.resume()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    mara.sees("It is, Mara is at lunch.")
    mara.sees("He wants two of them.")
    expect(page.get_by_role("article").filter(has_text="Do you have gift cards?")).to_be_visible()
    expect(page.locator(".row", has_text="It has come, thank you")).to_be_visible()
    texts = Record(mara).messages()
    assert [text for text in texts if "two of them" not in text] == said(mara.log)
    fresh = Agent(people.arrive(), server)
    expect(fresh.page.get_by_role("article").filter(has_text="Do you have gift cards?")).to_be_visible()
    until(page, lambda: without_marks(known(page)) == without_marks(known(fresh.page)))


def test_a_line_that_died_silently_is_told_and_heals_without_a_reload(people: People, server: Server) -> None:
    page = people.arrive()
    people.expect_error("ERR_INTERNET_DISCONNECTED")
    line = BadLine(page, AGENT_SOCKET)
    mara = Agent(page, server)
    visitor = asks(people, server, "Before the silence")
    mara.take("Before the silence")
    page.evaluate("window.neverReloaded = true")
    page.context.set_offline(True)
    line.cut()
    visitor.write("Into the silence")
    status = page.locator(".talk .connection")
    expect(status).to_have_text("No network. What you write is kept and sent when it is back.")
    assert_accessible(page)
    mara.answer("Written without a network")
    page.context.set_offline(False)
    mara.sees("Into the silence")
    visitor.sees("Written without a network")
    expect(status).to_have_count(0)
    assert page.evaluate("window.neverReloaded")


def without_marks(rows: dict[str, Frame]) -> dict[str, Frame]:
    """Return summaries without how far one's own devices came, of which no socket hears from itself."""
    return {id: {name: value for name, value in row.items() if name != "marks"} for id, row in rows.items()}
