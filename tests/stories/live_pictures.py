"""Pictures of the live visitors with five hundred of them on the site, for the documentation; see bin/pictures-live."""

import argparse
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.stories.browser import People, chromium, find_chromium
from tests.stories.crowd import Crowd
from tests.stories.host import MAKE_SITES, Host
from tests.stories.pictures import TARGET, min_quality
from tests.stories.roles import Agent
from tests.stories.server import Installation, Server
from tests.stories.test_invitation import WORDS, Passer
from tests.stories.test_tracking import ORDINARY

DESKTOP = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB"}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "locale": "en-GB"}
LOOKS: dict[str, dict[str, Any]] = {
    "visitors": DESKTOP,
    "visitors-dark": DESKTOP | {"color_scheme": "dark"},
    "visitors-rtl": DESKTOP | {"locale": "ar-EG"},
    "visitors-phone": PHONE,
}
ARABIC_WORDS = "هل السلالم ضيقة أو الباب صغير؟ يمكنني التأكد من أن الطاولة تتسع قبل أن تطلبها."
SPEAK = """
Site.objects.filter(key="guest-full").update(texts={"ar": {"start": "ابدأ محادثة"}})
"""
ARABIC = """() => {
  Object.assign(document.documentElement, { lang: "ar", dir: "rtl" });
  document.body.style.cssText = "margin: 0; padding: 32px; font: 16px/1.6 sans-serif; background: #f6f4ef";
  document.querySelector("h1").textContent = "طاولة طعام سوند، ٢٠٠ سم";
  document.querySelector("#own").textContent = "أضف إلى السلة";
  document.querySelector("p").textContent = "خشب البلوط الصلب، مدهونة بالزيت. تتسع لثمانية أشخاص.";
  visavis("setLocale", "ar");
}"""


def picture(people: People, server: Server, options: dict[str, Any], *, empty: bool = False) -> bytes:
    """Return what an agent sees; of somebody with a full basket where there is room."""
    page = people.arrive(timezone_id="Europe/Oslo", **options)
    Agent(page, server)
    page.goto(server.url + "/console/#visitors")
    if empty:
        page.get_by_text("Nobody is on the site.").wait_for()
    else:
        page.locator(".row-line").first.wait_for()
        if "has_touch" not in options:
            page.locator(".row-line:not(.waits)", has=page.locator(".visit-basket:not(:empty)")).first.click()
            page.locator(".visit-origin").wait_for()
            page.mouse.move(30, 400)  # where it holds nothing
    return taken(page)


def invitation(people: People, server: Server, options: dict[str, Any]) -> bytes:
    """Return what an agent sees who is about to speak first."""
    page = people.arrive(timezone_id="Europe/Oslo", **options)
    Agent(page, server)
    page.goto(server.url + "/console/#visitors")
    page.locator(".row-line:not(.waits)", has=page.locator(".visit-basket:not(:empty)")).first.click()
    page.locator(".visit-foot textarea").fill(WORDS)
    return taken(page)


def bubble(people: People, server: Server) -> bytes:
    """Return what stands on an Arabic page whose visitor is spoken to first."""
    host = Host()
    server.installation.manage("shell", "-c", MAKE_SITES.format(origin=host.url) + SPEAK)
    page = people.arrive(user_agent=ORDINARY, viewport={"width": 900, "height": 560}, locale="ar-EG")
    passer = Passer(page, host, server)
    page.evaluate(ARABIC)
    passer.offer(ARABIC_WORDS, "مارا ليند")
    passer.bubble.wait_for()
    page.wait_for_timeout(1000)  # it has come in
    found = taken(page)
    host.close()
    return found


def taken(page: Page) -> bytes:
    """Return a picture, once everything has settled."""
    page.wait_for_timeout(4000)  # what was held goes on, what fades in has come
    sheet = Image.open(BytesIO(page.screenshot(animations="disabled", caret="hide")))
    page.context.close()
    return min_quality(sheet)


def main() -> None:
    """Take the pictures of the live visitors."""
    parser = argparse.ArgumentParser(prog="bin/pictures-live", description=main.__doc__)
    parser.add_argument("--folder", type=Path, default=TARGET, help="where to put them")
    parser.add_argument("--size", type=int, default=500, help="how many visitors there are")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    installation = Installation(**Crowd.SETTINGS)
    try:
        server = installation.serve("quickstart --no-visitors")
        crowd = Crowd(server)
        with sync_playwright() as playwright, chromium(playwright.chromium, str(find_chromium())) as browser:
            people = People(browser)
            found = picture(people, server, DESKTOP, empty=True)
            (asked.folder / "visitors-empty.webp").write_bytes(found)
            crowd.arrive(asked.size)
            crowd.age()
            crowd.stay()
            for name in ("visitors-dark", "visitors-rtl"):
                found = invitation(people, server, LOOKS[name])
                (asked.folder / f"{name.replace('visitors', 'invite')}.webp").write_bytes(found)
            (asked.folder / "invitation-rtl.webp").write_bytes(bubble(people, server))
            for name, options in LOOKS.items():
                (asked.folder / f"{name}.webp").write_bytes(picture(people, server, options))
        crowd.stop()
    finally:
        installation.close()


if __name__ == "__main__":
    main()
