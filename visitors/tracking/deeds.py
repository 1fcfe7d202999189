"""How what a page tracks is called from then on: the words of rules, webhooks and reports."""

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


def deed_of(frame: EventTrack, key: str) -> Deed:
    """Return what was done, by a browser that is known by this key."""
    type = RESERVED.get(frame.name, f"custom.{frame.name}")
    return Deed(event_id(key, frame.event_id), type, frame.properties, by_itself=type in BY_THEMSELVES)
