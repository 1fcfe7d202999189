"""How an entry looks on the wire: the same whether it goes out live or in answer to a sync."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from agents.models import Agent
from chat.models.attachment import Attachment
from chat.models.entry import MESSAGE_CREATED, Entry
from chat.reach import Reach
from chat.rendering import to_html
from realtime.actors import AGENT, Actor
from realtime.clock import wire_time


def entry_frame(
    kind: str, conversation: str, seq: int, at: datetime, actor: Actor, data: dict[str, Any]
) -> dict[str, Any]:
    """Return the frame of one entry."""
    return {
        "type": kind,
        "conversation": conversation,
        "seq": seq,
        "at": wire_time(at),
        "actor": actor.card(),
        **data,
    }


def message_body(
    *,
    id: str,
    client_id: str | None,
    kind: str,
    actor: Actor,
    audience: str,
    text: str,
    data: Any,
    attachments: list[dict[str, Any]],
    at: datetime,
) -> dict[str, Any]:
    """Return what a ``message.created`` entry carries as ``message``."""
    return {
        "id": id,
        "client_id": client_id,
        "kind": kind,
        "author": actor.card(),
        "audience": audience,
        "text": text,
        "html": to_html(text),
        "data": data,
        "attachments": attachments,
        "at": wire_time(at),
    }


def hidden_frame(conversation: str, seq: int) -> dict[str, Any]:
    """Return what a reader gets in the place of an entry that is not for him."""
    return {"type": "entry.hidden", "conversation": conversation, "seq": seq}


def frames_of(entries: Iterable[Entry], reach: Reach) -> list[dict[str, Any]]:
    """Return the frames of stored entries as one reader may see them."""
    rows = list(entries)
    agents = {entry.actor_id for entry in rows if entry.actor_kind == AGENT}
    avatars = dict(Agent.objects.filter(pk__in=agents).values_list("pk", "avatar")) if agents else {}
    said = [row.pk for row in rows if row.kind == MESSAGE_CREATED and reach.sees(row.audience)]
    files = Attachment.of_messages(said)
    return [
        _frame_of(row, avatars, files.get(row.pk, [])) if reach.sees(row.audience) else _hidden(row)
        for row in rows
    ]


def _hidden(entry: Entry) -> dict[str, Any]:
    return hidden_frame(entry.conversation_id, entry.seq)


def _frame_of(entry: Entry, avatars: dict[str, str], files: list[Attachment]) -> dict[str, Any]:
    actor = Actor(entry.actor_kind, entry.actor_id, entry.actor_name, avatars.get(entry.actor_id, ""))
    data = entry.data
    if entry.kind == MESSAGE_CREATED:
        message = entry.message
        body = message_body(
            id=entry.pk,
            client_id=entry.client_id,
            kind=message.kind,
            actor=actor,
            audience=entry.audience,
            text=message.text,
            data=message.data,
            attachments=[file.card() for file in files],
            at=entry.at,
        )
        data = {"message": body}
    return entry_frame(entry.kind, entry.conversation_id, entry.seq, entry.at, actor, data)
