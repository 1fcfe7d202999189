"""What an agent's tools may send, besides what handles a conversation."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from chat.framing import Frame, Id, Seq, Text, Uuid

TagName = Annotated[str, Meta(min_length=1, max_length=40)]
TagNames = Annotated[list[TagName], Meta(max_length=20)]
Shortcut = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[\w-]+\Z")]


class InboxFinished(Frame, tag="inbox.finished", kw_only=True):
    """Ask for conversations that have ended."""

    department: Id | None = None
    tag: TagName | None = None
    before: Id | None = None


class ConversationFind(Frame, tag="conversation.find", kw_only=True):
    """Ask for one conversation by its id, wherever it stands."""

    conversation: Id


class InboxSearch(Frame, tag="inbox.search", kw_only=True):
    """Look for words in what was said and in who said it."""

    words: Annotated[str, Meta(min_length=1, max_length=200)]
    before: Id | None = None


class RecipientList(Frame, tag="recipient.list", kw_only=True):
    """Ask to whom a conversation may be passed on, and how they stand."""

    conversation: Id


class CannedList(Frame, tag="canned.list", kw_only=True):
    """Ask for the canned replies one may use."""


class CannedSave(Frame, tag="canned.save", kw_only=True):
    """Keep a canned reply of one's own."""

    client_id: Uuid
    shortcut: Shortcut
    text: Text


class TagList(Frame, tag="tag.list", kw_only=True):
    """Ask for the tags there are."""


class ConversationTag(Frame, tag="conversation.tag", kw_only=True):
    """Put tags on a conversation and take tags off."""

    client_id: Uuid
    conversation: Id
    add: TagNames = []
    remove: TagNames = []


class ConversationSnooze(Frame, tag="conversation.snooze", kw_only=True):
    """Put a conversation aside until a time, or until the visitor writes."""

    client_id: Uuid
    conversation: Id
    until: Annotated[datetime, Meta(tz=True)] | None = None

    def __post_init__(self) -> None:
        """Refuse the ends of time, which no clock in Greenwich can show."""
        if self.until is not None and not datetime.min.year < self.until.year < datetime.max.year:
            raise ValueError("Expected `until` within this age")


class ConversationWake(Frame, tag="conversation.wake", kw_only=True):
    """Take a conversation up again before its time."""

    client_id: Uuid
    conversation: Id


class MessageEdit(Frame, tag="message.edit", kw_only=True):
    """Put better what one has said."""

    client_id: Uuid
    conversation: Id
    of: Seq
    text: Text


class MessageDelete(Frame, tag="message.delete", kw_only=True):
    """Remove what one has said."""

    client_id: Uuid
    conversation: Id
    of: Seq


class MessageHistory(Frame, tag="message.history", kw_only=True):
    """Ask what a message said before."""

    conversation: Id
    of: Seq


DeskFrame = (
    InboxFinished
    | ConversationFind
    | InboxSearch
    | RecipientList
    | CannedList
    | CannedSave
    | TagList
    | ConversationTag
    | ConversationSnooze
    | ConversationWake
    | MessageEdit
    | MessageDelete
    | MessageHistory
)
