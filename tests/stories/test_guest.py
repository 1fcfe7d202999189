"""The widget as a guest on other people's pages; a number in a name is that of a pitfall known from other widgets."""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.stories.browser import People
from tests.stories.host import MAKE_SITES, Guest, Host
from tests.stories.roles import BEGIN, Agent
from tests.stories.server import Server
from tests.stories.test_phones import PHONE
from tests.stories.wire import Record

PLAIN = (
    "<h1>Nabo</h1><button id=own onclick='this.textContent += 1'>Own</button><p style='height: 3000px'>…</p>"
)
# A page that notes what it hears of the chat.
NOTES = """
<script>
  window.heard = [];
  for (const name of ["ready", "open", "close", "unread", "message", "x"])
    document.addEventListener(`visavis:${name}`, () => heard.push(name));
</script>"""
# What the chat is told by the page, from the moment it listens.
LISTEN = """() => {
  window.told = [];
  addEventListener("message", ({ data }) => window.told.push(data));
}"""
STATE = """() => {
  const { shadowRoot } = document.querySelector("visavis-widget");
  const { src, style } = shadowRoot.querySelector("iframe");
  return [location.href, shadowRoot.querySelector("button").outerHTML, localStorage.length, src, style.cssText, heard];
}"""
CHECK_OUT = """() => {
  const { overflow, position } = getComputedStyle(document.body);
  return [document.body.attributes.length, overflow, position, scrollY, history.length];
}"""


@pytest.fixture(scope="module")
def host(server: Server) -> Iterator[Host]:
    """Return pages on an origin of their own, on which three sites may stand."""
    host = Host()
    server.installation.manage("shell", "-c", MAKE_SITES.format(origin=host.url))
    yield host
    host.close()


@pytest.fixture(scope="module")
def snippet(server: Server) -> Callable[..., str]:
    """Return how to write the snippet of a site."""
    return lambda key="guest", how="async": f'<script {how} src="{server.url}/w/{key}.js"></script>'


@pytest.fixture(scope="module")
def plain(host: Host, snippet: Callable[..., str]) -> str:
    """Return the address of a page like many."""
    return host.add("/plain", head=NOTES, body=PLAIN + snippet())


def test_2_nothing_is_stored_before_use_nor_asked_for_where_the_site_waits(
    page: Page, host: Host, snippet: Callable[..., str], plain: str
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    guest = Guest(page, host.add("/asks", body=PLAIN + snippet("guest-asks")))
    guest.launcher.hover()
    guest.launcher.focus()
    expect(guest.frame).to_have_count(0)
    assert [url.rsplit("/", 1)[1] for url in asked] == ["asks", "guest-asks.js"]
    guest.open_chat()
    guest = Guest(page, plain)
    guest.launcher.hover()
    expect(guest.chat.get_by_role("button", name=BEGIN)).to_be_attached()
    assert page.context.cookies() == []
    for document in page.frames:
        assert document.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_4_strict_policies_and_trusted_types_are_no_hindrance(
    page: Page, server: Server, host: Host, snippet: Callable[..., str]
) -> None:
    policy = f"default-src 'none'; script-src {server.url}; frame-src {server.url}"
    trusted = "require-trusted-types-for 'script'; trusted-types 'none'"
    strict = host.add("/strict", body=snippet(), Content_Security_Policy=f"{policy}; {trusted}")
    guest = Guest(page, strict).open_chat()
    box = guest.launcher.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (56, 56)


def test_6_only_the_chats_own_window_is_listened_to(
    page: Page, host: Host, plain: str, data: Callable[[str], Path]
) -> None:
    corpus = json.loads(data("adversarial/postmessage.json").read_text())["items"]
    types = ("ready", "close", "state", "event", "open", "reset", "set", "prefill", "theme", "page")
    forged = {"unread": 7, "online": True, "used": True, "name": "x", "text": "x", "page": {"url": "x"}}
    corpus += [{"origin": "null", "data": {"visavis": type, **forged}} for type in types]
    guest = Guest(page, plain).open_chat()
    words = guest.chat.locator("body")
    before = page.evaluate(STATE), words.inner_text()
    evil = host.add("/evil", body="<script>onmessage = () => (window.answered = true)</script>")
    evil = evil.replace("localhost", "127.0.0.1")
    page.evaluate(
        """([evil, corpus]) => new Promise((done) => {
          const stranger = Object.assign(document.createElement("iframe"), { src: evil, onload: done });
          document.body.append(stranger);
          const source = document.querySelector("visavis-widget").shadowRoot.querySelector("iframe").contentWindow;
          const ours = new URL([...document.scripts].at(-1).src).origin;
          for (const { origin, data } of corpus) {
            window.postMessage(data, "*");
            for (const from of [origin, ours])
              dispatchEvent(new MessageEvent("message", { data, origin: from, source }));
          }
        })""",
        [evil, corpus],
    )
    stranger = next(frame for frame in page.frames if frame.url == evil)
    stranger.evaluate("(corpus) => corpus.forEach(({ data }) => parent.postMessage(data, '*'))", corpus)
    guest.document.evaluate(
        """([ours, corpus]) => corpus.forEach(({ origin, data }) => {
          window.postMessage(data, "*");
          for (const from of [origin, ours])
            dispatchEvent(new MessageEvent("message", { data, origin: from, source: parent }));
        })""",
        [host.url, corpus],
    )
    page.evaluate("() => new Promise((done) => setTimeout(done))")
    assert (page.evaluate(STATE), words.inner_text()) == before
    assert stranger.evaluate("window.answered") is None


def test_10_the_chat_is_alive_when_the_page_comes_back_from_the_cache(
    people: People, page: Page, server: Server, host: Host, plain: str
) -> None:
    guest = Guest(page, plain).open_chat().begin("Before I went")
    agent = Agent(people.arrive(), server)
    agent.take("Before I went")
    page.evaluate("visavis('close')")
    page.evaluate("addEventListener('pageshow', (event) => { window.cameBack = event.persisted; })")
    page.goto(host.add("/elsewhere", body=PLAIN))
    agent.answer("While you were away")
    page.evaluate("() => { setTimeout(() => history.back()); }")
    page.wait_for_function("window.cameBack === true")
    page.wait_for_function("heard.includes('unread')", timeout=1000)
    expect(guest.launcher).to_have_accessible_name("Chat with us, 1 unread message")
    expect(guest.launcher.locator("b")).to_have_text("1")


def test_11_on_phones_the_page_stays_as_it_was_and_the_way_back_closes(people: People, plain: str) -> None:
    page = people.arrive(**PHONE)
    guest = Guest(page, plain)
    page.evaluate("scrollTo(0, 900)")
    before = page.evaluate(CHECK_OUT)
    middle = "document.elementFromPoint(innerWidth / 2, innerHeight / 2).tagName"
    guest.open_chat()
    expect(guest.launcher).to_be_hidden()
    assert page.evaluate(middle) == "VISAVIS-WIDGET"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Escape")  # a request to close, as the way back is
    expect(guest.frame).to_be_hidden()
    expect(guest.launcher).to_be_visible()
    assert page.evaluate(middle) == "P"
    assert page.evaluate(CHECK_OUT) == before


def test_12_a_page_says_what_stands_above_what(page: Page, host: Host, snippet: Callable[..., str]) -> None:
    cover = "<div style='position: fixed; inset: 0; z-index: {}'></div>"
    for path, key, cover_at, style, seen in (
        ("/low", "guest", 9999, "", "VISAVIS-WIDGET"),
        ("/told", "guest", 6, "<style>:root { --visavis-z: 5 }</style>", "DIV"),
        ("/highest", "guest", 2147483647, "", "DIV"),
        ("/above", "guest-above", 2147483647, "", "VISAVIS-WIDGET"),
    ):
        guest = Guest(page, host.add(path, head=style, body=cover.format(cover_at) + snippet(key)))
        expect(guest.launcher).to_be_visible()
        at_the_corner = "document.elementFromPoint(innerWidth - 40, innerHeight - 40).tagName"
        assert page.evaluate(at_the_corner) == seen, path


def test_13_no_white_box_on_a_dark_page(
    page: Page, server: Server, host: Host, snippet: Callable[..., str]
) -> None:
    host.copy("/w/guest.js", f"{server.url}/w/guest.js")  # whose chat never comes
    dark = "<style>:root { color-scheme: dark }</style>"
    for path, script in (("/frozen", '<script src="/w/guest.js"></script>'), ("/dark", snippet())):
        guest = Guest(page, host.add(path, head=dark, body=script))
        guest.launcher.click()
        if path == "/dark":
            expect(guest.chat.get_by_role("button", name=BEGIN)).to_be_visible()
        expect(guest.frame).to_have_css("opacity", "1")
        box = guest.frame.bounding_box()
        assert box is not None
        picture = Image.open(io.BytesIO(page.screenshot())).convert("L")
        panel = picture.crop(
            (int(box["x"]) + 20, int(box["y"]) + 40, int(box["x"]) + 360, int(box["y"]) + 500)
        )
        assert sum(panel.histogram()[200:]) < 0.1 * sum(panel.histogram()), path


def test_15_every_address_of_an_app_is_told_once(page: Page, plain: str) -> None:
    guest = Guest(page, plain).open_chat()
    guest.document.evaluate(LISTEN)
    for number in range(10):
        page.evaluate(
            """(number) => {
              for (let step = 0; step < 20; step++) history.replaceState(null, "", `?step=${step}`);
              history.pushState(null, "", `/app/${number}`);
              history.replaceState({ again: true }, "");
              document.title = `Page ${number}`;
            }""",
            number,
        )
        guest.document.wait_for_function("(number) => window.told.length > number", arg=number)
    told: list[dict[str, Any]] = guest.document.evaluate("window.told.map(({ page }) => page)")
    assert [(page["url"].rsplit("/", 1)[1], page["title"]) for page in told] == [
        (str(number), f"Page {number}") for number in range(10)
    ]


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


def test_what_a_site_does_not_let_visitors_do_is_not_offered(
    page: Page, host: Host, snippet: Callable[..., str]
) -> None:
    guest = Guest(page, host.add("/keeps", body=snippet("guest-keeps"))).open_chat().begin("May I go?")
    guest.chat.get_by_role("button", name="Menu").and_(guest.chat.locator(":visible")).click()
    menu = guest.chat.get_by_role("dialog", name="Menu")
    expect(menu.get_by_role("button", name="Continue on")).to_have_count(1)
    expect(menu.get_by_role("button", name="End the conversation")).to_have_count(0)
    expect(menu.get_by_role("button", name="Download the transcript")).to_have_count(0)


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


def test_a_swap_of_the_page_does_not_touch_the_open_chat(page: Page, plain: str) -> None:
    guest = Guest(page, plain).open_chat().begin("Do not lose me")
    guest.field.fill("half a word")
    guest.document.evaluate("() => { window.same = true; }")
    page.evaluate("""() => {
      document.body.replaceWith(document.createElement("body"));
      document.head.replaceChildren();
      document.body.innerHTML = "<h1>Another page</h1>";
      document.body.style.cssText = "transform: scale(.5); overflow: hidden";
      history.pushState(null, "", "/swapped");
    }""")
    expect(guest.field).to_have_value("half a word")
    assert guest.document.evaluate("window.same")
    page.evaluate("""() => {
      document.documentElement.replaceChildren(document.createElement("body"));
      history.pushState(null, "", "/swapped-whole");
    }""")
    expect(guest.chat.get_by_role("log").get_by_text("Do not lose me")).to_have_count(1)
    expect(guest.field).to_have_value("half a word")
    assert page.locator("visavis-widget").count() == 1


def test_a_reset_of_every_style_changes_nothing(
    people: People, host: Host, snippet: Callable[..., str], plain: str
) -> None:
    page = people.arrive(reduced_motion="reduce")
    attack = (
        "* { all: unset !important; font-size: 3px !important } body * { transform: rotate(3deg) !important }"
    )
    shown = []
    for address in (plain, host.add("/reset", head=f"<style>{attack}</style>", body=snippet())):
        guest = Guest(page, address).open_chat()
        shown.append((guest.launcher.bounding_box(), guest.frame.bounding_box()))
    assert shown[0] == shown[1]


@pytest.mark.parametrize("fault", ["frozen", "broken", "blocked"])
def test_a_server_in_trouble_is_no_trouble_of_the_page(
    people: People, page: Page, host: Host, fault: str
) -> None:
    people.expect_error("500|ERR_")
    addresses = {"frozen": "/w/none.js", "broken": "/broken.js", "blocked": "http://192.0.2.1:1/w/x.js"}
    page.route("http://192.0.2.1:1/**", lambda route: route.abort())
    errors = "<script>window.errors = []; addEventListener('error', ({ message }) => errors.push(message));</script>"
    script = f'<script async src="{addresses[fault]}"></script>'
    page.goto(
        host.add(f"/{fault}", head=errors + script, body=PLAIN), wait_until="domcontentloaded", timeout=2000
    )
    page.locator("#own").click(timeout=1000)
    assert page.locator("#own").text_content() == "Own1"
    assert [error for error in page.evaluate("errors") if error] == []


def test_a_chat_that_never_comes_can_be_closed_and_tried_again(
    people: People, server: Server, host: Host
) -> None:
    people.expect_error("WebSocket")  # only the document is there
    page = people.arrive(**PHONE)
    host.copy("/w/guest-above.js", f"{server.url}/w/guest-above.js")
    guest = Guest(page, host.add("/waits", body=PLAIN + '<script src="/w/guest-above.js"></script>'))
    guest.launcher.tap()
    expect(guest.frame).to_be_visible()
    guest.launcher.tap()
    expect(guest.frame).to_have_count(0)
    host.copy(
        "/w/guest-above/chat", f"{server.url}/w/guest-above/chat"
    )  # now it answers, if only with a copy
    guest.launcher.tap()
    expect(guest.chat.get_by_role("dialog")).to_be_visible()
