"""How every session answers: one frame at a time, as many as it may, and each that is refused with why."""

from typing import Any, Protocol

from chat import protocol
from realtime.allowance import Allowance, Both
from realtime.clock import wire_now
from realtime.errors import Refusal
from realtime.hub import encode_frame

# Refused frames cost time as well: who sends ten times what he may is not listening.
PATIENCE = 10


class Sink(Protocol):
    """Where a session's frames go: a socket's outbox, or the body of an HTTP answer."""

    def push(self, frame: str) -> None:
        """Take one frame."""


class Over(Refusal):
    """The connection is of no further use: it closes with what this refuses."""


class Answering:
    """The part of a session that reads frames and has each of them answered."""

    __slots__ = ()

    parser: protocol.Parser
    sink: Sink
    frames_allowance: Allowance | Both
    _patience: Allowance

    async def handle(self, raw: str | bytes) -> None:
        """Answer one frame, whatever it is; raises :class:`protocol.Rejected` for one that is none."""
        wait = self.frames_allowance.take()
        if wait:
            self.endure()
        frame = self.parser.parse(raw)
        try:
            if wait:
                raise Refusal("too_many", "Too many frames. Slow down.", retry=True, retry_after_ms=wait)
            await self.answer(frame)
        except Over:
            raise
        except Refusal as refusal:
            self.refuse(frame, refusal)

    def push(self, frame: dict[str, Any]) -> None:
        """Send a frame to this client."""
        self.sink.push(encode_frame(frame))

    def endure(self) -> None:
        """Count a frame that is one too many; there is no use in a connection with no end of them."""
        if self._patience.take():
            raise Over("too_many", "Too many frames.", retry=True)

    def check(self, frame: Any) -> None:
        """Refuse what this reader may not ask for, whatever it is about."""

    async def answer(self, frame: Any) -> None:
        """Do what a frame asks for."""
        self.check(frame)
        result = getattr(self, protocol.method_of(frame.__class__))(frame)
        if result is not None:
            await result

    def refuse(self, frame: Any, refusal: Refusal) -> None:
        """Answer a frame with a refusal."""
        self.push(refusal.as_nack(client_id=getattr(frame, "client_id", None), id=frame.id))

    def confirm(self, frame: Any, at: str = "", **more: Any) -> None:
        """Answer a frame that wants an answer with what became of it."""
        client_id = getattr(frame, "client_id", None)
        if client_id is None and frame.id is None:
            return
        ack: dict[str, Any] = {"type": "ack"}
        if client_id is not None:
            ack["client_id"] = client_id
        if frame.id is not None:
            ack["id"] = frame.id
        self.push(ack | more | {"at": at or wire_now()})

    def leave(self) -> None:
        """Hear of nothing any more."""
