"""Who is here: agents with a live socket, and telling everybody who cares."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from agents.models import Agent, AgentStatus, Department
from chat.availability import STAFF, board, told
from chat.models.entry import EVERYONE
from chat.timetable import timetable
from chat.topics import EVERYTHING, desk_topic
from chat.typists import TYPING, typists
from chat.viewing import LOOKS, looks
from realtime.actors import VISITOR, Actor
from realtime.hub import Delivery, Heads, encode_frame, hub, publish
from realtime.runtime import runtime
from realtime.sqlite import ForeignCommits
from visitors.hours import HOURS

# Agents with a socket in this process, and how many.
_here: dict[str, int] = {}
# Agents who were online when this process last looked.
_online: set[str] = set()


def register() -> None:
    """Hand the heartbeat what it needs to know of conversations and agents."""
    runtime.pulse.heads_of = heads_of
    listening = (board, STAFF, HOURS), (timetable, HOURS), (looks, LOOKS), (typists, TYPING)
    for listener, *topics in listening:
        for topic in topics:
            hub.follow(listener, topic)
    runtime.pulse.each_beat += [mark_alive, tell_who_left, timetable.look]
    if not settings.REDIS_URL and connection.vendor == "sqlite":
        runtime.pulse.changed = ForeignCommits().seen


def heads_of(conversations: Any) -> dict[str, Heads]:
    """Return the heads of these conversations."""
    from chat.models import Conversation

    heads: dict[str, Heads] = {}
    for start in range(0, len(conversations), 1000):
        rows = Conversation.objects.filter(pk__in=conversations[start : start + 1000])
        for id, head, public in rows.values_list("pk", "head", "public_head"):
            heads[id] = Heads(head, public)
    return heads


def arrive(agent: Agent) -> None:
    """Count one more socket of an agent; the first one makes the agent present."""
    _here[agent.pk] = _here.get(agent.pk, 0) + 1


def depart(agent: Agent) -> None:
    """Count one socket less; who does not come back before long is told of by the heartbeat."""
    left = _here.get(agent.pk, 0) - 1
    if left > 0:
        _here[agent.pk] = left
    else:
        _here.pop(agent.pk, None)


def mark_alive() -> None:
    """Note in the database that the agents here are alive."""
    if _here:
        Agent.mark_alive(list(_here))


def tell_who_left() -> None:
    """Tell of agents who were online and have shown no sign of life since, in whatever process they were."""
    online = set(Agent.objects.online().values_list("pk", flat=True))
    gone = _online - online
    _online.update(online)
    for agent in Agent.objects.filter(pk__in=gone):
        announce(agent)


def announce(agent: Agent, *, besides: Iterable[str] = ()) -> None:
    """Tell colleagues, and visitors of the agent's sites and of those besides, how availability stands now.

    Colleagues are those who know of the agent (``chat.surroundings.colleagues``): who answers for a department or a
    site of his, or reaches everything. Nobody else hears so much as the name.
    """
    agent.refresh_from_db()
    (_online.add if agent.is_online else _online.discard)(agent.pk)
    shown = colleague(agent, agent.reason)
    places = list(agent.departments.values_list("pk", "sites"))
    sites = {site for _department, site in places if site is not None}
    looked_after = agent.sites.values_list("pk", flat=True)
    desks = [
        *(desk_topic("", department) for department, _site in places),
        *(desk_topic(site, None) for site in sites.union(looked_after)),
    ]
    deliveries = [_changed(shown, STAFF, EVERYTHING, f"agent:{agent.pk}", *desks)]
    if agent.status == Agent.Status.INVISIBLE:
        # To oneself one is not offline, whichever tab it was chosen in.
        deliveries.append(_changed(shown | {"status": agent.status}, f"agent:{agent.pk}"))
    publish(*deliveries, *told({*sites, *besides}))


def sites_of(agent: Agent) -> list[str]:
    """Return the sites whose visitors an agent answers."""
    rows = Department.sites.through.objects.filter(department__agents=agent)
    return list(rows.values_list("site_id", flat=True))


def _changed(card: dict[str, Any], *topics: str) -> Delivery:
    return Delivery(topics, encode_frame({"type": "agent.changed", "agent": card}))


def colleagues(among: QuerySet[Agent]) -> list[dict[str, Any]]:
    """Return what an agent sees of these others, in two queries for any number."""
    agents = list(among)
    reasons = AgentStatus.reasons_of(agent.pk for agent in agents)
    return [colleague(agent, reasons.get(agent.pk, "")) for agent in agents]


def colleague(agent: Agent, reason: str = "") -> dict[str, Any]:
    """Return what agents see of each other; who is invisible is offline, for no reason that is told."""
    online = agent.is_online
    hidden = agent.status == Agent.Status.INVISIBLE
    return {
        "id": agent.pk,
        "name": agent.name,
        "avatar": agent.avatar or None,
        "status": Agent.Status.OFFLINE if hidden else agent.status,
        "reason": "" if hidden else reason,
        "online": online,
    }


def tell(
    topics: tuple[str, ...],
    frame: dict[str, Any],
    *,
    conversation: str = "",
    origin: str = "",
    audience: str = EVERYONE,
) -> None:
    """Pass a hint on from the event loop: to readers here and in other processes."""
    hub.publish([Delivery(topics, encode_frame(frame), conversation, origin=origin, audience=audience)])


def typing(conversation: str, by: Actor, *, started: bool, origin: str, audience: str = EVERYONE) -> None:
    """Let the others of a conversation know that somebody types, or ceased to; of a note colleagues alone."""
    name = "typing.started" if started else "typing.stopped"
    frame = {"type": name, "conversation": conversation, "author": by.card(), "audience": audience}
    topics = [f"conversation:{conversation}"]
    if by.kind != VISITOR and audience == EVERYONE:
        topics.append(TYPING)
    tell(tuple(topics), frame, conversation=conversation, origin=origin, audience=audience)
