"""What an agent's tools may send about who is on the site now."""

from typing import Annotated

from msgspec import Meta, Struct

from chat.framing import Frame, Id, Uuid


class Which(Struct, frozen=True):
    """Of which sites; of all one reaches where it does not say."""

    sites: Annotated[tuple[Id, ...], Meta(max_length=200)] = ()


class VisitorsWatch(Frame, tag="visitors.watch", kw_only=True):
    """Be told who is on these sites, now and from now on."""

    filter: Which = Which()


class VisitorsUnwatch(Frame, tag="visitors.unwatch", kw_only=True):
    """Be told no more."""


class VisitFind(Frame, tag="visit.find", kw_only=True):
    """Ask what one visit has been so far, and what was before it."""

    visit: Id


class VisitorNames(Frame, tag="visitor.names", kw_only=True):
    """Ask how visitors are called, as far as that is the agent's to know."""

    visitors: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=500)]


class VisitorInvite(Frame, tag="visitor.invite", kw_only=True):
    """Offer a conversation to whoever a visit is of."""

    client_id: Uuid
    visitor: Id
    text: Annotated[str, Meta(min_length=1, max_length=1000)]


LiveFrame = VisitorsWatch | VisitorsUnwatch | VisitorInvite | VisitorNames | VisitFind
