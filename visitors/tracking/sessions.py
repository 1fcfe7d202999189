"""Which visit something belongs to: the same one, a new one, or none at all."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from visitors.tracking.campaigns import NO_CAMPAIGN, Campaign

# Exactly so long still continues.
LONGEST_GAP = timedelta(minutes=30)
LONGEST_VISIT = timedelta(hours=24)
ENGAGED_MS = 10_000


class Activity(StrEnum):
    """What somebody can do, or what happens without them."""

    VIEW = "view"
    INPUT = "input"
    """A heartbeat of a page that was touched since the last."""
    IDLE = "idle"
    """A heartbeat of a page that was not: background tabs that wake up make no visits."""
    MESSAGE = "message"
    """Words of the visitor; those of agents are none of the visitor's activity."""
    EVENT = "event"
    WITHDRAWAL = "withdrawal"
    """Consent taken back."""


class Reason(StrEnum):
    """Why a visit ended and, but for a withdrawal, why the next one began."""

    FIRST = "first"
    GAP = "gap"
    CAMPAIGN = "campaign"
    IDENTITY = "identity"
    AGE = "age"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What becomes of the open visit."""

    CONTINUES = "continues"
    BEGINS = "begins"
    """The open one, if there is one, ends with its last activity."""
    ENDS = "ends"
    IGNORED = "ignored"
    """Nothing begins and nothing lasts longer."""


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """What has to be known of a visit to place what comes next."""

    started_at: datetime
    last_activity_at: datetime
    campaign: Campaign = NO_CAMPAIGN
    identity: str = ""
    """Whom the site vouched for; nothing for somebody unknown."""

    @property
    def is_over_at(self) -> datetime:
        """The last moment at which something may continue it."""
        return self.last_activity_at + LONGEST_GAP


@dataclass(frozen=True, slots=True)
class Placement:
    """Where something belongs, and why."""

    step: Step
    reason: Reason | None = None


CONTINUES = Placement(Step.CONTINUES)
IGNORED = Placement(Step.IGNORED)


def place(
    visit: OpenVisit | None,
    activity: Activity,
    *,
    at: datetime,
    campaign: Campaign = NO_CAMPAIGN,
    identity: str = "",
) -> Placement:
    """Return what an activity does to the open visit of its visitor."""
    if activity is Activity.WITHDRAWAL:
        return Placement(Step.ENDS, Reason.WITHDRAWN) if visit else IGNORED
    if activity is Activity.IDLE:
        return IGNORED
    if visit is None:
        return Placement(Step.BEGINS, Reason.FIRST)
    reason = _break(visit, at, campaign if activity is Activity.VIEW else NO_CAMPAIGN, identity)
    return Placement(Step.BEGINS, reason) if reason else CONTINUES


def _break(visit: OpenVisit, at: datetime, campaign: Campaign, identity: str) -> Reason | None:
    if at - visit.last_activity_at > LONGEST_GAP:
        return Reason.GAP
    if campaign and not campaign.is_same(visit.campaign):
        return Reason.CAMPAIGN
    if visit.identity and identity and visit.identity != identity:
        return Reason.IDENTITY
    if at - visit.started_at > LONGEST_VISIT:
        return Reason.AGE
    return None


def is_bounce(*, views: int, active_ms: int, events: int = 0, messages: int = 0) -> bool:
    """Tell whether somebody came, saw one page for a moment and left; what happens by itself is no event."""
    return views <= 1 and active_ms < ENGAGED_MS and not events and not messages
