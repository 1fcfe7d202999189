"""The record: the one way anything enters a conversation.

``append`` gives dense sequence numbers, folds what is repeated, commits and then publishes. Sockets
reach it through the group-commit writer, everything else calls it with a batch of its own.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from msgspec import Struct

from chat.drafts import Appended, Draft, Outcome
from chat.files.claims import Claims
from chat.frames import entry_frame, message_body
from chat.models.conversation import Conversation
from chat.models.entry import EVERYONE, MESSAGE_CREATED, Entry, Message
from chat.models.follow_up import stage_after
from chat.topics import topics_of
from realtime.actors import AGENT, VISITOR, Actor
from realtime.bulk import Bulk, Rows
from realtime.errors import Refusal, not_found
from realtime.group_commit import GroupCommit
from realtime.hub import Delivery, encode_frame, publish
from realtime.ids import new_id
from realtime.runtime import runtime


def append(drafts: Sequence[Draft]) -> list[Outcome]:
    """Record drafts in one transaction, in order; each gets its place or the refusal it met."""
    # Inside a verb its transaction is this one: no savepoint, the verb fails with its record.
    with transaction.atomic(savepoint=False):
        return _Batch(drafts).record()


def append_all(drafts: Sequence[Draft]) -> list[Appended]:
    """Record drafts that stand or fall together: the first refusal is raised."""
    with transaction.atomic(savepoint=False):
        outcomes = append(drafts)
        appended = [outcome for outcome in outcomes if isinstance(outcome, Appended)]
        for outcome in outcomes:
            if isinstance(outcome, Refusal):
                raise outcome
        return appended


writer = GroupCommit(append, name="record")
runtime.writers.append(writer)


class _Line(Struct):
    """The part of a conversation's row that its record changes."""

    id: str
    visitor_id: str
    site_id: str
    department_id: str | None
    status: str
    head: int
    public_head: int
    last_message_id: str | None
    waiting_since: datetime | None
    snoozed_at: datetime | None
    follow_up: str
    follow_up_at: datetime | None


LINE_FIELDS = tuple(name.removesuffix("_id") for name in _Line.__struct_fields__)
KNOWN_FIELDS = ("conversation", "actor_kind", "actor_id", "client_id", "digest", "seq", "at")
CHANGED_FIELDS = (
    "head",
    "public_head",
    "last_message",
    "last_entry_at",
    "waiting_since",
    "snoozed_at",
    "follow_up",
    "follow_up_at",
    "id",
)
ENTRY_FIELDS = (
    "id",
    "conversation",
    "seq",
    "kind",
    "at",
    "actor_kind",
    "actor_id",
    "actor_name",
    "audience",
    "client_id",
    "digest",
    "data",
)
MESSAGE_FIELDS = ("entry", "kind", "text", "data")


Answer = Callable[[], Rows]


class _Batch:
    """One transaction's worth of drafts: at most five statements, two more with files, however many there are."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self.drafts = drafts
        self.now = timezone.now()
        self.entries: list[tuple[Any, ...]] = []
        self.messages: list[tuple[Any, ...]] = []
        self.deliveries: list[Delivery] = []
        self.touched: dict[str, tuple[_Line, datetime]] = {}

    def record(self) -> list[Outcome]:
        with Bulk() as bulk:
            with bulk.together():
                locked, earlier = self._lock(bulk), self._ask_earlier(bulk)
            lines = {row[0]: _Line(*row) for row in locked()}
            known = {row[:4]: (row[4], Appended(row[0], row[5], row[6], repeated=True)) for row in earlier()}
            self.claims = Claims(bulk, self.drafts)
            outcomes = [self._place(draft, lines.get(draft.conversation), known) for draft in self.drafts]
            changed = [_changed(line, at) for line, at in self.touched.values()]
            with bulk.together(last=True):
                bulk.update(Conversation, CHANGED_FIELDS, changed)
                bulk.insert(Entry, ENTRY_FIELDS, self.entries)
                bulk.insert(Message, MESSAGE_FIELDS, self.messages)
                self.claims.save(bulk)
        publish(*self.deliveries)
        return outcomes

    def _lock(self, bulk: Bulk) -> Answer:
        # In the order of the key, so that two processes never wait for each other.
        among = {(draft.conversation,) for draft in self.drafts}
        return bulk.ask(Conversation, LINE_FIELDS, keys=("id",), among=among, lock=True)

    def _ask_earlier(self, bulk: Bulk) -> Answer:
        among = {
            (draft.conversation, draft.client_id) for draft in self.drafts if draft.client_id is not None
        }
        if not among:
            return list
        return bulk.ask(Entry, KNOWN_FIELDS, keys=("conversation", "client_id"), among=among)

    def _place(
        self, draft: Draft, line: _Line | None, known: dict[tuple[Any, ...], tuple[str, Appended]]
    ) -> Outcome:
        if line is None or (draft.reach is not None and not draft.reach.covers(line)):
            return not_found()
        digest = ""
        if draft.client_id is not None:
            digest = draft.digest()
            before = known.get(draft.key())
            if before is not None and before[0] != digest:
                return Refusal("conflict", "This client_id was used for something else.")
            if before is not None:
                return before[1]
        if draft.kind == MESSAGE_CREATED and draft.audience == EVERYONE and line.status == "closed":
            return Refusal("closed", "The conversation is closed.")
        refusal = self.claims.check(draft)
        if refusal is not None:
            return refusal
        appended = self._write(draft, line, digest)
        if draft.client_id is not None:
            known[draft.key()] = (digest, Appended(line.id, appended.seq, appended.at, repeated=True))
        return appended

    def _write(self, draft: Draft, line: _Line, digest: str) -> Appended:
        at, actor, id = draft.at or self.now, draft.actor, new_id()
        line.head = seq = line.head + 1
        data = draft.data if draft.shown is None else draft.shown
        if draft.text is not None:
            self.messages.append((id, draft.content.kind, draft.text, draft.content.data))
            body = message_body(
                id=id,
                client_id=draft.client_id,
                kind=draft.content.kind,
                actor=actor,
                audience=draft.audience,
                text=draft.text,
                data=draft.content.data,
                attachments=self.claims.take(draft, id),
                at=at,
            )
            data = {"message": body}
            if draft.audience == EVERYONE:
                line.last_message_id = id
                line.waiting_since = _waiting(line.waiting_since, actor, at)
                if actor.kind == VISITOR:
                    line.snoozed_at = None
        if draft.audience == EVERYONE:
            line.public_head = seq
        line.follow_up, line.follow_up_at = stage_after(
            line.follow_up, line.follow_up_at, actor=actor.kind, answers=_answers(draft), at=at
        )
        self.touched[line.id] = (line, at)
        self.entries.append(
            (
                id,
                line.id,
                seq,
                draft.kind,
                at,
                actor.kind,
                actor.id,
                actor.name,
                draft.audience,
                draft.client_id,
                digest,
                draft.data,
            )
        )
        frame = encode_frame(entry_frame(draft.kind, line.id, seq, at, actor, data))
        topics = topics_of(line.id, draft.route, draft.route_before)
        self.deliveries.append(
            Delivery(topics, frame, line.id, seq, draft.audience, draft.origin, draft.route)
        )
        return Appended(line.id, seq, at)


def _changed(line: _Line, at: datetime) -> tuple[Any, ...]:
    return (
        line.head,
        line.public_head,
        line.last_message_id,
        at,
        line.waiting_since,
        line.snoozed_at,
        line.follow_up,
        line.follow_up_at,
        line.id,
    )


def _waiting(since: datetime | None, actor: Actor, at: datetime) -> datetime | None:
    if actor.kind == VISITOR:
        return since or at
    return None if actor.kind == AGENT else since


def _answers(draft: Draft) -> bool:
    """Tell whether somebody of the team answers here and now; what is told with a time of its own is history."""
    public = draft.kind == MESSAGE_CREATED and draft.audience == EVERYONE
    return public and draft.actor.kind == AGENT and draft.at is None
