"""What is about to enter a conversation's record, and what becomes of it."""

from datetime import datetime
from hashlib import blake2b
from typing import Any

from msgspec import Struct
from msgspec.json import Encoder

from chat.content import TEXT, Content
from chat.models.entry import EVERYONE, MESSAGE_CREATED
from chat.reach import Reach
from realtime.actors import Actor
from realtime.errors import Refusal

_in_order = Encoder(order="deterministic").encode


class Draft(Struct):
    """Something about to enter a conversation's record.

    ``reach`` is checked against the row when given (a socket's words are no more trusted than its claims);
    ``origin`` names the socket that wrote it; ``route`` and ``route_before`` say where the conversation
    belongs after and belonged before, for entries that move it; ``shown`` is what readers are told where
    that is more than the record keeps.
    """

    conversation: str
    kind: str
    actor: Actor
    data: dict[str, Any] = {}
    client_id: str | None = None
    audience: str = EVERYONE
    text: str | None = None
    content: Content = TEXT
    attachments: tuple[str, ...] = ()
    reach: Reach | None = None
    origin: str = ""
    route: dict[str, Any] | None = None
    route_before: dict[str, Any] | None = None
    at: datetime | None = None
    shown: dict[str, Any] | None = None

    @classmethod
    def message(cls, conversation: str, actor: Actor, text: str, **more: Any) -> "Draft":
        """Return the draft of a message."""
        return cls(conversation, MESSAGE_CREATED, actor, text=text, **more)

    def digest(self) -> str:
        """Return what tells the same content from other content."""
        said = self.text or ""
        if self.content.data is not None:
            # Its words are made of its data, and not in the same language every time.
            said = f"{self.content.kind}\0{_in_order(self.content.data).decode()}"
        content = "\0".join((self.kind, self.audience, said, *sorted(self.attachments)))
        return blake2b(content.encode(), digest_size=8).hexdigest()

    def key(self) -> tuple[str, str, str, str | None]:
        """Return what may stand in the record once."""
        return (self.conversation, self.actor.kind, self.actor.id, self.client_id)


class Appended(Struct, frozen=True):
    """Where a draft stands in the record; ``repeated`` when it had stood there before."""

    conversation: str
    seq: int
    at: datetime
    repeated: bool = False


Outcome = Appended | Refusal
