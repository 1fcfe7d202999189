"""Everything by its name and by its key: the palette, the sheet of keys, the search, one's own status."""

import json
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.stories.browser import People, assert_accessible
from tests.stories.roles import PASSWORD, Agent
from tests.stories.server import Server
from tests.stories.test_console import asks
from tests.stories.wire import BadLine

REGISTRY = """async () => {
  const { ACTIONS, GESTURES } = await import("/static/console/actions.js");
  const { caps } = await import("/static/console/keycaps.js");
  const { t } = await import("/static/console/texts.js");
  const shown = ({ name, key }) => [t(name), caps(key).join("")];
  return JSON.stringify({
    actions: ACTIONS.map((one) => ({ ...one, words: t(one.name), runs: typeof one.run === "function" })),
    shown: [...ACTIONS, ...GESTURES].map(shown),
  });
}"""


def palette(page: Page) -> Locator:
    return page.get_by_role("dialog", name="What to do")


def listed(page: Page, words: str) -> Locator:
    """Return the line of the list of colleagues that says how Mara stands."""
    return page.get_by_role("menuitemradio", name=re.compile(f"Mara Lindqvist {words}"))


def offers(page: Page) -> Locator:
    return palette(page).get_by_role("option")


def test_every_action_has_a_name_and_a_key_and_stands_in_the_sheet(people: People, server: Server) -> None:
    page = Agent(people.arrive(), server).page
    expect(page.get_by_role("tablist").first).to_be_visible()
    registry = json.loads(page.evaluate(REGISTRY))
    actions = registry["actions"]
    assert all(one["words"] and one["key"] and one["runs"] for one in actions)
    keys = [one["key"] for one in actions if not one.get("inside")]
    assert len(keys) == len(set(keys))
    begin = {key.split()[0] for key in keys if " " in key}
    assert begin.isdisjoint(keys), "a key that begins a pair does nothing alone"
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keys")
    assert_accessible(page)
    rows = sheet.locator("dl > div").evaluate_all(
        "rows => rows.map((row) => [row.querySelector('dd').textContent, row.querySelector('dt').textContent])"
    )
    assert sorted(rows) == sorted(registry["shown"])
    sheet.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("o")
    expect(page.get_by_role("menu")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(palette(page)).to_be_visible()
    page.keyboard.press("?")
    expect(sheet).to_be_visible()


def test_a_shift_goes_by_without_a_mouse(people: People, server: Server) -> None:
    page = people.arrive()
    page.goto(server.url + "/console/")
    page.keyboard.type("agent1@example.com")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/")
    visitor = asks(people, server, "Can I pay by transfer?")
    expect(page.get_by_role("article").filter(has_text="Can I pay by transfer?")).to_be_visible()
    page.keyboard.press("Control+k")
    expect(offers(page).first).to_contain_text("take")
    assert_accessible(page)
    page.keyboard.type("can pay")
    expect(offers(page).first).to_contain_text("Can I pay by transfer?")
    page.keyboard.press("Enter")
    log = page.get_by_role("log")
    expect(log.get_by_text("You took over")).to_be_visible()
    expect(page.get_by_role("textbox", name=re.compile("^Answer "))).to_be_focused()
    page.keyboard.type("You can.")
    page.keyboard.press("Enter")
    visitor.sees("You can.")
    page.keyboard.press("Alt+n")
    page.keyboard.type("He pays at once.")
    page.keyboard.press("Enter")
    expect(log.get_by_text("He pays at once.")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("forward")
    expect(offers(page).first).to_contain_text("Pass on")
    page.keyboard.press("Control+a")
    page.keyboard.type("jonas")
    expect(offers(page).first).to_contain_text("Give to Jonas Berg")
    page.keyboard.press("Control+a")
    page.keyboard.type("tgas")  # two letters have changed places
    expect(offers(page).first).to_contain_text("Tags")
    page.keyboard.press("Enter")
    page.keyboard.type("payment")
    page.keyboard.press("Enter")
    expect(log.get_by_text("You put on payment")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(log.get_by_text("You closed the conversation")).to_be_visible()
    page.keyboard.press("x")
    expect(log).to_have_count(0)
    page.keyboard.press("Shift+Q")
    expect(offers(page)).to_have_text(["Sign out", "Cancel"])
    assert_accessible(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/login/**")


@pytest.mark.parametrize("look", [{}, {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}}])
def test_what_was_said_is_found_with_its_line(
    people: People, server: Server, look: dict[str, object]
) -> None:
    asks(people, server, "Do you sell the Krakk footstool in walnut?")
    people.expect_error("ERR_INTERNET_DISCONNECTED")
    page = people.arrive(**look)
    line = BadLine(page, "/ws/agent/")
    mara = Agent(page, server)
    mara.take("Do you sell the Krakk footstool in walnut?")
    mara.note("Walnut footstools come in spring.")
    mara.close()
    page.reload()
    if look:  # on a phone it is read where the list was
        page.get_by_role("button", name="Back to the list").click()
    page.get_by_role("button", name="Search people and actions").click()
    field = palette(page).get_by_role("combobox")
    field.fill("footstools walnut")
    expect(offers(page).filter(has_text="Search all messages")).to_be_visible()
    field.press("ArrowUp")
    field.press("Enter")
    hit = offers(page).first
    expect(hit).to_contain_text("Walnut footstools come in spring.")
    expect(hit.locator("b")).to_have_text(["Walnut", "footstools"])
    expect(palette(page).get_by_role("status")).to_contain_text("found, there are no others.")
    assert_accessible(page)
    field.fill("xyzzy plugh")
    expect(palette(page).get_by_role("status")).to_have_text(re.compile("^Nothing for “xyzzy plugh”."))
    assert_accessible(page)
    page.context.set_offline(True)
    line.cut()
    field.fill("footstools walnut")
    expect(palette(page).get_by_role("alert")).to_have_text("The search got no answer.")
    expect(offers(page)).to_have_text(["Try again"])
    assert_accessible(page)
    page.context.set_offline(False)
    expect(hit).to_contain_text("Walnut footstools come in spring.")
    hit.click()
    mara.sees("Walnut footstools come in spring.")


def test_why_one_is_away_is_told_and_true_on_every_tab(people: People, server: Server) -> None:
    asks(people, server, "Who is there at noon?")
    page = Agent(people.arrive(), server).page
    other = page.context.new_page()
    other.goto(page.url)
    jonas = Agent(people.arrive(), server, "agent2@example.com")
    jonas.take("Who is there at noon?")
    page.keyboard.press("o")
    assert_accessible(page)
    page.get_by_role("menuitemradio", name="In your own words…").click()
    page.get_by_role("textbox", name="Why you are away").fill("At the dentist")
    assert_accessible(page)
    page.get_by_role("button", name="Set away").click()
    me = re.compile("Mara Lindqvist, Away, At the dentist")
    for tab in (page, other):
        expect(tab.get_by_role("button", name=me)).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name=me)).to_be_visible()
    jonas.page.get_by_role("button", name="Who has this conversation").click()
    expect(listed(jonas.page, "Away, At the dentist")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("invisible")
    page.keyboard.press("Enter")
    for tab in (page, other):
        expect(tab.get_by_role("button", name=re.compile("Mara Lindqvist, Invisible"))).to_be_visible()
    jonas.page.keyboard.press("Escape")
    jonas.page.get_by_role("button", name="Who has this conversation").click()
    expect(listed(jonas.page, "Offline")).to_be_visible()
    page.keyboard.press("o")
    page.get_by_role("menuitemradio", name="Online").click()
    expect(other.get_by_role("button", name=re.compile("Mara Lindqvist, Online"))).to_be_visible()
