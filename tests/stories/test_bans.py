"""Somebody who is banned sees no widget, and the page they are on goes on."""

from playwright.sync_api import expect

from tests.stories.browser import People
from tests.stories.host import Guest
from tests.stories.server import Server
from tests.stories.test_tracking import BY_HAND, ORDINARY

# Known by its name on the network, where nothing may be stored: nobody else in these stories is called so.
ALONE = f"{ORDINARY} Alone/1"
BAN = """
from realtime.actors import THE_SYSTEM
from visitors.models import Visit
Visit.objects.filter(site__key="guest").latest("started_at").ban(reason="Rude", by=THE_SYSTEM)
"""
LIFT = """
from realtime.actors import THE_SYSTEM
from visitors.models import Ban
for ban in Ban.objects.standing():
    ban.lift(by=THE_SYSTEM)
"""


def test_who_is_banned_loses_the_widget_at_once_and_finds_it_again_afterwards(
    people: People, server: Server, plain: str
) -> None:
    people.expect_error("status of 403")
    page = people.arrive(user_agent=ALONE)
    page.context.add_init_script(BY_HAND)
    guest = Guest(page, plain).open_chat()
    guest.begin("You are all fools")
    server.installation.manage("shell", "-c", BAN)
    expect(guest.launcher).to_be_hidden()
    expect(page.locator("visavis-widget iframe")).to_be_hidden()
    page.evaluate("visavis('page')")  # the page goes on talking, and nothing of it fails
    page.reload()
    expect(guest.launcher).to_be_hidden()
    assert page.request.get(f"{server.url}/w/guest/page").text() == "This chat is not available to you."
    server.installation.manage("shell", "-c", LIFT)
    page.goto(plain)
    expect(guest.launcher).to_be_visible()
