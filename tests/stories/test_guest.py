"""The widget as a guest on other people's pages; a number in a name is that of a pitfall known from other widgets."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.stories.browser import People
from tests.stories.host import LISTEN, PLAIN, Guest, Host
from tests.stories.roles import BEGIN, Agent
from tests.stories.server import Server
from tests.stories.test_phones import PHONE
from tests.stories.wire import until

STATE = """() => {
  const { shadowRoot } = document.querySelector("visavis-widget");
  const { src, style } = shadowRoot.querySelector("iframe");
  return [location.href, shadowRoot.querySelector("button").outerHTML, localStorage.length, src, style.cssText, heard];
}"""
TOLD_OF = "() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/hit'))"
CHECK_OUT = """() => {
  const { overflow, position } = getComputedStyle(document.body);
  return [document.body.attributes.length, overflow, position, scrollY, history.length];
}"""


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
    connect = f"connect-src {server.url} {server.url.replace('http', 'ws')}"
    policy = f"default-src 'none'; script-src {server.url}; frame-src {server.url}; {connect}"
    trusted = "require-trusted-types-for 'script'; trusted-types 'none'"
    strict = host.add("/strict", body=snippet(), Content_Security_Policy=f"{policy}; {trusted}")
    guest = Guest(page, strict).open_chat()
    expect(guest.chat.get_by_role("heading", level=1)).to_be_focused()  # by a pointer, there is no ring
    box = guest.launcher.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (56, 56)


def test_5_on_a_page_the_site_does_not_name_there_is_no_chat(people: People, page: Page, plain: str) -> None:
    people.expect_error("frame-ancestors|CORS policy|ERR_FAILED")
    guest = Guest(page, plain.replace("localhost", "127.0.0.1"))
    guest.launcher.click()
    until(page, lambda: page.frames[-1].url.startswith("chrome-error:"))
    expect(guest.chat.locator("#home")).to_have_count(0)


def test_6_only_the_chats_own_window_is_listened_to(
    people: People, page: Page, host: Host, plain: str, data: Callable[[str], Path]
) -> None:
    corpus = json.loads(data("adversarial/postmessage.json").read_text())["items"]
    types = ("ready", "close", "state", "event", "open", "reset", "set", "prefill", "theme", "page")
    forged: dict[str, object] = {"unread": 7, "online": True, "used": True, "name": "x", "text": "x"}
    forged |= {"page": {"url": "x"}, "theme": "dark", "said": {"name": "x"}, "full": True, "focus": True}
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

    # A chat that was led elsewhere has the right window and the wrong origin: it says nothing and hears nothing.
    people.expect_error("does not match the recipient window's origin")
    guest.frame.evaluate(
        "(chat, evil) => new Promise((done) => Object.assign(chat, { src: evil, onload: done }))", evil
    )
    led = next(frame for frame in page.frames if frame.url == evil and frame is not stranger)
    led.evaluate("(corpus) => corpus.forEach(({ data }) => parent.postMessage(data, '*'))", corpus)
    page.evaluate("() => new Promise((done) => setTimeout(done))")
    assert page.evaluate(STATE) == [*before[0][:3], evil, *before[0][4:]]
    page.evaluate("visavis('prefill', 'What I wanted to ask in private')")
    page.evaluate("() => new Promise((done) => setTimeout(done))")
    assert led.evaluate("window.answered") is None


def test_7_no_address_holds_what_tells_who_somebody_is(page: Page, plain: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url + request.headers.get("referer", "")))
    page.on("websocket", lambda socket: asked.append(socket.url))
    guest = Guest(page, plain).open_chat().begin("Who am I?")
    page.reload()
    guest.launcher.click()
    guest.write("Still me")
    token: str = guest.document.evaluate("localStorage.getItem('visavis:guest:token')")
    assert len(token) > 20
    assert [address for address in [page.url, *asked] if token in address] == []
    assert any("/ws/visitor/" in address for address in asked)


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
    page.wait_for_function(TOLD_OF)  # with the first page, which the chat hears of once more then
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


def test_what_a_site_does_not_let_visitors_do_is_not_offered(
    page: Page, host: Host, snippet: Callable[..., str]
) -> None:
    guest = Guest(page, host.add("/keeps", body=snippet("guest-keeps"))).open_chat().begin("May I go?")
    guest.chat.get_by_role("button", name="Menu").and_(guest.chat.locator(":visible")).click()
    menu = guest.chat.get_by_role("dialog", name="Menu")
    expect(menu.get_by_role("button", name="Continue on")).to_have_count(1)
    expect(menu.get_by_role("button", name="End the conversation")).to_have_count(0)
    expect(menu.get_by_role("button", name="Download the transcript")).to_have_count(0)


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
