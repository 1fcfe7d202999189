"""Files in both directions, and what is in them runs nowhere."""

import base64
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Response, expect

from tests.chat.files.pictures import picture
from tests.stories.browser import People, assert_accessible
from tests.stories.roles import Agent, Visitor
from tests.stories.server import Server

DROP = """(target, {name, text}) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], name, { type: "text/plain" }));
  for (const type of ["dragover", "drop"])
    target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
}"""
PASTE = """(target, {name, text}) => {
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([text], name, { type: "text/plain" }));
  target.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def file(name: str, content: bytes, mime: str = "application/octet-stream") -> Any:
    return {"name": name, "mimeType": mime, "buffer": content}


def test_files_go_both_ways_by_button_paste_and_drop(server: Server, people: People) -> None:
    visitor = Visitor(people.arrive(), server, "ask-dining-table/").open_chat()
    visitor.begin("Here is the staircase.", "Sales")
    mara = Agent(people.arrive(), server)
    mara.take("Here is the staircase.")

    chooser = visitor.chat.locator("input[type=file]")
    chooser.set_input_files(file("staircase.jpg", picture("JPEG", size=(900, 600)), "image/jpeg"))
    visitor.sees("staircase.jpg")
    mara.sees("staircase.jpg")
    expect(mara.log.locator("a.file img")).to_have_js_property("naturalWidth", 480)
    expect(visitor.log.locator("a.file img")).to_have_js_property("naturalWidth", 480)

    visitor.chat.locator("#room").evaluate(DROP, {"name": "list.txt", "text": "legs"})
    mara.sees("list.txt")
    visitor.chat.get_by_role("textbox", name="Write a message").evaluate(
        PASTE, {"name": "pasted.txt", "text": "x"}
    )
    mara.sees("pasted.txt")

    field = mara.page.get_by_role("textbox", name=re.compile("^Answer "))
    mara.page.get_by_label("Add a file").set_input_files(file("plan.pdf", b"%PDF-1.4 plan"))
    mara.page.locator("section.talk").evaluate(DROP, {"name": "dropped.txt", "text": "y"})
    tray = mara.page.get_by_role("list", name="Files that go with it")
    expect(tray.get_by_role("listitem")).to_have_count(2)
    expect(tray.get_by_role("progressbar")).to_have_count(0)
    people.expect_error("Failed to load resource")
    mara.page.route("**/api/v1/files/", lambda route: route.abort())
    field.evaluate(PASTE, {"name": "stuck.txt", "text": "z"})
    mara.page.get_by_text("stuck.txt did not arrive.").wait_for()
    expect(mara.page.get_by_role("button", name="Send")).to_be_disabled()
    mara.page.unroute("**/api/v1/files/")
    mara.page.get_by_role("button", name="Try again").click()
    expect(tray.get_by_role("progressbar")).to_have_count(0)
    expect(tray.get_by_role("listitem")).to_have_count(3)
    field.fill("Here is all of it.")
    assert_accessible(mara.page)
    mara.page.reload()
    expect(tray.get_by_role("listitem")).to_have_count(3)
    expect(field).to_have_value("Here is all of it.")
    field.press("Enter")
    for name in ("Here is all of it.", "plan.pdf", "dropped.txt", "stuck.txt"):
        visitor.sees(name)
        mara.sees(name)
    expect(tray).to_have_count(0)

    with mara.page.expect_download() as got:
        mara.log.get_by_text("list.txt").click()
    assert (got.value.suggested_filename, Path(got.value.path()).read_text()) == ("list.txt", "legs")
    assert_accessible(mara.page)
    assert_accessible(visitor.page)


def test_what_is_refused_or_did_not_arrive_says_so_and_nothing_written_is_lost(
    server: Server, people: People
) -> None:
    visitor = Visitor(people.arrive(), server, "ask-dining-table/").open_chat()
    visitor.begin("A file follows.", "Sales")
    field = visitor.chat.get_by_role("textbox", name="Write a message")
    field.fill("still being written")
    chooser = visitor.chat.locator("input[type=file]")
    people.expect_error("Failed to load resource")
    chooser.set_input_files(file("tool.exe", b"MZ\x90\x00"))
    expect(visitor.chat.get_by_text("Files of this kind are not taken.")).to_be_visible()
    visitor.chat.get_by_role("button", name="Remove tool.exe").click()
    chooser.set_input_files(file("unboxing.mov", b"x" * 10_000_001))
    expect(visitor.chat.get_by_text("Over the limit of 10 MB")).to_be_visible()
    visitor.chat.get_by_role("button", name="Remove unboxing.mov").click()

    visitor.page.route("**/w/demo/files", lambda route: route.abort())
    chooser.set_input_files(file("list.txt", b"legs"))
    expect(visitor.chat.get_by_text("Did not arrive.")).to_be_visible()
    visitor.page.unroute("**/w/demo/files")
    visitor.chat.get_by_role("button", name="Try again").click()
    visitor.sees("list.txt")
    expect(field).to_have_value("still being written")


def test_a_reload_in_the_middle_says_what_did_not_arrive(server: Server, people: People) -> None:
    visitor = Visitor(people.arrive(), server, "ask-dining-table/").open_chat()
    visitor.begin("A photograph follows.", "Sales")
    visitor.chat.get_by_role("textbox", name="Write a message").fill("still being written")
    # Not by a route: one that is never answered may hold the browser up after the reload.
    visitor.chat.locator("body").evaluate("() => { XMLHttpRequest.prototype.send = () => {}; }")
    visitor.chat.locator("input[type=file]").set_input_files(file("staircase.txt", b"legs"))
    expect(visitor.chat.get_by_role("progressbar", name="staircase.txt")).to_be_attached()
    visitor.page.reload()
    visitor.open_chat()
    expect(visitor.chat.get_by_text("Did not arrive. Choose it again.")).to_be_visible()
    expect(visitor.chat.get_by_role("textbox", name="Write a message")).to_have_value("still being written")


def test_nothing_in_any_upload_runs_in_our_origin(
    server: Server, people: People, data: Callable[[str], Path]
) -> None:
    items = json.loads(data("adversarial/uploads.json").read_text())["items"]
    visitor = Visitor(people.arrive(), server, "ask-dining-table/").open_chat()
    visitor.begin("All of them.", "Sales")
    mara = Agent(people.arrive(), server)
    mara.take("All of them.")
    people.expect_error("Failed to load resource")
    names = []
    for item in items:
        content = base64.b64decode(item["b64"])
        with visitor.page.expect_response(_final) as answer:
            visitor.chat.locator("input[type=file]").set_input_files(
                file(item["name"], content, item["content_type"])
            )
        if answer.value.status == 201:
            names.append(answer.value.json()["name"])
            mara.sees(names[-1])
    assert len(names) >= 15
    for link in mara.log.locator("a.file").all():
        _open(mara.page, str(link.get_attribute("href")))


def _final(response: Response) -> bool:
    return response.url.endswith("/w/demo/files") and response.status != 429


def _open(page: Page, path: str) -> None:
    """Open an address as a page of its own: it is saved, and no script of it has run anywhere."""
    fresh = page.context.new_page()
    dialogs: list[Any] = []
    fresh.on("dialog", lambda dialog: dialogs.append(dialog))
    with fresh.expect_download() as got:
        fresh.evaluate("path => { location.href = path }", page.url.partition("/console")[0] + path)
    assert got.value.suggested_filename
    assert (fresh.evaluate("window.__xss"), page.evaluate("window.__xss"), dialogs) == (None, None, [])
    fresh.close()
