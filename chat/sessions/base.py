"""What visitors and agents say alike, and how it is answered."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings

from chat import presence, protocol
from chat.drafts import Appended, Draft
from chat.files.kinds import SUFFIXES
from chat.frames import frames_of
from chat.log import writer
from chat.models import Conversation
from chat.sessions.answering import PATIENCE, Sink
from chat.sessions.following import Following
from chat.sessions.pace import Pace
from chat.sessions.pages import MISSED_PAGES, light
from realtime.actors import Actor
from realtime.allowance import Allowance, Both
from realtime.clock import wire_time
from realtime.errors import Refusal, busy, not_found
from realtime.hub import HEARTBEAT_SECONDS
from realtime.threads import readers

HEARTBEAT_MS = int(HEARTBEAT_SECONDS * 1000)
LIMITS = {
    "message_chars": protocol.MAX_MESSAGE_CHARACTERS,
    "frame_bytes": protocol.MAX_FRAME_BYTES,
    "file_bytes": settings.UPLOAD_BYTES,
    "file_kinds": SUFFIXES,
}


class Session(Following):
    """A connected reader that speaks: every frame it sends is answered."""

    __slots__ = ("_pace", "_patience", "frames_allowance", "messages_allowance")

    def __init__(self, sink: Sink, messages: Allowance | Both, frames: Allowance | Both) -> None:
        super().__init__(sink)
        self.messages_allowance = messages
        self.frames_allowance = frames
        self._patience = Allowance(frames.rate * PATIENCE)
        self._pace = Pace(self.acknowledge)

    @property
    def actor(self) -> Actor:
        """The one who speaks."""
        if self.reach is None:
            raise Refusal("forbidden", "Say hello first.")
        return self.reach.actor

    def spend(self) -> None:
        """Take what one message costs; raises a refusal when nothing is left."""
        wait = self.messages_allowance.take()
        if wait:
            raise Refusal("too_many", "Too many messages at once.", retry=True, retry_after_ms=wait)

    def acknowledge(self, frame: Any, appended: Appended | None = None) -> None:
        """Answer a frame that wants an answer with where its entry stands."""
        if appended is None:
            self.confirm(frame)
        else:
            at = wire_time(appended.at)
            self.confirm(frame, at, conversation=appended.conversation, seq=appended.seq)

    # Frames both roles send

    def message_send(self, frame: protocol.MessageSend) -> None:
        """Record a message with whatever else is being recorded; the answer comes after the commit."""
        text, content = frame.said()
        if not (text.strip() or frame.attachments):
            raise Refusal("invalid", "The message is empty.")
        self.spend()
        draft = Draft.message(
            frame.conversation,
            self.actor,
            text,
            content=content,
            client_id=frame.client_id,
            audience=getattr(frame, "audience", "everyone"),
            attachments=frame.attachments,
            reach=self.reach,
            origin=self.id,
        )
        self._submit(frame, draft)

    def typing_start(self, frame: protocol.TypingStart) -> None:
        """Tell the others of a followed conversation."""
        self._typing(frame, started=True)

    def typing_stop(self, frame: protocol.TypingStop) -> None:
        """Tell the others of a followed conversation."""
        self._typing(frame, started=False)

    def _typing(self, frame: protocol.TypingStart | protocol.TypingStop, *, started: bool) -> None:
        if frame.conversation not in self._seen:
            raise not_found()
        presence.typing(
            frame.conversation,
            self.actor,
            started=started,
            origin=self.id,
            audience=getattr(frame, "audience", "everyone"),
        )
        self.acknowledge(frame)

    def conversation_received(self, frame: protocol.ConversationReceived) -> None:
        """Keep how far the record came and tell the other side."""
        self._paced(frame, partial(self._mark_received, self.actor))

    def _mark_received(self, by: Actor, frame: protocol.ConversationReceived) -> None:
        def work() -> int:
            return self.find(frame.conversation).mark_received(by=by, upto=frame.seq)

        def tell(public: int) -> None:
            if public:
                body = {
                    "type": "conversation.received",
                    "conversation": frame.conversation,
                    "reader": by.card(),
                    "seq": public,
                }
                presence.tell((f"conversation:{frame.conversation}",), body, origin=self.id)

        self.perform(frame, work, then=tell)

    def conversation_read(self, frame: protocol.ConversationRead) -> None:
        """Move the reader's mark."""
        self._paced(frame, partial(self._mark_read, self.actor))

    def _mark_read(self, by: Actor, frame: protocol.ConversationRead) -> None:
        self.perform(frame, lambda: self.find(frame.conversation).mark_read(by=by, upto=frame.seq))

    def _paced(self, frame: Any, do: Callable[[Any], None]) -> None:
        """Do it at most once a second for each conversation; one that is not followed is refused at once."""
        if frame.conversation in self._seen:
            self._pace.take(frame, partial(self._attempt, do))
        else:
            do(frame)

    def _attempt(self, do: Callable[[Any], None], frame: Any) -> None:
        try:
            do(frame)
        except Refusal as refusal:
            self.refuse(frame, refusal)

    def leave(self) -> None:
        """Hear of nothing any more, with the last marks moved."""
        self._pace.finish()
        super().leave()

    def conversation_close(self, frame: protocol.ConversationClose) -> None:
        """End the conversation."""
        by = self.actor
        self.spend()
        self.perform(
            frame, lambda: self.find_to_handle(frame.conversation).close(by=by, client_id=frame.client_id)
        )

    async def sync(self, frame: protocol.Sync) -> None:
        """Send the entries asked for."""
        page = await readers.run(
            partial(self.page, frame.conversation, frame.after, frame.before, frame.limit)
        )
        self.push(page | ({"id": frame.id} if frame.id is not None else {}))
        if frame.conversation in self._seen and frame.before is None and not page["more"]:
            self._seen[frame.conversation] = max(self._seen[frame.conversation], page["head"])

    # Tools for the above

    def find(self, conversation: str) -> Conversation:
        """Return a conversation within reach; out of reach there is none."""
        if self.reach is None:
            raise not_found()
        row = Conversation.objects.within(self.reach).filter(pk=conversation).first()
        if row is None:
            raise not_found()
        return row

    def find_to_handle(self, conversation: str) -> Conversation:
        """Return a conversation within reach that this reader may pass on, close or put aside."""
        return self.find(conversation)

    def page(self, conversation: str, after: int | None, before: int | None, limit: int) -> dict[str, Any]:
        """Return the ``sync.page`` of a conversation within reach."""
        row = self.find(conversation)
        reach = self.reach
        if reach is None:
            raise not_found()
        head = row.public_head if reach.visitor else row.head
        entries = row.entries.select_related("message").filter(seq__lte=head)
        if before is not None:
            found = list(entries.filter(seq__lt=before).order_by("-seq")[: limit + 1])
            rows = light(found[:limit])[::-1]
        else:
            found = list(entries.filter(seq__gt=after or 0).order_by("seq")[: limit + 1])
            rows = light(found[:limit])
        more = len(found) > len(rows)
        return {
            "type": "sync.page",
            "conversation": row.pk,
            "entries": frames_of(rows, reach),
            "head": head,
            "more": more,
        }

    def missed(self, last: dict[str, int], heads: dict[str, int]) -> list[dict[str, Any]]:
        """Return the pages a reader who knows the record up to ``last`` has missed, as many as go at once.

        For what is beyond them he asks: a page says that there is more, the heads say how much.
        """
        pages: list[dict[str, Any]] = []
        for conversation, seq in last.items():
            head = heads.get(conversation, 0)
            while seq < head and len(pages) < MISSED_PAGES:
                page = self.page(conversation, seq, None, 200)
                pages.append(page)
                if not page["entries"]:
                    break
                seq = page["entries"][-1]["seq"]
        return pages

    def perform(
        self, frame: Any, work: Callable[[], Any], then: Callable[[Any], None] | None = None
    ) -> "asyncio.Future[Any]":
        """Run a verb on the writer's thread, in turn with the messages of this socket, and answer."""
        future = writer.run(work)
        future.add_done_callback(partial(self._performed, frame, then))
        return future

    def _performed(
        self, frame: Any, then: Callable[[Any], None] | None, future: "asyncio.Future[Any]"
    ) -> None:
        outcome = _outcome(future)
        if isinstance(outcome, Refusal):
            self.refuse(frame, outcome)
            return
        if then is not None:
            then(outcome)
        self.acknowledge(frame, outcome if isinstance(outcome, Appended) else None)

    def _submit(self, frame: protocol.MessageSend, draft: Draft) -> None:
        writer.post(draft, partial(self._recorded, frame, draft))

    def _recorded(self, frame: protocol.MessageSend, draft: Draft, outcome: Any) -> None:
        if isinstance(outcome, Appended):
            self.acknowledge(frame, outcome)
        elif isinstance(outcome, Refusal) and outcome.code == "closed":
            self._reopen_and_say(frame, draft)
        else:
            self.refuse(frame, _refusal(outcome))

    def _reopen_and_say(self, frame: protocol.MessageSend, draft: Draft) -> None:
        def work() -> Appended:
            conversation = self.find(frame.conversation)
            return conversation.say(
                draft.text or "",
                content=draft.content,
                by=draft.actor,
                client_id=draft.client_id,
                origin=self.id,
                attachments=frame.attachments,
            )

        try:
            self.perform(frame, work)
        except Refusal as refusal:  # the writer takes nothing more
            self.refuse(frame, refusal)


def _outcome(future: "asyncio.Future[Any]") -> Any:
    """Return a future's result, or the refusal a client is told of."""
    if future.cancelled():
        return busy()
    error = future.exception()
    return future.result() if error is None else _refusal(error)


def _refusal(error: BaseException) -> Refusal:
    """Return what a client is told of an error."""
    if isinstance(error, Refusal):
        return error
    return Refusal("unavailable", "This could not be done.", retry=True, retry_after_ms=2000)
