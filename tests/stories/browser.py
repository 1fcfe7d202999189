"""Chromium for the stories: every page's errors are collected, and axe judges what is shown."""

import contextlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    ConsoleMessage,
    Error,
    Page,
    WebError,
    expect,
)

from tests.stories.secrecy import Guard

# How long a story waits for what it looks for; what is to happen within a time says so itself.
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Playwright turns off what gives a frame of another origin storage of its own, as it has in people's
# browsers. Without these the chat stands where storage is blocked.
STORAGE_IN_FRAMES = [
    "--enable-features=ThirdPartyStoragePartitioning",
    "--disable-features=HttpsUpgrades,MediaRouter,OptimizationHints,PaintHolding,Translate,"
    # Each window would draw two more pages, for an address field nobody sees: more work than most stories.
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup",
]
# What passes is counted, not described.
VIOLATIONS = """async () => {
  const { violations } = await axe.run(document, { iframes: false, resultTypes: ["violations"] });
  return violations;
}"""
# A closed shadow root is closed to axe and to the tests too: they would find nothing and pass.
OPEN_SHADOW_ROOTS = """
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (options) {
  return attach.call(this, { ...options, mode: "open" });
};
"""


def find_chromium() -> str | None:
    """Return the path of Chromium: as told, or where it usually is."""
    if told := os.environ.get("CHROMIUM"):
        return told
    candidates = (
        "/usr/bin/chromium",
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    )
    return next((path for name in candidates if (path := shutil.which(name))), None)


@contextmanager
def chromium(kind: BrowserType, path: str, *, storage_in_frames: bool = True) -> Iterator[Browser]:
    """Run the browser."""
    browser = kind.launch(
        executable_path=path,
        args=[*ARGUMENTS, *(STORAGE_IN_FRAMES if storage_in_frames else ())],
        # With Playwright's default a page never comes back from the back/forward cache.
        ignore_default_args=["--disable-back-forward-cache"],
    )
    try:
        yield browser
    finally:
        browser.close()


class People:
    """The persons of a story: each has a browser profile of his own."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self._expected: list[re.Pattern[str]] = []
        self.errors: list[str] = []
        self.guard = Guard()

    def arrive(self, *, closed_shadow_roots: bool = False, **options: Any) -> Page:
        """Return a page of a new person; options are those of a browser context."""
        context = self._browser.new_context(**options)
        context.set_default_timeout(PATIENCE_MS)
        self._contexts.append(context)
        if not closed_shadow_roots:
            context.add_init_script(OPEN_SHADOW_ROOTS)
        context.on("page", self.guard.watch)
        context.on("console", self._hear)
        context.on("weberror", self._note)
        return context.new_page()

    def expect_error(self, pattern: str) -> None:
        """Let errors through that belong to the story, such as those of a server that was killed."""
        self._expected.append(re.compile(pattern))

    def unexpected(self) -> list[str]:
        """Return the errors nobody announced."""
        return [error for error in self.errors if not any(known.search(error) for known in self._expected)]

    def take_pictures(self, folder: Path, name: str) -> None:
        """Keep what everybody sees."""
        folder.mkdir(parents=True, exist_ok=True)
        pages = [page for context in self._contexts for page in context.pages]
        for number, page in enumerate(pages, 1):
            page.screenshot(path=folder / f"{name}-{number}.png")

    def say_what_they_see(self) -> None:
        """Print what stands on everybody's pages, for the report of a story that failed."""
        for page in (page for context in self._contexts for page in context.pages):
            for frame in page.frames:
                with contextlib.suppress(Error):  # one that is gone shows nothing
                    shown = frame.locator("body").inner_text(timeout=2000)
                    print(f"--- {frame.url}\n{shown[:3000]}")

    def leave(self) -> None:
        """Close everybody's browser."""
        for context in self._contexts:
            context.close()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def _note(self, error: WebError) -> None:
        self.errors.append(str(error.error))


def assert_accessible(page: Page) -> None:
    """Fail on anything axe finds on the page or in its frames."""
    found: list[str] = []
    for frame in page.frames:
        if frame.is_detached() or frame.url in ("", "about:blank"):
            continue
        if not frame.evaluate("() => 'axe' in window"):
            frame.evaluate(AXE)
        violations = frame.evaluate(VIOLATIONS)
        found += [
            f"{violation['id']}: {violation['help']}\n    {node['html']}\n    {node.get('failureSummary', '')}"
            for violation in violations
            for node in violation["nodes"]
        ]
    assert not found, "\n".join(found)
