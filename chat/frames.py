"""How an entry looks on the wire: the same whether it goes out live or in answer to a sync."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from agents.models import Agent
from chat.models.attachment import Attachment
from chat.models.entry import MESSAGE_CREATED, MESSAGE_DELETED, MESSAGE_EDITED, Entry, Message
from chat.reach import Reach
from chat.rendering import to_html
from realtime.actors import AGENT, Actor
from realtime.clock import wire_time

MENDINGS = (MESSAGE_EDITED, MESSAGE_DELETED)


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


def body_of(message: Message, author: Actor, files: Iterable[Attachment]) -> dict[str, Any]:
    """Return what a stored message says now; one that was removed shows no files either."""
    entry = message.entry
    body = message_body(
        id=message.pk,
        client_id=entry.client_id,
        kind=message.kind,
        actor=author,
        audience=entry.audience,
        text=message.text,
        data=message.data,
        attachments=[file.card() for file in files] if message.deleted_at is None else [],
        at=entry.at,
    )
    if message.edited_at is not None:
        body["edited_at"] = wire_time(message.edited_at)
    if message.deleted_at is not None:
        body["deleted_at"] = wire_time(message.deleted_at)
    return body


def frames_of(entries: Iterable[Entry], reach: Reach) -> list[dict[str, Any]]:
    """Return the frames of stored entries as one reader may see them."""
    rows = list(entries)
    agents = {entry.actor_id for entry in rows if entry.actor_kind == AGENT}
    avatars = dict(Agent.objects.filter(pk__in=agents).values_list("pk", "avatar")) if agents else {}
    visible = [row for row in rows if reach.sees(row.audience)]
    mended = {row.data["message"] for row in visible if row.kind in MENDINGS}
    said = Message.objects.select_related("entry").in_bulk(mended) if mended else {}
    files = Attachment.of_messages({row.pk for row in visible if row.kind == MESSAGE_CREATED} | mended)
    return [
        _frame_of(row, avatars, said, files) if reach.sees(row.audience) else _hidden(row) for row in rows
    ]


def _hidden(entry: Entry) -> dict[str, Any]:
    return hidden_frame(entry.conversation_id, entry.seq)


def _frame_of(
    entry: Entry, avatars: dict[str, str], said: dict[str, Message], files: dict[str, list[Attachment]]
) -> dict[str, Any]:
    actor = Actor(entry.actor_kind, entry.actor_id, entry.actor_name, avatars.get(entry.actor_id, ""))
    data = entry.data
    if entry.kind == MESSAGE_CREATED:
        data = {"message": body_of(entry.message, actor, files.get(entry.pk, []))}
    elif entry.kind in MENDINGS:
        # What it says now, whatever it said then: words that were removed are told to nobody.
        message = said[data["message"]]
        data = {"message": body_of(message, actor, files.get(message.pk, [])), "of": data["of"]}
    return entry_frame(entry.kind, entry.conversation_id, entry.seq, entry.at, actor, data)
