"""A page in Chromium, driven and read over the DevTools protocol alone: a driver's helpers inside the page would be
measured with it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, CDPSession

VIEWPORT = {"width": 1280, "height": 800}
SETTLED = 1.2
"""Seconds after which a page has come to rest; whoever measures asserts that it is where it should be."""
TIMES = {"task": "TaskDuration", "script": "ScriptDuration", "layout": "LayoutDuration"}
MB = 1024 * 1024

# Entries the browser has kept since the page began; asked for once all is measured, so that asking costs nothing.
ENTRIES = """new Promise((done) => {
  const seen = [];
  const observer = new PerformanceObserver((list) => seen.push(...list.getEntries()));
  observer.observe({ type: "%s", buffered: true });
  setTimeout(() => done([...seen, ...observer.takeRecords()].map(%s)), 100);
})"""
SHIFTS = ENTRIES % ("layout-shift", "({ value }) => value")
LONG_TASKS = ENTRIES % ("longtask", "({ duration }) => duration")
KEPT = """(async () => localStorage.length + sessionStorage.length
  + (await indexedDB.databases()).length + (await caches.keys()).length)()"""


@dataclass
class Load:
    """One request and what came back."""

    url: str
    frame: str
    encoding: str = ""
    bytes: int = 0
    body: int = 0

    @property
    def path(self) -> str:
        """The path, without a query."""
        return urlsplit(self.url).path


@dataclass
class Tab:
    """One page of a new browser profile, and everything it loads."""

    context: BrowserContext
    cdp: CDPSession
    loads: dict[str, Load] = field(default_factory=dict)
    spent: dict[str, float] = field(default_factory=lambda: dict.fromkeys(TIMES, 0.0))
    _before: dict[str, float] = field(default_factory=dict)
    _headers: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    async def of(cls, browser: Browser) -> Tab:
        """Open an empty page; times are those of its main thread."""
        context = await browser.new_context(viewport=VIEWPORT)  # type: ignore[arg-type]
        tab = cls(context, await context.new_cdp_session(await context.new_page()))
        tab._listen()
        await tab.cdp.send("Network.enable")
        await tab.cdp.send("Performance.enable", {"timeDomain": "threadTicks"})
        return tab

    def _listen(self) -> None:
        def sent(event: dict[str, Any]) -> None:
            self.loads[event["requestId"]] = Load(event["request"]["url"], event.get("frameId", ""))

        def socket(event: dict[str, Any]) -> None:
            self.loads[event["requestId"]] = Load(event["url"], "")

        def answered(event: dict[str, Any]) -> None:
            # May come before its request is told of.
            self._headers[event["requestId"]] = {
                name.lower(): value for name, value in event["headers"].items()
            }

        def finished(event: dict[str, Any]) -> None:
            load = self.loads[event["requestId"]]
            headers = self._headers.get(event["requestId"], {})
            load.bytes = int(event["encodedDataLength"])
            load.encoding = headers.get("content-encoding", "")
            load.body = int(headers.get("content-length", 0))

        self.cdp.on("Network.requestWillBeSent", sent)
        self.cdp.on("Network.webSocketCreated", socket)
        self.cdp.on("Network.responseReceivedExtraInfo", answered)
        self.cdp.on("Network.loadingFinished", finished)

    # doing
    async def slow_down(self, times: int) -> None:
        """Let the page have a processor so many times slower."""
        await self.cdp.send("Emulation.setCPUThrottlingRate", {"rate": times})

    async def go(self, url: str) -> None:
        """Load a page and let it come to rest."""
        await self.cdp.send("Page.navigate", {"url": url})
        await self.rest()
        await self._count()

    async def click(self, x: float, y: float) -> None:
        """Move there, press and release, and let the page come to rest."""
        await self._start()
        button: dict[str, Any] = {"x": x, "y": y, "button": "left", "clickCount": 1}
        await self.cdp.send("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x, "y": y})
        await self.cdp.send("Input.dispatchMouseEvent", {"type": "mousePressed", **button})
        await self.cdp.send("Input.dispatchMouseEvent", {"type": "mouseReleased", **button})
        await self.rest()
        await self._count()

    async def write(self, text: str) -> None:
        """Write into what has the focus, then press Enter."""
        await self.cdp.send("Input.insertText", {"text": text})
        await self.press("Enter")

    async def press(self, key: str) -> None:
        """Press a key and let the page come to rest."""
        code = {"Enter": 13, "Escape": 27}[key]
        event = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        text = {"text": "\r"} if key == "Enter" else {}
        await self.cdp.send("Input.dispatchKeyEvent", {"type": "keyDown", **event, **text})
        await self.cdp.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})
        await self.rest()

    async def rest(self) -> None:
        """Let the page come to rest."""
        await asyncio.sleep(SETTLED)

    async def cost(self, expression: str) -> float:
        """Return the milliseconds the main thread needs for an expression."""
        before = (await self._metrics())["TaskDuration"]
        await self.evaluate(expression)
        return 1000 * ((await self._metrics())["TaskDuration"] - before)

    # reading
    async def figures(self) -> dict[str, float]:
        """Return the main thread's milliseconds since the last time; heap, nodes and listeners as they are."""
        spent, self.spent = self.spent, dict.fromkeys(TIMES, 0.0)
        await self.cdp.send("HeapProfiler.collectGarbage")
        now = await self._metrics()
        elements = await self.evaluate("document.querySelectorAll('*').length")
        return {
            **{name: 1000 * seconds for name, seconds in spent.items()},
            "heap MB": now["JSHeapUsedSize"] / MB,
            "nodes": now["Nodes"],
            "listeners": now["JSEventListeners"],
            "elements": float(elements),
            "shift": sum(await self.evaluate(SHIFTS)),
        }

    async def evaluate(self, expression: str, frame: str = "") -> Any:
        """Return what an expression comes to in the page, or in one of its frames, unseen by its own scripts."""
        frame = frame or (await self._frames())[0]["id"]
        world = await self.cdp.send("Page.createIsolatedWorld", {"frameId": frame})
        asked = {
            "expression": expression,
            "contextId": world["executionContextId"],
            "awaitPromise": True,
            "returnByValue": True,
        }
        answer = await self.cdp.send("Runtime.evaluate", asked)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    async def frame(self, path: str) -> str:
        """Return the id of the frame whose address ends so; it has to be there."""
        frames = await self._frames()
        found = [each["id"] for each in frames if urlsplit(each["url"]).path.endswith(path)]
        if not found:
            raise RuntimeError(f"no frame {path} among {[each['url'] for each in frames]}")
        return str(found[0])

    async def middle(self, selector: str, frame: str) -> tuple[float, float]:
        """Return where the middle of something in a frame lies on the page."""
        found = await self.evaluate(
            f"(() => {{ const {{ x, y, width, height }} = document.querySelector({selector!r})"
            ".getBoundingClientRect(); return [x + width / 2, y + height / 2]; })()",
            frame,
        )
        owner = await self.cdp.send("DOM.getFrameOwner", {"frameId": frame})
        box = await self.cdp.send("DOM.getBoxModel", {"backendNodeId": owner["backendNodeId"]})
        left, top = box["model"]["content"][:2]
        return left + found[0], top + found[1]

    async def close(self) -> None:
        """Close the page and forget its profile."""
        await self.context.close()

    async def _frames(self) -> list[dict[str, Any]]:
        tree = (await self.cdp.send("Page.getFrameTree"))["frameTree"]
        return [tree["frame"], *(child["frame"] for child in tree.get("childFrames", []))]

    async def _metrics(self) -> dict[str, float]:
        metrics = (await self.cdp.send("Performance.getMetrics"))["metrics"]
        return {metric["name"]: float(metric["value"]) for metric in metrics}

    async def _start(self) -> None:
        self._before = await self._metrics()

    async def _count(self) -> None:
        """Add what the main thread did since the start; what is asked in between does not count."""
        now = await self._metrics()
        for name, metric in TIMES.items():
            self.spent[name] += now[metric] - self._before.get(metric, 0.0)
