"""A simulated visitor's way through the shop, told as any page without a socket tells it."""

import time
from typing import Any

from demo.telling import Page
from demo.wire import Wire, new_client_id

BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.6 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:143.0) Gecko/20100101 Firefox/143.0",
)


class Walk:
    """The page somebody is on; agents who watch see them as long as it is told of every so often."""

    def __init__(self, wire: Wire, person: str) -> None:
        self.wire = wire
        self.browser = BROWSERS[sum(map(ord, person)) % len(BROWSERS)]
        self.token = self.view = self.url = ""
        self._since = 0.0

    def go(self, page: Page) -> None:
        """Go to a page of the shop."""
        before, self.url = self.url, f"http://localhost:{self.wire.port}/shop/{page.path}"
        frames = [self._frame("page.leave")] if self.view else []
        self.view, self._since = new_client_id(), time.monotonic()
        view = {"type": "page.view", "view": self.view, "url": self.url, "title": page.title}
        self._tell(*frames, view | {"referrer": before})

    def stay(self) -> None:
        """Read on."""
        self._tell(self._frame("page.activity"))

    def leave(self) -> None:
        """Close the page."""
        if self.view:
            self._tell(self._frame("page.leave"))

    def _frame(self, type: str) -> dict[str, Any]:
        return {"type": type, "view": self.view, "active_ms": int((time.monotonic() - self._since) * 1000)}

    def _tell(self, *frames: dict[str, Any]) -> None:
        told = self.wire.hit(frames, self.browser, self.token)
        self.token = told.get("token", self.token)
