"""Words that want to be programs, a visitor who says nothing else, and who notices what they achieve."""

import json
import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Dialog, Error, Frame, Page, Request
from websockets.sync.client import ClientConnection, connect

from tests.stories.server import Server

OURS = [
    "<script>window.__xss=1</script>",
    '"><img src=x onerror=window.__xss=1>',
    "'-window.__xss=1-'",
    "${window.__xss=1}{{constructor.constructor('window.__xss=1')()}}",
    "javascript:window.__xss=1//https://shop.example/",
    'https://shop.example/"onmouseover="window.__xss=1',
    "</textarea></title></script><svg onload=window.__xss=1>",
    "<iframe srcdoc='<script>parent.__xss=1</script>'></iframe>",
    "\u2028window.__xss=1//\u202e",
    '<a href="data:text/html,<script>opener.__xss=1</script>">x</a>',
]


def hostile_texts(data: Callable[[str], Path]) -> list[str]:
    """Return ours, and the collected ones where the data sets are."""
    try:
        return [*OURS, *collected(data)]
    except pytest.skip.Exception:
        return OURS


def collected(data: Callable[[str], Path]) -> list[str]:
    """Return the texts of the public lists."""
    return [item["s"] for item in json.loads(data("adversarial/xss_core.json").read_text())["items"]]


@contextmanager
def watching(page: Page, server: Server, besides: str = "data:") -> Iterator[None]:
    """Notice whatever a payload achieves on a page, whose address may be another; errors end the story anyway."""
    achieved: list[str] = []
    ours = rf"(http|ws)://(localhost|127\.0\.0\.1):{server.port}/|data:|{re.escape(besides)}"

    def dialog(opened: Dialog) -> None:
        achieved.append(f"dialog: {opened.message}")
        opened.dismiss()

    def asked(request: Request) -> None:
        if not re.match(ours, request.url):
            achieved.append(f"request: {request.url}")
        elif request.url.endswith("/x"):
            achieved.append(f"image: {request.url}")

    page.context.on("dialog", dialog)
    page.context.on("request", asked)
    yield
    for frame in page.frames:
        assert _done_in(frame) is None
    assert achieved == []


def _done_in(frame: Frame) -> object:
    """Return what a payload has set in a frame, which may still be on its way to its document."""
    for _try in range(10):
        frame.wait_for_load_state()
        try:
            return frame.evaluate("window.__xss")
        except Error as error:
            if "context was destroyed" not in error.message:
                raise
    raise AssertionError(f"{frame.url} does not come to rest")


def bare(text: str) -> str:
    """Return a text without what is not seen."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]", "", text)


@contextmanager
def hostile_visitor(server: Server, payload: str, site: str = "demo") -> Iterator["HostileVisitor"]:
    """Let somebody in whose every word is the payload."""
    address = server.url.replace("http", "ws") + f"/ws/visitor/{site}/"
    browser = re.sub(r"[^ -~]", "?", payload)[:300]
    with connect(address, origin=server.url, max_size=None, user_agent_header=browser) as socket:
        yield HostileVisitor(socket, payload)


@contextmanager
def hostile_looker(server: Server, payloads: Sequence[str], browser: str) -> Iterator[None]:
    """Let somebody look at a page a payload, of whom the payloads are all that is known; they stay until the end."""
    address = server.url.replace("http", "ws") + "/ws/visitor/demo/"
    pages = [_page_of(f"{server.url}/{payload}", payload) for payload in payloads]
    campaign = quote(payloads[0])  # another one would be another visit
    pages[0]["url"] = f"{server.url}/{campaign}?utm_source={campaign}&utm_campaign={campaign}"
    about = {"locale": payloads[0][:20], "timezone": payloads[0][:64], "page": pages[0]}
    with connect(address, origin=server.url, user_agent_header=browser) as socket:
        socket.send(json.dumps({"type": "hello", "protocol": 1, "passive": True, **about}))
        while json.loads(socket.recv(timeout=10))["type"] != "welcome":
            pass
        for number, page in enumerate(pages):
            socket.send(json.dumps({"type": "page.view", "id": f"{number}", **page}))
            while json.loads(socket.recv(timeout=10)).get("id") != f"{number}":
                pass
        yield


def _page_of(url: str, payload: str) -> dict[str, str]:
    return {"view": payload[:120], "url": url, "title": payload, "referrer": f"https://{payload}/{payload}"}


class HostileVisitor:
    """A program in a visitor's place; it has a browser's rights and no manners."""

    def __init__(self, socket: ClientConnection, payload: str) -> None:
        self._socket = socket
        self._payload = payload
        self._say(
            type="hello",
            protocol=1,
            tab=payload[:64],
            locale=payload[:20],
            timezone=payload[:64],
            page=self._page,
            echo=False,
        )
        self.token = self._hear("welcome")["token"]

    @property
    def _page(self) -> dict[str, str]:
        payload = self._payload
        return {"view": payload[:120], "url": payload, "title": payload, "referrer": payload}

    def introduce(self) -> None:
        """Give a name, an e-mail address and a phone number."""
        payload = self._payload
        email = re.sub(r"[\s@]", "/", payload)[:240] + "@x.example"
        attributes = {payload[:40]: payload[:500]}
        self._ask(
            type="visitor.update",
            name=payload[:120],
            email=email,
            phone=payload[:40],
            attributes=attributes,
        )

    def open(self) -> None:
        """Begin a conversation."""
        self.conversation = self._ask(type="conversation.open", text=self._payload, page=self._page)[
            "conversation"
        ]

    def write(self, text: str) -> None:
        """Say one thing more."""
        self._ask(type="message.send", conversation=self.conversation, text=text)

    def answer(self, of: int, **data: Any) -> None:
        """Answer what was asked."""
        said = {"kind": "answer", "text": "", "data": {"of": of, **data}}
        self._ask(type="message.send", conversation=self.conversation, **said)

    def end_and_rate(self, comment: str = "") -> None:
        """End the conversation and say how it was."""
        self._ask(type="conversation.close", conversation=self.conversation)
        self._ask(
            type="conversation.rate",
            conversation=self.conversation,
            score=1,
            comment=comment or self._payload,
        )

    def _say(self, **frame: Any) -> None:
        self._socket.send(json.dumps(frame))

    def _ask(self, **frame: Any) -> dict[str, Any]:
        client_id = str(uuid.uuid4())
        self._say(client_id=client_id, **frame)
        return self._hear("ack", client_id)

    def _hear(self, type: str, client_id: str | None = None) -> dict[str, Any]:
        while True:
            frame: dict[str, Any] = json.loads(self._socket.recv(timeout=10))
            assert frame["type"] not in ("nack", "error"), frame
            if frame["type"] == type and client_id in (None, frame.get("client_id")):
                return frame
