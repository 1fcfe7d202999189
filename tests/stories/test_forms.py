"""What a manager wants to know is asked, mended and read: before the first words and after them, and while closed."""

from playwright.sync_api import Page, Route, expect

from realtime.ids import new_id
from tests.stories.browser import People, assert_accessible
from tests.stories.roles import Agent
from tests.stories.server import Server
from tests.stories.test_manager import manager_of

PHONE = {"viewport": {"width": 390, "height": 720}, "color_scheme": "dark"}


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.locator("#home .primary").click()
    return page


def writes(page: Page, text: str) -> None:
    field = page.get_by_role("textbox", name="Write a message")
    field.fill(text)
    field.press("Enter")


def test_a_question_of_ones_own_is_asked_mended_and_answered(people: People, server: Server) -> None:
    manager, word = manager_of(people, server), new_id()[-6:]
    manager.goto(f"{server.url}/admin/visitors/site/add/")
    manager.get_by_label("Name", exact=True).press_sequentially(f"Lamps {word}")
    questions = manager.locator(".field-form")
    questions.get_by_label("Before the first message").check()
    questions.get_by_role("button", name="Add Question of your own").click()
    questions.get_by_label("Question", exact=True).fill("Order number")
    questions.get_by_label("Must be answered").last.check()
    questions.get_by_role("button", name="Move Order number up").press("Enter")
    expect(questions.get_by_role("button", name="Move Order number up")).to_be_focused()
    questions.get_by_role("button", name="Remove Name").press("Enter")
    manager.get_by_role("button", name="Questions", exact=True).click()
    preview = manager.frame_locator("iframe.chat")
    expect(preview.get_by_role("textbox")).to_have_count(3)
    expect(preview.get_by_label("Order number")).to_be_visible()
    assert_accessible(manager)
    manager.get_by_role("button", name="Save", exact=True).click()
    expect(manager.locator("#snippet")).to_be_visible()
    settings = manager.url
    page = str(manager.get_by_role("link", name="the chat as a page of its own").get_attribute("href"))
    manager.goto(f"{server.url}/admin/agents/department/add/")
    manager.get_by_label("Name", exact=True).fill(f"Lights {word}")
    manager.get_by_label("Mara Lindqvist").check()
    manager.get_by_label(f"Lamps {word}").check()
    manager.get_by_role("button", name="Save", exact=True).click()
    manager.wait_for_url("**/department/")

    mara = Agent(people.arrive(), server)
    ingrid = people.arrive(**PHONE)
    slow: list[Route] = []
    ingrid.route("**/part/talking.js*", lambda route: slow.append(route))
    ingrid.goto(page)
    expect(ingrid.get_by_text("Mara is here")).to_be_visible()
    opened(ingrid, page)
    order = ingrid.get_by_label("Order number")
    email = ingrid.get_by_label("E-mail")
    email.fill("ingrid.example")
    writes(ingrid, f"Is it bright, {word}?")
    expect(order).to_be_focused()
    expect(order).to_have_accessible_description("An answer is missing.")
    expect(email).to_have_accessible_description("An @ is missing. Fix it, or leave it empty.")
    assert_accessible(ingrid)
    email.fill("ingrid@mail.example")
    order.fill("FW-1")
    order.press("Enter")
    expect(ingrid.get_by_role("textbox", name="Write a message")).not_to_be_editable()
    slow.pop().continue_()
    expect(ingrid.get_by_role("log").get_by_text("Is it bright")).to_be_visible()
    mara.take(f"Is it bright, {word}?")
    pane = mara.page.get_by_role("region", name="Who this is")
    expect(pane.get_by_role("definition").filter(has_text="FW-1")).to_be_visible()
    expect(pane).to_contain_text("ingrid@mail.example")
    ingrid.get_by_role("button", name="Back").click()
    ingrid.locator("#home .primary").click()
    expect(ingrid.get_by_role("heading", name="Start a conversation")).to_be_visible()
    expect(order).to_have_count(0)

    manager.goto(settings)
    manager.get_by_label("After the first message").check()
    manager.get_by_role("button", name="Save", exact=True).click()
    manager.wait_for_url("**/site/")
    nils = opened(people.arrive(), page)
    writes(nils, f"How warm is it, {word}?")
    nils.get_by_label("Order number").fill("FW-2")
    assert_accessible(nils)
    nils.locator("main").get_by_role("button", name="Send").click()
    expect(nils.get_by_text("Thank you. We have it.")).to_be_visible()
    expect(nils.get_by_role("textbox", name="Write a message")).to_be_focused()
    mara.take(f"How warm is it, {word}?")
    expect(pane.get_by_role("definition").filter(has_text="FW-2")).to_be_visible()

    manager.goto(settings)
    manager.get_by_label("Messages only").check()
    manager.get_by_role("button", name="Save", exact=True).click()
    manager.wait_for_url("**/site/")
    late = opened(people.arrive(), page)
    expect(late.get_by_label("Your name")).to_be_visible()
    expect(late.get_by_label("Order number")).to_have_count(0)
    writes(late, f"Does it dim, {word}?")
    expect(late.get_by_role("log").get_by_text("Does it dim")).to_be_visible()
