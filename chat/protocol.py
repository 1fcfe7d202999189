"""What a client may send: every frame with its fields, and the one parser all of them go through.

Unknown fields are ignored. NUL and lone surrogates are refused here, so that both databases store the
same things.
"""

import json
from collections.abc import Hashable
from functools import cache
from typing import Annotated, Any, Literal, cast

import msgspec
from msgspec import Meta, Struct

from chat import desk_frames, device_frames
from chat.framing import (
    MAX_FRAME_BYTES,
    MAX_MESSAGE_CHARACTERS,
    Email,
    Frame,
    Id,
    Introduction,
    Long,
    Phone,
    Seq,
    Short,
    Uuid,
    holds_nul,
    is_too_long,
    nul_inside,
)
from realtime.errors import Refusal

__all__ = ["MAX_FRAME_BYTES", "MAX_MESSAGE_CHARACTERS", "AgentFrame", "VisitorFrame"]

MAX_ATTACHMENTS = 10


class Page(Struct):
    """The page a visitor is on."""

    view: Short = ""
    url: Long = ""
    title: Annotated[str, Meta(max_length=2000)] = ""
    referrer: Long = ""


class Hello(Frame, tag="hello", kw_only=True):
    """The first frame: who, what is known already, and where."""

    protocol: Literal[1]
    token: Long | None = None
    tab: Annotated[str, Meta(max_length=64)] = ""
    last: Annotated[dict[Id, Seq], Meta(max_length=500)] = {}
    locale: Annotated[str, Meta(max_length=20)] = ""
    timezone: Annotated[str, Meta(max_length=64)] = ""
    page: Page | None = None
    echo: bool = True


class MessageSend(Frame, tag="message.send", kw_only=True):
    """A message: words, uploaded files, or both."""

    client_id: Uuid
    conversation: Id
    text: Annotated[str, Meta(max_length=MAX_MESSAGE_CHARACTERS)]
    attachments: Annotated[tuple[Id, ...], Meta(max_length=MAX_ATTACHMENTS)] = ()

    def __post_init__(self) -> None:
        """Refuse what has neither words nor files."""
        if not self.text and not self.attachments:
            raise ValueError("Expected `text` or `attachments`")


class AgentMessageSend(MessageSend, tag="message.send", kw_only=True):
    """A message; addressed to colleagues only it is a note."""

    audience: Literal["everyone", "agents"] = "everyone"


class TypingStart(Frame, tag="typing.start", kw_only=True):
    """Somebody began to type."""

    conversation: Id


class TypingStop(Frame, tag="typing.stop", kw_only=True):
    """Somebody ceased to type."""

    conversation: Id


class ConversationReceived(Frame, tag="conversation.received", kw_only=True):
    """The record is on the reader's device up to here."""

    conversation: Id
    seq: Seq


class ConversationRead(Frame, tag="conversation.read", kw_only=True):
    """The reader has read up to here."""

    conversation: Id
    seq: Seq


class ConversationClose(Frame, tag="conversation.close", kw_only=True):
    """End the conversation."""

    conversation: Id
    client_id: Uuid | None = None


class Sync(Frame, tag="sync", kw_only=True):
    """Ask for entries after or before a sequence number."""

    conversation: Id
    after: Seq | None = None
    before: Seq | None = None
    limit: Annotated[int, Meta(ge=1, le=500)] = 200


class ConversationOpen(Frame, tag="conversation.open", kw_only=True):
    """Begin a conversation, with the first words or without; a form where nobody is there to answer."""

    client_id: Uuid
    department: Id | None = None
    form: Introduction | None = None
    text: Annotated[str, Meta(max_length=MAX_MESSAGE_CHARACTERS)] = ""
    page: Page | None = None


class ConversationRate(Frame, tag="conversation.rate", kw_only=True):
    """What the visitor thinks of how it ended."""

    conversation: Id
    score: Annotated[int, Meta(ge=1, le=5)]
    comment: Annotated[str, Meta(max_length=2000)] = ""
    client_id: Uuid | None = None


class VisitorUpdate(Frame, tag="visitor.update", kw_only=True):
    """What the visitor says about themselves: a claim."""

    name: Short = ""
    email: Email = ""
    phone: Phone = ""
    client_id: Uuid | None = None


class PageView(Frame, tag="page.view", kw_only=True):
    """The visitor went to a page."""

    view: Short
    url: Long
    title: Annotated[str, Meta(max_length=2000)] = ""
    referrer: Long = ""
    nav: Literal["load", "spa", "bfcache"] = "load"


class AgentStatus(Frame, tag="agent.status", kw_only=True):
    """The agent's chosen availability."""

    status: Literal["online", "away", "invisible", "offline"]
    reason: Short = ""
    client_id: Uuid | None = None


class InboxWatch(Frame, tag="inbox.watch", kw_only=True):
    """Which standing conversations this socket follows."""

    view: Literal["mine", "unassigned", "all"]


class ConversationTake(Frame, tag="conversation.take", kw_only=True):
    """Make a waiting conversation one's own."""

    client_id: Uuid
    conversation: Id


class ConversationAssign(Frame, tag="conversation.assign", kw_only=True):
    """Give a conversation to an agent."""

    client_id: Uuid
    conversation: Id
    agent: Id


class ConversationTransfer(Frame, tag="conversation.transfer", kw_only=True):
    """Pass a conversation on, with a note if need be."""

    client_id: Uuid
    conversation: Id
    department: Id | None = None
    agent: Id | None = None
    note: Annotated[str, Meta(max_length=MAX_MESSAGE_CHARACTERS)] = ""


class ConversationReopen(Frame, tag="conversation.reopen", kw_only=True):
    """Open a closed conversation again."""

    client_id: Uuid
    conversation: Id


SHARED = Hello | TypingStart | TypingStop | ConversationReceived | ConversationRead | ConversationClose | Sync
VisitorFrame = (
    SHARED
    | MessageSend
    | ConversationOpen
    | ConversationRate
    | VisitorUpdate
    | PageView
    | device_frames.DeviceFrame
)
AgentFrame = (
    SHARED
    | AgentMessageSend
    | AgentStatus
    | InboxWatch
    | ConversationTake
    | ConversationAssign
    | ConversationTransfer
    | ConversationReopen
    | desk_frames.DeskFrame
)


@cache
def method_of(frame: Hashable) -> str:
    """Return the name of the session's method that answers a frame."""
    return str(cast(type[Struct], frame).__struct_config__.tag).replace(".", "_")


class _Envelope(Struct):
    """What can be said about a frame that is not one of ours."""

    type: Any = None
    id: Any = None
    client_id: Any = None


class Parser:
    """Turns what came over the wire into a frame of one role, or says why it is none."""

    def __init__(self, frames: Any) -> None:
        self._decode = msgspec.json.Decoder(frames).decode
        self.types = frozenset(frame.__struct_config__.tag for frame in frames.__args__)

    def parse(self, raw: str | bytes) -> Any:
        """Return the frame; raises :class:`Rejected` with what to answer."""
        if is_too_long(raw):
            raise Rejected(Refusal("too_large", "A frame has at most 32 KiB."))
        try:
            frame = self._decode(raw)
        except (msgspec.DecodeError, RecursionError, UnicodeError, ValueError) as error:
            raise self._rejected(raw, error) from None
        if holds_nul(raw) and nul_inside(frame):
            raise Rejected(Refusal("invalid", "NUL is not allowed in text."), frame.id, _client_id(frame))
        return frame

    def _rejected(self, raw: str | bytes, error: Exception) -> "Rejected":
        envelope = _envelope(raw)
        if envelope is None:
            return Rejected(Refusal("malformed", "This is not a JSON object."))
        id, client_id = _echoed(envelope.id), _echoed(envelope.client_id)
        if not isinstance(envelope.type, str):
            return Rejected(Refusal("malformed", "A frame has a type."), id, None)
        if envelope.type not in self.types:
            # Unknown types are ignored by everybody; whoever wants an answer is told.
            return Rejected(
                Refusal("unknown_type", "This type of frame is not known here."), id, None, harmless=True
            )
        return Rejected(Refusal("invalid", _sentence(error)), id, client_id)


class Rejected(Exception):
    """A frame that is none, with what is known of whom to answer."""

    def __init__(
        self, refusal: Refusal, id: str | None = None, client_id: str | None = None, *, harmless: bool = False
    ) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal
        self.id = id
        self.client_id = client_id
        self.harmless = harmless


_decode_envelope = msgspec.json.Decoder(_Envelope).decode


def _envelope(raw: str | bytes) -> _Envelope | None:
    """Return who asked for what in a frame that cannot be read, if it is an object at all.

    Half a character (an emoji cut in two) spoils a frame, but whoever sent it waits for an answer.
    """
    try:
        return _decode_envelope(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeError, ValueError):
        pass
    try:
        value = json.loads(raw)
    except (RecursionError, ValueError):
        return None
    return msgspec.convert(value, _Envelope) if isinstance(value, dict) else None


def _echoed(value: Any) -> str | None:
    return value if isinstance(value, str) and len(value) <= 64 and value.isprintable() else None


visitor_parser = Parser(VisitorFrame)
agent_parser = Parser(AgentFrame)


def _client_id(frame: Any) -> str | None:
    return getattr(frame, "client_id", None)


def _sentence(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "The frame is nested too deeply."
    text = str(error).split("\n")[0][:200]
    return text if text.isprintable() else "A field has a wrong value."
