"""A manager's first morning: a second site, a department with hours, somebody invited."""

import re

import pytest
from playwright.sync_api import Page, expect

from realtime.ids import new_id
from tests.stories.browser import People, assert_accessible
from tests.stories.server import Server

PASSWORD = "visavis-demo"
PAGES = [
    "",
    "chat/conversation/",
    "chat/rating/",
    "visitors/customer/",
    "visitors/site/",
    "visitors/site/add/",
    "agents/department/add/",
    "agents/agent/",
    "agents/agent/add/",
    "chat/cannedresponse/",
    "chat/cannedresponse/add/",
    "chat/tag/",
    "agents/apitoken/",
    "visitors/auditevent/",
]


def manager_of(people: People, server: Server, **options: object) -> Page:
    # Django's forms.css imports another sheet; axe reads such by writing them into the page, which is refused.
    people.expect_error("Applying inline style violates")
    page = people.arrive(**options)
    page.goto(f"{server.url}/admin/")
    page.get_by_label("E-mail").fill("manager@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/admin/")
    return page


def test_a_second_site_a_department_with_hours_and_somebody_invited(people: People, server: Server) -> None:
    page = manager_of(people, server)
    word = new_id()[-6:]

    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("navigation", name="Places").get_by_role("link", name="Sites").click()
    page.get_by_role("link", name="Add site").click()
    chat = page.frame_locator("iframe.chat")
    expect(chat.locator("#home")).to_be_visible()
    expect(page.frame_locator("iframe.launcher").get_by_role("button")).to_be_visible()
    assert len([url for url in asked if "/preview/home/" in url]) == 1
    assert len([url for url in asked if "/preview/launcher/" in url]) == 1
    page.get_by_label("Name", exact=True).fill(f"Lampwood {word}")
    page.get_by_label("Where it may stand").fill("lamps.example")
    page.get_by_label("Greeting").fill("Which lamp is it?")
    expect(chat.get_by_role("heading", name="Which lamp is it?")).to_be_visible()
    page.get_by_label("Key").fill(f"lamps-{word}")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("1 thing to correct")).to_be_visible()
    page.get_by_label("Where it may stand").fill("https://lamps.example/")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator("#snippet")).to_contain_text(f"/w/lamps-{word}.js")
    assert_accessible(page)

    page.get_by_role("navigation", name="Places").get_by_role("link", name="Departments").click()
    page.get_by_role("link", name="Add department").click()
    page.get_by_label("Name", exact=True).fill(f"Repairs {word}")
    page.get_by_label(f"Lampwood {word}").check()
    page.get_by_label("Own hours").check()
    page.get_by_role("button", name="Friday, 9:00 to 17:00").press("ArrowLeft")
    page.get_by_role("button", name="Friday, 9:00 to 16:45").click()
    page.get_by_role("textbox", name="Friday, to").fill("2")
    page.get_by_role("textbox", name="Friday, to").press("Enter")
    page.get_by_role("button", name="Sunday", exact=True).click()
    page.get_by_role("button", name="Add a day").click()
    page.get_by_label("Date").fill("2030-12-24")
    page.get_by_label("Date").press("Tab")
    page.get_by_role("textbox", name="Hours of 2030-12-24").fill("9-13")
    page.get_by_role("textbox", name="Hours of 2030-12-24").press("Enter")
    page.get_by_role("button", name="Add a day").click()
    page.get_by_label("Date").last.fill("2030-12-25")
    page.get_by_label("Date").last.press("Tab")
    page.get_by_label("2030-12-25 comes every year").check()
    expect(page.get_by_text("Not saved yet: Name, Sites, Opening hours")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_label(re.compile(r"-12-25 comes every year"))).to_be_checked()
    expect(page.get_by_role("button", name="Sunday, 9:00 to 2:00")).to_be_visible()
    expect(page.get_by_role("textbox", name="Hours of 2030-12-24")).to_have_value("9:00–13:00")

    page.get_by_role("navigation", name="Places").get_by_role("link", name="Agents").click()
    page.get_by_role("link", name="Add agent").click()
    page.get_by_label("E-mail").fill(f"{word}@example.com")
    page.get_by_label("Name", exact=True).fill(f"Ida {word}")
    page.get_by_label(f"Repairs {word}").check()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text(f"the mail for Ida {word} stands in the server's terminal")).to_be_visible()
    page.get_by_role("link", name="Overview").click()
    expect(page.get_by_text(f"Ida {word} has not joined yet")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_can_be_read_by_everybody(people: People, server: Server, scheme: str) -> None:
    page = manager_of(people, server, color_scheme=scheme)
    page.goto(f"{server.url}/admin/chat/conversation/")
    some = page.locator("#result_list tbody th a").first.get_attribute("href")
    for path in (*(f"/admin/{path}" for path in PAGES), str(some)):
        page.goto(server.url + path)
        assert_accessible(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("navigation", name="Places").get_by_role("link", name="Sites")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
