"""What a reader is told of each conversation before reading it: constant queries for any number."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from agents.models import Agent
from chat.marks import both_sides, marks_of
from chat.models import Attachment, Conversation, Entry, Mark, Message
from chat.models.entry import EVERYONE, MESSAGE_CREATED
from chat.reach import Reach
from realtime.actors import VISITOR, Actor
from realtime.clock import wire_time

RELATED = ("site", "department", "agent", "last_message__entry")


def summaries(conversations: "QuerySet[Conversation]", reach: Reach) -> list[dict[str, Any]]:
    """Return the summaries of these conversations, as one reader may see them."""
    for_agents = reach.visitor is None
    related = (*RELATED, "visitor__customer") if for_agents else RELATED
    rows = list(conversations.select_related(*related).annotate(unread=_unread(reach)))
    marks = marks_of([row.pk for row in rows])
    tags = _tags(rows) if for_agents else {}
    writers = _avatars(rows)
    files = Attachment.of_messages(row.last_message_id for row in rows if row.last_message_id)
    return [
        _common(row, reach, marks.get(row.pk), writers, files)
        | (_for_agents(row, tags) if for_agents else {})
        for row in rows
    ]


def _unread(reach: Reach) -> Any:
    """Return the expression that counts the other side's messages after the reader's own mark."""
    reader = reach.actor
    mark = Mark.objects.filter(
        conversation=OuterRef("conversation"), reader_kind=reader.kind, reader_id=reader.id
    )
    read = Coalesce(Subquery(mark.values("read")[:1]), 0)
    others = Q(actor_kind=VISITOR) if reach.visitor is None else ~Q(actor_kind=VISITOR)
    count = (
        Entry.objects.filter(
            others, conversation=OuterRef("pk"), kind=MESSAGE_CREATED, audience=EVERYONE, seq__gt=read
        )
        .order_by()
        .values("conversation")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(count), 0)


def _common(
    row: Any, reach: Reach, marks: Any, avatars: dict[str, str], files: dict[str, list[Attachment]]
) -> dict[str, Any]:
    last = row.last_message
    head = row.head if reach.visitor is None else row.public_head
    return {
        "id": row.pk,
        "head": head,
        "status": row.status,
        "channel": row.channel,
        "site": row.site.card(),
        "department": row.department.card() if row.department else None,
        "agent": row.agent.actor.card() if row.agent else None,
        "opened_at": wire_time(row.opened_at),
        "queued_at": wire_time(row.queued_at) if row.queued_at else None,
        "closed_at": wire_time(row.closed_at) if row.closed_at else None,
        "last": _last(last, avatars, files.get(last.pk, [])) if last else None,
        "unread": row.unread,
        "waiting_since": wire_time(row.waiting_since) if row.waiting_since else None,
        "marks": both_sides(marks, head),
    }


def _last(message: Message, avatars: dict[str, str], files: list[Attachment]) -> dict[str, Any]:
    entry = message.entry
    author = Actor(entry.actor_kind, entry.actor_id, entry.actor_name, avatars.get(entry.actor_id, ""))
    return {
        "seq": entry.seq,
        "text": message.text[:200],
        "attachments": [{"id": file.pk, "name": file.name} for file in files],
        "author": author.card(),
        "at": wire_time(entry.at),
    }


def _for_agents(row: Any, tags: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "visitor": row.visitor.card()
        | {"locale": row.locale or row.visitor.locale, "timezone": row.visitor.timezone},
        "page": row.page(),
        "tags": tags.get(row.pk, []),
        "snoozed": _snoozed(row),
        "follow_up": row.follow_up_card(),
    }


def _snoozed(row: Any) -> dict[str, str | None] | None:
    if row.snoozed_at is None:
        return None
    return {"until": wire_time(row.snoozed_until) if row.snoozed_until else None}


def _tags(rows: Iterable[Conversation]) -> dict[str, list[str]]:
    through = Conversation.tags.through.objects.filter(conversation__in=[row.pk for row in rows])
    tags: dict[str, list[str]] = {}
    for conversation, name in through.order_by("tag__name").values_list("conversation_id", "tag__name"):
        tags.setdefault(conversation, []).append(name)
    return tags


def _avatars(rows: Iterable[Conversation]) -> dict[str, str]:
    ids = {row.last_message.entry.actor_id for row in rows if row.last_message}
    return dict(Agent.objects.filter(pk__in=ids).values_list("pk", "avatar")) if ids else {}
