"""An agent keeps somebody out of the chat, or lets them in again."""

from agents.models import Agent
from agents.permissions import DIRECT
from chat import ban_frames, surroundings
from chat.sessions.base import Session
from realtime.errors import Refusal
from visitors.models import Ban


class BanningSession(Session):
    """The part of an agent's session that is about who may not use the chat."""

    __slots__ = ()

    agent: Agent

    def visitor_ban(self, frame: ban_frames.VisitorBan) -> None:
        """Ban whoever a visit within reach is of."""
        by = self.actor
        self.spend()

        def work() -> None:
            visit = surroundings.visit(self.reach, frame.visitor)
            visit.ban(reason=frame.reason, until=frame.until, by=by, client_id=frame.client_id)

        self.perform(frame, work)

    def ban_lift(self, frame: ban_frames.BanLift) -> None:
        """Lift a ban of one's own; somebody else's only for those who direct others."""
        by = self.actor
        self.spend()
        self.perform(frame, lambda: self._ban(frame.ban).lift(by=by))

    def _ban(self, client_id: str) -> Ban:
        bans = surroundings.bans(self.reach).filter(client_id=client_id) if self.reach else Ban.objects.none()
        ban = bans.filter(author_id=self.agent.pk).first() or bans.first()
        if ban is None:
            raise Refusal("not_found", "There is no such ban.")
        if ban.author_id != self.agent.pk and not self.agent.has_perm(DIRECT):
            raise Refusal("forbidden", "Only who banned somebody, or directs others, may lift it.")
        return ban
