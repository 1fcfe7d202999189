"""What the console's list of live visitors costs the browser: work of the main thread a tick, long tasks, frames.

    python bench/live_list.py [--visitors 500] [--changes 100] [--seconds 15] [--rounds 3]
Visitors keep a socket each and tell of themselves as pages do; the console runs in Chromium and shows the list. Times
with so many changes in each quarter of a second take turns with times in which nobody does anything.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

from console import LONG_TASKS, TRACED, frames, tasks
from harness.rounds import Sample, medians, percentile
from harness.servers import RAISED
from harness.strollers import TICK, Strollers
from harness.tables import goal, machine, table
from latency import FLAGS, quickstart, sign_in
from playwright.sync_api import CDPSession, Page, sync_playwright

SHOWN = "(count) => document.querySelector('.visitors-count')?.textContent.match(/\\d+/)?.[0] == count"


class Told:
    """What the console heard of changes, counted outside of its page."""

    def __init__(self, page: Page) -> None:
        self.lines: Counter[str] = Counter()
        page.on("websocket", lambda socket: socket.on("framereceived", self._hear))

    def _hear(self, text: str | bytes) -> None:
        frame = json.loads(text)
        if frame["type"].startswith(("visitor.", "page.")):
            self.lines[frame["type"]] += len(frame["visitors"])


def main_thread(session: CDPSession) -> float:
    """Return the milliseconds of CPU the page's main thread has had."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration")) * 1000


def longest(trace: dict[str, Any]) -> float:
    """Return the milliseconds of CPU of the longest task there was: what a busy machine adds is not in it."""
    return max((event.get("tdur", 0) for event in tasks(trace)), default=0) / 1000


def watch(page: Page, session: CDPSession, told: Told, seconds: float) -> dict[str, Any]:
    """Look for a while; what the page did in it."""
    browser = page.context.browser
    assert browser is not None
    told.lines.clear()
    page.evaluate("window.benchLong.length = 0")
    browser.start_tracing(page=page, categories=TRACED)
    before = main_thread(session)
    page.wait_for_timeout(seconds * 1000)
    spent = main_thread(session) - before
    trace = json.loads(browser.stop_tracing())
    work = frames(trace)
    ticks = seconds / TICK
    return {
        "ms a tick": spent / ticks,
        "changes a tick": sum(told.lines.values()) / ticks,
        "frame p50 ms": percentile(work, 50),
        "frame p99 ms": percentile(work, 99),
        "frames/s": len(work) / seconds,
        "task max ms": longest(trace),
        "long": len(page.evaluate("window.benchLong")),
    }


def measure(shop: str, options: argparse.Namespace) -> bool:
    """Drive the browser and hold what it did against the goals."""
    errors: list[str] = []
    port = urlsplit(shop).port
    assert port is not None
    strollers = Strollers(port, "demo", size=options.visitors, changes=options.changes)
    samples: dict[str, list[Sample]] = {"nothing happens": [], "everybody moves": []}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = sign_in(browser, shop)
        page.set_viewport_size({"width": 1440, "height": 900})
        page.on("console", lambda message: message.type == "error" and errors.append(message.text))
        page.on("pageerror", lambda error: errors.append(str(error)))
        told = Told(page)
        page.reload()
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        strollers.start()
        strollers.here.wait()
        page.evaluate("location.hash = '#visitors'")
        page.wait_for_function(SHOWN, arg=str(options.visitors))
        page.evaluate(LONG_TASKS)
        for number in range(options.rounds):
            print(f"round {number + 1} of {options.rounds}", flush=True)
            names = list(samples)
            for name in names if number % 2 == 0 else reversed(names):
                (strollers.busy.set if name == names[1] else strollers.busy.clear)()
                page.wait_for_timeout(6000)  # whoever has left stays for a moment
                samples[name].append(watch(page, session, told, options.seconds))
        strollers.over.set()
        browser.close()
    return judge(samples, errors, options)


def judge(samples: dict[str, list[Sample]], errors: list[str], options: argparse.Namespace) -> bool:
    """Print the figures and hold them against the goals."""
    middle = {name: medians(found) for name, found in samples.items()}
    columns = list(next(iter(middle.values())))
    print(table(["", *columns], [[name, *found.values()] for name, found in middle.items()]))
    moving = samples["everybody moves"]
    words = f"{options.visitors} visitors"
    enough = options.changes * 0.9
    fine = goal(f"{words}: changes told a tick", middle["everybody moves"]["changes a tick"], at_least=enough)
    fine &= goal(f"{words}: main thread a tick, ms", middle["everybody moves"]["ms a tick"], at_most=16)
    fine &= goal(f"{words}: tasks over 50 ms", sum(found["long"] for found in moving), at_most=0)
    return fine & goal("errors in the browser's console", len(errors), at_most=0)


def raise_limits(env: dict[str, str]) -> None:
    """Let each visitor come from a network of its own, and hold one socket more than people do."""
    env |= RAISED | {"TRUSTED_PROXIES": "1"}


def main() -> int:
    """Run on a quickstart of our own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--visitors", type=int, default=500)
    parser.add_argument("--changes", type=int, default=100, help="so many a tick of 250 ms")
    parser.add_argument("--seconds", type=float, default=15.0, help="of each turn")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print(machine(), flush=True)
    with quickstart(raise_limits) as shop:
        return int(not measure(shop, options))


if __name__ == "__main__":
    sys.exit(main())
