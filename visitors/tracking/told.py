"""What a browser told in one go, read and cleaned, before it is stored."""

from datetime import datetime
from hashlib import blake2b
from typing import Any

from msgspec import Struct

from realtime.ids import LENGTH
from visitors.tracking.campaigns import NO_CAMPAIGN, Campaign
from visitors.tracking.modes import Purpose

_LETTERS = (b"0123456789abcdefghjkmnpqrstvwxyz" * 8)[:256]


class View(Struct, frozen=True):
    """A page was gone to; where it was come from counts when a visit begins with it."""

    key: int
    url: str
    title: str
    nav: str
    referrer: str = ""
    source: str = ""
    source_name: str = ""
    campaign: Campaign = NO_CAMPAIGN


class Attention(Struct, frozen=True):
    """How long a page has been looked at so far; ``touched`` where that is the visitor's doing just now.

    ``left`` says that the page is no longer open.
    """

    key: int
    active_ms: int
    scroll_pct: int
    touched: bool
    left: bool = False


class Deed(Struct, frozen=True):
    """Something was done; or happened by itself, which neither begins a visit nor makes it longer."""

    id: str
    type: str
    data: dict[str, Any]
    by_itself: bool = False


class Message(Struct, frozen=True):
    """The visitor wrote; ``page`` is what another visit begins with where this one is over."""

    page: View | None = None


class Withdrawal(Struct, frozen=True):
    """What was allowed is allowed no longer."""


Fact = View | Attention | Deed | Message | Withdrawal


class Told(Struct, kw_only=True):
    """What one browser told in one request.

    ``key`` is whose visit it belongs to; ``browser`` is the browser's own id where the site may remember it, with the
    epoch its token was given in. ``zone`` is the site's. ``visit`` is the one a program tells of, which may have
    ended by now: it neither begins another nor opens that one again. ``visitor`` is whose it is, where the chat says
    so. The rest describes the browser for a visit that begins with this.
    """

    site: str
    key: str
    at: datetime
    facts: list[Fact]
    purposes: frozenset[Purpose]
    browser: str = ""
    epoch: int = 0
    visit: str = ""
    visitor: str = ""
    user_agent: str = ""
    locale: str = ""
    timezone: str = ""
    zone: str = "UTC"
    country: str = ""
    city: str = ""
    placed_by: str = ""


class Machine(Struct, frozen=True):
    """Pages were asked for by a machine: counted, and nothing else."""

    site: str
    at: datetime
    views: int
    zone: str = "UTC"


def view_key(view: str) -> int:
    """Return the digest a view is known by within its visit."""
    return int.from_bytes(blake2b(view.encode(), digest_size=8).digest(), signed=True)


def event_id(key: str, event: str) -> str:
    """Return the id of an event: the same for the same browser and the same event, whenever it is told."""
    return blake2b(f"{key}\0{event}".encode(), digest_size=LENGTH).digest().translate(_LETTERS).decode()
