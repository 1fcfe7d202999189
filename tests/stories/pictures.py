"""Pictures of every state of the widget, laid out as sheets for the documentation; see bin/pictures."""

import argparse
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, FloatRect, Page, Playwright, sync_playwright

from tests.stories.browser import People, chromium, find_chromium
from tests.stories.server import ROOT, Installation, Server
from tests.stories.stage import Stage
from tests.stories.states import Walk, without_storage

TARGET = ROOT / "docs/images"
# Wider than what counts as a phone; of that, the panel with what is around it is kept.
DESKTOP = {"viewport": {"width": 500, "height": 800}, "locale": "en-GB"}
KEPT = 428
PHONE = {"has_touch": True, "is_mobile": True, "locale": "en-GB"}
LOOKS: dict[str, dict[str, Any]] = {
    "light": DESKTOP,
    "dark": DESKTOP | {"color_scheme": "dark"},
    "rtl": DESKTOP | {"locale": "ar-EG"},
    "japanese": DESKTOP | {"locale": "ja-JP"},
    "phone": PHONE | {"viewport": {"width": 390, "height": 844}},
    "narrow": PHONE | {"viewport": {"width": 320, "height": 640}},
}
BEGIN = ("home", "departments", "questions", "offline form")
TALK = ("conversation", "quick replies", "cards", "form")
DECIDE = ("menu", "left alone", "another device", "transcript")
END = ("ended", "rated poor", "rating", "conversations")
SHEETS = {
    "light-begin": (*BEGIN, *TALK),
    "light-write": (
        "date",
        "files",
        "drop",
        "emoji",
        "too long",
        "not sent",
        "no connection",
        "storage blocked",
    ),
    "light-end": (*DECIDE, *END),
    "light-else": ("unread", "away", "message", "rated", "page", "link", "no such link", "first words"),
    "dark-talk": ("home", "questions", "conversation", "cards", "form", "files", "emoji", "no connection"),
    "dark-end": (*DECIDE, "ended", "rating", "away", "page"),
    "rtl-talk": (*BEGIN[:3], "conversation", "quick replies", "form", "menu", "another device"),
    "rtl-end": (
        "offline form",
        "cards",
        "files",
        "emoji",
        "no connection",
        "rating",
        "conversations",
        "page",
    ),
    "japanese": ("home", "questions", "conversation", "cards", "files", "menu", "rating", "away"),
    "phone": ("home", "questions", "conversation", "keyboard", "cards", "files", "menu", "rating"),
    "narrow": ("home", "questions", "conversation", "cards", "form", "files", "menu", "rating"),
}
HEAVIEST = 150_000
PAGE = """<!doctype html><html lang="en"><head><style>
body {{ margin: 0; padding: 20px; width: max-content; background: {ground}; color: {text}; }}
figcaption {{ font: 500 15px/20px system-ui; }}
main {{ display: grid; grid-template-columns: repeat(4, 300px); gap: 20px; }}
figure {{ margin: 0; }} figcaption {{ padding-bottom: 6px; }} figcaption::first-letter {{ text-transform: uppercase; }}
img {{ display: block; width: 100%; border-radius: 8px; }}
</style></head><body><main>{figures}</main></body></html>"""
FIGURE = '<figure><figcaption>{name}</figcaption><img src="http://album/{name}.png"></figure>'
GROUNDS = {True: ("#151412", "#edeae4"), False: ("#fbfaf8", "#1f1d1a")}


class Album:
    """The pictures of one look, by the name of the state."""

    def __init__(self, look: str, folder: Path | None = None) -> None:
        self.look, self.folder = look, folder
        self.pictures: dict[str, bytes] = {}

    def take(self, name: str, page: Page) -> None:
        """Take a picture of what is seen, with the pointer where it changes nothing."""
        if "has_touch" not in LOOKS[self.look]:
            page.mouse.move(200, 45)
        page.wait_for_timeout(250)  # what fades in has come
        self.pictures[name] = page.screenshot(animations="disabled", caret="hide", clip=_around(page))
        if self.folder:
            (self.folder / f"{self.look} {name}.png").write_bytes(self.pictures[name])

    def lay_out(self, page: Page, names: Iterable[str]) -> bytes:
        """Return some of them side by side, as light as it has to be."""
        ground, text = GROUNDS[LOOKS[self.look].get("color_scheme") == "dark"]
        page.route(
            "http://album/**", lambda route: route.fulfill(body=self.pictures[_state(route.request.url)])
        )
        page.set_content(
            PAGE.format(ground=ground, text=text, figures="".join(FIGURE.format(name=name) for name in names))
        )
        page.wait_for_function("[...document.images].every((one) => one.complete && one.naturalWidth)")
        sheet = Image.open(BytesIO(page.locator("body").screenshot()))
        return min_quality(sheet)


def _around(page: Page) -> FloatRect | None:
    size, launcher = page.viewport_size, page.locator("visavis-widget button")
    if size is None or size["width"] <= KEPT or not launcher.count():
        return None
    box = launcher.bounding_box()
    left = 0 if box and box["x"] < KEPT / 2 else size["width"] - KEPT
    return {"x": left, "y": 0, "width": KEPT, "height": size["height"]}


def min_quality(sheet: Image.Image) -> bytes:
    """Return a picture in the best quality that is light enough."""
    for quality in (86, 78, 70, 60, 50):
        out = BytesIO()
        sheet.save(out, "WEBP", quality=quality, method=6)
        if out.tell() < HEAVIEST:
            break
    return out.getvalue()


def _state(url: str) -> str:
    return url.rpartition("/")[2].removesuffix(".png").replace("%20", " ")


class Photographer:
    """Walks through every state in each look and keeps the sheets."""

    def __init__(self, playwright: Playwright, server: Server, folder: Path | None) -> None:
        self.playwright, self.server, self.folder = playwright, server, folder
        self.stages = Stage.several(server, {str(options["locale"])[:2] for options in LOOKS.values()})

    def photograph(self, look: str, browser: Browser) -> None:
        """Take all pictures of a look."""
        options = LOOKS[look] | {"device_scale_factor": 2, "timezone_id": "Europe/Oslo"}
        stage = self.stages[str(options["locale"])[:2]]
        album, people = Album(look, self.folder), People(browser)
        try:
            Walk(people.arrive(**options), stage, stage.staff(people), album.take).all()
            if look == "light":
                self._forget(stage, album, options)
            for name, states in SHEETS.items():
                if name.split("-")[0] == look:
                    sheet = album.lay_out(people.arrive(device_scale_factor=1.5), states)
                    (TARGET / f"widget-{name}.webp").write_bytes(sheet)
        finally:
            people.leave()

    def _forget(self, stage: Stage, album: Album, options: dict[str, Any]) -> None:
        with chromium(self.playwright.chromium, str(find_chromium()), storage_in_frames=False) as browser:
            without_storage(People(browser).arrive(**options), stage, album.take)


def main() -> None:
    """Take the pictures of the looks that are named, or of all."""
    parser = argparse.ArgumentParser(prog="bin/pictures", description=main.__doc__)
    parser.add_argument("looks", nargs="*", choices=[*LOOKS, []], default=[], help=", ".join(LOOKS))
    parser.add_argument("--single", type=Path, help="a folder that gets every picture by itself")
    asked = parser.parse_args()
    TARGET.mkdir(exist_ok=True)
    if asked.single:
        asked.single.mkdir(parents=True, exist_ok=True)
    # A mail server is named, so that the menu offers what goes by mail; nothing is sent.
    installation = Installation(EMAIL_URL="smtp://127.0.0.1:9")
    try:
        server = installation.serve("quickstart --no-visitors")
        with sync_playwright() as playwright, chromium(playwright.chromium, str(find_chromium())) as browser:
            photographer = Photographer(playwright, server, asked.single)
            for look in asked.looks or LOOKS:
                photographer.photograph(look, browser)
    finally:
        installation.close()


if __name__ == "__main__":
    main()
