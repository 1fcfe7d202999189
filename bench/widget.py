"""What the widget costs the page it stands on, in Chromium: bytes, requests, main thread, heap, layout shifts.

    python bench/widget.py [--rounds 9]
A quickstart serves the widget; the page around it is somebody else's and stands on another origin. Three pages take
turns: the page alone, with an empty frame instead of the widget, with the widget. In each the same places are clicked.
All documents share one process and its main thread, as on phones. Figures are medians of the differences to the page
alone in the same round.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from urllib.parse import urljoin

from harness.client import Client
from harness.host_pages import HostPages
from harness.rounds import Case, Sample, interleave, medians
from harness.servers import ROOT
from harness.tab import KEPT, LONG_TASKS, SHIFTS, TIMES, Load, Tab
from harness.tables import goal, machine, table
from latency import AGENT, FLAGS, quickstart
from playwright.async_api import Browser, async_playwright

ONE_PROCESS = ["--disable-site-isolation-trials", "--disable-features=IsolateOrigins,site-per-process"]
OFFLINE = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"]
STATES = ("launcher", "home", "composer")
LAUNCHER = (1228, 748)
BEGIN, FIELD = "button.primary", "form.composer textarea"
READY = f"!!document.querySelector('{FIELD}')?.checkVisibility()"
SLOWER = 4
CHURN_NOISE = 1.1
KB = 1000
# Inserts and removals, as a page does that draws a long list again and again.
CHURN = """(async () => {
  for (let turn = 0; turn < 20; turn++) {
    const list = document.createElement("ul");
    document.body.append(list);
    for (let row = 0; row < 1000; row++) list.append(document.createElement("li"));
    list.remove();
    await new Promise((done) => setTimeout(done));
  }
})()"""
# The demo's site once more, with one department and one language, as a site has at first; on one more origin, open at
# any hour, and without what tells of pages, which is no part of the chat.
SEED = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from agents.models import Agent, Department
from demo.seed import seed
from visitors.models import Site
seed(port={port})
site = Site.objects.get(key="demo")
site.pk, site.key, site.texts, site.mode, site._state.adding = None, "plain", {{}}, "off", True
site.save(force_insert=True)
department = Department.objects.create(name="Sales")
department.sites.add(site)
department.agents.add(*Agent.objects.all())
"""


@dataclass
class Visit:
    """What one look at the page with the widget showed beside its figures."""

    loads: dict[str, list[Load]] = field(default_factory=dict)
    shifts: list[float] = field(default_factory=list)
    kept: int = 0
    cookies: int = 0


class Bench:
    """One browser, one server, one page around the widget."""

    def __init__(self, browser: Browser, host: HostPages, server: str) -> None:
        self.browser, self.host, self.server = browser, host, server
        self.begin = (0.0, 0.0)
        self.visits: list[Visit] = []

    async def walk(self, name: str) -> Sample:
        """Load a page, click the launcher's place, then the place of the first button; figures of every state."""
        tab = await Tab.of(self.browser)
        visit = Visit()
        found: dict[str, float] = {}
        for state in STATES:
            before = len(tab.loads)
            await self._reach(tab, name, state)
            found |= {f"{state} {key}": value for key, value in (await tab.figures()).items()}
            visit.loads[state] = self._ours(list(tab.loads.values())[before:])
            if name == "widget":
                await self._look(tab, visit, state)
        if name == "widget":
            self.visits.append(visit)
        await tab.close()
        return found

    async def _reach(self, tab: Tab, name: str, state: str) -> None:
        if state == "launcher":
            await tab.go(self.host.url(name))
        elif state == "home":
            await tab.click(*LAUNCHER)
        else:
            if name == "widget":
                self.begin = await tab.middle(BEGIN, await tab.frame("/chat"))
            await tab.click(*self.begin)

    async def _look(self, tab: Tab, visit: Visit, state: str) -> None:
        """Read what has no cost of its own, and make sure that the state is what it is called."""
        visit.cookies += len(await tab.context.cookies())
        visit.kept += await tab.evaluate(KEPT)
        if state == "launcher":
            return
        chat = await tab.frame("/chat")
        visit.kept += await tab.evaluate(KEPT, chat)
        visit.shifts += await tab.evaluate(SHIFTS, chat)
        if await tab.evaluate(READY, chat) != (state == "composer"):
            raise RuntimeError(f"the chat does not show what it should: {state}")

    def _ours(self, loads: Iterable[Load]) -> list[Load]:
        return [load for load in loads if load.url.split("://")[1].startswith(self.server.split("://")[1])]

    async def strain(self, name: str) -> Sample:
        """Count long tasks on a slow processor; then see what a busy page pays for the widget's presence."""
        tab = await Tab.of(self.browser)
        await tab.slow_down(SLOWER)
        await self._reach(tab, name, "launcher")
        found = {"long tasks": float(len(await tab.evaluate(LONG_TASKS)))}
        await tab.slow_down(1)
        found["churn"] = min([await tab.cost(CHURN) for _ in range(7)])  # what disturbs only adds
        await tab.close()
        return found

    async def talk(self, console: Client) -> tuple[list[Load], float]:
        """Say something, close the panel, be answered; what was loaded on use, and how the page was shifted."""
        tab = await Tab.of(self.browser)
        for state in STATES:
            await self._reach(tab, "widget", state)
        before = len(tab.loads)
        await tab.write("Does it come in smoked oak?")
        await tab.press("Escape")
        await console.until(lambda: bool(console.views), 10)
        conversation = next(iter(console.views))
        await console.request({"type": "conversation.take", "conversation": conversation})
        await console.request({"type": "message.send", "conversation": conversation, "text": "It does."})
        await tab.rest()
        loads, shifts = self._ours(list(tab.loads.values())[before:]), sum(await tab.evaluate(SHIFTS))
        await tab.close()
        return loads, shifts


def differences(samples: Mapping[str, list[Sample]], name: str) -> dict[str, float]:
    """Return by how much a page costs more than the page alone, as medians over the rounds."""
    pairs = zip(samples[name], samples["alone"], strict=True)
    return medians([{key: each[key] - alone[key] for key in each} for each, alone in pairs])


def added_up(figures: dict[str, float]) -> dict[str, float]:
    """Return figures whose times are those since the page began, not since the state before."""
    for earlier, later in pairwise(STATES):
        for time in TIMES:
            figures[f"{later} {time}"] += figures[f"{earlier} {time}"]
    return figures


def weight(loads: Iterable[Load]) -> float:
    """Return kilobytes with the headers of the answers."""
    return sum(load.bytes for load in loads) / KB


def is_picture(load: Load) -> bool:
    """Whether it shows one of the site's people: theirs, not the widget's."""
    return load.path.startswith("/static/")


def report(samples: Mapping[str, list[Sample]]) -> None:
    """Print what everything costs more than the page alone."""
    columns = [*TIMES, "heap MB", "nodes", "listeners"]
    alone = added_up(medians(samples["alone"]))
    rows: list[list[object]] = [
        [f"page alone, {state}", *(alone[f"{state} {column}"] for column in columns)] for state in STATES
    ]
    for name in ("frame", "widget"):
        more = added_up(differences(samples, name))
        rows += [
            [f"+ {name}, {state}", *(more[f"{state} {column}"] for column in columns)] for state in STATES
        ]
    print(table(["milliseconds of the main thread", *columns], rows), flush=True)


def list_loads(loads: Iterable[Load], when: str) -> None:
    """Print one line for everything that was loaded."""
    for load in loads:
        size = f"{load.bytes:,} bytes, {load.body:,} of them body" if load.bytes else "socket"
        print(f"       {when}: {load.path} {load.encoding} {size}", flush=True)


def judge_bytes(visit: Visit) -> bool:
    """Hold what the first launcher and the first open chat load against the goals."""
    for state, loads in visit.loads.items():
        list_loads(loads, state)
    first = visit.loads["launcher"]
    opened = [load for state in STATES for load in visit.loads[state] if not is_picture(load)]
    fine = goal("loader, KB with headers", weight(first), at_most=3.0)
    fine &= goal("loader, requests", len(first), at_most=1)
    fine &= goal("chat with a composer, KB with headers", weight(opened), at_most=9.0)
    return fine & goal("chat with a composer, requests with the socket", len(opened), at_most=3)


def judge_figures(samples: Mapping[str, list[Sample]]) -> bool:
    """Hold main thread, heap and what stands in the page's document against the goals."""
    floor = differences(samples, "frame")["home task"]
    cost = added_up(differences(samples, "widget"))
    fine = either("launcher, ms of the main thread", cost["launcher task"], floor, most=18, ratio=0.6)
    fine &= goal("launcher, ms of script", cost["launcher script"], at_most=6)
    fine &= either(
        "launcher and open, ms of the main thread", cost["composer task"], floor, most=65, ratio=2.2
    )
    fine &= goal("launcher, heap in MB", cost["launcher heap MB"], at_most=0.35)
    # The snippet's own tag is the page's.
    fine &= goal("elements in the page's document", cost["composer elements"] - 1, at_most=1)
    return fine & goal("launcher, listeners", cost["launcher listeners"], at_most=12)


def either(words: str, value: float, floor: float, *, most: float, ratio: float) -> bool:
    """Hold a figure against a bound, or against an empty frame on this machine, whichever is kinder."""
    return goal(f"{words}; an empty frame {floor:.1f}", value, at_most=round(max(most, ratio * floor), 1))


def judge_shifts(samples: Mapping[str, list[Sample]], visits: list[Visit], badge: float) -> bool:
    """Hold what moved against nothing at all, also what moved right after a click."""
    fine = goal("layout shift inside the chat", max(sum(visit.shifts) for visit in visits), at_most=0)
    own = {}
    for state in STATES:
        # A page may move by itself while it loads; what the widget moves it moves every time.
        least, own[state] = (
            min(sample[f"{state} shift"] for sample in samples[name]) for name in ("widget", "alone")
        )
        fine &= goal(f"layout shift of the page, {state}", max(0.0, least - own[state]), at_most=0)
    return fine & goal("layout shift of the page, badge", max(0.0, badge - own["composer"]), at_most=0)


def judge_kept(visits: list[Visit]) -> bool:
    """Hold what is kept in the browser before the visitor wrote anything against nothing."""
    fine = goal("cookies before use", max(visit.cookies for visit in visits), at_most=0)
    return fine & goal("things stored before use", max(visit.kept for visit in visits), at_most=0)


def judge_strain(samples: Mapping[str, list[Sample]]) -> bool:
    """Hold a slow processor's long tasks, and the price of a busy page, against the page alone."""
    widget, alone = (min(sample["churn"] for sample in samples[name]) for name in ("widget", "alone"))
    words = f"more tasks over 50 ms with the launcher, processor {SLOWER} times slower"
    fine = goal(words, differences(samples, "widget")["long tasks"], at_most=0)
    words = "20,000 elements put in and taken out, times the page alone"
    return fine & goal(words, widget / alone, at_most=CHURN_NOISE)


async def measure(host: HostPages, shop: str, token: str, rounds: int) -> bool:
    """Drive the browser and hold what it did against the goals."""
    server = urljoin(shop.replace("//localhost", "//127.0.0.1"), "/")
    host.start(f'<script async src="{server}w/plain.js"></script>')
    print(f"{machine()}\non {host.words}", flush=True)
    console = Client(
        urljoin(server.replace("http", "ws", 1), "ws/agent/"), headers={"Authorization": f"Bearer {token}"}
    )
    await console.started()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=[*FLAGS, *ONE_PROCESS, *OFFLINE]
        )
        bench = Bench(browser, host, server)
        await bench.walk("widget")
        bench.visits.clear()
        cases: dict[str, Case] = {name: partial(bench.walk, name) for name in ("alone", "frame", "widget")}
        samples = await interleave(cases, rounds)
        slow: dict[str, Case] = {name: partial(bench.strain, name) for name in ("alone", "widget")}
        strained = await interleave(slow, max(3, rounds // 3))
        used, badge = await bench.talk(console)
        await browser.close()
    await console.stop()
    report(samples)
    fine = judge_bytes(bench.visits[-1])
    list_loads(used, "on use, apart")
    fine &= judge_figures(samples)
    fine &= judge_shifts(samples, bench.visits, badge)
    fine &= judge_kept(bench.visits)
    return fine & judge_strain(strained)


def main() -> int:
    """Run on a quickstart of our own, whose site may stand on the page of somebody else."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    host, tokens = HostPages(), []

    def prepare(env: dict[str, str]) -> None:
        settings = {**env, "DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
        run = partial(subprocess.run, cwd=ROOT, env=settings, check=True, capture_output=True, text=True)
        run([sys.executable, "-c", SEED.format(port=host.port)])
        tokens.append(run([sys.executable, "manage.py", "create_api_token", AGENT]).stdout.strip())

    with quickstart(prepare) as shop:
        try:
            return int(not asyncio.run(measure(host, shop, tokens[0], options.rounds)))
        finally:
            host.stop()


if __name__ == "__main__":
    sys.exit(main())
