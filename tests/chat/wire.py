"""People on the wire: the whole application, in this process, by socket and by HTTP."""

import asyncio
import itertools
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async

from agents.models import Agent, ApiToken
from config.asgi import application
from tests.chat.shop import Shop, client_id

HOST = "testserver"
OWN_ORIGIN = f"http://{HOST}"
PATIENCE = 10.0

OPENED = ["conversation.opened", "conversation.queued", "message.created"]

Frame = dict[str, Any]
Headers = Iterable[tuple[str, str]]
T = TypeVar("T")

_numbers = itertools.count(1)


async def outside(work: Callable[[], T]) -> T:
    """Look into the database, off the loop."""
    return await database_sync_to_async(work)()


def an_address() -> str:
    """Return an address nobody else comes from: limits are counted by it."""
    number = next(_numbers)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


class Closed(Exception):
    """The server has closed the socket."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Tab:
    """One socket; what it hears besides answers is kept as ``news``."""

    path: str
    headers: Headers = (("origin", OWN_ORIGIN),)
    address: str = field(default_factory=an_address)
    news: list[Frame] = field(default_factory=list)
    welcome: Frame = field(default_factory=dict)

    def __post_init__(self) -> None:
        scope = {"type": "websocket", "path": self.path, "scheme": "ws", "client": (self.address, 1)}
        scope |= {"headers": _raw(self.headers), "query_string": b"", "subprotocols": []}
        self._line = ApplicationCommunicator(application, scope)

    async def connect(self) -> int:
        """Shake hands; returns 0, or the code of the refusal."""
        await self._line.send_input({"type": "websocket.connect"})
        message = await self._output()
        return 0 if message["type"] == "websocket.accept" else int(message["code"])

    async def greet(self, **hello: Any) -> "Tab":
        """Say hello and take the welcome."""
        await self.send("hello", **{"protocol": 1} | hello)
        self.welcome = await self.hear()
        assert self.welcome["type"] == "welcome", self.welcome
        return self

    async def send(self, type: str, **fields: Any) -> None:
        """Send a frame and wait for nothing."""
        await self.send_raw(json.dumps({"type": type} | fields))

    async def send_raw(self, raw: str | bytes) -> None:
        """Send whatever it is."""
        kind = "text" if isinstance(raw, str) else "bytes"
        await self._line.send_input({"type": "websocket.receive", kind: raw})

    async def ask(self, type: str, **fields: Any) -> Frame:
        """Send a frame that wants an answer, and return the answer."""
        asked = {"id": f"ask-{next(_numbers)}", "client_id": client_id()} | fields
        await self.send(type, **asked)
        while True:
            frame = await self.hear()
            if frame.get("id") == asked["id"]:
                return frame
            self.news.append(frame)

    async def hear(self) -> Frame:
        """Return the next frame, whatever it is; raises when there is a close instead."""
        message = await self._output()
        if message["type"] == "websocket.close":
            raise Closed(message["code"])
        return json.loads(message["text"])

    async def until(self, type: str, **fields: Any) -> Frame:
        """Return the next frame of a type with these fields; what else is heard stays news."""
        wanted = {"type": type} | fields
        for number in itertools.count():
            if number == len(self.news):
                self.news.append(await self.hear())
            if wanted.items() <= self.news[number].items():
                return self.news.pop(number)
        raise AssertionError("never reached")

    async def settle(self) -> list[Frame]:
        """Return everything heard since the last time, up to now, but for heartbeats."""
        assert (await self.ask("test.barrier"))["code"] == "unknown_type"
        news, self.news = self.news, []
        return [frame for frame in news if frame["type"] != "heartbeat"]

    async def closed(self) -> int:
        """Return the code of the close, passing over what comes before."""
        while True:
            try:
                self.news.append(await self.hear())
            except Closed as closed:
                return closed.code

    async def hang_up(self) -> None:
        """Go away."""
        await self._line.input_queue.put({"type": "websocket.disconnect", "code": 1001})
        await self._line.wait(PATIENCE)

    async def _output(self) -> Any:
        async with asyncio.timeout(PATIENCE):
            return await self._line.output_queue.get()


@dataclass
class Poll:
    """The same frames over HTTP: each question is a call of its own, after a hello."""

    site: str = "fjord"
    address: str = field(default_factory=an_address)
    hello: Frame = field(default_factory=lambda: {"type": "hello", "protocol": 1})
    news: list[Frame] = field(default_factory=list)
    welcome: Frame = field(default_factory=dict)

    async def greet(self, **hello: Any) -> "Poll":
        """Say hello and keep the token for the calls to come."""
        self.hello |= hello
        await self.call()
        if "token" in self.welcome:
            self.hello["token"] = self.welcome["token"]
        return self

    async def call(self, *frames: Frame, **body: Any) -> list[Frame]:
        """Make one call; returns what was answered after the welcome."""
        answer = await self.post({"frames": [self.hello, *frames]} | body)
        assert answer.status == 200, answer.body
        self.welcome, *rest = answer.json()["frames"]
        return rest

    async def ask(self, type: str, **fields: Any) -> Frame:
        """Send a frame that wants an answer, and return the answer."""
        asked = {"id": f"ask-{next(_numbers)}", "client_id": client_id()} | fields
        frames = await self.call({"type": type} | asked)
        (answer,) = [frame for frame in frames if frame.get("id") == asked["id"]]
        self.news += [frame for frame in frames if frame is not answer]
        return answer

    async def settle(self) -> list[Frame]:
        """Return everything heard since the last time."""
        news, self.news = self.news, []
        return news

    async def post(self, body: Any, **request: Any) -> "Answer":
        """Post a body as it is."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await http("POST", f"/w/{self.site}/sync", raw, **{"address": self.address} | request)


@dataclass
class Answer:
    """What came back over HTTP."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the decoded body."""
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The code of an error, which has one shape everywhere."""
        error = self.json()["error"]
        assert {"code", "message"} <= error.keys() <= {"code", "message", "fields"}
        return str(error["code"])


async def http(
    method: str,
    path: str,
    body: bytes | list[bytes] = b"",
    *,
    headers: Headers = (("origin", OWN_ORIGIN),),
    address: str = "10.0.0.1",
    query: str = "",
) -> Answer:
    """Send one request; a body in several pieces declares no length."""
    scope = {"type": "http", "method": method, "path": path, "scheme": "http", "http_version": "1.1"}
    scope |= {"headers": _raw(headers), "query_string": query.encode(), "client": (address, 1)}
    line = ApplicationCommunicator(application, scope)
    pieces = body if isinstance(body, list) else [body]
    for number, piece in enumerate(pieces, 1):
        more = number < len(pieces)
        await line.send_input({"type": "http.request", "body": piece, "more_body": more})
    async with asyncio.timeout(PATIENCE + 20):
        start, rest = await line.output_queue.get(), await line.output_queue.get()
    names = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], names, rest["body"])


@dataclass
class People:
    """Whoever is connected; all of them hang up at the end."""

    shop: Shop
    tabs: list[Tab] = field(default_factory=list)

    async def visitor(self, site: str = "fjord", **hello: Any) -> Tab:
        """Return a visitor's tab that has been welcomed."""
        return await (await self.connected(self.socket(f"/ws/visitor/{site}/"))).greet(**hello)

    async def agent(self, agent: Agent, **hello: Any) -> Tab:
        """Return an agent's socket that has been welcomed."""
        token = await outside(lambda: ApiToken.issue(agent))
        tab = self.socket("/ws/agent/", headers=[("authorization", f"Bearer {token}")])
        await (await self.connected(tab)).greet(**hello)
        await tab.until("agent.changed")  # its own arrival
        return tab

    def socket(self, path: str, **options: Any) -> Tab:
        """Return a socket that has not shaken hands yet."""
        self.tabs.append(Tab(path, **options))
        return self.tabs[-1]

    async def connected(self, tab: Tab) -> Tab:
        """Shake hands."""
        assert await tab.connect() == 0
        return tab

    async def hang_up(self, *tabs: Tab) -> None:
        """Let some of them go."""
        for tab in tabs:
            self.tabs.remove(tab)
            await tab.hang_up()


def types(frames: Iterable[Frame]) -> list[str]:
    """Return the types of frames, in order."""
    return [frame["type"] for frame in frames]


def seen(frames: list[Frame], conversation: str) -> list[str]:
    """Return the types of what was heard of one conversation."""
    return types([frame for frame in frames if frame.get("conversation") == conversation])


async def settled(*tabs: Tab) -> list[list[Frame]]:
    """Return what each of the tabs has heard."""
    return [await tab.settle() for tab in tabs]


async def opened(tab: Tab | Poll, text: str = "Hello", **more: Any) -> str:
    """Open a conversation and return its id, with the record up to here heard."""
    ack = await tab.ask("conversation.open", text=text, **more)
    assert ack["type"] == "ack", ack
    await tab.settle()
    return str(ack["conversation"])


def _raw(headers: Headers) -> list[tuple[bytes, bytes]]:
    pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return pairs if any(name == b"host" for name, _value in pairs) else [(b"host", HOST.encode()), *pairs]
