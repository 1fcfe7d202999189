"""What visitors' pages receive, over every story: nothing in it is meant for agents alone."""

import contextlib
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Error, Page, Response, WebSocket

# Every note in a story carries this.
MARK = "(between us)"
# Frames that tell of agents' work, and fields that hold it.
FOR_AGENTS = {
    "agent.changed",
    "canned.changed",
    "canned.snapshot",
    "context.snapshot",
    "conversation.presence",
    "conversation.snoozed",
    "conversation.tagged",
    "conversation.woken",
    "inbox.page",
    "inbox.snapshot",
    "message.before",
    "page.viewed",
    "tag.snapshot",
    "visit.found",
    "visitor.changed",
    "visitors.named",
}
HIDDEN_FIELDS = {"attributes", "earlier", "facts", "notes", "snoozed", "sources", "tags", "viewers"}


class Guard:
    """Reads every frame and every answer that goes to a visitor, on whatever page."""

    def __init__(self) -> None:
        self.heard = 0
        self.leaks: list[str] = []

    def watch(self, page: Page) -> None:
        """Listen from before the page is loaded."""
        page.on("websocket", self._follow)
        page.on("response", self._read)

    def _follow(self, socket: WebSocket) -> None:
        if "/ws/visitor/" in socket.url:
            socket.on("framereceived", lambda text: self._hear(str(text)))

    def _read(self, response: Response) -> None:
        path = urlsplit(response.url).path
        kind = response.headers.get("content-type", "")
        if path.startswith(("/w/", "/shop/")) and kind.startswith(("application/json", "text/html")):
            # The page has gone: neither did it read the rest.
            with contextlib.suppress(Error):
                self._hear(response.text())

    def _hear(self, text: str) -> None:
        self.heard += 1
        self.leaks += leaks_in(text)


def leaks_in(text: str) -> list[str]:
    """Return what a visitor should not have been sent."""
    found = [text] if MARK in text else []
    with contextlib.suppress(ValueError):
        found += [json.dumps(part) for part in _parts(json.loads(text)) if _is_for_agents(part)]
    return found


def _is_for_agents(part: dict[str, Any]) -> bool:
    return (
        part.get("type") in FOR_AGENTS
        or part.get("audience") == "agents"
        or bool(HIDDEN_FIELDS & part.keys())
    )


def _parts(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object inside, however deep."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _parts(inner)
