"""What was told and not stored, counted by the reason: a machine, a wish, a limit.

``Dropped`` ends the way of a hit; ``count`` keeps the figure of this process.
"""

from collections import Counter
from enum import StrEnum


class Reason(StrEnum):
    """Why something told by a page is not stored."""

    BANNED = "banned"
    BOT = "bot"
    CONSENT = "consent"
    DNT = "dnt"
    GPC = "gpc"
    MALFORMED = "malformed"
    MANY_EVENTS = "many_events"
    MANY_VIEWS = "many_views"
    NOT_COLLECTED = "not_collected"
    NO_ADDRESS = "no_address"
    NO_VISIT = "no_visit"
    OFF = "off"
    PREFETCH = "prefetch"
    REVOKED = "revoked"
    TOO_MANY = "too_many"
    UNKNOWN_VIEW = "unknown_view"


class Dropped(Exception):
    """A hit of which nothing is stored."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


counted: Counter[Reason] = Counter()


def count(reason: Reason, number: int = 1) -> None:
    """Count something that is not stored."""
    counted[reason] += number
