"""How far readers come in a conversation: received on the device, and read."""

from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.utils import timezone

from chat.drafts import Appended
from chat.models.recorded import Recorded
from realtime.actors import VISITOR, Actor

if TYPE_CHECKING:
    from chat.models import Conversation


class Reading(Recorded):
    """Verbs of those who read."""

    def mark_read(self, *, by: Actor, upto: int, at: datetime | None = None) -> Appended | None:
        """Move the reader's mark; an entry is written only when it newly covers somebody else's message."""
        with self._locked() as conversation:
            upto = min(upto, conversation.public_head if by.kind == VISITOR else conversation.head)
            mark, _created = conversation.marks.get_or_create(reader_kind=by.kind, reader_id=by.id)
            covers = conversation._covers(by, mark.read, upto)
            if upto > mark.read:
                mark.read, mark.received = upto, max(mark.received, upto)
                mark.read_at = at or timezone.now()
                mark.save()
            if not covers:
                return None
            appended = conversation._append("conversation.read", by, {"upto": upto}, at=at, moves=False)
            if by.kind == VISITOR:
                conversation._go_on_waiting(upto, appended.at)
            return appended

    def mark_received(self, *, by: Actor, upto: int) -> int:
        """Note how far the record has come to the reader's device; returns the message that is news, or 0."""
        with self._locked() as conversation:
            upto = min(upto, conversation.public_head if by.kind == VISITOR else conversation.head)
            mark, _created = conversation.marks.get_or_create(reader_kind=by.kind, reader_id=by.id)
            before = mark.received
            if upto <= before:
                return 0
            mark.received = upto
            mark.save(update_fields=["received"])
            return conversation._covers(by, before, upto)

    def _covers(self, by: Actor, after: int, upto: int) -> int:
        """Return the number of somebody else's newest message in between, or 0; notes must leave no trace."""
        from chat.models.entry import EVERYONE, MESSAGE_CREATED

        words = cast("Conversation", self).entries.filter(kind=MESSAGE_CREATED, audience=EVERYONE)
        newly = words.filter(seq__gt=after, seq__lte=upto).exclude(actor_kind=by.kind, actor_id=by.id)
        newest: int | None = newly.order_by("-seq").values_list("seq", flat=True).first()
        return newest or 0
