"""What a visitor and an agent do, in their own words."""

import re
from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.stories.secrecy import MARK
from tests.stories.server import Server

PASSWORD = "visavis-demo"
# The way to a new conversation, when somebody is there and when nobody is.
BEGIN = re.compile("^(Start a conversation|Leave a message)$")
# The bubbles of a conversation without the names that only those hear who do not see.
SAID = """bubbles => bubbles.map((bubble) => [...bubble.childNodes]
  .filter((node) => !node.matches?.(".unseen")).map((node) => node.textContent).join("").trim())"""


def said(log: Locator) -> list[str]:
    """Return the messages that stand in a conversation, in order."""
    texts: list[str] = log.locator(".bubble:not([aria-hidden])").evaluate_all(SAID)
    return texts


class Visitor:
    """Somebody on a page of the shop, with the chat in its frame."""

    def __init__(self, page: Page, server: Server, path: str | None = "") -> None:
        self.page = page
        if path is not None:
            page.goto(server.shop + path)

    @property
    def launcher(self) -> Locator:
        """The round button in the corner."""
        return self.page.get_by_role("button", name=re.compile("chat with us|close the chat", re.IGNORECASE))

    @property
    def chat(self) -> FrameLocator:
        """The chat's own document."""
        return self.page.frame_locator("iframe[src*='/w/demo/chat']")

    @property
    def log(self) -> Locator:
        """What was said."""
        return self.chat.get_by_role("log")

    def open_chat(self) -> "Visitor":
        """Open the panel."""
        self.launcher.click()
        return self

    def begin(self, text: str, department: str = "") -> None:
        """Start a conversation."""
        self.chat.get_by_role("button", name=BEGIN).click()
        if department:
            self.chat.get_by_text(department, exact=True).click()
        self.write(text)

    def write(self, text: str) -> None:
        """Write and send."""
        field = self.chat.get_by_role("textbox", name="Write a message")
        field.fill(text)
        field.press("Enter")

    def attach(self, *files: Any) -> None:
        """Choose files to send."""
        with self.page.expect_file_chooser() as chooser:
            self.chat.get_by_role("button", name="Add a file").click()
        chooser.value.set_files(list(files))

    def sees(self, text: str, *, seconds: float = 10) -> None:
        """Wait until a message stands in the conversation, once."""
        expect(self.log.get_by_text(text)).to_have_count(1, timeout=seconds * 1000)


class Agent:
    """Somebody who answers, signed in at the console: with the password once, then with what the browser kept."""

    def __init__(self, page: Page, server: Server, email: str = "agent1@example.com") -> None:
        self.page = page
        self.server = server
        page.context.add_cookies(server.installation.sessions.get(email, []))
        page.goto(server.url + "/console/")
        if "/accounts/login/" in page.url:
            self._sign_in(email)

    @property
    def log(self) -> Locator:
        """What was said in the conversation that is shown."""
        return self.page.get_by_role("log")

    def take(self, text: str) -> None:
        """Take the waiting conversation that begins with a text, and open it; it is one's own when it waits no more."""
        card = self.page.get_by_role("article").filter(has_text=text)
        card.get_by_role("button", name=re.compile("^Take ")).click()
        expect(card).to_have_count(0)
        self.sees(text)

    def note(self, text: str) -> None:
        """Write down what only colleagues see, and go back to answering."""
        modes = self.page.get_by_role("group", name="What you write").get_by_role("button")
        modes.last.click()
        field = self.page.get_by_role("textbox", name="Note, only your team sees this")
        field.fill(f"{text} {MARK}")
        field.press("Enter")
        modes.first.click()

    def pass_on(self, to: str) -> None:
        """Pass the conversation to a department or a colleague."""
        self.page.get_by_role("button", name=re.compile("^Pass .* on$")).click()
        panel = self.page.get_by_role("dialog")
        option = panel.locator("option", has_text=to)  # who is not here is listed with a word more
        panel.get_by_label("To").select_option(str(option.get_attribute("value")))
        panel.get_by_role("button", name="Pass on").click()

    def close(self) -> None:
        """Close the conversation."""
        bar = self.page.get_by_role("group", name="About this conversation")
        bar.get_by_role("button", name="Close").click()

    def answer(self, text: str) -> None:
        """Write and send."""
        field = self.page.get_by_role("textbox", name=re.compile("^Answer "))
        field.fill(text)
        field.press("Enter")

    def sees(self, text: str, *, seconds: float = 10) -> None:
        """Wait until a message stands in the conversation that is shown, once."""
        expect(self.log.get_by_text(text)).to_have_count(1, timeout=seconds * 1000)

    def _sign_in(self, email: str) -> None:
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url("**/console/")
        self.server.installation.sessions[email] = self.page.context.cookies()
