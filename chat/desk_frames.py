"""What an agent's tools may send, besides what handles a conversation."""

from typing import Annotated

from msgspec import Meta

from chat.framing import Frame, Text, Uuid

Shortcut = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[\w-]+\Z")]


class CannedList(Frame, tag="canned.list", kw_only=True):
    """Ask for the canned replies one may use."""


class CannedSave(Frame, tag="canned.save", kw_only=True):
    """Keep a canned reply of one's own."""

    client_id: Uuid
    shortcut: Shortcut
    text: Text


DeskFrame = CannedList | CannedSave
