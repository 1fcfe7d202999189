"""What an agent offers stands beside the launcher: seen, answered or put aside, and never in anybody's way."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from realtime.ids import new_id
from tests.stories.browser import People, assert_accessible
from tests.stories.host import PLAIN, Host
from tests.stories.hostile import OURS, watching
from tests.stories.roles import Agent
from tests.stories.server import Server
from tests.stories.test_tracking import BY_HAND, ORDINARY
from tests.stories.test_visitors import assert_seen_by_everybody
from tests.stories.wire import until

WORDS = "Narrow stairs or a tight door? I can check that the table fits before you order."
SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => { for (const one of list.getEntries()) window.shifts += one.value; })
  .observe({ type: "layout-shift", buffered: true });
"""


class Passer:
    """Somebody who looks at a page, and what an agent says to them by the page's own socket."""

    def __init__(self, page: Page, host: Host, server: Server) -> None:
        self.page = page
        self.told: list[dict[str, Any]] = []
        self.opened: list[dict[str, Any]] = []
        self._lines: list[WebSocketRoute] = []
        page.context.add_init_script(BY_HAND + SHIFTS)
        page.context.route_web_socket(re.compile("/ws/visitor/"), self._carry)
        script = f'<script async src="{server.url}/w/guest-full.js"></script>'
        page.goto(host.add(f"/{new_id()}", body=f"<main>{PLAIN}</main>{script}"))
        until(page, lambda: bool(self._lines))

    def _carry(self, line: WebSocketRoute) -> None:
        server = line.connect_to_server()

        def hear(raw: str | bytes) -> None:
            frame = json.loads(raw)
            if frame.get("passive"):
                server.on_message(lambda said: (line.send(said), self._welcomed(line, said)))
            if frame["type"].startswith("invitation."):
                self.told.append(frame)
                line.send(json.dumps({"type": "ack", "id": frame["id"]}))
                return
            if frame["type"] == "conversation.open":
                self.opened.append(frame)
            server.send(raw)

        line.on_message(hear)

    def _welcomed(self, line: WebSocketRoute, said: str | bytes) -> None:
        if json.loads(said)["type"] == "welcome":
            self._lines.append(line)

    def offer(self, text: str = WORDS, name: str = "Mara Lind", **author: Any) -> str:
        """Let an agent offer something, and return what the offer is called."""
        id = new_id()
        invitation = {"id": id, "text": text, "author": {"name": name, "avatar": None, **author}}
        self._lines[-1].send(json.dumps({"type": "invitation.offered", "invitation": invitation}))
        return id

    def withdraw(self, id: str) -> None:
        """Let it be taken back."""
        frame = {"type": "invitation.withdrawn", "invitation": id, "reason": "withdrawn"}
        self._lines[-1].send(json.dumps(frame))

    @property
    def bubble(self) -> Locator:
        """What is offered."""
        return self.page.locator("visavis-widget .offer")

    def says(self) -> list[tuple[str, str]]:
        """Return what the page has told of invitations."""
        return [(frame["type"].removeprefix("invitation."), frame["invitation"]) for frame in self.told]


@pytest.fixture
def passer(people: People, host: Host, server: Server) -> Passer:
    """Return somebody whose page can be spoken to."""
    return Passer(people.arrive(user_agent=ORDINARY), host, server)


def test_an_offer_is_seen_and_says_no_as_easily_as_yes(passer: Passer) -> None:
    page, bubble = passer.page, passer.bubble
    page.locator("#own").focus()
    first = passer.offer()
    expect(bubble).to_contain_text(WORDS)
    expect(page.locator("visavis-widget [role=status]")).to_have_text(f"Mara Lind: {WORDS}")
    yes, no = (bubble.get_by_role("button", name=name).bounding_box() for name in ("Answer", "No thanks"))
    assert yes and no and (yes["width"], yes["height"]) == (no["width"], no["height"])
    until(page, lambda: passer.says() == [("shown", first)], seconds=3)
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(bubble).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "own"
    passer.offer()  # another one takes its place
    expect(bubble).to_have_count(1)
    bubble.get_by_role("button", name="Close").focus()
    page.keyboard.press("Escape")
    expect(bubble).to_have_count(0)
    until(page, lambda: passer.says()[-1][0] == "decline")
    third = passer.offer()
    bubble.get_by_role("button", name="No thanks").click()
    until(page, lambda: passer.says()[-1] == ("decline", third))
    fourth = passer.offer()
    expect(bubble).to_be_visible()
    passer.withdraw(fourth)
    expect(bubble).to_have_count(0)
    assert page.evaluate("window.shifts") == 0


def test_an_answer_begins_with_the_words_of_the_agent(passer: Passer) -> None:
    page = passer.page
    id = passer.offer()
    passer.bubble.get_by_role("button", name="Answer").click()
    chat = page.frame_locator("visavis-widget iframe")
    expect(chat.locator(".theirs .bubble")).to_have_text(f"Mara: {WORDS}")
    expect(chat.get_by_role("heading", name="Mara Lind")).to_be_visible()
    expect(chat.get_by_role("textbox")).to_be_focused()
    expect(passer.bubble).to_have_count(0)
    until(page, lambda: passer.says()[-1] == ("accept", id))
    assert_accessible(page)
    chat.get_by_role("button", name="Back").click()
    expect(chat.get_by_text("Your conversations", exact=True)).to_have_count(0)
    assert passer.opened == []
    again = passer.offer()
    expect(passer.bubble).to_be_hidden()  # as long as the chat is open
    page.locator("visavis-widget section > button").click()
    passer.bubble.get_by_role("button", name="Answer").click()
    chat.get_by_role("textbox").fill("It is 78 cm wide")
    chat.get_by_role("textbox").press("Enter")
    expect(chat.locator(".mine .meta")).to_have_text(re.compile("sent|delivered|read"))
    assert [(frame["text"], frame["invitation"]) for frame in passer.opened] == [("It is 78 cm wide", again)]


def test_what_is_offered_is_words_and_nothing_else(passer: Passer, server: Server) -> None:
    page = passer.page
    with watching(page, server, besides=passer.page.url.rsplit("/", 1)[0]):
        for words in OURS:
            passer.offer(words, name=words)
            expect(passer.bubble.locator(".words")).to_have_text(words, use_inner_text=False)
        passer.bubble.get_by_role("button", name="Answer").click()
        chat = page.frame_locator("visavis-widget iframe")
        expect(chat.locator(".theirs .bubble")).to_contain_text(OURS[-1])


def in_every_place(console: Page) -> None:
    """Look at the box, and at what keeps somebody out, on a desk and on a phone."""
    for width in (1440, 390):
        console.set_viewport_size({"width": width, "height": 900})
        expect(console.get_by_role("form", name="Invite")).to_be_visible()
        assert_seen_by_everybody(console)
        console.get_by_role("button", name="Ban").click()
        expect(console.get_by_role("dialog")).to_be_visible()
        assert_seen_by_everybody(console)
        assert console.evaluate("document.documentElement.scrollWidth") <= width
        console.keyboard.press("Escape")
        expect(console.get_by_role("dialog")).to_have_count(0)
    console.set_viewport_size({"width": 1440, "height": 900})


def test_an_agent_speaks_first_and_hears_what_became_of_it(
    people: People, host: Host, server: Server
) -> None:
    agent = Agent(people.arrive(viewport={"width": 1440, "height": 900}), server)
    console = agent.page
    console.keyboard.press("g")
    console.keyboard.press("v")
    page = people.arrive(user_agent=ORDINARY)
    page.context.add_init_script(BY_HAND)
    title = f"/{new_id()}"
    script = f'<script async src="{server.url}/w/guest-full.js"></script>'
    page.goto(host.add(title, body=f"<main>{PLAIN}</main>{script}"))
    console.get_by_role("searchbox").fill(title)
    console.locator(".row-line:not(.gone)").click()
    box = console.get_by_role("form", name="Invite")
    expect(box.get_by_text("Appears as a small bubble, without sound.")).to_be_visible()
    field = box.get_by_role("textbox")
    field.fill("/greet")
    expect(box.get_by_role("option")).to_have_text(re.compile("/greeting"))
    assert_seen_by_everybody(console)
    field.press("Enter")
    expect(field).to_have_value("Hello there, Mara here. How can I help?")
    field.fill(WORDS)
    in_every_place(console)
    field.press("Control+Enter")
    bubble = page.locator("visavis-widget .offer")
    expect(bubble).to_contain_text(WORDS, timeout=2000)
    pane = console.get_by_role("region", name="Invite")
    expect(pane).to_contain_text("On the screen")
    expect(pane).to_contain_text(re.compile(r"Seen 0:0\d"))
    assert_accessible(console)
    bubble.get_by_role("button", name="No thanks").click()
    expect(box).to_contain_text("Closed by the visitor")
    box.get_by_role("textbox").fill("Shall I measure it for you?")
    box.get_by_role("button", name="Invite").click()
    bubble.get_by_role("button", name="Answer").click()
    expect(pane).to_contain_text("The chat is open on their page.")
    chat = page.frame_locator("visavis-widget iframe")
    chat.get_by_role("textbox").fill("Please do")
    chat.get_by_role("textbox").press("Enter")
    expect(chat.locator(".mine .meta")).to_have_text(re.compile("sent|delivered|read"))
    expect(chat.locator(".theirs .bubble")).to_have_count(1)
    console.get_by_role("button", name="Open the conversation").click()
    thread = console.get_by_role("log")
    expect(thread).to_contain_text("Shall I measure it for you?")
    expect(thread).to_contain_text("Please do")
    known_by_name(agent)


def known_by_name(agent: Agent) -> None:
    """Write down how they are called; the list of visitors says it too, when the conversation is over as well."""
    console = agent.page
    console.get_by_role("button", name="Write down who this is").click()
    console.get_by_role("textbox", name="Name").fill("Ellen Brandt")
    console.keyboard.press("Enter")
    agent.close()
    console.reload()
    console.keyboard.press("g")
    console.keyboard.press("v")
    console.get_by_role("searchbox").fill("Ellen")
    expect(console.locator(".row-line:not(.gone)")).to_contain_text("Ellen Brandt")
