"""What a page of the site says: the frames of the host page, by its own door and over the socket."""

from typing import Annotated, Any, Literal

from msgspec import Meta
from msgspec.json import encode

from realtime.framing import Frame, Id, Long, Short
from realtime.parsing import Parser

MOST_PROPERTIES = 32
MOST_BYTES = 4096
# What a page counts of itself for longer was not counted by a page.
Milliseconds = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Percent = Annotated[int, Meta(ge=0, le=100)]


# As it was given out; a longer one was not.
Token = Annotated[str, Meta(max_length=400)]


class PageView(Frame, tag="page.view", kw_only=True):
    """The visitor went to a page; the chat says with it which tracking token the page has."""

    view: Short
    url: Long
    title: Annotated[str, Meta(max_length=2000)] = ""
    referrer: Long = ""
    nav: Literal["load", "spa", "bfcache"] = "load"
    tracking: Token = ""


class PageActivity(Frame, tag="page.activity", kw_only=True):
    """How long a page has had the visitor's attention so far, and how much of it was seen."""

    view: Short
    active_ms: Milliseconds
    scroll_pct: Percent = 0
    idle_ms: Milliseconds = 0
    visible: bool = True


class PageLeave(Frame, tag="page.leave", kw_only=True):
    """The visitor left a page."""

    view: Short
    active_ms: Milliseconds
    scroll_pct: Percent = 0


class EventTrack(Frame, tag="event.track", kw_only=True):
    """Something was done: a cart, an order, an error in a form, or whatever the site counts."""

    event_id: Id
    name: Annotated[str, Meta(pattern=r"^[a-z0-9_]{1,40}\Z")]
    properties: Annotated[dict[str, Any], Meta(max_length=MOST_PROPERTIES)] = {}

    def __post_init__(self) -> None:
        """Refuse more than a few facts."""
        if self.properties and len(encode(self.properties)) > MOST_BYTES:
            raise ValueError(f"Expected `properties` of at most {MOST_BYTES} bytes")


class ConsentSet(Frame, tag="consent.set", kw_only=True):
    """What the visitor allows from now on."""

    purposes: Annotated[
        dict[
            Literal["chat", "engagement", "analytics", "attribution", "cross_brand"],
            Literal["granted", "refused"],
        ],
        Meta(max_length=5),
    ]


class InvitationShown(Frame, tag="invitation.shown", kw_only=True):
    """An invitation is before the visitor's eyes."""

    invitation: Id


class InvitationAccept(Frame, tag="invitation.accept", kw_only=True):
    """The visitor opens the chat by an invitation."""

    invitation: Id


class InvitationDecline(Frame, tag="invitation.decline", kw_only=True):
    """The visitor wants no chat."""

    invitation: Id


class VisitorForget(Frame, tag="visitor.forget", kw_only=True):
    """The visitor wants to be forgotten: known by the token the page had, or by the page alone."""

    view: Short = ""
    tracking: Token = ""


InvitationFrame = InvitationShown | InvitationAccept | InvitationDecline
INVITATION_VERBS = {InvitationShown: "show", InvitationAccept: "accept", InvitationDecline: "decline"}
HostFrame = PageView | PageActivity | PageLeave | EventTrack | ConsentSet | VisitorForget | InvitationFrame
HOST_FRAMES = (PageView, PageActivity, PageLeave, EventTrack, ConsentSet, VisitorForget, *INVITATION_VERBS)
host_parser = Parser(HostFrame)
