"""How what a page tracks is called from then on: the words of rules, webhooks and reports."""

from collections import OrderedDict

from visitors.tracking.frames import EventTrack
from visitors.tracking.told import Deed, event_id

# Names that mean the same on every site; all others are the site's own.
RESERVED = {
    "cart": "cart.changed",
    "checkout_started": "checkout.started",
    "checkout_failed": "checkout.failed",
    "order": "checkout.completed",
    "search": "search.performed",
    "form_error": "page.form_error",
    "exit_intent": "page.exit_intent",
}
# Somebody on the way out has done nothing yet.
BY_THEMSELVES = {"page.exit_intent"}
# A visit in which more is done is nobody's: what comes then is counted and let go.
MOST_EVENTS = 1000
# So many visits are remembered, those that something was told of last.
MOST_VISITS = 20_000


class Amounts:
    """How many events this process was told of each visit: a bound for floods, not a sum."""

    def __init__(self) -> None:
        self._number: OrderedDict[str, int] = OrderedDict()

    def admits(self, visit: str) -> bool:
        """Count one more event of a visit; tells whether it is not one too many."""
        number = self._number[visit] = min(self._number.get(visit, 0), MOST_EVENTS) + 1
        self._number.move_to_end(visit)
        if len(self._number) > MOST_VISITS:
            self._number.popitem(last=False)
        return number <= MOST_EVENTS


def deed_of(frame: EventTrack, key: str) -> Deed:
    """Return what was done, by a browser that is known by this key."""
    type = RESERVED.get(frame.name, f"custom.{frame.name}")
    return Deed(event_id(key, frame.event_id), type, frame.properties, by_itself=type in BY_THEMSELVES)
