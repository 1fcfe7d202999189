"""The console in a browser: several conversations, colleagues, notes, what is kept and what is shown."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.stories.browser import People, assert_accessible
from tests.stories.roles import PASSWORD, Agent, Visitor
from tests.stories.secrecy import MARK
from tests.stories.server import Server
from tests.stories.wire import until

KNOWN = """async () => {
  const { state } = await import("/static/console/store.js");
  return JSON.stringify(Object.values(state.value.conversations).filter((c) => c.status !== "closed"));
}"""
# The console offers this for open conversations only; a program or a slow colleague does it all the same.
PASS_ON = """async (opening) => {
  const { state } = await import("/static/console/store.js");
  const { request } = await import("/static/console/line.js");
  const id = Object.values(state.value.threads).flatMap(({ entries }) => entries)
    .find(({ message }) => message?.text === opening).conversation;
  const department = state.value.conversations[id].department.id;
  await request({ type: "conversation.transfer", client_id: crypto.randomUUID(), conversation: id, department });
  while (state.value.conversations[id].status === "closed") await new Promise(requestAnimationFrame);
  return JSON.stringify(state.value.conversations[id]);
}"""
# The chat does not ask for a name: this is the frame a form would send.
INTRODUCE = """(_body, said) => new Promise((done, failed) => {
  const socket = new WebSocket(location.origin.replace("http", "ws") + "/ws/visitor/demo/");
  const say = (frame) => socket.send(JSON.stringify(frame));
  socket.onopen = () => say({ type: "hello", protocol: 1, token: localStorage.getItem("visavis:demo:token") });
  socket.onmessage = ({ data }) => {
    const { type } = JSON.parse(data);
    if (type === "welcome") say({ type: "visitor.update", id: "who", ...said });
    else if (type === "ack") done(socket.close());
    else if (type === "nack") failed(new Error(data));
  };
})"""
LOOKS: list[dict[str, Any]] = [
    {"viewport": {"width": 1440, "height": 900}},
    {"viewport": {"width": 1280, "height": 720}, "color_scheme": "dark"},
    {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    {"viewport": {"width": 320, "height": 568}, "color_scheme": "dark"},
]


def asks(people: People, server: Server, text: str, department: str = "Support") -> Visitor:
    visitor = Visitor(people.arrive(), server).open_chat()
    visitor.begin(text, department)
    visitor.sees(text)
    return visitor


def known(page: Page) -> dict[str, Any]:
    return {row["id"]: row for row in json.loads(page.evaluate(KNOWN))}


def bar(page: Page) -> Any:
    return page.get_by_role("group", name="About this conversation")


def test_two_colleagues_pass_a_conversation_and_the_note_stays_between_them(
    people: People, server: Server
) -> None:
    visitor = asks(people, server, "Does the shelf come with screws?")
    mara = Agent(people.arrive(), server)
    jonas = Agent(people.arrive(), server, "agent2@example.com")
    mara.take("Does the shelf come with screws?")
    mara.answer("A colleague knows.")
    visitor.sees("A colleague knows.")

    mara.page.get_by_role("button", name=re.compile("^Pass .* on$")).click()
    panel = mara.page.get_by_role("dialog")
    taker = panel.locator("option", has_text="Jonas Berg (Online · ")
    panel.get_by_label("To").select_option(str(taker.get_attribute("value")))
    panel.get_by_label("Note, only your team sees this").fill(f"He asked twice already. {MARK}")
    panel.get_by_role("button", name="Pass on").click()
    expect(mara.log.get_by_text(re.compile("You passed .* to Jonas"))).to_be_visible()

    jonas.page.get_by_role("button", name=re.compile("A colleague knows")).first.click()
    jonas.sees("He asked twice already.")
    expect(jonas.log.get_by_text(re.compile("Mara passed .* to you"))).to_be_visible()
    lines = jonas.log.inner_text()
    assert lines.index("He asked twice already.") < lines.index("to you")  # first why, then that
    jonas.answer("It does, eight of them.")
    visitor.sees("It does, eight of them.")
    mara.sees("It does, eight of them.")
    expect(visitor.log.get_by_text("He asked twice already.")).to_have_count(0)

    jonas.page.keyboard.press("Escape")
    jonas.page.keyboard.press("e")
    jonas.page.get_by_role("button", name="Undo").click()
    expect(bar(jonas.page).get_by_role("button", name="Close")).to_be_visible()
    opened_now = Agent(people.arrive(), server)
    expect(opened_now.page.get_by_text("It does, eight of them.").first).to_be_visible()
    conversation = next(id for id, row in known(mara.page).items() if "eight" in row["last"]["text"])
    until(mara.page, lambda: known(mara.page)[conversation] == known(opened_now.page)[conversation])


def test_tabs_and_drafts_survive_a_reload_and_a_switch_of_mode(people: People, server: Server) -> None:
    asks(people, server, "First of two questions")
    asks(people, server, "Second of two questions")
    mara = Agent(people.arrive(), server)
    page = mara.page
    mara.take("First of two questions")
    mara.take("Second of two questions")
    page.get_by_role("textbox", name=re.compile("^Answer ")).fill("Not yet sent")
    page.get_by_role("button", name="Note", exact=True).click()
    note = page.get_by_role("textbox", name="Note, only your team sees this")
    expect(note).to_have_value("Not yet sent")
    page.get_by_role("button", name="Reply", exact=True).click()
    page.reload()
    expect(page.get_by_role("navigation", name="Open conversations").get_by_role("button")).to_have_count(3)
    mara.sees("Second of two questions")
    expect(page.get_by_role("textbox", name=re.compile("^Answer "))).to_have_value("Not yet sent")


def test_no_row_moves_while_the_pointer_is_in_the_list(people: People, server: Server) -> None:
    one = asks(people, server, "Which one is above?")
    other = asks(people, server, "Which one is below?")
    mara = Agent(people.arrive(), server)
    for text in ("Which one is above?", "Which one is below?"):
        mara.take(text)
    page = mara.page
    page.mouse.move(900, 300)
    rows = page.locator(".row-text")
    expect(rows.first).to_have_text("Which one is below?")
    page.locator(".row").first.hover()
    one.write("I wrote again")
    expect(rows.nth(1)).to_have_text("I wrote again")
    page.mouse.move(900, 300)
    expect(rows.first).to_have_text("I wrote again", timeout=6_000)
    other.sees("Which one is below?")


def test_an_address_leads_to_one_conversation_and_it_stays_open(people: People, server: Server) -> None:
    asks(people, server, "Is there a way back to me?")
    jonas = Agent(people.arrive(), server, "agent2@example.com")
    jonas.take("Is there a way back to me?")
    (id,) = [
        id for id, row in known(jonas.page).items() if row["last"]["text"] == "Is there a way back to me?"
    ]
    jonas.answer("There is one.")
    jonas.sees("There is one.")
    jonas.close()
    expect(jonas.log.get_by_text("You closed the conversation")).to_be_visible()
    mara = people.arrive()
    mara.goto(f"{server.url}/console/?conversation={id}")
    mara.get_by_label("E-mail").fill("agent1@example.com")
    mara.get_by_label("Password").fill(PASSWORD)
    mara.get_by_role("button", name="Sign in").click()
    words = mara.get_by_role("log").get_by_text("Is there a way back to me?")
    expect(words).to_be_visible()
    assert mara.url == f"{server.url}/console/"
    mara.reload()
    expect(words).to_be_visible()
    mara.goto(f"{server.url}/console/?conversation={id[:-4]}")
    expect(mara.get_by_role("alert")).to_contain_text("is not here")
    assert_accessible(mara)
    mara.get_by_role("button", name="All right").click()
    expect(mara.get_by_role("alert")).to_have_count(0)
    expect(words).to_be_visible()


def test_what_was_taken_stands_in_the_list_at_once(people: People, server: Server) -> None:
    asks(people, server, "Is anybody looking at the list?")
    mara = Agent(people.arrive(), server)
    mara.take("Is anybody looking at the list?")
    expect(mara.page.locator(".row.selected")).to_contain_text(
        "Is anybody looking at the list?", timeout=2_000
    )
    mara.pass_on("Jonas Berg")
    expect(mara.log.get_by_text("You passed the visitor to Jonas")).to_be_visible()


def test_what_was_taken_by_mistake_goes_back_to_those_who_wait(people: People, server: Server) -> None:
    asks(people, server, "Who knows about varnish?", "Sales")
    mara = Agent(people.arrive(), server)
    mara.take("Who knows about varnish?")
    bar(mara.page).get_by_role("button", name="Who has this conversation").click()
    menu = mara.page.get_by_role("menu", name="Who has this conversation")
    expect(menu.get_by_text("Nobody else answers for Sales.")).to_be_visible()
    assert_accessible(mara.page)
    menu.get_by_role("menuitem", name="Nobody, back to those who wait").click()
    expect(mara.page.get_by_role("article").filter(has_text="Who knows about varnish?")).to_be_visible()


def test_what_is_passed_on_after_its_end_is_open_again_for_both(people: People, server: Server) -> None:
    visitor = asks(people, server, "One more about the shelf")
    mara = Agent(people.arrive(), server)
    mara.take("One more about the shelf")
    mara.answer("Gladly.")
    visitor.sees("Gladly.")
    mara.close()
    field = visitor.chat.get_by_role("textbox", name="Write a message")
    expect(field).to_be_hidden()
    row = json.loads(mara.page.evaluate(PASS_ON, "One more about the shelf"))
    assert (row["status"], row["closed_at"]) == ("queued", None)
    expect(field).to_be_visible()


def test_ticks_tell_where_a_message_is(people: People, server: Server) -> None:
    visitor = asks(people, server, "How far has it come?")
    mara = Agent(people.arrive(), server)
    mara.take("How far has it come?")
    mara.answer("As far as your screen.")
    visitor.sees("As far as your screen.")
    expect(mara.log.get_by_text(re.compile(r"Read \d\d:\d\d"))).to_be_visible()
    visitor.chat.get_by_role("textbox", name="Write a message").press_sequentially("And n")
    expect(mara.log.get_by_text("is typing")).to_be_visible()


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look['viewport']['width']}")
def test_every_state_is_accessible_and_nothing_scrolls_the_frame(
    people: People, server: Server, look: dict[str, Any]
) -> None:
    text = f"Seen at {look['viewport']['width']} pixels"
    asks(people, server, text)
    mara = Agent(people.arrive(**look), server)
    page = mara.page
    expect(page.get_by_role("article").filter(has_text=text)).to_be_visible()
    assert_accessible(page)
    mara.take(text)
    assert_accessible(page)
    if look["viewport"]["width"] < 760:  # on a phone it stands among others
        bar(page).get_by_role("button", name="More").click()
    passing = re.compile("^Pass .* on$")
    page.get_by_role("button", name=passing).or_(page.get_by_role("menuitem", name=passing)).click()
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Note", exact=True).click()
    assert_accessible(page)
    bar(page).get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert_accessible(page)
    over = "[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]"
    assert page.evaluate(over) == [0, 0]


def test_hostile_words_are_words(people: People, server: Server) -> None:
    hostile = '<img src=x onerror="window.ran = true"> javascript:alert(1) https://shop.example/<b>'
    asks(people, server, hostile)
    mara = Agent(people.arrive(), server)
    mara.take("<img src=x")
    link = mara.log.get_by_role("link")
    expect(link).to_have_attribute("href", "https://shop.example/")
    assert mara.page.evaluate("window.ran === undefined")
    with mara.page.expect_popup() as opened:
        bar(mara.page).get_by_role("link", name="Transcript").click()
    expect(opened.value.get_by_text("<img src=x")).to_be_visible()
    assert_accessible(opened.value)


def test_a_wrong_password_says_what_to_do(page: Page, server: Server) -> None:
    page.goto(server.url + "/console/")
    page.get_by_label("E-mail").fill("agent1@example.com")
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert").filter(has_text="do not match")).to_be_visible()
    assert_accessible(page)


def test_who_a_visitor_is_shows_at_once(people: People, server: Server) -> None:
    mara = Agent(people.arrive(), server)
    expect(mara.page.get_by_role("tablist").first).to_be_visible()
    visitor = asks(people, server, "Do you deliver to the islands?")
    mara.take("Do you deliver to the islands?")
    expect(mara.page.get_by_text("Fjordwood", exact=True).last).to_be_visible(timeout=1_000)
    visitor.chat.locator("body").evaluate(INTRODUCE, {"name": "Ada Nilsen", "email": "ada@mail.example"})
    expect(mara.page.get_by_role("heading", name="Ada Nilsen").last).to_be_visible()
    expect(mara.page.get_by_text("ada@mail.example")).to_be_visible()
