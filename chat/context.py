"""What an agent is told of the person in a conversation: constant queries, nothing out of reach."""

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from agents.models import Agent
from chat.models import Conversation, Message, Rating, Resolution
from chat.reach import Reach
from chat.summaries import summaries
from realtime.actors import VISITOR
from realtime.clock import wire_time
from visitors.devices import Device
from visitors.models import Note, Visit, Visitor

# How many earlier conversations and notes are told of; of the former also how many there are.
EARLIER = 10
NOTES = 50


def context_of(conversation: Conversation, reach: Reach) -> dict[str, Any]:
    """Return who this is, where they wrote from, what was said before and what is written down about them."""
    visitor, visit = conversation.visitor, conversation.visit
    before = Conversation.objects.within(reach).filter(same_person(visitor)).exclude(pk=conversation.pk)
    return {
        "conversation": conversation.pk,
        "visitor": visitor.pk,
        "facts": said(visitor) + _guessed(conversation, visitor),
        "attributes": _attributes(visitor),
        "visit": _visit(visit) if visit else None,
        "earlier": earlier(before.order_by("-opened_at", "-pk"), reach),
        "earlier_count": before.count(),
        "notes": _notes(visitor),
    }


def same_person(visitor: Visitor) -> Q:
    """Return what tells conversations of the same person from those of others."""
    same = Q(visitor=visitor)
    return same | Q(visitor__customer=visitor.customer_id) if visitor.customer_id else same


def said(visitor: Visitor) -> list[dict[str, Any]]:
    """Return what the person said of themselves, or somebody wrote down."""
    return visitor.customer.facts() if visitor.customer else []


def _guessed(conversation: Conversation, visitor: Visitor) -> list[dict[str, Any]]:
    """Return what the browser tells of itself; nobody has said so."""
    guesses = {"locale": conversation.locale or visitor.locale, "timezone": visitor.timezone}
    return [
        {"name": name, "value": value, "origin": "guessed", "to": None, "at": None}
        for name, value in guesses.items()
        if value
    ]


def _attributes(visitor: Visitor) -> list[dict[str, Any]]:
    known = visitor.customer.attributes if visitor.customer else {}
    return [
        {"name": name, "value": value, "origin": "said", "to": None, "at": None}
        for name, value in sorted(known.items())
    ]


def _visit(visit: Visit) -> dict[str, Any]:
    return {
        "started_at": wire_time(visit.started_at),
        "page": {"url": visit.url, "title": visit.title, "referrer": visit.referrer},
        "device": Device.of(visit.user_agent).card(),
    }


def earlier(rows: "QuerySet[Conversation]", reach: Reach) -> list[dict[str, Any]]:
    """Return the first of these conversations, each with how it began and how it ended."""
    listed = summaries(rows[:EARLIER], reach)
    ends = _ends([row["id"] for row in listed])
    return [row | ends[row["id"]] for row in listed]


def _ends(ids: list[str]) -> dict[str, dict[str, Any]]:
    """Return of each how it began and how it ended: the visitor's first words, the outcome, the rating."""
    said = Message.objects.filter(entry__conversation=OuterRef("pk"), entry__actor_kind=VISITOR)
    ended = Resolution.objects.filter(conversation=OuterRef("pk"), reopened_at=None)
    rated = Rating.objects.filter(resolution__conversation=OuterRef("pk"))
    rows = Conversation.objects.filter(pk__in=ids).annotate(
        first=Subquery(said.order_by("entry__seq").values("text")[:1]),
        outcome=Subquery(ended.order_by("-closed_at").values("outcome")[:1]),
        score=Subquery(rated.order_by("-rated_at").values("score")[:1]),
    )
    return {
        id: {"first": (first or "")[:200], "outcome": outcome, "score": score}
        for id, first, outcome, score in rows.values_list("pk", "first", "outcome", "score")
    }


def _notes(visitor: Visitor) -> list[dict[str, Any]]:
    notes = list(Note.objects.about(visitor)[:NOTES])
    authors = {note.author_id for note in notes}
    avatars = dict(Agent.objects.filter(pk__in=authors).values_list("pk", "avatar")) if authors else {}
    return [note.card(avatars.get(note.author_id, "")) for note in notes]
