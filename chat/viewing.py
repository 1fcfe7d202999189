"""Which agents have which conversation before their eyes, in whatever process they are connected.

Nothing of it is stored: each process tells the others of its own agents, renews that at every beat of the
heart, and forgets what nobody renews.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import msgspec

from chat.models.entry import AGENTS
from realtime.hub import HEARTBEAT_SECONDS, Delivery, Heads, Hub, encode_frame, hub

LOOKS = "looks"
RENEW_SECONDS = HEARTBEAT_SECONDS * 2 / 3
# Three renewals in a row are not lost: the process is gone.
FORGET_SECONDS = RENEW_SECONDS * 3


class Look(msgspec.Struct, frozen=True):
    """Where one connection of an agent looks; at nothing when ``conversation`` is empty."""

    session: str
    viewer: dict[str, Any]
    conversation: str
    renewed: bool = False


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Look).decode


@dataclass(eq=False)
class Looks:
    """A reader of the hub that knows of every look and tells those who look at the same conversation."""

    hub: Hub
    _mine: dict[str, Look] = field(default_factory=dict)
    _known: dict[str, tuple[Look, float]] = field(default_factory=dict)
    _due: float = 0.0

    def look(self, session: str, viewer: dict[str, Any], conversation: str) -> None:
        """Tell where a connection of this process looks from now on."""
        if self.at(session) == conversation:
            return
        look = Look(session, viewer, conversation)
        if conversation:
            self._mine[session] = look
        else:
            self._mine.pop(session)
        self._publish([look])

    def at(self, session: str) -> str:
        """Return what a connection of this process looks at."""
        look = self._mine.get(session)
        return look.conversation if look else ""

    def viewers(self, conversation: str) -> list[dict[str, Any]]:
        """Return who looks at a conversation, each once, the first to come first."""
        looks = [look for look, _heard in self._known.values() if look.conversation == conversation]
        return list({look.viewer["id"]: look.viewer for look in looks}.values())

    async def renew(self) -> None:
        """Say again where those of this process look, once a beat, and forget who was not renewed."""
        now = monotonic()
        if now < self._due:
            return
        self._due = now + RENEW_SECONDS
        self._publish([msgspec.structs.replace(look, renewed=True) for look in self._mine.values()])
        for session, (look, heard) in list(self._known.items()):
            if session not in self._mine and now - heard > FORGET_SECONDS:
                del self._known[session]
                self._tell(look.conversation)

    def receive(self, delivery: Delivery) -> None:
        """Take in a look, of this process or of another one."""
        look = _decode(delivery.frame)
        before = self._known.get(look.session)
        was = before[0].conversation if before else ""
        if look.conversation:
            self._known[look.session] = (look, monotonic())
        else:
            self._known.pop(look.session, None)
        if was != look.conversation:
            for conversation in filter(None, (was, look.conversation)):
                self._tell(conversation)
        if look.conversation and not look.renewed and look.session not in self._mine:
            self._answer(look.conversation)

    def beat(self, heads: dict[str, Heads]) -> None:
        """Need no heartbeat."""

    def nudge(self, heads: dict[str, Heads]) -> None:
        """Follow no conversation that could have moved on."""

    def followed(self) -> Iterable[str]:
        """Follow no conversation."""
        return ()

    def _answer(self, conversation: str) -> None:
        """Tell a process that has just begun to look who of this one looks at the same."""
        mine = [look for look in self._mine.values() if look.conversation == conversation]
        self._publish([msgspec.structs.replace(look, renewed=True) for look in mine])

    def _publish(self, looks: list[Look]) -> None:
        if looks:
            self.hub.publish([Delivery((LOOKS,), _encode(look).decode()) for look in looks])

    def _tell(self, conversation: str) -> None:
        # Every process knows the same and tells its own.
        frame = {
            "type": "conversation.presence",
            "conversation": conversation,
            "viewers": self.viewers(conversation),
        }
        topic = f"conversation:{conversation}"
        self.hub.deliver([Delivery((topic,), encode_frame(frame), conversation, audience=AGENTS)])


looks = Looks(hub)
