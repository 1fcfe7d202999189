"""What helps an agent to answer: canned replies and what else stands around the composer."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.stories.browser import People, assert_accessible
from tests.stories.roles import Agent
from tests.stories.server import Server
from tests.stories.test_console import asks


def test_a_canned_reply_is_found_filled_in_and_sent(people: People, server: Server) -> None:
    visitor = asks(people, server, "Can you come on Saturday?")
    mara = Agent(people.arrive(), server)
    mara.take("Can you come on Saturday?")
    page = mara.page
    field = page.get_by_role("textbox", name=re.compile("^Answer "))
    field.press_sequentially("/del")
    options = page.get_by_role("option")
    expect(options).to_have_count(3)
    expect(options.first).to_have_attribute("aria-selected", "true")
    message = mara.log.get_by_text("Can you come on Saturday?").bounding_box()
    panel = page.get_by_role("listbox").bounding_box()
    assert message and panel
    assert message["y"] + message["height"] <= panel["y"]
    assert_accessible(page)
    field.press("ArrowDown")
    field.press("ArrowUp")
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    expect(page.locator(".canned-preview .gap")).to_have_text("please")
    field.press("Enter")
    expect(field).to_have_value(re.compile("^Saturday works.*please[?]$"))
    assert field.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)") == "please"
    field.press_sequentially("dear")
    field.press("Enter")
    visitor.sees("Which suits you better, dear?")
    field.press_sequentially("/greet")
    field.press("Control+Enter")
    visitor.sees("Hello there, Mara here. How can I help?")


def test_a_reply_that_is_missing_is_written_once_and_saved(people: People, server: Server) -> None:
    asks(people, server, "Do you sell oil?")
    mara = Agent(people.arrive(), server)
    mara.take("Do you sell oil?")
    page = mara.page
    field = page.get_by_role("textbox", name=re.compile("^Answer "))
    field.press_sequentially("See /dlv")
    expect(page.get_by_text("No reply with “dlv”")).to_be_visible()
    assert_accessible(page)
    field.press("Escape")
    expect(page.get_by_text("No reply with “dlv”")).to_have_count(0)
    expect(field).to_have_value("See /dlv")
    field.fill("")
    field.press_sequentially("/dlv")
    field.press("Control+s")
    form = page.get_by_role("form", name="A reply of your own")
    assert_accessible(page)
    form.get_by_label("Text").fill("We do, in {site|our shop}.")
    form.get_by_role("button", name="Save and insert").click()
    expect(field).to_have_value("We do, in Fjordwood.")
    field.fill("")
    field.press_sequentially("/dl")
    expect(page.get_by_role("option").first).to_contain_text("Yours")
    field.press("Escape")


def test_a_tag_is_seen_by_colleagues_and_not_by_the_visitor(people: People, server: Server) -> None:
    visitor = asks(people, server, "Which oil for a baby's cot?")
    mara = Agent(people.arrive(), server)
    jonas = Agent(people.arrive(), server, "agent2@example.com")
    mara.take("Which oil for a baby's cot?")
    page = mara.page
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    panel = page.get_by_role("dialog", name="Tags of this conversation")
    panel.get_by_role("textbox").fill("care")
    assert_accessible(page)
    panel.get_by_role("textbox").press("Enter")
    expect(panel.get_by_role("button", name="care", pressed=True)).to_be_visible()
    expect(mara.log.get_by_text("You put on care")).to_be_visible()
    row = jonas.page.locator(".row", has_text="Which oil for a baby's cot?")
    expect(row).to_contain_text("Support · care")
    panel.get_by_role("button", name="care", pressed=True).click()
    expect(row).not_to_contain_text("care")
    page.keyboard.press("Escape")
    mara.answer("Linseed is safe.")
    visitor.sees("Linseed is safe.")
    expect(visitor.log.get_by_text("care", exact=True)).to_have_count(0)


def test_what_is_snoozed_sleeps_until_the_visitor_writes(people: People, server: Server) -> None:
    visitor = asks(people, server, "I will measure the door on Monday")
    mara = Agent(people.arrive(), server)
    mara.take("I will measure the door on Monday")
    page = mara.page
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    assert_accessible(page)
    page.get_by_role("menuitem", name="In three hours").click()
    above = page.locator(".above", has_text="Snoozed until")
    above.get_by_role("button", name="Undo").click()
    expect(above).to_have_count(0)
    page.keyboard.press("s")
    page.get_by_role("menuitem", name="Until they write").click()
    expect(page.get_by_text("Snoozed until they write.")).to_be_visible()
    page.get_by_role("tab", name=re.compile("^Mine")).click()
    row = page.locator(".row", has_text="I will measure the door on Monday")
    expect(row).to_have_count(0)
    page.get_by_role("tab", name=re.compile("^Snoozed")).click()
    expect(row).to_contain_text("until they write")
    assert_accessible(page)
    page.reload()
    expect(page.get_by_role("tab", name=re.compile("^Snoozed"))).to_have_attribute("aria-selected", "true")
    visitor.write("It is 85 wide")
    expect(page.get_by_text("Snoozed until they write.")).to_have_count(0)
    page.get_by_role("tab", name=re.compile("^Mine")).click()
    expect(page.locator(".row", has_text="It is 85 wide")).to_be_visible()


def test_a_finished_conversation_is_found_again(people: People, server: Server) -> None:
    asks(people, server, "Do you deliver to the harbour?")
    mara = Agent(people.arrive(), server)
    mara.take("Do you deliver to the harbour?")
    mara.answer("Up to the quay.")
    mara.close()
    page = mara.page
    page.reload()
    expect(page.get_by_role("tab", name=re.compile("^All"))).to_be_visible()
    page.get_by_role("button", name="Finished conversations").click()
    row = page.locator(".row", has_text="Up to the quay.")
    expect(row).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Which department").click()
    page.get_by_role("menuitemradio", name="Sales").click()
    expect(row).to_have_count(0)
    page.reload()
    expect(page.get_by_role("button", name="Finished conversations", pressed=True)).to_be_visible()
    expect(page.get_by_role("button", name="Which department")).to_contain_text("Sales")
    page.get_by_role("button", name="Which department").click()
    page.get_by_role("menuitemradio", name="Support").click()
    row.click()
    mara.sees("Do you deliver to the harbour?")
    page.get_by_role("group", name="About this conversation").get_by_role("button", name="Reopen").click()
    expect(row).to_have_count(0)
    page.get_by_role("tab", name=re.compile("^Mine")).click()
    expect(row).to_be_visible()


def test_own_words_are_put_better_and_taken_back(people: People, server: Server) -> None:
    visitor = asks(people, server, "When does the bench come?")
    mara = Agent(people.arrive(), server)
    jonas = Agent(people.arrive(), server, "agent2@example.com")
    mara.take("When does the bench come?")
    mara.answer("On Tuesdy.")
    mara.answer("It costs 900.")
    visitor.sees("On Tuesdy.")
    visitor.sees("It costs 900.")
    page = mara.page
    own = page.locator(".said.team", has_text="On Tuesdy.")
    own.hover()
    own.get_by_role("button", name="Edit or remove this message").click()
    assert_accessible(page)
    page.get_by_role("menuitem", name="Edit").click()
    page.get_by_role("textbox", name="Put it better").fill("On Tuesday.")
    assert_accessible(page)
    page.get_by_role("textbox", name="Put it better").press("Enter")
    visitor.sees("On Tuesday.")
    expect(visitor.log.get_by_text("On Tuesdy.")).to_have_count(0)
    page.get_by_role("button", name="edited").click()
    expect(page.get_by_role("dialog", name="What it said before")).to_contain_text("On Tuesdy.")
    assert_accessible(page)
    page.keyboard.press("Escape")
    jonas.page.locator(".row", has_text="It costs 900.").click()
    jonas.sees("It costs 900.")
    expect(jonas.page.get_by_role("button", name="Edit or remove this message")).to_have_count(0)
    other = page.locator(".said.team", has_text="It costs 900.")
    other.hover()
    other.get_by_role("button", name="Edit or remove this message").click()
    page.get_by_role("menuitem", name="Remove for everybody").click()
    for log in (visitor.log, jonas.log):
        expect(log.get_by_text("Mara removed a message")).to_be_visible()
        expect(log.get_by_text("It costs 900.")).to_have_count(0)
    visitor.page.reload()
    visitor.open_chat()
    visitor.sees("Mara removed a message")
    visitor.sees("On Tuesday.")
    expect(visitor.log.get_by_text("It costs 900.")).to_have_count(0)


def test_any_date_and_time_can_be_chosen_by_ones_own_clock(people: People, server: Server) -> None:
    asks(people, server, "When is the fair?")
    mara = Agent(people.arrive(timezone_id="Pacific/Auckland", color_scheme="dark"), server)
    mara.take("When is the fair?")
    page = mara.page
    page.get_by_role("button", name="Snooze (S)").click()
    page.get_by_role("menuitem", name="Another date and time").click()
    panel = page.get_by_role("dialog", name="Another date and time")
    field = panel.get_by_label("Until, by your clock (Pacific/Auckland)")
    expect(field).to_be_focused()
    assert_accessible(page)
    there = datetime.now(ZoneInfo("Pacific/Auckland")) + timedelta(days=2)
    field.fill(f"{there:%Y-%m-%d}T07:45")
    panel.get_by_role("button", name="Snooze").click()
    expect(page.get_by_text(re.compile(r"Snoozed until \w{3},? 07:45, or until they write"))).to_be_visible()
    page.get_by_role("tab", name=re.compile("Snoozed")).click()
    row = page.locator(".row", has_text="When is the fair?")
    expect(row.locator("time")).to_have_text(re.compile("07:45"))
    until = datetime.fromisoformat(str(row.locator("time").get_attribute("datetime")))
    assert until == there.replace(hour=7, minute=45, second=0, microsecond=0)
