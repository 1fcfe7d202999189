"""What messages are thrown at: how conversations open there and what a message looks like."""

from __future__ import annotations

import asyncio
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from harness.servers import Server
from harness.wire import Wire, connect

CLIENT_ID = "00000000-0000-4000-8000-%012x"
KEY = b'"00000000-0000-4000-8000-'
BATCH = 50
"""How many sockets connect at the same time."""

Counted = Callable[[int], None]


def key_of(frame: bytes) -> int:
    """Find the number inside a frame's client id without parsing the frame, or -1."""
    at = frame.find(KEY)
    return int(frame[at + len(KEY) : at + len(KEY) + 12], 16) if at >= 0 else -1


def ignore(_: int) -> None:
    """Count nothing."""


class Target(ABC):
    """Conversations with one sender each; whoever measures hangs itself on the two callbacks."""

    expects_delivery = True

    def __init__(self, server: Server) -> None:
        self.server = server
        self.on_ack: Counted = ignore
        self.on_delivery: Counted = ignore
        self.on_nack: Counted = ignore
        self.senders: list[Wire] = []
        self.lost = 0

    @abstractmethod
    async def connect(self, conversations: int) -> None:
        """Open all conversations and whoever listens to them."""

    @abstractmethod
    def message(self, sender: int, key: int, text: str) -> bytes:
        """Write the frame of one message."""

    def send(self, sender: int, key: int, text: str) -> None:
        """Send one message."""
        self.senders[sender].send(self.message(sender, key, text))

    async def open_senders(self, urls: list[str], headers: Mapping[str, str] | None = None) -> None:
        """Connect every sender, some at a time."""
        for start in range(0, len(urls), BATCH):
            some = urls[start : start + BATCH]
            self.senders += await asyncio.gather(*(self.wire(url, self.heard, headers) for url in some))

    async def wire(
        self, url: str, on_text: Callable[[bytes], None], headers: Mapping[str, str] | None = None
    ) -> Wire:
        """Connect one socket whose loss is counted."""
        return await connect(url, on_text=on_text, on_close=self._closed, headers=headers)

    def heard(self, frame: bytes) -> None:
        """Take a frame that reached a sender."""
        if b'"ack"' in frame:
            self.on_ack(key_of(frame))
        elif b'"nack"' in frame:
            self.on_nack(key_of(frame))

    def overheard(self, frame: bytes) -> None:
        """Take a frame that reached an agent."""
        if b'"message.created"' in frame and (key := key_of(frame)) >= 0:
            self.on_delivery(key)

    def _closed(self, _: int) -> None:
        self.lost += 1


class Echo(Target):
    """A bare Channels AsyncJsonWebsocketConsumer that sends back what it gets; nothing is stored."""

    expects_delivery = False

    async def connect(self, conversations: int) -> None:
        """Open one socket per conversation."""
        await self.open_senders([f"{self.server.socket}/echo/"] * conversations)

    def message(self, sender: int, key: int, text: str) -> bytes:
        """Write a frame that looks like the product's ack when it comes back."""
        return f'{{"type":"ack","client_id":"{CLIENT_ID % key}","text":"{text}"}}'.encode()


class Tutorial(Target):
    """Chat as the Channels tutorial builds it, plus storing."""

    def __init__(self, server: Server, agents: int) -> None:
        super().__init__(server)
        self.agents: list[Wire] = []
        self._count = agents

    async def connect(self, conversations: int) -> None:
        """Open a room per conversation and give every agent an equal share of the rooms."""
        share = -(-conversations // self._count)
        await self.open_senders([f"{self.server.socket}/tutorial/{n}/" for n in range(1, conversations + 1)])
        for first in range(1, conversations + 1, share):
            url = f"{self.server.socket}/tutorial/agent/{first}-{first + share - 1}/"
            self.agents.append(await self.wire(url, self.overheard))

    def message(self, sender: int, key: int, text: str) -> bytes:
        """Write what the tutorial's page sends, with a client id to recognise it by."""
        return f'{{"client_id":"{CLIENT_ID % key}","text":"{text}"}}'.encode()


class VisAVis(Target):
    """The product: a visitor per conversation, every conversation taken by one of the agents."""

    def __init__(self, server: Server, seeded: Mapping[str, Any]) -> None:
        super().__init__(server)
        self.agents: list[Wire] = []
        self.conversations: list[str] = []
        self._seeded = seeded
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}

    async def connect(self, conversations: int) -> None:
        """Open the conversations as visitors and take them as agents."""
        for token in self._seeded["agents"].values():
            self.agents.append(await self._agent(token))
        url = f"{self.server.socket}/ws/visitor/{self._seeded['site']}/"
        hello = {"type": "hello", "protocol": 1, "last": {}, "locale": "en", "timezone": "UTC", "echo": False}
        for start in range(0, conversations, BATCH):
            some = range(start, min(start + BATCH, conversations))
            # Hello follows the handshake at once: a socket that stays silent for 5 s is closed.
            await self.open_senders([url] * len(some), {"Origin": self.server.origin})
            self.conversations += await asyncio.gather(*(self._open(self.senders[n], hello) for n in some))
        await asyncio.gather(*(self._take(n) for n in range(conversations)))
        await asyncio.sleep(1.0)

    def message(self, sender: int, key: int, text: str) -> bytes:
        """Write one message.send."""
        conversation = self.conversations[sender]
        return (
            f'{{"type":"message.send","client_id":"{CLIENT_ID % key}",'
            f'"conversation":"{conversation}","text":"{text}"}}'
        ).encode()

    def heard(self, frame: bytes) -> None:
        """Take answers to the set-up before those to messages."""
        if self._waiting and self._answer(frame):
            return
        super().heard(frame)

    def overheard(self, frame: bytes) -> None:
        """Take answers to the set-up before messages."""
        if self._waiting and self._answer(frame):
            return
        super().overheard(frame)

    async def _agent(self, token: str) -> Wire:
        headers = {"Authorization": f"Bearer {token}"}
        wire = await self.wire(f"{self.server.socket}/ws/agent/", self.overheard, headers)
        wire.send(msgspec.json.encode({"type": "hello", "protocol": 1, "tab": uuid.uuid4().hex, "last": {}}))
        wire.send(msgspec.json.encode({"type": "inbox.watch", "view": "mine"}))
        return wire

    async def _open(self, wire: Wire, hello: dict[str, Any]) -> str:
        wire.send(msgspec.json.encode({**hello, "tab": uuid.uuid4().hex}))
        answer = await self._ask(wire, {"type": "conversation.open", "text": "hello"})
        return str(answer["conversation"])

    async def _take(self, number: int) -> None:
        agent = self.agents[number * len(self.agents) // len(self.conversations)]
        await self._ask(agent, {"type": "conversation.take", "conversation": self.conversations[number]})

    async def _ask(self, wire: Wire, frame: dict[str, Any]) -> dict[str, Any]:
        key = str(uuid.uuid4())
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[key] = future
        wire.send(msgspec.json.encode({**frame, "client_id": key}))
        async with asyncio.timeout(60):
            return await future

    def _answer(self, frame: bytes) -> bool:
        decoded = msgspec.json.decode(frame)
        if decoded["type"] in ("nack", "error"):
            raise RuntimeError(f"refused during set-up: {decoded}")
        if decoded["type"] != "ack":
            return False
        future = self._waiting.pop(decoded.get("client_id", ""), None)
        if future is not None and not future.done():
            future.set_result(decoded)
        return future is not None
