"""What a client still owes the server: kept until answered, resent in the order it was written."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from harness.views import Frame


class NackError(Exception):
    """The server refused for good (`retry: false`)."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(f"{frame.get('code')}: {frame.get('message')}")
        self.frame = frame


@dataclass
class Pending:
    """A frame in the outbox, until it is answered."""

    frame: Frame
    answer: asyncio.Future[Frame]
    tries: int = 0


class Outbox:
    """Frames with a client id, each sent again on every connection and after every nack that allows it."""

    def __init__(self, send: Callable[[Frame], bool]) -> None:
        self._send = send
        self._pending: dict[str, Pending] = {}
        self._retry: asyncio.TimerHandle | None = None

    def post(self, frame: Frame) -> Pending:
        """Keep a frame and send it, unless those before it wait for another try."""
        frame.setdefault("client_id", str(uuid.uuid4()))
        pending = Pending(frame, asyncio.get_running_loop().create_future())
        self._pending[frame["client_id"]] = pending
        if self._retry is None:
            self._transmit(pending)
        return pending

    def resend(self) -> None:
        """Send everything again, in order: what was stored meanwhile is only acked again."""
        self._retry = None
        for pending in list(self._pending.values()):
            self._transmit(pending)

    def acked(self, frame: Frame) -> Frame | None:
        """Settle what an ack answers, and return what had been sent."""
        pending = self._pending.pop(frame.get("client_id", ""), None)
        if pending is None:
            return None
        if not pending.answer.done():
            pending.answer.set_result(frame)
        return pending.frame

    def nacked(self, frame: Frame) -> None:
        """Give up what was refused for good; try the rest again later."""
        pending = self._pending.get(frame.get("client_id", ""))
        if pending is None:
            return
        if not frame.get("retry"):
            del self._pending[pending.frame["client_id"]]
            if not pending.answer.done():
                pending.answer.set_exception(NackError(frame))
        elif self._retry is None:
            wait = frame.get("retry_after_ms", 0) / 1000 or min(30.0, 0.25 * 2**pending.tries)
            self._retry = asyncio.get_running_loop().call_later(wait, self.resend)

    def _transmit(self, pending: Pending) -> None:
        if self._send(pending.frame):
            pending.tries += 1
