"""A correct client of the wire: outbox, resend, gap detection, sync, heads, liveness and back-off.

The widget and the console do the same in JavaScript; the benchmarks trust this one's view because it
applies an entry only when every entry before it is there.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import msgspec

from harness.backoff import Backoff
from harness.outbox import Outbox, Pending
from harness.views import Frame, View
from harness.wire import RefusedError, Wire, connect

TRY_LATER = {1012, 1013, 4429}
FATAL = {4401, 4403}
SYNC_PATIENCE = 5.0
PAUSE = 0.5


class Client:
    """One visitor's tab or one agent's console on the wire."""

    def __init__(
        self,
        *urls: str,
        headers: Mapping[str, str] | None = None,
        hello: Frame | None = None,
        on_entry: Callable[[Frame], None] | None = None,
    ) -> None:
        self.urls, self.headers = list(urls), headers
        self.token: str | None = None
        self.views: dict[str, View] = {}
        self.counts: Counter[str] = Counter()
        self.codes: Counter[int] = Counter()
        self.nacks: Counter[str] = Counter()
        self.welcome: Frame = {}
        self.open = asyncio.Event()
        self.on_entry = on_entry
        self._hello = {"type": "hello", "protocol": 1, "tab": uuid.uuid4().hex, **(hello or {})}
        self._echo = self._hello.get("echo", True)
        self._outbox = Outbox(self.send)
        self._changed: asyncio.Event = asyncio.Event()
        self._backoff = Backoff()
        self._wire: Wire | None = None
        self._closed: asyncio.Event = asyncio.Event()
        self._heard = 0.0
        self._heartbeat = 15.0
        self._task: asyncio.Task[None] | None = None

    # life
    def start(self) -> None:
        """Connect and stay connected until `stop`."""
        self._task = asyncio.create_task(self._live())

    async def started(self, patience: float = 30.0) -> None:
        """Start and return after the first welcome."""
        self.start()
        async with asyncio.timeout(patience):
            await self.open.wait()

    async def stop(self) -> None:
        """Hang up for good."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        if self._wire is not None:
            self._wire.close()

    # speaking
    def send(self, frame: Frame) -> bool:
        """Fire and forget; tells whether there was a connection to send it on."""
        if self._wire is None or not self.open.is_set():
            return False
        self._wire.send(msgspec.json.encode(frame))
        return True

    def post(self, frame: Frame) -> Pending:
        """Put a frame into the outbox; it is resent until the server answers."""
        return self._outbox.post(frame)

    async def request(self, frame: Frame) -> Frame:
        """Post a frame and wait for its ack."""
        return await self.post(frame).answer

    # seeing
    def view(self, conversation: str) -> View:
        """Return what this client has seen of a conversation."""
        if conversation not in self.views:
            self.views[conversation] = View(conversation)
        return self.views[conversation]

    def forget(self, conversation: str) -> None:
        """Drop a conversation this client is done with."""
        self.views.pop(conversation, None)

    async def until(self, seen: Callable[[], bool], patience: float = 30.0) -> None:
        """Return as soon as something received makes `seen()` true."""
        async with asyncio.timeout(patience):
            while not seen():
                self._changed.clear()
                await self._changed.wait()

    # connecting
    async def _live(self) -> None:
        while True:
            try:
                await self._once()
            except (OSError, TimeoutError, RefusedError, ConnectionError):
                self.counts["failed connects"] += 1
                self.urls.append(self.urls.pop(0))
            self.open.clear()
            await asyncio.sleep(self._backoff.next())

    async def _once(self) -> None:
        self._closed.clear()
        url = self.urls[0]
        # The chat's document comes from the server itself, so its sockets carry the server's own origin.
        headers = self.headers or {"Origin": f"http://{urlsplit(url).netloc}"}
        self._wire = await connect(url, on_text=self._receive, on_close=self._lost, headers=headers)
        self._heard = time.monotonic()
        last = {name: view.last for name, view in self.views.items() if view.last}
        token = {"token": self.token} if self.token else {}
        self._wire.send(msgspec.json.encode({**self._hello, **token, "last": last}))
        while not self._closed.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._heartbeat):
                    await self._closed.wait()
            if time.monotonic() - self._heard > 2 * self._heartbeat:
                self.counts["silent server"] += 1
                self._wire.abort()
                break

    def _lost(self, code: int) -> None:
        self.open.clear()
        self.codes[code] += 1
        if code in TRY_LATER:
            self._backoff.ask(PAUSE)
            self.urls.append(self.urls.pop(0))
        if code in FATAL and self._task is not None:
            self._task.cancel()
        self._closed.set()

    # receiving
    def _receive(self, raw: bytes) -> None:
        self._heard = time.monotonic()
        frame: Frame = msgspec.json.decode(raw)
        match frame["type"]:
            case "ack":
                self._acked(frame)
            case "nack":
                self._nacked(frame)
            case "welcome":
                self._welcomed(frame)
            case "heartbeat":
                self._heads(frame["heads"])
            case "sync.page":
                self._paged(frame)
            case "sync.reset":
                self._reset(frame)
            case "conversation.received":
                pass  # carries a seq, but is no entry
            case _ if "seq" in frame:
                self._offer(frame)
        self.counts[frame["type"]] += 1
        self._changed.set()

    def _welcomed(self, frame: Frame) -> None:
        self.welcome = frame
        self.token = frame.get("token") or self.token
        self._heartbeat = frame.get("heartbeat_ms", 15000) / 1000
        self._backoff.opened()
        self.open.set()
        for view in self.views.values():
            view.asked_at = 0.0
        self._heads(
            {each["id"]: each["head"] for each in frame["conversations"] if not self._resumes(each["id"])}
        )
        self._outbox.resend()

    def _resumes(self, conversation: str) -> bool:
        # The server itself sends what is missing of the conversations our hello named.
        return conversation in self.views and self.views[conversation].last > 0

    def _acked(self, frame: Frame) -> None:
        sent = self._outbox.acked(frame)
        if sent is not None and not self._echo and sent["type"] == "message.send":
            self._offer(own_entry(sent, frame))

    def _nacked(self, frame: Frame) -> None:
        self.nacks[f"{frame['code']}{'' if frame.get('retry') else ' (final)'}"] += 1
        self._outbox.nacked(frame)

    def _offer(self, entry: Frame) -> None:
        view = self.view(entry["conversation"])
        for applied in view.offer(entry):
            if self.on_entry is not None:
                self.on_entry(applied)
        if view.behind:
            self._sync(view)

    def _paged(self, frame: Frame) -> None:
        view = self.view(frame["conversation"])
        view.asked_at = 0.0
        view.head = max(view.head, frame["head"])
        for entry in frame["entries"]:
            for applied in view.offer(entry):
                if self.on_entry is not None:
                    self.on_entry(applied)
        if view.behind:
            self._sync(view)

    def _reset(self, frame: Frame) -> None:
        # Too old to be caught up with: start over from the first entry.
        self.counts["resets"] += 1
        view = self.views[frame["conversation"]] = View(frame["conversation"])
        view.head = frame["head"]
        self._sync(view)

    def _heads(self, heads: Mapping[str, int]) -> None:
        for conversation, head in heads.items():
            view = self.view(conversation)
            view.head = max(view.head, head)
            if view.behind:
                self._sync(view)

    def _sync(self, view: View) -> None:
        # A sync the server refused or never answered is asked again.
        now = time.monotonic()
        if now - view.asked_at > SYNC_PATIENCE and self.open.is_set():
            view.asked_at = now
            self.counts["syncs"] += 1
            self.send({"type": "sync", "conversation": view.conversation, "after": view.last})


def own_entry(sent: Frame, ack: Frame) -> Frame:
    """Make the entry of a message this socket wrote, which the server does not repeat under `echo: false`."""
    message = {"client_id": sent["client_id"], "text": sent["text"]}
    return {
        "type": "message.created",
        "conversation": ack["conversation"],
        "seq": ack["seq"],
        "at": ack["at"],
        "message": message,
    }
