"""The vocabulary: every event by its name, ``noun.past_tense``, with its fields.

An *entry* belongs to a conversation's record and carries its sequence number; the other events
are hints that nobody misses when one is lost. ``docs/realtime.md`` shows an example of each.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """One name of the vocabulary, the fields it carries and whether it is part of the record.

    Some are also told to those who watch a site: of many visitors at once, ``watched`` are the fields then.
    """

    name: str
    fields: tuple[str, ...] = ()
    entry: bool = False
    watched: tuple[str, ...] = ()


ENTRY_FIELDS = ("conversation", "seq", "at", "actor")
WATCHED = ("site", "visitors")
COUNTED = (*WATCHED, "count")


def _entry(name: str, *fields: str) -> Event:
    return Event(name, ENTRY_FIELDS + fields, entry=True)


EVENTS: dict[str, Event] = {
    event.name: event
    for event in (
        _entry("conversation.opened", "site", "visitor", "department", "channel", "locale", "page"),
        _entry("conversation.queued", "department"),
        _entry("conversation.assigned", "agent"),
        _entry("conversation.transferred", "department", "agent"),
        _entry("conversation.closed", "outcome"),
        _entry("conversation.reopened", "agent"),
        _entry("conversation.rated", "score", "comment", "reasons"),
        _entry("conversation.read", "upto"),
        _entry("conversation.tagged", "added", "removed", "tags"),
        _entry("conversation.snoozed", "until"),
        _entry("conversation.woken"),
        _entry("follow_up.sent", "upto", "asked"),
        _entry("follow_up.failed", "reason"),
        _entry("follow_up.stopped"),
        _entry("follow_up.opened"),
        _entry("message.created", "message"),
        _entry("message.edited", "message", "of"),
        _entry("message.deleted", "message", "of"),
        Event("entry.hidden", ("conversation", "seq"), entry=True),
        Event("conversation.received", ("conversation", "reader", "seq")),
        Event("conversation.presence", ("conversation", "viewers")),
        Event("typing.started", ("conversation", "author", "audience")),
        Event("typing.stopped", ("conversation", "author", "audience")),
        Event("page.viewed", ("visitor", "page", "at"), watched=WATCHED),
        Event("visitor.changed", ("visitor",), watched=WATCHED),
        Event("visitor.arrived", watched=COUNTED),
        Event("visitor.left", watched=COUNTED),
        Event("preference.changed", ("preference",)),
        Event("invitation.offered", ("invitation",)),
        Event("invitation.withdrawn", ("invitation", "reason")),
        Event("follow_up.changed", ("conversation", "follow_up")),
        Event("availability.changed", ("departments", "agents", "wait_s")),
        Event("agent.changed", ("agent",)),
        Event("department.changed", ("department",)),
        Event("canned.changed", ()),
    )
}
