"""What is done with a conversation: take, assign, transfer, close, reopen, rate."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.utils import timezone

from agents.models import Agent, Department
from chat.drafts import Appended
from chat.models.intervals import CHANGEABLE, Rating
from chat.models.recorded import Recorded
from realtime.actors import AGENT, VISITOR, Actor
from realtime.errors import Refusal

if TYPE_CHECKING:
    from chat.models import Conversation


class Handling(Recorded):
    """Verbs of a conversation that exists.

    Each takes the one who does it, runs in a transaction with the row locked, is idempotent by
    ``client_id`` and returns where in the record it stands.
    """

    def take(self, *, by: Agent, client_id: str | None = None, at: datetime | None = None) -> Appended:
        """Make the conversation the agent's; taken from the queue, never from a colleague."""
        with self._locked() as conversation:
            repeated = conversation._repeated("conversation.assigned", by.actor, client_id, agent=by.pk)
            if repeated or (conversation.agent_id == by.pk and not conversation.is_closed):
                return repeated or conversation._already(by.actor)
            if conversation.agent_id is not None and not conversation.is_closed:
                raise Refusal("taken", "A colleague has this conversation.")
            return conversation._give(to=by, by=by.actor, client_id=client_id, at=at)

    def assign(self, *, to: Agent, by: Actor, client_id: str | None = None) -> Appended:
        """Give the conversation to an agent, whoever has it now."""
        with self._locked() as conversation:
            repeated = conversation._repeated("conversation.assigned", by, client_id, agent=to.pk)
            if repeated or (conversation.agent_id == to.pk and not conversation.is_closed):
                return repeated or conversation._already(by)
            return conversation._give(to=to, by=by, client_id=client_id)

    def transfer(
        self,
        *,
        by: Actor,
        to_department: Department | None = None,
        to_agent: Agent | None = None,
        note: str = "",
        client_id: str | None = None,
        at: datetime | None = None,
    ) -> Appended:
        """Pass the conversation on: into a department's queue, or to an agent; with a note for whoever gets it."""
        with self._locked() as conversation:
            asked = {"agent": to_agent.pk if to_agent else None}
            asked |= {"department": to_department.pk} if to_department else {}
            repeated = conversation._repeated("conversation.transferred", by, client_id, **asked)
            if repeated is not None:
                return repeated
            before = conversation.route()
            now = at or timezone.now()
            conversation._undo_closing(now)
            conversation._leave_queue("transferred", now)
            conversation._end_assignment(now)
            conversation.department = to_department or conversation.department
            conversation.agent = to_agent
            if to_agent is None:
                conversation._enter_queue(now)
            else:
                conversation._begin_assignment(to_agent, by, now)
            conversation.save()
            if note:
                conversation.say(note, by=by, audience="agents", at=now)
            data = {
                "department": conversation.department.card() if conversation.department else None,
                "agent": to_agent.actor.card() if to_agent else None,
            }
            return conversation._append(
                "conversation.transferred", by, data, client_id=client_id, before=before, at=now
            )

    def close(
        self, *, by: Actor, outcome: str = "", client_id: str | None = None, at: datetime | None = None
    ) -> Appended:
        """Close the conversation; the outcome is a row of its own."""
        with self._locked() as conversation:
            repeated = conversation._repeated("conversation.closed", by, client_id)
            if repeated or conversation.is_closed:
                return repeated or conversation._already(by)
            now = at or timezone.now()
            outcome = outcome or conversation._natural_outcome(by)
            conversation._leave_queue("abandoned" if by.kind == VISITOR else "closed", now)
            conversation._end_assignment(now)
            conversation.status, conversation.closed_at = conversation.Status.CLOSED, now
            conversation.waiting_since = None
            conversation.save()
            conversation.resolutions.create(outcome=outcome, by_kind=by.kind, by_id=by.id, closed_at=now)
            return conversation._append(
                "conversation.closed", by, {"outcome": outcome}, client_id=client_id, at=now
            )

    def reopen(self, *, by: Actor, client_id: str | None = None, at: datetime | None = None) -> Appended:
        """Open the conversation again: the agent who reopens or had it keeps it, else it queues."""
        with self._locked() as conversation:
            repeated = conversation._repeated("conversation.reopened", by, client_id)
            if repeated or not conversation.is_closed:
                return repeated or conversation._already(by)
            now = at or timezone.now()
            conversation._undo_closing(now)
            reopener = Agent.objects.filter(pk=by.id).first() if by.kind == AGENT else None
            conversation.agent = reopener or (conversation.agent if conversation._agent_is_here() else None)
            if conversation.agent is None:
                conversation._enter_queue(now)
            else:
                conversation._begin_assignment(conversation.agent, by, now)
            conversation.save()
            data = {"agent": conversation.agent.actor.card() if conversation.agent else None}
            where = conversation._append("conversation.reopened", by, data, client_id=client_id, at=now)
            if conversation.agent is None:
                department = conversation.department.card() if conversation.department else None
                conversation._append("conversation.queued", by, {"department": department}, at=now)
            return where

    def rate(
        self,
        *,
        by: Actor,
        score: int,
        comment: str = "",
        reasons: Sequence[str] = (),
        client_id: str | None = None,
        at: datetime | None = None,
    ) -> Appended:
        """Record what the visitor thinks of the last resolution; for two weeks another rating replaces the first."""
        with self._locked() as conversation:
            data = {"score": score, "comment": comment, "reasons": list(reasons)}
            repeated = conversation._repeated("conversation.rated", by, client_id, **data)
            if repeated is not None:
                return repeated
            resolution = conversation.resolutions.last()
            if resolution is None:
                raise Refusal("invalid", "Only a conversation that has ended can be rated.")
            if not Rating.fits(score, reasons):
                raise Refusal("invalid", "These reasons go with another score.", fields={"reasons": "score"})
            now = at or timezone.now()
            if now > resolution.closed_at + CHANGEABLE:
                raise Refusal("gone", "A conversation can be rated for two weeks after its end.")
            Rating.objects.update_or_create(resolution=resolution, defaults=data | {"rated_at": now})
            return conversation._append("conversation.rated", by, data, client_id=client_id, at=now)

    def _give(self, *, to: Agent, by: Actor, client_id: str | None, at: datetime | None = None) -> Appended:
        this = cast("Conversation", self)
        now = at or timezone.now()
        self._undo_closing(now)
        self._leave_queue("taken", now)
        self._end_assignment(now)
        this.agent = to
        self._begin_assignment(to, by, now)
        this.save()
        return self._append(
            "conversation.assigned", by, {"agent": to.actor.card()}, client_id=client_id, at=now
        )

    def _undo_closing(self, now: datetime) -> None:
        this = cast("Conversation", self)
        this.resolutions.filter(reopened_at=None).update(reopened_at=now)
        this.closed_at = None

    def _enter_queue(self, now: datetime) -> None:
        this = cast("Conversation", self)
        this.status, this.queued_at = this.Status.QUEUED, now
        this.queue_stays.create(department=this.department, entered_at=now)

    def _leave_queue(self, outcome: str, now: datetime) -> None:
        this = cast("Conversation", self)
        this.queue_stays.filter(left_at=None).update(left_at=now, outcome=outcome)

    def _begin_assignment(self, agent: Agent, by: Actor, now: datetime) -> None:
        this = cast("Conversation", self)
        this.status = this.Status.ACTIVE
        this.assignments.create(agent=agent, by_kind=by.kind, by_id=by.id, started_at=now)

    def _end_assignment(self, now: datetime) -> None:
        this = cast("Conversation", self)
        this.assignments.filter(ended_at=None).update(ended_at=now)
        this.snoozed_at = this.snoozed_until = None

    def _agent_is_here(self) -> bool:
        agent = cast("Conversation", self).agent
        return agent is not None and agent.is_online

    def _natural_outcome(self, by: Actor) -> str:
        this = cast("Conversation", self)
        answered = this.entries.filter(kind="message.created", actor_kind=AGENT, audience="everyone").exists()
        if by.kind == VISITOR:
            return "ended_by_visitor" if answered else "abandoned"
        return "resolved" if answered else "missed"
