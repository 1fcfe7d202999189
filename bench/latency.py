"""What people wait for, in Chromium on a running quickstart: the other side's message, and a new conversation.

    python bench/latency.py [--url http://localhost:8000/shop/]
Without --url a quickstart of its own is started. Times run from the Enter key to the words standing in the other
side's document.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

from harness.ports import free_port
from harness.processes import Child, environment
from harness.rounds import percentile
from harness.servers import ROOT
from harness.tables import goal, machine
from playwright.sync_api import Browser, Frame, Page, sync_playwright

AGENT, PASSWORD = "agent1@example.com", "visavis-demo"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
PAUSE = 0.3
"""Seconds between two messages: people do not answer at once, and the limits hold."""

# Notes when Enter was pressed on which words, and when which words first stood in the document.
CLOCK = """() => {
  const now = () => performance.timeOrigin + performance.now();
  window.benchSent = {};
  window.benchSeen = {};
  addEventListener("keydown", ({ key, target }) => {
    if (key === "Enter" && target.value) window.benchSent[target.value] = now();
  }, true);
  new MutationObserver((records) => {
    for (const { target, addedNodes } of records) {
      for (const node of [...addedNodes, target.nodeType === Node.TEXT_NODE ? target : null]) {
        for (const [words] of (node?.textContent ?? "").matchAll(/tick \\d+/g)) window.benchSeen[words] ??= now();
      }
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


@contextmanager
def quickstart(prepare: Callable[[dict[str, str]], None] = lambda env: None) -> Iterator[str]:
    """Run a quickstart with data of its own, which may be prepared; its shop's address."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="visavis-bench-") as folder:
        env = environment(DATA_DIR=folder, DATABASE_URL=None, REDIS_URL=None, PRODUCTION=None)
        prepare(env)
        command = [sys.executable, "manage.py", "quickstart", "--no-visitors", "--port", str(port)]
        child = Child(command, log=Path(folder) / "quickstart.log", env=env, cwd=ROOT)
        child.start()
        try:
            child.wait_for_port(port)
            yield f"http://localhost:{port}/shop/"
        finally:
            child.stop()


def sign_in(browser: Browser, shop: str) -> Page:
    """Open the console as an agent; it lives on the address the widget comes from."""
    page = browser.new_context().new_page()
    page.goto(urljoin(shop.replace("//localhost", "//127.0.0.1"), "/console/"))
    page.fill("input[type=email], input[name=username]", AGENT)
    page.fill("input[type=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".desk")
    page.evaluate(CLOCK)
    return page


def visit(browser: Browser, shop: str) -> Frame:
    """Open the shop as a new visitor and begin to write; the chat's document."""
    page = browser.new_context().new_page()
    page.goto(shop)
    page.wait_for_function("window.visavis && !window.visavis.q")
    page.evaluate("window.visavis('open')")
    page.wait_for_selector("visavis-widget", state="attached")
    deadline = time.monotonic() + 20
    while not (chats := [frame for frame in page.frames if re.search(r"/w/[^/]+/chat", frame.url)]):
        if time.monotonic() > deadline:
            raise RuntimeError("the chat's document did not come")
        page.wait_for_timeout(50)
    chats[0].click("button.primary")
    chats[0].wait_for_selector("form.composer textarea")
    chats[0].evaluate(CLOCK)
    return chats[0]


class Words:
    """Words to say that can be told apart."""

    def __init__(self) -> None:
        self._number = 0

    def next(self) -> str:
        """Return words nobody has said before."""
        self._number += 1
        return f"tick {self._number:05d}"


def say(place: Page | Frame, field: str, words: str) -> None:
    """Write as a person does: into the field, then Enter."""
    place.fill(field, words)
    place.press(field, "Enter")


def took(words: str, speaker: Page | Frame, listener: Page | Frame) -> float:
    """Wait until the words stand on the other side; the milliseconds since Enter."""
    listener.wait_for_function("words => window.benchSeen[words]", arg=words, timeout=20_000)
    seen = listener.evaluate("words => window.benchSeen[words]", words)
    return float(seen - speaker.evaluate("words => window.benchSent[words]", words))


def conversations(
    browser: Browser, shop: str, console: Page, words: Words, count: int
) -> tuple[list[float], Frame]:
    """Let new visitors write; the times until the console shows them, and the last one's chat."""
    times = []
    for _ in range(count):
        chat = visit(browser, shop)
        first = words.next()
        time.sleep(PAUSE)
        say(chat, "form.composer textarea", first)
        times.append(took(first, chat, console))
    console.click(f"[data-row]:has-text('{first}')")
    console.wait_for_selector("[data-region=composer] textarea")
    return times, chat


def messages(console: Page, chat: Frame, words: Words, count: int) -> tuple[list[float], list[float]]:
    """Let both sides write in turn; the times until the agent and the visitor see it."""
    to_agent, to_visitor = [], []
    for _ in range(count):
        said, answered = words.next(), words.next()
        time.sleep(PAUSE)
        say(chat, "form.composer textarea", said)
        to_agent.append(took(said, chat, console))
        time.sleep(PAUSE)
        say(console, "[data-region=composer] textarea", answered)
        to_visitor.append(took(answered, console, chat))
    return to_agent, to_visitor


def report(what: str, times: list[float]) -> None:
    """Print one line of percentiles."""
    shown = ", ".join(f"p{percent} {percentile(times, percent):.0f} ms" for percent in (50, 99))
    print(f"{what}: {shown} ({len(times)} times)", flush=True)


def measure(shop: str, options: argparse.Namespace) -> bool:
    """Drive the browser and hold the times against the goals."""
    words = Words()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        console = sign_in(browser, shop)
        opened, chat = conversations(browser, shop, console, words, options.conversations)
        to_agent, to_visitor = messages(console, chat, words, options.messages)
        browser.close()
    report("new conversation in the console", opened)
    report("visitor's message in the console", to_agent)
    report("agent's message in the widget", to_visitor)
    both = to_agent + to_visitor
    fine = goal("message seen by the other side, p50 ms", percentile(both, 50), at_most=50)
    fine &= goal("message seen by the other side, p99 ms", percentile(both, 99), at_most=200)
    return fine & goal("new conversation in the console, p50 ms", percentile(opened, 50), at_most=300)


def main() -> int:
    """Run on the given quickstart or on one of our own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--url", help="the shop of a quickstart that runs already")
    parser.add_argument("--conversations", type=int, default=10)
    parser.add_argument("--messages", type=int, default=100, help="so many from each side")
    options = parser.parse_args()
    print(machine(), flush=True)
    if options.url:
        return int(not measure(options.url, options))
    with quickstart() as shop:
        return int(not measure(shop, options))


if __name__ == "__main__":
    sys.exit(main())
