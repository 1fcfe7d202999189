"""Who of the team writes at this moment, remembered for visitors who ask instead of listening.

A socket hears of it once; between two calls by HTTP nobody listens. What is remembered is told to each of them once.
"""

from dataclasses import dataclass, field
from time import monotonic

import msgspec

from realtime.hub import Delivery, Listener

TYPING = "typing"
# Whoever goes on writing says so every three seconds; after two of them it is over.
LASTS_SECONDS = 6.0


class _Hint(msgspec.Struct):
    type: str
    conversation: str


_decode = msgspec.json.Decoder(_Hint).decode


@dataclass(slots=True)
class _Begun:
    """One hint that somebody writes, and who was told."""

    frame: str
    at: float = field(default_factory=lambda: monotonic())
    told: set[str] = field(default_factory=set)


class Typists(Listener):
    """A reader of the hub that knows in which conversations somebody of the team writes, in whatever process."""

    def __init__(self) -> None:
        self._begun: dict[str, _Begun] = {}

    def receive(self, delivery: Delivery) -> None:
        """Take in that somebody writes, or ceased to."""
        hint = _decode(delivery.frame)
        self._begun.pop(hint.conversation, None)
        if hint.type == "typing.started":
            self._begun[hint.conversation] = _Begun(delivery.frame)
        self._forget()

    def news(self, conversation: str, to: str) -> str | None:
        """Return the frame that says who writes in a conversation, unless this one was told already."""
        self._forget()
        begun = self._begun.get(conversation)
        if begun is None or to in begun.told:
            return None
        begun.told.add(to)
        return begun.frame

    def _forget(self) -> None:
        """Forget what is over: the oldest stand in front."""
        over = monotonic() - LASTS_SECONDS
        while self._begun and (first := next(iter(self._begun.items())))[1].at < over:
            del self._begun[first[0]]


typists = Typists()
