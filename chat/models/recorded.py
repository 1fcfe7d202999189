"""What every verb of a conversation has in common: the lock, the record, and what was done already."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.db import transaction

from agents.permissions import DIRECT
from chat.drafts import Appended, Draft
from chat.models.entry import EVERYONE
from realtime.actors import VISITOR, Actor
from realtime.errors import Refusal

if TYPE_CHECKING:
    from agents.models import Agent
    from chat.models import Conversation


class Recorded:
    """Runs a verb in a transaction with the row locked and lets it enter the record once a ``client_id``."""

    def route(self) -> dict[str, Any]:
        """Return where the conversation belongs, for readers who begin or cease to follow it."""
        this = cast("Conversation", self)
        return {
            "visitor": this.visitor_id,
            "site": this.site_id,
            "department": this.department_id,
            "agent": this.agent_id,
            "status": this.status,
        }

    _handler: "Agent | None" = None

    def handled_by(self, agent: "Agent") -> "Conversation":
        """Let the next verb pass on, close or put aside what a colleague has only if the agent's role allows it.

        Asked of the locked row, and not of what was done already: a repetition is answered like the first time.
        """
        self._handler = agent
        return cast("Conversation", self)

    def _check_handler(self) -> None:
        this, agent = cast("Conversation", self), self._handler
        if agent is None or this.is_closed or this.agent_id in (None, agent.pk) or agent.has_perm(DIRECT):
            return
        raise Refusal("forbidden", "A colleague has this conversation. Ask them, or a supervisor.")

    @contextmanager
    def _locked(self) -> "Iterator[Conversation]":
        """Yield the row as it is now, nobody else's to change until the block ends."""
        from chat.models import Conversation

        this = cast("Conversation", self)
        with transaction.atomic():
            row = Conversation.objects.select_for_update(of=("self",)).get(pk=this.pk)
            row._handler = self._handler
            yield row
        this.refresh_from_db()

    def _append(
        self,
        kind: str,
        by: Actor,
        data: dict[str, Any],
        *,
        client_id: str | None = None,
        before: dict[str, Any] | None = None,
        at: datetime | None = None,
        audience: str = EVERYONE,
        moves: bool = True,
        shown: dict[str, Any] | None = None,
    ) -> Appended:
        """Enter the record; an entry that moves the conversation also goes to whoever it comes to or leaves."""
        from chat import log

        this = cast("Conversation", self)
        draft = Draft(
            this.pk,
            kind,
            by,
            data,
            client_id=client_id,
            audience=audience,
            shown=shown,
            route=self.route() if moves else None,
            route_before=before,
            at=at,
        )
        return log.append_all([draft])[0]

    def _already(self, by: Actor) -> Appended:
        """Return the newest place the one who asks may know of."""
        this = cast("Conversation", self)
        entry = this.entries.get(seq=this.public_head if by.kind == VISITOR else this.head)
        return Appended(this.pk, entry.seq, entry.at, repeated=True)

    def _repeated(self, kind: str, by: Actor, client_id: str | None, **content: Any) -> Appended | None:
        """Return where the same stands already; the same id with other content is a conflict."""
        this = cast("Conversation", self)
        entry = None
        if client_id is not None:
            entry = this.entries.filter(client_id=client_id, actor_kind=by.kind, actor_id=by.id).first()
        if entry is None:
            self._check_handler()
        if entry is not None and not (entry.kind == kind and _says(entry.data, content)):
            raise Refusal("conflict", "This client_id stands for something else already.")
        return Appended(this.pk, entry.seq, entry.at, repeated=True) if entry else None


def _says(data: dict[str, Any], content: dict[str, Any]) -> bool:
    """Tell whether an entry's data has this content; of people and departments the id counts."""
    return all(_key(data.get(name)) == value for name, value in content.items())


def _key(value: Any) -> Any:
    return value["id"] if isinstance(value, dict) else value
