"""What a page says to the widget and hears of it: everything it may, and nothing in anybody else's name."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.stories.browser import People
from tests.stories.host import LISTEN, PLAIN, Guest, Host
from tests.stories.roles import Agent
from tests.stories.server import Server
from tests.stories.wire import Record


def test_16_what_is_called_before_the_script_comes_is_done_in_order(
    people: People, page: Page, host: Host, snippet: Callable[..., str]
) -> None:
    early = """<script>
      window.onmessage = () => {};
      window.own = { onmessage, pushState: history.pushState, keys: Object.keys(window) };
      window.visavis ??= Object.assign((...call) => window.visavis.q.push(call), { q: [] });
      window.heard = [];
      const hear = (name) => (detail) => heard.push([name, detail ?? null]);
      visavis("on", "open", hear("first"));
      visavis("on", "open", hear("second"));
      visavis("on", "ready", hear("ready"));
      visavis("on", "open", () => { throw new Error("of the page itself"); });
      visavis("open");
      visavis("off", "open", hear("first"));
      visavis("no such thing");
      visavis("constructor");
      visavis("hide");
    </script>"""
    warnings: list[str] = []
    page.on("console", lambda message: warnings.append(message.text) if message.type == "warning" else None)
    people.expect_error("of the page itself")
    in_head = early + snippet(how="") + snippet(how="")  # before there is a body, and twice
    guest = Guest(page, host.add("/early", head=in_head, body=PLAIN))
    expect(guest.launcher).to_be_hidden()
    assert page.evaluate("heard") == [["ready", None], ["first", None], ["second", None]]
    assert warnings == ["visavis? no such thing", "visavis? constructor"]
    assert page.locator("visavis-widget").count() == 1
    assert page.evaluate("""() => [
      onmessage === own.onmessage, history.pushState === own.pushState, document.activeElement === document.body,
      Object.keys(window).filter((key) => !["own", ...own.keys].includes(key)),
    ]""") == [True, True, True, ["visavis", "heard"]]
    page.evaluate("visavis('show')")
    expect(guest.launcher).to_be_visible()
    page.evaluate("visavis('destroy')")
    assert page.evaluate("[window.visavis ?? null, document.querySelector('visavis-widget')]") == [None, None]


def test_the_page_hears_what_happens_but_nothing_of_what_is_said(
    people: People, page: Page, server: Server, plain: str
) -> None:
    guest = Guest(page, plain)
    page.evaluate(
        """(names) => {
      window.news = [];
      for (const name of names) {
        visavis("on", name, (detail) => news.push([name, detail ?? null]));
        document.addEventListener(`visavis:${name}`, ({ detail }) => news.push([name, detail ?? null]));
      }
    }""",
        ["open", "close", "unread", "message", "chat:start", "chat:end", "rating"],
    )
    guest.open_chat().begin("Do you hear me?")
    agent = Agent(people.arrive(), server)
    agent.take("Do you hear me?")
    agent.answer("Loud and clear")
    expect(guest.chat.get_by_text("Loud and clear")).to_be_visible()
    agent.close()
    guest.chat.get_by_role("radio", name="Great").click()
    page.wait_for_function("news.filter(([name]) => name === 'rating').length === 2")
    guest.chat.get_by_role("button", name="Close the chat").click()
    page.wait_for_function("news.filter(([name]) => name === 'close').length === 2")
    heard = page.evaluate("news.filter(([name]) => !['open', 'close', 'unread', 'message'].includes(name))")
    conversation = heard[0][1]["conversation"]
    about = {"conversation": conversation}
    expected = [["chat:start", about], ["chat:end", about], ["rating", {**about, "score": 5}]]
    assert heard == [event for event in expected for _twice in range(2)]
    said = page.evaluate("JSON.stringify(news)")
    assert f'["message",{{"conversation":"{conversation}"}}]' in said
    assert "Loud" not in said


def test_the_page_has_its_say(people: People, page: Page, plain: str) -> None:
    people.expect_error("could not be cloned")
    guest = Guest(page, plain)
    page.evaluate("""() => {
      visavis("set", { name: "Ingrid", attributes: { plan: "large" } });
      visavis("set", { email: "ingrid@mail.example" });
      visavis("open", "About order 4711: ");
    }""")
    expect(guest.field).to_have_value("About order 4711: ")
    guest.document.evaluate(LISTEN)
    page.evaluate("""() => {
      visavis("setTheme", "dark");
      visavis("page", { url: "https://nabo.example/step/2", title: "Step 2" });
      visavis("set", { phone: "+47 1", name: () => {} });  // not to be sent anywhere
      visavis("set", { phone: "+47 1" });
    }""")
    guest.document.wait_for_function("window.told.length === 3")
    claimed = {
        "name": "Ingrid",
        "attributes": {"plan": "large"},
        "email": "ingrid@mail.example",
        "phone": "+47 1",
    }
    told = guest.document.evaluate("window.told")
    assert [message.pop("visavis") for message in told] == ["theme", "page", "set"]
    assert told[0] == {"theme": "dark"}
    assert (told[1]["page"]["url"], told[1]["page"]["title"]) == ("https://nabo.example/step/2", "Step 2")
    assert told[2] == {"said": claimed}
    expect(guest.chat.locator("html")).to_have_css("color-scheme", "dark")
    guest.write("I have a question")
    page.evaluate("visavis('setLocale', 'de-AT')")
    expect(guest.chat.locator("html")).to_have_attribute("lang", "de")
    expect(guest.chat.get_by_text("I have a question")).to_be_visible()
    page.wait_for_function("localStorage.length === 1")
    page.evaluate("visavis('reset')")
    expect(guest.frame).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0
    guest.document.wait_for_function("localStorage.length === 0")
    guest.launcher.click()
    expect(guest.chat.get_by_text("I have a question")).to_have_count(0)


def test_a_page_says_nothing_in_its_visitors_name_and_cannot_silence_them(
    people: People, page: Page, server: Server, plain: str
) -> None:
    guest = Guest(page, plain)
    page.evaluate("visavis('on', 'chat:start', ({ conversation }) => (window.conversation = conversation))")
    guest.open_chat().begin("My own words")
    page.wait_for_function("window.conversation")
    page.evaluate("""() => {
      const client_id = crypto.randomUUID();
      const forged = { type: "message.send", client_id, conversation, text: "Not mine" };
      visavis("set", forged);
      visavis("page", forged);
      visavis("set", { name: "x".repeat(100_000) });
      visavis("set", { name: "", email: "no address" });
      visavis("page", { url: { no: "text" }, title: "\\ud800".repeat(5000), referrer: "x".repeat(100_000) });
    }""")
    guest.write("And these")
    page.reload()
    guest.launcher.click()
    guest.write("These after a reload")
    agent = Agent(people.arrive(), server)
    agent.take("These after a reload")
    assert Record(agent).messages() == ["My own words", "And these", "These after a reload"]
    guest.document.wait_for_function("!Object.keys(localStorage).some((key) => key.includes(':out:'))")


def test_who_leaves_in_one_tab_has_left_in_all(page: Page, plain: str) -> None:
    one = Guest(page, plain).open_chat().begin("Of the first person")
    other = Guest(page.context.new_page(), plain)
    other.launcher.click()
    expect(other.chat.get_by_text("Of the first person")).to_be_visible()
    other.page.evaluate("visavis('reset')")
    expect(one.chat.get_by_text("Of the first person")).to_have_count(0)
    other.document.wait_for_function("localStorage.length === 0")
    other.open_chat().begin("Of the second person")
    for tab in (one, other):
        expect(tab.chat.get_by_text("Of the second person")).to_have_count(1)
        expect(tab.chat.get_by_text("Of the first person")).to_have_count(0)
    other.document.evaluate("""() => {
      for (const key of Object.keys(localStorage)) localStorage.removeItem(key);
      dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    }""")
    expect(other.chat.get_by_text("Of the second person")).to_have_count(0)
