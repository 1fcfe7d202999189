"""Words that want to be programs: everything a visitor can write, everywhere it is shown."""

import base64
import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.chat.files.pictures import picture
from tests.stories.browser import People
from tests.stories.hostile import (
    OURS,
    bare,
    collected,
    hostile_looker,
    hostile_texts,
    hostile_visitor,
    watching,
)
from tests.stories.roles import BEGIN, Agent, Visitor, said
from tests.stories.server import Installation, Server
from tests.stories.test_tracking import ORDINARY
from tests.stories.wire import until
from visitors.tracking.bots import is_listed

# Of the way through a site so many pages stand there at once.
PAGES_SHOWN = 5

OPEN_EVERY_CONVERSATION = """async () => {
  const { open } = await import("/static/console/desk.js");
  const { state } = await import("/static/console/store.js");
  const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const seen = [];
  for (const id of Object.keys(state.value.conversations)) {
    open(id);
    for (let tries = 0; tries < 200 && !state.value.threads[id]?.entries.length; tries++) await drawn();
    await drawn();
    seen.push(document.querySelector("[data-region=context]").textContent);
  }
  return seen;
}"""
LOOK_AT_EVERYBODY = """async () => {
  const { lookAt, lookAway } = await import("/static/console/places.js");
  const { found, live } = await import("/static/console/watching.js");
  const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const seen = [];
  for (const id of Object.keys(live.value.visits)) {
    lookAt(id);
    for (let tries = 0; tries < 200 && found.value?.id !== id; tries++) await drawn();
    await drawn();
    document.querySelector(`[data-row="${id}"]`)?.scrollIntoView();
    seen.push(document.querySelector(".visit-pane").textContent);
    for (const { href, rel } of document.querySelectorAll(".visit-pane a, .visits a"))
      if (!/^https?:/.test(href) || rel !== "noopener noreferrer") seen.push(`link: ${href}`);
  }
  lookAway();
  return seen;
}"""
ARE_HERE = """async (marks) => {
  const { live } = await import("/static/console/watching.js");
  const titles = Object.values(live.value.visits).map(({ page }) => page?.title ?? "");
  return marks.every((mark) => titles.some((title) => title.endsWith(mark)));
}"""
LINKED = """async (texts) => {
  const { linked } = await import("/static/console/linkify.js");
  const once = (text) => {
    const begun = performance.now();
    linked(text);
    return performance.now() - begun;
  };
  return texts.map((text) => Math.min(once(text), once(text), once(text)));
}"""
LINKS = """async (text) => {
  const { addressed } = await import("/static/shared/addresses.js");
  return addressed(text, (href) => ({ href })).filter(({ href }) => href).map(({ href }) => href);
}"""
READ_BACK = """count => {
  document.querySelector("main.scroll").scrollTop = 0;
  return document.querySelectorAll(".log .bubble").length === count;
}"""
DROP_ALL = """(target, {names, picture}) => {
  const bytes = Uint8Array.from(atob(picture), (sign) => sign.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  for (const name of JSON.parse(names)) {
    const content = /\\.(png|jpe?g|gif|webp)\\W*$/i.test(name) ? bytes : "legs";
    dataTransfer.items.add(new File([content], name));
  }
  for (const type of ["dragover", "drop"])
    target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
}"""
WORD_ALL = """(words) =>
  document.querySelectorAll(".lines input").forEach((field, at) => { field.value = words[at % words.length]; })"""
# Elements that only a payload could have made.
STRANGERS = """() => document.querySelectorAll(
  "img[src=x], object, embed, [onload], [onerror], main iframe, a[href^=javascript]").length"""
CHANGE_PAGE = """async (payloads) => {
  for (const payload of payloads) {
    document.title = payload;
    history.replaceState(null, "", `?${encodeURIComponent(payload)}#${payload}`);
    window.visavis("toggle");
    await new Promise((done) => requestAnimationFrame(done));
  }
}"""


@dataclass(frozen=True)
class Stage:
    """A server of which everything that was said to it is hostile."""

    server: Server
    payloads: list[str]
    token: str
    talk: str
    """The conversation in which all of them were said."""
    conversations: list[str]


@pytest.fixture(scope="module")
def payloads(data: Callable[[str], Path]) -> list[str]:
    """Return hostile texts: ours, and the collected ones where the data sets are."""
    return hostile_texts(data)


@pytest.fixture(scope="module")
def stage(payloads: list[str], blank: Installation) -> Iterator[Stage]:
    """Return a server to which every payload was said in every field."""
    installation = Installation(
        like=blank,
        VISITOR_MESSAGES_PER_SECOND="1000",
        VISITOR_FRAMES_PER_SECOND="1000",
        AGENT_MESSAGES_PER_SECOND="1000",
    )
    try:
        server = installation.serve("quickstart --no-visitors")
        conversations = []
        for payload in payloads:
            with hostile_visitor(server, payload) as visitor:
                visitor.introduce()
                visitor.open()
                visitor.end_and_rate()
                visitor.write("Open again")
                conversations.append(visitor.conversation)
        with hostile_visitor(server, payloads[0]) as chatterbox:
            chatterbox.open()
            for payload in payloads[1:]:
                chatterbox.write(payload)
        yield Stage(server, payloads, chatterbox.token, chatterbox.conversation, conversations)
        assert server.tracebacks() == []
    finally:
        installation.close()


@pytest.fixture
def watched(people: People, stage: Stage) -> Iterator[Page]:
    """Return a page of somebody who notices whatever a payload achieves; errors end the story anyway."""
    page = people.arrive(viewport={"width": 1440, "height": 900})
    with watching(page, stage.server, besides="file:"):
        yield page


def test_the_public_lists_are_tried(stage: Stage, data: Callable[[str], Path]) -> None:
    assert set(collected(data)) <= set(stage.payloads)


def test_in_the_widget_and_in_the_file_that_is_taken_along_they_are_words(
    watched: Page, stage: Stage, tmp_path: Path
) -> None:
    address = f"{stage.server.url}/w/demo/page"
    watched.goto(address)
    watched.evaluate("token => localStorage.setItem('visavis:demo:token', token)", stage.token)
    watched.goto(address)
    log = watched.get_by_role("log")
    expect(log.locator(".bubble").last).to_be_visible()
    watched.wait_for_function(READ_BACK, arg=len(stage.payloads))
    assert [bare(text) for text in said(log)] == [bare(payload) for payload in stage.payloads]
    watched.locator("#room .more").click()
    with watched.expect_download() as saved:
        watched.get_by_role("button", name="Download the transcript").click()
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    watched.goto(file.as_uri())
    assert watched.evaluate("document.contentType") == "text/plain"
    for payload in stage.payloads:
        assert_words(watched, payload)


def test_a_hostile_page_around_the_widget_gains_nothing(watched: Page, stage: Stage) -> None:
    visitor = Visitor(watched, stage.server).open_chat()
    expect(visitor.chat.get_by_role("button", name=BEGIN)).to_be_visible()
    watched.evaluate(CHANGE_PAGE, stage.payloads)


def test_in_the_console_they_are_words(watched: Page, stage: Stage) -> None:
    agent = Agent(watched, stage.server)
    expect(agent.page.get_by_role("tab", name=re.compile("All"))).to_contain_text(
        str(len(stage.payloads) + 1)
    )
    shown = "".join(bare(text) for text in watched.evaluate(OPEN_EVERY_CONVERSATION))
    assert [payload for payload in stage.payloads if bare(payload[:120]) not in shown] == []
    assert watched.evaluate("document.querySelectorAll('img[src=x], iframe, object, embed').length") == 0


def test_among_the_visitors_they_are_words(watched: Page, stage: Stage) -> None:
    Agent(watched, stage.server)
    watched.goto(f"{stage.server.url}/console/#visitors")
    titles = [f"{payload[:120]} zz{number}" for number, payload in enumerate(stage.payloads)]
    lookers = [titles[start : start + PAGES_SHOWN] for start in range(0, len(titles), PAGES_SHOWN)]
    with ExitStack() as stack:
        for looker in lookers:
            stack.enter_context(hostile_looker(stage.server, looker, _browser_of(looker[0])))
        marks = [looker[-1].split(" ")[-1] for looker in lookers]
        until(watched, lambda: watched.evaluate(ARE_HERE, marks), seconds=30)
        shown = watched.evaluate(LOOK_AT_EVERYBODY)
    assert [text for text in shown if text.startswith("link: ")] == []
    words = "".join(bare(text) for text in shown)
    assert [title for title in titles if bare(title) not in words] == []
    assert watched.evaluate("document.querySelectorAll('img[src=x], iframe, object, embed').length") == 0


def _browser_of(payload: str) -> str:
    """Return what a hostile browser calls itself; one that is taken for a machine would not be shown at all."""
    hostile = f"{ORDINARY} {re.sub('[^ -~]', '?', payload)}"
    return f"{ORDINARY} {payload.split(' ')[-1]}" if is_listed(hostile) else hostile


def test_no_words_keep_the_console_busy(watched: Page, stage: Stage) -> None:
    Agent(watched, stage.server)
    words = [
        "a-" * 2000,
        "a." * 2000,
        "+a" * 2000,
        "https://" + "." * 3980 + "a",
        "https://(" + ")" * 3980 + "a",
    ]
    assert [round(took) for took in watched.evaluate(LINKED, words) if took > 15] == []
    kinds = "See (https://a.example/(b)), HTTPS://B.example/x\u202egpj.exe, x.y+z@mail.example. "
    kinds += "Not javascript:alert(1), data:text/html,x, ftp://c.example or //d.example."
    assert watched.evaluate(LINKS, kinds) == [
        "https://a.example/(b)",
        "HTTPS://B.example/x",
        "mailto:x.y+z@mail.example",
    ]


def test_in_the_transcript_they_are_words(watched: Page, stage: Stage) -> None:
    Agent(watched, stage.server)
    for payload, conversation in zip(stage.payloads, stage.conversations, strict=True):
        watched.goto(f"{stage.server.url}/conversations/{conversation}/transcript/")
        assert_words(watched, payload)


def test_in_a_transcript_that_was_saved_nothing_but_the_escaping_protects_them(
    people: People, watched: Page, stage: Stage, tmp_path: Path
) -> None:
    people.expect_error("ERR_FILE_NOT_FOUND")  # its looks stayed on the server
    Agent(watched, stage.server)
    for conversation in (stage.talk, *stage.conversations[: len(OURS)]):
        address = f"{stage.server.url}/conversations/{conversation}/transcript/"
        file = tmp_path / f"{conversation}.html"
        file.write_text(watched.request.get(address).text())
        watched.goto(file.as_uri())
        for payload in stage.payloads if conversation == stage.talk else ():
            assert_words(watched, payload)
        assert watched.evaluate(STRANGERS) == 0


def test_as_the_words_of_a_site_they_are_words_in_the_admin_and_in_its_chat(
    people: People, watched: Page, stage: Stage
) -> None:
    admin = f"{stage.server.url}/admin/visitors/site"
    Agent(watched, stage.server, "manager@example.com")
    watched.goto(f"{admin}/add/")
    watched.get_by_label("Name", exact=True).fill("Hostile")
    watched.get_by_label("Where it may stand").fill(stage.server.url)
    watched.get_by_label("Greeting").fill(OURS[0])
    watched.get_by_label("Key").fill("hostile")
    watched.get_by_role("button", name="Save and continue editing").click()
    expect(watched.locator("#snippet")).to_contain_text("/w/hostile.js")
    watched.goto(watched.url.replace("change/", "words/en/"))
    watched.evaluate(WORD_ALL, [payload[:200] for payload in stage.payloads])
    watched.get_by_role("button", name="Save").click()
    expect(watched.get_by_role("status").first).to_contain_text("Saved.")
    assert watched.evaluate(STRANGERS) == 0

    visitor = people.arrive()
    with watching(visitor, stage.server):
        visitor.goto(f"{stage.server.url}/w/hostile/page")
        visitor.locator("#home .more").click()
        expect(visitor.get_by_role("dialog").locator("button").first).to_be_visible()
        visitor.keyboard.press("Escape")
        visitor.locator("#home .primary").click()
        visitor.locator(".smile").click()
        expect(visitor.get_by_role("gridcell").first).to_be_visible()
        visitor.keyboard.press("Escape")
        visitor.locator(".composer textarea").fill("Whose words are these?")
        visitor.locator(".composer textarea").press("Enter")
        expect(visitor.get_by_role("log").get_by_text("Whose words are these?")).to_be_visible()
        assert visitor.evaluate(STRANGERS) == 0

    for begin in range(0, len(stage.payloads), 20):
        some = stage.payloads[begin : begin + 20]
        fields = [{"key": f"key {at}", "label": {"": payload[:120]}} for at, payload in enumerate(some)]
        look = dict.fromkeys(("name", "greeting", "title", "brand", "theme"), some[0])
        query = urlencode(look | {"form": json.dumps({"fields": fields})})
        for screen in ("home", "ask", "talk", "launcher"):
            watched.goto(f"{admin}/preview/{screen}/?{query}")
            assert watched.evaluate(STRANGERS) == 0
            assert watched.evaluate("window.__xss") is None
            if screen == "ask":
                shown = bare(watched.evaluate("document.body.textContent"))
                assert [payload for payload in some if bare(payload[:120]) not in shown] == []


def test_in_the_admin_they_are_words(people: People, watched: Page, stage: Stage) -> None:
    Agent(watched, stage.server, "manager@example.com")
    for name in ("visitors/customer", "visitors/visitor", "chat/conversation", "chat/rating"):
        watched.goto(f"{stage.server.url}/admin/{name}/?all=")
        rows = watched.locator("#result_list tbody tr")
        assert rows.count() >= len(stage.payloads)
        rows.locator("th a").first.click()
        expect(watched.locator("main").get_by_role("heading").first).to_be_visible()
    for payload, conversation in zip(OURS, stage.conversations, strict=False):
        watched.goto(f"{stage.server.url}/admin/chat/conversation/{conversation}/change/")
        assert_words(watched, payload)


def test_in_names_of_files_they_are_words_too(
    people: People, watched: Page, stage: Stage, data: Callable[[str], Path]
) -> None:
    names = [item["s"] for item in json.loads(data("adversarial/filenames.json").read_text())["items"]]
    given = {"names": json.dumps(names), "picture": base64.b64encode(picture("PNG")).decode()}
    visitor = Visitor(people.arrive(), stage.server).open_chat()
    visitor.begin("Their names are odd", "Support")
    mara = Agent(watched, stage.server)
    mara.take("Their names are odd")
    people.expect_error("Failed to load resource")  # what calls itself something else is refused
    visitor.chat.locator("#room").evaluate(DROP_ALL, given)
    refused = visitor.chat.get_by_text("Files of this kind are not taken.")
    expect(visitor.chat.locator(".sending .file:not(.broken)")).to_have_count(0, timeout=60_000)
    sent = len(names) - refused.count()
    assert sent >= 60
    expect(mara.log.locator("a.file")).to_have_count(sent)
    assert_legible(mara.page.locator("a.file bdi"))

    field = mara.page.get_by_role("textbox", name=re.compile("^Answer "))
    mara.page.locator("section.talk").evaluate(DROP_ALL, given)
    tray = mara.page.get_by_role("list", name="Files that go with it")
    expect(tray.get_by_role("progressbar")).to_have_count(0, timeout=60_000)
    assert_legible(tray.locator("bdi"))
    for broken in tray.get_by_role("listitem").filter(has=mara.page.get_by_role("alert")).all()[::-1]:
        broken.get_by_role("button").click()
    field.press("Enter")
    expect(mara.log.locator(".team a.file")).to_have_count(sent)
    expect(visitor.log.locator("a.file, a.picture")).to_have_count(2 * sent, timeout=20_000)
    assert_legible(visitor.log.locator("a.file bdi"))
    mara.close()


def assert_legible(names: Locator) -> None:
    """Fail unless every name is one that can be read, in its place, and turns nothing around."""
    texts = names.all_inner_texts()
    assert texts
    assert [
        text for text in texts if not bare(text) or re.search(r"[\u202a-\u202e\u2066-\u2069\x00-\x1f]", text)
    ] == []
    assert (
        names.evaluate_all(
            "all => all.filter((one) => one.getBoundingClientRect().width > innerWidth).length"
        )
        == 0
    )


def assert_words(page: Page, payload: str) -> None:
    """Fail unless a payload stands on the page as it was written, and did nothing."""
    assert bare(payload) in bare(page.evaluate("document.body.textContent"))
    assert page.evaluate("window.__xss") is None
