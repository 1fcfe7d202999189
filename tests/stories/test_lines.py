"""Never a lost word, whatever becomes of the page, the tab, the storage and the line."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, Route, expect

from tests.stories.browser import People, chromium, find_chromium
from tests.stories.proxy import Proxy, proxy
from tests.stories.roles import BEGIN, Agent, Visitor, said
from tests.stories.server import Server
from tests.stories.wire import BadLine, Record, Wire, until

VISITOR_SOCKET = "/ws/visitor/"
TOKEN = "visavis:demo:token"
KEPT_NOWHERE = "Your browser keeps nothing here."
# What carries words, while it is still on its way to the browser.
CARRIER = "**/w/demo/part/talking.js*"


@pytest.fixture
def agent(people: People, server: Server) -> Agent:
    """Return somebody who answers."""
    return Agent(people.arrive(), server)


def test_a_reload_while_sending_loses_and_doubles_nothing(
    people: People, server: Server, agent: Agent
) -> None:
    page = people.arrive()
    line = BadLine(page, VISITOR_SOCKET)
    visitor = Visitor(page, server).open_chat()
    line.to_server = lambda frame: frame["type"] == "conversation.open"
    visitor.begin("Opened, but it never left")
    visitor.sees("Opened, but it never left")
    page.reload()
    line.heal()
    visitor.open_chat().sees("Opened, but it never left")
    agent.take("Opened, but it never left")

    line.to_server = lambda frame: frame["type"] == "message.send"
    visitor.write("Written, but it never left")
    visitor.sees("Written, but it never left")
    for _ in range(2):
        page.reload()
        visitor.open_chat().sees("Written, but it never left")
    line.heal()
    page.reload()
    visitor.open_chat().sees("Written, but it never left")
    agent.sees("Written, but it never left")

    line.keep_answer_to("Arrived, but nobody said so")
    visitor.write("Arrived, but nobody said so")
    agent.sees("Arrived, but nobody said so")
    page.reload()
    line.heal()
    visitor.open_chat().sees("Arrived, but nobody said so")

    for number in ("First", "Second", "Third"):
        visitor.write(f"{number} before a reload at once")
        visitor.sees(f"{number} before a reload at once")
        page.reload()
        visitor.open_chat().sees(f"{number} before a reload at once")
    agent.answer("It is all here.")
    visitor.sees("It is all here.")
    expect(visitor.chat.get_by_text("sending")).to_have_count(0)
    record = Record(agent).messages()
    assert record == said(visitor.log) == said(agent.log)
    assert len(record) == 7


@pytest.mark.parametrize("greeted", [True, False], ids=["after the welcome", "before the welcome"])
def test_first_words_written_before_what_carries_them_was_there_are_sent_once(
    people: People, server: Server, agent: Agent, greeted: bool
) -> None:
    page = people.arrive()
    line = BadLine(page, VISITOR_SOCKET)
    if not greeted:
        line.to_page = lambda _frame: True
    slow: list[Route] = []
    page.route(CARRIER, lambda route: slow.append(route))
    visitor = Visitor(page, server).open_chat()
    text = f"Quicker than the line, {'greeted' if greeted else 'ungreeted'}"
    if greeted:
        expect(visitor.chat.locator("#home .who p")).not_to_be_empty()
    visitor.begin(text)
    field = visitor.chat.get_by_role("textbox", name="Write a message")
    expect(field).not_to_be_editable()
    page.reload()
    until(page, lambda: len(slow) == 2)  # the launcher knows there is something to send
    page.unroute(CARRIER)
    line.heal()
    page.reload()
    agent.take(text)
    visitor.open_chat().sees(text)
    expect(visitor.chat.get_by_text("sending")).to_have_count(0)
    assert not [name for name in kept(visitor.chat) if ":out:" in name or name.endswith(":draft:")]
    agent.answer("And here it is")
    visitor.sees("And here it is")
    page.reload()
    visitor.open_chat().sees("And here it is")
    assert Record(agent).messages() == said(visitor.log) == [text, "And here it is"]
    expect(agent.page.get_by_role("article").filter(has_text=text)).to_have_count(0)


def test_without_a_network_words_wait_and_arrive_later(people: People, server: Server, agent: Agent) -> None:
    visitor = Visitor(people.arrive(), server).open_chat()
    visitor.begin("Before the tunnel")
    agent.take("Before the tunnel")
    for one in (visitor, agent):
        one.page.context.set_offline(True)
    people.expect_error("ERR_INTERNET_DISCONNECTED")
    visitor.write("Inside the tunnel")
    visitor.write("Still inside")
    # Said long before a heartbeat is missed.
    expect(visitor.chat.get_by_role("status").filter(has_text="Connecting again")).to_be_visible(
        timeout=6_000
    )
    agent.answer("Answered into the tunnel")
    expect(visitor.log.get_by_text("sending")).to_be_visible()
    agent.page.context.set_offline(False)
    agent.answer("Answered after the tunnel")
    visitor.page.context.set_offline(False)
    for text in (
        "Inside the tunnel",
        "Still inside",
        "Answered into the tunnel",
        "Answered after the tunnel",
    ):
        visitor.sees(text)
        agent.sees(text)
    record = Record(agent).messages()
    assert record == said(visitor.log) == said(agent.log)
    assert len(record) == 5


def test_two_tabs_of_one_visitor_agree(people: People, server: Server, agent: Agent) -> None:
    page = people.arrive()
    one = Visitor(page, server).open_chat()
    other = Visitor(page.context.new_page(), server, "lom-chair/").open_chat()
    expect(other.chat.get_by_role("button", name=BEGIN)).to_be_visible()
    page.bring_to_front()  # a click in the frame of a tab behind may go astray
    one.begin("From the first tab")
    other.page.bring_to_front()
    other.chat.get_by_role("button", name=re.compile("From the first tab")).click()
    agent.take("From the first tab")
    other.write("From the second tab")
    page.bring_to_front()
    one.write("And again from the first")
    agent.answer("To both tabs")
    for tab in (one, other, agent):
        for text in ("From the second tab", "And again from the first", "To both tabs"):
            tab.sees(text)
    record = Record(agent).messages()
    assert record == said(one.log) == said(other.log) == said(agent.log)
    assert len(record) == 4


def test_all_tabs_of_a_browser_share_one_socket_and_outlive_each_other(
    people: People, server: Server, agent: Agent
) -> None:
    page = people.arrive()
    wires = [Wire(page)]
    tabs = [Visitor(page, server).open_chat()]
    tabs[0].begin("One line for all")
    agent.take("One line for all")
    for _ in range(3):
        page = page.context.new_page()
        wires.append(Wire(page))
        tabs.append(Visitor(page, server, "lom-chair/").open_chat())
        tabs[-1].sees("One line for all")
    until(page, lambda: len(alive(wires)) == 1)  # a tab may give up a socket it has opened
    tabs[3].write("From the fourth")
    agent.answer("To all four")
    for tab in tabs:
        tab.sees("From the fourth")
        tab.sees("To all four")
    for number in (0, 1):
        tabs[number].page.close()
        wires.pop(0)
        agent.answer(f"After {number + 1} left")
        for tab in tabs[number + 1 :]:
            tab.sees(f"After {number + 1} left")
        until(tabs[3].page, lambda: len(alive(wires)) == 1)
    tabs[2].page.bring_to_front()  # what is typed into a tab behind may go astray
    tabs[2].write("Still two of us")
    tabs[3].sees("Still two of us")
    expect(tabs[2].chat.get_by_text("sending")).to_have_count(0)
    assert Record(agent).messages() == said(tabs[2].log) == said(tabs[3].log)


def alive(wires: list[Wire]) -> list[object]:
    """Return the visitor's sockets that are open."""
    return [
        socket
        for wire in wires
        for socket in wire.sockets
        if VISITOR_SOCKET in socket.url and socket not in wire.closed
    ]


def test_a_late_welcome_does_not_take_a_visitor_from_themselves(
    people: People, server: Server, agent: Agent
) -> None:
    known = Visitor(people.arrive(), server).open_chat()
    known.begin("Mine for good")
    agent.take("Mine for good")
    token = known.chat.locator("body").evaluate(f"() => localStorage.getItem('{TOKEN}')")
    page = people.arrive()
    line = BadLine(page, VISITOR_SOCKET)
    line.to_page = lambda frame: frame["type"] == "welcome"
    late = Visitor(page, server).open_chat()
    expect(late.chat.get_by_role("button", name=BEGIN)).to_be_visible()
    until(page, lambda: bool(line.withheld))
    body = late.chat.locator("body")
    body.evaluate(f"(_, token) => localStorage.setItem('{TOKEN}', token)", token)
    line.heal()
    line.deliver()
    late.sees("Mine for good")
    assert body.evaluate(f"() => localStorage.getItem('{TOKEN}')") == token


def test_what_a_closed_tab_left_unsent_is_sent_by_the_next(
    people: People, server: Server, agent: Agent
) -> None:
    page = people.arrive()
    line = BadLine(page, VISITOR_SOCKET)
    visitor = Visitor(page, server).open_chat()
    visitor.begin("Written while all was well")
    agent.take("Written while all was well")
    line.to_server = lambda frame: frame["type"] == "message.send"
    visitor.write("Written before the tab was closed")
    visitor.sees("Written before the tab was closed")
    later = page.context.new_page()
    page.close()
    visitor = Visitor(later, server).open_chat()
    visitor.sees("Written before the tab was closed")
    agent.sees("Written before the tab was closed")
    assert Record(agent).messages() == said(visitor.log)


def test_a_page_out_of_the_back_forward_cache_is_live_again(
    people: People, server: Server, agent: Agent
) -> None:
    visitor = Visitor(people.arrive(), server).open_chat()
    visitor.begin("Before going elsewhere")
    agent.take("Before going elsewhere")
    visitor.launcher.click()
    page = visitor.page
    page.evaluate("addEventListener('pageshow', (event) => { window.cameBack = event.persisted; })")
    page.goto(server.url + "/accounts/login/")
    agent.answer("Said while nobody listened")
    page.evaluate("() => { setTimeout(() => history.back()); }")  # answers before it goes
    page.wait_for_function("window.cameBack === true")
    # Playwright loses sight of frames that come back: what they do is seen from outside.
    expect(page.get_by_role("button", name="Chat with us, 1 unread message")).to_be_visible()
    agent.answer("Welcome back")
    expect(page.get_by_role("button", name="Chat with us, 2 unread messages")).to_be_visible()
    visitor.launcher.click()
    expect(agent.log.get_by_text(re.compile(r"Read \d\d:\d\d"))).to_be_visible()
    page.keyboard.type("Back again")
    page.keyboard.press("Enter")
    agent.sees("Back again")


@pytest.fixture
def strict(people: People) -> Iterator[Proxy]:
    """Return a proxy that lets no WebSocket through."""
    people.expect_error("WebSocket connection to .* failed")
    with proxy() as strict:
        yield strict
        people.leave()


def test_behind_a_proxy_without_websockets_the_whole_story_goes_by_polling(
    people: People, server: Server, agent: Agent, strict: Proxy
) -> None:
    page = people.arrive(proxy={"server": strict.url})
    wire = Wire(page)
    visitor = Visitor(page, server).open_chat()
    visitor.begin("Written without a socket", "Support")
    agent.take("Written without a socket")
    expect(visitor.log.get_by_text(re.compile("^Mara joined"))).to_be_visible()
    agent.page.get_by_role("textbox", name=re.compile("^Answer ")).press_sequentially("A")
    expect(visitor.chat.get_by_text("Mara is writing")).to_be_attached()
    agent.answer("Answered without one")
    visitor.sees("Answered without one")
    expect(agent.log.get_by_text(re.compile(r"Read \d\d:\d\d"))).to_be_visible()
    visitor.chat.get_by_role("textbox", name="Write a message").press_sequentially("Nob")
    expect(agent.log.get_by_text("is typing")).to_be_visible()
    visitor.write("Nobody notices")
    agent.sees("Nobody notices")
    visitor.attach({"name": "plan.txt", "mimeType": "text/plain", "buffer": b"legs"})
    agent.sees("plan.txt")
    agent.note("He sits behind a strict proxy.")
    agent.answer("Not a bit")
    visitor.sees("Not a bit")
    agent.close()
    visitor.chat.get_by_role("radio", name="Great").check(force=True)
    visitor.chat.get_by_role("button", name="Send").click()
    expect(agent.log.get_by_text("rated 5 of 5")).to_be_visible()
    messages = Record(agent).messages()
    assert [text for text in messages if text and "proxy" not in text] == said(visitor.log)
    assert wire.frames("message.created")
    assert not [heard for heard in wire.heard if "strict proxy" in heard]
    assert strict.refused


class TestStorage:
    """What a browser refuses to keep, or no longer keeps."""

    @pytest.fixture
    def forgetful(self, browser: Browser, people: People) -> Iterator[Page]:
        """Return a page in whose frames of other origins storage is blocked."""
        path = str(find_chromium())
        with chromium(browser.browser_type, path, storage_in_frames=False) as forgetful:
            yield People(forgetful).arrive()

    def test_where_it_is_blocked_the_chat_says_so_and_works(
        self, forgetful: Page, server: Server, agent: Agent
    ) -> None:
        slow: list[Route] = []
        forgetful.route(CARRIER, lambda route: slow.append(route))
        visitor = Visitor(forgetful, server).open_chat()
        visitor.begin("Kept by nobody but the record")
        expect(visitor.chat.get_by_role("textbox", name="Write a message")).not_to_be_editable()
        slow.pop().continue_()
        expect(visitor.chat.get_by_text(KEPT_NOWHERE)).to_be_visible()
        agent.take("Kept by nobody but the record")
        agent.answer("Until you leave the page")
        visitor.sees("Until you leave the page")
        visitor.write("I stay for a while")
        agent.sees("I stay for a while")
        assert Record(agent).messages() == said(visitor.log)

    def test_where_it_works_nothing_is_kept_before_the_first_word(
        self, people: People, server: Server
    ) -> None:
        visitor = Visitor(people.arrive(), server).open_chat()
        expect(visitor.chat.get_by_role("button", name=BEGIN)).to_be_visible()
        assert kept(visitor.chat) == []
        visitor.begin("Now you may")
        visitor.sees("Now you may")
        expect(visitor.chat.get_by_text(KEPT_NOWHERE)).to_have_count(0)
        assert "visavis:demo:token" in kept(visitor.chat)

    def test_where_it_was_cleared_the_conversation_goes_on_and_is_kept_again(
        self, people: People, server: Server, agent: Agent
    ) -> None:
        visitor = Visitor(people.arrive(), server).open_chat()
        visitor.begin("Before it was cleared")
        agent.take("Before it was cleared")
        visitor.chat.locator("body").evaluate("() => localStorage.clear()")
        agent.answer("Still here")
        visitor.sees("Still here")
        visitor.write("And so am I")
        agent.sees("And so am I")
        visitor.page.reload()
        visitor.open_chat().sees("And so am I")
        assert Record(agent).messages() == said(visitor.log)


def kept(chat: FrameLocator) -> list[str]:
    """Return the names under which the chat keeps something in this browser."""
    names: list[str] = chat.locator("body").evaluate("() => Object.keys(localStorage)")
    return names
