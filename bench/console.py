"""What a console costs the browser with twenty busy conversations: work of the main thread a frame, and long tasks.

    python bench/console.py [--seconds 30] [--conversations 20]
Visitors write over their sockets to one agent, whose console runs in Chromium and turns from one conversation to the
next. Chromium's own trace says how long the main thread worked in each sixtieth of a second in which it worked at all.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import shutil
import sys
import threading
from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

from harness.client import Client
from harness.people import open_conversation
from harness.rounds import percentile
from harness.tables import goal, machine
from latency import FLAGS, quickstart, sign_in
from playwright.sync_api import Page, sync_playwright

FRAME_MS = 1000 / 60
TRACED = ["toplevel", "disabled-by-default-devtools.timeline", "__metadata"]
TASK = "RunTask"
# A frame in which less than this was done is one in which nothing happened.
NOTHING_MS = 0.1

TAKE_ALL = """async (count) => {
  const { take } = await import("/static/console/desk.js");
  const { waitingOnes } = await import("/static/console/store.js");
  const ids = waitingOnes.value.slice(0, count).map(({ id }) => id);
  for (const id of ids) await take(id);
  return ids.length;
}"""
# What the browser itself calls a long task, seen by the page.
LONG_TASKS = """() => {
  window.benchLong = [];
  new PerformanceObserver((list) => window.benchLong.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ entryTypes: ["longtask"] });
}"""
WAITING = "async (count) => (await import('/static/console/store.js')).waitingOnes.value.length >= count"


class Crowd(threading.Thread):
    """Visitors on a loop of their own: each writes about once a second, and types before."""

    def __init__(self, shop: str, count: int) -> None:
        super().__init__(daemon=True)
        parts = urlsplit(shop)
        self.url = f"ws://127.0.0.1:{parts.port}/ws/visitor/demo/"
        self.headers = {"Origin": f"http://127.0.0.1:{parts.port}"}
        self.count = count
        self.said = 0
        self.busy = threading.Event()
        self.over = threading.Event()

    def run(self) -> None:
        """Live until it is over."""
        asyncio.run(self._live())

    async def _live(self) -> None:
        await asyncio.gather(*(self._visitor(number) for number in range(self.count)))

    async def _visitor(self, number: int) -> None:
        tab = Client(self.url, headers=self.headers, hello={"locale": "en", "timezone": "UTC", "echo": False})
        await tab.started()
        conversation = await open_conversation(tab, f"Question {number}")
        while not self.over.is_set():
            await asyncio.sleep(random.uniform(0.5, 1.5))
            if not self.busy.is_set():
                continue
            tab.send({"type": "typing.start", "conversation": conversation})
            await tab.request(
                {"type": "message.send", "conversation": conversation, "text": WORDS % self.said}
            )
            self.said += 1
        await tab.stop()


WORDS = "Number %d: does it come in smoked oak, and how long would it take to Bergen?"


def tasks(trace: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what the main threads of all pages did, one task after the other."""
    events = trace["traceEvents"]
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    return [
        event
        for event in events
        if event["name"] == TASK and event.get("ph") == "X" and (event["pid"], event["tid"]) in mains
    ]


def frames(trace: dict[str, Any]) -> list[float]:
    """Return the milliseconds of work in each frame of the busiest page's main thread, idle ones left out."""
    work: dict[tuple[int, int], dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for event in tasks(trace):
        frame = int(event["ts"] / 1000 / FRAME_MS)
        work[event["pid"], event["tid"]][frame] += event.get("dur", 0) / 1000
    busiest = max(work.values(), key=lambda thread: sum(thread.values()))
    return [spent for spent in busiest.values() if spent >= NOTHING_MS]


def watch(page: Page, crowd: Crowd, seconds: int) -> tuple[list[float], list[float]]:
    """Let the agent turn from one conversation to the next; the work of each frame, and the long tasks."""
    page.evaluate(LONG_TASKS)
    browser = page.context.browser
    assert browser is not None
    browser.start_tracing(page=page, categories=TRACED)
    crowd.busy.set()
    for second in range(seconds):
        page.wait_for_timeout(1000)
        if second % 3 == 0:
            page.keyboard.press(f"Control+{second // 3 % 8 + 1}")
    crowd.busy.clear()
    trace = json.loads(browser.stop_tracing())
    return frames(trace), page.evaluate("window.benchLong")


def measure(shop: str, options: argparse.Namespace) -> bool:
    """Drive the browser and hold what it did against the goals."""
    errors: list[str] = []
    crowd = Crowd(shop, options.conversations)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = sign_in(browser, shop)
        page.on("console", lambda message: message.type == "error" and errors.append(message.text))
        page.on("pageerror", lambda error: errors.append(str(error)))
        crowd.start()
        while not page.evaluate(WAITING, options.conversations):
            page.wait_for_timeout(100)
        page.evaluate(TAKE_ALL, options.conversations)
        page.wait_for_timeout(2000)
        spent, long = watch(page, crowd, options.seconds)
        crowd.over.set()
        browser.close()
    print(f"{crowd.said} messages in {options.conversations} conversations, {len(spent)} frames with work")
    fine = goal("main thread a frame, p50 ms", percentile(spent, 50), at_most=8)
    print(f"       p99 {percentile(spent, 99):.1f} ms, most {max(spent):.1f} ms")
    fine &= goal("tasks over 50 ms", len(long), at_most=0)
    return fine & goal("errors in the browser's console", len(errors), at_most=0)


def main() -> int:
    """Run on a quickstart of our own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--conversations", type=int, default=20)
    options = parser.parse_args()
    print(machine(), flush=True)
    with quickstart() as shop:
        return int(not measure(shop, options))


if __name__ == "__main__":
    sys.exit(main())
