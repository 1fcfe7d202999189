"""A conversation put aside: until a time, or until the visitor writes."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from django.db.models import Q
from django.utils import timezone

from chat.drafts import Appended
from chat.models.entry import AGENTS
from chat.models.recorded import Recorded
from realtime.actors import THE_SYSTEM, Actor
from realtime.clock import wire_time
from realtime.errors import Refusal

if TYPE_CHECKING:
    from chat.models import Conversation

LONGEST = timedelta(days=400)
# How many are woken at one beat of the heart; the next beat wakes the rest.
AT_ONCE = 200


class Snoozing(Recorded):
    """Verbs around sleep; that a visitor's message wakes is the record's own doing (``chat.log``)."""

    def snooze(self, *, by: Actor, until: datetime | None = None, client_id: str | None = None) -> Appended:
        """Put the conversation aside until then, or until the visitor writes, whichever comes first."""
        with self._locked() as conversation:
            asked = {"until": wire_time(until) if until else None}
            repeated = conversation._repeated("conversation.snoozed", by, client_id, **asked)
            if repeated is not None:
                return repeated
            now = timezone.now()
            if conversation.agent_id is None or conversation.is_closed:
                raise Refusal("invalid", "Only a conversation somebody has can be put aside.")
            if until is not None and not now < until < now + LONGEST:
                raise Refusal("invalid", "That time has passed or is too far away.", fields={"until": "time"})
            conversation.snoozed_at, conversation.snoozed_until = now, until
            conversation.save(update_fields=["snoozed_at", "snoozed_until"])
            return conversation._append(
                "conversation.snoozed", by, asked, client_id=client_id, audience=AGENTS, moves=False
            )

    def wake(self, *, by: Actor, client_id: str | None = None) -> Appended:
        """Take the conversation up again before its time."""
        with self._locked() as conversation:
            repeated = conversation._repeated("conversation.woken", by, client_id)
            woken = repeated or conversation._claim_waking(Q(), by, client_id)
            return woken or conversation._already(by)

    def wake_on_time(self, *, now: datetime) -> Appended | None:
        """Wake the conversation if its time has come and nobody else has woken it."""
        with self._locked() as conversation:
            return conversation._claim_waking(Q(snoozed_until__lte=now), THE_SYSTEM, None)

    def _claim_waking(self, due: Q, by: Actor, client_id: str | None) -> Appended | None:
        from chat.models import Conversation

        this = cast("Conversation", self)
        # Of two processes that look at the same moment one changes the row, and writes the entry.
        asleep = Conversation.objects.filter(due, pk=this.pk, snoozed_at__isnull=False)
        if not asleep.update(snoozed_at=None, snoozed_until=None):
            return None
        return this._append("conversation.woken", by, {}, client_id=client_id, audience=AGENTS, moves=False)


def wake_due(*, now: datetime | None = None) -> int:
    """Wake every conversation whose time has come; tells how many this process has woken."""
    from chat.models import Conversation

    now = now or timezone.now()
    due = Conversation.objects.filter(snoozed_at__isnull=False, snoozed_until__lte=now)
    rows = list(due.order_by("snoozed_until")[:AT_ONCE])
    return sum(row.wake_on_time(now=now) is not None for row in rows)
