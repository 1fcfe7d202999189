"""What goes over the wire and what is in the record, seen from outside."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from playwright.sync_api import Page, Response, WebSocket, WebSocketRoute, expect

from tests.stories.roles import Agent

Frame = dict[str, Any]


class Wire:
    """Everything a page hears from the server, frame by frame; it listens from before the page is loaded."""

    def __init__(self, page: Page) -> None:
        self.heard: list[str] = []
        self.sockets: list[WebSocket] = []
        self.welcomed: list[WebSocket] = []
        page.on("websocket", self._follow)
        page.on("response", self._read)

    def frames(self, type: str) -> list[Frame]:
        """Return the frames of one type, in the order in which they came."""
        return [frame for text in self.heard for frame in _frames(text) if frame["type"] == type]

    @property
    def closed(self) -> list[WebSocket]:
        """The sockets that ended."""
        return [socket for socket in self.sockets if socket.is_closed()]

    @property
    def open(self) -> list[WebSocket]:
        """The sockets that have not ended."""
        return [socket for socket in self.sockets if not socket.is_closed()]

    def _follow(self, socket: WebSocket) -> None:
        self.sockets.append(socket)
        socket.on("framereceived", lambda text: self._hear(socket, str(text)))

    def _hear(self, socket: WebSocket, text: str) -> None:
        self.heard.append(text)
        if json.loads(text)["type"] == "welcome":
            self.welcomed.append(socket)

    def _read(self, response: Response) -> None:
        if response.url.endswith("/sync") and response.ok:
            self.heard.append(response.text())


class BadLine:
    """A socket's line that swallows the frames it is told to, in one direction or the other."""

    def __init__(self, page: Page, path: str) -> None:
        self.to_server: Callable[[Frame], bool] = lambda _frame: False
        self.to_page: Callable[[Frame], bool] = lambda _frame: False
        self.withheld: list[Callable[[], None]] = []
        self.sockets: list[WebSocketRoute] = []
        page.route_web_socket(lambda url: path in url, self._carry)

    def heal(self) -> None:
        """Let everything through again."""
        self.to_server = self.to_page = lambda _frame: False

    def keep_answer_to(self, text: str) -> None:
        """Let a message through, and swallow what the server answers to it."""
        asked: set[str] = set()

        def noted(frame: Frame) -> bool:
            if frame.get("text") == text:
                asked.add(frame["client_id"])
            return False

        self.to_server = noted
        self.to_page = lambda frame: frame.get("client_id") in asked

    def cut(self) -> None:
        """End the sockets there are, as a network does that goes away."""
        while self.sockets:
            self.sockets.pop().close()

    def deliver(self) -> None:
        """Let what was kept from the page arrive after all, late."""
        while self.withheld:
            self.withheld.pop(0)()

    def _carry(self, page: WebSocketRoute) -> None:
        self.sockets.append(page)
        server = page.connect_to_server()
        page.on_message(lambda text: self.to_server(json.loads(text)) or server.send(text))
        server.on_message(lambda text: self._to_page(page, text))

    def _to_page(self, page: WebSocketRoute, text: str | bytes) -> None:
        if self.to_page(json.loads(text)):
            self.withheld.append(lambda: page.send(text))
        else:
            page.send(text)


def until(page: Page, true: Callable[[], bool], *, seconds: int = 10) -> None:
    """Let a page go on until something is true of what came over its line."""
    for _ in range(seconds * 20):
        if true():
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"it did not become true within {seconds} seconds")


class Record:
    """The record of the conversation an agent has before them, as programs read it."""

    def __init__(self, agent: Agent) -> None:
        link = agent.page.locator("[data-act=transcript]")  # on a phone it stands in a menu
        path = str(link.get_attribute("href"))
        self.conversation = path.split("/")[2]
        self.transcript = agent.server.url + path
        self._agent = agent

    def entries(self) -> list[Frame]:
        """Return every entry; the sequence is dense."""
        entries_url = f"{self._agent.server.url}/api/v1/conversations/{self.conversation}/entries/"
        entries: list[Frame] = []
        cursor: str | None = "0"
        while cursor is not None:
            answer = self._agent.page.request.get(f"{entries_url}?limit=200&cursor={cursor}")
            expect(answer).to_be_ok()
            entries += answer.json()["results"]
            cursor = answer.json()["next"]
        assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
        return entries

    def messages(self, author: str = "") -> list[str]:
        """Return what was said, by everybody or by one kind of author; no client_id stands there twice."""
        messages = [entry["message"] for entry in self.entries() if "message" in entry]
        ids = [(message["author"]["id"], message["client_id"]) for message in messages]
        assert len(set(ids)) == len(ids)
        return [message["text"] for message in messages if author in ("", message["author"]["kind"])]


def _frames(text: str) -> Iterator[Frame]:
    frame = json.loads(text)
    for one in frame.get("frames", [frame]):
        yield one
        yield from one.get("entries", ())
