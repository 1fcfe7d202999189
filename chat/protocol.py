"""What a client may send: every frame with its fields, and one parser for each role."""

from collections.abc import Hashable
from functools import cache
from typing import Annotated, Any, Literal, cast

from msgspec import Meta, Struct

from chat import ban_frames, desk_frames, live_frames, own_frames, person_frames
from chat.content import ANSWER, TEXT, Answer, Cards, Content, read
from chat.framing import (
    MAX_FRAME_BYTES,
    MAX_MESSAGE_CHARACTERS,
    Attributes,
    Email,
    Frame,
    Id,
    Introduction,
    Long,
    Phone,
    Seq,
    Short,
    Uuid,
)
from realtime.parsing import Parser, Rejected
from visitors.tracking.frames import HostFrame, Token

__all__ = [
    "MAX_FRAME_BYTES",
    "MAX_MESSAGE_CHARACTERS",
    "AgentFrame",
    "Parser",
    "Rejected",
    "VisitorFrame",
    "agent_parser",
    "visitor_parser",
]

MAX_ATTACHMENTS = 10
Reason = Literal["slow", "unsolved", "unclear", "unfriendly", "expert", "quick", "friendly", "solved"]


class Page(Struct):
    """The page a visitor is on."""

    view: Short = ""
    url: Long = ""
    title: Annotated[str, Meta(max_length=2000)] = ""
    referrer: Long = ""
    tracking: Token = ""


class Hello(Frame, tag="hello", kw_only=True):
    """The first frame: who, what is known already, and where."""

    protocol: Literal[1]
    token: Long | None = None
    tab: Annotated[str, Meta(max_length=64)] = ""
    last: Annotated[dict[Id, Seq], Meta(max_length=500)] = {}
    locale: Annotated[str, Meta(max_length=20)] = ""
    timezone: Annotated[str, Meta(max_length=64)] = ""
    page: Page | None = None
    consent: Annotated[dict[Short, Short], Meta(max_length=5)] = {}
    echo: bool = True
    passive: bool = False
    webdriver: bool = False


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

    def said(self) -> tuple[str, Content]:
        """Return the message in words, and what it is besides."""
        return self.text, TEXT


class VisitorMessageSend(MessageSend, tag="message.send", kw_only=True):
    """A message, or the answer to something that was asked in one."""

    kind: Literal["text", "answer"] = "text"
    data: Answer | None = None

    def __post_init__(self) -> None:
        """Refuse an answer without what is answered; its words are made of that."""
        if self.kind != ANSWER:
            super().__post_init__()
        elif self.data is None or self.attachments:
            raise ValueError("Expected `data`, and no `attachments`")


class AgentMessageSend(MessageSend, tag="message.send", kw_only=True):
    """A message, perhaps with something to look at or to answer; addressed to colleagues only it is a note."""

    audience: Literal["everyone", "agents"] = "everyone"
    kind: Literal["text", "choices", "cards", "form", "date"] = "text"
    data: Annotated[dict[str, Any], Meta(description="By `kind`; see the realtime protocol.")] | None = None

    def __post_init__(self) -> None:
        """Refuse what has nothing to say, and data that is none of its kind."""
        if self.kind == "text":
            super().__post_init__()
            return
        block = read(self.kind, self.data)
        if self.audience != "everyone":
            raise ValueError("Expected `audience` to be everyone")
        if isinstance(block, Cards):
            if not block.pictures <= set(self.attachments):
                raise ValueError("Expected each `picture` among the `attachments`")
        elif not self.text.strip():
            raise ValueError("Expected `text` that asks")

    def said(self) -> tuple[str, Content]:
        """Return the message in words, and what it is besides."""
        if self.kind == "text":
            return super().said()
        block = read(self.kind, self.data)
        return block.words(self.text), block.content(self.text)


class TypingStart(Frame, tag="typing.start", kw_only=True):
    """Somebody began to type."""

    conversation: Id


class TypingStop(Frame, tag="typing.stop", kw_only=True):
    """Somebody ceased to type."""

    conversation: Id


class AgentTypingStart(TypingStart, tag="typing.start", kw_only=True):
    """Somebody began to type; a note is typed among colleagues."""

    audience: Literal["everyone", "agents"] = "everyone"


class AgentTypingStop(TypingStop, tag="typing.stop", kw_only=True):
    """Somebody ceased to type."""

    audience: Literal["everyone", "agents"] = "everyone"


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
    """Begin a conversation, with the first words or without, and with what its department asks before."""

    client_id: Uuid
    department: Id | None = None
    form: Introduction | None = None
    text: Annotated[str, Meta(max_length=MAX_MESSAGE_CHARACTERS)] = ""
    page: Page | None = None
    invitation: Id | None = None


class ConversationRate(Frame, tag="conversation.rate", kw_only=True):
    """What the visitor thinks of how it ended."""

    conversation: Id
    score: Annotated[int, Meta(ge=1, le=5)]
    comment: Annotated[str, Meta(max_length=2000)] = ""
    reasons: Annotated[tuple[Reason, ...], Meta(max_length=8)] = ()
    client_id: Uuid | None = None


class VisitorUpdate(Frame, tag="visitor.update", kw_only=True):
    """What the visitor says about themselves: a claim."""

    name: Short = ""
    email: Email = ""
    phone: Phone = ""
    attributes: Attributes = {}
    client_id: Uuid | None = None


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


SHARED = Hello | ConversationReceived | ConversationRead | ConversationClose | Sync
VisitorFrame = (
    SHARED
    | TypingStart
    | TypingStop
    | VisitorMessageSend
    | ConversationOpen
    | ConversationRate
    | VisitorUpdate
    | HostFrame
    | own_frames.OwnFrame
)
AgentFrame = (
    SHARED
    | AgentTypingStart
    | AgentTypingStop
    | AgentMessageSend
    | AgentStatus
    | InboxWatch
    | ConversationTake
    | ConversationAssign
    | ConversationTransfer
    | ConversationReopen
    | desk_frames.DeskFrame
    | person_frames.PersonFrame
    | ban_frames.BanFrame
    | live_frames.LiveFrame
)


@cache
def method_of(frame: Hashable) -> str:
    """Return the name of the session's method that answers a frame."""
    return str(cast(type[Struct], frame).__struct_config__.tag).replace(".", "_")


visitor_parser = Parser(VisitorFrame)
agent_parser = Parser(AgentFrame)
