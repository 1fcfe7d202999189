"""Between processes: one subscription a process on the channel layer, and a hint for each batch.

Only this package touches ``group_add`` and ``group_send``. The layer may lose, delay or refuse; the
record does not depend on it (heartbeats carry heads, readers ask for what they miss).
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from realtime import hub as hub_module
from realtime.hub import Delivery, Hub
from realtime.ids import new_id

log = logging.getLogger(__name__)

GROUP = "hub"
RENEW_SECONDS = 60.0
SEND_TIMEOUT = 1.0
RETRY_SECONDS = 0.5
PROBE_SECONDS = 1.0
MAX_QUEUED = 1000

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[Delivery]).decode


@dataclass(slots=True)
class LayerLink:
    """The process's one connection to the others.

    The layer does not say when it is deaf, nor who heard. So the process listens to itself: when it could
    not send, or what it sent did not come back within ``PROBE_SECONDS``, everything it sends says that
    there is a gap, until it hears that itself. Whoever hears of a gap is called to ``catch_up``.
    """

    hub: Hub
    catch_up: Callable[[], None] = lambda: None
    process: str = field(default_factory=new_id)
    _queue: "deque[bytes]" = field(default_factory=lambda: deque(maxlen=MAX_QUEUED))
    _wake: asyncio.Event | None = None
    _tasks: "list[asyncio.Task[None]]" = field(default_factory=list)
    _echoed: bool = True
    _gap: bool = False

    def start(self) -> None:
        """Subscribe and begin to pass deliveries on; does nothing without a channel layer."""
        if get_channel_layer() is None or self._tasks:
            return
        self._wake = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._tasks = [loop.create_task(self._listen()), loop.create_task(self._speak())]
        self.hub.uplink = self.send

    async def stop(self) -> None:
        """Say what is queued, then leave."""
        if not self._tasks:
            return
        for _ in range(20):
            if not self._queue:
                break
            await asyncio.sleep(0.05)
        pending = set(self._tasks)
        while pending:  # more than once: while it connects, redis-py may swallow a cancellation
            for task in pending:
                task.cancel()
            _done, pending = await asyncio.wait(pending, timeout=0.2)
        self._tasks = []
        self.hub.uplink = None
        layer = get_channel_layer()
        if layer is not None:
            try:
                await asyncio.wait_for(layer.flush(), SEND_TIMEOUT)
            except Exception as error:  # the layer may be away; leaving must not depend on it
                log.info("channel layer left behind: %s", error)

    def send(self, deliveries: Sequence[Delivery]) -> None:
        """Queue a batch for the other processes; the oldest is dropped when they cannot be reached."""
        self._queue.append(_encode(list(deliveries)))
        if self._wake is not None:
            self._wake.set()

    async def _speak(self) -> None:
        layer = get_channel_layer()
        while self._wake is not None:
            await self._wake.wait()
            self._wake.clear()
            while self._queue:
                await self._say(layer, self._queue.popleft())

    async def _say(self, layer: Any, batch: bytes) -> None:
        message = _message(batch, self.process, gap=self._gap)
        try:
            await asyncio.wait_for(layer.group_send(GROUP, message), SEND_TIMEOUT)
        except Exception as error:  # a hint that is lost: whoever missed it looks for himself
            self._note_gap(f"not sent: {error or type(error).__name__}")
            await asyncio.sleep(RETRY_SECONDS)

    async def _probe(self) -> None:
        while True:
            self._echoed = False
            self.send([])
            await asyncio.sleep(PROBE_SECONDS)
            if not self._echoed:
                self._note_gap("not heard back")

    def _note_gap(self, why: str) -> None:
        if not self._gap:
            log.warning("channel layer: %s", why)
        self._gap = True

    async def _listen(self) -> None:
        layer = get_channel_layer()
        while True:
            try:
                channel = await layer.new_channel()
                await layer.group_add(GROUP, channel)
                await self._hear(layer, channel)
            except Exception as error:  # whatever the layer raises, listening goes on
                self._note_gap(f"not listening: {error or type(error).__name__}")
                await asyncio.sleep(RETRY_SECONDS)

    async def _hear(self, layer: Any, channel: str) -> None:
        loop = asyncio.get_running_loop()
        chores = [loop.create_task(self._renew(layer, channel)), loop.create_task(self._probe())]
        try:
            while True:
                message = await layer.receive(channel)
                if message["process"] != self.process:
                    self.hub.deliver(_decode(message["batch"]))
                else:
                    self._echoed = True
                    self._gap = self._gap and not message["gap"]
                if message["gap"]:
                    self.catch_up()
        finally:
            for chore in chores:
                chore.cancel()

    async def _renew(self, layer: Any, channel: str) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            try:
                await asyncio.wait_for(layer.group_add(GROUP, channel), SEND_TIMEOUT)
            except Exception as error:  # tried again in a minute
                log.warning("channel layer: membership not renewed: %s", error)


async def answers() -> str:
    """Return "ok" when the other processes can be reached, or there are none; else what went wrong."""
    layer = get_channel_layer()
    if layer is None:
        return "ok"
    try:
        await asyncio.wait_for(layer.group_send("readyz", {"type": "ping"}), SEND_TIMEOUT)
    except Exception as error:  # whatever it is, the others are out of reach
        return type(error).__name__
    return "ok"


def _message(batch: bytes, process: str, *, gap: bool = False) -> dict[str, Any]:
    return {"type": "hub.deliver", "process": process, "batch": batch, "gap": gap}


def _publish_from_outside(deliveries: Sequence[Delivery]) -> None:
    """Reach the servers from a process that has no sockets of its own."""
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        pass
    else:
        return  # an async caller without a hub: the heartbeat will tell
    try:
        async_to_sync(_send_once)(layer, _encode(list(deliveries)))
    except Exception as error:  # a hint that is lost is repaired by the next heartbeat
        log.warning("channel layer: not sent: %s", error or type(error).__name__)


async def _send_once(layer: Any, batch: bytes) -> None:
    await asyncio.wait_for(layer.group_send(GROUP, _message(batch, "outside")), SEND_TIMEOUT)


hub_module.remote = _publish_from_outside
