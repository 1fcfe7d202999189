"""From the launcher to the rating without a pointer, as somebody goes who hears the page instead of seeing it."""

import re
from typing import Any

from playwright.sync_api import CDPSession, Page, expect

from tests.stories.browser import People
from tests.stories.roles import BEGIN, Agent, Visitor
from tests.stories.server import Server


class Reader:
    """What a screen reader is given of one document: the browser's own accessibility tree."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session

    def nodes(self) -> list[dict[str, Any]]:
        """Return what is told: role, name and properties of every node."""
        tree = self._session.send("Accessibility.getFullAXTree")["nodes"]
        return [
            {
                "role": node["role"]["value"],
                "name": node.get("name", {}).get("value", ""),
                **{each["name"]: each["value"].get("value") for each in node.get("properties", [])},
            }
            for node in tree
            if not node["ignored"]
        ]

    @property
    def focused(self) -> tuple[str, str]:
        """Role and name of what has the focus."""
        found = [node for node in self.nodes() if node.get("focused") and node["role"] != "RootWebArea"]
        return (found[-1]["role"], found[-1]["name"]) if found else ("", "")

    def nameless(self) -> list[str]:
        """Return the roles of what can have the focus and has no name."""
        return [node["role"] for node in self.nodes() if node.get("focusable") and not node["name"]]

    def live(self, role: str) -> set[str]:
        """Return how urgently changes of such regions are told."""
        return {str(node.get("live")) for node in self.nodes() if node["role"] == role}


def reader(page: Page, path: str = "") -> Reader:
    """Return the reader of a page, or of its frame with a path."""
    frame = next(frame for frame in page.frames if path in frame.url)
    return Reader(page.context.new_cdp_session(frame if path else page))


def tab_to(page: Page, there: Reader, name: str, *, at_most: int, back: bool = False) -> None:
    """Press Tab until something whose name begins so has the focus."""
    for _ in range(at_most):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if there.focused[1].startswith(name):
            return
    raise AssertionError(f"{name} cannot be reached: {there.focused}")


def test_the_whole_way_without_a_pointer(people: People, server: Server) -> None:
    agent = Agent(people.arrive(), server)
    page = people.arrive()
    visitor = Visitor(page, server)
    keys, outside = page.keyboard, reader(page)
    expect(visitor.launcher).to_be_visible()
    tab_to(page, outside, "Chat with us", at_most=60)
    assert outside.focused == ("button", "Chat with us")
    keys.press("Enter")

    begin = visitor.chat.get_by_role("button", name=BEGIN)
    expect(begin).to_be_focused()
    chat = reader(page, "/w/demo/chat")
    assert chat.nameless() == []
    keys.press("Enter")
    field = visitor.chat.get_by_role("textbox", name="Write a message")
    expect(field).to_be_focused()
    expect(visitor.chat.get_by_role("radio", name=re.compile("^Sales"))).to_be_visible()
    tab_to(page, chat, "Sales", at_most=3, back=True)
    assert chat.focused[0] == "radio"
    assert chat.nameless() == []
    tab_to(page, chat, "Write a message", at_most=3)
    keys.type("Is it heavy?")
    keys.press("Enter")
    visitor.sees("Is it heavy?")
    expect(field).to_be_focused()

    log = visitor.log.element_handle()
    agent.take("Is it heavy?")
    agent.page.get_by_role("textbox", name=re.compile("^Answer ")).press_sequentially("Not")
    expect(visitor.chat.get_by_role("status").filter(has_text="Mara is writing")).to_be_attached()
    agent.answer("Two people carry it.")
    visitor.sees("Two people carry it.")
    # It was there before what it is to tell of, and nobody's place was taken from them.
    assert log.evaluate("log => log.isConnected && log.textContent.includes('Mara: Two people carry it.')")
    assert chat.live("log") == chat.live("status") == {"polite"}
    expect(field).to_be_focused()
    assert chat.nameless() == []

    keys.type("And one mo")
    agent.close()
    expect(visitor.chat.get_by_role("group", name="How did Mara do?")).to_be_visible()
    expect(visitor.chat.get_by_role("main", name="Chat with Fjordwood")).to_be_focused()  # the field is gone
    assert chat.nameless() == []
    tab_to(page, chat, "Bad", at_most=8)
    keys.press("ArrowLeft")
    assert chat.focused == ("radio", "Great")
    tab_to(page, chat, "Send", at_most=8)
    keys.press("Enter")
    expect(visitor.chat.get_by_text("Thank you. Your answer is stored.")).to_be_visible()
    expect(agent.log.get_by_text("rated 5 of 5")).to_be_visible()

    keys.press("Escape")
    expect(visitor.launcher).to_be_focused()
    assert outside.focused == ("button", "Chat with us")
