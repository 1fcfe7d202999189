"""Words that want to be programs in all that a site, its forms and its team can say, and in what answers them."""

import json
import re
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.stories.browser import People
from tests.stories.host import Host
from tests.stories.hostile import bare, hostile_texts, hostile_visitor, watching
from tests.stories.roles import Agent
from tests.stories.server import Installation, Server

# A site that words everything by payloads: every text, every question and every department.
MAKE = """
import json, sys
from agents.models import Agent, Department
from visitors.models import Site
from visitors.widget_texts import WORDS
origin, texts = json.load(sys.stdin)
short = list(dict.fromkeys(text[:80] for text in texts))
chosen = [list(dict.fromkeys(text[:120] for text in texts[at:at + 50])) for at in range(0, len(texts), 50)]
asked = [{"key": text[:40], "label": {"": text[:120]}} for text in texts[:5] + texts[20:25]]
asked += [{"key": f"choice {at}", "kind": "select", "label": {"": texts[at]}, "choices": {"": each}}
          for at, each in enumerate(chosen)]
site = Site.objects.create(
    key="hostile", name=texts[1][:80], allowed_origins=[origin],
    texts={"en": {key: texts[at % len(texts)] for at, key in enumerate(WORDS)}},
    form={"fields": asked}, offline_form={"fields": asked},
)
departments = [Department.objects.create(name=text, position=at) for at, text in enumerate(short)]
site.departments.add(*departments)
mara = Agent.objects.get(email="agent1@example.com")
mara.departments.add(*departments)
mara.name = texts[1][:60]
mara.save()
"""
# The mails about a conversation, as they would leave.
MAILS = """
from chat.copies import CopyLetter
from chat.letters import Letter
from chat.models import Conversation, Entry, FollowUp, TranscriptMail
conversation = Conversation.objects.get(pk="{conversation}")
answers = list(conversation.entries.filter(message__isnull=False, actor_kind="agent").order_by("seq")[:50])
for letter in (
    CopyLetter(TranscriptMail(conversation=conversation, email="x@x.example")),
    Letter(FollowUp(conversation=conversation, email="x@x.example"), answers, {{}}),
):
    print("<!-- mail -->" + letter.message().alternatives[0][0])
"""
READ_BACK = """() => {
  document.querySelector("main.scroll").scrollTop = 0;
  return document.querySelector(".log").textContent.includes("The first of all");
}"""
TOO_WIDE = """() => [...document.querySelectorAll("body, main")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.outerHTML.slice(0, 80))"""


@dataclass(frozen=True)
class Stage:
    """A site on which all is hostile, and one conversation in which everything was asked and answered."""

    server: Server
    payloads: list[str]
    host: Host
    token: str
    conversation: str


@pytest.fixture(scope="module")
def stage(data: Callable[[str], Path], blank: Installation) -> Iterator[Stage]:
    """Return the site and the conversation."""
    payloads = [
        line for text in hostile_texts(data) if (line := re.sub(r"[\x00-\x1f\x7f-\x9f]", "", text).strip())
    ]
    installation = Installation(
        like=blank,
        VISITOR_MESSAGES_PER_SECOND="1000",
        VISITOR_FRAMES_PER_SECOND="1000",
        AGENT_MESSAGES_PER_SECOND="1000",
    )
    host = Host()
    try:
        server = installation.serve("quickstart --no-visitors")
        installation.manage("shell", "-c", MAKE, stdin=json.dumps([host.url, payloads]))
        token = installation.manage("create_api_token", "agent1@example.com").strip()
        with hostile_visitor(server, "The first of all", site="hostile") as visitor:
            visitor.introduce()
            visitor.open()
            for kind, asked, answer in questions(payloads):
                path = f"{server.url}/api/v1/conversations/{visitor.conversation}/entries/"
                body = {"client_id": str(uuid4()), "text": payloads[0], "kind": kind, "data": asked}
                headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
                request = urllib.request.Request(path, json.dumps(body).encode(), headers)
                with urllib.request.urlopen(request, timeout=10) as said:
                    of = json.load(said)["seq"]
                visitor.answer(of, **answer)
            visitor.end_and_rate(payloads[1])
            yield Stage(server, payloads, host, visitor.token, visitor.conversation)
        assert server.tracebacks() == []
    finally:
        host.close()
        installation.close()


def questions(payloads: list[str]) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Yield what is asked, and what is answered."""
    for some in chunks(unique(payloads, 28), 4):
        yield "choices", {"choices": some}, {"choice": some[-1]}
    for some in chunks(payloads, 10):
        cards = [
            {"title": text[:80], "text": text[:300], "url": address(text), "choices": [text[:28]]}
            for text in some
        ]
        yield "cards", {"cards": cards}, {"card": 0, "choice": cards[0]["choices"][0]}
    for some in chunks(payloads, 9):
        fields = [
            {"name": f"q{number}", "label": text[:80], "required": False} for number, text in enumerate(some)
        ]
        options = unique(payloads[:30], 80)
        fields.append({"name": "select", "label": some[0][:80], "kind": "select", "options": options})
        said = {f"q{number}": text[:500] for number, text in enumerate(some)}
        yield "form", {"fields": fields}, {"values": said | {"select": options[-1]}}
    yield "date", {"slots": ["2026-11-26T09:00"]}, {"date": "2026-11-26T09:00"}


def unique(payloads: list[str], most: int) -> list[str]:
    """Return what is left of payloads in as many characters, each once."""
    return list(dict.fromkeys(cut for text in payloads if (cut := text[:most].strip())))


def chunks(items: list[str], most: int) -> Iterator[list[str]]:
    """Yield the items, a few at a time."""
    for start in range(0, len(items), most):
        yield items[start : start + most]


def address(payload: str) -> str:
    """Return an address that is taken, with a payload in it."""
    return "https://shop.example/?q=" + re.sub(r"[^!-~]|[\\@]", "", payload)


@pytest.fixture
def watched(people: People, stage: Stage) -> Iterator[Page]:
    """Return a narrow page of somebody who notices whatever a payload achieves."""
    page = people.arrive(viewport={"width": 390, "height": 844})
    with watching(page, stage.server, besides=stage.host.url):
        yield page


def assert_words(text: str, payloads: list[str], most: int) -> None:
    """Fail unless every payload stands in a text, as far as it was taken."""
    shown = bare(text)
    assert [payload for payload in payloads if bare(payload[:most].strip()) not in shown] == []


def test_what_a_site_says_and_asks_is_words(watched: Page, stage: Stage) -> None:
    snippet = f'<script src="{stage.server.url}/w/hostile.js"></script>'
    watched.goto(stage.host.add("/hostile", body=snippet))
    watched.locator("visavis-widget button").click()
    chat = watched.frame_locator("visavis-widget iframe")
    chat.locator("#home > :last-child button").first.click()
    expect(chat.locator("#room select")).to_have_count(-(-len(stage.payloads) // 50))
    assert_words(chat.locator("#room").evaluate("(room) => room.textContent"), stage.payloads, 80)
    assert_in_its_place(chat)


def test_what_a_conversation_asks_and_answers_is_words(watched: Page, stage: Stage) -> None:
    alone = f"{stage.server.url}/w/hostile/page"
    watched.goto(alone)
    watched.evaluate("(token) => localStorage.setItem('visavis:hostile:token', token)", stage.token)
    watched.goto(alone)
    watched.locator("#home main button").click()
    expect(watched.locator(".log .bubble").last).to_be_visible()
    watched.wait_for_function(READ_BACK)
    assert_words(watched.locator(".log").evaluate("(log) => log.textContent"), stage.payloads, 80)
    assert_in_its_place(watched)


def test_in_the_console_it_is_words(people: People, stage: Stage) -> None:
    page = people.arrive(viewport={"width": 1440, "height": 900})
    with watching(page, stage.server):
        agent = Agent(page, stage.server)
        page.goto(f"{stage.server.url}/console/?conversation={stage.conversation}")
        expect(agent.log.locator(".bubble").last).to_be_visible()
        expect(agent.log).to_contain_text(stage.payloads[-1][:28])
        assert_words(agent.log.evaluate("(log) => log.textContent"), stage.payloads[-20:], 80)


@pytest.mark.parametrize("path", ["visitors/site/", "agents/department/", "chat/conversation/"])
def test_in_the_admin_it_is_words(people: People, stage: Stage, path: str) -> None:
    page = people.arrive(viewport={"width": 1440, "height": 900})
    with watching(page, stage.server):
        Agent(page, stage.server, "manager@example.com")
        page.goto(f"{stage.server.url}/admin/{path}?all=")
        links = page.locator("#result_list tbody th a")
        addresses = links.evaluate_all("(all) => all.slice(0, 3).map((one) => one.href)")
        assert addresses
        for one in addresses:
            page.goto(one)
            expect(page.locator("main").get_by_role("heading").first).to_be_visible()


def test_in_the_mails_it_is_words(watched: Page, stage: Stage) -> None:
    printed = stage.server.installation.manage("shell", "-c", MAILS.format(conversation=stage.conversation))
    _nothing, *mails = printed.split("<!-- mail -->")
    assert len(mails) == 2
    for mail in mails:
        watched.set_content(mail)
        assert_words(watched.evaluate("document.body.textContent"), stage.payloads[:10], 28)
        assert watched.evaluate("document.querySelectorAll('script, img, iframe, svg, [onload]').length") == 0
        assert watched.evaluate(TOO_WIDE) == []


def assert_in_its_place(document: Page | FrameLocator) -> None:
    """Fail if anything is wider than the screen."""
    assert document.locator("body").evaluate(TOO_WIDE) == []
