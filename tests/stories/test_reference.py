"""The page for programs: read with a keyboard, on a phone, in the dark."""

import pytest
from playwright.sync_api import expect

from tests.stories.browser import People, assert_accessible
from tests.stories.server import Server


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_read_under_the_policy_of_every_page(
    people: People, server: Server, scheme: str, width: int
) -> None:
    page = people.arrive(color_scheme=scheme, viewport={"width": width, "height": 844})
    response = page.goto(f"{server.url}/api/docs/")
    assert response is not None
    assert "unsafe" not in response.headers["content-security-policy"]
    expect(page.get_by_role("heading", name="For programs")).to_be_visible()
    take = page.locator("#take_conversation")
    take.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(take.get_by_text("conversations:write")).to_be_visible()
    expect(take.get_by_role("rowheader", name="client_id")).to_be_visible()
    for summary in page.locator("details:not([open]) > summary").all()[:6]:
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)
