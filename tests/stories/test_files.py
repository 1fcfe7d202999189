"""Files in both directions, and what is in them runs nowhere."""

import base64
import json
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, Response, Route, expect

from tests.chat.files.pictures import picture
from tests.stories.browser import People, assert_accessible
from tests.stories.roles import BEGIN, Agent, Visitor
from tests.stories.server import Server

DROP = """(target, {name, text}) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], name, { type: "text/plain" }));
  for (const type of ["dragover", "drop"])
    target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
}"""
PASTE = """(target, {name, text, words = {}}) => {
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([text], name, { type: "text/plain" }));
  for (const type in words) clipboardData.setData(type, words[type]);
  return target.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""
HOLD = """(target) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([""], "held.txt"));
  target.dispatchEvent(new DragEvent("dragover", { dataTransfer, bubbles: true, cancelable: true }));
}"""
# What the widget refuses before anything of it travels.
STAYS_AT_HOME = ("empty.png", "png_as_html.html")
UNDER_WAY = re.compile(r"/w/demo/files$")


def photograph(width: int, height: int, orientation: int) -> bytes:
    """Return a large photograph, red where it begins, that is to be seen turned."""
    grain = Image.effect_noise((width // 8, height // 8), 60).convert("RGB").resize((width, height))
    grain.paste("red", (0, 0, width // 4, height // 4))
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = BytesIO()
    grain.save(out, "JPEG", quality=95, exif=exif)
    return out.getvalue()


def file(name: str, content: bytes, mime: str = "application/octet-stream") -> Any:
    return {"name": name, "mimeType": mime, "buffer": content}


def test_files_go_both_ways_by_button_paste_and_drop(server: Server, people: People) -> None:
    visitor = Visitor(people.arrive(), server, "ask-dining-table/").open_chat()
    visitor.begin("Here is the staircase.", "Sales")
    mara = Agent(people.arrive(), server)
    mara.take("Here is the staircase.")

    visitor.attach(file("staircase.jpg", picture("JPEG", size=(900, 600)), "image/jpeg"))
    mara.sees("staircase.jpg")
    seen = visitor.log.get_by_role("link", name="staircase.jpg").get_by_role("img")
    for picture_of, width, height in ((seen, "204", "136"), (mara.log.locator("a.file img"), "240", "160")):
        expect(picture_of).to_have_js_property("naturalWidth", 480)
        expect(picture_of).to_have_attribute("width", width)  # its room is kept before it comes
        expect(picture_of).to_have_attribute("height", height)

    screen = visitor.chat.locator("#room")
    screen.evaluate(HOLD)
    expect(visitor.chat.get_by_text("Photos, documents and film, up to 10 MB each")).to_be_visible()
    assert_accessible(visitor.page)
    expect(visitor.chat.get_by_text("Drop to add")).to_be_hidden()  # nothing is held there any more
    screen.evaluate(DROP, {"name": "list.txt", "text": "legs"})
    mara.sees("list.txt")
    written = visitor.chat.get_by_role("textbox", name="Write a message")
    written.evaluate(PASTE, {"name": "pasted.txt", "text": "x"})
    mara.sees("pasted.txt")
    cells = {"text/plain": "3 legs", "text/rtf": "{\\rtf1 3 legs}"}
    assert written.evaluate(PASTE, {"name": "cells.png", "text": "x", "words": cells}), "words stay words"

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
    travelled: list[str] = []
    visitor.page.on("request", lambda request: travelled.append(request.url))
    refused = {
        "tool.exe": (b"MZ\x90\x00", "Files of this kind are not taken."),
        "unboxing.mov": (b"x" * 10_000_001, "Over the limit of 10 MB"),
        "nothing.txt": (b"", "There is nothing in this file."),
    }
    visitor.attach(*[file(name, content) for name, (content, _why) in refused.items()])
    for name, (_content, why) in refused.items():
        expect(visitor.chat.locator(".file", has_text=name).get_by_role("alert")).to_have_text(why)
    assert_accessible(visitor.page)
    for name in refused:
        visitor.chat.get_by_role("button", name=f"Remove {name}").click()
    assert [url for url in travelled if UNDER_WAY.search(url)] == []

    held: list[Route] = []
    visitor.page.route(UNDER_WAY, lambda route: held.append(route))
    visitor.attach(file("first.txt", b"1"), file("second.txt", b"2"))
    visitor.chat.get_by_role("button", name="Remove first.txt").press("Enter")
    expect(visitor.chat.get_by_role("button", name="Remove second.txt")).to_be_focused()
    visitor.chat.get_by_role("button", name="Remove second.txt").press("Enter")
    expect(field).to_be_focused()
    visitor.page.unroute(UNDER_WAY)

    people.expect_error("Failed to load resource")
    visitor.page.route("**/w/demo/files", lambda route: route.abort())
    visitor.attach(file("list.txt", b"legs"))
    expect(visitor.chat.get_by_text("Did not arrive.")).to_be_visible()
    visitor.page.unroute("**/w/demo/files")
    visitor.chat.get_by_role("button", name="Try again").click()
    visitor.sees("list.txt")
    expect(field).to_have_value("still being written")
    expect(visitor.log.get_by_text(re.compile("first|second"))).to_have_count(0)


def test_a_large_photograph_arrives_small_upright_and_in_its_turn(server: Server, people: People) -> None:
    visitor = Visitor(people.arrive(), server, "ask-dining-table/").open_chat()
    visitor.begin("The leg, and the list.", "Sales")
    large = file("leg.jpg", photograph(4000, 3000, orientation=6), "image/jpeg")
    visitor.attach(large, file("list.txt", b"legs"))
    shown = visitor.log.get_by_role("link", name="leg.jpg")
    expect(shown).to_be_visible()
    visitor.sees("list.txt")
    assert visitor.log.locator("a").evaluate_all("all => all.map((one) => one.className)") == [
        "picture",
        "file",
    ]
    kept = visitor.page.request.get(server.url + str(shown.get_attribute("href")))
    with Image.open(BytesIO(kept.body())) as arrived:
        assert arrived.size == (1536, 2048)
        red, green, blue = arrived.convert("RGB").getpixel((1500, 30))  # type: ignore[misc]
        assert red > 200 > 60 > green + blue


def test_a_telephone_offers_its_camera(server: Server, people: People) -> None:
    phone = people.arrive(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    visitor = Visitor(phone, server, "ask-dining-table/").open_chat()
    visitor.chat.get_by_role("button", name=BEGIN).click()
    expect(visitor.chat.get_by_role("button", name="Emoji")).to_be_hidden()
    attach = visitor.chat.get_by_role("button", name="Add a file")
    attach.tap()
    camera = visitor.chat.get_by_label("Take a photo")
    expect(camera).to_have_attribute("capture", "environment")
    expect(camera).to_have_attribute("accept", "image/*")
    assert_accessible(phone)
    camera.press("Escape")
    expect(camera).to_have_count(0)
    expect(attach).to_be_focused()
    attach.tap()
    camera.set_input_files(file("leg.jpg", picture("JPEG"), "image/jpeg"))
    expect(visitor.log.get_by_role("link", name="leg.jpg")).to_be_visible()


def test_a_reload_in_the_middle_says_what_did_not_arrive(server: Server, people: People) -> None:
    visitor = Visitor(people.arrive(), server, "ask-dining-table/").open_chat()
    visitor.begin("A photograph follows.", "Sales")
    visitor.chat.get_by_role("textbox", name="Write a message").fill("still being written")
    # Not by a route: one that is never answered may hold the browser up after the reload.
    visitor.chat.locator("body").evaluate("() => { XMLHttpRequest.prototype.send = () => {}; }")
    visitor.attach(file("staircase.txt", b"legs"))
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
        if item["name"] in STAYS_AT_HOME:
            continue
        with visitor.page.expect_response(_final) as answer:
            visitor.attach(file(item["name"], content, item["content_type"]))
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
