"""One walk through every state of the widget: pictures are taken of it, and axe judges it."""

import json
import re
from base64 import b64encode
from collections.abc import Callable
from io import BytesIO
from typing import Any

from PIL import Image
from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.stories.roles import Agent
from tests.stories.server import ROOT
from tests.stories.stage import Stage
from tests.stories.test_files import HOLD
from tests.stories.wire import BadLine, Frame

# Not by the button: its chooser wants a real click, and one right after a picture was taken may not reach the frame.
DROP = """(room, files) => {
  const dataTransfer = new DataTransfer();
  for (const { name, type, base64, size } of files) {
    const content = base64 ? Uint8Array.from(atob(base64), (one) => one.charCodeAt(0)) : new Uint8Array(size);
    dataTransfer.items.add(new File([content], name, { type }));
  }
  room.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
}"""
ANSWERS = re.compile("^Answer ")
Show = Callable[[str, Page], None]


class Walk:
    """A visitor who sees everything there is to see, one state after the other."""

    def __init__(self, page: Page, stage: Stage, mara: Agent, show: Show) -> None:
        self.page, self.stage, self.mara, self._show = page, stage, mara, show
        self.words = stage.words
        self.line = BadLine(page, "/ws/visitor/")

    def all(self) -> None:
        """See every state."""
        self.begin()
        self.talk()
        self.answer()
        self.attach()
        self.write()
        self.decide()
        self.lose_the_line()
        self.rate()
        self.come_back()
        self.find_nobody()
        self.stand_alone()

    def begin(self) -> None:
        """See the launcher, the first screen, whom it is for and what those ask, then the first words."""
        self.stage.show(self.page, "states")
        expect(self.launcher).to_be_visible()
        self.show("launcher")
        self.launcher.click()
        promise = self.chat.locator("#home .hint")
        expect(promise).to_have_css("display", "block")  # on a line of its own
        promised = promise.inner_text()
        self.show("home")
        self.start()
        choice = self.chat.locator(".choice label")
        expect(choice).to_have_count(3)
        self.show("departments")
        press(choice.nth(1))
        self.chat.locator("input[name=name]").fill(self.words.name)
        self.chat.locator("input[name=email]").fill("ingrid.example")
        self.field.fill(self.words.first)
        expect(self.chat.locator(".wrong svg")).to_be_visible()
        self.show("questions")
        press(choice.nth(2))
        expect(self.chat.locator("input[name=order]")).to_have_count(0)
        self.chat.locator("input[name=email]").fill("ingrid@mail.example")
        self.show("offline form")
        press(choice.nth(0))
        expect(self.chat.locator(".ask .field")).to_have_count(0)
        self.send(self.words.first)
        expect(self.chat.locator(".row.sent, .row.delivered")).to_be_visible()
        expect(self.chat.locator("#room header p")).to_have_text(promised)
        self.show("first words")

    def talk(self) -> None:
        """Somebody joins and answers, in groups, with an address; a picture goes along."""
        self.mara.take(self.words.first)
        for text in self.words.stock:
            self.mara.answer(text)
        expect(self.chat.locator(".row.theirs a")).to_be_visible()
        self.give(_shop("staircase"))
        expect(self.chat.locator(".picture img")).to_be_visible()
        self.send(self.words.stairs)
        self.mara.answer(self.words.fits)
        expect(self.chat.locator(".row.mine:not(.read)")).to_have_count(0)
        self.mara.page.get_by_role("textbox", name=ANSWERS).press_sequentially("…")
        expect(self.chat.locator(".dots")).to_be_visible()
        self.field.fill(self.words.draft)
        self.show("conversation")
        if self.on_phone:
            size = self.page.viewport_size
            assert size is not None
            self.page.set_viewport_size(size | {"height": size["height"] - 336})  # type: ignore[arg-type]
            expect(self.chat.locator(".dots")).to_be_in_viewport(ratio=1)
            self.show("keyboard")
            self.page.set_viewport_size(size)
        self.mara.page.get_by_role("textbox", name=ANSWERS).fill("")

    def answer(self) -> None:
        """Answer what a program asks: replies, cards, a form, a date."""
        words = self.words
        self.field.fill("")
        self.say(words.choose, "choices", choices=list(words.replies))
        expect(self.chat.locator(".block .reply")).to_have_count(2)
        self.show("quick replies")
        press(self.chat.locator(".block .reply").first)
        expect(self.chat.locator(".block .reply")).to_have_count(0)
        picture = self.stage.picture("table-smoked"), self.stage.picture("table-natural")
        cards = [
            {"title": title, "text": text, "picture": id, "choices": [choice], "url": self.stage.server.shop}
            for id, (title, text, choice) in zip(picture, words.cards, strict=True)
        ]
        self.stage.ask("entries", text=words.here, kind="cards", data={"cards": cards}, attachments=picture)
        expect(self.chat.locator(".tile img")).to_have_count(2)
        self.show("cards")
        press(self.chat.locator(".tile .reply").first)
        name, email, wood = words.fields
        asked = [{"name": "name", "label": name}, {"name": "email", "label": email, "kind": "email"}]
        asked += [
            {"name": "wood", "label": wood, "kind": "select", "options": list(words.woods), "required": False}
        ]
        self.say(words.where, "form", fields=asked)
        form = self.chat.locator(".fields")
        form.locator("input").first.fill(words.name)
        form.locator("input").last.fill("ingrid")
        form.locator("select").focus()
        self.show("form")
        form.locator("input").last.fill("ingrid@mail.example")
        press(form.locator("button"))
        self.say(words.when, "date", slots=["2027-03-11T09:00", "2027-03-12T14:00"])
        expect(form.locator("select")).to_be_visible()
        self.show("date")
        form.locator("select").select_option(index=1)
        press(form.locator("button"))
        expect(form).to_have_count(0)

    def attach(self) -> None:
        """Files on their way, refused, and held over the panel."""
        session = self.page.context.new_cdp_session(self.document)
        slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 60_000}
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", slow)
        self.give(
            _photo("leg-front-left.jpg"),
            {"name": "unboxing.mov", "type": "video/quicktime", "size": 10_000_001},
        )
        expect(self.chat.locator(".broken")).to_be_visible()
        moved = "() => document.querySelector('progress').value > 0.3"
        self.document.wait_for_function(moved)
        self.show("files")
        self.chat.locator("#room").evaluate(HOLD)
        self.show("drop")
        session.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": -1})
        expect(self.chat.locator(".drop")).to_have_count(0)
        expect(self.chat.locator("progress:visible")).to_have_count(0)
        press(self.chat.locator(".broken .icon"))
        expect(self.chat.locator(".broken")).to_have_count(0)
        session.detach()

    def write(self) -> None:
        """Emoji, too many words, and words that are refused."""
        if self.chat.locator(".smile").is_visible():
            press(self.chat.locator(".smile"))
            expect(self.chat.locator(".emojis button").first).to_be_visible()
            self.show("emoji")
            self.chat.locator(".emoji input").press("Escape")
        self.field.fill("Oak " * 1053)
        expect(self.chat.locator(".over")).not_to_be_empty()
        self.show("too long")
        self.line.to_server = self._refuse
        self.send(self.words.waits)
        expect(self.chat.locator(".row.failed")).to_be_visible()
        self.show("not sent")
        self.line.heal()
        press(self.chat.locator(".failed .link"))
        expect(self.chat.locator(".row.failed")).to_have_count(0)

    def decide(self) -> None:
        """Open the menu: how much of us, what to take along, where to go on."""
        press(self.chat.locator("#room .more"))
        menu = self.chat.locator(".menu")
        expect(menu).to_be_visible()
        self.show("menu")
        press(menu.locator("input[value=quiet]"))
        expect(menu.locator(".told .link")).to_be_visible()
        self.show("left alone")
        press(menu.locator(".told .link"))
        if (form := menu.locator("form.extra")).count():
            press(menu.locator(".way").nth(1))
            expect(form).to_be_visible()
            self.show("transcript")
            press(menu.locator(".way").nth(1))
        press(menu.locator("[aria-expanded]"))
        expect(menu.locator(".qr")).to_be_visible()
        menu.locator(".pair button").last.scroll_into_view_if_needed()
        self.show("another device")
        menu.locator("button").first.press("Escape")
        expect(menu).to_have_count(0)

    def lose_the_line(self) -> None:
        """No network for ten seconds; what is written waits."""
        self.page.context.set_offline(True)
        self.line.to_server = self.line.to_page = lambda _frame: True
        self.line.cut()
        self.send(self.words.waits)
        expect(self.chat.locator(".row.sending")).to_be_visible()
        expect(self.chat.locator("#room .notice.long")).to_be_visible()
        expect(self.chat.locator(".row.sending")).to_be_in_viewport(ratio=1)
        self.show("no connection")
        self.line.heal()
        self.line.cut()
        self.page.context.set_offline(False)
        expect(self.chat.locator("#room .notice")).to_be_hidden()

    def rate(self) -> None:
        """Say how it was, now that it is over."""
        self.mara.answer(self.words.bye)
        expect(self.chat.locator(".bubble", has_text=self.words.bye)).to_be_visible()
        self.mara.close()
        scores = self.chat.locator(".score input")
        expect(scores).to_have_count(5)
        self.show("ended")
        press(scores.nth(1))
        press(self.chat.locator(".chip input").nth(1))
        self.show("rated poor")
        press(scores.nth(4))
        press(self.chat.locator(".chip input").nth(0))
        press(self.chat.locator(".chip input").nth(2))
        self.chat.locator(".reason > input").fill(self.words.praise)
        self.show("rating")
        press(self.chat.locator(".card .primary"))
        expect(self.chat.locator(".card .link")).to_be_visible()
        self.show("rated")

    def come_back(self) -> None:
        """One's own conversations, and what came meanwhile."""
        press(self.chat.locator("#room .back"))
        self.chat.locator("#home .primary").press("Escape")
        expect(self.launcher).to_have_attribute("aria-expanded", "false")
        self.stage.ask("reopen")
        self.stage.ask("entries", text=self.words.later)
        expect(self.launcher.locator("b")).to_have_text(re.compile(r"\S"))
        self.show("unread")
        self.launcher.click()
        expect(self.chat.locator(".talk .count")).to_be_visible()
        self.show("conversations")

    def find_nobody(self) -> None:
        """Read when somebody is back, and leave a message."""
        self.stage.show(self.page, "away")
        self.launcher.click()
        expect(self.chat.locator(".who p")).not_to_be_empty()
        self.show("away")
        self.start()
        expect(self.chat.locator("input[name=email]")).to_be_visible()
        self.show("message")

    def stand_alone(self) -> None:
        """Go to the chat as a page, and by a link that leads nowhere."""
        self.page.goto(f"{self.stage.server.url}/w/states-{self.stage.lang}/page")
        expect(self.page.locator(".who p")).not_to_be_empty()
        self.show("page")
        self.page.goto("about:blank")
        self.page.goto(f"{self.stage.server.url}/w/states-{self.stage.lang}/page#link=none")
        expect(self.page.locator(".ways .primary")).to_be_visible()
        self.show("link")
        press(self.page.locator(".ways .primary"))
        expect(self.page.locator(".ways .plain")).to_be_visible()
        self.show("no such link")

    def show(self, name: str) -> None:
        """Let whoever watches look."""
        self._show(name, self.page)

    @property
    def on_phone(self) -> bool:
        """Whether there is a finger instead of a mouse."""
        return bool(self.page.evaluate("matchMedia('(pointer: coarse)').matches"))

    @property
    def launcher(self) -> Locator:
        """The button in the corner."""
        return self.page.locator("visavis-widget button")

    @property
    def chat(self) -> FrameLocator:
        """The chat's own document."""
        return self.page.frame_locator("visavis-widget iframe")

    @property
    def document(self) -> Any:
        """The same, once it is there."""
        return next(frame for frame in self.page.frames if "/chat" in frame.url)

    @property
    def field(self) -> Locator:
        """Where the visitor writes."""
        return self.chat.locator(".composer textarea")

    def start(self) -> None:
        """Go on from the first screen."""
        press(self.chat.locator("#home .primary"))

    def send(self, text: str) -> None:
        """Write and send."""
        self.field.fill(text)
        press(self.chat.locator(".composer button:last-of-type"))

    def say(self, text: str, kind: str, **data: Any) -> None:
        """Let Mara's program ask something."""
        self.stage.ask("entries", text=text, kind=kind, data=data)

    def give(self, *files: dict[str, Any]) -> None:
        """Drop files on the conversation."""
        self.chat.locator("#room").evaluate(DROP, files)

    def _refuse(self, frame: Frame) -> bool:
        if frame.get("text") != self.words.waits:
            return False
        refusal = {"type": "nack", "client_id": frame["client_id"], "code": "invalid", "message": ""}
        self.line.sockets[-1].send(json.dumps(refusal))
        return True


def press(button: Locator) -> None:
    """Press something without a pointer, which would stay where it is and change what is seen."""
    button.evaluate("one => one.click()")


def _shop(name: str) -> dict[str, Any]:
    content = (ROOT / f"static/demo/{name}.webp").read_bytes()
    return {"name": f"{name}.webp", "type": "image/webp", "base64": b64encode(content).decode()}


def _photo(name: str) -> dict[str, Any]:
    grain = Image.effect_noise((1600, 1200), 90).convert("RGB")
    with Image.open(ROOT / "static/demo/table-detail.webp") as table:
        grain = Image.blend(grain, table.convert("RGB").resize(grain.size), 0.6)
    out = BytesIO()
    grain.save(out, "JPEG", quality=90)
    return {"name": name, "type": "image/jpeg", "base64": b64encode(out.getvalue()).decode()}


def without_storage(page: Page, stage: Stage, show: Show) -> None:
    """See what is said where the browser keeps nothing."""
    walk = Walk(page, stage, None, show)  # type: ignore[arg-type]
    stage.show(page, "states")
    walk.launcher.click()
    walk.start()
    walk.send(stage.words.stairs)
    expect(walk.chat.locator("#room .notice.settled")).to_be_visible()
    walk.show("storage blocked")
