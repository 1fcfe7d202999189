"""What a program asks in a conversation is answered by keyboard alone, seen by whoever answers, and asked once."""

import json
import re
import urllib.request
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.stories.browser import People, assert_accessible
from tests.stories.roles import Agent, Visitor, said
from tests.stories.server import ROOT, Installation, Server

# What is no words, but a program, would end in an error in somebody's browser, and the story with it.
CHOICES = {"choices": ["Reserve one", '"><svg onload=alert(1)>']}
FORM = {
    "fields": [
        {"name": "name", "label": "Your name"},
        {"name": "email", "label": "E-mail", "kind": "email", "required": False},
        {"name": "wood", "label": "Wood", "kind": "select", "options": ["Natural oak", "Smoked oak"]},
        {"name": "lift", "label": "<img src=x onerror=alert(1)>", "kind": "checkbox", "required": False},
    ]
}
OPTIONAL = {"fields": [{"name": "more", "label": "What is it?", "required": False}]}
DATE = {"slots": ["2026-11-26T09:00", "2026-11-27T14:00"]}


@pytest.fixture
def program(server: Server, installation: Installation) -> Callable[..., Any]:
    """Return a program that asks an address of REST as Mara, and posts what it is given."""
    token = installation.manage("create_api_token", "agent1@example.com").strip()

    def post(path: str, body: Any = b"", content_type: str = "application/json") -> Any:
        raw = body if isinstance(body, bytes) else json.dumps({"client_id": str(uuid4())} | body).encode()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": content_type}
        asked = urllib.request.Request(f"{server.url}/api/v1/{path}", raw or None, headers)
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return json.load(answer)

    return post


def photograph(program: Callable[..., Any]) -> str:
    """Upload a picture for a card."""
    content = (ROOT / "static/demo/table-smoked.webp").read_bytes()
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="oak.webp"\r\n\r\n'
    return str(program("files/", head + content + b"\r\n--x--\r\n", "multipart/form-data; boundary=x")["id"])


def test_what_is_asked_is_answered_by_keyboard_and_stays_answered(
    server: Server, people: People, program: Callable[..., Any]
) -> None:
    visitor = Visitor(people.arrive(viewport={"width": 1280, "height": 800}), server).open_chat()
    visitor.begin("Will the Ask fit through 102 cm of stairs?", "Sales")
    mara = Agent(people.arrive(), server)
    mara.take("102 cm of stairs")
    listed = program("conversations/?ordering=-opened&limit=1")["results"]
    conversation = listed[0]["id"]
    chat, keys = visitor.chat, visitor.page.keyboard
    field = chat.get_by_role("textbox", name="Write a message")

    def ask(**body: Any) -> None:
        program(f"conversations/{conversation}/entries/", body)

    ask(text="It will.", kind="choices", data=CHOICES)
    replies = chat.get_by_role("group", name="It will.")
    expect(replies.get_by_role("button")).to_have_count(2)
    assert_accessible(visitor.page)
    field.focus()
    for _ in range(2):
        keys.press("Shift+Tab")
    expect(replies.get_by_role("button").first).to_be_focused()
    keys.press("Enter")
    expect(replies).to_have_count(0)
    expect(field).to_be_focused()
    expect(mara.log.locator(".asks-choices .chosen")).to_have_text(re.compile("Reserve one"))

    picture = photograph(program)
    cards = [{"title": "Ask in smoked oak", "picture": picture, "url": f"{server.shop}ask-dining-table/"}]
    cards += [{"title": "Ask in natural oak", "text": "<script>alert(1)</script>", "choices": ["This one"]}]
    ask(text="These are here.", kind="cards", data={"cards": cards}, attachments=[picture])
    tiles = chat.get_by_role("list", name="Cards")
    expect(tiles.get_by_role("listitem")).to_have_count(2)
    expect(tiles.get_by_role("link", name="Ask in smoked oak")).to_have_attribute("href", cards[0]["url"])
    assert tiles.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    tiles.get_by_role("button", name="This one").press(" ")
    visitor.sees("Ask in natural oak: This one")
    expect(tiles.get_by_role("button")).to_have_count(0)

    ask(text="Where shall it go?", kind="form", data=FORM)
    form = chat.get_by_role("form", name="Where shall it go?")
    form.get_by_label("Your name").focus()
    for key in ("Tab", *"ingrid", "Tab"):
        keys.press(key)
    expect(form.get_by_text("An @ is missing. Fix it, or leave it empty.")).to_be_visible()
    expect(form.get_by_label("E-mail")).to_have_attribute("aria-invalid", "true")
    keys.press("Tab")
    keys.press("Tab")
    keys.press("Enter")
    expect(form.get_by_label("Your name")).to_be_focused()
    assert_accessible(visitor.page)
    keys.type("Ingrid")
    keys.press("Tab")
    keys.type("ingrid@mail.example")
    keys.press("Tab")
    keys.type("Smoked")
    keys.press("Tab")
    keys.press(" ")
    keys.press("Enter")
    expect(form).to_have_count(0)
    mara.sees("Your name: Ingrid")

    ask(text="Anything else?", kind="form", data=OPTIONAL)
    form = chat.get_by_role("form", name="Anything else?")
    send = form.get_by_role("button", name="Send")
    more = form.get_by_label("What is it?")
    expect(send).to_be_disabled()  # nothing is said yet
    more.fill("Felt pads")
    expect(send).to_be_enabled()
    more.fill("")
    expect(send).to_be_disabled()
    more.press("Enter")
    assert_accessible(visitor.page)
    more.fill("Felt pads")
    more.press("Enter")
    expect(form).to_have_count(0)
    visitor.sees("What is it?: Felt pads")

    ask(text="When may we come?", kind="date", data=DATE)
    form = chat.get_by_role("form", name="When may we come?")
    form.get_by_label("Day and time").focus()
    keys.press("ArrowDown")
    keys.press("Tab")
    keys.press("Enter")
    expect(form).to_have_count(0)
    mara.sees("Thursday 26 November 2026, 09:00")
    assert_accessible(mara.page)

    visitor.page.reload()
    visitor.open_chat()
    visitor.sees("It will.")
    assert said(visitor.log)[-2:] == ["When may we come?", "Thursday 26 November 2026, 09:00"]
    expect(tiles.get_by_role("listitem")).to_have_count(2)
    expect(form).to_have_count(0)
    expect(visitor.log.get_by_role("button")).to_have_count(0)
    assert_accessible(visitor.page)
