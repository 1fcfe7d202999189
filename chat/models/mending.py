"""Words taken back or put better: by whoever said them, with what was said before kept."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.utils import timezone

from chat.drafts import Appended
from chat.models.entry import MESSAGE_CREATED, MESSAGE_DELETED, MESSAGE_EDITED, Message
from chat.models.recorded import Recorded
from realtime.actors import Actor
from realtime.clock import wire_time
from realtime.errors import Refusal, not_found

if TYPE_CHECKING:
    from chat.models import Conversation


class Mending(Recorded):
    """Verbs of who has said something; ``of`` is the number of the message's entry."""

    def edit(self, *, of: int, text: str, by: Actor, client_id: str | None = None) -> Appended:
        """Say it better: everybody who saw the message sees the new words in their place."""
        with self._locked() as conversation:
            repeated = conversation._repeated(MESSAGE_EDITED, by, client_id, of=of)
            if repeated is not None:
                return repeated
            message = conversation._own_words(of, by)
            if message.data is not None:
                raise Refusal("invalid", "Only words can be changed.")
            if message.text == text:
                return conversation._already(by)
            return conversation._mend(MESSAGE_EDITED, message, text, by, client_id)

    def unsay(self, *, of: int, by: Actor, client_id: str | None = None) -> Appended:
        """Remove a message: its words are never sent to the visitor again."""
        with self._locked() as conversation:
            repeated = conversation._repeated(MESSAGE_DELETED, by, client_id, of=of)
            if repeated is not None:
                return repeated
            message = conversation._own_words(of, by)
            return conversation._mend(MESSAGE_DELETED, message, "", by, client_id)

    def history(self, *, of: int) -> list[dict[str, Any]]:
        """Return what a message said before, the oldest first."""
        rows = Message.objects.filter(entry__conversation=cast("Conversation", self), entry__seq=of)
        message = rows.prefetch_related("revisions").first()
        if message is None:
            raise not_found()
        return [{"text": row.text, "until": wire_time(row.until)} for row in message.revisions.all()]

    def _own_words(self, of: int, by: Actor) -> Message:
        entries = cast("Conversation", self).entries.filter(seq=of, kind=MESSAGE_CREATED)
        entry = entries.select_related("message").first()
        if entry is None:
            raise not_found()
        if (entry.actor_kind, entry.actor_id) != (by.kind, by.id):
            raise Refusal("forbidden", "Only who wrote a message may change it.")
        if entry.message.deleted_at is not None:
            raise Refusal("invalid", "This message was removed.")
        entry.message.entry = entry
        return entry.message

    def _mend(self, kind: str, message: Message, text: str, by: Actor, client_id: str | None) -> Appended:
        from chat.frames import body_of
        from chat.models.attachment import Attachment

        now: datetime = timezone.now()
        message.revisions.create(text=message.text, until=now)
        message.text = text
        if kind == MESSAGE_DELETED:
            message.deleted_at, message.data = now, None
        else:
            message.edited_at = now
        message.save(update_fields=["text", "data", "edited_at", "deleted_at"])
        seq = message.entry.seq
        return self._append(
            kind,
            by,
            {"message": message.pk, "of": seq},
            shown={
                "message": body_of(message, by, Attachment.of_messages([message.pk]).get(message.pk, [])),
                "of": seq,
            },
            client_id=client_id,
            audience=message.entry.audience,
            moves=False,
            at=now,
        )
